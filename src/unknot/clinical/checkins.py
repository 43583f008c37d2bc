"""What a person says between visits, as frozen values, and the weeks that it falls into.

A week is seven days counted from the first day of the episode. It has a pain value only when somebody gave
one in it: nothing is carried forward, and a week of silence is a week without a value, never a good week.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One check-in. What was not asked or not answered is None (or empty), which is never the same as no or
    zero.

    `pain_average` is 0-10 over the last seven days, `pains` single ratings 0-10; `spasm_days` and
    `limited_days` are 0-7 of the last seven; `global_change` runs from 1 (very much improved) to 7 (very
    much worse); `function` is the mean of the person's own activities, 0 (unable) to 10 (as before); `rmdq`
    is 0-24. `key` tells two check-ins of one day apart. Raises ValueError for a figure outside its scale.
    """

    on: date
    key: str = ""
    kind: Literal["weekly", "visit", "any_time"] = "weekly"
    pain_average: float | None = None
    pains: tuple[float, ...] = ()
    spasm_days: int | None = None
    limited_days: int | None = None
    global_change: int | None = None
    function: float | None = None
    rmdq: int | None = None
    red_flag: bool | None = None
    new_leg_symptoms: bool | None = None
    self_harm: bool | None = None

    def __post_init__(self) -> None:
        scales = {
            "pain_average": (self.pain_average, 0, 10),
            "spasm_days": (self.spasm_days, 0, DAYS),
            "limited_days": (self.limited_days, 0, DAYS),
            "global_change": (self.global_change, 1, 7),
            "function": (self.function, 0, 10),
            "rmdq": (self.rmdq, 0, 24),
        }
        given = [*scales.items(), *(("pains", (pain, 0, 10)) for pain in self.pains)]
        for name, (figure, least, most) in given:
            if figure is not None and not least <= figure <= most:
                raise ValueError(f"{name} runs from {least} to {most}, not {figure}")

    @property
    def worst_pain(self) -> float | None:
        every = [*self.pains, *([] if self.pain_average is None else [self.pain_average])]
        return max(every, default=None)


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the episode: exact pain value, and the worst of everything else that was said in it."""

    number: int
    pain: Fraction | None
    first_pains: tuple[Fraction, ...]
    spasm_days: int | None
    limited_days: int | None
    global_change: int | None
    function: Fraction | None
    rmdq: int | None


def heard(check_ins: Iterable[CheckIn], start: date, today: date) -> tuple[CheckIn, ...]:
    """The check-ins of the episode up to today, each once, by date: their order on arrival means nothing."""
    within = {one for one in check_ins if start <= one.on <= today}
    return tuple(sorted(within, key=lambda one: (one.on, one.key, repr(one))))


def weeks_of(check_ins: Iterable[CheckIn], start: date) -> tuple[Week, ...]:
    """The weeks in which something was said, in order. `check_ins` as `heard` returns them."""
    by_week: dict[int, list[CheckIn]] = {}
    for one in check_ins:
        by_week.setdefault((one.on - start).days // DAYS, []).append(one)
    return tuple(_week(number, said) for number, said in sorted(by_week.items()))


def first_day(week: int, start: date) -> date:
    return start + timedelta(days=DAYS * week)


def exact(figure: float) -> Fraction:
    """The figure as it is written, so that 15% of 8.5 is exactly that."""
    return Fraction(str(figure))


def _week(number: int, said: list[CheckIn]) -> Week:
    ratings = sorted((one.on, exact(pain)) for one in said for pain in one.pains)
    averages = sorted((one.on, exact(one.pain_average)) for one in said if one.pain_average is not None)
    values = [value for _, value in ratings or averages]
    functions = [exact(one.function) for one in said if one.function is not None]
    return Week(
        number=number,
        pain=sum(values, Fraction()) / len(values) if values else None,
        first_pains=tuple(values[:2]),
        spasm_days=max(_given(one.spasm_days for one in said), default=None),
        limited_days=max(_given(one.limited_days for one in said), default=None),
        global_change=max(_given(one.global_change for one in said), default=None),
        function=min(functions, default=None),
        rmdq=max(_given(one.rmdq for one in said), default=None),
    )


def _given(figures: Iterable[int | None]) -> Iterator[int]:
    return (figure for figure in figures if figure is not None)
