"""Which exercises somebody begins with: the most open of each slot, nothing that a caution closes, a reason
for everything that is left out, and a referral where nobody exercises before a doctor has looked."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinical.test_contraindications import YES_NO, people
from unknot.clinical.courses import Referral
from unknot.clinical.exercises import PHASES, Slot, phase_at
from unknot.clinical.facts import Value
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.programmes import HomeProgramme, own_cautions, programme_for
from unknot.clinical.techniques import Level
from unknot.clinical.urgency import Tier
from unknot.knowledge.load import knowledge
from unknot.knowledge.worked_care import case_facts

KNOWN = knowledge()
LIBRARY = KNOWN.library
CAUSES = sorted(KNOWN.treatments.causes)
TEMPLATES = {
    "acute": ["EX-01", "EX-02", "EX-05", "EX-09"],
    "subacute": ["EX-09", "EX-10", "EX-12", "EX-13", "EX-14", "EX-16", "EX-17"],
    "maintenance": ["EX-09", "EX-13", "EX-14", "EX-17", "EX-18", "EX-24"],
}


def facts(record: dict[str, Value] | None = None, **answers: Any) -> dict[str, Value]:
    """Everything asked and examined, and unremarkable but for this."""
    return case_facts({"age": 40, "sex": "female", **answers}, record or {}, KNOWN, from_all_no=True)


def programme(
    phase: str, said: dict[str, Value], cause: str | None = None, knowledge: Knowledge = KNOWN
) -> HomeProgramme:
    found = programme_for(phase, said, knowledge, cause_id=cause, tier=Tier.CLINIC_VISIT_OK)
    assert isinstance(found, HomeProgramme)
    return found


def chosen(phase: str, said: dict[str, Value], cause: str | None = None) -> list[str]:
    return [one.exercise.id for one in programme(phase, said, cause).chosen]


def left_out(found: HomeProgramme) -> dict[str, tuple[str, ...]]:
    """Each exercise that is closed, with the cautions that say so."""
    return {
        one.exercise.id: (*(why.caution.id for why in one.reasons), *(why.caution.id for why in one.unknown))
        for one in found.left_out
    }


@pytest.mark.parametrize("phase", PHASES)
def test_with_nothing_in_the_way_it_is_the_programme_of_the_brief(phase: str) -> None:
    found = programme(phase, facts())

    assert [one.exercise.id for one in found.chosen] == TEMPLATES[phase]
    assert (found.every.level, found.left_out, found.asks) == (Level.ALLOWED, (), ())
    assert all(one.level == Level.ALLOWED and one.dose == one.exercise.dose[phase] for one in found.chosen)
    whole = {one.exercise.id for one in (*found.chosen, *found.others)}
    assert whole == {one.id for one in LIBRARY.in_phase(phase)}


@pytest.mark.parametrize(
    ("answers", "record", "direction"),
    [
        ({"worse_bending_back": True}, {}, ["EX-04"]),
        ({"relieved_sitting_leaning_forward": True}, {}, ["EX-04"]),
        ({}, {"stenosis_known": True}, ["EX-04"]),
        ({"worse_with_bending_forward": True}, {}, ["EX-07"]),
        ({"worse_with_bending_forward": True, "worse_bending_back": True}, {}, []),
        ({"worse_with_bending_forward": "not_sure", "worse_bending_back": True}, {}, []),
        ({}, {}, []),
    ],
)
def test_the_direction_that_eases_adds_one_move(
    answers: dict[str, Any], record: dict[str, Value], direction: list[str]
) -> None:
    assert chosen("acute", facts(record, **answers)) == [*TEMPLATES["acute"], *direction]


def test_from_a_slot_comes_the_most_open_exercise() -> None:
    assert chosen("acute", facts(leg_pain="left"))[1] == "EX-03"
    with_both = programme("acute", facts(leg_pain="left", leg_pain_below_knee=True))
    assert with_both.chosen[1].exercise.id == "EX-02"  # all are with care then: the first stays
    assert [one.caution.id for one in with_both.chosen[1].reasons] == ["EX-02-W1"]


def test_what_is_forbidden_is_left_out_with_its_reason() -> None:
    pregnant = programme("acute", facts(pregnant=True, gestation_weeks=30, worse_with_bending_forward=True))

    assert left_out(pregnant) == {"EX-07": ("EX-07-N1",), "EX-06": ("EX-06-N1",)}
    assert [one.exercise.id for one in pregnant.chosen] == TEMPLATES["acute"]
    assert [one.caution.id for one in pregnant.every.reasons] == ["EXM-05"]


def test_what_concerns_all_exercise_stands_once_with_the_programme() -> None:
    thin = programme("maintenance", facts(osteoporosis=True))

    assert (thin.every.level, [one.caution.id for one in thin.every.reasons]) == (Level.WITH_CARE, ["EXM-01"])
    reasons = {one.exercise.id: [why.caution.id for why in one.reasons] for one in thin.chosen}
    assert reasons == {one: ["EX-24-W1"] if one == "EX-24" else [] for one in TEMPLATES["maintenance"]}


def test_unknown_is_asked_first_and_never_taken_as_no() -> None:
    unsure = programme(
        "maintenance", facts(leg_pain="left", leg_pain_below_knee="not_sure", duration_days=20)
    )

    assert left_out(unsure) == {"EX-18": ("EX-18-N1",)}
    assert unsure.left_out[0].level == Level.ASK_FIRST
    assert "leg_pain_below_knee" in unsure.asks


def test_somebody_who_only_filled_in_the_check_can_begin() -> None:
    """Findings that only a clinician records are not held against a person without a reason to look."""
    check_only = {name: said for name, said in facts().items() if name not in KNOWN.care.record_facts}

    assert [one.exercise.id for one in programme("acute", check_only).chosen] == TEMPLATES["acute"]


def test_nobody_begins_before_the_warning_signs_are_asked() -> None:
    found = programme_for("acute", {}, KNOWN, tier=None)

    assert isinstance(found, HomeProgramme)
    assert (found.every.level, found.chosen) == (Level.ASK_FIRST, ())
    assert {"urgency", "fever"} <= set(found.asks)


@pytest.mark.parametrize("tier", [Tier.URGENT_SAME_DAY, Tier.EMERGENCY_NOW])
def test_an_urgent_check_closes_all_of_it(tier: Tier) -> None:
    found = programme_for("subacute", facts(), KNOWN, tier=tier)

    assert isinstance(found, HomeProgramme)
    assert (found.every.level, found.chosen) == (Level.NEVER, ())
    assert [one.caution.id for one in found.every.reasons] == ["URG-01"]
    assert all(one.level == Level.NEVER for one in (*found.left_out, *found.others))


@pytest.mark.parametrize(
    ("cause", "phase", "said", "reasons"),
    [
        ("spinal_stenosis", "acute", {}, {"EXM-02"}),
        ("spondylolisthesis", "subacute", {}, {"EXM-03"}),
        ("disc_disorder", "subacute", {}, {"EXM-04"}),
        ("disc_disorder", "maintenance", {}, set()),
        ("nonspecific", "acute", {}, set()),
    ],
)
def test_a_cause_counts_as_found(cause: str, phase: str, said: dict[str, Any], reasons: set[str]) -> None:
    assert {one.caution.id for one in programme(phase, facts(**said), cause).every.reasons} == reasons


def test_a_narrow_canal_begins_with_bending_forward() -> None:
    assert "EX-04" in chosen("acute", facts(), "spinal_stenosis")


@pytest.mark.parametrize("phase", PHASES)
def test_a_cause_for_a_doctor_has_no_programme(phase: str) -> None:
    found = programme_for(phase, facts(), KNOWN, cause_id="visceral_or_serious", tier=Tier.CLINIC_VISIT_OK)

    assert isinstance(found, Referral)
    assert found.person == KNOWN.treatments.causes["visceral_or_serious"].person


def test_a_referral_of_the_cause_comes_before_its_programme() -> None:
    [(cause, fact), *_] = [
        (one.cause, fact)
        for one in KNOWN.treatments.causes.values()
        for refusal in one.refer
        for fact in YES_NO
        if refusal.when.holds({fact: True})
    ]
    found = programme_for(
        "subacute", {**facts(), fact: True}, KNOWN, cause_id=cause, tier=Tier.CLINIC_VISIT_OK
    )

    assert isinstance(found, Referral)
    assert found.cause_id == cause


def test_the_phase_follows_from_how_long_it_has_lasted() -> None:
    assert [phase_at(days) for days in (None, 0, 14)] == ["acute"] * 3
    assert [phase_at(days) for days in (14.5, 400)] == ["subacute"] * 2


def test_every_stage_of_a_course_exercises_in_one_phase() -> None:
    assert {LIBRARY.phase_of(stage) for stage in KNOWN.treatments.stages} == set(PHASES)
    assert LIBRARY.phase_of("recurrent") == "acute"
    with pytest.raises(KeyError):
        LIBRARY.phase_of("forever")


def test_one_exercise_is_never_chosen_twice() -> None:
    plan = LIBRARY.programmes["acute"]
    doubled = replace(plan, slots=(Slot(("EX-09", "EX-01")), Slot(("EX-09", "EX-01")), Slot(("EX-09",))))
    library = replace(LIBRARY, programmes={**LIBRARY.programmes, "acute": doubled})

    found = programme("acute", facts(), knowledge=replace(KNOWN, library=library))

    assert [one.exercise.id for one in found.chosen] == ["EX-09", "EX-01"]


def test_the_cautions_of_one_exercise_are_its_own() -> None:
    assert [one.id for one in own_cautions("EX-15", KNOWN)] == ["EX-15-N1", "EX-15-W1"]


def test_exercises_are_found_by_slug_and_phase() -> None:
    bird_dog = LIBRARY.with_slug("bird-dog")
    assert bird_dog
    assert (bird_dog.id, LIBRARY.with_slug("no-such")) == ("EX-13", None)
    groups = [[one.id for one in LIBRARY.beginning_in(phase)] for phase in PHASES]
    assert groups == [
        [f"EX-{number:02}" for number in range(1, 11)],
        [f"EX-{number:02}" for number in range(11, 24)],
        ["EX-24"],
    ]


@settings(max_examples=40)
@given(
    people(),
    st.sampled_from(PHASES),
    st.none() | st.sampled_from(CAUSES),
    st.none() | st.sampled_from(list(Tier)),
)
def test_nothing_closed_is_ever_chosen(
    said: dict[str, Value], phase: str, cause: str | None, tier: Tier | None
) -> None:
    found = programme_for(phase, said, KNOWN, cause_id=cause, tier=tier)

    if isinstance(found, HomeProgramme):
        assert all(found.every.level <= one.level <= Level.WITH_CARE for one in found.chosen)
        assert not {one.exercise.id for one in found.chosen} & {one.exercise.id for one in found.left_out}
        assert all(one.unknown or one.reasons or found.every.level >= one.level for one in found.left_out)
        if tier is None or tier >= Tier.URGENT_SAME_DAY:
            assert found.chosen == ()


@settings(max_examples=40)
@given(people(), st.sampled_from(PHASES), st.sampled_from([one.cause for one in LIBRARY.causes]))
def test_a_cause_only_ever_closes(said: dict[str, Value], phase: str, cause: str) -> None:
    with_cause = programme_for(phase, said, KNOWN, cause_id=cause, tier=Tier.SELF_CARE)

    if isinstance(with_cause, HomeProgramme):
        after, before = levels(with_cause), levels(programme(phase, said))
        assert after.keys() == before.keys()
        assert all(after[name] >= before[name] for name in before)


def levels(found: HomeProgramme) -> dict[str, Level]:
    everything = (*found.chosen, *found.left_out, *found.others)
    return {one.exercise.id: one.level for one in everything}
