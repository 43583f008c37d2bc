"""One assessment traced: rule, condition, answer, source, under the knowledge it was decided with.

Whatever rests on a private answer is left out for those who may not read it: not only the answer, but every
mark from which it could be told.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

from unknot.clinical.asking import Question
from unknot.clinical.comparing import Difference
from unknot.clinical.evidence import Strength
from unknot.clinical.explaining import NET
from unknot.clinical.facts import Value
from unknot.clinical.findings import Assessment, CauseResult, Finding
from unknot.clinical.knowledge import Knowledge, Rule
from unknot.clinical.questions import Answers, facts_from
from unknot.clinical.reading_aloud import Marked, mark, ratio_in_words, read_aloud
from unknot.clinical.rules import Condition
from unknot.clinical.weighing import Cause, CauseFinding
from unknot.interfaces.web.pages.desk.sheet import said_words
from unknot.journey.check.facts import PRIVATE_SIGN, discreet

NOT_ASKED = "Not asked: it does not apply"
NO_ANSWER = "No answer"


@dataclass(frozen=True, slots=True)
class Answered:
    """A question as it was asked, and the answer as it was given."""

    id: str
    ask: str
    said: str


@dataclass(frozen=True, slots=True)
class Node:
    """One part of a condition with its mark; `said` is the answer that a single test looked at."""

    words: str
    mark: str
    sign: str
    said: str
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class TracedRule:
    finding: Finding
    title: str
    is_hidden: bool
    in_words: bool = False
    strength: str = ""
    node: Node | None = None
    answers: tuple[Answered, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """One finding of a cause: what it says, how much it counts in words, and what it rests on."""

    words: str
    weight: str
    strength: Strength
    sources: tuple[str, ...]
    speaks_for: bool
    group: str
    size: float


@dataclass(frozen=True, slots=True)
class TracedCause:
    result: CauseResult
    weighed: tuple[Weighed, ...]
    raised_by: str
    unsettled: int


@dataclass(frozen=True, slots=True)
class Tracer:
    """`known` is the knowledge whose rules are shown, `answers` what was said to its questions."""

    known: Knowledge
    answers: Answers
    private: bool

    @property
    def facts(self) -> Mapping[str, Value]:
        return facts_from(self.answers, self.known)

    def rules(self, findings: Iterable[Finding]) -> list[TracedRule]:
        return [self._rule(finding) for finding in findings]

    def causes(self, assessment: Assessment) -> list[TracedCause]:
        known = {cause.id: cause for cause in self.known.causes}
        return [
            self._cause(result, known[result.cause_id], assessment)
            for result in assessment.shown
            if result.cause_id in known
        ]

    def unanswered(self, ids: Iterable[str]) -> list[str]:
        asked = (self.known.questions.get(one) for one in ids)
        return [one.ask for one in asked if one and (self.private or not one.private)]

    def may_see(self, condition: Condition) -> bool:
        return self.private or not any(self._is_private(fact) for fact in condition.facts())

    def differences(self, found: Iterable[Difference], present: Knowledge) -> list[Difference]:
        """Without those that tell of a private question."""
        return [
            one for one in found if all(self._may_tell(one.about, known) for known in (self.known, present))
        ]

    def _may_tell(self, about: str, known: Knowledge) -> bool:
        if self.private:
            return True
        question = known.questions.get(about)
        rule = next((rule for rule in known.rules if rule.id == about), None)
        if question:
            return not question.private
        return rule is None or not any(_private(fact, known) for fact in rule.when.facts())

    def _is_private(self, fact: str) -> bool:
        return _private(fact, self.known)

    def _rule(self, finding: Finding) -> TracedRule:
        if not self.private and discreet(finding, self.known) != finding:
            return TracedRule(finding, PRIVATE_SIGN, is_hidden=True)
        rule = next((rule for rule in self.known.rules if rule.id == finding.rule_id), None)
        if rule is None:
            heard = finding.rule_id.startswith(NET)
            return TracedRule(finding, finding.title, is_hidden=False, in_words=heard)
        if not self.may_see(rule.when):
            return TracedRule(finding, PRIVATE_SIGN, is_hidden=True)
        marked = mark(read_aloud(rule.when, self.known), self.facts)
        return TracedRule(
            finding,
            finding.title,
            is_hidden=False,
            strength=rule.strength,
            node=self._node(marked),
            answers=tuple(self._answered(rule)),
            missing=tuple(self.unanswered(finding.missing)),
        )

    def _node(self, marked: Marked) -> Node:
        question = self.known.questions.get(marked.question)
        return Node(
            marked.words,
            marked.mark,
            marked.sign,
            self._said(question) if question else "",
            tuple(self._node(part) for part in marked.parts),
        )

    def _answered(self, rule: Rule) -> Iterator[Answered]:
        facts = rule.when.facts()
        for question in self.known.order:
            if question.fact in facts:
                yield Answered(question.id, question.ask, self._said(question))

    def _said(self, question: Question) -> str:
        value = self.answers.get(question.id)
        if value is not None:
            return said_words(question, value)
        return NOT_ASKED if question.fact in self.facts else NO_ANSWER

    def _cause(self, result: CauseResult, cause: Cause, assessment: Assessment) -> TracedCause:
        facts = self.facts
        seen = [finding for finding in cause.findings if self.may_see(finding.when)]
        weighed = _strongest([one for finding in seen if (one := self._weighed(finding, facts))])
        raising = (rule for rule in self.known.urgent_first if rule.points_to == cause.id)
        up = {flag.rule_id for flag in assessment.flags}
        flag = next((rule for rule in raising if rule.id in up and rule.tier in self.known.fit.flags), None)
        unsettled = sum(finding.when.holds(facts) is None for finding in seen)
        title = (flag.title if self.may_see(flag.when) else PRIVATE_SIGN) if flag else ""
        return TracedCause(result, tuple(weighed), title, unsettled)

    def _weighed(self, finding: CauseFinding, facts: Mapping[str, Value]) -> Weighed | None:
        holds = finding.when.holds(facts)
        ratio = finding.ratio if holds else finding.absent if holds is False else None
        if ratio is None:
            return None
        cap = self.known.fit.caps[finding.strength]
        counted = min(max(ratio, 1 / cap), cap)
        weight = ratio_in_words(counted)
        if counted != ratio:
            weight += f"; counted as {cap:g} times at most, which is what its evidence can carry"
        words = finding.words if holds else f"not: {finding.words}"
        return Weighed(
            words, weight, finding.strength, finding.sources, counted >= 1, finding.group, abs(log(counted))
        )


def _strongest(weighed: Sequence[Weighed]) -> Iterator[Weighed]:
    """Of findings that say the same thing only the strongest counts, and the others say so."""
    counting: dict[str, Weighed] = {}
    for one in weighed:
        if one.group and (one.group not in counting or one.size > counting[one.group].size):
            counting[one.group] = one
    for one in weighed:
        if one.group and counting[one.group] is not one:
            yield replace(one, weight=f"does not count: “{counting[one.group].words}” says it more strongly")
        else:
            yield one


def _private(fact: str, known: Knowledge) -> bool:
    question = known.by_fact.get(fact)
    return bool(question and question.private)
