"""The short address of a visit, for text messages: the visit's id and a part of a signature in 33 signs. It
opens what the long link opens; to guess it is to guess 74 bits of the id and 66 of the signature, online."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare

from unknot.journey.book.models import Booking

_SIGNER = signing.Signer(salt="unknot.booking.short")
_ID, _SIGNATURE = 22, 11


def short_token(booking: Booking) -> str:
    name = urlsafe_b64encode(booking.id.bytes).decode().rstrip("=")
    return name + _signature(name, settings.SECRET_KEY)


def booking_behind(code: str) -> Booking | None:
    """The booking whose short address this is; keys that are being replaced count too."""
    name, signature = code[:_ID], code[_ID:]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not code.isascii() or not any(constant_time_compare(signature, _signature(name, key)) for key in keys):
        return None
    try:
        return Booking.objects.filter(id=UUID(bytes=urlsafe_b64decode(f"{name}=="))).first()
    except (binascii.Error, ValueError):
        return None


def _signature(name: str, key: str) -> str:
    return _SIGNER.signature(name, key)[:_SIGNATURE]
