"""Facts to contributing causes, ranked, with what speaks for and against each. This is not a diagnosis.

Priors and likelihood ratios add up on the log-odds scale (each ratio capped by the strength of its study, one
per group of findings that say the same thing); the worst red flag that points to a cause adds its share.
People see words, never the numbers.
"""

from collections.abc import Sequence
from math import log

from unknot.clinical.evidence import Evidence
from unknot.clinical.facts import Facts
from unknot.clinical.findings import CauseResult
from unknot.clinical.knowledge import Knowledge, Rule
from unknot.clinical.weighing import Fit


def rank(facts: Facts, flags: Sequence[Rule], knowledge: Knowledge) -> tuple[CauseResult, ...]:
    """Every cause, the best fitting first; flags come worst first."""
    flagged = _worst_flags(flags, knowledge.fit)
    known = knowledge.causes_seen.kept
    results = []
    for number, mark in enumerate(knowledge.weighing.marks(facts)):
        rule = flagged.get(knowledge.causes[number].id) if flagged else None
        key = (number, mark, rule.id if rule else "")
        results.append(known.get(key) or _remembered(key, rule, knowledge))
    results.sort(key=_by_fit)
    return tuple(_honest_first(results, flagged, knowledge.fit))


def shown(ranked: Sequence[CauseResult], fit: Fit) -> tuple[CauseResult, ...]:
    """The few that the person sees: what is at least possible, and always the honest most common answer."""
    likely = [result for result in ranked if result.fit != "less likely" or result.cause_id == fit.always]
    few = likely[: fit.shown]
    always = next((result for result in likely[fit.shown :] if result.cause_id == fit.always), None)
    return tuple([*few[:-1], always] if always else few)


def _worst_flags(flags: Sequence[Rule], fit: Fit) -> dict[str, Rule]:
    """For each cause the worst red flag that points to it, where flags of that tier count at all."""
    worst: dict[str, Rule] = {}
    for rule in flags:
        if rule.points_to and rule.tier in fit.flags:
            worst.setdefault(rule.points_to, rule)
    return worst


def _weighed(number: int, mark: int, rule: Rule | None, knowledge: Knowledge) -> CauseResult:
    """One cause with the weights that hold (the bits of `mark`) and the worst flag that points to it."""
    cause, fit = knowledge.causes[number], knowledge.fit
    holding = [weight for n, weight in enumerate(knowledge.weighing.weights[number]) if mark >> n & 1]
    odds = knowledge.weighing.priors[number]
    strongest: dict[str, float] = {}
    for weight in holding:
        if not weight.group:
            odds += weight.size
        elif abs(weight.size) > abs(strongest.get(weight.group, 0.0)):
            strongest[weight.group] = weight.size
    odds += sum(strongest.values())
    speaks_for = [weight.evidence for weight in holding if weight.size > 0]
    if rule:
        odds += log(fit.flags[rule.tier])
        speaks_for.insert(0, Evidence(rule.person, rule.sources, rule.strength))
    return CauseResult(
        cause_id=cause.id,
        name=cause.name,
        fit="fits well" if odds >= fit.fits_well else "possible" if odds >= fit.possible else "less likely",
        log_odds=odds,
        speaks_for=tuple(speaks_for),
        speaks_against=tuple(weight.evidence for weight in holding if weight.size < 0),
        sources=cause.sources,
    )


def _remembered(key: tuple[int, int, str], rule: Rule | None, knowledge: Knowledge) -> CauseResult:
    number, mark, _ = key
    return knowledge.causes_seen.keep(key, _weighed(number, mark, rule, knowledge))


def _by_fit(result: CauseResult) -> float:
    return -result.log_odds


def _honest_first(results: list[CauseResult], flagged: dict[str, Rule], fit: Fit) -> list[CauseResult]:
    """The most common answer goes first, unless a cause above it has a finding or a red flag behind it."""
    place = next((n for n, result in enumerate(results) if result.cause_id == fit.always), 0)
    if place == 0 or any(_stands(result, flagged) for result in results[:place]):
        return results
    return [results[place], *results[:place], *results[place + 1 :]]


def _stands(result: CauseResult, flagged: dict[str, Rule]) -> bool:
    return result.cause_id in flagged or bool(result.speaks_for)
