"""What a note shows of the examination: the spine and the body map to point at, the nerve roots, the tests
with what they come to together, and the codes for the record."""

from typing import NamedTuple

from unknot.clinical import notes as core
from unknot.clinical.examination import PARTS, Root, readings
from unknot.clinical.notes import Note
from unknot.interfaces.web.forms.check import Choice
from unknot.interfaces.web.spine import spine
from unknot.journey.visit import noting
from unknot.journey.visit.models import Visit
from unknot.knowledge.load import knowledge


class Part(NamedTuple):
    """One part of a nerve root; `where` is what is tested, `places` are its left and its right box."""

    name: str
    where: str
    places: tuple[tuple[str, str, bool], ...]


class Nerve(NamedTuple):
    root: Root
    parts: list[Part]


class Sites(NamedTuple):
    """The places of the body map, as its template reads them."""

    choices: list[Choice]


def examined(row: Visit, shown: Note) -> dict[str, object]:
    known = knowledge().examination
    tender = [core.segment_words(one) for one in shown.tender]
    places = [f"{one.segment} {one.side}".strip() for one in shown.done if one.segment]
    treated = [core.segment_words(one) for one in places]
    return {
        "tender_words": tender,
        "tender_said": f"Tender: {', '.join(tender)}.",
        "treated_words": treated,
        "treated_said": f"Treated: {', '.join(treated)}.",
        "spine": list(spine(shown.tender)),
        "treated": list(spine(places)),
        "nerves": [_nerve(root, shown) for root in known.roots.values()],
        "nerve_words": [_nerve_words(one) for one in shown.nerves],
        "tests": [(one, shown.tests.get(one.id, "")) for one in known.tests.values()],
        "test_words": [
            f"{known.tests[name].name}: {known.tests[name].answers[answer]}"
            for name, answer in shown.tests.items()
            if name in known.tests
        ],
        "readings": list(readings(shown.tests, noting.age_at(row), known)),
        "codes": known.codes,
        "codes_here": known.codes_for(shown.cause),
        "code_means": known.meaning(shown.code),
        "sites": Sites(_sites(shown)),
        "site_words": [one.label for one in _sites(shown) if one.chosen],
    }


def _nerve(root: Root, shown: Note) -> Nerve:
    parts = [
        Part(
            words,
            getattr(root, part),
            tuple((place, side, place in shown.nerves) for side, place in _places(root.id, part)),
        )
        for part, words in PARTS.items()
        if getattr(root, part)
    ]
    return Nerve(root, parts)


def _places(root: str, part: str) -> list[tuple[str, str]]:
    return [(side, f"{root} {part} {side}") for side in ("left", "right")]


def _nerve_words(place: str) -> str:
    root, part, side = place.split(" ")
    return f"{root} {PARTS[part]}, {side}, less"


def _sites(shown: Note) -> list[Choice]:
    question = knowledge().by_fact[core.BODY_MAP]
    return [
        Choice(f"area-{one.id}", one.id, one.label, one.id in shown.areas)
        for one in question.answers
        if one.id in core.places_of(knowledge())
    ]
