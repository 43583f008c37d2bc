"""Invented courses of pain for the tests of trajectories: weeks with and without values, and what goes with
them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from unknot.clinical.checkins import CheckIn
from unknot.clinical.following import Stage
from unknot.clinical.trajectories import Trajectory, trajectory
from unknot.knowledge.load import knowledge

START = date(2027, 3, 1)
RULES = knowledge().following

# Quarter points: every mean and share below is exact, so the laws are not about rounding.
pains = st.integers(0, 40).map(lambda quarters: quarters / 4)
months = st.lists(st.none() | pains, min_size=1, max_size=20)
figures: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "spasm_days": st.integers(0, 7),
        "limited_days": st.integers(0, 7),
        "global_change": st.integers(1, 7),
        "function": st.integers(0, 10),
        "rmdq": st.integers(0, 24),
        "red_flag": st.booleans(),
        "new_leg_symptoms": st.booleans(),
        "self_harm": st.booleans(),
    },
)


@st.composite
def check_ins(draw: st.DrawFn, longest: int = 15) -> list[CheckIn]:
    """Any check-ins of some weeks: ratings, averages, other answers, several a day, days with nothing in
    them."""
    days = draw(st.lists(st.integers(0, 7 * longest), max_size=20))
    return [
        CheckIn(
            on=START + timedelta(days=day),
            pain_average=draw(st.none() | pains),
            pains=tuple(draw(st.lists(pains, max_size=2))),
            **draw(figures),
        )
        for day in days
    ]


def weekly(values: Sequence[float | None]) -> list[CheckIn]:
    return [
        CheckIn(on=START + timedelta(days=7 * week), pain_average=pain)
        for week, pain in enumerate(values)
        if pain is not None
    ]


def read(said: Sequence[CheckIn], day: int, start: date = START, stage: Stage = "acute") -> Trajectory:
    return trajectory(said, start=start, stage=stage, today=start + timedelta(days=day), rules=RULES)


def after(values: Sequence[float | None]) -> int:
    """The day after the last value."""
    return 7 * max((week for week, pain in enumerate(values) if pain is not None), default=0) + 1
