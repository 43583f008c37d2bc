"""Reading the notes of visits, as somebody who may."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q

from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.check.models import Episode
from unknot.journey.people.access import Actor, may, own_clinic
from unknot.journey.visit.models import Addendum, Letter, Reevaluation, Visit

# For how long back an unwritten note is asked for; its visit stays where it is.
ASKED_FOR = timedelta(days=14)
SHOWN = 10
# After which an author is written to, at most once a day.
CHASED_AFTER = timedelta(hours=24)


class Unsigned(NamedTuple):
    """How many notes are to be signed, and the visits of the latest of them, the latest first."""

    total: int
    latest: list[Booking]


class Waiting(NamedTuple):
    """Somebody with notes to sign, and how many."""

    clinic_id: UUID
    clinic_name: str
    zone: str
    user_id: UUID
    email: str
    name: str
    notes: int


def authors_waited_for(*, now: datetime) -> list[Waiting]:
    """For the worker: who has left a note of a kept visit unsigned for a day; only in clinics that write
    notes here at all."""
    late = Booking.objects.filter(
        status=BookingStatus.ARRIVED, ends_at__range=(now - ASKED_FOR, now - CHASED_AFTER)
    )
    unsigned = late.filter(Q(note_of_visit=None) | Q(note_of_visit__seal=""))
    writing = Visit.objects.exclude(seal="").order_by().values("clinic_id").distinct()
    mine = unsigned.filter(practitioner__user__is_active=True, clinic_id__in=writing)
    columns = ("clinic_id", "clinic__name", "clinic__zone")
    author = ("practitioner__user_id", "practitioner__user__email", "practitioner__user__name")
    counted = mine.order_by().values_list(*columns, *author).annotate(Count("id"))
    return [Waiting(*row) for row in counted]


def note(actor: Actor, booking: Booking) -> Visit | None:
    """The note of this visit, with whose it is."""
    found = Visit.objects.filter(clinic_id=own_clinic(actor, "visit.read_notes"), booking=booking)
    row: Visit | None = found.select_related("booking__from_check", "patient", "written_by").first()
    return row


def addenda(actor: Actor, visit: Visit) -> list[Addendum]:
    return list(Addendum.objects.filter(clinic_id=own_clinic(actor, "visit.read_notes"), visit=visit))


def notes_in(actor: Actor, episode: Episode, *, limit: int) -> list[Visit]:
    """The signed notes of one bout, the latest first; none for whoever may not read them."""
    if not may(actor, "visit.read_notes", episode.clinic_id):
        return []
    found = Visit.objects.filter(clinic_id=episode.clinic_id, episode=episode).exclude(seal="")
    return list(found.prefetch_related("addenda").order_by("-signed_at")[:limit])


def unsigned(actor: Actor, *, now: datetime, everybody: bool) -> Unsigned:
    """Visits of the last two weeks that were kept and whose note nobody has signed; one's own alone unless
    everybody's are asked for. None for whoever may not read notes."""
    if actor.clinic_id is None or not may(actor, "visit.read_notes", actor.clinic_id):
        return Unsigned(0, [])
    kept = Booking.objects.filter(clinic_id=actor.clinic_id, status=BookingStatus.ARRIVED)
    found = kept.filter(Q(note_of_visit=None) | Q(note_of_visit__seal=""), starts_at__gte=now - ASKED_FOR)
    if not everybody:
        found = found.filter(Q(practitioner__user_id=actor.id) | Q(note_of_visit__written_by_id=actor.id))
    with_all = found.select_related("patient", "practitioner", "service", "room__location", "note_of_visit")
    return Unsigned(found.count(), list(with_all.order_by("-starts_at")[:SHOWN]))


def looked_in(actor: Actor, episode: Episode, *, limit: int) -> list[Reevaluation]:
    """Where somebody looked again at this bout, the latest first; none for whoever may not read notes."""
    if not may(actor, "visit.read_notes", episode.clinic_id):
        return []
    return list(Reevaluation.objects.filter(clinic_id=episode.clinic_id, episode=episode)[:limit])


def letters_in(actor: Actor, episode: Episode, *, limit: int) -> list[Letter]:
    """Letters of this bout, drafts too, the latest first; none for whoever may not read notes."""
    if not may(actor, "visit.read_notes", episode.clinic_id):
        return []
    return list(Letter.objects.filter(clinic_id=episode.clinic_id, episode=episode)[:limit])


def letter(actor: Actor, letter_id: UUID) -> Letter | None:
    found = Letter.objects.filter(clinic_id=own_clinic(actor, "visit.read_notes"), id=letter_id)
    row: Letter | None = found.select_related("clinic", "patient", "episode", "written_by").first()
    return row
