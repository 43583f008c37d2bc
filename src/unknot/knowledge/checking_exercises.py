"""Whether exercises and programmes fit each other: whatever is named exists and has a dose where it is used,
each exercise has its figure, each caution the name of its exercise, and every stage of a course exercises in
exactly one phase."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from unknot.clinical.errors import nearest
from unknot.knowledge.building_care import CLOSING
from unknot.knowledge.checking import entries, named, questions_by_fact
from unknot.knowledge.reading import Document, Documents, Problem
from unknot.knowledge.recording import recorded_facts
from unknot.knowledge.schema import Place

FIGURES = "figures"


def problems(documents: Documents, directory: Path) -> Iterator[Problem]:
    """All that is wrong with the exercises of a directory, once each file is sound by itself."""
    yield from _exercises(documents)
    for document, place, exercise in entries(documents, "exercises", "exercises"):
        if not (directory / FIGURES / f"{exercise['id']}.svg").is_file():
            yield document.problem((*place, "id"), f"{exercise['id']} has no figure in {FIGURES}/")
        yield from _own(document, place, exercise)
    yield from _programmes(documents)
    yield from _causes(documents)


def _exercises(documents: Documents) -> Iterator[Problem]:
    positions = named(documents, "exercises", "positions")
    listed = [plain for _, _, plain in entries(documents, "exercises", "exercises")]
    times = {key: Counter(plain[key] for plain in listed) for key in ("id", "slug")}
    for document, place, plain in entries(documents, "exercises", "exercises"):
        for key, count in times.items():
            if count[plain[key]] > 1:
                yield document.problem(
                    (*place, key), f"{key} {plain[key]!r} stands {count[plain[key]]} times"
                )
        if plain["position"] not in positions:
            near = nearest(plain["position"], positions)
            yield document.problem((*place, "position"), f"no position {plain['position']!r}{near}")
        for phase, dose in plain["dose"].items():
            for key, figure in dose.items():
                if isinstance(figure, list) and figure[0] > figure[1]:
                    where = (*place, "dose", phase, key)
                    yield document.problem(where, f"{key} goes from {figure[0]} to {figure[1]}")


def _own(document: Document, place: Place, exercise: Mapping[str, Any]) -> Iterator[Problem]:
    """A caution is named after its exercise, its kind and its number, so that cases can cite it."""
    for word in CLOSING:
        for number, caution in enumerate(exercise.get(word, ())):
            right = f"{exercise['id']}-{word[0].upper()}{number + 1}"
            if caution["id"] != right:
                yield document.problem((*place, word, number, "id"), f"this caution must be called {right}")


def _programmes(documents: Documents) -> Iterator[Problem]:
    exercises = named(documents, "exercises", "exercises")
    stages = named(documents, "stages", "stages")
    taken: dict[str, str] = {}
    for document, place, plain in entries(documents, "exercises", "programmes"):
        phase = str(place[-1])
        for number, stage in enumerate(plain["stages"]):
            where = (*place, "stages", number)
            if stages and stage not in stages:
                yield document.problem(where, f"no stage {stage!r}{nearest(stage, stages)}")
            if stage in taken:
                yield document.problem(where, f"the stage {stage!r} is taken by {taken[stage]!r}")
            taken.setdefault(stage, phase)
        yield from _slots(document, place, plain, exercises)
    for document, place, entry in entries(documents, "stages", "stages") if taken else ():
        stage = entry["id"]
        if stage not in taken:
            yield document.problem(place, f"no programme of exercises is for the stage {stage!r}")


def _slots(
    document: Document, place: Place, plain: Mapping[str, Any], exercises: Mapping[str, Any]
) -> Iterator[Problem]:
    phase = str(place[-1])
    for number, slot in enumerate(plain["slots"]):
        where = (*place, "slots", number, "any_of")
        for name in slot["any_of"]:
            if name not in exercises:
                yield document.problem(where, f"no exercise {name!r}{nearest(name, exercises)}")
            elif phase not in exercises[name]["dose"]:
                yield document.problem(where, f"{name} has no dose for {phase}")


def _causes(documents: Documents) -> Iterator[Problem]:
    causes = named(documents, "causes", "causes")
    facts = {**questions_by_fact(documents), **recorded_facts(documents)}
    for document, place, taken in entries(documents, "exercises", "causes"):
        if taken["cause"] not in causes:
            near = nearest(taken["cause"], causes)
            yield document.problem((*place, "cause"), f"no cause {taken['cause']!r}{near}")
        for number, fact in enumerate(taken["taken_as"]):
            where = (*place, "taken_as", number)
            if fact not in facts:
                yield document.problem(where, f"no fact {fact!r}{nearest(fact, facts)}")
            elif facts[fact]["type"] != "yes_no":
                yield document.problem(where, f"{fact!r} is not answered by yes or no")
