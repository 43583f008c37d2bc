"""What was decided, by which rule, from which answers, citing what: what an assessment is made of."""

from dataclasses import dataclass
from typing import Literal

from unknot.clinical.evidence import Evidence
from unknot.clinical.facts import Value
from unknot.clinical.urgency import Tier

FitWords = Literal["fits well", "possible", "less likely"]


@dataclass(frozen=True, slots=True)
class Said:
    """One thing the person said; `words` read on after "because you said"."""

    question_id: str
    value: Value
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A red flag that is up, or that could still go up; `missing` are the questions that would settle it."""

    rule_id: str
    tier: Tier
    title: str
    target: str
    question: str
    person: str
    clinician: str
    action: str
    because: tuple[Said, ...]
    missing: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CauseResult:
    """How well one cause fits. `log_odds` orders them and is never shown to anybody."""

    cause_id: str
    name: str
    fit: FitWords
    log_odds: float
    speaks_for: tuple[Evidence, ...]
    speaks_against: tuple[Evidence, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """How urgent, why, and what it may be. Not a diagnosis. The two lowest tiers need answers."""

    tier: Tier
    flags: tuple[Finding, ...]
    open: tuple[Finding, ...]
    unanswered: tuple[str, ...]
    causes: tuple[CauseResult, ...]
    shown: tuple[CauseResult, ...]
    knowledge_version: str
