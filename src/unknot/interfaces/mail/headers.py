"""The headers of letters, made as Python's e-mail package makes them, but the same one only once. The package
builds a class for each header that is set, reads and folds each Content-Type anew, and compiles an expression
for each boundary: more than half of the work of a letter."""

from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from functools import lru_cache
from typing import Any

# Those of the parts are the same in every letter; names and addresses are not, and are not kept.
_OF_PARTS = ("content-", "mime-version")
_BOUNDARY = "=_part_of_a_letter"


class _Registry(HeaderRegistry):
    def __init__(self) -> None:
        super().__init__()
        self._class = lru_cache(maxsize=64)(super().__getitem__)
        self._part = lru_cache(maxsize=64)(self._made)

    def __getitem__(self, name: str) -> type[BaseHeader]:
        return self._class(name.lower())

    def __call__(self, name: str, value: object) -> BaseHeader:
        return self._part(name, value) if _is_shared(name, value) else self._made(name, value)

    def _made(self, name: str, value: object) -> BaseHeader:
        return self[name](name, value)


class _Policy(EmailPolicy):
    def fold_binary(self, name: str, value: Any) -> bytes:
        if isinstance(value, BaseHeader) and name.lower().startswith(_OF_PARTS):
            return _folded(name, str(value))
        return super().fold_binary(name, value)


def _is_shared(name: str, value: object) -> bool:
    return type(value) is str and name.lower().startswith(_OF_PARTS)


_REGISTRY = _Registry()
POLICY = _Policy(linesep=SMTP.linesep, header_factory=_REGISTRY)


@lru_cache(maxsize=64)
def _folded(name: str, value: str) -> bytes:
    return SMTP.fold_binary(name, _REGISTRY(name, value))


def bound(message: EmailMessage, *words: str) -> None:
    """Gives the parts boundaries that are the same in every letter, unless its words hold one."""
    if not any(_BOUNDARY in text for text in words):
        parts = (part for part in message.walk() if part.is_multipart())
        for number, part in enumerate(parts):
            part.set_boundary(f"{_BOUNDARY}_{number}")
