"""Which columns a calendar has, and what stands in each: practitioners or rooms of one day, or the days of
one of them. Whoever works that day or has a visit has a column; the others are named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from unknot.interfaces.web.pages.desk.calendar.asked import Asked
from unknot.interfaces.web.pages.desk.calendar.table import Column, bands_for
from unknot.interfaces.web.pages.desk.calendar.things import Thing, Wording
from unknot.journey.book.agenda import Agenda, Band
from unknot.journey.book.models import Booking, BookingStatus, Hold, Room, Session
from unknot.journey.people.models import Practitioner
from unknot.scheduling.hours import day_window
from unknot.scheduling.ticks import Bits, span_bits

Place = Practitioner | Room
Standing = Booking | Session | Hold


@dataclass(frozen=True, slots=True)
class Seen:
    """An agenda as it was asked for: each thing with whom and where it is."""

    asked: Asked
    agenda: Agenda
    words: Wording
    things: list[tuple[UUID, UUID, UUID, Thing]] = field(default_factory=list)

    @classmethod
    def of(cls, asked: Asked, agenda: Agenda, words: Wording) -> "Seen":
        seen = cls(asked, agenda, words)
        rows = agenda.bookings if asked.cancelled else _kept(agenda)
        # The seats of a class are told by the class.
        told: list[tuple[Standing, Thing]] = [
            *((one, words.visit(one)) for one in rows if one.session_id is None),
            *((one, words.gathering(one)) for one in agenda.sessions),
            *((one, words.hold(one)) for one in agenda.holds if one.session_id is None),
        ]
        for row, thing in told:
            seen.things.append((row.practitioner_id, row.room_id, row.room.location_id, thing))
        return seen

    @property
    def near(self) -> set[UUID]:
        return {one.pk for one in self.asked.looked_at}

    def places(self) -> list[Place]:
        """Everybody or every room here, those who only hold a visit too."""
        by_room = self.asked.by == "room"
        known: list[Place] = [*(self.agenda.rooms if by_room else self.agenda.practitioners)]
        if by_room:
            known = [one for one in known if isinstance(one, Room) and one.location_id in self.near]
        ids = {one.pk for one in known}
        rows: list[Standing] = [*self.agenda.bookings, *self.agenda.sessions]
        for row in rows:
            other: Place = row.room if by_room else row.practitioner
            if other.pk not in ids and row.room.location_id in self.near:
                ids.add(other.pk)
                known.append(other)
        return known

    def column(self, place: Place, day: date) -> Column:
        window = day_window(day, self.asked.zone)
        bits = span_bits(window.first, window.end, self.agenda.window)
        there, near = self._there(place) & bits, self._works_at(place)
        kept = [thing for thing in self._here(place) if thing.first < window.end and thing.end > window.first]
        grounds = [
            *bands_for(self.agenda.bands, place.pk, near),
            *(band for band in self._elsewhere(place) if band.first < window.end and band.end > window.first),
        ]
        grounds = [one for one in grounds if one.first < window.end and one.end > window.first]
        week = self.asked.view == "week"
        return Column(
            key=day.isoformat() if week else str(place.pk),
            title=f"{day:%a} {day.day}" if week else place.name,
            about="" if week else place.get_kind_display(),
            day=day,
            there=there,
            grounds=tuple(dict.fromkeys(grounds)),
            things=tuple(kept),
            wants=self._wants(place),
            link=self.asked.of_day(day) if week else self.asked.address(view="week", who=str(place.pk)),
            is_today=day == self.asked.today,
        )

    def _wants(self, place: Place) -> str:
        whom = f"with={place.pk}" if isinstance(place, Practitioner) else "with="
        where = f"&place={self.asked.place.pk}" if self.asked.place and len(self.asked.places) > 1 else ""
        return whom + where

    def _here(self, place: Place) -> Iterator[Thing]:
        for practitioner, room, location, thing in self.things:
            if place.pk in (practitioner, room) and location in self.near:
                yield thing

    def _elsewhere(self, place: Place) -> Iterator[Band]:
        """A practitioner's visits at another location stand in the way and are not shown."""
        for practitioner, _, location, thing in self.things:
            if place.pk == practitioner and location not in self.near and thing.status != "cancelled":
                yield Band("busy", thing.first, thing.end, "At another location")

    def _there(self, place: Place) -> Bits:
        """When a practitioner is in; a room is open while anybody is in at its location."""
        found = 0
        for (practitioner, location), bits in self.agenda.there.items():
            mine = location == place.location_id if isinstance(place, Room) else practitioner == place.pk
            if mine and location in self.near:
                found |= bits
        return found

    def _works_at(self, place: Place) -> set[UUID]:
        if isinstance(place, Room):
            return {place.location_id}
        return {where for who, where in self.agenda.there if who == place.pk} or self.near


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns to draw, whose they are in a week, who has none, and who else could be looked at."""

    columns: Sequence[Column]
    place: Place | None
    absent: Sequence[str]
    places: Sequence[Place]


def choose(seen: Seen, mine: UUID | None) -> Choice:
    """`mine` is the practitioner who looks, if it is one: their own week comes first."""
    asked, places = seen.asked, seen.places()
    if asked.view == "week":
        place = next((one for one in places if str(one.pk) == asked.who), None)
        place = place or next((one for one in places if one.pk == mine), places[0] if places else None)
        columns = [seen.column(place, day) for day in asked.days] if place else []
        return Choice(columns, place, (), places)
    columns = [seen.column(place, asked.day) for place in places]
    in_today = [one for one in columns if one.there or one.things or asked.by == "room"]
    # On a day on which nobody works, everybody could still be asked.
    in_today = in_today or columns
    absent = [one.title for one in columns if one not in in_today]
    only = [one for one in in_today if one.key == asked.who]
    return Choice(only or in_today, None, absent, places)


def _kept(agenda: Agenda) -> list[Booking]:
    return [one for one in agenda.bookings if one.status != BookingStatus.CANCELLED]
