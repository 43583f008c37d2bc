"""The loader refuses what is not sound: one change to a sound miniature for each refusal, file and line."""

import shutil
from pathlib import Path

import pytest

from tests.clinical.small import DIRECTORY, SMALL
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


SIGNS, RULES, ROUTES = "triage/signs.yaml", "triage/red_flags.yaml", "triage/routes.yaml"
QUESTIONS, SOURCES, VOCABULARY = "questions.yaml", "sources.yaml", "vocabulary.yaml"
CAUSES, CASES, FIT, ADVICE = "causes/causes.yaml", "cases/triage.yaml", "fit.yaml", "advice.yaml"
# file, what stands there, what is put there, words of the complaint, a text on the line that is named
REFUSED = [
    # one file by itself
    (RULES, "    action: quick", "    urgency: high", "unknown key 'urgency'", "urgency: high"),
    (
        RULES,
        "    action: quick",
        "    pionts_to: x",
        "unknown key 'pionts_to'; did you mean 'points_to'?",
        "pionts",
    ),
    (
        RULES,
        "    action: quick",
        "    strength: M",
        "'strength' stands here again (first in line",
        "strength: V",
    ),
    (RULES, "    sources: [STUDY1]\n", "", "missing sources in 'T-NUMB-01'", "T-NUMB-01"),
    (RULES, "    sources: [STUDY1]\n", "    sources: []\n", "[] should be non-empty", "sources: []"),
    (RULES, "    reviewed: 2026-11-23\n", "", "missing reviewed in 'T-NUMB-01'", "T-NUMB-01"),
    (RULES, "reviewed: 2026-11-23", "reviewed: 23.11.2026", "'23.11.2026' does not match", "23.11.2026"),
    (RULES, "tier: emergency_now", "tier: emergency", "'emergency' is not one of", "tier: emergency"),
    (RULES, "when: {numb: yes}", "when: {numb: yes, fever: yes}", "has too many properties", "when: {numb"),
    (RULES, "when: {numb: yes}", "when: {any: []}", "[] should be non-empty", "when: {any"),
    (RULES, "at_least: 50", "at_least: .inf", "'.inf' is not of type 'number'", ".inf"),
    (RULES, 'person: "New numb', 'person: "" #', "an empty text", 'person: ""'),
    (RULES, "rules:", "rules: [", "cannot be read:", ""),
    (QUESTIONS, "type: yes_no", "type: yesno", "'yesno' is not one of", "yesno"),
    (QUESTIONS, "    otherwise: no\n", "", "'otherwise' is needed with 'ask_when'", "id: pregnant"),
    (
        QUESTIONS,
        '    why: "Nerves low in the spine may be squeezed."\n',
        "",
        "missing why in 'numb'",
        "id: numb",
    ),
    (QUESTIONS, '    because: "you leaked urine"\n', "", "missing because in 'leak'", "id: leak"),
    (QUESTIONS, "    minimum: 0\n", "", "missing minimum in 'age'", "id: age"),
    (
        QUESTIONS,
        '{id: none, label: "Never"}',
        "{id: no, label: x}",
        "no without quotes is true or false",
        "id: no,",
    ),
    (
        QUESTIONS,
        'because: "you leaked',
        'unit: x\n    because: "you leaked',
        "do not go with this type: unit",
        "id: leak",
    ),
    (SOURCES, "year: 2020", "year: soon", "'soon' is not of type 'integer'", "STUDY1"),
    (
        CASES,
        "tier: emergency_now, flags: [T-NUMB-01], shown: [serious]",
        "from: all_no",
        "'from' stands here again",
        "C1",
    ),
    (CASES, ", tier: emergency_now, flags: [T-NUMB-01], shown: [serious]", "", "needs at least one of", "C1"),
    ("version.yaml", "1.2.3", "next", "'next' does not match", "next"),
    # ids that are taken, missing, or hang in the air
    (
        QUESTIONS,
        "id: leak\n",
        "id: numb\n",
        "id 'numb' is taken (first in questions.yaml:6)",
        "    fact: leaking",
    ),
    (QUESTIONS, "fact: leaking", "fact: numb", "fact 'numb' is taken", ""),
    (QUESTIONS, "id: past,", "id: none,", "id 'none' stands 2 times", ""),
    (
        CAUSES,
        "{id: one, when: {legs: one}",
        "{id: knee, when: {legs: one}",
        "id 'knee' stands 2 times",
        "id: knee",
    ),
    (
        QUESTIONS,
        "screen: person",
        "screen: persons",
        "no screen 'persons'; did you mean 'person'?",
        "persons",
    ),
    (
        RULES,
        "sources: [BOOK1]",
        "sources: [BOOK1, BOOK2]",
        "no source 'BOOK2'; did you mean 'BOOK1'?",
        "BOOK2",
    ),
    (
        SOURCES,
        "  DESIGN:",
        "  UNUSED: {citation: x, year: 2000, kind: x, seen: M}\n  DESIGN:",
        "nobody cites",
        "UNUSED",
    ),
    (RULES, "points_to: serious", "points_to: danger", "no cause 'danger'", "danger"),
    (RULES, "action: quick", "action: quickly", "no action 'quickly'; did you mean 'quick'?", "quickly"),
    (
        RULES,
        "{legs: both}",
        "{leg: both}",
        "no question sets the fact 'leg'; did you mean 'legs'?",
        "{leg: both}",
    ),
    (RULES, "{sign: bladder}", "{sign: badder}", "no sign 'badder'; did you mean 'bladder'?", "badder"),
    (RULES, "{legs: both}", "{legs: all}", "'legs' has no answer 'all'", "{legs: all}"),
    (
        RULES,
        "one_of: [past, active]",
        "one_of: [past, actve]",
        "no answer 'actve'; did you mean 'active'?",
        "actve",
    ),
    (RULES, "{legs: both}", "{legs: yes}", "'legs' is a choice question", "{legs: yes}"),
    (RULES, "{fever: yes}", "{fever: high}", "'fever' is a yes_no question", "high"),
    (RULES, "{age: {at_least: 50}}", "{age: old}", "'age' is a number question", "age: old"),
    (
        RULES,
        "{sites: {includes: [flank]}}",
        "{sites: flank}",
        "'sites' is a several question",
        "sites: flank",
    ),
    (
        SIGNS,
        "{sign: bladder}",
        "{sign: bladder_or_legs}",
        "must stand above the sign that uses it",
        "bladder_or_legs: {",
    ),
    (FIT, "always: common", "always: usual", "no cause 'usual'", "always"),
    (VOCABULARY, "{sciatica: nerve}", "{sciatica: disc}", "no cause 'disc'", "sciatica"),
    (CASES, "top: nerve", "top: nerves", "no cause 'nerves'; did you mean 'nerve'?", "top"),
    (
        CASES,
        "flags: [T-NUMB-01]",
        "flags: [T-NUM-01]",
        "no rule 'T-NUM-01'; did you mean 'T-NUMB-01'?",
        "T-NUM-01",
    ),
    (CASES, "not_shown: [serious]", "not_shown: [x]", "no cause 'x'", "not_shown"),
    # what nobody uses
    (
        SIGNS,
        "signs:",
        "signs:\n  idle: {words: x, when: {fever: yes}}",
        "nobody uses the sign 'idle'",
        "idle",
    ),
    (
        QUESTIONS,
        "questions:",
        "  - {id: empty, title: x, style: questions}\nquestions:",
        "no question stands on",
        "id: empty",
    ),
    # what could not be answered
    (
        QUESTIONS,
        "    otherwise: no\n",
        "    otherwise: maybe\n",
        "pregnant: 'maybe' is not an answer",
        "maybe",
    ),
    (QUESTIONS, "value: 7}", "value: -7}", "days: -7 is out of range", "-7"),
    (QUESTIONS, "maximum: 120", "maximum: 0", "'age': minimum must be below maximum", "id: age"),
    (VOCABULARY, "yes: {numb: yes}", "yes: {nub: yes}", "no question 'nub'; did you mean 'numb'?", "nub"),
    (VOCABULARY, "both: {legs: both}", "both: {legs: two}", "legs: 'two' is not an answer", "two"),
    (VOCABULARY, "answers: {night: yes}", "answers: {night: 1}", "night: 1 is not an answer", "night: 1"),
    (VOCABULARY, "sets: days", "sets: day", "no number question 'day'; did you mean 'days'?", "sets: day"),
    (VOCABULARY, "sets: severity", "sets: sites", "no number question 'sites'", "sets: sites"),
    (VOCABULARY, "maximum: 40000, sets", "maximum: 50000, sets", "'days' takes fewer numbers", "50000"),
    (VOCABULARY, ', not_asked: "nobody needs it"', "", "the number would change nothing", "shoe_size"),
    (
        VOCABULARY,
        "{leg_pain: left}, ",
        "{leg_pian: left}, ",
        "no key 'leg_pian'; did you mean 'leg_pain'?",
        "leg_pian",
    ),
    (VOCABULARY, "{leg_pain: left}, ", "{leg_pain: most}, ", "'leg_pain' has no answer 'most'", "most"),
    (
        VOCABULARY,
        "keys:",
        "keys:\n  sex: {type: yes_no, yes: {}, no: {}}",
        "stands under top as well",
        "sex: {type: yes_no",
    ),
    (VOCABULARY, "  leak: no\n", "", "the critical question 'leak' has no answer here", "silence"),
    (CASES, "answers: {numb: yes}", "answers: {nub: yes}", "no question 'nub'", "nub"),
    # what would not be safe
    (
        RULES,
        "{fever: yes}",
        "{fever: no}",
        "T-INF-01: a yes to 'fever' would lower this red flag",
        "{fever: no}",
    ),
    (
        RULES,
        "{sign: bladder}",
        "{not: {sign: bladder}}",
        "a yes to 'leaking' would lower this red flag",
        "{not:",
    ),
    (
        QUESTIONS,
        "ask_when: {pregnant: yes}",
        "ask_when: {numb: no}",
        "a yes to 'numb' would hide 'bleeding'",
        "{numb: no}",
    ),
    (
        RULES,
        "when: {numb: yes}",
        "when: {any: [{numb: yes}, {fever: yes}]}",
        "an emergency of 'fever' alone",
        "{fever: yes}]}",
    ),
    (
        RULES,
        "{all: [{legs: both}, {sign: bladder}]}",
        "{sign: bladder_or_legs}",
        "an emergency of 'legs' alone",
        "or_legs}",
    ),
]


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
