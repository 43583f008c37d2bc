"""How the rest of asking reads: questionnaires and how they are scored, and the net under free text."""

from collections.abc import Iterator

from unknot.clinical.questionnaires.instruments import Instrument
from unknot.interfaces.web.entries import Area, Entry, Item, Known, Section


def questionnaires(known: Known) -> Iterator[Entry]:
    for instrument in known.knowledge.questionnaires.instruments.values():
        yield _instrument(instrument)


def _instrument(one: Instrument) -> Entry:
    said = tuple(Item(item.words) for item in one.items if item.words)
    return Entry(
        id=one.id,
        title=one.name,
        summary=one.person,
        verdict="" if one.validated else "not validated",
        strength=one.strength,
        sources=tuple(dict.fromkeys((*one.sources, *one.terms.sources))),
        reviewed=one.reviewed,
        sections=(
            Section("What the person is told", one.person),
            Section("For clinicians", one.clinician),
            Section("Its questions", _slots(one), items=said),
            Section("How it is scored", items=tuple(_scoring(one))),
            Section("What the score is called", items=tuple(_bands(one))),
            Section("Doubts", items=tuple(Item(words) for words in one.doubts)),
            Section("Whose words these are", f"{one.terms.words} {one.terms.where}".strip()),
        ),
    )


def _slots(one: Instrument) -> str:
    if one.is_ready:
        return ""
    return (
        f"{len(one.items)} questions. Their text belongs to somebody else and does not come with Unknot: "
        "a clinic loads it under the owner's terms."
    )


def _scoring(one: Instrument) -> Iterator[Item]:
    higher = "worse" if one.direction == "higher_worse" else "better"
    scoring = one.scoring
    yield Item(
        scoring.rule,
        f"From {one.minimum:g} to {one.maximum:g}; higher is {higher}",
        None,
        scoring.strength,
        scoring.sources,
    )
    if one.importance:
        change = one.importance
        yield Item(change.words, "The smallest change that matters", None, change.strength, change.sources)


def _bands(one: Instrument) -> Iterator[Item]:
    for band in one.bands.levels:
        yield Item(band.words, "", None, one.bands.strength, one.bands.sources)


def wording(known: Known) -> Iterator[Entry]:
    for sign in known.knowledge.net.signs:
        yield Entry(
            id=sign.id,
            title=sign.title,
            summary=sign.person,
            tier=sign.tier,
            strength=sign.strength,
            sources=sign.sources,
            reviewed=sign.reviewed,
            sections=(
                Section("What the person is told", sign.person),
                Section(
                    "What is looked for",
                    f"{len(sign.ways)} ways of saying it, with misspellings; not when it is denied, past and "
                    "over, or about somebody else.",
                ),
            ),
        )


QUESTIONNAIRES = Area(
    "questionnaires",
    "Questionnaires",
    "What is asked again over time, how it is scored, and which change matters.",
    questionnaires,
    "questionnaire",
)
WORDING = Area(
    "wording",
    "The net under free text",
    "Whatever somebody types is read for warning signs. One that is found never stops the message; it shows "
    "what to do and calls the desk.",
    wording,
    "sign in free text",
)
