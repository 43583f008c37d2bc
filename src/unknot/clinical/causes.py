"""Facts to contributing causes, ranked, with what speaks for and against each. This is not a diagnosis.

Priors and likelihood ratios add up on the log-odds scale (each ratio capped by the strength of its study, one
per group of findings that say the same thing); the worst red flag that points to a cause adds its share.
People see words, never the numbers.
"""

from collections.abc import Sequence
from math import log

from unknot.clinical.evidence import Evidence
from unknot.clinical.facts import Facts
from unknot.clinical.findings import CauseResult, FitWords
from unknot.clinical.knowledge import Knowledge, Rule
from unknot.clinical.weighing import Cause, Fit, Weight


def rank(facts: Facts, flags: Sequence[Rule], knowledge: Knowledge) -> tuple[CauseResult, ...]:
    """Every cause, the best fitting first; flags come worst first."""
    weighing, fit = knowledge.weighing, knowledge.fit
    odds = list(weighing.priors)
    speaks_for: list[list[Evidence]] = [[] for _ in odds]
    speaks_against: list[list[Evidence]] = [[] for _ in odds]
    strongest: dict[tuple[int, str], Weight] = {}
    for place in weighing.holding(facts):
        weight = weighing.weights[place]
        if weight.group:
            before = strongest.get((weight.cause, weight.group))
            if before is None or abs(weight.size) > abs(before.size):
                strongest[weight.cause, weight.group] = weight
        else:
            odds[weight.cause] += weight.size
        if weight.size:
            (speaks_for if weight.size > 0 else speaks_against)[weight.cause].append(weight.evidence)
    for weight in strongest.values():
        odds[weight.cause] += weight.size
    flagged = _worst_flags(flags, fit)
    results = []
    for number, cause in enumerate(knowledge.causes):
        if rule := flagged.get(cause.id):
            odds[number] += log(fit.flags[rule.tier])
            speaks_for[number].insert(0, Evidence(rule.person, rule.sources, rule.strength))
        results.append(_result(cause, odds[number], speaks_for[number], speaks_against[number], fit))
    results.sort(key=lambda result: -result.log_odds)
    return tuple(_honest_first(results, flagged, fit))


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


def _result(
    cause: Cause, odds: float, speaks_for: list[Evidence], speaks_against: list[Evidence], fit: Fit
) -> CauseResult:
    words: FitWords = (
        "fits well" if odds >= fit.fits_well else "possible" if odds >= fit.possible else "less likely"
    )
    return CauseResult(
        cause.id, cause.name, words, odds, tuple(speaks_for), tuple(speaks_against), cause.sources
    )


def _honest_first(results: list[CauseResult], flagged: dict[str, Rule], fit: Fit) -> list[CauseResult]:
    """The most common answer goes first, unless a cause above it has a finding or a red flag behind it."""
    place = next((n for n, result in enumerate(results) if result.cause_id == fit.always), 0)
    if place == 0 or any(_stands(result, flagged) for result in results[:place]):
        return results
    return [results[place], *results[:place], *results[place + 1 :]]


def _stands(result: CauseResult, flagged: dict[str, Rule]) -> bool:
    return result.cause_id in flagged or bool(result.speaks_for)
