"""A written plan: what keeps it from being saved, what from being offered, and what speaks at which line. And
every technique against every caution of the knowledge that ships."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinical.test_contraindications import people
from tests.knowledge.careful import careful
from unknot.clinical.courses import Course, course_for
from unknot.clinical.facts import Value
from unknot.clinical.plans import judged, proposal
from unknot.clinical.techniques import REGIONS, Caution, Level
from unknot.clinical.treatments import Phase
from unknot.clinical.urgency import Tier
from unknot.clinical.written import Goal, Judged, Line, WrittenPlan, from_json, to_json
from unknot.knowledge.load import SHIPPED, knowledge
from unknot.knowledge.worked_care import CareCase, case_facts, load_care_cases

KNOWN = knowledge()
CARE = KNOWN.care
CLEAR: dict[str, Value] = {
    "numb": False,
    "night": False,
    "state": "fine",
    "screwed_at": frozenset(),
    "age": 40,
    "pressure": 120,
}
PLAN = WrittenPlan(
    cause="common",
    stage="acute",
    region="lumbar",
    goals=(Goal("lift my daughter", 3),),
    lines=(Line("advice"), Line("moves", ("exercise",), contacts=2), Line("hands", ("push",))),
    phases=(Phase(2, 2),),
    reevaluate_visit=4,
    reevaluate_weeks=2,
)


def seen(plan: WrittenPlan = PLAN, facts: dict[str, Value] = CLEAR, **more: Any) -> Judged:
    return judged(plan, facts, careful(), **{"tier": Tier.CLINIC_VISIT_OK, **more})


def with_line(number: int, **changes: Any) -> WrittenPlan:
    lines = list(PLAN.lines)
    lines[number] = replace(lines[number], **changes)
    return replace(PLAN, lines=tuple(lines))


def test_a_plan_against_which_nothing_stands_may_be_offered() -> None:
    assert seen() == Judged((), (), frozenset(), ())
    assert seen().may_be_saved
    assert seen().may_be_offered


@pytest.mark.parametrize(
    ("plan", "place", "words"),
    [
        (replace(PLAN, lines=PLAN.lines[2:]), "lines", "Hands-on care alone is not a course (ST-08"),
        (replace(PLAN, phases=(Phase(3, 5),)), "phases", "15 visits: New allows 1 to 12"),
        (replace(PLAN, phases=(Phase(1, 5),)), "phases", "5 weeks: New allows 1 to 4"),
        (replace(PLAN, phases=(Phase(4, 1),)), "phases", "4 visits a week: New allows 1 to 3"),
        (replace(PLAN, phases=()), "phases", "how often and for how long"),
        (replace(PLAN, reevaluate_visit=5), "reevaluate_visit", "visits 1 to 4, not at 5"),
        (replace(PLAN, reevaluate_visit=0), "reevaluate_visit", "visits 1 to 4, not at 0"),
        (replace(PLAN, reevaluate_weeks=3), "reevaluate_weeks", "after 1 to 2 weeks, not 3"),
        (replace(PLAN, goals=(Goal("walk"),) * 6), "goals", "At most 5 goals"),
        (replace(PLAN, goals=(Goal(" "),)), "goals.0", "1 to 120 characters"),
        (replace(PLAN, goals=(Goal("walk", 11),)), "goals.0", "a number from 0 to 10"),
        (with_line(1, component="advice"), "lines.0", "Advice is in the plan twice"),
        (with_line(1, contacts=7), "lines.1", "Moves: 2 to 6 visits, not 7"),
        (with_line(2, techniques=()), "lines.2", "Hands: choose at least one technique"),
        (with_line(2, techniques=("exercise",)), "lines.2", "Exercise is not part of Hands"),
        (with_line(2, component="hats"), "lines.2", "There is no component 'hats'"),
        (with_line(2, techniques=("pull",)), "lines.2", "There is no technique 'pull'"),
        (replace(PLAN, cause="rare"), "cause", "There is no cause 'rare'"),
        (replace(PLAN, stage="old"), "stage", "There is no stage 'old'"),
        (replace(PLAN, region="knee"), "region", "There is no region 'knee'"),
        (replace(PLAN, cause="serious"), "cause", "a referral: Refer."),
        (replace(PLAN, cause="nerve"), "lines.2", "A push: No thrust."),
    ],
)
def test_what_keeps_a_plan_from_being_saved(plan: WrittenPlan, place: str, words: str) -> None:
    found = seen(plan)

    assert not found.may_be_saved
    assert any(words in fault.words for fault in found.at(place)), found.faults


def test_an_urgent_person_gets_no_plan_but_a_referral() -> None:
    (fault,) = seen(tier=Tier.URGENT_SAME_DAY).at("cause")

    assert fault.stops == "saving"
    assert "no course of care" in fault.words


def test_a_cause_for_which_nothing_active_is_left_is_judged_line_by_line() -> None:
    known = careful()
    common = replace(known.treatments.causes["common"], components=("moves", "hands"))
    causes = {**known.treatments.causes, "common": common}
    bare = replace(known, treatments=replace(known.treatments, causes=causes))
    found = judged(PLAN, {**CLEAR, "pressure": 190}, bare, tier=Tier.CLINIC_VISIT_OK)

    assert [fault.place for fault in found.faults] == ["lines.1"]


def test_without_a_goal_it_may_be_kept_and_not_offered() -> None:
    found = seen(replace(PLAN, goals=()))

    assert (found.may_be_saved, found.may_be_offered) == (True, False)
    assert [fault.place for fault in found.faults] == ["goals"]


def test_what_nobody_may_override_is_never_saved() -> None:
    for reason in ("", "the person wants it very much"):
        found = seen(with_line(2, override=reason), {**CLEAR, "numb": True})
        assert [fault.words for fault in found.at("lines.2")] == ["A push: Numbness."]
        assert not found.may_be_saved
        assert found.overrides == frozenset()


def test_what_a_clinician_may_override_needs_the_reason_in_words() -> None:
    screws = {**CLEAR, "screwed_at": frozenset({"lumbar"})}
    found = seen(PLAN, screws)

    assert found.overrides == {2}
    assert "A clinician may go on with a reason in words" in found.at("lines.2")[0].words
    assert not seen(with_line(2, override="because"), screws).may_be_saved
    assert seen(with_line(2, override="the surgeon agreed in writing"), screws).may_be_offered
    # The reason stands at the line; what it was given for still speaks there.
    (remark,) = found.said_at("lines.2")
    assert (remark.level, remark.caution.id) == (Level.NEVER, "C-SCREW")


def test_what_is_to_be_asked_first_keeps_it_from_being_offered() -> None:
    found = seen(PLAN, {fact: said for fact, said in CLEAR.items() if fact != "numb"})

    assert found.may_be_saved
    assert found.asks == ("numb",)
    assert "ask or examine first" in found.at("lines.2")[0].words


def test_with_care_speaks_at_its_line_and_stops_nothing() -> None:
    plan = replace(with_line(2, techniques=("rub",)), region="cervical")
    found = seen(plan, {**CLEAR, "numb": True})

    assert found.may_be_offered
    assert [(one.place, one.technique, one.caution.instead) for one in found.remarks] == [
        ("lines.2", "rub", "See a doctor.")
    ]


@pytest.mark.parametrize("risk", ["low", "high", None])
def test_a_proposal_lacks_nothing_but_goals(risk: Any) -> None:
    course = course_for("common", "acute", CLEAR, careful(), region="lumbar", risk=risk)
    assert isinstance(course, Course)
    plan = proposal(course, "lumbar")

    assert plan.risk == (risk or "")
    assert [fault.place for fault in seen(plan).faults] == ["goals"]


@pytest.mark.parametrize(
    ("cause", "stage"), [(one.cause, at) for one in KNOWN.treatments.causes.values() for at in one.stages]
)
def test_what_ships_proposes_only_what_may_be_saved(cause: str, stage: str) -> None:
    facts = {**UNREMARKABLE, "definitely_improved_by_visit_4": True, "previous_similar_episodes": True}
    course = course_for(cause, stage, facts, KNOWN, region="lumbar", tier=Tier.CLINIC_VISIT_OK)
    if isinstance(course, Course):
        plan = replace(proposal(course, "lumbar"), goals=(Goal("work"),))
        assert judged(plan, facts, KNOWN, tier=Tier.CLINIC_VISIT_OK).faults == ()


def test_a_plan_is_read_back_as_it_was_written() -> None:
    assert from_json(to_json(PLAN)) == PLAN


CASES = load_care_cases(SHIPPED)
UNREMARKABLE = case_facts({}, {}, KNOWN, from_all_no=True)


def holding(caution: Caution) -> CareCase:
    """A person of whom this caution holds."""
    return next(case for case in CASES if caution.id in case.because)


def line_of(technique: str, region: str, reason: str = "") -> WrittenPlan:
    """A plan in which this technique is part of a component that has it, or of the one nearest to it."""
    component = next(
        (one.id for one in KNOWN.treatments.components.values() if technique in one.techniques),
        "manual_therapy",
    )
    lines = (Line("stay_active"), Line(component, (technique,), override=reason))
    return WrittenPlan(
        "nonspecific",
        "acute",
        region,
        (Goal("work"),),
        lines,
        (Phase(2, 2),),
        reevaluate_visit=4,
        reevaluate_weeks=2,
    )


@pytest.mark.parametrize("caution", CARE.cautions, ids=lambda one: one.id)
def test_every_technique_against_every_caution(caution: Caution) -> None:
    """Where the caution holds, it closes just what it names, as far as it says, and speaks at the line."""
    case = holding(caution)
    facts = case.facts(KNOWN)
    region = case.region if not caution.regions or case.region in caution.regions else min(caution.regions)
    for technique in CARE.by_technique:
        if technique not in CARE.techniques:
            continue  # an exercise by its id: it stands in the programme, not in a line
        found = judged(line_of(technique, region), facts, KNOWN, tier=case.tier)
        spoken = {one.caution.id: one.level for one in found.said_at("lines.1")}
        assert spoken.get(caution.id) == caution.levels.get(technique), technique
        if caution.levels.get(technique) == Level.NEVER:
            assert not found.may_be_saved, technique
            reasoned = judged(
                line_of(technique, region, "the reason in many words"), facts, KNOWN, tier=case.tier
            )
            closed = [one for one in reasoned.at("lines.1") if caution.clinician in one.words]
            assert bool(closed) == (1 not in reasoned.overrides), technique
            assert caution.override == "clinician" or closed, technique


techniques = st.sampled_from(sorted(name for name in CARE.techniques if CARE.by_technique[name]))


@settings(max_examples=40, deadline=None)
@given(people(), techniques, st.sampled_from(REGIONS), st.sampled_from(list(Tier)))
def test_whoever_forgets_a_fact_may_not_offer_what_it_would_have_forbidden(
    facts: dict[str, Value], technique: str, region: str, tier: Tier
) -> None:
    """But where the caution itself says why it may be taken as absent."""
    plan = line_of(technique, region)
    if not judged(plan, facts, KNOWN, tier=tier).at("lines.1"):
        return
    cautions = CARE.by_technique[technique]
    assumed = {
        fact
        for one in cautions
        if one.unknown == "assume_absent" or one.ask_when
        for fact in (*one.when.facts(), *(one.ask_when.facts() if one.ask_when else ()))
    }
    asked = {fact for one in cautions for fact in one.when.facts()} - assumed
    for fact in sorted(asked & facts.keys()):
        less = {name: said for name, said in facts.items() if name != fact}
        assert judged(plan, less, KNOWN, tier=tier).at("lines.1"), fact
