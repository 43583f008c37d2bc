"""What the loader refuses in questionnaires, their schedule and their cases; and a clinic's own file, which
docs/questionnaires.md describes by the same invented instrument."""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from tests.clinical.small import DIRECTORY, SMALL
from unknot.clinical.questionnaires.filling import Filling, filled
from unknot.clinical.questionnaires.scoring import Score, score
from unknot.knowledge.filled import read_filling
from unknot.knowledge.load import load
from unknot.knowledge.reading import KnowledgeError
from unknot.knowledge.worked_questionnaires import load_questionnaire_cases

INVENTED, SCHEDULE = "questionnaires/invented.yaml", "questionnaires/schedule.yaml"
CASES = "cases/questionnaires.yaml"
DOCS = Path(__file__).parents[2] / "docs" / "questionnaires.md"
INSTRUMENTS = SMALL.questionnaires.instruments

REFUSED = [
    (INVENTED, "type: choice, minimum: 0", "type: choice, words: x, minimum: 0", "unknown key 'words'"),
    (
        INVENTED,
        "    slots:",
        "    own_words: yes\n    slots:",
        "keys that do not go with this type: own_words",
    ),
    (INVENTED, "    own_words: yes\n", "", "missing own_words in 'own_number'"),
    (INVENTED, "ours: yes", "ours: no", "True was expected"),
    (INVENTED, "ours: no", "ours: yes", "False was expected"),
    (INVENTED, "        words: Which number?\n", "", "missing words in 'number'"),
    (INVENTED, "sources: [DESIGN]\n    strength", "sources: [DESIGNS]\n    strength", "no source 'DESIGNS'"),
    (INVENTED, "id: rope_table", "id: knot_scale", "id 'knot_scale' is taken (first in questionnaires/"),
    (INVENTED, "ids: [loose]", "ids: [tight]", "the item 'tight' stands 2 times in 'knot_scale'"),
    (
        INVENTED,
        "items: [loose, frayed]",
        "items: [lose, frayed]",
        "no item 'lose' here; did you mean 'loose'?",
    ),
    (INVENTED, "rule: The sum of", "items: [tigth]\n      rule: The sum of", "no item 'tigth' here"),
    (
        INVENTED,
        '"fast", at_least: 3}',
        '"fast", at_least: 3, and: {subscale: end, at_least: 1}}',
        "no subscale 'end' here; did you mean 'ends'?",
    ),
    (INVENTED, "maximum: 5\n", "maximum: 6\n", "knot_scale: its answers score 0 to 5, not 0 to 6"),
    (INVENTED, "maximum: 5\n", "maximum: 0\n", "knot_scale: minimum must be below maximum"),
    (INVENTED, "maximum: 60\n", "maximum: 61\n", "rope_table: its answers score 40 to 60, not 40 to 61"),
    (INVENTED, "maximum: 1\n    minutes", "maximum: 2\n    minutes", "its answers score 0 to 1, not 0 to 2"),
    (INVENTED, "{raw: 1, t: 50}, ", "", "the table must have one row for each sum, 0 to 2"),
    (INVENTED, "t: 50}", "t: 60}", "the T scores must rise with the sum"),
    (INVENTED, "below: 3}", "below: 2}", "knot_scale: 2 lies in no band"),
    (INVENTED, "below: 3}", "at_most: 3}", "knot_scale: 3 lies in slack and fast"),
    (INVENTED, "maximum: 2}", "maximum: 0}", "tight: minimum must be below maximum"),
    (INVENTED, '"3": 0}', '"4": 0}', "rope needs points for each of [1, 2, 3]"),
    (INVENTED, '{value: 1, label: "One"}', '{value: 2, label: "One"}', "number needs one answer for each of"),
    (SCHEDULE, "asks: [own_number]", "asks: [own_numbr]", "no instrument 'own_numbr' here; did you mean"),
    (SCHEDULE, "first: [own_number, ", "first: [own_number, own, ", "no instrument 'own' here"),
    (SCHEDULE, ", knot_scale]\n", "]\n", "'knot_scale' is asked and does not stand under `first`"),
    (SCHEDULE, ", knot_scale]\n", ", knot_scale, rope_table]\n", "'rope_table' stands under `first` and is"),
    (SCHEDULE, "closes: 6", "opens: 9", "'opens' stands here again"),
    (SCHEDULE, "opens: 0, closes: 6", "opens: 9, closes: 6", "begin closes before it opens"),
    (SCHEDULE, "also: [consent]", "also: [cake]", "'cake' is not one of"),
    (CASES, "id: QC2", "id: QC1", "id 'QC1' is taken (first in line 2)"),
    (CASES, "instrument: knot_scale, answers", "instrument: knots, answers", "no instrument 'knots' here"),
    (CASES, "filled: [knot_scale]", "filled: [knots]", "no instrument 'knots' here"),
    (CASES, ", important: worse", "", "needs at least one of after, answers"),
]


@pytest.mark.parametrize(
    ("file", "before", "after", "words"),
    REFUSED,
    ids=[f"{file}: {words}" for file, _, _, words in REFUSED],
)
def test_what_is_not_sound_is_refused_by_file(
    tmp_path: Path, file: str, before: str, after: str, words: str
) -> None:
    directory = Path(shutil.copytree(DIRECTORY, tmp_path / "knowledge"))
    text = (directory / file).read_text(encoding="utf-8")
    assert before in text
    (directory / file).write_text(text.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(KnowledgeError) as refused:
        load(directory)

    named = [problem for problem in refused.value.problems if words in problem.message]
    assert named, refused.value
    assert named[0].file == file
    assert named[0].line > 1


def test_knowledge_without_questionnaires_has_none(tmp_path: Path) -> None:
    directory = Path(shutil.copytree(DIRECTORY, tmp_path / "knowledge"))
    shutil.rmtree(directory / "questionnaires")
    (directory / CASES).unlink()

    assert load(directory).questionnaires.instruments == {}
    assert load_questionnaire_cases(directory) == ()
    (directory / CASES).write_text("cases: []\n", encoding="utf-8")
    load_questionnaire_cases.cache_clear()
    with pytest.raises(KnowledgeError, match=r"cases/questionnaires\.yaml:1"):
        load_questionnaire_cases(directory)


def test_a_slot_is_built_as_it_stands() -> None:
    rope = INSTRUMENTS["rope_table"]

    assert score({"rope": 1}, rope) == Score(
        instrument_id="rope_table",
        version="1",
        recall="today",
        value=60,
        band="",
        band_words="",
        parts=(),
        se=None,
        answered=("rope",),
        missing=(),
        at_floor=True,
        at_ceiling=False,
        notes=("The T score of this sum is doubtful: the places that print it do not agree.",),
    )


def example(language: str) -> str:
    """The block of this language in the documentation that is a clinic's file."""
    blocks = re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    return next(str(block) for block in blocks if "confirmed_by" in block)


def written(folder: Path, text: str, name: str = "knots.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_of_the_documentation_fills_the_invented_instrument(tmp_path: Path) -> None:
    filling = read_filling(written(tmp_path, example("yaml")), INSTRUMENTS).words

    made = filled(INSTRUMENTS["knot_scale"], filling)
    assert made.is_ready
    assert made.items[0].answers[2].label
    assert (filling.language, filling.confirmed_on) == ("en", "2026-11-20")


def test_json_is_read_as_well(tmp_path: Path) -> None:
    as_json = json.dumps(yaml.load(example("yaml"), Loader=yaml.BaseLoader), indent=2)
    for number in range(6):
        as_json = as_json.replace(f'"value": "{number}"', f'"value": {number}')
    as_json = as_json.replace('"minimum": "0"', '"minimum": 0').replace('"maximum": "5"', '"maximum": 5')
    as_json = as_json.replace('"reversed": "yes"', '"reversed": true')

    found = read_filling(written(tmp_path, as_json, "knots.json"), INSTRUMENTS)

    assert found.words == read_filling(written(tmp_path, example("yaml")), INSTRUMENTS).words


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("origin:", "orign:", "orign:", "unknown key 'orign'; did you mean 'origin'?"),
        ("confirmed_on: 2026-11-20", "confirmed_on: lately", "lately", "'lately' does not match"),
        ("language: en", "language: English", "English", "'English' does not match"),
        ("instrument: knot_scale", "instrument: knot_scales", "knot_scales", "did you mean 'knot_scale'?"),
        ("instrument: knot_scale", "instrument: own_number", "own_number", "own_number is whole"),
        ('version: "2.0"', 'version: "1.0"', "1.0", "'1.0' is not the one that is scored: '2.0'"),
        ("maximum: 5", "maximum: 6", "maximum: 6", "the score's maximum is 5 in the definition, not 6"),
        ("method: sum", "method: mean", "method: mean", "scores by 'sum', not by 'mean'"),
        ("id: loose", "id: lose", "id: lose", "no item 'lose'; did you mean 'loose'?"),
        ("reversed: yes", "reversed: no", "reversed: no", "loose is reversed in the definition"),
        ("value: 2", "value: 3", "answers:", "tight needs answers with the values 0, 1, 2"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_by_line(
    tmp_path: Path, before: str, after: str, line: str, words: str
) -> None:
    text = example("yaml")
    assert before in text
    path = written(tmp_path, text.replace(before, after, 1))
    number = next(n for n, one in enumerate(path.read_text().splitlines(), 1) if line in one)

    with pytest.raises(KnowledgeError) as refused:
        read_filling(path, INSTRUMENTS)

    assert [one for one in refused.value.problems if words in one.message and one.line == number]


def test_the_complaint_of_the_documentation_is_what_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, example("yaml").replace("maximum: 5", "maximum: 6"))

    with pytest.raises(KnowledgeError) as refused:
        read_filling(path, INSTRUMENTS)

    assert f"```\n{refused.value}\n```" in DOCS.read_text(encoding="utf-8")


def test_whoever_confirmed_the_terms_must_be_named(tmp_path: Path) -> None:
    text = re.sub(r"(origin|terms|confirmed_by|confirmed_on):.*\n(  .*\n)*", "", example("yaml"))

    with pytest.raises(KnowledgeError, match="missing origin, terms, confirmed_by, confirmed_on"):
        read_filling(written(tmp_path, text), INSTRUMENTS)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="cannot be read"):
        read_filling(tmp_path / "nothing.yaml", INSTRUMENTS)


def test_a_filling_is_what_the_file_says(tmp_path: Path) -> None:
    found = read_filling(written(tmp_path, example("yaml")), INSTRUMENTS)

    assert isinstance(found.words, Filling)
    assert [item.id for item in found.words.items] == ["tight", "loose", "frayed"]
    assert found.words.items[1].reversed
    assert str(found.problem("terms", "x")) == "knots.yaml:7: x"
    assert str(found.problem("items.1.reversed", "x")) == "knots.yaml:26: x"
