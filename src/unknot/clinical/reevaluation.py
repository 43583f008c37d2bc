"""Looking again at a course under way: what is measured, which stop and refer rules speak then, and how it
goes on.

A clinician decides; the rules say what they would have come next. Another way needs its reason, and after a
new warning sign there is one way only. What was not asked is not fine: it keeps the decision open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from unknot.clinical.knowledge import Knowledge
from unknot.clinical.stopping import Fired, Progress, progress_rules
from unknot.clinical.written import Fault, Goal

OUTCOMES: Mapping[str, str] = {
    "continue": "Go on as planned",
    "change": "Change the plan",
    "refer": "Refer",
    "discharge": "Discharge",
}
# What each rule's action would have come next (brief section 5.2); an action that is not here takes any.
_FOLLOWS: Mapping[str, frozenset[str]] = {
    "stop_hands_on": frozenset({"refer"}),
    "adjust": frozenset({"change", "refer", "discharge"}),
    "change": frozenset({"change", "refer", "discharge"}),
    "reevaluate": frozenset({"change", "refer", "discharge"}),
    "stop_passive": frozenset({"refer", "discharge"}),
    "taper": frozenset({"discharge"}),
    "refuse_plan": frozenset({"change", "refer", "discharge"}),
    "check_first": frozenset({"refer"}),
}
LONGEST = 4000
_MUST_ASK = {
    "new_red_flag": "Ask for new warning signs and say what came out.",
    "new_leg_symptoms": "Ask for new trouble in a leg and say what came out.",
    "leg_symptoms": "Say whether there is any trouble in a leg.",
}


@dataclass(frozen=True, slots=True)
class Course:
    """A course so far. `goals` are the person's own, with how well each went at the start; None where no pain
    value is known."""

    visits: int
    weeks: float
    pain_at_start: float | None = None
    goals: tuple[Goal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What is measured when somebody looks again; None is not asked. `pain` is the average of the last week,
    0 to 10; `goals` go with those of the course, 0 not at all to 10 as before; `global_change` 1 very much
    better to 7 very much worse; `disability` the RMDQ, 0 to 24, where the clinic has it."""

    pain: int | None = None
    goals: tuple[int | None, ...] = ()
    global_change: int | None = None
    disability: int | None = None
    new_red_flag: bool | None = None
    new_leg_symptoms: bool | None = None
    leg_symptoms: bool | None = None
    neuro_examined: bool | None = None
    contraindications_checked: bool | None = None
    second_trial_done: bool | None = None
    satisfied: bool | None = None
    worse_checkins: int | None = None


def to_json(measured: Measured) -> dict[str, Any]:
    """As it is stored; `from_json` reads it back."""
    return {**asdict(measured), "goals": list(measured.goals)}


def from_json(stored: Mapping[str, Any]) -> Measured:
    return Measured(**{**stored, "goals": tuple(stored["goals"])})


def progress_of(course: Course, measured: Measured) -> Progress:
    """The measures as the stop and refer rules read them."""
    return Progress(
        visits=course.visits,
        weeks=course.weeks,
        pain_at_start=course.pain_at_start,
        pain_now=measured.pain,
        function_gain_percent=function_gain(course.goals, measured.goals),
        disability_now=measured.disability,
        global_change=measured.global_change,
        new_red_flag=measured.new_red_flag,
        new_leg_symptoms=measured.new_leg_symptoms,
        checkins_worse_by_two=measured.worse_checkins,
        second_trial_done=measured.second_trial_done,
        satisfied=measured.satisfied,
        contraindications_not_rechecked=_not(measured.contraindications_checked),
        leg_symptoms=measured.leg_symptoms,
        neuro_exam_missing=_not(measured.neuro_examined),
    )


def function_gain(goals: tuple[Goal, ...], now: tuple[int | None, ...]) -> float | None:
    """How much of what the person had lost has come back, in per cent of the loss at the start, over the
    activities that were rated both times; None when there is none, or when nothing was lost.

    The loss of an activity is 10 less its rating: the RMDQ too counts what cannot be done, so that both speak
    of the same thing (improvement in per cent of the start: OSTELO08).
    """
    both = [(goal.now, later) for goal, later in zip(goals, now, strict=False) if later is not None]
    pairs = [(before, later) for before, later in both if before is not None]
    lost = sum(10 - before for before, _ in pairs)
    return 100 * sum(later - before for before, later in pairs) / lost if lost else None


def spoken(course: Course, measured: Measured, knowledge: Knowledge) -> tuple[Fired, ...]:
    """The rules that speak, and those that cannot be settled yet (with `missing`)."""
    return progress_rules(progress_of(course, measured), knowledge)


def against(outcome: str, measured: Measured, fired: tuple[Fired, ...]) -> tuple[Fired, ...]:
    """The settled rules that would have something else come next. A second trial is the last: after it a rule
    that asks to look again no longer takes a third way (ST-04)."""
    return tuple(
        one for one in fired if not one.missing and outcome not in _taken(one.rule.action, measured, outcome)
    )


def faults(
    outcome: str, reasons: str, measured: Measured, course: Course, fired: tuple[Fired, ...]
) -> tuple[Fault, ...]:
    """What keeps this decision from being signed, each with what would be right."""
    return tuple(_faults(outcome, reasons.strip(), measured, course, fired))


def _faults(
    outcome: str, reasons: str, measured: Measured, course: Course, fired: tuple[Fired, ...]
) -> Iterator[Fault]:
    yield from unreadable(measured, course)
    if measured.pain is None:
        yield Fault("pain", "offering", "Ask for the pain of the last week, 0 to 10.")
    for place, words in _MUST_ASK.items():
        if getattr(measured, place) is None:
            yield Fault(place, "offering", words)
    if outcome not in OUTCOMES:
        yield Fault("outcome", "offering", f"Right would be one of {', '.join(OUTCOMES)}.")
        return
    if measured.new_red_flag and outcome != "refer":
        yield Fault(
            "outcome", "offering", "There is a new warning sign: act by its urgency, and choose Refer."
        )
    if not reasons:
        yield Fault("reasons", "offering", _why(against(outcome, measured, fired)))
    elif len(reasons) > LONGEST:
        yield Fault("reasons", "offering", f"Right would be at most {LONGEST} characters.")


def unreadable(measured: Measured, course: Course) -> Iterator[Fault]:
    """What no measure can be."""
    if len(measured.goals) > len(course.goals):
        yield Fault("goals", "saving", f"This plan has {len(course.goals)} activities to rate.")
    tens = [("pain", measured.pain), *((f"goals.{number}", one) for number, one in enumerate(measured.goals))]
    for place, value in tens:
        if value is not None and not 0 <= value <= 10:
            yield Fault(place, "saving", f"{value}: right would be 0 to 10.")
    if measured.global_change is not None and not 1 <= measured.global_change <= 7:
        yield Fault("global_change", "saving", f"{measured.global_change}: right would be 1 to 7.")
    if measured.disability is not None and not 0 <= measured.disability <= 24:
        yield Fault("disability", "saving", f"{measured.disability}: right would be 0 to 24.")
    if measured.worse_checkins is not None and measured.worse_checkins < 0:
        yield Fault("worse_checkins", "saving", "Right would be 0 or more.")


def _taken(action: str, measured: Measured, outcome: str) -> frozenset[str]:
    if action == "reevaluate" and measured.second_trial_done:
        return _FOLLOWS["stop_passive"]
    return _FOLLOWS.get(action, frozenset({outcome}))


def _why(rules: tuple[Fired, ...]) -> str:
    if not rules:
        return "Say in a few words why."
    named = "; ".join(f"{one.rule.id}, {one.rule.title.lower()}" for one in rules)
    return f"This goes against a rule ({named}): say why."


def _not(said: bool | None) -> bool | None:
    return None if said is None else not said
