"""Invented instruments, small enough to reckon by hand."""

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
    Terms,
)


def scoring(**fields: Any) -> Scoring:
    given: dict[str, Any] = {"method": "sum", "missing": "complete", "rule": "All are needed."}
    return Scoring(**{**given, "strength": "D", "sources": ("DESIGN",), **fields})


def instrument(**fields: Any) -> Instrument:
    """Two items of 0 to 5, summed."""
    given: dict[str, Any] = {
        "id": "knots",
        "name": "Knots",
        "title": "Knots",
        "version": "1",
        "kind": "slots",
        "person": "Two questions.",
        "clinician": "Invented.",
        "recall": "today",
        "direction": "higher_worse",
        "items": (slot("one"), slot("two")),
        "scoring": scoring(),
        "minimum": 0,
        "maximum": 10,
        "minutes": 1,
        "terms": Terms(False, "x", "y", ("DESIGN",)),
        "sources": ("DESIGN",),
        "strength": "D",
        "reviewed": "2026-11-23",
    }
    return Instrument(**{**given, **fields})


def slot(name: str, **fields: Any) -> Item:
    return Item(**{"id": name, "type": "choice", "minimum": 0, "maximum": 5, **fields})


TICKS = instrument(
    id="ticks",
    items=tuple(Item(name, "tick", 0, 1) for name in ("a", "b", "c")),
    scoring=scoring(missing="unticked_is_zero"),
    maximum=3,
)
SECTIONS = instrument(
    id="sections", scoring=scoring(method="percent", missing="of_answered", two_ticks="higher"), maximum=100
)
RISK = instrument(
    id="risk",
    scoring=scoring(subscales=(Subscale("mind", "mind", ("two",), Bound(at_least=3)),)),
    bands=Bands(
        (
            Band("low", "low", Bound(at_most=3)),
            Band("high", "high", Bound(above=3), "mind", Bound(at_least=3)),
        )
    ),
)
PAIN = instrument(
    id="pain",
    items=(Item("pain", "scale", 0, 10, words="How much?"),),
    floor=Bound(below=3),
    importance=Importance(2, "two", "V", ("DESIGN",), percent=30),
)
ABILITY = instrument(
    id="ability",
    direction="higher_better",
    same_items=True,
    items=tuple(slot(name, type="scale", maximum=10, words="How well?") for name in ("first", "second")),
    scoring=scoring(method="mean", missing="of_answered"),
    importance=Importance(2, "two", "M", ("DESIGN",), single=3),
)
DIARY = instrument(
    id="diary",
    items=(
        Item("on", "date", words="When?"),
        Item("severity", "scale", 0, 10, words="How strong?"),
        Item("minutes", "minutes", 0, 1440, words="How long?", optional=True),
        Item("trigger", "text", words="What before?", optional=True),
        Item("helped", "text", words="What helped?", optional=True),
        Item("limited", "yes_no", words="In the way?", optional=True),
    ),
    scoring=scoring(method="diary", missing="of_answered"),
    maximum=7,
)


def answers(*values: int) -> tuple[Choice, ...]:
    return tuple(Choice(value, f"label {value}") for value in values)


def filling(**fields: Any) -> Filling:
    """A text that fits the knots."""
    given: dict[str, Any] = {
        "instrument_id": "knots",
        "version": "1",
        "language": "en",
        "title": "The knots of today",
        "method": "sum",
        "minimum": 0,
        "maximum": 10,
        "items": (
            FilledItem("one", "How tight is the first?", answers(0, 1, 2, 3, 4, 5)),
            FilledItem("two", "How tight is the second?", answers(0, 1, 2, 3, 4, 5)),
        ),
        "origin": "made up",
        "terms": "free",
        "confirmed_by": "Ada",
        "confirmed_on": "2026-11-01",
    }
    return Filling(**{**given, **fields})
