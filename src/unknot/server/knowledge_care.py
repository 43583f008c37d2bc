"""What `unknot knowledge` prints of care: cautions and harms by their ids, their counts, their cases."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from unknot.clinical.knowledge import Knowledge
from unknot.clinical.reading_aloud import lines, read_aloud
from unknot.clinical.rules import Condition
from unknot.clinical.techniques import Caution, Harm, Level
from unknot.knowledge.worked_care import load_care_cases, what_is_wrong_with_care

UNKNOWN = {
    "ask_first": "not done until somebody has asked",
    "assume_absent": "taken as not there",
}


def counts(known: Knowledge, directory: Path) -> dict[str, int]:
    care = known.care
    return {
        "techniques": len(care.techniques),
        "contraindications and cautions": len(care.cautions),
        "facts that a clinician records": sum(not fact.derived for fact in care.record_facts.values()),
        "harms for consent": len(care.harms),
        "worked cases of contraindications": len(load_care_cases(directory)),
    }


def wrong_cases(known: Knowledge, directory: Path) -> list[str]:
    return [
        f"{case.id}: {words}"
        for case in load_care_cases(directory)
        for words in what_is_wrong_with_care(case, known)
    ]


def ids(known: Knowledge) -> tuple[str, ...]:
    return (*(caution.id for caution in known.care.cautions), *(harm.id for harm in known.care.harms))


def shown(entry_id: str, known: Knowledge, directory: Path) -> Iterator[str]:
    """The entry of this id, which must be one of `ids`."""
    harm = next((harm for harm in known.care.harms if harm.id == entry_id), None)
    if harm:
        yield from _harm(harm, known)
        return
    caution = known.care.caution(entry_id)
    yield from _caution(caution, known)
    yield "  cases that it decides"
    deciding = [case for case in load_care_cases(directory) if entry_id in case.because]
    yield from (f"    {case.id}: {case.title}" for case in deciding)
    if not deciding:
        yield "    none"


def cited(sources: Iterable[str], known: Knowledge) -> Iterator[str]:
    yield "  sources"
    yield from (f"    {source}: {known.sources[source].citation}" for source in sources)


def condition(title: str, when: Condition, known: Knowledge) -> Iterator[str]:
    yield f"  {title}"
    yield from (f"    {line}" for line in lines(read_aloud(when, known)))


def _caution(caution: Caution, known: Knowledge) -> Iterator[str]:
    yield f"{caution.id}  {caution.title}"
    yield f"  strength {caution.strength}, reviewed {caution.reviewed}"
    for level, names in _by_level(caution.levels).items():
        yield f"  {level.code.replace('_', ' '):<10} {', '.join(names)}"
    where = ", ".join(sorted(caution.regions)) or "everywhere, or where it was found"
    yield f"  where      {where}"
    yield f"  tells      {caution.person}"
    yield f"  clinician  {caution.clinician}"
    if caution.instead:
        yield f"  instead    {caution.instead}"
    may = "a clinician may go on with a recorded reason" if caution.override == "clinician" else "nobody may"
    yield f"  override   {may}"
    yield from condition("holds when", caution.when, known)
    yield f"  not known: {UNKNOWN[caution.unknown]}. {caution.unknown_why}".rstrip()
    if caution.ask_when:
        yield from condition("asked only when, or while it is not known if", caution.ask_when, known)
    yield from cited(caution.sources, known)


def _harm(harm: Harm, known: Knowledge) -> Iterator[str]:
    yield f"{harm.id}  {harm.event} ({harm.how_bad})"
    yield f"  strength {harm.strength}, reviewed {harm.reviewed}"
    yield f"  techniques {', '.join(harm.techniques)}"
    yield f"  where      {', '.join(sorted(harm.regions)) or 'everywhere'}"
    yield f"  tells      {harm.person}"
    yield f"  clinician  {harm.clinician}"
    yield f"  figure     {harm.figure}{f', {harm.interval}' if harm.interval else ''}"
    yield f"  population {harm.population}"
    yield from cited(harm.sources, known)


def _by_level(levels: Mapping[str, Level]) -> dict[Level, list[str]]:
    return {
        level: sorted(name for name, one in levels.items() if one == level)
        for level in sorted(set(levels.values()), reverse=True)
    }
