"""How the judgement of a course does on people who do not exist: 10,000 courses of twelve weeks, drawn from a
fixed seed. Each is read every week as the server reads it; what was told is held against what was drawn.

Drawn from: the mean course of each stage (WALLWORK24), the shares of patterns in chiropractic patients
(TYPICAL17: 20 % recover and stay so, 20 % recover and relapse, 23 % recover late, 37 % do not). Ours, because
no study gives them: the shape of each pattern, a spread of 0.8 points from week to week in what one person
says of the same pain, one check-in in five missed, one person in ten silent for good from some week on, and a
clinic of 300 open episodes shared by 6 clinicians.
"""

import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from unknot.clinical.checkins import CheckIn
from unknot.clinical.following import Stage, State
from unknot.clinical.settling import settled
from unknot.clinical.trajectories import trajectory
from unknot.knowledge.load import knowledge

COURSES, WEEKS, START = 10_000, 12, date(2026, 1, 5)
EPISODES, CLINICIANS = 300, 6
NOISE, MISSED, LEAVES = 0.8, 0.2, 0.1
PATTERNS = {"lasting": 0.20, "relapsing": 0.20, "late": 0.23, "none": 0.37}
STAGES: dict[Stage, float] = {"acute": 0.6, "subacute": 0.2, "persistent": 0.2}
FIRST_PAIN: dict[Stage, float] = {"acute": 5.6, "subacute": 6.3, "persistent": 5.6}
WHO_READS = ("same_day", "same_week", "review")
NOT_BETTER = (State.NOT_IMPROVING_2, State.NOT_IMPROVING_4, State.NOT_IMPROVING_6)
STUCK = (*NOT_BETTER, State.WORSENING)


@dataclass(slots=True)
class Course:
    """The pain that was drawn for each week (0-10), what was said of it, and what was told each week."""

    stage: Stage
    pattern: str
    pains: list[float]
    said: list[CheckIn]
    told: dict[int, State] = field(default_factory=dict)
    called: dict[str, int] = field(default_factory=dict)

    @property
    def gets_worse(self) -> bool:
        """Whether the drawn pain rises at all by a point over the best of the four weeks before."""
        return any(
            self.pains[week] >= min(self.pains[max(0, week - 4) : week]) + 1 for week in range(1, WEEKS + 1)
        )

    @property
    def gets_much_worse(self) -> bool:
        """Whether it rises by two points and stays there for two weeks: as defined, on the pain itself."""
        risen = [
            self.pains[week] >= min(self.pains[max(0, week - 4) : week]) + 2 for week in range(1, WEEKS + 1)
        ]
        return any(first and second for first, second in pairwise(risen))

    @property
    def is_stuck(self) -> bool:
        """Less than 30 % better in each of the weeks 4 to 8."""
        return all(pain > 0.7 * self.pains[0] for pain in self.pains[4:9])

    @property
    def is_moving(self) -> bool:
        """Nearly half better by week 4, and 30 % by week 2."""
        first = self.pains[0]
        return self.pains[4] < 0.55 * first and self.pains[2] < 0.7 * first


def drawn(chance: random.Random) -> Course:
    stage = chance.choices(list(STAGES), list(STAGES.values()))[0]
    pattern = chance.choices(list(PATTERNS), list(PATTERNS.values()))[0]
    first = min(10.0, max(3.0, chance.gauss(FIRST_PAIN[stage], 1.5)))
    pains = [first * share for share in _shares(pattern, stage, chance)]
    leaves = chance.randrange(1, WEEKS) if chance.random() < LEAVES else WEEKS + 1
    said = [
        _said(week, pain, first, chance)
        for week, pain in enumerate(pains)
        if week == 0 or (week < leaves and chance.random() >= MISSED)
    ]
    return Course(stage, pattern, pains, said)


def _shares(pattern: str, stage: Stage, chance: random.Random) -> Iterator[float]:
    """What is left of the first pain in each week: a fall of the pattern's own pace to its own floor."""
    slow = 2.0 if stage == "persistent" else 1.0
    half, floor = {
        "lasting": (chance.uniform(0.7, 1.5), 0.05),
        "relapsing": (chance.uniform(0.7, 1.5), 0.10),
        "late": (chance.uniform(3.0, 6.0), 0.10),
        "none": (chance.uniform(1.0, 3.0), chance.uniform(0.45, 1.15)),
    }[pattern]
    again, lasts, height = chance.randrange(5, 13), chance.randrange(2, 5), chance.uniform(0.5, 1.0)
    for week in range(WEEKS + 1):
        share = floor + (1 - floor) * 0.5 ** (week / (half * slow))
        is_back = pattern == "relapsing" and again <= week < again + lasts
        yield max(share, height) if is_back else share


def _said(week: int, pain: float, first: float, chance: random.Random) -> CheckIn:
    felt = min(10, max(0, round(pain + chance.gauss(0, NOISE))))
    share = pain / first
    steps = (0.2, 0.45, 0.7, 1.05, 1.2, 1.5)
    return CheckIn(
        on=START + timedelta(days=7 * week),
        key=str(week),
        pain_average=felt,
        spasm_days=min(7, round(felt * 0.6)),
        global_change=None if week == 0 else 1 + sum(share > step for step in steps),
    )


def read(course: Course) -> None:
    """As the server reads: each Monday, worse at once and better when it has held, each call once."""
    rules, told = knowledge().following, None
    for week in range(1, WEEKS + 1):
        found = trajectory(
            course.said,
            start=START,
            stage=course.stage,
            today=START + timedelta(days=7 * week + 3),
            rules=rules,
        )
        told = settled(told, found)
        course.told[week] = told
        for one in found.alerts:
            if one.urgency in WHO_READS:
                course.called.setdefault(one.key, week)


def main() -> int:
    chance = random.Random(20261123)
    courses = [drawn(chance) for _ in range(COURSES)]
    began = time.perf_counter()
    for course in courses:
        read(course)
    rows = [*measured(courses), *_per_state(courses)]
    rows.append(
        row("reading one course of twelve weeks", (time.perf_counter() - began) / COURSES * 1e3, "ms")
    )
    if "--json" in sys.argv:
        print(json.dumps(rows))
    else:
        for one in rows:
            print(f"{one['what']:<80} {one['measured']:8.2f} {one['unit']}")
    return 0


def measured(courses: list[Course]) -> list[dict[str, Any]]:
    acute = [one.pains for one in courses if one.stage == "acute"]
    left = 100 * sum(pains[6] for pains in acute) / sum(pains[0] for pains in acute)
    calm = [one for one in courses if not one.gets_worse]
    worse = [one for one in courses if one.gets_much_worse]
    stuck = [one for one in courses if one.is_stuck]
    moving = [one for one in courses if one.is_moving]
    missed = 100 - share(worse, State.WORSENING)
    calls = Counter(key.partition(":")[0] for one in courses for key in one.called)
    weekly = EPISODES / len(courses) / WEEKS / CLINICIANS
    return [
        row("drawn: pain left at 6 weeks, acute (46 in WALLWORK24)", left, "%"),
        row("told worsening though the pain never rose by a point", share(calm, State.WORSENING), "%"),
        row("rose by two points for two weeks, never told worsening", missed, "%"),
        row("less than 30 % better in weeks 4-8, never told so", 100 - share(stuck, *STUCK), "%"),
        row("of those: silent for a time", unheard(stuck), "%"),
        row("nearly half better by week 4, told not improving", share(moving, *NOT_BETTER), "%"),
        row("calls a week for one clinician", sum(calls.values()) * weekly, "calls"),
        *(
            row(f"calls a week for one clinician: {code}", count * weekly, "calls")
            for code, count in calls.most_common()
        ),
    ]


def _per_state(courses: list[Course]) -> Iterator[dict[str, Any]]:
    for state in State:
        weeks = [min(week for week, one in course.told.items() if one is state)
                 for course in courses if state in course.told.values()]  # fmt: skip
        if weeks:
            yield row(f"told {state.code}: courses", 100 * len(weeks) / len(courses), "%")
            yield row(f"told {state.code}: first, median", statistics.median(weeks), "week")


def share(courses: list[Course], *states: State) -> float:
    return 100 * statistics.mean(any(one in states for one in course.told.values()) for course in courses)


def unheard(courses: list[Course]) -> float:
    missed = [one for one in courses if not any(state in STUCK for state in one.told.values())]
    return share(missed, State.SILENCE) if missed else 0.0


def row(what: str, figure: float, unit: str) -> dict[str, Any]:
    return {"what": what, "measured": figure, "unit": unit, "target": None, "better": "lower"}


if __name__ == "__main__":
    sys.exit(main())
