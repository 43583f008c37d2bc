"""Worked cases of questionnaires: answers and the score, two sets of answers and the change, a day of an
episode and what is due. Clinicians write them beside the instruments."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from unknot.clinical.questionnaires.change import change
from unknot.clinical.questionnaires.instruments import Instrument
from unknot.clinical.questionnaires.schedule import Agenda, Done, Questionnaires, due
from unknot.clinical.questionnaires.scoring import NotScorable, Score, score
from unknot.knowledge.checking import entries
from unknot.knowledge.reading import read_kinds

DAY_0 = date(2026, 1, 5)  # any day does: the schedule counts from it


@dataclass(frozen=True, slots=True)
class QuestionnaireCase:
    id: str
    title: str
    plain: Mapping[str, Any]


@cache
def load_questionnaire_cases(directory: Path) -> tuple[QuestionnaireCase, ...]:
    """The cases of a directory, which may have none; whether they fit is checked when that is loaded."""
    listed = entries(read_kinds(directory, "questionnaire_cases"), "questionnaire_cases", "cases")
    return tuple(QuestionnaireCase(one["id"], one["title"], one) for _, _, one in listed)


def questionnaire_differences(case: QuestionnaireCase, known: Questionnaires) -> list[str]:
    """Everything that comes out otherwise than the case says."""
    plain = case.plain
    if "due" in plain:
        return _of_day(plain["due"], known)
    instrument = known.instruments[plain["instrument"]]
    if "expect" in plain:
        return _of_score(plain["expect"], score(plain["answers"], instrument))
    found = change(score(plain["before"], instrument), score(plain["after"], instrument), instrument)
    if found.important == plain["important"]:
        return []
    return [f"is {found.important}, should be {plain['important']} ({found.why})"]


def _of_score(expect: Mapping[str, Any], found: Score | NotScorable) -> list[str]:
    if isinstance(found, NotScorable):
        got: dict[str, Any] = {"not_scorable": list(found.missing)}
    else:
        got = {
            "value": round(found.value, 6),
            "band": found.band,
            "se": found.se,
            "floor": found.at_floor,
            "ceiling": found.at_ceiling,
            "missing": list(found.missing),
        }
    got["parts"] = {part.id: part.value for part in found.parts}
    got["positive"] = [part.id for part in found.parts if part.is_positive]
    return [
        f"{key} is {got.get(key)!r}, should be {wanted!r}"
        for key, wanted in expect.items()
        if got.get(key) != wanted
    ]


def _of_day(plain: Mapping[str, Any], known: Questionnaires) -> list[str]:
    found = agenda_of(plain, known)
    got = {
        "asks": [one.instrument_id for one in found.asks],
        "waits": [one.instrument_id for one in found.waits],
        "also": list(found.also),
    }
    return [
        f"{key} {got[key]}, should be {plain[key]}" for key in got if key in plain and got[key] != plain[key]
    ]


def agenda_of(plain: Mapping[str, Any], known: Questionnaires) -> Agenda:
    """The day of a case: what is whole can be asked, and the slots that the case calls filled."""
    return due(
        known.schedule,
        start=DAY_0,
        today=DAY_0 + timedelta(days=plain["day"]),
        done=[Done(name, DAY_0 + timedelta(days=day)) for name, day in plain.get("done", {}).items()],
        offered={
            name: _worded(one)
            for name, one in known.instruments.items()
            if one.is_ready or name in plain.get("filled", ())
        },
        minutes_per_week=plain.get("minutes", known.schedule.minutes_per_week),
        is_visit=plain.get("at_visit", False),
    )


def _worded(instrument: Instrument) -> Instrument:
    """The instrument as if a clinic had filled it, without any sentence of it."""
    items = tuple(replace(item, words=item.words or item.id) for item in instrument.items)
    return replace(instrument, items=items)
