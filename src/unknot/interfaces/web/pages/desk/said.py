"""What somebody said in a check, as short as the desk needs it and cut to what the reader may see."""

from dataclasses import dataclass
from uuid import UUID

from unknot.clinical.findings import Finding
from unknot.journey.check import queries
from unknot.journey.check.models import Check
from unknot.journey.people.access import Actor

HIDDEN = "a private answer, shown to clinicians"


@dataclass(frozen=True, slots=True)
class Flag:
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    tier: int | None = None
    check_id: UUID | None = None
    flags: tuple[Flag, ...] = ()
    unanswered: int = 0

    @property
    def has_check(self) -> bool:
        return self.check_id is not None


NOTHING = Said()


def short(actor: Actor, check: Check | None) -> Said:
    """The short list beside a booking or a call; nothing for a check that is not decided."""
    reading = queries.reading(actor, check) if check else None
    if check is None or reading is None:
        return NOTHING
    return Said(
        tier=check.tier,
        check_id=check.id,
        flags=tuple(Flag(one.title, because(one)) for one in reading.flags),
        unanswered=len((check.assessment or {}).get("unanswered", ())),
    )


def because(finding: Finding) -> str:
    return ", ".join(dict.fromkeys(said.words for said in finding.because)) or HIDDEN
