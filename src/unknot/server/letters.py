"""How letters leave this server: by UNKNOT_MAIL_URL, or into the folder `mail` while that is empty."""

from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from unknot.interfaces.mail.transports import FileTransport, Security, SmtpTransport, Transport

_SECURITY: dict[str, tuple[Security, int]] = {
    "smtp": ("starttls", 587),
    "smtps": ("tls", 465),
    "smtp+plain": ("none", 25),
}
_WRITE = (
    "write smtp://user:password@host:587 (encrypted by STARTTLS), smtps://user:password@host:465, "
    "or smtp+plain://host:25 for a server on this machine"
)


def transport_for(url: str, folder: Path) -> Transport:
    """The password may stand in the address, so no message here repeats it."""
    if not url:
        return FileTransport(folder)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"UNKNOT_MAIL_URL is not understood: {_WRITE}.") from error
    if parts.scheme not in _SECURITY or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(f"UNKNOT_MAIL_URL is not understood: {_WRITE}.")
    return _smtp(parts, parts.hostname, port)


def _smtp(parts: SplitResult, host: str, port: int | None) -> SmtpTransport:
    security, usual = _SECURITY[parts.scheme]
    if security == "none" and parts.password:
        raise ImproperlyConfigured(
            "UNKNOT_MAIL_URL would send its password unencrypted: use smtp:// or smtps://."
        )
    return SmtpTransport(
        host=host,
        port=port or usual,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=security,
    )


def sender_from(words: str) -> tuple[str, str]:
    """UNKNOT_MAIL_FROM as (name, address)."""
    name, address = parseaddr(words)
    try:
        if not Address(addr_spec=address).domain:
            raise ValueError(words)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"UNKNOT_MAIL_FROM={words} is not an address: "
            "write one such as Hill Clinic <front@clinic.example>."
        ) from error
    return name, address
