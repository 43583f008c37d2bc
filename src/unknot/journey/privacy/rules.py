"""How long what is kept: the rules as data, with the years that a clinic set for itself."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from unknot.journey.people.models import Clinic
from unknot.journey.privacy.models import Retention

FILE = Path(__file__).with_name("retention.yaml")
TREATMENT, RECEIPTS, MESSAGES = "treatment", "receipts", "messages"


@dataclass(frozen=True, slots=True)
class Rule:
    """`by_law` is kept even when the person asks to erase; `minor_until_age` 0 is no longer for a minor."""

    kind: str
    by_law: bool
    years: int
    words: dict[str, str]
    source: str
    strength: str
    minor_until_age: int = 0
    is_own: bool = False


def rules_of(clinic: Clinic) -> dict[str, Rule]:
    """By kind, as this clinic keeps them."""
    own = dict(Retention.objects.filter(clinic=clinic).values_list("kind", "years"))
    return {
        kind: replace(rule, years=own[kind], is_own=True) if kind in own else rule
        for kind, rule in _shipped().items()
    }


def answer_days() -> int:
    """How many days the clinic has to answer what a person asks."""
    return int(_read()["answer_days"])


@cache
def _shipped() -> dict[str, Rule]:
    return {one["kind"]: Rule(**one) for one in _read()["rules"]}


@cache
def _read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found
