"""Two assessments of the same answers: every kind of difference is found, and says what changed."""

from dataclasses import replace

import pytest

from tests.clinical.small import BENIGN as SAID
from tests.clinical.small import SMALL
from unknot.clinical.assess import assess, to_json
from unknot.clinical.comparing import Difference, differences, where_not_the_same
from unknot.clinical.facts import Value
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.rules import Is
from unknot.clinical.urgency import Tier

BENIGN: dict[str, Value] = {
    **SAID,
    "leaking": False,
    "pregnant": False,
    "bleeding": False,
    "below_knee": False,
}
FEVER: dict[str, Value] = {**BENIGN, "fever": True}


def between(
    facts: dict[str, Value], was: Knowledge, known: Knowledge, *, kept: bool = True
) -> list[Difference]:
    return list(differences(assess(facts, was), assess(facts, known), was if kept else None, known))


def changed(rule_id: str, **fields: object) -> Knowledge:
    rules = tuple(replace(rule, **fields) if rule.id == rule_id else rule for rule in SMALL.rules)  # type: ignore[arg-type]
    return replace(SMALL, rules=rules, version="older")


def test_nothing_is_otherwise_under_the_same_knowledge() -> None:
    assert between(FEVER, SMALL, SMALL) == []


def test_a_rule_that_is_new_says_so_and_so_does_one_that_is_gone() -> None:
    without = SMALL.without("T-INF-01")

    more = between(FEVER, without, SMALL)
    less = between(FEVER, SMALL, without)

    assert [one.words.split(":")[0] for one in (more[0], less[0])] == ["more urgent", "less urgent"]
    assert more[1] == Difference("Fever (T-INF-01) is up now", "the rule is new", "T-INF-01")
    assert less[1] == Difference("Fever (T-INF-01) is no longer up", "the rule is gone", "T-INF-01")


def test_a_rule_that_changed_says_what_changed() -> None:
    other_condition = changed("T-INF-01", when=Is("night", True))
    both = changed("T-INF-01", when=Is("night", True), tier=Tier.EMERGENCY_NOW)
    other_tier = changed("T-INF-01", tier=Tier.EMERGENCY_NOW)

    assert between(FEVER, other_condition, SMALL)[1].why == "its condition changed"
    assert between(FEVER, both, SMALL)[1].why.endswith("and its condition changed")
    said = between(FEVER, other_tier, SMALL)
    assert said[1].words.startswith("Fever (T-INF-01) counts otherwise: ")
    assert said[1].why.startswith("its urgency changed from ")


def test_the_same_rule_can_come_out_otherwise_because_of_what_it_looks_at() -> None:
    then, now = assess(FEVER, SMALL), assess(BENIGN, SMALL)
    said = [one for one in differences(then, now, SMALL, SMALL) if one.about == "T-INF-01"]
    assert [one.why for one in said] == ["the rule is the same, what it looks at was read otherwise"]


def test_when_the_earlier_knowledge_was_not_kept_nobody_says_why() -> None:
    said = between(FEVER, SMALL.without("T-INF-01"), SMALL, kept=False)
    assert [one.why for one in said] == ["" for _ in said]
    unasked = {fact: value for fact, value in BENIGN.items() if fact != "numb"}
    asked_less = differences(assess(BENIGN, SMALL), assess(unasked, SMALL), None, SMALL)
    assert {one.why for one in asked_less} == {""}


def test_what_could_still_be_up_is_told_when_nothing_worse_is_said_of_it() -> None:
    unsettled = {fact: value for fact, value in BENIGN.items() if fact != "fever"}
    other = changed("T-INF-01", when=Is("night", True))

    assert between(unsettled, SMALL.without("T-FLANK-01"), SMALL) == []
    assert [one.words for one in between(unsettled, other, SMALL)][
        -1
    ] == "Fever (T-INF-01) could still be up now"
    assert "Fever (T-INF-01) can no longer be up" in [one.words for one in between(unsettled, SMALL, other)]


@pytest.mark.parametrize("is_new", [True, False])
def test_a_warning_question_without_an_answer_is_told(is_new: bool) -> None:
    fewer = {key: one for key, one in SMALL.questions.items() if key != "leak"}
    was = replace(SMALL, questions=fewer) if is_new else SMALL
    unasked = {fact: value for fact, value in BENIGN.items() if fact != "leaking"}
    then, now = assess(BENIGN, SMALL), assess(unasked, SMALL)

    said = [one for one in differences(then, now, was, SMALL) if one.about == "leak"]

    assert [one.words for one in said] == ["a warning question has no answer now: Have you leaked urine?"]
    assert ("is new" in said[0].why) is is_new


def test_causes_say_what_changed_about_them() -> None:
    knee: dict[str, Value] = {**BENIGN, "legs": "one", "below_knee": True}
    nerve = SMALL.cause("nerve")
    others = tuple(cause for cause in SMALL.causes if cause is not nerve)
    without = replace(SMALL, causes=others)
    rare = replace(SMALL, causes=(*others, replace(nerve, prior=0.0001)))
    mute = replace(SMALL, causes=(*others, replace(nerve, findings=())))
    strict = replace(SMALL, fit=replace(SMALL.fit, fits_well=50.0))

    def why(was: Knowledge, known: Knowledge) -> list[str]:
        return [one.why for one in between(knee, was, known) if one.about == "nerve"]

    assert why(without, SMALL) == ["the cause is new"]
    assert why(SMALL, without) == ["the cause is gone"]
    assert set(why(rare, SMALL)) == {"how common it is was judged anew"}
    assert set(why(mute, SMALL)) == {"what speaks for or against it changed"}
    assert set(why(strict, SMALL)) == {"how evidence is added up changed"}
    ordinary = differences(assess(BENIGN, SMALL), assess(knee, SMALL), SMALL, SMALL)
    assert {one.why for one in ordinary if one.about == "nerve"} == {
        "the cause is the same, others or the warning signs changed"
    }


def test_a_cause_that_moves_to_the_front_is_told() -> None:
    leg: dict[str, Value] = {**BENIGN, "legs": "one", "below_knee": True}
    rare = tuple(replace(one, prior=0.02) if one.id == "nerve" else one for one in SMALL.causes)
    many = tuple(replace(one, prior=0.9) if one.id == "nerve" else one for one in SMALL.causes)
    then, now = assess(leg, replace(SMALL, causes=rare)), assess(leg, replace(SMALL, causes=many))
    swapped = replace(then, shown=tuple(reversed(then.shown)))

    said = [one.words for one in differences(swapped, then, SMALL, SMALL)]

    assert now.shown[0].cause_id == "nerve"
    assert said == [f"{then.shown[0].name} comes first now"]


def test_an_urgency_without_a_route_is_named_by_its_code() -> None:
    nameless = replace(SMALL, routes={})
    said = between(FEVER, nameless.without("T-INF-01"), nameless)
    assert said[0].words.endswith("now urgent_same_day")


def test_what_was_stored_is_the_same_wherever_it_says_something() -> None:
    stored = {**to_json(assess(FEVER, SMALL)), "open": []}
    more = {**stored, "cautions": ["later software says more"]}

    assert list(where_not_the_same(stored, more)) == []
    assert list(where_not_the_same(more, stored)) == ["cautions"]
    otherwise = {
        **stored,
        "tier": "self_care",
        "open": ["x"],
        "flags": [{**stored["flags"][0], "title": "x"}],
    }
    assert list(where_not_the_same(stored, otherwise)) == ["tier", "flags[0].title", "open"]
