"""The trial of the proof itself: mutants of the knowledge, and who notices each of them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from unknot.clinical.facts import Value
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.triage import Triage, triage
from unknot.knowledge.promised import Promises
from unknot.knowledge.proof import alive, flow, monotone, silence
from unknot.knowledge.proof.laws import Court, Finding
from unknot.knowledge.proof.mutants import Mutant
from unknot.knowledge.proof.solving import FORMS, WORSE_FIRST, Answers, Solver
from unknot.knowledge.proof.theory import Term, every, opposite, some
from unknot.knowledge.proof.worlds import World
from unknot.knowledge.worked import Case, what_is_wrong

# The quick theorems are tried first: one that fails is enough.
QUICK = {2: silence.alone, 4: silence.critical, 6: flow.claims, 5: alive.claims}
SLOW = {3: silence.unknown, 1: monotone.claims}
Laws = Mapping[int, Callable[[Court], Iterator[Finding]]]

CASE, PROOF = "caught by a worked case", "caught by the proof"
SAME, NOBODY = "nobody judged otherwise or asked less, says the solver", "caught by nobody"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`how` is the case, or the theorem with its first counter-example, or the person whom nobody holds."""

    mutant: Mutant
    by: str
    how: str = ""
    person: Answers | None = None


class Trial:
    """The original knowledge, its promises and its cases, against one mutant after another."""

    def __init__(self, known: Knowledge, promises: Promises, cases: Sequence[Case]) -> None:
        self.known, self.promises, self.cases = known, promises, cases
        self.solver = Solver(known)
        self.facts: dict[str, dict[str, Value]] = {case.id: case.facts(known) for case in cases}
        self.before = {case.id: _seen(triage(self.facts[case.id], known)) for case in cases}

    def verdicts(self, mutants: Sequence[Mutant]) -> Iterator[Verdict]:
        return map(self.verdict, mutants)

    def verdict(self, mutant: Mutant) -> Verdict:
        changed = mutant.change(self.known)
        if case := self._case(changed):
            return Verdict(mutant, CASE, case)
        if law := self._law(changed, QUICK):
            return Verdict(mutant, PROOF, law)
        person = self.differing(changed)
        if person is None:
            return Verdict(mutant, SAME)
        if law := self._law(changed, SLOW):
            return Verdict(mutant, PROOF, law)
        return Verdict(mutant, NOBODY, person=person)

    def differing(self, changed: Knowledge) -> Answers | None:
        """Somebody whom the mutant judges otherwise, or asks less: asking more people is no slip."""
        first, second = self.solver.everybody, World(changed, self.solver.everybody.said)
        return self.solver.person(first, some(_differences(first, second)))

    def _case(self, changed: Knowledge) -> str:
        """The first worked case that does not come out under the mutant."""
        for case in self.cases:
            facts = self.facts[case.id] if changed.questions is self.known.questions else case.facts(changed)
            if _seen(triage(facts, changed)) != self.before[case.id] and what_is_wrong(case, changed):
                return case.id
        return ""

    def _law(self, changed: Knowledge, laws: Laws) -> str:
        """The first claim of these theorems that does not hold for the mutant."""
        court = Court(changed, self.promises, Solver(changed))
        for number, claims in laws.items():
            for failure in islice((one for one in claims(court) if one is not None), 1):
                return f"theorem {number}: {failure.words[0]}"
        return ""


def counted(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """How many mutants, and who noticed them."""
    counts = Counter(verdict.by for verdict in verdicts)
    return {"mutants": len(verdicts), **{by: counts[by] for by in (CASE, PROOF, SAME, NOBODY)}}


def _seen(result: Triage) -> tuple[object, ...]:
    return result.tier, frozenset(rule.id for rule in result.flags)


def _differences(first: World, second: World) -> Iterator[Term]:
    ids = {rule.id for rule in second.known.rules}
    for rule in first.known.rules:
        one = first.rules.of(rule)
        if rule.id not in ids:
            yield one.possible
            continue
        two = second.rules.of(second.known.rule(rule.id))
        yield _differ(one.sure, two.sure)
        yield _differ(one.possible, two.possible)
    for short in FORMS:
        for tier in WORSE_FIRST:
            yield _differ(first.tier_at_least(tier, short=short), second.tier_at_least(tier, short=short))
    for question in first.known.order:
        yield every((first.applies(question), opposite(second.applies(question))))
        if question.critical != second.known.questions[question.id].critical:
            yield first.applies(question)


def _differ(one: Term, two: Term) -> Term:
    return some((every((one, opposite(two))), every((opposite(one), two))))
