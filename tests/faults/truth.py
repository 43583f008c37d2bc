"""What is in the database when everything is over, against what people were told and what letters came."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from django.db import connection
from django.db.models import Count, F

from tests.faults.ground import BUFFER, MINUTES
from tests.faults.people import NOBODY, Visit
from unknot.journey.book.models import Booking, Claim, Hold, Resource
from unknot.journey.book.queries import booking_for
from unknot.journey.outbox.models import Message, Status
from unknot.journey.people.models import Clinic
from unknot.journey.record.models import Event
from unknot.journey.record.queries import verify
from unknot.scheduling.ticks import ticks_in

Found = Iterator[str]


def complaints(visits: list[Visit], taken: Mapping[str, int], faults: int) -> list[str]:
    """Everything that is not as it was promised; `faults` is how often something was killed."""
    found = [*_promises(visits), *_seats(), *_claims(), *_letters(taken, faults), *_record()]
    return [*found, *_file()]


def _promises(visits: list[Visit]) -> Found:
    """What somebody was told is so, and nobody has two visits for one form."""
    rows: dict[str, list[Booking]] = defaultdict(list)
    for row in Booking.objects.select_related("patient"):
        rows[row.patient.email].append(row)
    for visit in visits:
        mine = rows.pop(visit.email, [])
        if len(mine) > 1:
            yield f"{visit.email} has {len(mine)} visits"
        is_so = (mine[0].status, int(mine[0].starts_at.timestamp())) if mine else NOBODY
        if is_so not in visit.may_be:
            yield f"{visit.email} was told {sorted(visit.may_be)} and it is {is_so}"
        if visit.token and booking_for(visit.token) is None:
            yield f"the link of {visit.email} leads nowhere"
    if rows:
        yield f"{len(rows)} people have visits that nobody asked for"


def _seats() -> Found:
    """From the bookings alone: no practitioner, room or person is in two places."""
    rows = Booking.objects.exclude(status="cancelled").order_by("start_tick")
    for thing, rest in (("practitioner", BUFFER), ("room", BUFFER), ("patient", 0)):
        ends: dict[object, int] = {}
        for who, start in rows.values_list(f"{thing}_id", "start_tick"):
            if start < ends.get(who, 0):
                yield f"{thing} {who} is in two places at tick {start}"
            ends[who] = start + ticks_in(MINUTES + rest)
    twice = Claim.objects.order_by().values("resource", "tick").annotate(n=Count("id")).filter(n__gt=1)
    if twice.exists():
        yield f"{twice.count()} ticks are claimed twice"


def _claims() -> Found:
    """Each visit claims what it needs, and nothing is claimed by what is not there."""
    whose = Resource.objects.values_list("id", "practitioner_id", "room_id", "patient_id")
    owner = {pk: next(filter(None, owners)) for pk, *owners in whose}
    held: dict[object, set[tuple[object, int]]] = defaultdict(set)
    for booking, resource, tick in Claim.objects.values_list("booking_id", "resource_id", "tick"):
        held[booking].add((owner[resource], tick))
    for row in Booking.objects.all():
        seat, person = ticks_in(MINUTES + BUFFER), ticks_in(MINUTES)
        wanted = {(row.practitioner_id, row.start_tick + n) for n in range(seat)}
        wanted |= {(row.room_id, row.start_tick + n) for n in range(seat)}
        wanted |= {(row.patient_id, row.start_tick + n) for n in range(person)}
        if held.pop(row.pk, set()) != (set() if row.status == "cancelled" else wanted):
            yield f"the {row.status} visit {row.pk} does not claim what it needs"
    if held or Hold.objects.exists():
        yield f"{len(held)} claims without a visit, {Hold.objects.count()} holds that nobody made"


def _letters(taken: Mapping[str, int], faults: int) -> Found:
    """One letter for each change; each arrived, and twice only where something was killed in between."""
    names = {str(pk): status for pk, status in Message.objects.values_list("id", "status")}
    if waiting := sum(status in (Status.QUEUED, Status.FAILED) for status in names.values()):
        due = Message.objects.filter(status__in=(Status.QUEUED, Status.FAILED)).exclude(kind="reminder")
        if due.exists():
            yield f"{due.count()} of {waiting} letters were never sent, such as {due[0].last_error!r}"
    lost = [name for name, status in names.items() if status == Status.SENT and not taken.get(name)]
    if lost:
        yield f"{len(lost)} letters are said to be sent and never arrived"
    if unknown := taken.keys() - names.keys():
        yield f"{len(unknown)} letters arrived that tell of nothing"
    again = sum(times - 1 for times in taken.values())
    if again > faults:
        yield f"{again} letters came again after {faults} faults"
    told = Message.objects.exclude(kind="reminder").values_list("subject_id", "kind")
    letters = Counter((subject, kind) for subject, kind in told)
    for row in Booking.objects.all():
        gone = row.status == "cancelled"
        wanted = (1, row.sequence - gone, int(gone))
        written = tuple(letters[str(row.pk), kind] for kind in ("booked", "moved", "cancelled"))
        if written != wanted:
            yield f"letters of visit {row.pk}: {written} instead of {wanted}"


def _record() -> Found:
    """Every change is an event, and the chain is whole."""
    kinds = Counter(Event.objects.values_list("kind", flat=True))
    rows = Booking.objects.count()
    moves = sum(Booking.objects.annotate(n=F("sequence")).values_list("n", flat=True))
    gone = Booking.objects.filter(status="cancelled").count()
    wanted = (rows, moves - gone, gone)
    if (written := (kinds["book.booked"], kinds["book.moved"], kinds["book.cancelled"])) != wanted:
        yield f"events {written} instead of {wanted}"
    verified = verify(Clinic.objects.get().pk)
    if not verified.ok:
        yield f"the chain of events is broken: {verified.why}"


def _file() -> Found:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        for (line,) in cursor.fetchall():
            if line != "ok":
                yield f"the database file: {line}"
