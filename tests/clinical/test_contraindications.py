"""What may be done to a back: the worst caution wins, unknown is never no, and nothing lowers a level."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinical.small import values_for
from tests.knowledge.careful import careful
from unknot.clinical.contraindications import judge, judge_all
from unknot.clinical.facts import Value
from unknot.clinical.techniques import REGIONS, Caution, Level
from unknot.clinical.urgency import Tier
from unknot.knowledge.load import knowledge

KNOWN = knowledge()
CARE = KNOWN.care
FACTS = sorted(
    {
        fact
        for caution in CARE.cautions
        for condition in (caution.when, caution.ask_when)
        if condition
        for fact in condition.facts()
    }
    - {"region", "urgency"}
)
YES_NO = [
    fact for fact in FACTS if fact not in CARE.record_facts and KNOWN.by_fact[fact].type == "yes_no"
] + [fact for fact, one in CARE.record_facts.items() if one.type == "yes_no"]


FINITE = [*YES_NO, *(fact for fact in FACTS if KNOWN.question_for(fact).type == "choice")]


def every_answer(fact: str) -> list[Value]:
    question = KNOWN.question_for(fact)
    return [True, False] if question.type == "yes_no" else [answer.id for answer in question.answers]


def possible(fact: str) -> st.SearchStrategy[Value]:
    recorded = CARE.record_facts.get(fact)
    if recorded is None:
        return values_for(KNOWN.by_fact[fact])
    if recorded.type == "regions":
        return st.frozensets(st.sampled_from(REGIONS[:4]))
    return values_for(recorded.question)


@st.composite
def people(draw: st.DrawFn) -> dict[str, Value]:
    """Anybody of whom some things are known, mostly harmless ones."""
    facts = draw(st.lists(st.sampled_from(FACTS), max_size=25, unique=True))
    known: dict[str, Value] = {fact: draw(possible(fact)) for fact in facts}
    if draw(st.booleans()):
        known = {**dict.fromkeys(YES_NO, False), **known}
    return known


tiers = st.none() | st.sampled_from(list(Tier))
anything = st.sampled_from(sorted(CARE.by_technique))
anywhere = st.sampled_from(REGIONS)


def level(
    technique: str, region: str, facts: dict[str, Value], tier: Tier | None = Tier.CLINIC_VISIT_OK
) -> Level:
    return judge(technique, region, facts, KNOWN, tier=tier).level


@settings(max_examples=80)
@given(people(), st.sampled_from(YES_NO), anything, anywhere, tiers)
def test_one_more_risk_never_lowers_the_level(
    facts: dict[str, Value], fact: str, technique: str, region: str, tier: Tier | None
) -> None:
    without = {name: said for name, said in facts.items() if name != fact}

    with_risk = level(technique, region, {**facts, fact: True}, tier)

    assert with_risk >= level(technique, region, {**facts, fact: False}, tier)
    assert with_risk >= level(technique, region, without, tier)


@settings(max_examples=80)
@given(people(), st.sampled_from(FINITE), anything, anywhere, tiers)
def test_unknown_is_never_better_than_the_best_answer(
    facts: dict[str, Value], fact: str, technique: str, region: str, tier: Tier | None
) -> None:
    without = {name: said for name, said in facts.items() if name != fact}

    best = min(level(technique, region, {**facts, fact: answer}, tier) for answer in every_answer(fact))

    assert level(technique, region, without, tier) >= best


@settings(max_examples=80)
@given(people(), anything, st.sampled_from(REGIONS[:4]), tiers)
def test_the_whole_spine_is_never_more_open_than_one_region(
    facts: dict[str, Value], technique: str, region: str, tier: Tier | None
) -> None:
    assert level(technique, "whole", facts, tier) >= level(technique, region, facts, tier)


@settings(max_examples=100)
@given(people(), st.sampled_from(["thrust", "low_force", "mobilisation", "massage_light", "massage_deep"]))
def test_no_hands_on_care_with_a_sign_that_must_not_wait(facts: dict[str, Value], technique: str) -> None:
    for urgent in (Tier.EMERGENCY_NOW, Tier.URGENT_SAME_DAY):
        assert level(technique, "lumbar", facts, urgent) == Level.NEVER
    assert level(technique, "lumbar", facts, None) >= Level.ASK_FIRST
    before = {**facts, "physician_not_seen_yet": True}
    assert level(technique, "lumbar", before, Tier.SEE_PHYSICIAN_SOON) == Level.NEVER


@pytest.mark.parametrize(
    "caution", [one for one in CARE.cautions if "thrust" in one.levels], ids=lambda one: one.id
)
def test_a_thrust_waits_while_what_may_forbid_it_is_unknown(caution: Caution) -> None:
    """Nothing known at all: every caution that must be asked keeps the thrust waiting."""
    judged = judge("thrust", "whole", {}, KNOWN)

    waiting = {one.caution.id for one in judged.unknown}

    assert (caution.id in waiting) is (caution.unknown == "ask_first")
    assert judged.level == Level.ASK_FIRST


def test_a_level_knows_its_code() -> None:
    assert [Level.of(one.code) for one in Level] == list(Level)
    assert [one.code for one in Level] == ["allowed", "with_care", "ask_first", "never"]


def test_reasons_come_worst_first_and_say_which_fact() -> None:
    facts: dict[str, Value] = {
        "numb": True,
        "age": 70,
        "state": "worse",
        "screwed_at": frozenset({"cervical"}),
    }

    judged = judge("push", "cervical", facts, careful())

    assert [(one.caution.id, one.level.code) for one in judged.reasons] == [
        ("C-NUMB", "never"),
        ("C-SCREW", "never"),
        ("C-NECK-R", "with_care"),
    ]
    assert [used.fact for used in judged.reasons[1].used] == ["screwed_at"]
    assert judged.level == Level.NEVER


def test_a_finding_elsewhere_does_not_close_this_region() -> None:
    facts: dict[str, Value] = {"numb": False, "screwed_at": frozenset({"cervical"}), "age": 40}

    here, everywhere = judge("push", "lumbar", facts, careful()), judge("push", "whole", facts, careful())

    assert (here.level, everywhere.level) == (Level.ALLOWED, Level.NEVER)
    assert judge("push", "whole", {**facts, "screwed_at": frozenset()}, careful()).level == Level.ALLOWED


def test_what_is_not_known_is_asked_unless_something_rules_it_out() -> None:
    unknown = judge("push", "lumbar", {"numb": False}, careful())
    ruled_out = judge("push", "lumbar", {"numb": False, "night": False, "state": "fine"}, careful())

    assert (unknown.level, unknown.asks) == (Level.ASK_FIRST, ("screwed_at",))
    assert (ruled_out.level, ruled_out.asks) == (Level.ALLOWED, ())


def test_an_unknown_caution_is_never_worse_than_the_caution_itself() -> None:
    judged = judge("rub", "lumbar", {}, careful())

    assert (judged.level, judged.asks) == (Level.WITH_CARE, ("numb",))


def test_a_clinician_may_go_on_only_where_every_never_allows_it() -> None:
    screws: dict[str, Value] = {"numb": False, "screwed_at": frozenset({"lumbar"})}

    assert judge("push", "lumbar", screws, careful()).may_override
    assert not judge("push", "lumbar", {**screws, "numb": True}, careful()).may_override
    assert not judge(
        "push", "lumbar", {"numb": False, "night": False, "state": "fine"}, careful()
    ).may_override


def test_all_techniques_are_judged_alike() -> None:
    facts: dict[str, Value] = {"numb": True, "pressure": 190}

    every = judge_all(facts, careful(), region="lumbar", tier=Tier.CLINIC_VISIT_OK)

    assert {name: one.level.code for name, one in every.items()} == {
        "push": "never",
        "rub": "with_care",
        "exercise": "never",
    }
    assert every["push"] == judge("push", "lumbar", facts, careful(), tier=Tier.CLINIC_VISIT_OK)


def test_a_technique_that_nobody_knows_is_refused() -> None:
    assert careful().care.caution("C-NUMB").title == "Numb"
    with pytest.raises(KeyError):
        judge("magic", "lumbar", {}, careful())


def test_consent_names_the_harms_of_the_technique_and_region() -> None:
    care = careful().care

    assert [harm.id for harm in care.harms_of("push", "cervical")] == ["H-1", "H-2"]
    assert [harm.id for harm in care.harms_of("push", "lumbar")] == ["H-1"]
    assert [harm.id for harm in care.harms_of("rub", "cervical")] == ["H-1"]


def test_a_record_fact_reads_like_a_question() -> None:
    known = careful()

    pressure, screws, state = (known.question_for(fact) for fact in ("pressure", "screwed_at", "state"))

    assert pressure.words_for(190) == "Blood pressure: 190 mmHg"
    assert (screws.type, screws.words_for(True)) == ("yes_no", "Screws at the region to be treated")
    assert state.words_for("worse") == "Nerves: Getting worse"
    assert known.question_for("anomaly").words_for(True) == "Anomaly of the neck"
    assert known.question_for("numb") is known.by_fact["numb"]


@pytest.mark.parametrize(
    ("fact", "said", "read"),
    [
        ("hypermobility", False, False),
        ("neuro_deficit", "stable", "stable"),
        ("systolic_pressure", 130, 130),
        ("systolic_pressure", 130.5, 130.5),
        ("instability_at", ["lumbar"], frozenset({"lumbar"})),
        ("instability_at", [], frozenset()),
    ],
)
def test_a_recorded_finding_is_read_as_a_fact(fact: str, said: object, read: Value) -> None:
    assert CARE.record_facts[fact].read(said) == read


@pytest.mark.parametrize(
    ("fact", "said", "right"),
    [
        ("hypermobility", "no", "yes or no"),
        ("neuro_deficit", "bad", "none, stable, progressive"),
        ("systolic_pressure", 900, "a number from 40 to 300 mmHg"),
        ("systolic_pressure", True, "a number from 40 to 300 mmHg"),
        ("instability_at", ["knee"], "some of cervical"),
        ("instability_at", "lumbar", "some of cervical"),
    ],
)
def test_a_finding_that_cannot_be_recorded_says_what_would_be_right(
    fact: str, said: object, right: str
) -> None:
    with pytest.raises(ValueError, match=right):
        CARE.record_facts[fact].read(said)
