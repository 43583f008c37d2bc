"""`unknot check`, `evaluate`, `knowledge`: what they print, how they end; bad input assesses nothing."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.clinical.small import DIRECTORY
from unknot.server.management.commands.check_answers import BAD_INPUT, EXIT_CODES

Check = Callable[..., tuple[int, str, str]]
ORDINARY = {
    "age": 40,
    "sex": "M",
    "duration_days": 3,
    "facts": {"pain_site": "low_back", "trigger": "lifting"},
}


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Check:
    """Runs the command on what stands in standard input; gives exit code, stdout, stderr."""

    def run(said: object, *options: str) -> tuple[int, str, str]:
        data = said if isinstance(said, bytes) else json.dumps(said).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("check_answers", "-", *options, stdout=out, stderr=err)
        except SystemExit as end:
            return int(str(end.code)), out.getvalue(), err.getvalue()
        except CommandError as refused:
            return refused.returncode, out.getvalue(), err.getvalue() + str(refused)
        raise AssertionError("the command ended without an exit code")

    return run


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"saddle_numbness": True}, 40),
        ({"pain_severity": 5}, 10),
        ({"fever": True}, 30),
    ],
)
def test_the_exit_code_tells_the_tier(check: Check, facts: dict[str, object], code: int) -> None:
    ended, out, _ = check({**ORDINARY, "facts": {"pain_site": "low_back", **facts}}, "--closed-world")

    assert ended == code
    assert out


def test_exit_codes_rise_with_urgency_and_leave_two_for_bad_input() -> None:
    codes = [EXIT_CODES[tier] for tier in sorted(EXIT_CODES)]

    assert codes == sorted(codes) == [0, 10, 20, 30, 40]
    assert BAD_INPUT not in codes


def test_nothing_said_is_urgent_and_says_what_is_missing(check: Check) -> None:
    code, out, _ = check({})

    assert code == 30
    assert "not answered:" in out


def test_an_emergency_comes_first_and_says_why(check: Check) -> None:
    code, out, _ = check({"saddle_numbness": True}, "--country", "gb")

    assert code == 40
    assert "999" in out.splitlines()[0]
    assert "because you said" in out


def test_json_is_one_object_with_the_whole_assessment(check: Check) -> None:
    code, out, _ = check(ORDINARY, "--json", "--closed-world")

    document = json.loads(out)
    assert document["exit_code"] == code
    assert document["tier"] in ("clinic_visit_ok", "self_care")
    assert document["flags"] == []
    assert document["shown"]
    assert document["answers"]["age"] == 40


def test_a_vignette_can_be_checked_and_its_labels_are_not_read(check: Check) -> None:
    code, _, err = check({**ORDINARY, "narrative": "x", "tier": "emergency_now"}, "--closed-world")

    assert code in (0, 10)
    assert "not read, because nothing can be answered with it: narrative, tier" in err


BAD = {
    "an unknown key": ({"sadle_numbness": True}, ["sadle_numbness", "saddle_numbness"]),
    "a wrong word": ({"facts": {"leg_pain": "middle"}}, ["leg_pain", "none, left, right, both"]),
    "a wrong type": ({"age": "forty"}, ["age", "number"]),
    "a number in quotes": ({"age": "40"}, ["age", "number"]),
    "a boolean as a number": ({"age": True}, ["age", "number"]),
    "a number as a boolean": ({"facts": {"fever": 1}}, ["fever", "true, false"]),
    "not a number": (b'{"age": NaN}', ["age", "nan"]),
    "infinity": (b'{"duration_days": -Infinity}', ["duration_days", "-inf"]),
    "a huge number": (b'{"age": 1e999}', ["age", "inf"]),
    "a long number": (b'{"age": ' + b"9" * 400 + b"}", ["age", "out of range"]),
    "a number of thousands of digits": (b'{"age": ' + b"9" * 9000 + b"}", ["thousands of digits"]),
    "a negative age": ({"age": -1}, ["age", "out of range"]),
    "nested garbage": ({"facts": {"fever": {"a": [[[1]]]}}}, ["fever", "an object"]),
    "facts that are no object": ({"facts": [1, 2]}, ["facts", "a list"]),
    "deep nesting": (b"[" * 100_000, ["nested too deeply"]),
    "nothing": (b"", ["empty"]),
    "a list": (b"[]", ["a list", "one JSON object"]),
    "a word": (b'"x"', ["one JSON object"]),
    "no JSON": (b"age: 40", ["not JSON", "line 1"]),
    "half of it": (b'{"age": 40', ["not JSON"]),
    "another encoding": ('{"age": 40}'.encode("utf-16"), ["not UTF-8"]),
    "Latin-1": ('{"é": 1}'.encode("latin-1"), ["not UTF-8"]),
    "a null byte": (b"\x00", ["not JSON"]),
    "a key twice": (b'{"age": 40, "age": 41}', ["age", "twice"]),
    "a key that clears the screen": ({"\x1b[2J": 1}, ["\\x1b[2J", "unknown key"]),
    "half a character": (b'{"\\ud800": 1}', ["\\ud800", "unknown key"]),
    "several at once": ({"x1": 1, "age": "a", "facts": {"fever": 2}}, ["x1", "age", "fever"]),
}


@pytest.mark.parametrize(("said", "words"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_named_and_nothing_is_assessed(check: Check, said: object, words: list[str]) -> None:
    for options in ([], ["--json"], ["--closed-world"]):
        code, out, err = check(said, *options)

        assert (code, out) == (BAD_INPUT, "")
        assert "nothing was assessed" in err
        assert [word for word in words if word not in err] == []
        assert "\x1b" not in err


@pytest.mark.parametrize("name", ["there/is/no/such/file", "."])
def test_a_file_that_cannot_be_read_is_named(name: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("check_answers", name, stdout=io.StringIO())

    assert refused.value.returncode == BAD_INPUT
    assert name in str(refused.value)


def test_the_console_command_ends_with_the_code_of_the_tier() -> None:
    program = [sys.executable, "-c", "from unknot.__main__ import unknot; unknot()", "check", "-"]
    good = subprocess.run(program, input=b'{"saddle_numbness": true}', capture_output=True, check=False)
    bad = subprocess.run(program, input=b'{"saddle": true}', capture_output=True, check=False)

    assert (good.returncode, b"NOW" in good.stdout) == (40, True)
    assert (bad.returncode, bad.stdout) == (2, b"")
    assert b"saddle: unknown key" in bad.stderr


def evaluated(path: Path, *options: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("evaluate", str(path), *options, stdout=out, stderr=err)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue(), err.getvalue()
    except CommandError as refused:
        return refused.returncode, out.getvalue(), err.getvalue() + str(refused)
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def vignettes(tmp_path: Path) -> Path:
    path = tmp_path / "vignettes.jsonl"
    lines: list[dict[str, object]] = [
        {"id": "A", "tier": "emergency_now", "facts": {"saddle_numbness": True}},
        {"id": "B", "tier": "emergency_now", "age": 30, "sex": "M", "facts": {"pain_site": "low_back"}},
    ]
    path.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    return path


def test_evaluate_prints_every_figure_in_both_worlds(vignettes: Path) -> None:
    code, out, err = evaluated(vignettes)

    assert (code, err) == (0, "")
    assert "2 vignettes" in out
    assert out.count("dangerous misses") == 2
    assert out.count("  50.0%     1.3% to  98.7%") > 1
    assert out.count("cause first, strict (the gold cause)") == 2


def test_evaluate_lists_the_wrong_ones_with_reasons(vignettes: Path) -> None:
    _, out, _ = evaluated(vignettes, "--errors", "--closed-world-only")

    assert "  B: DANGEROUS MISS, under-triage" in out
    assert "expected emergency_now" in out
    assert "  A:" not in out
    assert "open world" not in out


def test_evaluate_prints_the_same_as_one_object(vignettes: Path) -> None:
    code, out, _ = evaluated(vignettes, "--json", "--errors")

    document = json.loads(out)
    assert code == 0
    assert document["vignettes"] == 2
    assert document["closed_world"]["dangerous_misses"]["count"] == 1
    assert document["closed_world"]["emergency_sensitivity"] == {
        "count": 1,
        "of": 2,
        "rate": 0.5,
        "low": pytest.approx(0.0126, abs=5e-5),
        "high": pytest.approx(0.9874, abs=5e-5),
    }
    assert document["open_world"]["dangerous_misses"]["count"] == 0
    assert [one["id"] for one in document["closed_world"]["errors"]] == ["B"]


def test_evaluate_names_what_it_could_not_read(vignettes: Path) -> None:
    with vignettes.open("a", encoding="utf-8") as file:
        file.write('{"id": "C", "tier": "soon"}\nnot json\n[1]\n')
        file.write('{"id": "D", "tier": "self_care", "facts": {"shoe": 44}}\n')

    code, out, err = evaluated(vignettes)

    assert code == 1
    assert "3 vignettes" in out
    assert [line.split(":")[0] for line in err.splitlines()] == ["line 4", "line 5", "line 6", "D"]


def test_evaluate_of_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")

    assert evaluated(tmp_path / "empty.jsonl")[0] == BAD_INPUT
    assert evaluated(tmp_path / "missing.jsonl")[0] == BAD_INPUT


def known(*arguments: str) -> str:
    out = io.StringIO()
    call_command("knowledge", "--directory", str(DIRECTORY), *arguments, stdout=out)
    return out.getvalue()


def test_knowledge_check_counts_and_runs_the_cases() -> None:
    assert "    9 rules\n" in known("check")
    assert "every case comes out as it should" in known("check")


def test_knowledge_version_is_one_line() -> None:
    assert known("version").startswith("1.2.3+")


def test_knowledge_shows_a_rule_with_its_condition_sources_and_cases() -> None:
    shown = known("show", "T-LEGS-01")

    assert "T-LEGS-01  Both legs and a bladder sign" in shown
    assert (
        "      it goes into both legs\n"
        "      a bladder sign:\n"
        "        at least one of these:\n"
        "          you leaked urine\n" in shown
    )
    assert "    BOOK1: A book from memory" in shown
    assert "    C2: both legs and leaking" in shown


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("T-CA-01", "you have had cancer or you have cancer"),
        ("T-CA-01", "you are at least 50 years old"),
        ("T-CA-02", "at least 2 of these:"),
        ("T-CA-02", "your pain is more than 8 of 10"),
        ("T-CA-02", "      you have cancer\n"),
        ("T-FLANK-01", "your side hurts"),
        ("T-FLANK-01", "cases in which it must fire\n    none"),
        ("T-NUMB-01", "accuracy   single signs miss many"),
    ],
)
def test_every_kind_of_condition_is_shown_in_words(rule: str, words: str) -> None:
    assert words in known("show", rule)


def test_a_rule_that_does_not_exist_is_named_with_the_nearest() -> None:
    with pytest.raises(CommandError, match="nothing has the id 'T-LEG-01'; did you mean 'T-LEGS-01'"):
        known("show", "T-LEG-01")


def test_knowledge_that_is_not_sound_says_why(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"questions\.yaml:1: the file is missing"):
        call_command("knowledge", "--directory", str(tmp_path), "check", stdout=io.StringIO())
