"""Questionnaires for `unknot knowledge`: one instrument as the knowledge has it, counts, and worked cases."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questionnaires.instruments import Bound, Instrument, Item
from unknot.knowledge.worked_questionnaires import load_questionnaire_cases, questionnaire_differences


def counts(known: Knowledge, directory: Path) -> dict[str, int]:
    instruments = known.questionnaires.instruments.values()
    return {
        "questionnaires": len(instruments),
        "of them whole, in our own words": sum(one.own_words for one in instruments),
        "of them with empty slots": sum(one.kind == "slots" for one in instruments),
        "occasions of asking": len(known.questionnaires.schedule.occasions),
        "worked cases of questionnaires": len(load_questionnaire_cases(directory)),
    }


def ids(known: Knowledge) -> list[str]:
    return list(known.questionnaires.instruments)


def wrong_cases(known: Knowledge, directory: Path) -> list[str]:
    """What the worked cases of questionnaires find otherwise than they say."""
    return [
        f"{case.id}: {words}"
        for case in load_questionnaire_cases(directory)
        for words in questionnaire_differences(case, known.questionnaires)
    ]


def shown(instrument_id: str, known: Knowledge, directory: Path) -> Iterator[str]:
    one = known.questionnaires.instruments[instrument_id]
    yield f"{one.id}  {one.name}"
    own = "whole, in our own words" if one.own_words else "empty slots: the words are their owner's"
    yield f"  version {one.version}; {own}; strength {one.strength}, reviewed {one.reviewed}"
    if not one.validated:
        yield "  UNVALIDATED: nobody has measured what this score means"
    yield f"  tells      {one.person}"
    yield f"  clinician  {one.clinician}"
    yield f"  asks about {one.recall}; takes about {one.minutes:g} min"
    yield "  items"
    yield from _items(one)
    yield from _scoring(one)
    yield from _meaning(one)
    yield f"  terms      {one.terms.words}"
    yield f"  text from  {one.terms.where}"
    yield from (f"  doubt      {words}" for words in one.doubts)
    yield "  asked"
    asked = [
        occasion.words
        for occasion in known.questionnaires.schedule.occasions
        if any(one.id in choices for choices in occasion.asks)
    ]
    yield from (f"    {words}" for words in asked or ["whenever the person likes"])
    yield "  sources"
    yield from (f"    {source}: {known.sources[source].citation}" for source in one.sources)
    yield "  cases"
    yield from (
        f"    {case.id}: {case.title}"
        for case in load_questionnaire_cases(directory)
        if case.plain.get("instrument") == one.id
    )


def _items(one: Instrument) -> Iterator[str]:
    """Slots of one kind on one line: there is nothing to say of each."""
    for (kind, words), items in groupby(one.items, key=lambda item: (_kind(item), item.words)):
        ids = ", ".join(item.id for item in items)
        yield f"    {ids}: {kind}{f'  {words}' if words else ''}"


def _kind(item: Item) -> str:
    span = "" if item.type in ("date", "text", "yes_no", "tick") else f" {item.minimum} to {item.maximum}"
    points = ", ".join(f"{answer} counts {points}" for answer, points in item.points.items())
    return f"{item.type}{span}{', turned round' if item.reversed else ''}{f' ({points})' if points else ''}"


def _scoring(one: Instrument) -> Iterator[str]:
    way = "higher is worse" if one.direction == "higher_worse" else "higher is better"
    scoring = one.scoring
    yield f"  scored by  {scoring.method}, {one.minimum:g} to {one.maximum:g}, {way}"
    yield f"  rule       {scoring.rule} ({scoring.strength}: {', '.join(scoring.sources)})"
    for row in scoring.table:
        error = "" if row.se is None else f" (standard error {row.se:g})"
        yield f"    sum {row.raw}: T {row.t:g}{error}{'  ?' if row.doubtful else ''}"
    for part in scoring.subscales:
        line = f"; a sign to look closer {_said(part.positive)}" if part.positive else ""
        yield f"  part       {part.words}: {', '.join(part.items)}{line}"


def _meaning(one: Instrument) -> Iterator[str]:
    for band in one.bands.levels:
        also = f" and {band.subscale} {_said(band.of_subscale)}" if band.subscale else ""
        yield f"  band       {band.words}: {_said(band.total)}{also} ({one.bands.strength})"
    for name, bound in (("floor", one.floor), ("ceiling", one.ceiling), ("recovered", one.recovered)):
        if bound:
            yield f"  {name:<10} {_said(bound)}"
    if one.importance:
        found = one.importance
        yield f"  matters    {found.words} ({found.strength}: {', '.join(found.sources)})"
    else:
        yield "  matters    no smallest change that matters is known; scores are shown and not judged"


def _said(bound: Bound) -> str:
    limits = {
        "from": bound.at_least,
        "above": bound.above,
        "below": bound.below,
        "up to": bound.at_most,
    }
    return ", ".join(f"{word} {limit:g}" for word, limit in limits.items() if limit is not None)
