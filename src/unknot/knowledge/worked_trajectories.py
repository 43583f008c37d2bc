"""Worked cases of trajectories: what a person told week by week, and how that must be read on a given day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from unknot.clinical.checkins import DAYS, CheckIn
from unknot.clinical.following import Following, Stage
from unknot.clinical.trajectories import Trajectory, trajectory
from unknot.knowledge.checking import entries
from unknot.knowledge.reading import read_kinds

START = date(2027, 3, 1)


@dataclass(frozen=True, slots=True)
class TrajectoryCase:
    """`expected` holds what the case says must come out; what it does not name may be anything."""

    id: str
    title: str
    stage: Stage
    today: date
    check_ins: tuple[CheckIn, ...]
    expected: Mapping[str, Any]


@cache
def load_trajectory_cases(directory: Path) -> tuple[TrajectoryCase, ...]:
    documents = read_kinds(directory, "trajectory_cases")
    return tuple(_case(plain) for _, _, plain in entries(documents, "trajectory_cases", "cases"))


def read(case: TrajectoryCase, rules: Following) -> Trajectory:
    return trajectory(case.check_ins, start=START, stage=case.stage, today=case.today, rules=rules)


def what_is_wrong(case: TrajectoryCase, rules: Following) -> list[str]:
    """Everything that comes out otherwise than the case says."""
    found = _as_plain(read(case, rules))
    return [
        f"{name} is {found[name]}, should be {wanted}"
        for name, wanted in case.expected.items()
        if found[name] != wanted
    ]


def complaints(directory: Path, rules: Following) -> list[str]:
    """Every case of a directory that does not come out, and how."""
    cases = load_trajectory_cases(directory)
    return [f"{case.id}: {words}" for case in cases for words in what_is_wrong(case, rules)]


def counts(directory: Path, rules: Following) -> dict[str, int]:
    return {
        "states of a trajectory": len(rules.states),
        "thresholds of trajectories": len(rules.thresholds),
        "worked cases of trajectories": len(load_trajectory_cases(directory)),
    }


def _as_plain(found: Trajectory) -> dict[str, Any]:
    return {
        "state": found.state.code,
        "since": (found.since - START).days,
        "also": sorted(state.code for state in found.also),
        "alerts": sorted(alert.code for alert in found.alerts),
        "notes": sorted(found.notes),
        "missed": found.missed,
        "before_silence": found.before_silence.code if found.before_silence is not None else None,
    }


def _case(plain: dict[str, Any]) -> TrajectoryCase:
    weekly = [
        CheckIn(on=_day(DAYS * week), pain_average=pain)
        for week, pain in enumerate(plain.get("weeks", ()))
        if pain != "none"
    ]
    others = [
        CheckIn(on=_day(one["day"]), **{**_without_day(one), "pains": tuple(one.get("pains", ()))})
        for one in plain.get("check_ins", ())
    ]
    names = ("state", "since", "missed", "before_silence")
    lists = ("also", "alerts", "notes")
    return TrajectoryCase(
        id=plain["id"],
        title=plain["title"],
        stage=plain["stage"],
        today=_day(plain["today"]),
        check_ins=(*weekly, *others),
        expected={
            **{name: plain[name] for name in names if name in plain},
            **{name: sorted(plain[name]) for name in lists if name in plain},
        },
    )


def _without_day(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if name != "day"}


def _day(number: int) -> date:
    return START + timedelta(days=number)
