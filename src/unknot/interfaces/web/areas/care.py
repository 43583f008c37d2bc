"""How treatment reads: what can be done to a back, what closes or limits it, which harm is known."""

from collections.abc import Iterator

from unknot.clinical.exercises import Exercise
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.programmes import own_cautions
from unknot.clinical.reading_aloud import read_aloud
from unknot.clinical.techniques import Caution, Harm, Level, Technique
from unknot.interfaces.web.doses import in_words
from unknot.interfaces.web.entries import Area, Entry, Item, Known, Link, Section

LEVELS = {
    Level.NEVER: "never",
    Level.ASK_FIRST: "only after asking",
    Level.WITH_CARE: "with care",
    Level.ALLOWED: "allowed",
}
VERDICTS = {
    "offer": "offer",
    "consider": "consider",
    "option": "an option",
    "do_not_offer": "do not offer",
    "no_statement": "no statement",
}
REGIONS = {"cervical": "neck", "thoracic": "upper and middle back", "lumbar": "low back", "pelvis": "pelvis"}


def techniques(known: Known) -> Iterator[Entry]:
    for technique in known.knowledge.care.techniques.values():
        yield _technique(technique, known.knowledge)


def exercises(known: Known) -> Iterator[Entry]:
    for exercise in known.knowledge.library.exercises.values():
        yield _exercise(exercise, known.knowledge)


def cautions(known: Known) -> Iterator[Entry]:
    for caution in known.knowledge.care.cautions:
        yield _caution(caution, known.knowledge)


def harms(known: Known) -> Iterator[Entry]:
    for harm in known.knowledge.care.harms:
        yield _harm(harm, known.knowledge)
    points = tuple(Item(one.words, sources=one.sources) for one in known.knowledge.care.consent)
    if points:
        yield Entry(
            id="consent",
            title="What consent must name",
            sections=(Section("Points", items=points),),
        )


def _technique(technique: Technique, knowledge: Knowledge) -> Entry:
    care = knowledge.care
    closing = sorted(care.by_technique[technique.id], key=lambda one: -one.levels[technique.id])
    harms = [harm for harm in care.harms if technique.id in harm.techniques]
    return Entry(
        id=technique.id,
        title=technique.name,
        summary=technique.person,
        verdict="" if technique.offered else "not offered",
        strength=technique.strength,
        sources=technique.sources,
        reviewed=technique.reviewed,
        sections=(
            Section("What the person is told", technique.person),
            Section("For clinicians", technique.clinician),
            Section(
                "What guidelines say",
                items=tuple(
                    Item(one.words, f"{one.body}: {VERDICTS[one.verdict]}", None, one.strength, one.sources)
                    for one in technique.guidelines
                ),
            ),
            Section(
                "What closes or limits it",
                links=tuple(
                    Link("cautions", one.id, one.title, LEVELS[one.levels[technique.id]]) for one in closing
                ),
            ),
            Section("Known harm", links=tuple(Link("harms", harm.id, harm.event) for harm in harms)),
        ),
    )


def _caution(caution: Caution, knowledge: Knowledge) -> Entry:
    closed = sorted(caution.levels.items(), key=lambda one: -one[1])
    where = ", ".join(REGIONS.get(region, region) for region in sorted(caution.regions))
    waits = "waits until somebody has asked" if caution.unknown == "ask_first" else "is taken as not there"
    return Entry(
        id=caution.id,
        title=caution.title,
        summary=caution.person,
        verdict=LEVELS[max(caution.levels.values())],
        strength=caution.strength,
        sources=caution.sources,
        reviewed=caution.reviewed,
        sections=(
            Section("It holds when", when=read_aloud(caution.when, knowledge)),
            Section("Where", f"Treating the {where}." if where else "Everywhere."),
            Section(
                "What it closes or limits",
                links=tuple(_closed(name, level, knowledge) for name, level in closed),
            ),
            Section("What the person is told", caution.person),
            Section("Instead", caution.instead),
            Section("For clinicians", caution.clinician),
            Section("When nobody knows", f"It {waits}. {caution.unknown_why}"),
            Section(
                "Asked only when",
                when=read_aloud(caution.ask_when, knowledge) if caution.ask_when else None,
            ),
            Section("May a clinician go on", OVERRIDES[caution.override]),
        ),
    )


def _closed(name: str, level: Level, knowledge: Knowledge) -> Link:
    if exercise := knowledge.library.exercises.get(name):
        return Link("exercises", name, exercise.name, LEVELS[level])
    return Link("techniques", name, knowledge.care.techniques[name].name, LEVELS[level])


OVERRIDES = {"clinician": "Yes, with a reason that is recorded.", "none": "No."}


def _exercise(exercise: Exercise, knowledge: Knowledge) -> Entry:
    own, programmes = own_cautions(exercise.id, knowledge), knowledge.library.programmes
    return Entry(
        id=exercise.id,
        title=exercise.name,
        summary=exercise.aim,
        strength=exercise.strength,
        sources=exercise.sources,
        reviewed=exercise.reviewed,
        sections=(
            Section("How", items=tuple(map(Item, exercise.steps))),
            Section("What it feels like", exercise.feel),
            Section("Easier, and harder", items=(Item(exercise.easier), Item(exercise.harder))),
            Section(
                "How much",
                items=tuple(
                    Item(in_words(dose), programmes[phase].name) for phase, dose in exercise.dose.items()
                ),
            ),
            Section("When to stop", exercise.stop),
            Section("For clinicians", exercise.clinician),
            Section(
                "What closes or limits it",
                links=tuple(
                    Link("cautions", one.id, one.title, LEVELS[one.levels[exercise.id]]) for one in own
                ),
            ),
        ),
    )


def _harm(harm: Harm, knowledge: Knowledge) -> Entry:
    named = [one for one in knowledge.care.techniques.values() if one.id in harm.techniques]
    using = tuple(Link("techniques", one.id, one.name) for one in named)
    return Entry(
        id=harm.id,
        title=harm.event,
        summary=harm.person,
        verdict=harm.how_bad,
        strength=harm.strength,
        sources=harm.sources,
        reviewed=harm.reviewed,
        sections=(
            Section("What the person is told", harm.person),
            Section("For clinicians", harm.clinician),
            Section("How often", " ".join(f"{part}." for part in (harm.figure, harm.interval) if part)),
            Section("In whom", harm.population),
            Section("With", links=using),
        ),
    )


TECHNIQUES = Area(
    "techniques",
    "What can be done",
    "Each treatment, what guidelines say of it, what closes it, and what harm is known.",
    techniques,
    "treatment",
)
EXERCISES = Area(
    "exercises",
    "Exercises",
    "Each with its dose, when to stop, and when not to begin.",
    exercises,
    "exercise",
)
CAUTIONS = Area(
    "cautions",
    "When not to treat",
    "What closes a treatment or asks for care. The strictest one that holds decides; nothing lowers it.",
    cautions,
    "caution",
)
HARMS = Area(
    "harms",
    "Known harms",
    "What consent must name: how often, in whom, and how sure that is.",
    harms,
    "harm",
)
