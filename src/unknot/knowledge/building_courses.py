"""Plain values of stages, components, outlooks, courses and stop rules to the frozen values of the core."""

from unknot.clinical.techniques import Recommendation
from unknot.clinical.treatments import (
    Avoided,
    CauseCourse,
    Component,
    Limits,
    Phase,
    ProgressFact,
    Refusal,
    Risk,
    Stage,
    StopRule,
    Topic,
    Treatments,
)
from unknot.knowledge.building import Plain, Signs, condition, tuples
from unknot.knowledge.checking import entries
from unknot.knowledge.reading import Documents


def treatments(documents: Documents, signs: Signs) -> Treatments:
    def plain(kind: str, key: str) -> list[Plain]:
        return [entry for _, _, entry in entries(documents, kind, key)]

    return Treatments(
        stages={one["id"]: _stage(one, signs) for one in plain("stages", "stages")},
        components={one["id"]: Component(**tuples(one)) for one in plain("stages", "components")},
        risks={one["id"]: _risk(one) for one in plain("stages", "risks")},
        causes={one["cause"]: _cause(one, signs) for one in plain("courses", "courses")},
        progress_facts={one["id"]: ProgressFact(**one) for one in plain("progress", "facts")},
        stop_rules=tuple(
            StopRule(**{**tuples(one), "when": condition(one["when"], {})})
            for one in plain("progress", "rules")
        ),
        topics=tuple(_topic(one) for one in plain("guidelines", "topics")),
    )


def _stage(plain: Plain, signs: Signs) -> Stage:
    rest = {key: one for key, one in tuples(plain).items() if key not in ("reevaluate", "only")}
    return Stage(
        **{
            **rest,
            "phases": _phases(plain),
            "limits": Limits(**tuples(plain["limits"])),
            "reevaluate_visit": plain["reevaluate"]["visit"],
            "reevaluate_weeks": plain["reevaluate"]["weeks"],
            "only": _refusal(plain["only"], signs) if "only" in plain else None,
        }
    )


def _risk(plain: Plain) -> Risk:
    rest = {key: one for key, one in tuples(plain).items() if key != "with"}
    return Risk(**{**rest, "phases": _phases(plain), "adds": tuple(plain.get("with", ()))})


def _cause(plain: Plain, signs: Signs) -> CauseCourse:
    return CauseCourse(
        **{
            **tuples(plain),
            "avoid": tuple(Avoided(**tuples(one)) for one in plain.get("avoid", ())),
            "refer": tuple(_refusal(one, signs) for one in plain.get("refer", ())),
        }
    )


def _refusal(plain: Plain, signs: Signs) -> Refusal:
    return Refusal(**{**tuples(plain), "when": condition(plain["when"], signs)})


def _phases(plain: Plain) -> tuple[Phase, ...]:
    return tuple(Phase(**one) for one in plain.get("phases", ()))


def _topic(plain: Plain) -> Topic:
    says = tuple(Recommendation(**tuples(one)) for one in plain["says"])
    return Topic(**{**tuples(plain), "says": says})
