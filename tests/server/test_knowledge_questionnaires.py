"""`unknot knowledge show` of an instrument, its counts, and `add-questionnaire` from file to offer."""

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.clinical.small import DIRECTORY
from tests.factories import make_clinic
from unknot.journey.check.models import InstrumentText
from unknot.journey.check.queries import instruments_for
from unknot.journey.record.models import Event

# Nobody's words: they fit the three slots of `peg` and stand in no instrument.
WORDS = """
instrument: peg
version: "3 items"
language: en
title: Invented
origin: made up for a test
terms: free
confirmed_by: Ada
confirmed_on: 2026-11-20
scoring: {method: mean, minimum: 0, maximum: 10}
items:
  - {id: pain, words: "Invented line one", low: "little", high: "much"}
  - {id: enjoyment, words: "Invented line two"}
  - {id: activity, words: "Invented line three"}
"""


def known(*arguments: str) -> str:
    out = io.StringIO()
    call_command("knowledge", "--directory", str(DIRECTORY), *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "peg.yaml"
    path.write_text(WORDS.lstrip(), encoding="utf-8")
    return path


def added(file: Path, slug: str, *options: Any) -> str:
    out = io.StringIO()
    call_command("knowledge", "add-questionnaire", str(file), "--clinic", slug, *options, stdout=out)
    return out.getvalue()


def test_check_counts_instruments_and_runs_their_cases() -> None:
    shown = known("check")

    assert "    3 questionnaires\n    1 of them whole, in our own words\n" in shown
    assert "    2 of them with empty slots\n" in shown
    assert "    3 worked cases of questionnaires\n" in shown


def test_check_names_a_case_of_a_questionnaire_that_does_not_come_out(tmp_path: Path) -> None:
    directory = Path(shutil.copytree(DIRECTORY, tmp_path / "knowledge"))
    cases = directory / "cases" / "questionnaires.yaml"
    cases.write_text(cases.read_text().replace("band: fast", "band: slack"), encoding="utf-8")

    with pytest.raises(CommandError, match="QC1: band is 'fast', should be 'slack'"):
        call_command("knowledge", "--directory", str(directory), "check", stdout=io.StringIO())


def test_an_instrument_is_shown_with_its_slots_rule_and_terms() -> None:
    shown = known("show", "knot_scale")

    for line in (
        "knot_scale  Knot Scale",
        "empty slots: the words are their owner's; strength D",
        "    tight: choice 0 to 2\n    loose: scale 0 to 2, turned round\n    frayed: tick\n",
        "  scored by  sum, 0 to 5, higher is worse",
        "  part       the ends: loose, frayed; a sign to look closer from 2",
        "  band       slack: below 3 (D)\n  band       fast: from 3 (D)",
        "  matters    two points (D: DESIGN)",
        "  terms      Invented.",
        "    at the beginning\n",
        "    QC1: three of a knot\n    QC2: tighter",
    ):
        assert line in shown


def test_a_table_is_shown_with_its_doubts() -> None:
    shown = known("show", "rope_table")

    assert "    rope: choice 1 to 3 (1 counts 2, 2 counts 1, 3 counts 0)\n" in shown
    assert "    sum 0: T 40 (standard error 2)\n    sum 1: T 50\n    sum 2: T 60  ?\n" in shown
    assert "  doubt      Nobody measured it.\n" in shown
    assert "    whenever the person likes\n" in shown
    assert "higher is better" in shown


def test_what_is_ours_is_shown_with_its_words_and_its_label() -> None:
    shown = known("show", "own_number")

    assert "  UNVALIDATED: nobody has measured what this score means\n" in shown
    assert "    number: choice 0 to 1  Which number?\n" in shown
    assert "  floor      below 1\n" in shown
    assert "no smallest change that matters is known" in shown


def test_an_instrument_that_does_not_exist_is_named_with_the_nearest() -> None:
    with pytest.raises(CommandError, match="nothing has the id 'knot_scal'; did you mean 'knot_scale'"):
        known("show", "knot_scal")


@pytest.mark.django_db
def test_words_go_from_the_file_to_the_offer(file: Path) -> None:
    clinic = make_clinic()

    said = added(file, clinic.slug)

    assert f"PEG, three items (peg, version 3 items) for {clinic.name}" in said
    assert "3 items in en, scored by mean, 0 to 10: as defined" in said
    assert "confirmed  by Ada on 2026-11-20" in said
    assert "stored as text 1" in said
    assert instruments_for(clinic)["peg"].items[0].low == "little"


@pytest.mark.django_db
def test_a_dry_run_stores_nothing(file: Path) -> None:
    assert "dry run: nothing was stored" in added(file, make_clinic().slug, "--dry-run")
    assert not InstrumentText.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_once_more_changes_nothing_and_other_words_replace(file: Path) -> None:
    slug = make_clinic().slug
    added(file, slug)

    assert "nothing changed" in added(file, slug)
    file.write_text(file.read_text().replace("line one", "line 1"), encoding="utf-8")
    assert "replaces text 1, which stays readable\nstored as text 2" in added(file, slug)


@pytest.mark.django_db
@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("maximum: 10", "maximum: 30", r"peg\.yaml:9: the score's maximum is 10 in the definition, not 30"),
        ("origin: made up for a test\n", "", r"peg\.yaml:1: missing origin"),
        ("2026-11-20", "2099-11-20", r"peg\.yaml:8: confirmed_on: 2099-11-20 is still to come"),
        ("2026-11-20", "2026-02-31", r"peg\.yaml:8: confirmed_on: is no day"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_stored(
    file: Path, dry: tuple[str, ...], before: str, after: str, words: str
) -> None:
    file.write_text(file.read_text().replace(before, after), encoding="utf-8")

    with pytest.raises(CommandError, match=words) as refused:
        added(file, make_clinic().slug, *dry)

    assert "nothing was stored" in str(refused.value)
    assert not InstrumentText.objects.exists()


@pytest.mark.django_db
def test_a_clinic_that_does_not_exist_is_named(file: Path) -> None:
    there = make_clinic()

    with pytest.raises(CommandError, match=rf"no clinic with the slug nowhere \(there is: {there.slug}\)"):
        added(file, "nowhere")
