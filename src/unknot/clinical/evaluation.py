"""How good the decisions were on a file of vignettes whose right answers are known.

Exact 95 % intervals after Clopper CJ & Pearson ES, The use of confidence or fiducial limits illustrated in
the case of the binomial, Biometrika 1934;26:404-413: found by bisection on the binomial distribution, without
approximation.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log
from typing import Any

from unknot.clinical.assess import assess
from unknot.clinical.errors import InvalidAnswers, nearest
from unknot.clinical.findings import Assessment
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import facts_from
from unknot.clinical.translating import translate_what_can_be_read
from unknot.clinical.urgency import Tier


@dataclass(frozen=True, slots=True)
class Vignette:
    """What a person said, and what a careful clinician would say. `acceptable` includes the gold tier."""

    id: str
    raw: Mapping[str, object]
    tier: Tier
    acceptable: frozenset[Tier]
    cause: str
    causes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """One vignette with what the knowledge made of it."""

    vignette: Vignette
    assessment: Assessment
    not_read: tuple[tuple[str, str], ...] = ()

    @property
    def acceptable(self) -> bool:
        return self.assessment.tier in self.vignette.acceptable

    @property
    def dangerous(self) -> bool:
        """Sent to a clinic or home, or kept from the emergency department, when that could do great harm.

        Gold `emergency_now`, given less than `urgent_same_day`; or gold `emergency_now` or `urgent_same_day`,
        given `clinic_visit_ok` or `self_care`, and that tier is not among the acceptable ones.
        """
        gold, given = self.vignette.tier, self.assessment.tier
        if gold == Tier.EMERGENCY_NOW and given < Tier.URGENT_SAME_DAY:
            return True
        return gold >= Tier.URGENT_SAME_DAY and given <= Tier.CLINIC_VISIT_OK and not self.acceptable

    @property
    def ranked(self) -> list[str]:
        return [cause.cause_id for cause in self.assessment.causes]


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many, with the exact 95 % interval."""

    count: int
    of: int

    @property
    def rate(self) -> float | None:
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        return clopper_pearson(self.count, self.of)

    def to_json(self) -> dict[str, Any]:
        low, high = self.interval
        return {"count": self.count, "of": self.of, "rate": self.rate, "low": low, "high": high}


METRICS: Mapping[str, str] = {
    "emergency_sensitivity": "emergencies told to call now (gold emergency_now, given emergency_now)",
    "dangerous_misses": "dangerous misses",
    "under_triage": "under-triage (given below gold, and not acceptable)",
    "over_triage": "over-triage (given above gold, and not acceptable)",
    "exact": "tier exactly as gold",
    "acceptable": "tier acceptable",
    "cause_top1_strict": "cause first, strict (the gold cause)",
    "cause_top3_strict": "cause among the first three, strict",
    "cause_top1_lenient": "cause first, lenient (an acceptable cause)",
    "cause_top3_lenient": "cause among the first three, lenient",
}


def read_vignette(raw: Mapping[str, object], knowledge: Knowledge) -> Vignette:
    """The labels of a vignette; raises InvalidAnswers when they cannot be read."""
    errors: list[tuple[str, str]] = []
    codes = [tier.code for tier in Tier]
    listed = raw.get("acceptable") or []
    if not isinstance(listed, list):
        errors.append(("acceptable", f"right would be a list of: {', '.join(codes)}"))
        listed = []
    for key, code in [("tier", raw.get("tier")), *(("acceptable", code) for code in listed)]:
        if code not in codes:
            errors.append(
                (key, f"{code!r} is not a tier{nearest(str(code), codes)}; right: {', '.join(codes)}")
            )
    named = raw.get("cause_acceptable") or []
    if not isinstance(named, list) or not isinstance(raw.get("cause_gold") or "", str):
        errors.append(("cause_gold", "right would be a cause id, and a list of them for cause_acceptable"))
        named = []
    if errors:
        raise InvalidAnswers(errors)
    gold, cause = Tier.of(str(raw["tier"])), str(raw.get("cause_gold") or "")
    causes = {knowledge.vocabulary.cause(str(one)) for one in [*named, cause] if one}
    return Vignette(
        id=str(raw.get("id") or ""),
        raw=raw,
        tier=gold,
        acceptable=frozenset({gold, *(Tier.of(str(code)) for code in listed)}),
        cause=knowledge.vocabulary.cause(cause),
        causes=frozenset(causes),
    )


def judge(vignette: Vignette, knowledge: Knowledge, *, closed_world: bool) -> Judged:
    answers, not_read = translate_what_can_be_read(vignette.raw, knowledge, closed_world=closed_world)
    return Judged(vignette, assess(facts_from(answers, knowledge), knowledge), tuple(not_read))


def measure(judged: Sequence[Judged]) -> dict[str, Rate]:
    """Every metric by name, in the order in which they are printed."""
    emergencies = [one for one in judged if one.vignette.tier == Tier.EMERGENCY_NOW]
    with_cause = [one for one in judged if one.vignette.cause]

    def among(first: int, lenient: bool) -> Callable[[Judged], bool]:
        def right(one: Judged) -> bool:
            wanted = one.vignette.causes if lenient else {one.vignette.cause}
            return not wanted.isdisjoint(one.ranked[:first])

        return right

    return {
        "emergency_sensitivity": _rate(emergencies, lambda one: one.assessment.tier == Tier.EMERGENCY_NOW),
        "dangerous_misses": _rate(judged, lambda one: one.dangerous),
        "under_triage": _rate(
            judged, lambda one: not one.acceptable and one.assessment.tier < one.vignette.tier
        ),
        "over_triage": _rate(
            judged, lambda one: not one.acceptable and one.assessment.tier > one.vignette.tier
        ),
        "exact": _rate(judged, lambda one: one.assessment.tier == one.vignette.tier),
        "acceptable": _rate(judged, lambda one: one.acceptable),
        "cause_top1_strict": _rate(with_cause, among(1, lenient=False)),
        "cause_top3_strict": _rate(with_cause, among(3, lenient=False)),
        "cause_top1_lenient": _rate(with_cause, among(1, lenient=True)),
        "cause_top3_lenient": _rate(with_cause, among(3, lenient=True)),
    }


def clopper_pearson(count: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of a proportion: the rates under which a result this far out is not too rare."""
    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else _solve(lambda rate: 1 - _at_most(count - 1, of, rate), tail)
    high = 1.0 if count == of else _solve(lambda rate: 1 - _at_most(count, of, rate), 1 - tail)
    return low, high


def _at_most(count: int, of: int, rate: float) -> float:
    """The probability of at most so many successes; logarithms, so that no term overflows."""
    return sum(
        exp(lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1) + k * log(rate) + (of - k) * log(1 - rate))
        for k in range(count + 1)
    )


def _solve(rising: Callable[[float], float], target: float) -> float:
    """Where a function that rises from 0 to 1 on (0, 1) passes the target."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2


def _rate(judged: Iterable[Judged], counts: Callable[[Judged], bool]) -> Rate:
    marks = [counts(one) for one in judged]
    return Rate(sum(marks), len(marks))
