"""A stored assessment told in other words: the same findings, answers and causes by id, each as another
knowledge words it.

An assessment is stored as the clinic reads it. The person may read it in their own language; what was decided
is never decided again for that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from unknot.clinical.evidence import Evidence
from unknot.clinical.explaining import NET
from unknot.clinical.findings import Assessment, CauseResult, Finding, Said
from unknot.clinical.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Retold:
    """`whole` is False where something stored is no longer known by id, and kept the words it had."""

    assessment: Assessment
    whole: bool


def retold(assessment: Assessment, known: Knowledge, told: Knowledge) -> Retold:
    """`known` is today's knowledge in the words of the stored assessment, `told` the same in other words."""
    teller = _Teller(known, told)
    causes = {cause.cause_id: teller.cause(cause) for cause in assessment.causes}
    again = replace(
        assessment,
        flags=tuple(teller.finding(one) for one in assessment.flags),
        open=tuple(teller.finding(one) for one in assessment.open),
        causes=tuple(causes.values()),
        shown=tuple(causes[cause.cause_id] for cause in assessment.shown),
    )
    return Retold(again, not teller.lost)


class _Teller:
    """Words by id, and whether any was not found."""

    def __init__(self, known: Knowledge, told: Knowledge) -> None:
        self.told = told
        self.flags = {rule.id: rule.person for rule in told.rules}
        self.flags |= {f"{NET}{sign.id}": sign.person for sign in told.net.signs}
        self.causes = {cause.id: cause for cause in told.causes}
        self.persons = {rule.person: self.flags[rule.id] for rule in known.rules}
        self.words: dict[str, Mapping[str, str]] = {
            cause.id: {
                one.words: other.words
                for one, other in zip(cause.findings, self.causes[cause.id].findings, strict=True)
            }
            for cause in known.causes
        }
        self.lost = False

    def finding(self, one: Finding) -> Finding:
        person = self.flags.get(one.rule_id)
        because = tuple(self.said(said) for said in one.because)
        if person is None:
            self.lost = True
            return replace(one, because=because)
        return replace(one, person=person, because=because)

    def said(self, one: Said) -> Said:
        question = self.told.questions.get(one.question_id)
        # An answer that is no longer among the answers has no words of today.
        if question is None or (question.type == "choice" and not question.answer(str(one.value))):
            self.lost = True
            return one
        return replace(one, words=question.words_for(one.value))

    def cause(self, one: CauseResult) -> CauseResult:
        cause = self.causes.get(one.cause_id)
        if cause is None:
            self.lost = True
            return one
        return replace(
            one,
            name=cause.name,
            speaks_for=tuple(self.evidence(one.cause_id, said) for said in one.speaks_for),
            speaks_against=tuple(self.evidence(one.cause_id, said) for said in one.speaks_against),
        )

    def evidence(self, cause_id: str, one: Evidence) -> Evidence:
        words = self.words[cause_id].get(one.words) or self.persons.get(one.words)
        if words is None:
            self.lost = True
            return one
        return replace(one, words=words)
