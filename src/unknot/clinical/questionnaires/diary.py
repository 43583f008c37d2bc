"""The spasm diary: one entry for each spasm, and what a week of entries says.

A week without entries is no week without spasms: it counts as one only when the person has said that the
week is written down whole. Otherwise what stands there is the least that happened.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from unknot.clinical.errors import InvalidAnswers, nearest
from unknot.clinical.questionnaires.instruments import Instrument, Item
from unknot.clinical.questionnaires.scoring import NotScorable, Part, Score, band_of

LONGEST_TEXT = 500  # letters; a diary line, not a letter
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Entry:
    """One spasm. `severity` 0 to 10; `minutes` how long it held; None and empty are what was not said."""

    on: date
    severity: int
    minutes: int | None = None
    trigger: str = ""
    helped: str = ""
    limited: bool | None = None


def read_entry(raw: Mapping[str, object], diary: Instrument) -> Entry:
    """One entry from JSON values by field id (dates as 2026-11-23). Raises InvalidAnswers with all that is
    wrong in it."""
    items = {item.id: item for item in diary.items}
    errors = [(key, f"the diary has no such field{nearest(key, items)}") for key in raw if key not in items]
    read: dict[str, object] = {}
    for item in diary.items:
        value = raw.get(item.id)
        if value is None:
            if not item.optional:
                errors.append((item.id, "is missing, and the diary needs it"))
            continue
        try:
            read[item.id] = _field(item, value)
        except ValueError as wrong:
            errors.append((item.id, str(wrong)))
    if errors:
        raise InvalidAnswers(errors)
    return Entry(**read)  # type: ignore[arg-type]  # each field was read by its own type above


def week(
    entries: Iterable[Entry], diary: Instrument, *, first_day: date, is_whole: bool
) -> Score | NotScorable:
    """The seven days from `first_day`: days with a spasm (0 to 7), and as parts the number of spasms, the
    worst and the days on which one kept the person from something. `is_whole`: the person said that nothing
    is left out. Entries of other days are not counted."""
    these = [entry for entry in entries if first_day <= entry.on < first_day + WEEK]
    if not these and not is_whole:
        reason = f"nothing was written in the week from {first_day}, which is not the same as no spasm"
        return NotScorable(diary.id, diary.version, reason, ())
    days = len({entry.on for entry in these})
    parts = (
        Part("spasms", "spasms in the week", len(these)),
        Part("worst", "the worst of them, 0 to 10", max((entry.severity for entry in these), default=0)),
        Part("limited_days", "days on which one got in the way", len({e.on for e in these if e.limited})),
    )
    band = band_of(days, parts, diary)
    return Score(
        instrument_id=diary.id,
        version=diary.version,
        recall=diary.recall,
        value=days,
        band=band.id if band else "",
        band_words=band.words if band else "",
        parts=parts,
        se=None,
        answered=(),
        missing=(),
        at_floor=diary.at_floor(days),
        at_ceiling=diary.at_ceiling(days),
        notes=() if is_whole else ("At least this much: the person has not said that the week is whole.",),
    )


def _field(item: Item, value: object) -> object:
    match item.type:
        case "date":
            return _date(value)
        case "yes_no":
            if isinstance(value, bool):
                return value
            raise ValueError(f"{value!r} is not an answer: give yes or no")
        case "text":
            if isinstance(value, str) and len(value) <= LONGEST_TEXT:
                return value.strip()
            raise ValueError(f"give a text of at most {LONGEST_TEXT} letters")
        case _:
            if isinstance(value, int) and not isinstance(value, bool) and value in item.values:
                return value
            span = f"{item.minimum} to {item.maximum}"
            raise ValueError(f"{value!r} is not an answer: give one of the whole numbers {span}")


def _date(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{value!r} is not a date: write it as 2026-11-23") from None
