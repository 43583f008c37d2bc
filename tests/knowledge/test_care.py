"""The care that ships comes out as its cases say, and what is not sound is refused by file and line."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.knowledge.careful import lay_out
from unknot.clinical.contraindications import judge
from unknot.clinical.facts import Value
from unknot.clinical.techniques import Caution, Level
from unknot.knowledge import building_care, checking_care
from unknot.knowledge.load import SHIPPED, knowledge, load
from unknot.knowledge.reading import Document, Documents, KnowledgeError, read_all
from unknot.knowledge.worked_care import CareCase, load_care_cases, what_is_wrong_with_care, without

KNOWN = knowledge()
CASES = load_care_cases(SHIPPED)
FACTS: dict[str, dict[str, Value]] = {case.id: case.facts(KNOWN) for case in CASES}

ALL, TECHNIQUES, RECORD = "contraindications/all.yaml", "techniques.yaml", "record_facts.yaml"
HARMS, WORKED, RULES = "harms.yaml", "cases/contraindications.yaml", "triage/red_flags.yaml"
REFUSED = [
    (ALL, "    override: none\n", "", "missing override in 'C-NUMB'"),
    (ALL, "override: none", "override: anybody", "'anybody' is not one of"),
    (ALL, "    unknown_why: It is asked of everyone.\n", "", "missing unknown_why in 'C-NUMB'"),
    (ALL, "id: C-NECK\n", "id: C-NUMB\n", "id 'C-NUMB' is taken (first in contraindications/all.yaml:2)"),
    (ALL, "rub: with_care", "rob: with_care", "no technique 'rob'"),
    (ALL, "{anomaly: yes}", "{anomoly: yes}", "no question sets the fact 'anomoly'; did you mean 'anomaly'?"),
    (ALL, "{anomaly: yes}", "{anomaly: no}", "a yes to 'anomaly' would lower this caution"),
    (ALL, "{state: worse}", "{state: bad}", "'state' has no answer 'bad'"),
    (ALL, "{state: worse}", "{numb: no}", "a yes to 'numb' would lower this caution"),
    (ALL, "when: {screwed_at: yes}", "when: {screwed_at: {includes: [lumbar]}}", "is a yes_no question"),
    (ALL, "when: {anomaly: yes}", "when: {fever: yes}\n    ask_when: {fever: yes}", "ask_when goes with"),
    (ALL, "{anomaly: yes}", "{any: [{anomaly: yes}, {numb: yes}]}", "'numb' is a critical question"),
    (TECHNIQUES, "[push, rub]", "[push, rib]", "no technique 'rib'"),
    (TECHNIQUES, "verdict: consider", "verdict: perhaps", "'perhaps' is not one of"),
    (RECORD, "{id: anomaly,", "{id: fever,", "the check already asks for the fact 'fever'"),
    (
        RECORD,
        "  - {id: anomaly,",
        "  - {id: idle, type: yes_no, label: x, group: history}\n  - {id: anomaly,",
        "nobody uses the record fact 'idle'",
    ),
    (RECORD, "benign: fine", "benign: good", "'good' is no choice of 'state'"),
    (RECORD, ", benign: 120", "", "missing benign in 'pressure'"),
    (HARMS, "techniques: [push, rub]", "techniques: [push, rab]", "no technique 'rab'"),
    (HARMS, "population: Anybody, ", "", "missing population in 'H-1'"),
    (WORKED, "because: [C-NUMB]", "because: [C-NUM]", "no caution 'C-NUM'; did you mean 'C-NUMB'?"),
    (WORKED, "technique: push", "technique: pull", "no technique 'pull'"),
    (WORKED, "{numb: yes}", "{nub: yes}", "no question 'nub'; did you mean 'numb'?"),
    (WORKED, "{numb: yes}", "{numb: 3}", "numb: 3 is not an answer"),
    (WORKED, "{screwed_at: [lumbar]}", "{screwed: [lumbar]}", "no record fact 'screwed'"),
    (WORKED, "{screwed_at: [lumbar]}", "{screwed_at: [knee]}", "screwed_at: ['knee'] cannot be recorded"),
    (WORKED, "{screwed_at: [lumbar]}", "{anomaly: 1}", "anomaly: 1 cannot be recorded"),
    (WORKED, "{screwed_at: [lumbar]}", "{state: good}", "state: 'good' cannot be recorded"),
    (WORKED, "{screwed_at: [lumbar]}", "{pressure: 400}", "pressure: 400 cannot be recorded"),
    (RULES, "when: {numb: yes}", "when: {anomaly: yes}", "no question sets the fact 'anomaly'"),
]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "knowledge")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case_comes_out_as_it_should(case: CareCase) -> None:
    assert what_is_wrong_with_care(case, KNOWN) == []


@pytest.mark.parametrize("caution", KNOWN.care.cautions, ids=lambda caution: caution.id)
def test_every_caution_decides(caution: Caution) -> None:
    """Taken out, it changes what some case asks for: otherwise nobody would miss it."""
    left = without(caution.id, KNOWN)
    candidates = [case for case in CASES if caution.id in (*case.because, *_asking(case, caution))]

    assert any(what_is_wrong_with_care(case, left) for case in candidates)


def _asking(case: CareCase, caution: Caution) -> tuple[str, ...]:
    asks = caution.when.facts() & set(case.asks)
    return (caution.id,) if asks and case.technique in caution.levels else ()


def test_every_level_and_every_technique_that_is_offered_has_a_case() -> None:
    assert {case.level for case in CASES} == set(Level)
    offered = {technique.id for technique in KNOWN.care.techniques.values() if technique.offered}
    assert offered <= {case.technique for case in CASES}


def test_the_contraindications_of_the_brief_are_all_there() -> None:
    ids = {caution.id for caution in KNOWN.care.cautions}

    assert {f"CI-{number:02}" for number in range(1, 20)} <= ids
    assert {f"RC-{number:02}" for number in range(1, 12)} <= ids


def test_what_guidelines_advise_against_is_not_offered() -> None:
    for technique in KNOWN.care.techniques.values():
        against = {one.body for one in technique.guidelines if one.verdict == "do_not_offer"}
        assert technique.offered is not ("NICE NG59" in against)


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

    found = [problem for problem in refused.value.problems if words in problem.message]
    assert found
    assert found[0].file == file


def test_cases_that_come_out_otherwise_are_told(directory: Path) -> None:
    path = directory / WORKED
    text = path.read_text(encoding="utf-8").replace("because: [C-NUMB], not_because: [C-NECK]", "WRONG")
    changed = text.replace(
        "level: never, WRONG", "level: allowed, because: [C-NECK], not_because: [C-NUMB], asks: [night]"
    )
    path.write_text(changed, encoding="utf-8")

    wrong = what_is_wrong_with_care(load_care_cases(directory)[0], load(directory))

    assert wrong == [
        "never, should be allowed (because C-NUMB; open C-SCREW (screwed_at))",
        "C-NECK does not hold (because C-NUMB; open C-SCREW (screwed_at))",
        "C-NUMB holds",
        "does not ask for night",
    ]


def test_cases_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / WORKED).write_text("cases: [", encoding="utf-8")

    with pytest.raises(KnowledgeError):
        load_care_cases(tmp_path)


def test_what_one_exercise_forbids_is_judged_under_its_own_id(directory: Path) -> None:
    """Beside what closes all exercise; and only for that one."""
    documents, _ = read_all(directory)
    own = {"when": {"night": True}, "person": "Not at night.", "clinician": "Night pain.", "strength": "M"}
    own |= {"sources": ["STUDY1"], "reviewed": "2026-11-23"}
    plain = {"exercises": [{"id": "EX-01", "never": [own]}, {"id": "EX-02", "with_care": [own]}]}
    together = {**documents.by_kind, "exercises": [Document("exercises.yaml", "exercises", plain)]}
    whole = Documents(together, documents.sound)

    known = replace(load(directory), care=building_care.care(whole, {}))

    levels = {
        (name, night, pressure): judge(name, "lumbar", {"night": night, "pressure": pressure}, known).level
        for name in ("EX-01", "EX-02", "exercise")
        for night in (True, False)
        for pressure in (120, 190)
    }
    assert {which for which, level in levels.items() if level == Level.NEVER} == {
        *((name, night, 190) for name in ("EX-01", "EX-02", "exercise") for night in (True, False)),
        ("EX-01", True, 120),
    }
    assert levels["EX-02", True, 120] == Level.WITH_CARE
    assert judge("EX-01", "lumbar", {"pressure": 120}, known).asks == ("night",)
    assert known.care.caution("EX-01-N1").title == "Night pain."
    assert not [problem for problem in checking_care.problems(whole) if problem.file == "exercises.yaml"]
