"""Answers to a score, by each instrument's own rule; or why there is none, naming the items that are missing.

Answers are keyed by item id and hold whole numbers (or yes and no for a box to tick). What was not answered
is absent or None. Nothing is ever filled in: where an instrument's rule does not say what a missing answer
counts, there is no score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from unknot.clinical.errors import InvalidAnswers, nearest
from unknot.clinical.questionnaires.instruments import Band, Bound, Instrument, Item, Subscale


@dataclass(frozen=True, slots=True)
class Part:
    """One subscale's score. `is_positive` is None where the instrument draws no line."""

    id: str
    words: str
    value: float
    is_positive: bool | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """What a filled-in instrument says. `se` is the standard error of a T score where it is published;
    `answered` and `missing` are item ids in the instrument's order."""

    instrument_id: str
    version: str
    recall: str
    value: float
    band: str
    band_words: str
    parts: tuple[Part, ...]
    se: float | None
    answered: tuple[str, ...]
    missing: tuple[str, ...]
    at_floor: bool
    at_ceiling: bool
    notes: tuple[str, ...] = ()

    def part(self, part_id: str) -> Part:
        return next(part for part in self.parts if part.id == part_id)


@dataclass(frozen=True, slots=True)
class NotScorable:
    """No total can be made. `parts` are the subscales that can still be read: a pair of answers that asks to
    be looked at must not be lost because another item was left out."""

    instrument_id: str
    version: str
    reason: str
    missing: tuple[str, ...]
    parts: tuple[Part, ...] = ()


def score(answers: Mapping[str, object], instrument: Instrument) -> Score | NotScorable:
    """Raises InvalidAnswers with every item that cannot be read, and what would be right."""
    given = read(answers, instrument)
    if instrument.scoring.method == "diary":
        return _refused(instrument, "a diary is scored by the week, from its entries", (), ())
    if instrument.scoring.missing == "unticked_is_zero":
        given = {item.id: given.get(item.id, 0) for item in instrument.items}
    points = {item.id: item.counted(given[item.id]) for item in instrument.items if item.id in given}
    parts = tuple(_part(one, points) for one in instrument.scoring.subscales if _has_all(one, points))
    counting = [item for item in instrument.counting if item.id in points]
    missing = tuple(item.id for item in instrument.items if item.id not in points)
    lacking = _lacking(instrument, counting)
    if lacking:
        return _refused(instrument, lacking, missing, parts)
    value, se = _value(instrument, counting, points)
    band = band_of(value, parts, instrument)
    return Score(
        instrument_id=instrument.id,
        version=instrument.version,
        recall=instrument.recall,
        value=value,
        band=band.id if band else "",
        band_words=band.words if band else "",
        parts=parts,
        se=se,
        answered=tuple(points),
        missing=missing,
        at_floor=instrument.at_floor(value),
        at_ceiling=instrument.at_ceiling(value),
        notes=tuple(_notes(instrument, answers, missing, value)),
    )


def read(answers: Mapping[str, object], instrument: Instrument) -> dict[str, int]:
    """The answers as whole numbers by item id, in the instrument's order; what is absent or None is left out.
    Raises InvalidAnswers."""
    items = {item.id: item for item in instrument.items}
    errors: list[tuple[str, str]] = []
    given: dict[str, int] = {}
    for key, value in answers.items():
        if key not in items:
            errors.append((key, f"{instrument.id} has no such item{nearest(key, items)}"))
        elif value is not None:
            try:
                given[key] = _answer(items[key], value, instrument)
            except ValueError as wrong:
                errors.append((key, str(wrong)))
    if errors:
        raise InvalidAnswers(errors)
    return {item.id: given[item.id] for item in instrument.items if item.id in given}


def band_of(value: float, parts: Sequence[Part], instrument: Instrument) -> Band | None:
    """The named stretch in which a score lies; None where the instrument names none."""
    by_id = {part.id: part.value for part in parts}
    for band in instrument.bands.levels:
        if band.total.holds(value) and (not band.subscale or band.of_subscale.holds(by_id[band.subscale])):
            return band
    return None


def _answer(item: Item, value: object, instrument: Instrument) -> int:
    if isinstance(value, (list, tuple)):
        if instrument.scoring.two_ticks != "higher" or not value:
            raise ValueError(f"{value!r} is not an answer: give one of {_span(item)}")
        return max(_answer(item, one, instrument) for one in value)
    if isinstance(value, bool) and item.type not in ("tick", "yes_no"):
        raise ValueError(f"{value!r} is not an answer: give one of {_span(item)}")
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if not whole or int(value) not in item.values:  # type: ignore[call-overload]  # checked in the same line
        raise ValueError(f"{value!r} is not an answer: give one of {_span(item)}")
    return int(value)  # type: ignore[call-overload, no-any-return]  # as above


def _span(item: Item) -> str:
    if item.type in ("tick", "yes_no"):
        return "yes or no"
    return f"the whole numbers {item.minimum} to {item.maximum}"


def _lacking(instrument: Instrument, counting: Sequence[Item]) -> str:
    """Why there is no total, naming the items; empty when there is one."""
    there = {item.id for item in counting}
    without = [item.id for item in instrument.counting if item.id not in there]
    named = ", ".join(without)
    if instrument.scoring.missing == "complete" and without:
        return f"{instrument.id} needs an answer to each item; without one: {named}"
    if instrument.scoring.missing == "of_answered" and len(counting) < instrument.scoring.needs:
        needs = instrument.scoring.needs
        return (
            f"{instrument.id} needs answers to at least {needs} items, has {len(counting)}; without: {named}"
        )
    return ""


def _value(
    instrument: Instrument, counting: Sequence[Item], points: Mapping[str, int]
) -> tuple[float, float | None]:
    total = sum(points[item.id] for item in counting)
    match instrument.scoring.method:
        case "mean":
            return total / len(counting), None
        case "percent":
            return 100 * total / fsum(item.most for item in counting), None
        case "table":
            row = next(row for row in instrument.scoring.table if row.raw == total)
            return row.t, row.se
        case _:
            return total, None


def _has_all(subscale: Subscale, points: Mapping[str, int]) -> bool:
    return all(item in points for item in subscale.items)


def _part(subscale: Subscale, points: Mapping[str, int]) -> Part:
    value = sum(points[item] for item in subscale.items)
    return Part(subscale.id, subscale.words, value, _positive(subscale.positive, value))


def _positive(line: Bound | None, value: float) -> bool | None:
    return None if line is None else line.holds(value)


def _notes(
    instrument: Instrument, answers: Mapping[str, object], missing: Sequence[str], value: float
) -> list[str]:
    notes = []
    if instrument.scoring.missing == "unticked_is_zero" and not any(answers.values()):
        notes.append("Nothing was ticked. This counts as 0 only if the person has seen the whole list.")
    if missing and instrument.scoring.missing == "of_answered":
        notes.append(f"Scored from the items that were answered; without: {', '.join(missing)}.")
    if any(isinstance(value, (list, tuple)) and len(value) > 1 for value in answers.values()):
        notes.append("More than one answer was ticked in a section; the higher one counts.")
    if any(row.doubtful and row.t == value for row in instrument.scoring.table):
        notes.append("The T score of this sum is doubtful: the places that print it do not agree.")
    if not instrument.validated:
        notes.append("Not validated: nobody has measured what this score means. For a conversation only.")
    return notes


def _refused(
    instrument: Instrument, reason: str, missing: tuple[str, ...], parts: tuple[Part, ...]
) -> NotScorable:
    return NotScorable(instrument.id, instrument.version, reason, missing, parts)
