"""`unknot evaluate --phrases` and `--narratives`: the figures of the net under words."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

LINES = [
    {"text": "i cant pee", "emergency": True, "flag": "urinary_retention"},
    {"text": "it feels \u001b[31mwrong", "emergency": True, "flag": "urinary_retention"},
    {"text": "stiff neck", "emergency": False, "flag": None, "trap": "lookalike"},
    {"text": "my bum is numb", "emergency": False, "flag": None, "trap": "idiom"},
]


def evaluated(*options: str) -> tuple[int, str, str]:
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("evaluate", *options, stdout=out, stderr=err)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def phrases(tmp_path: Path) -> str:
    path = tmp_path / "phrases.jsonl"
    path.write_text("\n\n".join(map(json.dumps, LINES)))
    return str(path)


def test_phrases_are_counted_and_the_wrong_ones_listed(phrases: str) -> None:
    code, out, _ = evaluated("--phrases", phrases, "--errors")

    assert code == 0
    figures = {" ".join(line.split()[:2]): line.split()[-6:-3] for line in out.splitlines()[2:8]}
    assert figures["sensitivity (emergencies"] == figures["false alarms"] == ["1", "2", "50.0%"]
    assert "missed (urinary_retention): it feels" in out
    assert "\u001b" not in out
    assert "saddle_numbness: bum is numb" in out


def test_phrases_as_one_object(phrases: str) -> None:
    _, out, _ = evaluated("--phrases", phrases, "--json")

    document = json.loads(out)

    assert document["sensitivity"]["count"] == 1
    assert document["by_trap"]["idiom"]["rate"] == 1
    assert "errors" not in document


def test_a_line_that_is_no_phrase_is_named(tmp_path: Path) -> None:
    path = tmp_path / "phrases.jsonl"
    path.write_text('{"text": "i cant pee", "emergency": true}\n{"text": 3}\n')

    code, _, err = evaluated("--phrases", str(path))

    assert code == 1
    assert "line 2: right would be a text" in err


def test_narratives_are_judged_alone(tmp_path: Path) -> None:
    path = tmp_path / "vignettes.jsonl"
    path.write_text(json.dumps({"id": "A", "tier": "emergency_now", "narrative": "i cant pee", "facts": {}}))

    _, out, _ = evaluated("--narratives", str(path))
    _, document, _ = evaluated("--narratives", str(path), "--json")

    assert "emergencies (gold emergency_now) in which words alone raise an alarm   1   1" in out
    assert json.loads(document)["signs"] == {"A": ["urinary_retention"]}


@pytest.mark.parametrize("options", [[], ["a", "--phrases", "b"], ["--phrases", "/nowhere"]])
def test_one_file_that_exists_is_needed(options: list[str]) -> None:
    with pytest.raises(CommandError):
        evaluated(*options)


def test_an_empty_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_text("\n")

    with pytest.raises(CommandError, match="nothing that can be judged"):
        evaluated("--phrases", str(path))
