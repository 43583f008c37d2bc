"""`unknot knowledge prove`: the safety laws of the medicine, proved over all possible answers.

Needs the solver (`pip install unknot[proof]`), which is loaded here and nowhere else.
"""

import json
from argparse import SUPPRESS
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError, CommandParser

from unknot.knowledge.load import load
from unknot.knowledge.promised import load_promises
from unknot.knowledge.reading import KnowledgeError

if TYPE_CHECKING:
    from unknot.knowledge.proof.laws import Outcome

MISSING = "the solver is not installed: pip install 'unknot[proof]'"


def add_arguments(prove: CommandParser) -> None:
    prove.add_argument("--directory", type=Path, default=SUPPRESS, help="another directory of knowledge")
    prove.add_argument("--json", action="store_true", help="one JSON object")


def prove(options: dict[str, Any], write: Callable[[str], object]) -> None:
    """Writes each theorem with its time as it is tried. CommandError when one does not hold."""
    try:
        from unknot.knowledge.proof import solving, theorems
    except ModuleNotFoundError:
        raise CommandError(MISSING) from None
    try:
        known, promises = load(options["directory"]), load_promises(options["directory"])
    except KnowledgeError as refused:
        raise CommandError(f"not sound:\n{refused}\n{len(refused.problems)} problems") from None
    outcomes = []
    try:
        for outcome in theorems.prove(known, promises):
            outcomes.append(outcome)
            if not options["json"]:
                write("\n".join(_told(outcome)))
    except (solving.Undecided, solving.Disagreement) as stopped:
        raise CommandError(f"nothing is proved: {stopped}") from None
    failed = sum(len(outcome.failures) for outcome in outcomes)
    seconds = sum(outcome.seconds for outcome in outcomes)
    if options["json"]:
        write(
            json.dumps({"version": known.version, "seconds": seconds, "theorems": [*map(_plain, outcomes)]})
        )
    if failed:
        raise CommandError(f"{failed} claims do not hold")
    if not options["json"]:
        write(f"{known.version}: proved for all possible answers in {seconds:.1f} s")


def _told(outcome: "Outcome") -> list[str]:
    word = "FAILED" if outcome.failures else "proved"
    theorem = outcome.theorem
    lines = [f"{theorem.number}. {theorem.title}: {word}, {outcome.claims} claims, {outcome.seconds:.1f} s"]
    lines += [f"     but: {line}" for line in outcome.exceptions]
    for failure in outcome.failures:
        lines += [f"   - {failure.words[0]}", *(f"     {line}" for line in failure.words[1:])]
    return lines


def _plain(outcome: "Outcome") -> dict[str, Any]:
    return {
        "number": outcome.theorem.number,
        "title": outcome.theorem.title,
        "proved": not outcome.failures,
        "claims": outcome.claims,
        "seconds": round(outcome.seconds, 3),
        "exceptions": list(outcome.exceptions),
        "counter_examples": [{"about": one.about, "words": list(one.words)} for one in outcome.failures],
    }
