"""A receipt as a page and a sheet show it: its lines and its total in words."""

from unknot.journey.book.prices import price_words
from unknot.journey.visit.models import Receipt


def told(row: Receipt) -> dict[str, object]:
    lines = [
        {**line, "words": price_words(line["price"] * line["units"], row.currency)} for line in row.lines
    ]
    return {"row": row, "lines": lines, "total": price_words(row.total, row.currency)}
