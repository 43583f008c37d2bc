"""Courses of care: what is left when everything that closes a part is applied, and who has none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinical.test_contraindications import people
from tests.knowledge.careful import careful
from unknot.clinical.courses import Course, Outlook, Planned, Referral, course_for, stage
from unknot.clinical.errors import ManipulationOnly
from unknot.clinical.facts import Value
from unknot.clinical.techniques import REGIONS, Level
from unknot.clinical.treatments import OWN, Phase
from unknot.clinical.urgency import Tier
from unknot.knowledge.load import knowledge

KNOWN = knowledge()
CLEAR: dict[str, Value] = {
    "numb": False,
    "night": False,
    "state": "fine",
    "screwed_at": frozenset(),
    "age": 40,
    "pressure": 120,
}
EVERY = [(cause.cause, at) for cause in KNOWN.treatments.causes.values() for at in cause.stages]


def course(
    cause: str = "common",
    at: str = "acute",
    facts: dict[str, Value] = CLEAR,
    *,
    risk: Outlook | None = "medium",
    tier: Tier | None = Tier.CLINIC_VISIT_OK,
) -> Course:
    found = course_for(cause, at, facts, careful(), region="lumbar", risk=risk, tier=tier)
    assert isinstance(found, Course)
    return found


def ids(found: Course) -> list[str]:
    return [one.component.id for one in found.components]


@pytest.mark.parametrize(
    ("days", "more", "expected"),
    [
        (0, {}, "acute"),
        (41.9, {}, "acute"),
        (3, {"recurrent": True}, "recurrent"),
        (42, {}, "subacute"),
        (42, {"recurrent": True}, "subacute"),
        (83.9, {}, "subacute"),
        (84, {}, "chronic_first"),
        (400, {"tried": True}, "chronic_mild"),
        (400, {"exacerbation": "mild"}, "chronic_mild"),
        (400, {"exacerbation": "moderate", "tried": True}, "chronic_moderate"),
        (400, {"ongoing": True}, "ongoing"),
    ],
)
def test_the_stage_is_told_by_time_and_by_what_came_before(
    days: float, more: dict[str, bool], expected: str
) -> None:
    assert stage(days, **more) == expected  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(EVERY),
    people(),
    st.sampled_from(REGIONS),
    st.sampled_from([None, "low", "medium", "high"]),
    st.sampled_from([None, Tier.SEE_PHYSICIAN_SOON, Tier.CLINIC_VISIT_OK, Tier.SELF_CARE]),
)
def test_every_course_has_a_part_of_the_persons_own_and_nothing_that_is_forbidden(
    which: tuple[str, str], facts: dict[str, Value], region: str, risk: Outlook | None, tier: Tier | None
) -> None:
    found = course_for(*which, facts, KNOWN, region=region, risk=risk, tier=tier)

    if isinstance(found, Course):
        assert any(one.component.kind in OWN for one in found.components)
        assert all(judged.level < Level.NEVER for one in found.components for judged in one.techniques)
        limits = found.stage.limits
        assert limits.visits[0] <= found.visits <= limits.visits[1]
        assert 1 <= found.reevaluate_at_visit <= found.visits


@pytest.mark.parametrize("tier", [Tier.EMERGENCY_NOW, Tier.URGENT_SAME_DAY])
@pytest.mark.parametrize("which", EVERY, ids="-".join)
def test_a_sign_that_must_not_wait_has_no_course(which: tuple[str, str], tier: Tier) -> None:
    assert isinstance(course_for(*which, {}, KNOWN, tier=tier), Referral)


def test_a_course_of_passive_care_alone_cannot_be_built() -> None:
    whole = course()
    passive = tuple(one for one in whole.components if one.component.kind == "passive")

    for parts in ((), passive):
        with pytest.raises(ManipulationOnly, match="needs something that the person does"):
            Course(
                whole.cause_id,
                whole.stage,
                whole.risk,
                True,
                parts,
                (),
                whole.phases,
                (),
                (),
                "",
                (),
                (),
            )


def test_a_course_says_what_why_how_long_and_when_somebody_looks_again() -> None:
    found = course()

    assert ids(found) == ["advice", "moves", "hands"]
    assert (found.phases, found.visits, found.weeks) == ((Phase(2, 2),), 4, 2)
    assert found.reevaluate_at_visit == 4
    assert found.why == ("Move on.", "It is new.", "Fair.")
    assert (found.expect, found.sources, found.asks) == ("It eases.", ("STUDY1",), ())
    assert found.removed == ()


def test_what_is_forbidden_is_taken_out_and_says_why() -> None:
    screws = course(facts={**CLEAR, "screwed_at": frozenset({"lumbar"})})
    hands = screws.components[-1]

    assert [one.technique for one in hands.techniques] == ["rub"]
    assert [(one.technique, one.by, one.person) for one in hands.closed] == [
        ("push", ("C-SCREW",), ("Not there.",))
    ]
    assert hands.level == Level.ALLOWED


def test_a_component_without_a_technique_left_is_removed() -> None:
    found = course(facts={**CLEAR, "pressure": 190})

    assert ids(found) == ["advice", "hands"]
    assert [(one.component.id, one.closed[0].by) for one in found.removed] == [("moves", ("C-MOVE",))]


def test_a_cause_leaves_out_what_does_not_suit_it() -> None:
    found = course("nerve")

    assert found.components[-1].closed[0].by == ("nerve",)
    assert found.components[-1].closed[0].clinician == ("No thrust.",)
    assert found.every_visit == ("neuro_exam",)


def test_what_is_not_known_is_asked_and_keeps_its_level() -> None:
    found = course("nerve", facts={"numb": False})

    assert found.asks == ("state",)
    assert course(facts={}).components[-1].level == Level.WITH_CARE
    assert course(facts={}).asks == ("numb", "screwed_at")


def test_a_component_that_needs_no_technique_is_open() -> None:
    advice = course().components[0]

    assert isinstance(advice, Planned)
    assert (advice.techniques, advice.level) == ((), Level.ALLOWED)


def test_the_outlook_changes_visits_and_parts() -> None:
    low, high, unknown = course(risk="low"), course(risk="high"), course(risk=None)

    assert (ids(low), low.visits, low.reevaluate_at_visit) == (["advice", "moves"], 1, 1)
    assert ids(high) == ["advice", "moves", "hands", "talk"]
    assert (ids(unknown), unknown.risk.id, unknown.risk_known) == (
        ["advice", "moves", "hands"],
        "medium",
        False,
    )
    ongoing = course(at="ongoing", risk="low")
    assert (ids(ongoing), ongoing.visits) == (["advice"], 4)
    assert ids(course(at="ongoing", risk="high")) == ["advice", "hands"]


def referred(cause: str, at: str, facts: dict[str, Value], tier: Tier | None = None) -> str:
    found = course_for(cause, at, facts, careful(), tier=tier)
    assert isinstance(found, Referral)
    return found.clinician


def test_who_needs_a_doctor_gets_a_referral_and_no_course() -> None:
    assert referred("serious", "acute", CLEAR) == "Refer."
    assert referred("nerve", "acute", {**CLEAR, "state": "worse"}) == "Progressing."
    assert referred("common", "acute", CLEAR, Tier.URGENT_SAME_DAY).endswith("no course of care.")


def test_planned_visits_are_only_for_whom_they_are_known_to_suit() -> None:
    assert referred("common", "ongoing", {**CLEAR, "pressure": 210}) == "Not indicated."
    unknown = {fact: said for fact, said in CLEAR.items() if fact != "pressure"}
    assert referred("common", "ongoing", unknown) == "Not indicated."
