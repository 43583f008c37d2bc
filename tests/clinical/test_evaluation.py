"""The figures: exact intervals against published values, and each metric on vignettes made to hit it."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.small import SMALL
from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.evaluation import Judged, Rate, clopper_pearson, judge, measure, read_vignette
from unknot.clinical.urgency import Tier


def judged(tier: str, *, acceptable: list[str] | None = None, cause: object = None, **raw: object) -> Judged:
    labels = {"id": "V", "tier": tier, "acceptable": acceptable, "cause_gold": cause}
    return judge(read_vignette({**labels, **raw}, SMALL), SMALL, closed_world=True)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),
        (5, 10, 0.1871, 0.8129),
        (10, 10, 0.6915, 1.0),
        (1, 20, 0.0013, 0.2487),
        (27, 30, 0.7347, 0.9789),
        (0, 1, 0.0, 0.9750),
    ],
)
def test_exact_intervals_are_those_of_the_tables(count: int, of: int, low: float, high: float) -> None:
    assert clopper_pearson(count, of) == pytest.approx((low, high), abs=5e-5)


def test_intervals_of_large_numbers_do_not_overflow() -> None:
    low, high = clopper_pearson(2500, 5000)

    assert (low, high) == pytest.approx((0.486, 0.514), abs=5e-4)


@given(st.integers(1, 40).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_at_each_end_a_result_as_far_out_has_a_probability_of_a_fortieth(case: tuple[int, int]) -> None:
    count, of = case
    low, high = clopper_pearson(count, of)

    def term(k: int, rate: float) -> float:
        return float(comb(of, k) * rate**k * (1 - rate) ** (of - k))

    assert low <= count / of <= high
    if count:
        assert sum(term(k, low) for k in range(count, of + 1)) == pytest.approx(0.025, rel=1e-6)
    if count < of:
        assert sum(term(k, high) for k in range(count + 1)) == pytest.approx(0.025, rel=1e-6)


def test_a_rate_of_nothing_has_no_value_and_says_so() -> None:
    assert Rate(0, 0).to_json() == {"count": 0, "of": 0, "rate": None, "low": 0.0, "high": 1.0}


@pytest.mark.parametrize(
    ("tier", "acceptable", "raw", "dangerous"),
    [
        ("emergency_now", [], {"saddle_numbness": True}, False),
        ("emergency_now", [], {"fever": True}, False),
        ("emergency_now", ["see_physician_soon"], {"facts": {"pain_site": "flank", "pain": 8}}, True),
        ("emergency_now", ["clinic_visit_ok"], {}, True),
        ("urgent_same_day", [], {}, True),
        ("urgent_same_day", ["clinic_visit_ok"], {}, False),
        ("urgent_same_day", [], {"facts": {"pain_site": "flank", "pain": 8}}, False),
        ("see_physician_soon", [], {}, False),
    ],
)
def test_what_a_dangerous_miss_is(
    tier: str, acceptable: list[str], raw: dict[str, object], dangerous: bool
) -> None:
    assert judged(tier, acceptable=acceptable, **raw).dangerous is dangerous


def test_each_metric_counts_what_it_says() -> None:
    found = [
        judged("emergency_now", cause="serious", saddle_numbness=True),
        judged("emergency_now", acceptable=["urgent_same_day"], cause="serious", fever=True),
        judged("urgent_same_day", cause="sciatica", leg_pain="left"),
        judged("self_care", acceptable=["clinic_visit_ok"], cause="nerve", cause_acceptable=["common"]),
        judged("self_care", fever=True),
    ]

    counted = {name: (rate.count, rate.of) for name, rate in measure(found).items()}

    assert [one.assessment.tier for one in found] == [
        Tier.EMERGENCY_NOW,
        Tier.URGENT_SAME_DAY,
        Tier.CLINIC_VISIT_OK,
        Tier.CLINIC_VISIT_OK,
        Tier.URGENT_SAME_DAY,
    ]
    assert counted == {
        "emergency_sensitivity": (1, 2),
        "dangerous_misses": (1, 5),
        "under_triage": (1, 5),
        "over_triage": (1, 5),
        "exact": (1, 5),
        "acceptable": (3, 5),
        "cause_top1_strict": (1, 4),
        "cause_top3_strict": (4, 4),
        "cause_top1_lenient": (2, 4),
        "cause_top3_lenient": (4, 4),
    }


def test_an_open_world_leaves_silence_unknown() -> None:
    vignette = read_vignette({"tier": "self_care"}, SMALL)

    assert judge(vignette, SMALL, closed_world=True).assessment.tier == Tier.CLINIC_VISIT_OK
    assert judge(vignette, SMALL, closed_world=False).assessment.tier == Tier.URGENT_SAME_DAY


def test_what_a_vignette_says_unreadably_counts_as_not_stated_and_is_told() -> None:
    one = judged("self_care", facts={"leg_pain": "middle", "nonsense": 1})

    assert [key for key, _ in one.not_read] == ["leg_pain", "nonsense"]


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({}, "tier"),
        ({"tier": "emergency"}, "tier"),
        ({"tier": ["self_care"]}, "tier"),
        ({"tier": "self_care", "acceptable": "self_care"}, "acceptable"),
        ({"tier": "self_care", "acceptable": ["home"]}, "acceptable"),
        ({"tier": "self_care", "cause_gold": 3}, "cause_gold"),
        ({"tier": "self_care", "cause_acceptable": "disc"}, "cause_gold"),
    ],
)
def test_labels_that_cannot_be_read_are_refused(raw: dict[str, object], key: str) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        read_vignette(raw, SMALL)

    assert [wrong for wrong, _ in refused.value.errors] == [key]
