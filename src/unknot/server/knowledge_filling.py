"""`unknot knowledge add-questionnaire FILE --clinic SLUG [--dry-run]`: the words of an instrument that is not
ours, for one clinic, under its owner's terms."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from unknot.clinical.questionnaires.filling import Filling
from unknot.journey.check.filling import fill_instrument, look_over
from unknot.journey.check.queries import current_text
from unknot.journey.people import queries as people
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Clinic
from unknot.journey.refusals import Refusal
from unknot.knowledge.filled import read_filling
from unknot.knowledge.load import knowledge
from unknot.knowledge.reading import KnowledgeError
from unknot.server import ready


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="YAML or JSON, see docs/questionnaires.md")
    parser.add_argument("--clinic", metavar="SLUG", required=True, help="the clinic that may use the text")
    parser.add_argument("--dry-run", action="store_true", help="check everything, store nothing")


def add(options: Mapping[str, Any]) -> str:
    """What was stored, or would be; CommandError with all that is wrong, by file and line."""
    ready.database_answers()
    ready.is_migrated()
    clinic = _clinic(options["clinic"])
    try:
        brought = read_filling(options["file"], knowledge().questionnaires.instruments)
    except KnowledgeError as wrong:
        raise CommandError(f"{wrong}\n{len(wrong.problems)} problems; nothing was stored") from None
    words = brought.words
    try:
        if options["dry_run"]:
            look_over(words, today=timezone.now().date())
            return "\n".join([*_said(words, clinic), "dry run: nothing was stored"])
        before = current_text(clinic, words.instrument_id, words.language)
        text = fill_instrument(clinic=clinic, filling=words, by=SYSTEM, now=timezone.now())
    except Refusal as refusal:
        problems = [brought.problem(field, f"{field}: {why}") for field, why in refusal.details.items()]
        raise CommandError("\n".join([*map(str, problems), "nothing was stored"])) from None
    if before and before.pk == text.pk:
        return f"{text}: these are the words it has already; nothing changed"
    replaced = [f"replaces text {before.number}, which stays readable"] if before else []
    return "\n".join([*_said(words, clinic), *replaced, f"stored as text {text.number}"])


def _clinic(slug: str) -> Clinic:
    clinic = people.clinic(slug)
    if clinic is None:
        there = ", ".join(each.slug for each in people.clinics()) or "none yet"
        raise CommandError(f"there is no clinic with the slug {slug} (there is: {there})")
    return clinic


def _said(words: Filling, clinic: Clinic) -> list[str]:
    instrument = knowledge().questionnaires.instruments[words.instrument_id]
    return [
        f"{instrument.name} ({instrument.id}, version {words.version}) for {clinic.name}",
        f"  {len(words.items)} items in {words.language}, scored by {words.method}, "
        f"{words.minimum:g} to {words.maximum:g}: as defined",
        f"  text from  {words.origin}",
        f"  terms      {words.terms}",
        f"  confirmed  by {words.confirmed_by} on {words.confirmed_on}",
    ]
