"""The secrets of second factors, locked with the server's key: a copy of the database alone opens nothing."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    def encrypt(self, text: str) -> str:
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _lock().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """What the app on the telephone calls it."""
        request: HttpRequest | Any = self.request
        clinic = getattr(request, "clinic", None)
        return clinic.name if clinic else "Unknot"


def _lock() -> MultiFernet:
    """With the key, and while it is being replaced with the one before."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = (sha256(f"unknot.factors {key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(urlsafe_b64encode(one)) for one in made])
