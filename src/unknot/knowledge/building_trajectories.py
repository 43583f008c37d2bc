"""`trajectories.yaml` to the value that the clinical core follows people with, and what a schema cannot see
in it."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from unknot.clinical.checkins import exact
from unknot.clinical.course_words import PLACES
from unknot.clinical.errors import nearest
from unknot.clinical.following import AlertWords, CourseFact, ExpectedLine, Following, StateWords, Threshold
from unknot.knowledge.building import tuples
from unknot.knowledge.reading import Document, Documents, Problem

Plain = Mapping[str, Any]


def following(documents: Documents) -> Following:
    """Everything about trajectories; empty when the knowledge has no such file."""
    for document in documents.of("trajectories"):
        plain = document.value
        return Following(
            thresholds={
                name: Threshold(id=name, **{**tuples(one), "value": exact(one["value"])})
                for name, one in plain["thresholds"].items()
            },
            states={name: StateWords(id=name, **tuples(one)) for name, one in plain["states"].items()},
            notes=plain["notes"],
            alerts={name: AlertWords(id=name, **tuples(one)) for name, one in plain["alerts"].items()},
            expected={name: _line(name, one) for name, one in plain["expected"]["stages"].items()},
            expected_label=plain["expected"]["label"],
            facts=tuple(CourseFact(**tuples(one)) for one in plain["facts"]),
        )
    return Following()


def problems(documents: Documents) -> Iterator[Problem]:
    for document in documents.of("trajectories"):
        for name, state in document.value["states"].items():
            yield from _places(document, name, state["reason"])
        for name, line in document.value["expected"]["stages"].items():
            weeks = [week for week, _ in line["points"]]
            if line["points"][0] != [0, 1] or weeks != sorted(set(weeks)):
                yield document.problem(
                    ("expected", "stages", name, "points"),
                    "the expected line begins with [0, 1] and goes on week by week",
                )


def _places(document: Document, name: str, reason: str) -> Iterator[Problem]:
    for _, place, _, _ in Formatter().parse(reason):
        if place is not None and place not in PLACES:
            yield document.problem(
                ("states", name, "reason"), f"a reason has no place {place!r}{nearest(place, PLACES)}"
            )


def _line(stage: str, plain: Plain) -> ExpectedLine:
    points = tuple((week, exact(share)) for week, share in plain["points"])
    return ExpectedLine(stage=stage, **{**tuples(plain), "points": points})
