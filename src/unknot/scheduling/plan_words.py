"""Why a visit has no place, and what a score says, in English sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from unknot.scheduling.hours import WeeklyHours
from unknot.scheduling.plans import Aim, Part, Reason, Why

_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


@dataclass(frozen=True, slots=True)
class Names:
    """What to call things: each service ("massage"), who gives it ("massage therapist"), each
    practitioner."""

    services: Mapping[str, str]
    givers: Mapping[str, str]
    practitioners: Mapping[int, str]


def sentence(reason: Reason, names: Names) -> str:
    """One sentence, such as: No massage therapist is free on Mondays from 17:00 to 20:00 between 1 and 12
    December."""
    service, giver = names.services[reason.service], names.givers[reason.service]
    when = between(reason.first, reason.last)
    match reason.why:
        case Why.NOBODY:
            return f"No {giver} is free {when}."
        case Why.HOURS:
            return f"No {giver} is free {times(reason.hours)} {when}."
        case Why.AWAY:
            return f"A {giver} is free {when} only while you are away."
        case Why.BUSY:
            return f"A {giver} is free {when} only while you have another visit."
        case Why.CLINICIAN:
            who = names.practitioners.get(reason.practitioner or 0, f"the same {giver}")
            return f"It has to be {who}, who is not free for it {when}."
        case Why.STRAIGHT:
            return f"No {giver} is free {when} straight before or after your other visit of that day."
        case Why.TRIPS:
            trips = "trip" if reason.trips_a_week == 1 else "trips"
            return f"The weeks {when} have their {reason.trips_a_week} {trips} already."
        case Why.SPACING:
            return f"The visits before and after it leave no day for the {service} that keeps the gaps."
        case Why.HORIZON:
            return f"Its turn is {when}, and that far ahead nothing can be booked yet."
        case _:
            assert_never(reason.why)


def explained(part: Part) -> str:
    """What one part of the score says."""
    match part.aim:
        case Aim.PLACED:
            return f"{part.hits} of {part.of} visits have a place."
        case Aim.KEPT:
            return f"{part.hits} of {part.of} visits that were booked stay where they are."
        case Aim.SPACING:
            return f"{part.hits} of {part.of} gaps are just as long as planned."
        case Aim.CLINICIAN:
            return f"{part.hits} of {part.of} visits are with the usual practitioner."
        case Aim.TIMES:
            return f"{part.hits} of {part.of} trips are at the times you like best."
        case Aim.TRIPS:
            return f"{part.cost} trips to the clinic."
        case Aim.END:
            return f"The last visit is {part.cost} days after the first day of the plan."
        case _:
            assert_never(part.aim)


def times(hours: Iterable[WeeklyHours]) -> str:
    """Weekly hours in words: days with the same hours together."""
    found: dict[int, list[str]] = {}
    for one in sorted(hours, key=lambda one: (one.weekday, one.opens)):
        found.setdefault(one.weekday, []).append(f"from {one.opens:%H:%M} to {one.closes:%H:%M}")
    said: dict[str, list[int]] = {}
    for weekday, spans in found.items():
        said.setdefault(" and ".join(spans), []).append(weekday)
    return ", ".join(f"{_days(days)}{spans}" for spans, days in said.items())


def between(first: date, last: date) -> str:
    """Both days included: on 5 December; between 5 and 12 December."""
    if first == last:
        return f"on {first.day} {first:%B}"
    if (first.year, first.month) == (last.year, last.month):
        return f"between {first.day} and {last.day} {last:%B}"
    return f"between {first.day} {first:%B} and {last.day} {last:%B}"


def _days(days: list[int]) -> str:
    if len(days) == len(_DAYS):
        return ""
    return f"on {listed([_DAYS[day] for day in days])} "


def listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
