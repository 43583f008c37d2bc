"""A decided check assessed again: under the knowledge it was decided with, which must give the same, and
under today's, with what comes out otherwise and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from unknot.clinical.assess import to_json
from unknot.clinical.comparing import Difference, differences, where_not_the_same
from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.findings import Assessment
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import read_answers
from unknot.journey.check.editions import Kept, kept_for
from unknot.journey.check.facts import assessed, assessment_of
from unknot.journey.check.models import Check, CheckStatus
from unknot.knowledge.load import knowledge


@dataclass(frozen=True, slots=True)
class Replay:
    """`again` is the assessment under the knowledge of that day, None when that was not kept or is no longer
    readable (`own.why_not`). `places` are where it differs from what was stored: none, or something is wrong.
    `differences` are those of today's knowledge."""

    stored: Assessment
    own: Kept
    again: Assessment | None
    places: tuple[str, ...]
    today: Assessment
    is_same_knowledge: bool
    differences: tuple[Difference, ...]

    @property
    def is_identical(self) -> bool:
        return self.again is not None and not self.places


def replay(check: Check) -> Replay | None:
    """None for a draft: nothing was decided that could be decided again."""
    stored, own, present = assessment_of(check), kept_for(check), knowledge()
    if stored is None or check.assessment is None:
        return None
    again = assessed(check, own.knowledge) if own.knowledge else None
    places = tuple(where_not_the_same(check.assessment, to_json(again))) if again else ()
    today = assessed(check, present)
    otherwise = (*_no_longer_read(check, present), *differences(stored, today, own.knowledge, present))
    return Replay(
        stored=stored,
        own=own,
        again=again,
        places=places,
        today=today,
        is_same_knowledge=check.knowledge_version == present.version,
        differences=otherwise,
    )


def _no_longer_read(check: Check, present: Knowledge) -> Iterator[Difference]:
    """Answers that today's questions do not take; they count as unknown today."""
    try:
        read_answers(dict(check.answers), present)
    except InvalidAnswers as error:
        for question_id, words in error.errors:
            yield Difference(f"the answer to {question_id} is no longer read", words, question_id)


def decided_check(check_id: UUID) -> Check | None:
    return Check.objects.filter(id=check_id, status=CheckStatus.DECIDED).first()


def decided_checks() -> Iterator[Check]:
    """Every decided check of every clinic, oldest first: for whoever runs the server."""
    yield from Check.objects.filter(status=CheckStatus.DECIDED).order_by("id").iterator(chunk_size=500)
