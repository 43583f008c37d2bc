"""`unknot knowledge check | show ID | version | diff A B | replay | language CODE |
add-questionnaire FILE | prove`: is the medicine sound; one rule or other entry with its cases; what changed
between two editions; do stored checks repeat; what another language says; the words of somebody else's
instrument; the safety laws over all answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from unknot.clinical.errors import nearest
from unknot.clinical.knowledge import Knowledge, Rule
from unknot.clinical.reading_aloud import lines, read_aloud
from unknot.knowledge import worked_trajectories
from unknot.knowledge.load import SHIPPED, load
from unknot.knowledge.reading import KnowledgeError
from unknot.knowledge.worked import Case, load_cases, what_is_wrong
from unknot.server import (
    knowledge_care,
    knowledge_courses,
    knowledge_diff,
    knowledge_exercises,
    knowledge_filling,
    knowledge_language,
    knowledge_prove,
    knowledge_questionnaires,
    knowledge_replay,
)


class Command(BaseCommand):
    help = "check: load the medicine, run every worked case. show RULE-ID: one rule, its sources, its cases."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--directory", type=Path, default=SHIPPED, help="another directory of knowledge")
        parts = parser.add_subparsers(dest="what", required=True)
        parts.add_parser("check", help="load everything, run every worked case, print what there is")
        show = parts.add_parser("show", help="one entry in words, its sources, its cases")
        show.add_argument("rule", metavar="RULE-ID")
        parts.add_parser("version", help="the version and the digest of the content")
        knowledge_diff.add_arguments(parts.add_parser("diff", help="what changed, and which cases with it"))
        adding = parts.add_parser("add-questionnaire", help="fill an instrument's slots for one clinic")
        knowledge_filling.add_arguments(adding)
        knowledge_prove.add_arguments(parts.add_parser("prove", help="the safety laws, over all answers"))
        knowledge_replay.add_arguments(parts.add_parser("replay", help="decide stored checks again"))
        knowledge_language.add_arguments(
            parts.add_parser("language", help="another language: what is missing, stale, or not reviewed")
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["what"] == "diff":
            self.stdout.write(
                knowledge_diff.diff(options["before"], options["after"], as_json=options["json"])
            )
        elif options["what"] == "replay":
            if options["all"]:
                knowledge_replay.replay_all(self.stdout.write)
            else:
                self.stdout.write(knowledge_replay.replay_one(options["check"]))
        elif options["what"] == "language":
            for line in knowledge_language.run(options["directory"], options):
                self.stdout.write(line)
        elif options["what"] == "prove":
            knowledge_prove.prove(options, self.stdout.write)
        elif options["what"] == "add-questionnaire":
            self.stdout.write(knowledge_filling.add(options))
        else:
            self._look(options)

    def _look(self, options: dict[str, Any]) -> None:
        try:
            known = load(options["directory"])
            cases = load_cases(options["directory"])
        except KnowledgeError as refused:
            raise CommandError(f"not sound:\n{refused}\n{len(refused.problems)} problems") from None
        if options["what"] == "version":
            self.stdout.write(known.version)
        elif options["what"] == "show":
            self.stdout.write("\n".join(_show(options["rule"], known, cases, options["directory"])))
        else:
            self._check(known, cases, options["directory"])

    def _check(self, known: Knowledge, cases: tuple[Case, ...], directory: Path) -> None:
        counts = {**_counts(known, cases), **knowledge_care.counts(known, directory)}
        counts |= knowledge_exercises.counts(known)
        counts |= knowledge_courses.counts(known, directory)
        counts |= worked_trajectories.counts(directory, known.following)
        counts |= knowledge_questionnaires.counts(known, directory)
        for what, number in counts.items():
            self.stdout.write(f"{number:>5} {what}")
        wrong = [f"{case.id}: {words}" for case in cases for words in what_is_wrong(case, known)]
        wrong += knowledge_care.wrong_cases(known, directory)
        wrong += worked_trajectories.complaints(directory, known.following)
        wrong += knowledge_questionnaires.wrong_cases(known, directory)
        wrong += knowledge_courses.wrong_cases(known, directory)
        if wrong:
            raise CommandError("\n".join(["cases that do not come out:", *wrong, f"{len(wrong)} wrong"]))
        for line in knowledge_language.check(directory):
            self.stdout.write(line)
        self.stdout.write(f"{known.version}: sound, and every case comes out as it should")


def _counts(known: Knowledge, cases: tuple[Case, ...]) -> dict[str, int]:
    return {
        "sources": len(known.sources),
        "questions": len(known.questions),
        "of them critical": len(known.critical),
        "of them emergency questions": sum(question.emergency for question in known.critical),
        "signs": len(known.signs),
        "rules": len(known.rules),
        "causes": len(known.causes),
        "findings for causes": sum(len(cause.findings) for cause in known.causes),
        "pieces of advice": len(known.advice),
        "claims in the ledger": len(known.claims),
        "countries with emergency numbers": len(known.emergency),
        "words of the vocabulary": len(known.vocabulary.keys),
        "worked cases": len(cases),
    }


def _show(entry_id: str, known: Knowledge, cases: tuple[Case, ...], directory: Path) -> Iterator[str]:
    rules, care = [rule.id for rule in known.rules], knowledge_care.ids(known)
    courses = knowledge_courses.ids(known)
    if entry_id in rules:
        return _shown(known.rule(entry_id), known, cases)
    if entry_id in care:
        return knowledge_care.shown(entry_id, known, directory)
    exercises = knowledge_exercises.ids(known)
    if entry_id in exercises:
        return knowledge_exercises.shown(entry_id, known)
    sheets = knowledge_questionnaires.ids(known)
    if entry_id in sheets:
        return knowledge_questionnaires.shown(entry_id, known, directory)
    if entry_id in courses:
        return knowledge_courses.shown(entry_id, known, directory)
    raise CommandError(
        f"nothing has the id {entry_id!r}{nearest(entry_id, [*rules, *care, *courses, *exercises, *sheets])}"
    )


def _shown(rule: Rule, known: Knowledge, cases: tuple[Case, ...]) -> Iterator[str]:
    yield f"{rule.id}  {rule.title}"
    yield f"  {rule.tier.code}, for {rule.target}; strength {rule.strength}, reviewed {rule.reviewed}"
    yield f"  asks       {rule.question}"
    yield f"  tells      {rule.person}"
    yield f"  clinician  {rule.clinician}"
    if rule.accuracy:
        yield f"  accuracy   {rule.accuracy}"
    yield "  holds when"
    yield from (f"    {line}" for line in lines(read_aloud(rule.when, known)))
    yield "  sources"
    yield from (f"    {source}: {known.sources[source].citation}" for source in rule.sources)
    yield "  cases in which it must fire"
    firing = [case for case in cases if rule.id in case.flags]
    yield from (f"    {case.id}: {case.title}" for case in firing)
    if not firing:
        yield "    none"
