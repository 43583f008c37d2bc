"""The secret key that is made once and kept in a file only its owner may read.

A clinic that sets SECRET_KEY never gets this file. Losing it ends every session and every signed link.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def kept_key(file: Path) -> str:
    """The key in the file; made on the first run, by whichever process comes first."""
    try:
        key = file.read_text(encoding="ascii").strip() if file.exists() else _make(file)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key cannot be kept in {file} ({error.strerror}): make the folder writable, "
            "name another folder with UNKNOT_HOME, or set SECRET_KEY."
        ) from error
    except UnicodeDecodeError:
        key = ""
    if len(key) < 50:
        raise ImproperlyConfigured(
            f"{file} does not hold a secret key: restore it from a backup, or delete it to have "
            "a new one made (everyone is then signed out and links in sent messages stop working)."
        )
    return key


def _make(file: Path) -> str:
    """Written beside and linked into place: two first processes agree on one whole key."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(64))
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        draft.unlink()
    return file.read_text(encoding="ascii").strip()
