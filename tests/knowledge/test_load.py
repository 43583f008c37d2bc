"""The loader refuses what is not sound: one change to a sound miniature for each refusal, file and line."""

import shutil
from pathlib import Path

import pytest

from tests.clinical.small import DIRECTORY, SMALL
from tests.knowledge.refused import (
    ADVICE,
    CASES,
    CAUSES,
    FIT,
    QUESTIONS,
    REFUSED,
    ROUTES,
    RULES,
    SOURCES,
    VOCABULARY,
)
from unknot.knowledge.load import digest, load
from unknot.knowledge.load import main as load_main
from unknot.knowledge.reading import KnowledgeError
from unknot.knowledge.worked import load_cases, what_is_wrong


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DIRECTORY, tmp_path / "knowledge"))


def change(directory: Path, file: str, before: str, after: str) -> None:
    text = (directory / file).read_text(encoding="utf-8")
    assert text.count(before) >= 1, f"{before!r} does not stand in {file}"
    (directory / file).write_text(text.replace(before, after, 1), encoding="utf-8")


def complaints(directory: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as refused:
        load(directory)
    return [str(problem) for problem in refused.value.problems]


def line_of(directory: Path, file: str, text: str) -> int:
    lines = (directory / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


@pytest.mark.parametrize(
    ("file", "before", "after", "words", "near"),
    REFUSED,
    ids=[f"{file}: {words}" for file, _, _, words, _ in REFUSED],
)
def test_what_is_not_sound_is_refused_by_file_and_line(
    directory: Path, file: str, before: str, after: str, words: str, near: str
) -> None:
    change(directory, file, before, after)

    found = [complaint for complaint in complaints(directory) if words in complaint]

    assert found
    if near:
        named = int(found[0].split(":")[1])
        # An entry is named by the line on which it begins, which is the one before its first key or the same.
        assert named in (line_of(directory, file, near), line_of(directory, file, near) - 1)


def test_a_question_that_nobody_uses_is_refused(directory: Path) -> None:
    change(directory, RULES, "{all: [{sites: {includes: [flank]}}, {night: yes}]}", "{night: yes}")
    change(directory, CAUSES, "{sites: {includes: [neck]}}", "{night: yes}")

    assert complaints(directory) == [
        f"questions.yaml:{line_of(directory, QUESTIONS, 'id: sites')}: "
        "nobody uses the question 'sites' (fact 'sites')"
    ]


def test_a_question_may_look_only_at_what_is_asked_before_it(directory: Path) -> None:
    change(directory, QUESTIONS, "ask_when: {legs: {one_of: [one, both]}}", "ask_when: {fever: yes}")

    (complaint,) = complaints(directory)

    assert "'below_knee' looks at 'fever', which is asked later or on itself" in complaint


def test_all_that_is_wrong_is_named_at_once(directory: Path) -> None:
    change(directory, RULES, "    sources: [STUDY1]\n", "")
    change(directory, CAUSES, "prior: 0.7", "prior: 7")
    (directory / ADVICE).write_text("", encoding="utf-8")
    (directory / SOURCES).write_bytes(b"\xff\xfe")
    (directory / VOCABULARY).unlink()
    (directory / "notes.yaml").write_text("a: 1", encoding="utf-8")

    assert [complaint.split(":")[0] for complaint in complaints(directory)] == [
        ADVICE,
        CAUSES,
        "notes.yaml",
        SOURCES,
        RULES,
        VOCABULARY,
    ]


def test_broken_yaml_is_named_with_its_line(directory: Path) -> None:
    (directory / ADVICE).write_text("advice:\n  - {id: a\n  - b\n", encoding="utf-8")

    (complaint,) = complaints(directory)

    assert complaint == "advice.yaml:4: cannot be read: did not find expected ',' or '}'"


def test_numbers_and_words_are_what_they_look_like(directory: Path) -> None:
    change(directory, ROUTES, "  US: {country", "  NO: {country")
    change(directory, QUESTIONS, 'label: "Never"', "label: on")
    change(directory, FIT, "possible: -2.2", "possible: -2")
    change(directory, QUESTIONS, 'label: "In the past"', "label: 010")

    loaded = load(directory)

    assert loaded.numbers_for("NO").country == "United States"
    assert [answer.label for answer in loaded.questions["cancer"].answers] == ["on", "010", "Now"]
    assert loaded.fit.possible == -2


def test_nothing_is_a_text_that_is_missing(directory: Path) -> None:
    change(directory, QUESTIONS, 'label: "Never"', "label: ~")

    assert ["None is not of type 'string'" in complaint for complaint in complaints(directory)] == [True]


def test_the_version_carries_a_digest_of_what_decides(directory: Path) -> None:
    before = load(directory)
    change(directory, CASES, 'title: "numb"', 'title: "numb between the legs"')
    same = load(directory)
    change(directory, RULES, "at_least: 50", "at_least: 51")

    assert before.version == SMALL.version == f"1.2.3+{before.digest}"
    assert same.version == before.version
    assert load(directory).version != before.version
    assert digest(directory) == load(directory).digest


def test_everything_that_stands_in_the_files_is_loaded() -> None:
    assert [question.id for question in SMALL.order][:3] == ["sites", "days", "severity"]
    assert (SMALL.questions["numb"].critical, SMALL.questions["numb"].emergency) == (True, True)
    assert SMALL.questions["days"].presets[0].value == 7
    assert SMALL.routes["emergency_now"].do_not == ("Do not drive.",)
    assert SMALL.routes["see_physician_soon"].booking == "no_hands_on"
    assert SMALL.actions["quick"].headline == "Do not wait."
    assert SMALL.emergency["US"].crisis[0].number == "988"
    assert SMALL.emergency["US"].advice_line is not None
    assert SMALL.emergency["default"].advice_line is None
    assert SMALL.safety_net.items[1].call == "same_day"
    assert SMALL.advice[1].caution == "Not too hot."
    assert SMALL.claims[0].do_not_say == ("It is normal.",)
    assert SMALL.held_up.sources == ("DESIGN",)
    assert SMALL.self_care_words.words == "Mild and new."
    assert SMALL.sign_words["bladder"] == "a bladder sign"
    assert SMALL.vocabulary.cause("sciatica") == "nerve"
    assert SMALL.sources["BOOK1"].seen == "M"


def test_worked_cases_say_what_comes_out_otherwise(directory: Path) -> None:
    assert [what_is_wrong(case, SMALL) for case in load_cases(directory)] == [[], [], []]

    c1, c2, c3 = load_cases(directory)

    assert what_is_wrong(c1, SMALL.without("T-NUMB-01")) == [
        "tier is urgent_same_day, should be emergency_now (flags none; open T-LEGS-01, T-LEG-02)",
        "T-NUMB-01 does not fire (fired: none)",
        "serious is not shown (shown: common)",
    ]
    assert what_is_wrong(c2, SMALL.without("T-LEAK-01")) == ["T-LEAK-01 does not fire (fired: T-LEGS-01)"]
    assert what_is_wrong(c3, SMALL) == []


def test_worked_cases_of_broken_files_are_refused(directory: Path) -> None:
    (directory / CASES).write_text("cases: {}\n", encoding="utf-8")

    with pytest.raises(KnowledgeError):
        load_cases(directory)


@pytest.mark.parametrize(("broken", "code"), [(False, 0), (True, 1)])
def test_the_loader_by_itself_tells_what_there_is_or_what_is_wrong(
    directory: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    broken: bool,
    code: int,
) -> None:
    if broken:
        (directory / FIT).unlink()
    monkeypatch.setattr("sys.argv", ["load", str(directory)])

    assert load_main() == code
    printed = capsys.readouterr()
    assert ("9 rules" in printed.out) is not broken
    assert ("fit.yaml:1: the file is missing\n1 problems" in printed.err) is broken
