"""Two editions of the knowledge beside each other: which entries changed, in which field, and which worked
cases come out otherwise.

Entries are found by the shape of the knowledge itself, so that an area added later is compared too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, get_args

from unknot.clinical.assess import assess
from unknot.clinical.comparing import Difference, differences
from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.findings import Assessment
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.rules import Condition
from unknot.knowledge.worked import Case

CONDITIONS = tuple(kind for union in get_args(Condition) for kind in (get_args(union) or (union,)))


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of one area; `places` are the dotted names of what changed within it."""

    area: str
    id: str
    how: Literal["added", "removed", "changed"]
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseChange:
    """A worked case that comes out otherwise, or cannot be asked of one of the two (`unread` says why)."""

    case: Case
    before: Assessment | None
    after: Assessment | None
    differences: tuple[Difference, ...] = ()
    unread: str = ""


def changed_entries(before: Knowledge, after: Knowledge) -> tuple[Change, ...]:
    found: list[Change] = []
    for area in fields(Knowledge):
        if area.init and area.name not in ("version", "digest", "language"):
            for name, then, now in _areas(area.name, getattr(before, area.name), getattr(after, area.name)):
                found += changes(name, then, now)
    return tuple(found)


def _areas(name: str, before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    """An area by itself, or each of its lists of entries where it is made of several."""
    if is_dataclass(after) and not isinstance(after, CONDITIONS):
        parts = [part.name for part in fields(after) if part.compare and part.init]
        lists = [part for part in parts if _holds_entries(getattr(before, part), getattr(after, part))]
        if lists and type(before) is type(after):
            for part in parts:
                yield f"{name}.{part}", getattr(before, part), getattr(after, part)
            return
    yield name, before, after


def _holds_entries(*values: Any) -> bool:
    return any(is_dataclass(one) for value in values for one in (_entries(value) or {}).values())


def changes(area: str, before: Any, after: Any) -> Iterator[Change]:
    """The entries of one area. What has no entries with names is one entry without a name."""
    then, now = _entries(before), _entries(after)
    if then is None or now is None:
        then, now = {"": before}, {"": after}
    for name in now.keys() - then.keys():
        yield Change(area, name, "added")
    for name in then.keys() - now.keys():
        yield Change(area, name, "removed")
    for name, value in now.items():
        if name in then and value != then[name]:
            yield Change(area, name, "changed", tuple(_places(then[name], value)))


def changed_cases(before: Knowledge, after: Knowledge, cases: Iterable[Case]) -> Iterator[CaseChange]:
    """The cases with another urgency, other flags, or another first cause."""
    for case in cases:
        then, why_not = _assessed(case, before)
        now, why_not_now = _assessed(case, after)
        if then is None or now is None:
            yield CaseChange(case, then, now, unread=why_not or why_not_now)
        elif _verdict(then) != _verdict(now):
            yield CaseChange(case, then, now, differences(then, now, before, after))


def _assessed(case: Case, known: Knowledge) -> tuple[Assessment | None, str]:
    try:
        return assess(case.facts(known), known), ""
    except InvalidAnswers as error:
        wrong = "; ".join(f"{key}: {words}" for key, words in error.errors)
        return None, f"{known.version} cannot be asked it ({wrong})"


def _verdict(one: Assessment) -> tuple[object, ...]:
    first = one.shown[0].cause_id if one.shown else ""
    return one.tier, {flag.rule_id for flag in one.flags}, first


def _entries(value: Any) -> dict[str, Any] | None:
    """What has names: a mapping, or a tuple of things with an id."""
    if isinstance(value, Mapping):
        return {str(key): one for key, one in value.items()}
    if isinstance(value, tuple) and all(hasattr(one, "id") for one in value):
        return {one.id: one for one in value}
    return None


def _places(before: Any, after: Any) -> Iterator[str]:
    """Where two values of one kind differ, as deep as there are names; a condition is one place."""
    then, now = _named_parts(before), _named_parts(after)
    if then is None or now is None or type(before) is not type(after):
        return
    for name in dict.fromkeys((*then, *now)):
        if (name in then) != (name in now):
            yield f"{name} ({'new' if name in now else 'gone'})"
        elif then[name] != now[name]:
            deeper = list(_places(then[name], now[name]))
            yield from (f"{name}.{place}" for place in deeper)
            if not deeper:
                yield name


def _named_parts(value: Any) -> dict[str, Any] | None:
    if isinstance(value, CONDITIONS):
        return None
    if is_dataclass(value):
        return {part.name: getattr(value, part.name) for part in fields(value) if part.compare}
    entries = _entries(value)
    return entries or None
