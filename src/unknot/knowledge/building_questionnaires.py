"""Plain values of the questionnaires and their schedule, which passed every check, to frozen values."""

from collections.abc import Mapping
from typing import Any

from unknot.clinical.questionnaires.filling import FilledItem, Filling
from unknot.clinical.questionnaires.instruments import (
    Band,
    Bands,
    Bound,
    Choice,
    Importance,
    Instrument,
    Item,
    Scoring,
    Subscale,
    TableRow,
    Terms,
)
from unknot.clinical.questionnaires.schedule import Occasion, Schedule

Plain = Mapping[str, Any]
LIMITS = ("at_least", "above", "below", "at_most")


def instrument(plain: Plain) -> Instrument:
    made: dict[str, Any] = {**plain, "items": _items(plain), "scoring": _scoring(plain["scoring"])}
    made.pop("slots", None)
    for key in ("floor", "ceiling", "recovered"):
        if key in plain:
            made[key] = _bound(plain[key])
    if "importance" in plain:
        made["importance"] = Importance(**_tuples(plain["importance"]))
    bands = plain.get("bands", {"levels": ()})
    made["bands"] = Bands(**{**_tuples(bands), "levels": tuple(_band(one) for one in bands["levels"])})
    made["terms"] = Terms(**_tuples(plain["terms"]))
    return Instrument(**_tuples(made))


def schedule(plain: Plain) -> Schedule:
    return Schedule(
        occasions=tuple(_occasion(one) for one in plain["occasions"]),
        first=tuple(plain["first"]),
        minutes_per_week=plain["minutes_per_week"],
        strength=plain["strength"],
        sources=tuple(plain["sources"]),
        reviewed=plain["reviewed"],
    )


def filling(plain: Plain) -> Filling:
    """A clinic's file, whose shape the schema has checked."""
    made = {key: value for key, value in plain.items() if key not in ("instrument", "scoring", "items")}
    items = tuple(FilledItem(**{**one, "answers": _choices(one)}) for one in plain["items"])
    return Filling(instrument_id=plain["instrument"], items=items, **plain["scoring"], **made)


def _items(plain: Plain) -> tuple[Item, ...]:
    if "items" in plain:
        return tuple(Item(**{**one, "answers": _choices(one)}) for one in plain["items"])
    return tuple(
        Item(
            id=name,
            type=slot["type"],
            minimum=slot["minimum"],
            maximum=slot["maximum"],
            reversed=slot.get("reversed", False),
            points={int(answer): points for answer, points in slot.get("points", {}).items()},
        )
        for slot in plain["slots"]
        for name in slot["ids"]
    )


def _choices(plain: Plain) -> tuple[Choice, ...]:
    return tuple(Choice(**one) for one in plain.get("answers", ()))


def _scoring(plain: Plain) -> Scoring:
    return Scoring(
        **{
            **_tuples(plain),
            "table": tuple(TableRow(**row) for row in plain.get("table", ())),
            "subscales": tuple(_subscale(one) for one in plain.get("subscales", ())),
        }
    )


def _subscale(plain: Plain) -> Subscale:
    positive = _bound(plain["positive"]) if "positive" in plain else None
    return Subscale(plain["id"], plain["words"], tuple(plain["items"]), positive)


def _band(plain: Plain) -> Band:
    part = plain.get("and", {})
    return Band(plain["id"], plain["words"], _bound(plain), part.get("subscale", ""), _bound(part))


def _bound(plain: Plain) -> Bound:
    return Bound(**{limit: plain[limit] for limit in LIMITS if limit in plain})


def _occasion(plain: Plain) -> Occasion:
    asks = tuple((one,) if isinstance(one, str) else tuple(one) for one in plain["asks"])
    return Occasion(**{**_tuples(plain), "asks": asks})


def _tuples(plain: Plain) -> dict[str, Any]:
    return {key: tuple(one) if isinstance(one, list) else one for key, one in plain.items()}
