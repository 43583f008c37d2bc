"""What a clinic writes to another house: a referral, a discharge summary. A draft is made of what the record
holds and of nothing else; where it holds nothing, the section stays empty and asks for words. A clinician
reads, changes and signs it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from unknot.clinical.written import Fault

KINDS: Mapping[str, str] = {"referral": "Referral", "discharge": "Discharge summary"}
# Sections in their order, with what a reader looks for in them.
SECTIONS: Mapping[str, Mapping[str, str]] = {
    "referral": {
        "asked": "What we ask of you",
        "story": "Story and warning signs",
        "person": "Known illnesses, medicines, allergies, implants",
        "found": "What we found",
        "done": "What was done",
        "course": "How it went",
    },
    "discharge": {
        "story": "Why care began",
        "found": "What we found",
        "done": "What was done",
        "course": "How it went",
        "ending": "Why care ends",
        "after": "What goes on at home, and when to come back",
    },
}
# A letter without these says nothing to its reader.
_NEEDED = {"referral": ("asked", "story"), "discharge": ("ending", "course")}
LONGEST, LONGEST_LINE = 6000, 300


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What the record holds of one bout, each in words as they are read; empty is not recorded. `done` is one
    technique with its region for each time it was given. Pain is 0 to 10."""

    since: str
    # None where there was no check to ask for them.
    warning_signs: tuple[str, ...] | None = None
    causes: tuple[str, ...] = ()
    told: tuple[tuple[str, str], ...] = ()
    found: tuple[str, ...] = ()
    visits: int = 0
    done: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    pains: tuple[tuple[str, float], ...] = ()
    goals: tuple[tuple[str, int | None, int | None], ...] = ()
    rules: tuple[str, ...] = ()
    outcome: str = ""
    reasons: str = ""


def draft(kind: str, recorded: Recorded) -> tuple[Section, ...]:
    """Every section of this kind of letter, as far as the record has words for it."""
    made: Mapping[str, Iterable[str]] = {
        "asked": _when(recorded.outcome == "refer", recorded.reasons),
        "story": _story(recorded),
        "person": (f"{heading}: {words}" for heading, words in recorded.told),
        "found": recorded.found,
        "done": _done(recorded),
        "course": _course(recorded),
        "ending": _when(recorded.outcome == "discharge", recorded.reasons),
        "after": dict.fromkeys(recorded.advice),
    }
    return tuple(Section(place, "\n".join(made[place])) for place in SECTIONS[kind])


def faults(kind: str, to: str, sections: tuple[Section, ...]) -> tuple[Fault, ...]:
    """What cannot be stored (`saving`) and what keeps the letter from being signed (`offering`)."""
    return tuple(_faults(kind, to, {one.id: one.words for one in sections}))


def _faults(kind: str, to: str, said: Mapping[str, str]) -> Iterator[Fault]:
    if len(to) > LONGEST_LINE:
        yield Fault("to", "saving", f"Right would be at most {LONGEST_LINE} characters.")
    if kind == "referral" and not to.strip():
        yield Fault("to", "offering", "Say to whom this letter goes.")
    known = SECTIONS[kind]
    for place in said.keys() - known.keys():
        yield Fault(place, "saving", f"There is no section “{place}” in this letter.")
    for place, heading in known.items():
        words = said.get(place, "")
        if len(words) > LONGEST:
            yield Fault(place, "saving", f"{heading}: right would be at most {LONGEST} characters.")
        if place in _NEEDED[kind] and not words.strip():
            yield Fault(place, "offering", f"{heading}: a reader looks for this first. Write a few words.")


def _story(recorded: Recorded) -> Iterator[str]:
    yield f"Back trouble since {recorded.since}."
    if recorded.warning_signs:
        yield f"Warning signs: {'; '.join(recorded.warning_signs)}."
    elif recorded.warning_signs is not None:
        yield "Warning signs: none of those that the check asks for."
    if recorded.causes:
        yield f"What may contribute, by the answers: {'; '.join(recorded.causes)}."


def _done(recorded: Recorded) -> Iterator[str]:
    if recorded.visits:
        yield f"{recorded.visits} visit{'' if recorded.visits == 1 else 's'}."
    for what, times in Counter(recorded.done).most_common():
        yield f"{what}{'' if times == 1 else f', {times} times'}."


def _course(recorded: Recorded) -> Iterator[str]:
    if recorded.pains:
        yield "Pain, 0 to 10: " + ", ".join(f"{pain:g} ({when})" for when, pain in recorded.pains) + "."
    for activity, before, now in recorded.goals:
        yield f"“{activity}”, 0 to 10: {_rated(before)} at the start, {_rated(now)} now."
    yield from recorded.rules


def _rated(value: int | None) -> str:
    return "not rated" if value is None else str(value)


def _when(is_so: bool, words: str) -> Iterator[str]:
    if is_so and words:
        yield words
