"""Whether exercises and programmes fit each other: whatever is named exists and has a dose where it is used,
and every stage of a course exercises in exactly one phase."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from unknot.clinical.errors import nearest
from unknot.knowledge.checking import entries, named
from unknot.knowledge.reading import Document, Documents, Problem
from unknot.knowledge.schema import Place


def problems(documents: Documents) -> Iterator[Problem]:
    yield from _exercises(documents)
    yield from _programmes(documents)


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
