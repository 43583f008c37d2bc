"""What somebody said in a check, as short as the desk needs it and cut to what the reader may see."""

from dataclasses import dataclass
from uuid import UUID

from unknot.clinical.findings import Finding
from unknot.clinical.questions import NOT_SURE, AnswerValue
from unknot.journey.check import queries
from unknot.journey.check.facts import answers_of
from unknot.journey.check.models import Check
from unknot.journey.people.access import Actor, may
from unknot.knowledge.load import knowledge

NOTHING_TO_TELL: tuple[AnswerValue, ...] = (False, "no", "none", frozenset())
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
    answers: tuple[str, ...] = ()
    unanswered: int = 0
    # The record is restricted: how urgent, which everybody must see, and not why.
    is_closed: bool = False

    @property
    def has_check(self) -> bool:
        return self.check_id is not None


NOTHING = Said()


def short(actor: Actor, check: Check | None, *, closed: bool = False) -> Said:
    """The short list beside a booking or a call; nothing for a check that is not decided."""
    if closed:
        return Said(tier=check.tier if check else None, is_closed=True)
    reading = queries.reading(actor, check) if check else None
    if check is None or reading is None:
        return NOTHING
    return Said(
        tier=check.tier,
        check_id=check.id,
        flags=tuple(Flag(one.title, because(one)) for one in reading.flags),
        answers=_answers(actor, check),
        unanswered=len((check.assessment or {}).get("unanswered", ())),
    )


def _answers(actor: Actor, check: Check) -> tuple[str, ...]:
    """What they said of themselves, without what they said no to."""
    known, private = knowledge(), may(actor, "check.read_private", check.clinic_id, check)
    told = answers_of(check, known)
    return tuple(
        question.words_for(value)
        for question in known.order
        if (value := told.get(question.id, NOT_SURE)) not in NOTHING_TO_TELL
        if value is not NOT_SURE and (private or not question.private)
    )


def because(finding: Finding) -> str:
    return ", ".join(dict.fromkeys(said.words for said in finding.because)) or HIDDEN
