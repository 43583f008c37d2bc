"""Spans of time: half-open, aware of their zone, and in normal form when born, so that equal sets are
equal values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from unknot.scheduling.errors import BadTime


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """[start, end): the end is the first instant that is no longer in it."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise BadTime("a span needs instants with a time zone")
        if not self.start < self.end:
            raise BadTime(f"a span must end after it starts, not {self.start} to {self.end}")


@dataclass(frozen=True, slots=True, init=False)
class Spans:
    """A set of instants as sorted spans that neither touch nor overlap."""

    pieces: tuple[Span, ...]

    def __init__(self, pieces: Iterable[Span] = ()) -> None:
        object.__setattr__(self, "pieces", tuple(_merged(pieces)))

    def __iter__(self) -> Iterator[Span]:
        return iter(self.pieces)

    def __bool__(self) -> bool:
        return bool(self.pieces)

    def __contains__(self, instant: datetime) -> bool:
        return any(piece.start <= instant < piece.end for piece in self.pieces)

    def __or__(self, other: "Spans") -> "Spans":
        return Spans((*self.pieces, *other.pieces))

    def __and__(self, other: "Spans") -> "Spans":
        return Spans(
            Span(max(a.start, b.start), min(a.end, b.end))
            for a in self.pieces
            for b in other.pieces
            if max(a.start, b.start) < min(a.end, b.end)
        )

    def __sub__(self, other: "Spans") -> "Spans":
        left = list(self.pieces)
        for taken in other.pieces:
            left = [rest for piece in left for rest in _without(piece, taken)]
        return Spans(left)


def _merged(pieces: Iterable[Span]) -> Iterator[Span]:
    current: Span | None = None
    for piece in sorted(pieces):
        if current is None or piece.start > current.end:
            if current is not None:
                yield current
            current = piece
        elif piece.end > current.end:
            current = Span(current.start, piece.end)
    if current is not None:
        yield current


def _without(piece: Span, taken: Span) -> Iterator[Span]:
    if taken.end <= piece.start or piece.end <= taken.start:
        yield piece
        return
    if piece.start < taken.start:
        yield Span(piece.start, taken.start)
    if taken.end < piece.end:
        yield Span(taken.end, piece.end)
