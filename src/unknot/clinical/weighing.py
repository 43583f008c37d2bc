"""Causes and the scale on which their findings are weighed: log odds, capped by how good the studies are.

`Weighing` is a list of causes prepared once: every finding becomes a condition with a weight, and the absence
of a finding, where a study says what that is worth, becomes a condition of its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import log

from unknot.clinical.compiled import compile_marks
from unknot.clinical.evidence import Evidence, Strength
from unknot.clinical.facts import Facts
from unknot.clinical.rules import Condition, Not
from unknot.clinical.urgency import Tier


@dataclass(frozen=True, slots=True)
class CauseFinding:
    """How much more likely a finding makes a cause (`ratio`), and its definite absence (`absent`)."""

    id: str
    when: Condition
    ratio: float
    strength: Strength
    sources: tuple[str, ...]
    words: str
    absent: float | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    id: str
    name: str
    person: str
    clinician: str
    prior: float
    prior_sources: tuple[str, ...]
    findings: tuple[CauseFinding, ...]
    expect: str
    sources: tuple[str, ...]
    reviewed: str
    helps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """How evidence is combined: the most that a study of each strength may count, and words for odds."""

    caps: Mapping[Strength, float]
    flags: Mapping[Tier, float]
    fits_well: float
    possible: float
    always: str = ""
    shown: int = 3
    sources: tuple[str, ...] = ()
    reviewed: str = ""

    def weight(self, ratio: float, strength: Strength) -> float:
        """The logarithm of a likelihood ratio, no larger in either direction than its study can carry."""
        cap = self.caps[strength]
        return log(min(max(ratio, 1 / cap), cap))


@dataclass(frozen=True, slots=True)
class Weight:
    """One way in which answers can move a cause. Of the weights in one group only the largest counts."""

    size: float
    group: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Weighing:
    """For each cause its prior and its weights; `marks` gives for each the weights that hold, as bits."""

    priors: tuple[float, ...]
    weights: tuple[tuple[Weight, ...], ...]
    marks: Callable[[Facts], tuple[int, ...]]

    @classmethod
    def of(cls, causes: tuple[Cause, ...], fit: Fit) -> "Weighing":
        weighed = [
            [pair for finding in cause.findings for pair in _weights(finding, fit)] for cause in causes
        ]
        return cls(
            priors=tuple(log(cause.prior / (1 - cause.prior)) for cause in causes),
            weights=tuple(tuple(weight for _, weight in pairs) for pairs in weighed),
            marks=compile_marks([[condition for condition, _ in pairs] for pairs in weighed]),
        )


def _weights(finding: CauseFinding, fit: Fit) -> Iterator[tuple[Condition, Weight]]:
    """What its presence weighs, and its definite absence, if a study says what that is worth."""
    for ratio, when, present in (
        (finding.ratio, finding.when, True),
        (finding.absent, Not(finding.when), False),
    ):
        if ratio is not None:
            evidence = Evidence(finding.words, finding.sources, finding.strength, present)
            yield when, Weight(fit.weight(ratio, finding.strength), finding.group, evidence)
