"""What the demo clinic has besides a plain calendar: public holidays, a second house in another zone, a
machine that one visit at a time can use, somebody who takes longer, a class, and people who wait for a time.
All through the owner's own actions."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from unknot.journey.book import arranging, classes, dating, furnishing, offering
from unknot.journey.book.actions import book
from unknot.journey.book.closing import holidays_of, why_closed
from unknot.journey.book.models import Session
from unknot.journey.book.places import home
from unknot.journey.book.waitlist import join_waitlist
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Clinic, Patient
from unknot.scheduling.hours import WeeklyHours
from unknot.scheduling.waitlist import Wish
from unknot.server.demo import callers, house
from unknot.server.demo.frame import Frame

# Public holidays of a year ahead, and of the weeks behind that the diary fills.
BEHIND, AHEAD = timedelta(weeks=13), timedelta(days=400)


def keep_holidays(clinic: Clinic, now: datetime) -> None:
    """The public holidays of California, but for those on which the clinic works."""
    place = furnishing.change_location(
        location=home(clinic),
        name=house.NAME,
        holidays_country=house.COUNTRY,
        holidays_subdivision=house.SUBDIVISION,
        by=SYSTEM,
        now=now,
    )
    today = _today(clinic, now)
    for day, name in holidays_of(place, today - BEHIND, today + AHEAD).items():
        if any(worked in name for worked in house.WORKED):
            dating.work_on(location=place, day=day, works=True, by=SYSTEM, now=now)


def shut_days(clinic: Clinic, now: datetime) -> Collection[date]:
    place, today = home(clinic), _today(clinic, now)
    found = holidays_of(place, today - BEHIND, today + AHEAD)
    return {day for day in found if why_closed(place, day)}


def add(frame: Frame, patients: Sequence[Patient], now: datetime) -> int:
    """Everything else, and how many sessions of the class that made."""
    _second_house(frame, now)
    for name, kind in house.EQUIPMENT:
        furnishing.add_equipment(clinic=frame.clinic, name=name, kind=kind, by=SYSTEM, now=now)
    for slug, who, minutes in house.LENGTHS:
        offering.set_offering(
            service=frame.services[slug],
            practitioner=frame.practitioners[who],
            minutes=minutes,
            by=SYSTEM,
            now=now,
        )
    sessions = _class(frame, now)
    _seat(frame, sessions, patients, now)
    _wait(frame, patients, now)
    return len(sessions)


def _second_house(frame: Frame, now: datetime) -> None:
    name, zone, address, part = house.SECOND
    place = furnishing.add_location(
        clinic=frame.clinic,
        name=name,
        zone=zone,
        address=address,
        holidays_country=house.COUNTRY,
        holidays_subdivision=part,
        position=1,
        by=SYSTEM,
        now=now,
    )
    room, kind = house.SECOND_ROOM
    arranging.add_room(clinic=frame.clinic, name=room, kind=kind, location=place, by=SYSTEM, now=now)
    for who, blocks in house.SECOND_HOURS.items():
        week = [WeeklyHours(day, one.opens, one.closes) for one in blocks for day in one.weekdays]
        arranging.set_hours(
            practitioner=frame.practitioners[who], hours=week, location=place, by=SYSTEM, now=now
        )


def _class(frame: Frame, now: datetime) -> list[Session]:
    """A session each week from the next one on, but for the days on which the clinic is shut."""
    who, room, weekday, opens, closes, weeks, _ = house.CLASS
    place, today = home(frame.clinic), _today(frame.clinic, now)
    dating.add_hours(
        practitioner=frame.practitioners[who],
        location=place,
        weekdays=[weekday],
        opens=opens,
        closes=closes,
        by=SYSTEM,
        now=now,
    )
    first = today + timedelta(days=(weekday - today.weekday()) % 7 or 7)
    days = [first + timedelta(weeks=ahead) for ahead in range(weeks)]
    found = []
    for day in days:
        if not why_closed(place, day):
            found += classes.lay_out(
                service=frame.services["back-class"],
                practitioner=frame.practitioners[who],
                room=frame.rooms[room],
                first_day=day,
                clock=opens,
                by=SYSTEM,
                now=now,
            )
    return found


def _seat(frame: Frame, sessions: Sequence[Session], patients: Sequence[Patient], now: datetime) -> None:
    *_, taken = house.CLASS
    ill = {caller.patient for caller in callers.CALLERS}
    well = [patient for place, patient in enumerate(patients) if place not in ill]
    for session, many in zip(sessions, taken, strict=False):
        for patient in well[:many]:
            book(
                clinic=frame.clinic,
                service=frame.services["back-class"],
                starts_at=session.starts_at,
                patient=patient,
                by=SYSTEM,
                now=now,
            )


def _wait(frame: Frame, patients: Sequence[Patient], now: datetime) -> None:
    """The last people of the book: they wait for a time that comes free, for some days already."""
    for patient, (slug, days, hours) in zip(reversed(patients), house.WAITING, strict=False):
        join_waitlist(
            clinic=frame.clinic,
            service=frame.services[slug],
            patient=patient,
            wishes=[Wish(day, *hours) for day in range(5)] if hours else (),
            by=SYSTEM,
            now=now - timedelta(days=days),
        )


def _today(clinic: Clinic, now: datetime) -> date:
    return now.astimezone(ZoneInfo(clinic.zone)).date()
