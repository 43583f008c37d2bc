"""How text messages leave this server: by UNKNOT_SMS_URL, or into the folder `texts` while that is empty."""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from unknot.interfaces.mail.texts import FileTexts, GatewayTexts, TextTransport, WebhookTexts
from unknot.interfaces.mail.transports import Transport

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_WRITE = (
    "write mailto:{number}@gateway.example for a gateway that turns letters into texts, or the https address "
    "of a service that takes JSON (docs/running.md says what is sent)"
)


def texts_for(url: str, token: str, folder: Path, mail: Transport, sender: str) -> TextTransport:
    """A token stands in a setting of its own, so no address with a password in it is taken."""
    if not url:
        return FileTexts(folder)
    try:
        parts = urlsplit(url)
        understood = parts.username is None and (parts.port is None or parts.port > 0)
    except ValueError as error:
        raise ImproperlyConfigured(f"UNKNOT_SMS_URL is not understood: {_WRITE}.") from error
    if parts.scheme == "mailto" and "{number}" in parts.path and parts.path.count("@") == 1:
        return GatewayTexts(parts.path, mail, sender)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not (understood and is_safe and parts.hostname):
        raise ImproperlyConfigured(f"UNKNOT_SMS_URL is not understood: {_WRITE}.")
    return WebhookTexts(url, token)
