"""`unknot check FILE`: a person's answers as JSON in, how urgent it is and why out.

Bad input never looks like an assessment: every bad key and value is named on stderr, stdout stays empty, exit
code 2.
"""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from unknot.clinical.assess import assess, to_json
from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.questions import facts_from, plain
from unknot.clinical.telling import as_text, printable
from unknot.clinical.translating import LABELS, MOST_BYTES, read_object, translate
from unknot.clinical.urgency import Tier
from unknot.knowledge.load import knowledge
from unknot.knowledge.reading import KnowledgeError

EXIT_CODES = {
    Tier.SELF_CARE: 0,
    Tier.CLINIC_VISIT_OK: 10,
    Tier.SEE_PHYSICIAN_SOON: 20,
    Tier.URGENT_SAME_DAY: 30,
    Tier.EMERGENCY_NOW: 40,
}
BAD_INPUT = 2


class Command(BaseCommand):
    help = (
        "Reads a person's answers as one JSON object and says how urgent they are, and why. Keys are the "
        "ids of our questions, or the neutral vocabulary of vignettes with age, sex, pregnant and "
        "duration_days beside it; facts may stand in an object named facts. What is not stated is unknown, "
        "and unknown is never no. Exit codes: 0 self_care, 10 clinic_visit_ok, 20 see_physician_soon, "
        "30 urgent_same_day, 40 emergency_now; 2 bad input, with nothing on stdout."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        """Named as people call it: Django's own `check` keeps its name under `python -m unknot`."""
        return super().create_parser(prog_name, "check", **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the answers; - reads standard input")
        parser.add_argument(
            "--closed-world",
            action="store_true",
            help="let silence mean that the question was asked and answered with no",
        )
        parser.add_argument("--json", action="store_true", help="print the assessment as one JSON object")
        parser.add_argument("--country", default="US", help="whose emergency numbers to name (default: US)")

    def handle(self, *_args: Any, **options: Any) -> None:
        known = loaded()
        try:
            raw = read_object(_bytes(options["file"]))
            answers = translate(raw, known, closed_world=options["closed_world"])
        except InvalidAnswers as refused:
            raise CommandError(complaint(refused), returncode=BAD_INPUT) from None
        if passed_over := [label for label in LABELS if label in raw]:
            self.stderr.write(f"not read, because nothing can be answered with it: {', '.join(passed_over)}")
        facts = facts_from(answers, known)
        assessment = assess(facts, known)
        if options["json"]:
            document = {
                **to_json(assessment),
                "exit_code": EXIT_CODES[assessment.tier],
                "answers": plain(answers),
            }
            self.stdout.write(json.dumps(document, indent=2, ensure_ascii=False))
        else:
            self.stdout.write(as_text(assessment, facts, known, options["country"].upper()), ending="")
        sys.exit(EXIT_CODES[assessment.tier])


def loaded() -> Any:
    """The knowledge that ships, or all that is wrong with it."""
    try:
        return knowledge()
    except KnowledgeError as refused:
        raise CommandError(f"the knowledge is not sound:\n{refused}") from None


def complaint(refused: InvalidAnswers) -> str:
    lines = [
        f"  {printable(key)}: {printable(words)}" if key else f"  {words}" for key, words in refused.errors
    ]
    return "\n".join(["these answers cannot be read; nothing was assessed:", *lines])


def _bytes(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InvalidAnswers([("", f"{printable(name)}: {error.strerror}")]) from None
