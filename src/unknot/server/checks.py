"""Settings that are well formed and still wrong together, said with a hint before anybody is served."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def register() -> None:
    checks.register(addresses)
    checks.register(what_real_clinics_need, deploy=True)


def addresses(app_configs: Sequence[Any] | None, **kwargs: object) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        found.append(
            checks.Error(
                "UNKNOT_URL begins with https, but Unknot does not know of a proxy that speaks it: every "
                "page would redirect to itself for ever.",
                hint="Put a proxy in front and set UNKNOT_PROXIES=1 (docs/running.md shows how).",
                id="unknot.E001",
            )
        )
    if not settings.HTTPS and urlsplit(settings.PUBLIC_URL).hostname not in _LOOPBACK:
        found.append(
            checks.Warning(
                "UNKNOT_URL is plain http on a real address: "
                "answers about people's bodies would travel readable.",
                hint="Serve it over https behind a proxy, and write UNKNOT_URL=https://...",
                id="unknot.W001",
            )
        )
    if settings.DEBUG and settings.HTTPS:
        found.append(
            checks.Error(
                "UNKNOT_DEBUG=True shows the inside of the server to everybody who meets an error.",
                hint="Unset UNKNOT_DEBUG.",
                id="unknot.E002",
            )
        )
    return found


def what_real_clinics_need(app_configs: Sequence[Any] | None, **kwargs: object) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    if settings.MAIL_SENDER.endswith("@localhost"):
        found.append(
            checks.Warning(
                "Messages would leave from an address that nobody can answer.",
                hint="Set UNKNOT_MAIL_URL and UNKNOT_MAIL_FROM.",
                id="unknot.W002",
            )
        )
    if not settings.RATE_LIMITS:
        found.append(
            checks.Warning(
                "Public forms can be sent without limit.",
                hint="Unset UNKNOT_RATE_LIMITS unless a proxy in front holds the limits.",
                id="unknot.W003",
            )
        )
    return found
