"""Every worked case comes out as its writer says, and every rule decides at least one of them."""

import pytest

from unknot.clinical.assess import assess
from unknot.clinical.facts import Value
from unknot.clinical.knowledge import Rule
from unknot.clinical.urgency import Tier
from unknot.knowledge.load import SHIPPED, knowledge
from unknot.knowledge.worked import Case, differences, load_cases, what_is_wrong

CASES = load_cases(SHIPPED)
FACTS: dict[str, dict[str, Value]] = {case.id: case.facts(knowledge()) for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case_comes_out_as_it_should(case: Case) -> None:
    assert what_is_wrong(case, knowledge()) == []


@pytest.mark.parametrize("rule", knowledge().rules, ids=lambda rule: rule.id)
def test_every_rule_decides(rule: Rule) -> None:
    """Switched off, it changes the tier or a flag that some case asks for: otherwise nobody would miss it."""
    without = knowledge().without(rule.id)
    candidates = [case for case in CASES if rule.when.holds(FACTS[case.id]) is not False]

    assert any(differences(case, assess(FACTS[case.id], without)) for case in candidates)


def test_every_tier_and_every_cause_has_a_case() -> None:
    named = {case.top for case in CASES} | {cause for case in CASES for cause in case.shown}

    assert {case.tier for case in CASES} >= set(Tier)
    assert {cause.id for cause in knowledge().causes} <= named
