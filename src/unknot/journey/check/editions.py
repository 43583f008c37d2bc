"""The knowledge that a check was decided with: kept once for each digest, and made into knowledge again."""

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from unknot.clinical.knowledge import Knowledge
from unknot.journey.check.models import Check, Edition
from unknot.knowledge.editions import EditionError, load_edition, shipped, unpacked
from unknot.knowledge.load import knowledge

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """The knowledge of one digest, or in words why there is none. `left_out` are files of it that this
    software no longer reads and no decision needs."""

    knowledge: Knowledge | None
    why_not: str = ""
    left_out: tuple[str, ...] = ()


def keep_edition(now: datetime) -> None:
    """Stores today's knowledge unless it is stored. Part of the transaction that decides with it."""
    digest = knowledge().digest
    if Edition.objects.filter(digest=digest).exists():
        return
    files = shipped()
    if files is None:
        # A decision must not fail because the files on disk were replaced under a running server.
        log.error("knowledge %s was not kept: its files have changed since they were read", digest)
        return
    Edition.objects.get_or_create(
        digest=digest, defaults={"version": knowledge().version, "files": files, "first_used_at": now}
    )


def editions() -> list[Edition]:
    """What is kept, youngest first, without the files."""
    return list(Edition.objects.defer("files"))


def kept(digest: str) -> Kept:
    """The knowledge of a digest: today's, or the kept one."""
    if digest == knowledge().digest:
        return Kept(knowledge())
    row = Edition.objects.filter(digest=digest).first()
    if row is None:
        return Kept(None, "That edition of the knowledge was not kept.")
    return _made(digest, bytes(row.files))


def kept_for(check: Check) -> Kept:
    """The knowledge that the check was decided with."""
    return kept(check.knowledge_version.rpartition("+")[2])


@lru_cache(maxsize=4)
def _made(digest: str, files: bytes) -> Kept:
    try:
        made, left_out = load_edition(unpacked(files), digest)
    except EditionError as error:
        return Kept(None, f"That edition cannot be used: {error}.")
    return Kept(made, left_out=left_out)
