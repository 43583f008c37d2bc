"""Plain values of techniques, cautions, record facts and harms to the frozen values of the clinical core."""

from collections.abc import Iterator, Mapping

from unknot.clinical.techniques import (
    Care,
    Caution,
    Choice,
    ConsentPoint,
    Harm,
    Level,
    Recommendation,
    RecordFact,
    Technique,
)
from unknot.knowledge.building import Plain, Signs, condition, tuples, value
from unknot.knowledge.checking import entries, named
from unknot.knowledge.reading import Documents

CLOSING = ("never", "with_care")


def care(documents: Documents, signs: Signs) -> Care:
    exercises = [plain["id"] for _, _, plain in entries(documents, "exercises", "exercises")]
    groups = {**named(documents, "techniques", "groups"), "exercise": ["exercise", *exercises]}
    cautions = [
        caution(plain, levels(plain["levels"], groups), signs)
        for _, _, plain in entries(documents, "contraindications", "cautions")
    ]
    cautions += exercise_cautions(documents, signs)
    return Care(
        techniques={
            plain["id"]: _technique(plain) for _, _, plain in entries(documents, "techniques", "techniques")
        },
        cautions=tuple(cautions),
        record_facts={
            plain["id"]: _record_fact(plain)
            for _, _, plain in entries(documents, "record_facts", "record_facts")
        },
        harms=tuple(_harm(plain) for _, _, plain in entries(documents, "harms", "harms")),
        consent=tuple(
            ConsentPoint(plain["id"], plain["words"], tuple(plain["sources"]), _regions(plain))
            for _, _, plain in entries(documents, "harms", "consent")
        ),
    )


def levels(plain: Plain, groups: Mapping[str, list[str]]) -> dict[str, Level]:
    """Technique to level: a technique that is named by itself wins over its group."""
    made: dict[str, Level] = {}
    for name in sorted(plain, key=lambda name: name not in groups):
        for technique in groups.get(name, [name]):
            made[technique] = Level.of(plain[name])
    return made


def exercise_cautions(documents: Documents, signs: Signs) -> Iterator[Caution]:
    """What stands with one exercise under `never` and `with_care`, as cautions that close only that one."""
    for _, _, plain in entries(documents, "exercises", "exercises"):
        for word in CLOSING:
            for number, one in enumerate(plain.get(word, ()), start=1):
                whole = {
                    "id": f"{plain['id']}-{word[0].upper()}{number}",
                    "title": one["clinician"],
                    "instead": "",
                    "override": "clinician",
                    **one,
                }
                yield caution(whole, {plain["id"]: Level.of(word)}, signs)


def caution(plain: Plain, closed: Mapping[str, Level], signs: Signs) -> Caution:
    ask_when = condition(plain["ask_when"], signs) if "ask_when" in plain else None
    return Caution(
        **{
            **tuples(plain),
            "levels": closed,
            "when": condition(plain["when"], signs),
            "regions": _regions(plain),
            "ask_when": ask_when,
        }
    )


def _technique(plain: Plain) -> Technique:
    said = tuple(Recommendation(**tuples(one)) for one in plain.get("guidelines", ()))
    return Technique(**{**tuples(plain), "guidelines": said})


def _record_fact(plain: Plain) -> RecordFact:
    benign = value(plain.get("benign", [] if plain["type"] == "regions" else False))
    choices = tuple(Choice(**one) for one in plain.get("choices", ()))
    return RecordFact(**{**plain, "choices": choices, "benign": benign})


def _harm(plain: Plain) -> Harm:
    return Harm(**{**tuples(plain), "regions": _regions(plain)})


def _regions(plain: Plain) -> frozenset[str]:
    return frozenset(plain.get("regions", ()))
