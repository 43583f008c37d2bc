"""Spans are sets of instants: the operators are tested as such."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.scheduling.errors import BadTime
from unknot.scheduling.spans import Span, Spans

START = datetime(2026, 3, 1, tzinfo=UTC)


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


pieces = st.builds(
    lambda first, size: Span(minute(first), minute(first + size)), st.integers(0, 30), st.integers(1, 10)
)
spans = st.builds(Spans, st.lists(pieces, max_size=6))


def instants(some: Spans) -> set[int]:
    return {number for number in range(50) if minute(number) in some}


@given(spans, spans)
def test_operators_mean_what_they_mean_for_sets_of_instants(a: Spans, b: Spans) -> None:
    assert instants(a | b) == instants(a) | instants(b)
    assert instants(a & b) == instants(a) & instants(b)
    assert instants(a - b) == instants(a) - instants(b)


@given(spans, spans)
def test_equal_sets_are_equal_values(a: Spans, b: Spans) -> None:
    assert (instants(a) == instants(b)) == (a == b)
    assert bool(a) == bool(instants(a))


@given(spans)
def test_pieces_are_sorted_and_apart(some: Spans) -> None:
    ordered = list(some)
    assert all(one.end < after.start for one, after in pairwise(ordered))


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(BadTime, match="end after it starts"):
        Span(minute(1), minute(1))
    with pytest.raises(BadTime, match="time zone"):
        Span(datetime(2026, 1, 1), datetime(2026, 1, 2))  # noqa: DTZ001  # that they have none is the point
