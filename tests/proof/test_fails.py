"""Each theorem fails where it should, and says in plain words for whom."""

from dataclasses import replace

import pytest

from tests.clinical.small import SMALL
from tests.proof.doctored import (
    EMERGENCY,
    KEPT,
    URGENT,
    failures,
    with_question,
    with_rule,
    with_when,
)
from unknot.clinical.rules import All, Compare, Includes, Is, Not
from unknot.clinical.urgency import Tier
from unknot.knowledge.promised import Companion, Numbers, Order, Stretch, Suffices
from unknot.knowledge.proof.worlds import World


@pytest.mark.parametrize("number", range(1, 7))
def test_the_small_medicine_keeps_its_promises(number: int) -> None:
    assert failures(number) == {}


def test_1_a_yes_that_lowers_is_found_with_the_person_and_the_rule() -> None:
    known = with_rule("T-CALM", All((Is("numb", True), Is("night", False))))
    known = replace(known, rules=tuple(rule for rule in known.rules if rule.id != "T-NUMB-01"))

    words = failures(1, known)["night"]

    assert "a yes to 'night' must not lower the urgency" in words
    assert "Is it numb between your legs? Yes." in words
    assert "Does it wake you? No. The urgency is emergency_now (T-CALM)" in words
    assert "other questions answered as by a person without complaints" in words


def test_1_where_no_is_the_worrying_answer_the_mirror_is_proved() -> None:
    known = with_rule("T-STILL", Is("night", False), Tier.SEE_PHYSICIAN_SOON)
    turned = replace(KEPT, no_is_worse=("night",))
    gone = replace(known, rules=tuple(r for r in known.rules if r.id not in ("T-CA-02", "T-FLANK-01")))

    assert "night" in failures(1, known)
    assert "night" in failures(1, known, turned)
    assert "night" not in failures(1, gone, turned)


def test_1_one_more_site_of_pain_that_lowers_is_found() -> None:
    known = with_rule("T-NECK", Not(Includes("sites", frozenset({"neck"}))), URGENT)

    assert "adding 'neck' to 'sites' must not lower the urgency" in failures(1, known)["sites"]


def test_1_an_order_of_answers_that_does_not_hold_is_found() -> None:
    promises = replace(KEPT, orders=(*KEPT.orders, Order("cancer", ((("active",), ("past",)),))))

    words = failures(1, promises=promises)["cancer"]

    assert "'cancer': 'past' in place of 'active' must not lower the urgency" in words
    assert "Have you had cancer? Now. The urgency is urgent_same_day (T-CA-02" in words


def test_1_an_accepted_step_down_is_held_to_its_floor() -> None:
    """What an order gives away above its cap is accepted; below it nothing is."""
    known = with_rule("T-ACTIVE", Is("cancer", "past"))
    capped = replace(
        KEPT, orders=(*KEPT.orders[:1], *KEPT.orders[2:], Order("cancer", KEPT.orders[1].chains, URGENT, "-"))
    )

    assert "emergency_now (T-ACTIVE)" in failures(1, known)["cancer"]
    assert "cancer" in failures(1, known, capped), "past alone is an emergency, active alone not even urgent"


def test_1_a_number_is_monotone_only_where_it_says_so() -> None:
    whole = replace(KEPT, numbers=(Numbers("age", (Stretch("less", 0, 120),)), *KEPT.numbers[1:]))

    words = failures(1, promises=whole)["age"]

    assert "from 0 to 120, less of 'age' must not lower the urgency" in words
    assert "How old are you?" in words


def test_1_nothing_is_left_out_in_silence() -> None:
    missing = replace(KEPT, orders=KEPT.orders[1:])

    assert failures(1, promises=missing) == {
        "sex": "'sex' has no order among the promises, and no reason why not"
    }


def test_1_a_marker_must_need_its_exception() -> None:
    needless = replace(KEPT, markers=("pregnant", "numb"))

    assert "no yes to it lowers anything" in failures(1, promises=needless)["numb"]
    assert "in place of silence" in failures(1, promises=replace(KEPT, markers=()))["pregnant"]


def test_2_an_emergency_sign_that_needs_another_is_found() -> None:
    words = failures(2, with_when("T-NUMB-01", All((Is("numb", True), Is("leaking", True)))))["numb"]

    assert "'yes' to 'numb' alone must make emergency_now" in words
    assert "Is it numb between your legs? Yes." in words
    assert "The urgency is" in words


def test_2_every_emergency_question_promises_a_tier() -> None:
    assert "promises no tier" in failures(2, promises=replace(KEPT, suffices=KEPT.suffices[1:]))["numb"]
    unsaid = replace(KEPT, suffices=(*KEPT.suffices[:1], Suffices("leak", {"yes": URGENT}), KEPT.suffices[2]))
    assert "says not why" in failures(2, promises=unsaid)["leak"]
    assert "must be an emergency question" in failures(2, with_question("numb", emergency=False))["numb"]


def test_3_silence_that_is_safer_than_an_answer_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kleene's logic cannot do this, so the engine and the formulas are both made deaf to the unknown."""
    monkeypatch.setattr(World, "unanswered", lambda *_: False)
    monkeypatch.setattr(World, "_open_or_up", lambda world, rule, short: world.rules.of(rule).sure)
    monkeypatch.setattr("unknot.clinical.triage._unanswered", lambda *_: ())
    known = replace(SMALL)
    object.__setattr__(known, "sift", lambda facts: (SMALL.sift(facts)[0], []))

    words = failures(3, known)["fever"]

    assert "silence on 'fever' must not be safer than an answer to it" in words
    assert "Do you have a fever? Yes. The urgency is urgent_same_day (T-INF-01)" in words
    assert "Do you have a fever? Not sure. The urgency is clinic_visit_ok" in words


def test_4_a_critical_flag_that_is_gone_is_found() -> None:
    words = failures(4, with_question("age", critical=False))["age"]

    assert "without an answer to 'age' the urgency must be at least see_physician_soon" in words
    assert "How old are you? No answer." in words or "How old are you? Not sure." in words


def test_4_a_new_critical_question_must_be_promised() -> None:
    assert "stands not among the promises" in failures(4, with_question("night", critical=True))["night"]


def test_5_a_rule_that_never_holds_is_found() -> None:
    known = with_rule("T-NEVER", All((Compare("age", "above", 60), Compare("age", "below", 50))))

    assert failures(5, known)["T-NEVER"] == "T-NEVER (T-NEVER) never holds, whatever anybody answers"


def test_5_a_rule_that_no_whole_check_reaches_is_found() -> None:
    known = with_rule("T-LOST", All((Is("bleeding", True), Is("pregnant", False))))

    assert "never holds at the end of a whole check" in failures(5, known)["T-LOST"]


def test_5_a_rule_in_the_shadow_of_another_is_found_unless_it_is_a_companion() -> None:
    known = with_rule("T-SHADOW", All((Is("numb", True), Is("night", True))))
    promised = replace(KEPT, companions=(Companion("T-SHADOW", EMERGENCY, "names the night"),))
    lower = replace(KEPT, companions=(Companion("T-SHADOW", URGENT, "names the night"),))
    needless = replace(KEPT, companions=(Companion("T-NUMB-01", EMERGENCY, "-"),))

    assert "never decides: T-NUMB-01 always stands beside it" in failures(5, known)["T-SHADOW"]
    assert failures(5, known, promised) == {}
    assert "must be urgent_same_day, as it promises" in failures(5, known, lower)["T-SHADOW"]
    assert "decides alone for somebody" in failures(5, promises=needless)["T-NUMB-01"]


def test_5_a_tier_that_nobody_reaches_is_found() -> None:
    known = replace(SMALL, self_care=All((Compare("severity", "above", 9), Compare("severity", "below", 1))))

    assert failures(5, known) == {"self_care": "nobody reaches self_care"}


def test_6_a_critical_question_that_the_short_form_forgets_is_found() -> None:
    words = failures(6, with_question("cancer", critical=False))["cancer"]

    assert "no path may end in a low tier without 'cancer'" in words
    assert "Have you had cancer?" in words


def test_6_a_narrowed_condition_for_asking_is_found() -> None:
    narrow = All((Is("sex", "female"), Compare("age", "at_least", 12), Compare("age", "below", 40)))

    words = failures(6, with_question("pregnant", ask_when=narrow))["pregnant"]

    assert "'pregnant' is not asked, though an answer would raise the urgency" in words
    assert "Could you be pregnant? Yes. The urgency is" in words
    assert "Could you be pregnant? No answer. The urgency is clinic_visit_ok" in words
