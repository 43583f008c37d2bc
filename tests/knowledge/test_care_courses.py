"""The courses that ship come out as their cases say, and what is not sound is refused by file."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.knowledge.careful import lay_out
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.treatments import StopRule
from unknot.knowledge.load import SHIPPED, knowledge, load
from unknot.knowledge.reading import KnowledgeError
from unknot.knowledge.worked_courses import (
    CourseCase,
    ProgressCase,
    load_course_cases,
    load_progress_cases,
    what_is_wrong_with_course,
    what_is_wrong_with_progress,
)

KNOWN = knowledge()
COURSES, PROGRESS = load_course_cases(SHIPPED), load_progress_cases(SHIPPED)

STAGES, CAUSES, RULES = "courses/stages.yaml", "courses/causes.yaml", "courses/progress.yaml"
GUIDELINES, WORKED = "courses/guidelines.yaml", "cases/courses.yaml"
PASSIVE = "at the stage 'acute': A course needs something that the person does"
REFUSED = [
    (CAUSES, "components: [advice, moves, hands]", "components: [hands]", PASSIVE),
    (CAUSES, "components: [advice, moves, hands]", "components: [moves, hands]", PASSIVE),
    (
        CAUSES,
        "    components: [advice, moves, hands]\n",
        "",
        "needs stages and components, or `no_course: yes`",
    ),
    (
        CAUSES,
        "components: [advice, moves, hands]",
        "components: [advise]",
        "no component 'advise'; did you mean",
    ),
    (CAUSES, "cause: nerve", "cause: nerves", "no cause 'nerves'; did you mean 'nerve'?"),
    (CAUSES, "cause: nerve", "cause: common", "'common' stands 2 times"),
    (CAUSES, "technique: push", "technique: pull", "no technique 'pull'"),
    (CAUSES, "{state: worse}", "{stat: worse}", "no question sets the fact 'stat'; did you mean 'state'?"),
    (CAUSES, "    expect: It eases.\n", "", "missing expect"),
    (
        STAGES,
        "phases: [{per_week: 2, weeks: 2}]",
        "phases: [{per_week: 4, weeks: 2}]",
        "per_week: 4 is outside",
    ),
    (STAGES, "phases: [{per_week: 2, weeks: 2}]", "phases: [{per_week: 2, weeks: 5}]", "weeks: 5 is outside"),
    (STAGES, "visit: 4", "visit: 13", "nobody looks again before the visits end"),
    (STAGES, "techniques: [exercise]", "techniques: [exercising]", "no technique 'exercising'"),
    (STAGES, "with: [talk]", "with: [talks]", "no component 'talks'"),
    (STAGES, "without: [hands]", "without: [hand]", "no component 'hand'; did you mean 'hands'?"),
    (STAGES, "id: talk,", "id: hands,", "'hands' stands 2 times"),
    (STAGES, "    sources: [STUDY1]\n", "", "missing sources in 'acute'"),
    (RULES, "{new_red_flag: yes}", "{new_flag: yes}", "no fact 'new_flag' of a course"),
    (RULES, "{new_red_flag: yes}", "{new_red_flag: {at_least: 1}}", "'new_red_flag' is a yes_no question"),
    (RULES, "when: {satisfied: yes}", "when: {new_red_flag: yes}", "no rule uses the fact 'satisfied'"),
    (RULES, "{id: satisfied,", "{id: happy,", "nothing measures 'happy' of a course"),
    (RULES, "supersedes: [S-2]", "supersedes: [S-9]", "no rule 'S-9'"),
    (GUIDELINES, "components: [hands]", "components: [hand]", "no component 'hand'"),
    (WORKED, "cause: common", "cause: usual", "no course for 'usual'"),
    (WORKED, "components: [advice,", "components: [advise,", "no component 'advise'"),
    (WORKED, "cause: serious,", "answers: {nub: yes}, cause: serious,", "no question 'nub'"),
    (WORKED, "fired: [S-1]", "fired: [S-0]", "no rule 'S-0'"),
    (WORKED, "visits: 1, weeks", "visit: 1, weeks", "no measure of a course 'visit'; did you mean 'visits'?"),
]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "knowledge")


@pytest.mark.parametrize("case", COURSES, ids=lambda case: case.id)
def test_course_comes_out_as_it_should(case: CourseCase) -> None:
    assert what_is_wrong_with_course(case, KNOWN) == []


@pytest.mark.parametrize("case", PROGRESS, ids=lambda case: case.id)
def test_progress_comes_out_as_it_should(case: ProgressCase) -> None:
    assert what_is_wrong_with_progress(case, KNOWN) == []


def without(rule: StopRule) -> Knowledge:
    left = tuple(one for one in KNOWN.treatments.stop_rules if one.id != rule.id)
    return replace(KNOWN, treatments=replace(KNOWN.treatments, stop_rules=left))


@pytest.mark.parametrize("rule", KNOWN.treatments.stop_rules, ids=lambda rule: rule.id)
def test_every_stop_rule_decides(rule: StopRule) -> None:
    assert any(what_is_wrong_with_progress(case, without(rule)) for case in PROGRESS)


def test_every_stop_rule_of_the_brief_is_there() -> None:
    assert [rule.id for rule in KNOWN.treatments.stop_rules] == [f"ST-0{number}" for number in range(1, 10)]


def test_every_cause_has_a_case_at_every_stage_that_it_has() -> None:
    worked = {(case.cause, case.stage) for case in COURSES}

    for cause in KNOWN.treatments.causes.values():
        assert {(cause.cause, stage) for stage in cause.stages} <= worked
    assert set(KNOWN.treatments.causes) == {cause.id for cause in KNOWN.causes}


def test_a_referral_of_every_kind_has_a_case() -> None:
    referring = [cause for cause in KNOWN.treatments.causes.values() if cause.refer or cause.no_course]

    referred = {case.cause for case in COURSES if case.refer}

    assert {cause.cause for cause in referring} <= referred


def test_no_visit_is_proposed_beyond_what_its_source_allows() -> None:
    stages = KNOWN.treatments.stages

    assert {name: sum(phase.visits for phase in stage.phases) for name, stage in stages.items()} == {
        "acute": 4,
        "subacute": 6,
        "recurrent": 3,
        "chronic_first": 8,
        "chronic_mild": 3,
        "chronic_moderate": 6,
        "ongoing": 4,
    }


@pytest.mark.parametrize(
    ("file", "before", "after", "words"), REFUSED, ids=[f"{file}: {words}" for file, _, _, words in REFUSED]
)
def test_what_is_not_sound_is_refused_by_file(
    directory: Path, file: str, before: str, after: str, words: str
) -> None:
    text = (directory / file).read_text(encoding="utf-8")
    assert before in text
    (directory / file).write_text(text.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(KnowledgeError) as refused:
        load(directory)

    found = [problem.file for problem in refused.value.problems if words in problem.message]
    assert found[:1] == [file]


def test_a_cause_without_a_course_or_a_referral_is_refused(directory: Path) -> None:
    text = (directory / CAUSES).read_text(encoding="utf-8")
    (directory / CAUSES).write_text(text[: text.index("  - cause: serious")], encoding="utf-8")

    with pytest.raises(KnowledgeError) as refused:
        load(directory)

    words = "the cause 'serious' has neither a course nor a referral"
    assert words in [problem.message for problem in refused.value.problems]


def test_cases_that_come_out_otherwise_are_told(directory: Path) -> None:
    known, (common, serious) = load(directory), load_course_cases(directory)
    flag, unknown = load_progress_cases(directory)

    wanting = replace(
        common, components=("talk",), removed=("hands",), closed=("push",), asks=("numb",), visits=9
    )

    assert what_is_wrong_with_course(wanting, known) == [
        "lacks talk (has advice, moves, hands)",
        "hands is not removed",
        "push is not closed (closed: [])",
        "does not ask for numb",
        "4 visits, should be 9",
    ]
    assert what_is_wrong_with_course(replace(common, refer=True), known) == [
        "gets a course, should be referred"
    ]
    assert what_is_wrong_with_course(replace(serious, refer=False), known) == ["is referred: Refer."]
    assert what_is_wrong_with_progress(replace(flag, fired=()), known) == ["fires S-1"]
    assert what_is_wrong_with_progress(replace(unknown, open=("S-3",)), known) == ["S-3 is not open"]


def test_cases_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / WORKED).write_text("courses: [", encoding="utf-8")

    with pytest.raises(KnowledgeError):
        load_course_cases(tmp_path)
