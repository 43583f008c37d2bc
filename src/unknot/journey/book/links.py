"""The short address of a visit, or of an offer, for text messages: its id and a part of a signature, in 33
signs. It opens what the long link opens; to guess it is to guess 74 bits of the id and 66 of the signature,
online."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare

from unknot.journey.book.models import Booking

_BOOKING = "unknot.booking.short"
_ID, _SIGNATURE = 22, 11


def short_token(booking: Booking) -> str:
    return code_of(booking.id, _BOOKING)


def booking_behind(code: str) -> Booking | None:
    """The booking whose short address this is; keys that are being replaced count too."""
    found = behind(code, _BOOKING)
    return Booking.objects.filter(id=found).first() if found else None


def code_of(row: UUID, salt: str) -> str:
    """The short address of any row; `salt` says what it opens, so that one never opens another thing."""
    name = urlsafe_b64encode(row.bytes).decode().rstrip("=")
    return name + _signature(name, settings.SECRET_KEY, salt)


def behind(code: str, salt: str) -> UUID | None:
    """The id of the row whose short address this is."""
    name, signature = code[:_ID], code[_ID:]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not code.isascii() or not any(
        constant_time_compare(signature, _signature(name, key, salt)) for key in keys
    ):
        return None
    try:
        return UUID(bytes=urlsafe_b64decode(f"{name}=="))
    except (binascii.Error, ValueError):
        return None


def _signature(name: str, key: str, salt: str) -> str:
    return signing.Signer(salt=salt).signature(name, key)[:_SIGNATURE]
