"""What must reach somebody: alerts from check-ins, and the silence when they stay away.

Silence is not fine: one missed check-in brings a reminder, two bring the person onto the clinician's list.
"""

from collections.abc import Iterator
from datetime import date

from unknot.clinical.checkins import DAYS, CheckIn
from unknot.clinical.following import Alert, Following, State

LOOKED_AT = (State.NOT_IMPROVING_2, State.NOT_IMPROVING_4, State.NOT_IMPROVING_6, State.RELAPSING)
SAID = {"red_flag": "red_flag", "new_leg_symptoms": "new_leg_symptoms", "self_harm": "self_harm"}


def missed(last: date | None, start: date, today: date, rules: Following) -> int:
    """How many check-ins that were due have not come since the last one: weekly at first, then at fixed
    weeks.

    One that comes up to `grace_days` early or late counts for its due day. The check itself is not a check-
    in, so the first is due after a week.
    """
    grace, weeks = rules.whole("grace_days"), rules.whole("weekly_weeks")
    due = [DAYS * week for week in (*range(1, weeks + 1), rules.whole("half_year"), rules.whole("year"))]
    heard_on = (last - start).days if last else -1
    now = (today - start).days
    return sum(heard_on < day - grace and now > day + grace for day in due)


def said_alerts(said: tuple[CheckIn, ...], rules: Following) -> Iterator[Alert]:
    """What somebody must see the same day, whatever the trend: a yes to a sign, and very bad pain twice."""
    for one in said:
        for field, code in SAID.items():
            if getattr(one, field):
                yield alert(code, one.on, rules)
    if (on := _severe_twice(said, rules)) is not None:
        yield alert("severe_pain", on, rules)


def silence_alerts(gone: int, last: date, rules: Following) -> Iterator[Alert]:
    if gone >= rules.whole("missed_for_clinician"):
        yield alert("silence_clinician", last, rules)
    elif gone:
        yield alert("silence_reminder", last, rules)


def alert(code: str, on: date, rules: Following) -> Alert:
    words = rules.alerts[code]
    return Alert(code, words.urgency, on, words.clinician)


def _severe_twice(said: tuple[CheckIn, ...], rules: Following) -> date | None:
    """The last day of very bad pain in two check-ins in a row; those of one day have no order."""
    by_day: dict[date, list[bool]] = {}
    for one in said:
        if one.worst_pain is not None:
            by_day.setdefault(one.on, []).append(one.worst_pain >= rules.limit("severe_pain"))
    before, found = False, None
    for day, severe in by_day.items():
        if sum(severe) + before >= rules.whole("severe_times") and any(severe):
            found = day
        before = any(severe)
    return found
