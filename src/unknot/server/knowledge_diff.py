"""`unknot knowledge diff A B`: what changed between two editions of the medicine, and which cases with it.

A and B are directories, `shipped`, or the version or digest of an edition that this clinic's checks were
decided with.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.management.base import CommandError, CommandParser
from django.db import Error

from unknot.clinical.comparing import Difference
from unknot.clinical.knowledge import Knowledge
from unknot.journey.check.editions import editions, kept
from unknot.knowledge.diffing import CaseChange, Change, changed_cases, changed_entries, changes
from unknot.knowledge.load import SHIPPED, knowledge, load
from unknot.knowledge.reading import KnowledgeError
from unknot.knowledge.worked import Case, load_cases

MOST = 8  # places of one entry in the text; all of them stand in the JSON


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two editions; a stored one has no worked cases of its own."""

    knowledge: Knowledge
    cases: tuple[Case, ...] = ()
    left_out: tuple[str, ...] = ()


def add_arguments(diff: CommandParser) -> None:
    which = "a directory, `shipped`, or the version or digest of a stored edition"
    diff.add_argument("before", metavar="A", help=which)
    diff.add_argument("after", metavar="B", help=which)
    diff.add_argument("--json", action="store_true", help="one JSON object")


def diff(before: str, after: str, *, as_json: bool) -> str:
    """What the command prints; CommandError when A or B is nothing that can be compared."""
    one, other = side(before), side(after)
    entries = changed_entries(one.knowledge, other.knowledge)
    if one.cases and other.cases:
        own, theirs = ({case.id: case for case in which.cases} for which in (one, other))
        entries += tuple(changes("cases", own, theirs))
    asked = {case.id: case for case in (*one.cases, *other.cases) or load_cases(SHIPPED)}
    cases = list(changed_cases(one.knowledge, other.knowledge, asked.values()))
    if as_json:
        return json.dumps(_as_json(one, other, entries, cases, len(asked)), indent=2, ensure_ascii=False)
    return "\n".join(_as_text(one, other, entries, cases, len(asked)))


def side(name: str) -> Side:
    if name == "shipped":
        return Side(knowledge(), load_cases(SHIPPED))
    if Path(name).is_dir():
        try:
            return Side(load(Path(name)), load_cases(Path(name)))
        except KnowledgeError as refused:
            words = f"{name} is not sound:\n{refused}\n{len(refused.problems)} problems"
            raise CommandError(words) from None
    return _stored(name)


def _stored(name: str) -> Side:
    right = "right would be a directory, shipped, or a stored edition"
    try:
        versions = {edition.digest: edition.version for edition in editions()}
    except Error as error:
        raise CommandError(
            f"{name!r} is no directory, and the database with the stored editions does not answer "
            f"({' '.join(str(error).split())}); {right}"
        ) from error
    found = [digest for digest, version in versions.items() if name in (digest, version)]
    if not found:
        begins = [digest for digest, version in versions.items() if version.startswith(name)]
        found = begins or [digest for digest in versions if digest.startswith(name)]
    if len(found) != 1:
        stored = ", ".join(versions.values()) or "none"
        what = "is several stored editions" if found else "is neither a directory nor a stored edition"
        raise CommandError(f"{name!r} {what}; {right} (stored: {stored})")
    kept_one = kept(found[0])
    if kept_one.knowledge is None:
        raise CommandError(f"{name}: {kept_one.why_not}")
    return Side(kept_one.knowledge, left_out=kept_one.left_out)


def _as_text(
    one: Side, other: Side, entries: Sequence[Change], cases: Sequence[CaseChange], asked: int
) -> Iterator[str]:
    yield f"{one.knowledge.version} -> {other.knowledge.version}"
    yield f"  {_counted(entries)}"
    yield f"  {_cases_counted(cases, asked)}"
    for left in sorted({*one.left_out, *other.left_out}):
        yield f"  left out, because this software no longer reads it: {left}"
    for area in dict.fromkeys(change.area for change in entries):
        yield ""
        yield area
        for change in sorted((c for c in entries if c.area == area), key=lambda c: (c.how, c.id)):
            yield f"  {change.how:<8} {change.id}{_where(change.places)}".rstrip()
    for number, changed in enumerate(cases):
        if not number:
            yield ""
            yield "worked cases that come out otherwise"
        yield f"  {changed.case.id}: {changed.case.title}"
        yield from (f"    {line}" for line in [changed.unread, *map(_line, changed.differences)] if line)


def _where(places: Sequence[str]) -> str:
    if not places:
        return ""
    more = f" and {len(places) - MOST} more" if len(places) > MOST else ""
    return f": {', '.join(places[:MOST])}{more}"


def _line(difference: Difference) -> str:
    return f"{difference.words}: {difference.why}" if difference.why else difference.words


def _counted(entries: Sequence[Change]) -> str:
    count = Counter((change.area, change.how) for change in entries)
    said = [f"{area}: {number} {how}" for (area, how), number in count.items()]
    return "; ".join(said) or "no entry changed"


def _cases_counted(cases: Sequence[CaseChange], asked: int) -> str:
    if not cases:
        return f"all {asked} worked cases come out the same"
    count = Counter(_way(changed) for changed in cases)
    ways = ", ".join(f"{number} {way}" for way, number in count.items())
    return f"{len(cases)} of {asked} worked cases come out otherwise: {ways}"


def _way(changed: CaseChange) -> str:
    if changed.before is None or changed.after is None:
        return "cannot be asked of both"
    if changed.before.tier == changed.after.tier:
        return "as urgent as before"
    return "more urgent" if changed.after.tier > changed.before.tier else "less urgent"


def _as_json(
    one: Side, other: Side, entries: Sequence[Change], cases: Sequence[CaseChange], asked: int
) -> dict[str, object]:
    return {
        "before": one.knowledge.version,
        "after": other.knowledge.version,
        "summary": {
            "entries": len(entries),
            "cases": len(cases),
            "cases_asked": asked,
            "ways": dict(Counter(_way(changed) for changed in cases)),
        },
        "left_out": sorted({*one.left_out, *other.left_out}),
        "entries": [
            {"area": one.area, "id": one.id, "how": one.how, "places": list(one.places)} for one in entries
        ],
        "cases": [_case_as_json(changed) for changed in cases],
    }


def _case_as_json(changed: CaseChange) -> dict[str, object]:
    said: dict[str, object] = {"id": changed.case.id, "title": changed.case.title, "unread": changed.unread}
    for name, made in (("before", changed.before), ("after", changed.after)):
        said[name] = made and {
            "tier": made.tier.code,
            "flags": [flag.rule_id for flag in made.flags],
            "first_cause": made.shown[0].cause_id if made.shown else "",
        }
    said["differences"] = [_line(one) for one in changed.differences]
    return said
