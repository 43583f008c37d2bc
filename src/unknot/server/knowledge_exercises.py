"""What `unknot knowledge` prints of exercises: their counts, and one of them by its id."""

from collections.abc import Iterator

from unknot.clinical.knowledge import Knowledge
from unknot.clinical.programmes import own_cautions
from unknot.interfaces.web.doses import in_words
from unknot.server.knowledge_care import cited, condition


def counts(known: Knowledge) -> dict[str, int]:
    exercises = known.library.exercises
    return {
        "exercises, each with its figure": len(exercises),
        "of the cautions belong to one of them": sum(len(own_cautions(name, known)) for name in exercises),
        "exercise programmes": len(known.library.programmes),
    }


def ids(known: Knowledge) -> tuple[str, ...]:
    return tuple(known.library.exercises)


def shown(entry_id: str, known: Knowledge) -> Iterator[str]:
    """The exercise of this id, which must be one of `ids`."""
    exercise = known.library.exercises[entry_id]
    yield f"{exercise.id}  {exercise.name}"
    yield f"  strength {exercise.strength}, reviewed {exercise.reviewed}"
    yield f"  aim        {exercise.aim}"
    yield f"  clinician  {exercise.clinician}"
    yield f"  position   {known.library.positions[exercise.position]}"
    yield "  steps"
    yield from (f"    {number}. {step}" for number, step in enumerate(exercise.steps, 1))
    yield f"  feel       {exercise.feel}"
    yield f"  easier     {exercise.easier}"
    yield f"  harder     {exercise.harder}"
    yield "  dose"
    yield from (f"    {phase:<12} {in_words(dose)}" for phase, dose in exercise.dose.items())
    yield f"  stop       {exercise.stop}"
    for caution in own_cautions(entry_id, known):
        level = caution.levels[entry_id].code.replace("_", " ")
        yield from condition(f"{level} ({caution.id}: {caution.clinician}) when", caution.when, known)
    yield from cited(exercise.sources, known)
