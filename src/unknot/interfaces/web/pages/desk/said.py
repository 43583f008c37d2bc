"""What somebody said in a check, cut to what the reader may see: answers about bladder, bowel and sex are a clinician's."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from unknot.clinical.assess import from_json
from unknot.clinical.findings import Assessment, Finding
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import NOT_SURE, AnswerValue, facts_from, read_answers
from unknot.journey.check.models import Check
from unknot.journey.people.access import Actor, may

HIDDEN = "a private answer, shown to clinicians"


@dataclass(frozen=True, slots=True)
class Flag:
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class SaidShort:
    """The short list beside a booking."""

    tier: int | None = None
    check_id: UUID | None = None
    flags: tuple[Flag, ...] = ()
    unanswered: int = 0

    @property
    def has_check(self) -> bool:
        return self.check_id is not None


def short(check: Check | None, actor: Actor, knowledge: Knowledge) -> SaidShort:
    if check is None or check.assessment is None:
        return SaidShort()
    assessment = from_json(check.assessment)
    return SaidShort(
        tier=int(assessment.tier),
        check_id=check.id,
        flags=flags(assessment, check, actor, knowledge),
        unanswered=len(assessment.unanswered),
    )


def flags(assessment: Assessment, check: Check, actor: Actor, knowledge: Knowledge) -> tuple[Flag, ...]:
    private = may(actor, "check.read_private", check.clinic_id, check)
    return tuple(Flag(one.title, because(one, knowledge, private=private)) for one in assessment.flags)


def because(finding: Finding, knowledge: Knowledge, *, private: bool) -> str:
    words = [
        said.words if private or not is_private(said.question_id, knowledge) else HIDDEN
        for said in finding.because
    ]
    return ", ".join(dict.fromkeys(words))


def is_private(question_id: str, knowledge: Knowledge) -> bool:
    question = knowledge.questions.get(question_id)
    return question is None or question.private
