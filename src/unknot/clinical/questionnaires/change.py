"""Two scores of one instrument: is the person better, worse, the same, or can it not be told?

Better needs both figures of the smallest change that matters (so many points and so many percent of the score
before; clinical brief 7.2, OSTELO08), worse needs the points alone: a rise from 8 to 10 matters although it
is a quarter. Where there was no room to get better, staying low is no proof of anything, and the same at the
other end.
"""

from dataclasses import dataclass
from typing import Literal

from unknot.clinical.questionnaires.instruments import Importance, Instrument
from unknot.clinical.questionnaires.scoring import NotScorable, Score

Important = Literal["better", "worse", "no", "cannot_tell"]


@dataclass(frozen=True, slots=True)
class Change:
    """`absolute` is after minus before in points of the score, `percent` the same of the score before; None
    where there is nothing to subtract, or no zero to count percent from."""

    absolute: float | None
    percent: float | None
    important: Important
    why: str


def change(before: Score | NotScorable, after: Score | NotScorable, instrument: Instrument) -> Change:
    if isinstance(before, NotScorable):
        return Change(None, None, "cannot_tell", f"there is no score before: {before.reason}")
    if isinstance(after, NotScorable):
        return Change(None, None, "cannot_tell", f"there is no score after: {after.reason}")
    unlike = _unlike(before, after, instrument)
    if unlike:
        return Change(None, None, "cannot_tell", unlike)
    absolute = after.value - before.value
    percent = 100 * absolute / before.value if instrument.minimum == 0 and before.value else None
    important, why = _judged(before, after, percent, instrument)
    return Change(absolute, percent, important, why)


def _unlike(before: Score, after: Score, instrument: Instrument) -> str:
    """Why the two must not be subtracted; empty when they may."""
    mine = (instrument.id, instrument.version)
    for one in (before, after):
        if (one.instrument_id, one.version) != mine:
            there = f"{one.instrument_id} {one.version}"
            return f"not the same instrument or version: {there} is not {mine[0]} {mine[1]}"
    if before.recall != after.recall:
        return f"not the same stretch of time: {before.recall} is not {after.recall}"
    if instrument.same_items and before.answered != after.answered:
        return "not the same items were answered, so the two scores do not compare"
    return ""


def _judged(
    before: Score, after: Score, percent: float | None, instrument: Instrument
) -> tuple[Important, str]:
    if instrument.importance is None:
        return "cannot_tell", f"no smallest change that matters is known for {instrument.id}"
    least = _least(instrument.importance, before)
    worse = instrument.worse_by(before.value, after.value)
    asked = f"{least:g} points"
    if worse >= least:
        return "worse", f"worse by {worse:g}; {asked} matter"
    if worse <= 0 and (before.at_floor or abs(before.value - instrument.best) < least):
        return "cannot_tell", f"began at {before.value:g}: too little room for getting better to show"
    if worse >= 0 and (before.at_ceiling or abs(before.value - instrument.worst) < least):
        return "cannot_tell", f"began at {before.value:g}: too little room for getting worse to show"
    wanted = instrument.importance.percent
    if wanted is not None:
        asked += f" and {wanted:g} percent"
    # A step in points that is small beside where the person began is not yet what people call better.
    enough = wanted is None or (percent is not None and abs(percent) >= wanted)
    if -worse >= least and enough:
        return "better", f"better by {-worse:g}; {asked} matter"
    return "no", f"changed by {abs(worse):g}; {asked} matter"


def _least(importance: Importance, before: Score) -> float:
    if importance.single is not None and len(before.answered) == 1:
        return importance.single
    return importance.absolute
