"""The shipped examination, and what its files may not say."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from unknot.clinical.notes import SEGMENTS
from unknot.knowledge import checking_examination
from unknot.knowledge.load import SHIPPED, knowledge
from unknot.knowledge.reading import Document, Documents, read_all
from unknot.knowledge.schema import against_schema

KNOWN = knowledge()
DOCUMENTS: Documents = read_all(SHIPPED)[0]
SHEET = DOCUMENTS.of("examination")[0]


def refused(change: Callable[[Any], None]) -> list[str]:
    value = deepcopy(SHEET.value)
    change(value)
    sheet = Document(SHEET.name, "examination", value, SHEET.lines)
    documents = replace(DOCUMENTS, by_kind={**DOCUMENTS.by_kind, "examination": [sheet]})
    found = [sheet.problem(*one) for one in against_schema("examination", value)]
    return [one.message for one in (*found, *checking_examination.problems(documents))]


def test_what_is_shipped_is_sound() -> None:
    assert refused(lambda value: None) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda v: v["clusters"][0]["items"].append({"test": "hofman"}), "did you mean 'hoffmann'"),
        (lambda v: v["clusters"][0].update(at_most=3), "at_most below at_least"),
        (lambda v: v["clusters"][0].update(at_least=9), "at_least at most 5"),
        (lambda v: v["clusters"][0].pop("few"), "few"),
        (lambda v: v["codes"][0]["causes"].append("gremlins"), "no cause 'gremlins'"),
        (lambda v: v["codes"].append(v["codes"][0]), "code 'M62.830' is taken"),
        (lambda v: v["tests"][0].pop("sources"), "missing sources"),
        (lambda v: v["roots"][0].update(colour="red"), "unknown key 'colour'"),
    ],
)
def test_what_does_not_fit_is_refused(change: Callable[[Any], None], words: str) -> None:
    assert any(words in message for message in refused(change))


def test_every_cause_has_a_code() -> None:
    assert [one.id for one in KNOWN.causes if not KNOWN.examination.codes_for(one.id)] == []


def test_roots_leave_the_spine_where_there_is_a_segment() -> None:
    """C8 has no vertebra of its own, and S1 leaves the sacrum."""
    assert {one for one in KNOWN.examination.roots if one not in SEGMENTS} == {"C8", "S1"}
