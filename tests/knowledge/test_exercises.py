"""The exercises that ship: whole, drawn, closed when they should be, and made into a programme that suits."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tools.figures.catalogue import FIGURES, drawn
from unknot.clinical.exercises import PHASES, Exercise
from unknot.clinical.facts import Value
from unknot.clinical.programmes import HomeProgramme, programme_for
from unknot.clinical.rules import Is
from unknot.clinical.techniques import Caution, Level
from unknot.clinical.urgency import Tier
from unknot.knowledge import checking_exercises
from unknot.knowledge.load import SHIPPED, knowledge
from unknot.knowledge.reading import Document, Documents
from unknot.knowledge.worked_care import case_facts, load_care_cases, what_is_wrong_with_care, without

KNOWN = knowledge()
LIBRARY = KNOWN.library
CASES = load_care_cases(SHIPPED)
WELL = case_facts({}, {}, KNOWN, from_all_no=True)
OK = Tier.CLINIC_VISIT_OK


def programme(phase: str, **facts: Value) -> HomeProgramme:
    return programme_for(phase, {**WELL, **facts}, KNOWN, tier=OK)


def ids(found: HomeProgramme) -> list[str]:
    return [one.exercise.id for one in found.chosen]


def test_the_twenty_four_of_the_brief_are_all_there() -> None:
    assert list(LIBRARY.exercises) == [f"EX-{number:02}" for number in range(1, 25)]
    assert {phase: len(LIBRARY.in_phase(phase)) for phase in PHASES} == {
        "acute": 10,
        "subacute": 23,
        "maintenance": 16,
    }


@pytest.mark.parametrize("exercise", LIBRARY.exercises.values(), ids=lambda one: one.id)
def test_each_says_how_how_much_and_when_to_stop_and_is_drawn(exercise: Exercise) -> None:
    assert exercise.stop.endswith(".")
    assert all(step.endswith(".") for step in exercise.steps)
    figure = ElementTree.fromstring((SHIPPED / "figures" / f"{exercise.id}.svg").read_text(encoding="utf-8"))
    said = {part.tag.rpartition("}")[2]: part.text or "" for part in figure}
    assert said["title"] == exercise.name
    # Two phases or more, each told in the text that stands for the picture.
    assert "1: " in said["desc"]
    assert "2: " in said["desc"]


OWN = [caution for caution in KNOWN.care.cautions if caution.id.startswith("EX-")]


@pytest.mark.parametrize("caution", OWN, ids=lambda caution: caution.id)
def test_what_closes_one_exercise_decides_a_case(caution: Caution) -> None:
    left = without(caution.id, KNOWN)
    cases = [case for case in CASES if caution.id in case.because]

    assert cases
    assert all(what_is_wrong_with_care(case, left) for case in cases)


def test_the_first_days_keep_moving() -> None:
    found = programme("acute")

    assert ids(found) == ["EX-01", "EX-02", "EX-05", "EX-09"]
    assert found.left_out == ()
    assert "IJZEL23" in found.sources
    walking = found.chosen[-1]
    assert (walking.dose.minutes, walking.dose.a_day) == ((5, 10), (3, 4))


def test_who_eases_by_leaning_back_begins_with_that() -> None:
    assert "EX-07" in ids(programme("acute", worse_with_bending_forward=True))
    assert "EX-04" in ids(programme("acute", worse_bending_back=True))


def test_a_slot_takes_the_next_when_the_first_is_closed_and_says_why() -> None:
    found = programme("acute", pregnant=True, gestation_weeks=28, worse_with_bending_forward=True)

    assert "EX-07" not in ids(found)
    assert "EX-06" not in ids(found)
    assert [one.exercise.id for one in found.left_out] == ["EX-07", "EX-06"]
    assert all(one.judgement.level == Level.NEVER for one in found.left_out)


def test_what_nobody_has_asked_leaves_an_exercise_out() -> None:
    facts = {name: said for name, said in WELL.items() if name != "fever"}
    found = programme_for("acute", facts, KNOWN, tier=OK)

    assert found.chosen == ()
    assert {one.judgement.level for one in found.left_out} == {Level.ASK_FIRST}
    assert "fever" in found.left_out[0].judgement.asks


@pytest.mark.parametrize("tier", [Tier.EMERGENCY_NOW, Tier.URGENT_SAME_DAY])
def test_nobody_exercises_who_must_see_a_doctor_today(tier: Tier) -> None:
    for phase in PHASES:
        assert programme_for(phase, WELL, KNOWN, tier=tier).chosen == ()


def test_every_stage_of_a_course_exercises_in_one_phase() -> None:
    assert {LIBRARY.phase_of(stage) for stage in KNOWN.treatments.stages} == set(PHASES)
    assert LIBRARY.phase_of("recurrent") == "acute"
    with pytest.raises(KeyError):
        LIBRARY.phase_of("forever")


def test_a_slot_waits_for_what_it_needs_to_hold() -> None:
    """Unknown is not yes either: without the answer the slot stays empty."""
    acute = LIBRARY.programmes["acute"]
    slot = replace(acute.slots[0], when=Is("smoker", True))
    one = replace(LIBRARY, programmes={"acute": replace(acute, slots=(slot,))})
    facts = {name: said for name, said in WELL.items() if name != "smoker"}

    assert programme_for("acute", facts, replace(KNOWN, library=one)).chosen == ()


EXERCISE = {"id": "EX-01", "slug": "one", "position": "sitting", "dose": {"acute": {"reps": [3, 5]}}}
PROGRAMME = {"stages": ["early"], "slots": [{"any_of": ["EX-01"]}]}
WRONG: list[tuple[dict[str, object], dict[str, object], str]] = [
    ({"position": "siting"}, {}, "no position 'siting'; did you mean 'sitting'?"),
    ({"dose": {"acute": {"reps": [5, 3]}}}, {}, "reps goes from 5 to 3"),
    ({"dose": {"maintenance": {"reps": [3, 5]}}}, {}, "EX-01 has no dose for acute"),
    ({}, {"slots": [{"any_of": ["EX-02"]}]}, "no exercise 'EX-02'; did you mean 'EX-01'?"),
    ({}, {"stages": ["early", "late"]}, "no stage 'late'"),
    ({}, {"stages": ["late"]}, "no programme of exercises is for the stage 'early'"),
    ({}, {"stages": ["early", "early"]}, "the stage 'early' is taken by 'acute'"),
]


@pytest.mark.parametrize(("exercise", "programme", "words"), WRONG, ids=[words for _, _, words in WRONG])
def test_what_does_not_fit_is_refused(
    exercise: dict[str, object], programme: dict[str, object], words: str
) -> None:
    assert words in " / ".join(refusals(exercise, programme))


def test_what_fits_is_not_refused() -> None:
    assert refusals({}, {}) == []


def test_no_id_and_no_address_stands_twice() -> None:
    plain = {"positions": {"sitting": "Sitting"}, "exercises": [EXERCISE, EXERCISE], "programmes": {}}
    documents = Documents({"exercises": [Document("exercises.yaml", "exercises", plain)]}, frozenset())
    said = [problem.message for problem in checking_exercises.problems(documents)]

    assert said == ["id 'EX-01' stands 2 times", "slug 'one' stands 2 times"] * 2


def refusals(exercise: dict[str, object], programme: dict[str, object]) -> list[str]:
    plain = {
        "positions": {"sitting": "Sitting"},
        "exercises": [{**EXERCISE, **exercise}],
        "programmes": {"acute": {**PROGRAMME, **programme}},
    }
    stages = {"stages": [{"id": "early"}]}
    documents = Documents(
        {
            "exercises": [Document("exercises.yaml", "exercises", plain)],
            "stages": [Document("courses/stages.yaml", "stages", stages)],
        },
        frozenset(),
    )
    return [problem.message for problem in checking_exercises.problems(documents)]


@pytest.mark.parametrize("name", FIGURES)
def test_the_figure_is_the_one_that_the_drawing_makes(name: str) -> None:
    assert drawn(name) == (SHIPPED / "figures" / f"{name}.svg").read_text(encoding="utf-8")
