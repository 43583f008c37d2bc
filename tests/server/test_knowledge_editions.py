"""`unknot knowledge diff` and `replay`: what they print first, how they end, and which names they take."""

import io
import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from tests.answers import BENIGN, EMERGENCY
from tests.clinical.small import DIRECTORY, SMALL
from tests.journey.checks import begun, decided
from unknot.journey.check.models import Check, Edition
from unknot.knowledge.load import knowledge


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The miniature medicine with one rule less urgent and one cause rarer."""
    folder = tmp_path / "other"
    shutil.copytree(DIRECTORY, folder)
    changed = {
        "causes/causes.yaml": ("prior: 0.04", "prior: 0.039"),
    }
    for name, (old, new) in changed.items():
        path = folder / name
        path.write_text(path.read_text().replace(old, new))
    flags = folder / "triage/red_flags.yaml"
    begins, rule, rest = flags.read_text().partition("  - id: T-LEGS-01\n")
    flags.write_text(begins + rule + rest.replace("tier: emergency_now", "tier: urgent_same_day", 1))
    return folder


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("knowledge", *arguments, stdout=out)
    return out.getvalue()


def test_diff_says_the_summary_first_then_entries_then_cases(other: Path) -> None:
    said = run("diff", str(DIRECTORY), str(other)).splitlines()

    assert said[0].startswith(f"{SMALL.version} -> 1.2.3+")
    assert said[1] == "  rules: 1 changed; causes: 1 changed"
    assert said[2].startswith("  1 of ")
    assert said[2].endswith("worked cases come out otherwise: 1 less urgent")
    assert "  changed  T-LEGS-01: tier" in said
    assert "  changed  nerve: prior" in said
    assert "  C2: both legs and leaking" in said
    assert any("its urgency changed from" in line for line in said)


def test_diff_of_the_same_says_so() -> None:
    said = run("diff", str(DIRECTORY), str(DIRECTORY))
    assert "no entry changed" in said
    assert "worked cases come out the same" in said


def test_diff_as_json_is_one_object(other: Path) -> None:
    said = json.loads(run("diff", str(DIRECTORY), str(other), "--json"))

    assert (said["before"], said["summary"]["cases"]) == (SMALL.version, 1)
    assert {"area": "rules", "id": "T-LEGS-01", "how": "changed", "places": ["tier"]} in said["entries"]
    (case,) = said["cases"]
    assert (case["before"]["tier"], case["after"]["tier"]) == ("emergency_now", "urgent_same_day")
    assert case["differences"]


def test_diff_refuses_a_directory_that_is_not_sound(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"questions\.yaml:1: the file is missing"):
        run("diff", str(DIRECTORY), str(tmp_path))


@pytest.mark.django_db
def test_diff_takes_a_stored_edition_by_version_digest_or_the_beginning_of_one() -> None:
    decided(BENIGN)
    version, digest = knowledge().version, knowledge().digest

    for name in (version, digest, version[:9], digest[:4]):
        assert "no entry changed" in run("diff", name, "shipped")


@pytest.mark.django_db
def test_diff_names_what_is_stored_when_it_finds_nothing_or_too_much() -> None:
    with pytest.raises(CommandError, match=r"neither a directory nor a stored edition.*stored: none"):
        run("diff", "9.9", "shipped")
    decided(BENIGN)
    stored = Edition.objects.get()
    Edition.objects.create(
        digest="f" * 12, version="0.1.0+" + "f" * 12, files=b"rubbish", first_used_at=stored.first_used_at
    )
    with pytest.raises(CommandError, match="is several stored editions"):
        run("diff", "0.1.0", "shipped")
    with pytest.raises(CommandError, match="cannot be unpacked"):
        run("diff", "ffff", "shipped")


@pytest.mark.django_db
def test_replay_counts_what_repeats() -> None:
    decided(BENIGN)
    decided(EMERGENCY)
    begun()

    said = run("replay", "--all")

    assert "2 decided checks" in said
    assert "2 replay identically" in said
    assert "2 would be as urgent, 0 more, 0 less" in said


@pytest.mark.django_db
def test_replay_ends_with_an_error_when_a_check_does_not_repeat() -> None:
    check = decided(EMERGENCY)
    models.QuerySet.update(Check.objects.filter(id=check.id), answers=dict(BENIGN))

    with pytest.raises(CommandError, match=f"do not repeat:\n{check.id}: tier"):
        run("replay", "--all")
    with pytest.raises(CommandError, match="OTHERWISE in tier"):
        run("replay", str(check.id))


@pytest.mark.django_db
def test_replay_of_one_check_says_what_is_otherwise_today() -> None:
    check = decided(EMERGENCY)
    assert "under its own knowledge: identical" in run("replay", str(check.id))
    assert "nothing is otherwise" in run("replay", str(check.id))
    models.QuerySet.update(Check.objects.filter(id=check.id), knowledge_version="0.0.1+" + "0" * 12)
    assert "under its own knowledge: That edition of the knowledge was not kept." in run(
        "replay", str(check.id)
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["abc", "00000000-0000-7000-8000-000000000000"])
def test_replay_of_nothing_is_refused(name: str) -> None:
    with pytest.raises(CommandError, match=r"no id of a check|no decided check"):
        run("replay", name)
