"""What a schema cannot see in the questionnaires: whether ids, scoring, tables, bands and the schedule fit.

A score that the table does not hold, a value that lies in no band, an instrument that is scheduled and does
not exist: each would show only when somebody's answers meet it.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from unknot.clinical.errors import nearest
from unknot.clinical.questionnaires.instruments import Instrument
from unknot.knowledge import building_questionnaires as building
from unknot.knowledge.reading import Document, Documents, Problem
from unknot.knowledge.schema import Place

SCALE = ("scale", "choice", "tick")


def problems(documents: Documents) -> Iterator[Problem]:
    known: dict[str, str] = {}
    for document in documents.of("questionnaires"):
        for number, plain in enumerate(document.value["questionnaires"]):
            place: Place = ("questionnaires", number)
            name = plain["id"]
            if name in known:
                yield document.problem((*place, "id"), f"id {name!r} is taken (first in {known[name]})")
            known.setdefault(name, f"{document.name}:{document.line(place)}")
            yield from _instrument(document, place, plain)
    if "questionnaires" in documents.sound:
        yield from _schedules(documents, known)
        yield from _cases(documents, known)


def _instrument(document: Document, place: Place, plain: Any) -> Iterator[Problem]:
    ids = _ids(plain)
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield document.problem(place, f"the item {name!r} stands {ids.count(name)} times in {plain['id']!r}")
    known = dict.fromkeys(ids)
    scoring = plain["scoring"]
    for number, name in enumerate(scoring.get("items", ())):
        yield from _known(document, (*place, "scoring", "items", number), "item", name, known)
    for number, part in enumerate(scoring.get("subscales", ())):
        for at, name in enumerate(part["items"]):
            where = (*place, "scoring", "subscales", number, "items", at)
            yield from _known(document, where, "item", name, known)
    parts = {part["id"]: None for part in scoring.get("subscales", ())}
    sound = True
    for number, level in enumerate(plain.get("bands", {"levels": ()})["levels"]):
        name = level.get("and", {}).get("subscale", "")
        if name and name not in parts:
            sound = False
            where = (*place, "bands", "levels", number, "and")
            yield from _known(document, where, "subscale", name, parts)
    if plain["minimum"] >= plain["maximum"]:
        yield document.problem((*place, "minimum"), f"{plain['id']}: minimum must be below maximum")
    elif sound:
        yield from _scores(document, place, building.instrument(plain))


def _ids(plain: Any) -> list[str]:
    if "items" in plain:
        return [item["id"] for item in plain["items"]]
    return [name for slot in plain["slots"] for name in slot["ids"]]


def _known(
    document: Document, place: Place, what: str, name: str, known: Mapping[str, Any]
) -> Iterator[Problem]:
    if name not in known:
        yield document.problem(place, f"no {what} {name!r} here{nearest(name, known)}")


def _scores(document: Document, place: Place, made: Instrument) -> Iterator[Problem]:
    """Whether each score that answers can make has its place in range, table and bands."""
    for item in made.items:
        if item.type in SCALE and item.minimum >= item.maximum:
            yield document.problem(place, f"{item.id}: minimum must be below maximum")
            return
        if item.answers and [one.value for one in item.answers] != list(item.values):
            yield document.problem(place, f"{item.id} needs one answer for each of {list(item.values)}")
        if item.points and list(item.points) != list(item.values):
            yield document.problem(place, f"{item.id} needs points for each of {list(item.values)}")
            return
    low, high = sum(item.least for item in made.counting), sum(item.most for item in made.counting)
    table = made.scoring.table
    match made.scoring.method:
        case "sum":
            yield from _range(document, place, made, low, high)
        case "mean":
            count = len(made.counting)
            yield from _range(document, place, made, low / count, high / count)
        case "percent":
            yield from _range(document, place, made, 0, 100)
        case "table" if [row.raw for row in table] != list(range(low, high + 1)):
            where = (*place, "scoring")
            yield document.problem(where, f"the table must have one row for each sum, {low} to {high}")
        case "table" if any(one.t >= other.t for one, other in pairwise(table)):
            yield document.problem((*place, "scoring", "table"), "the T scores must rise with the sum")
        case "table":
            yield from _range(document, place, made, table[0].t, table[-1].t)
    yield from _bands(document, place, made)


def _range(document: Document, place: Place, made: Instrument, low: float, high: float) -> Iterator[Problem]:
    if (made.minimum, made.maximum) != (low, high):
        words = f"{made.id}: its answers score {low:g} to {high:g}, not {made.minimum:g} to {made.maximum:g}"
        yield document.problem((*place, "minimum"), words)


def _bands(document: Document, place: Place, made: Instrument) -> Iterator[Problem]:
    """Each value in tenths of a point lies in exactly one band; bands by subscale are left to the cases."""
    levels = made.bands.levels
    if not levels or any(level.subscale for level in levels):
        return
    for tenth in range(round(made.minimum * 10), round(made.maximum * 10) + 1):
        there = [level.id for level in levels if level.total.holds(tenth / 10)]
        if len(there) != 1:
            found = " and ".join(there) or "no band"
            yield document.problem((*place, "bands"), f"{made.id}: {tenth / 10:g} lies in {found}")
            return


def _schedules(documents: Documents, known: Mapping[str, Any]) -> Iterator[Problem]:
    asked: set[str] = set()
    for document in documents.of("schedule"):
        plain = document.value["schedule"]
        first = dict.fromkeys(plain["first"])
        for number, name in enumerate(plain["first"]):
            yield from _known(document, ("schedule", "first", number), "instrument", name, known)
        for number, occasion in enumerate(plain["occasions"]):
            place: Place = ("schedule", "occasions", number)
            if not occasion.get("at_visit") and occasion.get("closes", 0) < occasion.get("opens", 0):
                yield document.problem(place, f"{occasion['id']} closes before it opens")
            for at, one in enumerate(occasion["asks"]):
                for name in [one] if isinstance(one, str) else one:
                    asked.add(name)
                    yield from _known(document, (*place, "asks", at), "instrument", name, known)
                    if name in known and name not in first:
                        words = f"{name!r} is asked and does not stand under `first`"
                        yield document.problem((*place, "asks", at), words)
        for name in sorted(first.keys() - asked):
            yield document.problem(("schedule", "first"), f"{name!r} stands under `first` and is never asked")


def _cases(documents: Documents, known: Mapping[str, Any]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for document in documents.of("questionnaire_cases"):
        for number, case in enumerate(document.value["cases"]):
            place: Place = ("cases", number)
            if case["id"] in seen:
                yield document.problem(
                    place, f"id {case['id']!r} is taken (first in line {seen[case['id']]})"
                )
            seen.setdefault(case["id"], document.line(place))
            if "instrument" in case:
                where = (*place, "instrument")
                yield from _known(document, where, "instrument", case["instrument"], known)
            for name in case.get("due", {}).get("filled", ()):
                yield from _known(document, (*place, "due", "filled"), "instrument", name, known)
