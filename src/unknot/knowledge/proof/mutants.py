"""Knowledge with one slip in it, and whether anything notices: a worked case, or the proof.

A mutant that neither notices is compared with the original by the solver: either it is the same for all
answers, or the solver names a person for whom it differs, and a case is missing.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from unknot.clinical.asking import Question
from unknot.clinical.knowledge import Knowledge, Rule
from unknot.clinical.rules import All, Condition, Is, Named
from unknot.clinical.urgency import Tier
from unknot.knowledge.proof.weakening import BOUNDARY, loosened, renewed, slips

Change = Callable[[Knowledge], Knowledge]


@dataclass(frozen=True, slots=True)
class Mutant:
    """`kind` groups the slips; `about` is the rule, sign or question in which it stands."""

    kind: str
    about: str
    words: str
    change: Change

    def __str__(self) -> str:
        return f"{self.about}: {self.words}"


def all_mutants(known: Knowledge) -> list[Mutant]:
    found = [mutant for rule in known.rules for mutant in _of_rule(rule, known)]
    found += [mutant for sign in known.signs.values() for mutant in _of_sign(sign)]
    found += [mutant for question in known.order for mutant in _of_question(question, known)]
    for words, condition in (*loosened(known.self_care), *slips(known.self_care)):
        found.append(Mutant("self-care changed", "self_care", words, _self_care(condition)))
    return found


def drawn(known: Knowledge, number: int, seed: int) -> list[Mutant]:
    """So many mutants, each kind in turn, so that the rare slips are among them."""
    chance = Random(seed)  # noqa: S311 - a draw that can be repeated, nothing secret
    by_kind: dict[str, list[Mutant]] = {}
    for mutant in all_mutants(known):
        by_kind.setdefault(mutant.kind, []).append(mutant)
    for mutants in by_kind.values():
        chance.shuffle(mutants)
    picked: list[Mutant] = []
    while len(picked) < number and any(by_kind.values()):
        picked += [mutants.pop() for mutants in by_kind.values() if mutants]
    return picked[:number]


def kinds(mutants: Sequence[Mutant]) -> dict[str, int]:
    return dict(sorted(Counter(mutant.kind for mutant in mutants).items()))


def _of_rule(rule: Rule, known: Knowledge) -> Iterator[Mutant]:
    yield Mutant("rule dropped", rule.id, "dropped", lambda one: one.without(rule.id))
    if rule.tier > Tier.CLINIC_VISIT_OK:
        lower = Tier(rule.tier - 1)
        words = f"{rule.tier.code} became {lower.code}"
        yield Mutant("tier lowered", rule.id, words, _rule(replace(rule, tier=lower)))
    more = _unrelated(rule.when, known)
    narrow = replace(rule, when=All((rule.when, Is(more, True))))
    yield Mutant("conjunct added", rule.id, f"needs {more} as well", _rule(narrow))
    for words, condition in slips(rule.when):
        kind = "comparison flipped" if any(f": {op} " in words for op in BOUNDARY) else "rule weakened"
        yield Mutant(kind, rule.id, words, _rule(replace(rule, when=condition)))


def _of_sign(sign: Named) -> Iterator[Mutant]:
    for words, condition in slips(sign.condition):
        yield Mutant("sign weakened", f"sign {sign.name}", words, _sign(Named(sign.name, condition)))


def _of_question(question: Question, known: Knowledge) -> Iterator[Mutant]:
    key = question.id
    if question.critical:
        plain = replace(question, critical=False, emergency=False)
        yield Mutant("critical flag removed", key, "no longer critical", _question(plain))
    if question.emergency:
        plain = replace(question, emergency=False)
        yield Mutant("emergency flag removed", key, "critical, no longer emergency", _question(plain))
    if question.ask_when is not None:
        more = _unrelated(question.ask_when, known, before=question)
        both = replace(question, ask_when=All((question.ask_when, Is(more, True))))
        yield Mutant("ask_when narrowed", key, f"asked only if {more} as well", _question(both))
        for words, condition in slips(question.ask_when):
            changed = replace(question, ask_when=condition)
            yield Mutant("ask_when narrowed", key, f"asked when: {words}", _question(changed))


def _unrelated(condition: Condition, known: Knowledge, before: Question | None = None) -> str:
    """A yes-or-no fact that the condition does not look at, asked of everyone (and before this question)."""
    asked = known.order[: known.order.index(before)] if before else known.order
    facts = [one.fact for one in asked if one.type == "yes_no" and one.ask_when is None]
    return next(fact for fact in facts if fact not in condition.facts())


def _rule(changed: Rule) -> Change:
    return lambda known: replace(
        known, rules=tuple(changed if rule.id == changed.id else rule for rule in known.rules)
    )


def _question(changed: Question) -> Change:
    return lambda known: replace(known, questions={**known.questions, changed.id: changed})


def _self_care(condition: Condition) -> Change:
    return lambda known: replace(known, self_care=condition)


def _sign(sign: Named) -> Change:
    def change(known: Knowledge) -> Knowledge:
        rules = tuple(replace(rule, when=renewed(rule.when, sign)) for rule in known.rules)
        signs = {name: Named(name, renewed(one.condition, sign)) for name, one in known.signs.items()}
        questions = {
            key: replace(one, ask_when=renewed(one.ask_when, sign)) if one.ask_when else one
            for key, one in known.questions.items()
        }
        return replace(known, rules=rules, signs={**signs, sign.name: sign}, questions=questions)

    return change
