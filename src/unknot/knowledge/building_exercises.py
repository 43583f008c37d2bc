"""`exercises.yaml` to the values that programmes and pages read; what closes an exercise is built with the
other cautions (`building_care`)."""

from collections.abc import Mapping

from unknot.clinical.exercises import Dose, Exercise, Library, Programme, Slot, StopWords
from unknot.clinical.rules import Named
from unknot.knowledge.building import Plain, condition, tuples
from unknot.knowledge.building_care import CLOSING
from unknot.knowledge.checking import entries
from unknot.knowledge.reading import Documents


def library(documents: Documents, signs: Mapping[str, Named]) -> Library:
    """All exercises; empty when the knowledge has no such file."""
    files = [document.value for document in documents.of("exercises")]
    return Library(
        exercises={
            plain["id"]: _exercise(plain) for _, _, plain in entries(documents, "exercises", "exercises")
        },
        programmes={
            phase: _programme(plain, signs)
            for value in files
            for phase, plain in value.get("programmes", {}).items()
        },
        positions={name: words for value in files for name, words in value.get("positions", {}).items()},
        stop=tuple(
            StopWords(**tuples(plain)) for value in files for plain in value.get("stop", {}).get("rules", ())
        ),
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
    return Programme(tuple(plain["stages"]), plain["words"], slots, tuple(plain["sources"]))
