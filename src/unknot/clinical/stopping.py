"""How a course is going to what must change: the stop and refer rules ST-01 to ST-09 over plain measures.

A rule that cannot be settled because a measure is missing is told too: what is not measured is not fine.
"""

from dataclasses import dataclass

from unknot.clinical.facts import Value
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.rules import Used
from unknot.clinical.treatments import StopRule


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a course stands. None is not known. Pain is 0 to 10, `disability_now` the RMDQ (0 to 24),
    `global_change` 1 (very much better) to 7 (very much worse), `function_gain_percent` the better of RMDQ
    and the person's own activities, in per cent of the start."""

    visits: int
    weeks: float
    pain_at_start: float | None = None
    pain_now: float | None = None
    function_gain_percent: float | None = None
    disability_now: int | None = None
    global_change: int | None = None
    new_red_flag: bool | None = None
    new_leg_symptoms: bool | None = None
    checkins_worse_by_two: int | None = None
    second_trial_done: bool | None = None
    satisfied: bool | None = None
    no_self_management: bool | None = None
    contraindications_not_rechecked: bool | None = None
    leg_symptoms: bool | None = None
    neuro_exam_missing: bool | None = None

    @property
    def pain_drop(self) -> float | None:
        """Points of pain less than at the start; negative when there is more."""
        if self.pain_at_start is None or self.pain_now is None:
            return None
        return self.pain_at_start - self.pain_now

    @property
    def pain_drop_percent(self) -> float | None:
        """The same in per cent of the start; not known where the course began without pain."""
        drop = self.pain_drop
        return None if drop is None or not self.pain_at_start else 100 * drop / self.pain_at_start


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that holds; or, with `missing`, one that could hold and needs these measures to be settled."""

    rule: StopRule
    used: tuple[Used, ...]
    missing: tuple[str, ...] = ()


def progress_rules(progress: Progress, knowledge: Knowledge) -> tuple[Fired, ...]:
    """The rules that hold, in their order, without those that a graver one makes moot; then the open ones."""
    facts: dict[str, Value] = {
        name: said
        for name in knowledge.treatments.progress_facts
        if (said := getattr(progress, name)) is not None
    }
    fired, unsettled = [], []
    for rule in knowledge.treatments.stop_rules:
        reasons = rule.when.reasons(facts)
        match rule.when.holds(facts):
            case True:
                fired.append(Fired(rule, reasons.used))
            case None if rule.if_unknown == "ask":
                unsettled.append(Fired(rule, reasons.used, reasons.missing))
            case _:
                pass
    moot = {name for one in fired for name in one.rule.supersedes}
    return tuple(one for one in (*fired, *unsettled) if one.rule.id not in moot)
