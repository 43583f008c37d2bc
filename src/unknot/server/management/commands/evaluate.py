"""`unknot evaluate VIGNETTES.jsonl`: how well the medicine judges cases whose right answers are known.

With `--phrases` or `--narratives` it judges the net under words instead.

Printed twice: in a closed world (silence means that the question was asked and denied, as in a finished
check) and in an open world (silence stays unknown, and counts against safety).
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.evaluation import METRICS, Judged, Vignette, judge, measure, read_vignette
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.telling import because, printable
from unknot.clinical.translating import read_object
from unknot.server import evaluate_words
from unknot.server.management.commands.check_answers import BAD_INPUT, loaded

WORLDS = {"closed_world": True, "open_world": False}


class Command(BaseCommand):
    help = (
        "Judges every vignette of a JSON-lines file and prints emergency sensitivity, dangerous misses, "
        "under- and over-triage, exact and acceptable accuracy, and how often the cause was named, each with "
        "an exact 95 %% interval (Clopper & Pearson 1934). Exit codes: 0 done, 1 done but something in the "
        "file could not be read (named on stderr, and counted as not stated), 2 no vignette could be read."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="VIGNETTES.jsonl", nargs="?")
        parser.add_argument("--phrases", metavar="FILE", help="judge the net under words on single lines")
        parser.add_argument(
            "--narratives", metavar="FILE", help="judge it on the vignettes' narratives alone"
        )
        parser.add_argument("--json", action="store_true", help="print the same figures as one JSON object")
        parser.add_argument("--errors", action="store_true", help="list the wrong ones, with the reasons")
        parser.add_argument("--closed-world-only", action="store_true", help="leave the open world out")

    def handle(self, *_args: Any, **options: Any) -> None:
        known: Knowledge = loaded()
        chosen = [options[name] for name in ("file", "phrases", "narratives") if options[name]]
        if len(chosen) != 1:
            raise CommandError("give one file: vignettes, --phrases or --narratives", returncode=BAD_INPUT)
        if options["phrases"]:
            phrases, problems = evaluate_words.phrases_of(_lines_of(options["phrases"]))
            report = evaluate_words.phrases_report(phrases, known, errors=options["errors"])
            return self._tell(report, len(phrases), problems, options)
        vignettes, problems = _read(chosen[0], known)
        if options["narratives"]:
            report = evaluate_words.narratives_report(vignettes, known)
            return self._tell(report, len(vignettes), problems, options)
        self._judge(vignettes, problems, known, options)
        return None

    def _tell(
        self,
        report: tuple[dict[str, Any], list[str]],
        count: int,
        problems: list[tuple[str, str]],
        options: dict[str, Any],
    ) -> None:
        document, lines = report
        for where, words in problems:
            self.stderr.write(printable(f"{where}: {words}"))
        if not count:
            raise CommandError("the file holds nothing that can be judged", returncode=BAD_INPUT)
        self.stdout.write(json.dumps(document, indent=2) if options["json"] else "\n".join(lines))
        if problems:
            sys.exit(1)

    def _judge(
        self,
        vignettes: list[Vignette],
        problems: list[tuple[str, str]],
        known: Knowledge,
        options: dict[str, Any],
    ) -> None:
        worlds = {
            name: [judge(vignette, known, closed_world=closed) for vignette in vignettes]
            for name, closed in WORLDS.items()
            if closed or not options["closed_world_only"]
        }
        for one in worlds["closed_world"]:
            problems += [(one.vignette.id, f"{key}: {words}") for key, words in one.not_read]
        for where, words in problems:
            self.stderr.write(printable(f"{where}: {words}"))
        if not vignettes:
            raise CommandError(f"{printable(options['file'])} holds no vignette", returncode=BAD_INPUT)
        if options["json"]:
            self.stdout.write(json.dumps(_document(known, worlds, problems, options["errors"]), indent=2))
        else:
            self.stdout.write("\n".join(_lines(known, worlds, options["errors"])))
        if problems:
            sys.exit(1)


def _read(name: str, known: Knowledge) -> tuple[list[Vignette], list[tuple[str, str]]]:
    """The vignettes of a file, and for each line that is none what is wrong with it."""
    vignettes: list[Vignette] = []
    problems: list[tuple[str, str]] = []
    for number, line in enumerate(_lines_of(name), start=1):
        if not line.strip():
            continue
        try:
            vignettes.append(read_vignette(read_object(line), known))
        except InvalidAnswers as refused:
            problems += [
                (f"line {number}", f"{key}: {words}" if key else words) for key, words in refused.errors
            ]
    return vignettes, problems


def _lines_of(name: str) -> list[bytes]:
    try:
        return Path(name).read_bytes().splitlines()
    except OSError as error:
        raise CommandError(f"{printable(name)}: {error.strerror}", returncode=BAD_INPUT) from None


def _lines(known: Knowledge, worlds: dict[str, list[Judged]], errors: bool) -> Iterator[str]:
    yield f"{len(worlds['closed_world'])} vignettes, knowledge {known.version}"
    for world, judged in worlds.items():
        yield ""
        yield f"{world.replace('_', ' ')}{' ' * 55}of    rate   95 % interval"
        for name, rate in measure(judged).items():
            yield evaluate_words.line(METRICS[name], rate)
        if errors:
            yield from _wrong(judged)


def _wrong(judged: list[Judged]) -> Iterator[str]:
    for one in judged:
        if one.acceptable and _cause_is_right(one):
            continue
        error = _error(one)
        yield f"  {error['id']}: {', '.join(error['wrong'])}"
        yield f"      expected {error['expected']}, acceptable {', '.join(error['acceptable'])}"
        yield f"      given {error['given']}"
        yield f"      flags: {' | '.join(error['flags']) or 'none'}"
        if error["open"] or error["unanswered"]:
            yield f"      could still hold: {', '.join(error['open']) or 'none'}"
            yield f"      not answered: {', '.join(error['unanswered']) or 'none critical'}"
        if error["cause_expected"]:
            yield f"      cause expected {error['cause_expected']}, ranked {', '.join(error['causes'])}"


def _error(one: Judged) -> dict[str, Any]:
    """A vignette that was judged wrongly: what was expected, what was given, and why."""
    vignette, given = one.vignette, one.assessment
    wrong = []
    if not one.acceptable:
        wrong.append("under-triage" if given.tier < vignette.tier else "over-triage")
    if one.dangerous:
        wrong.insert(0, "DANGEROUS MISS")
    if not _cause_is_right(one):
        wrong.append("cause not among the first three")
    return {
        "id": printable(vignette.id),
        "wrong": wrong,
        "expected": vignette.tier.code,
        "acceptable": [tier.code for tier in sorted(vignette.acceptable, reverse=True)],
        "given": given.tier.code,
        "flags": [because(flag) for flag in given.flags],
        "open": [finding.rule_id for finding in given.open],
        "unanswered": list(given.unanswered),
        "cause_expected": vignette.cause,
        "causes": one.ranked[:3],
    }


def _cause_is_right(one: Judged) -> bool:
    return not one.vignette.cause or not one.vignette.causes.isdisjoint(one.ranked[:3])


def _document(
    known: Knowledge, worlds: dict[str, list[Judged]], problems: list[tuple[str, str]], errors: bool
) -> dict[str, Any]:
    document: dict[str, Any] = {
        "knowledge_version": known.version,
        "vignettes": len(worlds["closed_world"]),
        "not_read": [f"{where}: {words}" for where, words in problems],
    }
    for world, judged in worlds.items():
        document[world] = {name: rate.to_json() for name, rate in measure(judged).items()}
        if errors:
            wrong = [one for one in judged if not (one.acceptable and _cause_is_right(one))]
            document[world]["errors"] = [_error(one) for one in wrong]
    return document
