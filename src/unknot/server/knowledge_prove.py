"""`unknot knowledge prove`: the safety laws of the medicine, proved over all possible answers.

Needs the solver (`pip install unknot[proof]`), which is loaded here and nowhere else.
"""

import json
from argparse import SUPPRESS
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError, CommandParser

from unknot.clinical.knowledge import Knowledge
from unknot.knowledge.load import load
from unknot.knowledge.promised import Promises, load_promises
from unknot.knowledge.reading import KnowledgeError
from unknot.knowledge.worked import load_cases

if TYPE_CHECKING:
    from unknot.knowledge.proof.laws import Outcome

MISSING = "the solver is not installed: pip install 'unknot[proof]'"


def add_arguments(prove: CommandParser) -> None:
    prove.add_argument("--directory", type=Path, default=SUPPRESS, help="another directory of knowledge")
    prove.add_argument("--json", action="store_true", help="one JSON object")
    prove.add_argument(
        "--mutants", type=int, metavar="N", help="instead, weaken the rules N times: who notices?"
    )
    prove.add_argument("--seed", type=int, default=1, help="which N of all the mutants (default 1)")


def prove(options: dict[str, Any], write: Callable[[str], object]) -> None:
    """Writes each theorem with its time as it is tried. CommandError when one does not hold."""
    if find_spec("z3") is None:
        raise CommandError(MISSING)
    try:
        known, promises = load(options["directory"]), load_promises(options["directory"])
    except KnowledgeError as refused:
        raise CommandError(f"not sound:\n{refused}\n{len(refused.problems)} problems") from None
    if options["mutants"]:
        _try_mutants(known, promises, options, write)
    else:
        _try_theorems(known, promises, options, write)


def _try_theorems(
    known: Knowledge, promises: Promises, options: dict[str, Any], write: Callable[[str], object]
) -> None:
    from unknot.knowledge.proof import solving, theorems

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


def _try_mutants(
    known: Knowledge, promises: Promises, options: dict[str, Any], write: Callable[[str], object]
) -> None:
    """Writes each mutant with who noticed it, then the counts. CommandError when one goes unnoticed."""
    from unknot.knowledge.proof import mutants, trial, words

    drawn = mutants.drawn(known, options["mutants"], options["seed"])
    tried = trial.Trial(known, promises, load_cases(options["directory"]))
    verdicts = []
    for verdict in tried.verdicts(drawn):
        verdicts.append(verdict)
        if not options["json"]:
            write(f"{verdict.mutant.kind}: {verdict.mutant}: {verdict.by} {verdict.how}".rstrip())
        if verdict.person is not None and not options["json"]:
            write("\n".join(f"    {line}" for line in words.told(verdict.person, known)))
    counts = trial.counted(verdicts)
    write(json.dumps(counts) if options["json"] else "\n".join(f"{n:>5} {by}" for by, n in counts.items()))
    if counts[trial.NOBODY]:
        raise CommandError(f"{counts[trial.NOBODY]} mutants went unnoticed: a case or a theorem is missing")


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
