"""Readers for the environment that fail with a sentence.

Every setting passes through one of these, so a wrong value stops the start and says what would be right.
An empty value counts as not given; `NAME_FILE` may name a file that holds the value (for secrets).
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    value = text(name)
    if value not in ("", "True", "False"):
        raise ImproperlyConfigured(f"{name}={value} is not understood: write True or False.")
    return default if value == "" else value == "True"


def number(name: str, default: int, *, least: int, most: int) -> int:
    value = text(name)
    if value == "":
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(
            f"{name}={value} is not understood: write a whole number from {least} to {most}."
        )
    return int(value)


def names(name: str) -> list[str]:
    return [part.strip() for part in text(name).split(",") if part.strip()]


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value} is not understood: write one of {', '.join(allowed)}.")
    return value


def secret(name: str) -> str:
    """The value itself, or the contents of the file that `NAME_FILE` names."""
    value, file = text(name), text(f"{name}_FILE")
    if value and file:
        raise ImproperlyConfigured(f"Both {name} and {name}_FILE are set: keep one.")
    if not file:
        return value
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE={file} cannot be read ({_why(error)}).") from error


def web_address(name: str, default: str) -> str:
    """An address such as https://clinic.example, without a path."""
    value = text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        understood = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and not (parts.path or parts.query or parts.fragment or parts.username)
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        understood = False
    if not understood:
        raise ImproperlyConfigured(
            f"{name}={value} is not understood: write the address people type, such as https://clinic.example."
        )
    return value


def _why(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
