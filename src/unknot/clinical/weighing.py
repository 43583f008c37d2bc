"""Causes and the scale on which their findings are weighed: log odds, capped by how good the studies are.

`Weighing` is a list of causes prepared once: every finding becomes a condition with a weight, and the absence
of a finding, where a study says what that is worth, becomes a condition of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log

from unknot.clinical.compiled import compile_holding
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
    """One way in which answers can move one cause. Of the weights in one group only the largest counts."""

    cause: int
    size: float
    group: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Weighing:
    priors: tuple[float, ...]
    weights: tuple[Weight, ...]
    holding: Callable[[Facts], list[int]]

    @classmethod
    def of(cls, causes: tuple[Cause, ...], fit: Fit) -> "Weighing":
        conditions: list[Condition] = []
        weights: list[Weight] = []
        for number, cause in enumerate(causes):
            for finding in cause.findings:
                evidence = Evidence(finding.words, finding.sources, finding.strength)
                conditions.append(finding.when)
                weights.append(
                    Weight(number, fit.weight(finding.ratio, finding.strength), finding.group, evidence)
                )
                if finding.absent is None:
                    continue
                absence = Evidence(finding.words, finding.sources, finding.strength, present=False)
                conditions.append(Not(finding.when))
                weights.append(
                    Weight(number, fit.weight(finding.absent, finding.strength), finding.group, absence)
                )
        priors = tuple(log(cause.prior / (1 - cause.prior)) for cause in causes)
        return cls(priors, tuple(weights), compile_holding(conditions))
