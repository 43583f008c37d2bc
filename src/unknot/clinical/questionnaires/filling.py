"""The text that a clinic brings for an instrument that is not ours, held against the definition.

The definition says how many items there are, what they are called, which numbers their answers count and how
they are scored; the clinic's file brings the words. A file whose items, numbers or scoring differ is for
another instrument or another version, and its scores would be wrong without anybody noticing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from unknot.clinical.errors import nearest
from unknot.clinical.questionnaires.instruments import Choice, Instrument, Item

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class FilledItem:
    """An item's words. `answers` are empty for a box to tick and for a scale whose numbers speak for
    themselves; `low` and `high` stand at the ends of such a scale."""

    id: str
    words: str
    answers: tuple[Choice, ...] = ()
    low: str = ""
    high: str = ""
    reversed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What a clinic brings: whose text it is, under which terms, who confirmed these and when (ISO date)."""

    instrument_id: str
    version: str
    language: str
    title: str
    method: str
    minimum: float
    maximum: float
    items: tuple[FilledItem, ...]
    origin: str
    terms: str
    confirmed_by: str
    confirmed_on: str
    intro: str = ""


def filled(instrument: Instrument, filling: Filling) -> Instrument:
    """The instrument with the clinic's words in its slots; scoring and figures stay as they are."""
    words = {item.id: item for item in filling.items}
    items = tuple(_filled(item, words[item.id]) for item in instrument.items)
    return replace(instrument, items=items, title=filling.title, person=filling.intro or instrument.person)


def mismatches(filling: Filling, instruments: Mapping[str, Instrument]) -> Iterator[tuple[Place, str]]:
    """All in which the text does not fit its definition: the place in the file, and what would be right."""
    instrument = instruments.get(filling.instrument_id)
    if instrument is None:
        slots = sorted(name for name, one in instruments.items() if one.kind == "slots")
        known = nearest(filling.instrument_id, slots) or f"; there is {', '.join(slots)}"
        yield ("instrument",), f"no instrument {filling.instrument_id!r} with slots to fill{known}"
        return
    if instrument.kind != "slots":
        yield ("instrument",), f"{instrument.id} is whole, in our own words, and has no slots to fill"
        return
    if filling.version != instrument.version:
        yield (
            ("version",),
            f"version {filling.version!r} is not the one that is scored: {instrument.version!r}",
        )
    yield from _scoring(filling, instrument)
    yield from _ids(filling.items, instrument)
    items = {item.id: item for item in instrument.items}
    for number, one in enumerate(filling.items):
        if one.id in items:
            yield from _item(("items", number), one, items[one.id])


def _scoring(filling: Filling, instrument: Instrument) -> Iterator[tuple[Place, str]]:
    method = instrument.scoring.method
    if filling.method != method:
        yield ("scoring", "method"), f"the definition scores by {method!r}, not by {filling.method!r}"
    for name, said, right in [
        ("minimum", filling.minimum, instrument.minimum),
        ("maximum", filling.maximum, instrument.maximum),
    ]:
        if said != right:
            yield ("scoring", name), f"the score's {name} is {right:g} in the definition, not {said:g}"


def _ids(found: Sequence[FilledItem], instrument: Instrument) -> Iterator[tuple[Place, str]]:
    ids = [item.id for item in instrument.items]
    if len(found) != len(ids):
        yield ("items",), f"{len(found)} items stand here; {instrument.id} has {len(ids)}"
    seen: set[str] = set()
    for number, one in enumerate(found):
        if one.id not in ids:
            yield ("items", number, "id"), f"{instrument.id} has no item {one.id!r}{nearest(one.id, ids)}"
        elif one.id in seen:
            yield ("items", number, "id"), f"the item {one.id!r} stands here again"
        seen.add(one.id)
    missing = [name for name in ids if name not in seen]
    if missing:
        yield ("items",), f"without a text: {', '.join(missing)}"
    elif [one.id for one in found if one.id in ids] != ids and len(found) == len(ids):
        yield ("items",), f"the items stand in another order than {', '.join(ids)}"


def _item(place: Place, one: FilledItem, item: Item) -> Iterator[tuple[Place, str]]:
    if one.reversed != item.reversed:
        right = "is reversed" if item.reversed else "is not reversed"
        yield (*place, "reversed"), f"{item.id} {right} in the definition"
    values = [answer.value for answer in one.answers]
    right_values = list(item.values)
    if item.type == "choice" and values != right_values:
        yield (*place, "answers"), _numbers(item.id, right_values, values)
    elif item.type == "tick" and values:
        yield (*place, "answers"), f"{item.id} is a box to tick and has no answers of its own"
    elif item.type == "scale" and values and values != right_values:
        yield (*place, "answers"), _numbers(item.id, right_values, values)


def _numbers(item_id: str, right: Sequence[int], found: Sequence[int]) -> str:
    wanted = ", ".join(map(str, right))
    return f"{item_id} needs answers with the values {wanted}, in this order; found {list(found)}"


def _filled(item: Item, words: FilledItem) -> Item:
    return replace(item, words=words.words, answers=words.answers, low=words.low, high=words.high)
