"""`exercises.yaml` to the values that programmes and pages read; what closes an exercise is built with the
other cautions (`building_care`)."""

from collections.abc import Mapping

from unknot.clinical.exercises import Dose, Exercise, ForEvery, Library, Programme, Slot, TakenAs
from unknot.clinical.rules import Named
from unknot.knowledge.building import Plain, condition, tuples
from unknot.knowledge.building_care import CLOSING
from unknot.knowledge.checking import entries, named
from unknot.knowledge.reading import Documents


def library(documents: Documents, signs: Mapping[str, Named]) -> Library:
    """All exercises; empty when the knowledge has no such file."""

    def plain(key: str) -> list[Plain]:
        return [entry for _, _, entry in entries(documents, "exercises", key)]

    programmes = named(documents, "exercises", "programmes")
    return Library(
        exercises={one["id"]: _exercise(one) for one in plain("exercises")},
        programmes={phase: _programme(one, signs) for phase, one in programmes.items()},
        positions={one["id"]: one["name"] for one in plain("positions")},
        before=tuple(ForEvery(**tuples(one)) for one in plain("before")),
        stop=tuple(ForEvery(**tuples(one)) for one in plain("stop_rules")),
        causes=tuple(TakenAs(**tuples(one)) for one in plain("causes")),
    )


def _exercise(plain: Plain) -> Exercise:
    own = {key: part for key, part in plain.items() if key not in CLOSING}
    doses = {phase: Dose(**tuples(dose)) for phase, dose in plain["dose"].items()}
    return Exercise(**{**tuples(own), "dose": doses})


def _programme(plain: Plain, signs: Mapping[str, Named]) -> Programme:
    slots = tuple(
        Slot(tuple(slot["any_of"]), condition(slot["when"], signs) if "when" in slot else None)
        for slot in plain["slots"]
    )
    return Programme(**{**tuples(plain), "slots": slots})
