"""Bringing in another system's people and appointments: every row has its fate, all are written or none, a
second time changes nothing, and what cannot be read is said with its line and column."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_clinic, make_patient, make_staff
from tests.journey.checks import code
from tests.journey.diary import Diary, at, booked, make_diary
from tests.journey.test_outside import event, ics
from unknot.journey.book.actions import move
from unknot.journey.book.import_reading import Read, Row, in_zone, read_csv, read_ics
from unknot.journey.book.importing import Report, bring_in
from unknot.journey.book.models import Booking, BookingStatus, Claim
from unknot.journey.outbox.models import Message
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Patient
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal

pytestmark = pytest.mark.django_db
HEAD = "Name;E-Mail;Service;With;Date;Time;Status\n"


def table(*rows: str, head: str = HEAD, **options: Any) -> Read:
    return read_csv((head + "\n".join(rows)).encode(), needed=("name", "at"), **options)


def a_house() -> Diary:
    diary = make_diary(practitioners=2, rooms=2)
    for number, practitioner in enumerate(diary.practitioners):
        practitioner.name = ("Sam Hill", "Kim Ray")[number]
        practitioner.save()
    return diary


def brought(diary: Diary, *rows: str, **options: Any) -> Report:
    given = {"kind": "appointments", "dry_run": False, "by": SYSTEM, "now": NOW, **options}
    return bring_in(clinic=diary.clinic, rows=table(*rows).rows, **given)


def told(report: Report) -> list[tuple[int, str, str]]:
    return [(one.line, one.what, one.column) for one in report.fates]


ADA = "Ada Finch;ada@example.org;Adjustment;Sam Hill;2026-11-24;10:00"
BEN = "Ben Oak;ben@example.org;adjustment;kim ray;2026-11-24;10:10"
GONE = "Cy Elm;cy@example.org;Adjustment;Sam Hill;2026-03-02;10:00"


def test_a_dry_run_says_every_fate_and_writes_nothing() -> None:
    diary = a_house()
    before = Event.objects.count()
    report = brought(diary, ADA, GONE, dry_run=True)

    assert told(report) == [(2, "booked", ""), (3, "past", "")]
    assert not report.written
    assert Booking.objects.count() == Patient.objects.count() == 0
    assert Event.objects.count() == before


def test_all_rows_are_written_with_seats_and_reminders_and_no_letter() -> None:
    diary = a_house()
    report = brought(diary, ADA, GONE)

    assert report.written
    ada, cy = (Booking.objects.get(patient__name=name) for name in ("Ada Finch", "Cy Elm"))
    assert (ada.status, ada.starts_at, ada.practitioner.name) == (BookingStatus.BOOKED, at(1, 10), "Sam Hill")
    assert Claim.objects.filter(booking=ada).exists()
    assert cy.status == BookingStatus.ARRIVED
    assert set(Message.objects.values_list("kind", flat=True)) == {"reminder"}
    assert Event.objects.filter(kind="book.brought_in").get().data["counts"] == {"booked": 1, "past": 1}


def test_one_refused_row_keeps_all_out_unless_it_is_to_be_left_out() -> None:
    diary = a_house()
    wrong = "Dee Ash;dee@example.org;Adjustment;Nobody;2026-11-24;11:00"
    report = brought(diary, ADA, wrong)
    assert told(report) == [(2, "booked", ""), (3, "refused", "practitioner")]
    assert "Right would be one of: Kim Ray, Sam Hill" in report.fates[1].words
    assert (report.written, Booking.objects.count(), Patient.objects.count()) == (False, 0, 0)

    assert brought(diary, ADA, wrong, leave_out=True).written
    assert [one.patient.name for one in Booking.objects.all()] == ["Ada Finch"]


def test_the_same_file_again_changes_nothing() -> None:
    diary = a_house()
    brought(diary, ADA, GONE)
    again = brought(diary, ADA, GONE)

    assert told(again) == [(2, "already", ""), (3, "already", "")]
    assert (Booking.objects.count(), Patient.objects.count()) == (2, 2)


def test_a_visit_that_has_moved_since_is_not_brought_in_again() -> None:
    diary = a_house()
    brought(diary, ADA)
    move(booking=Booking.objects.get(), starts_at=at(2, 15), by=make_staff(diary.clinic), now=NOW)

    assert told(brought(diary, ADA)) == [(2, "already", "")]
    assert Booking.objects.count() == 1


def test_a_line_is_counted_where_it_begins_and_a_monstrous_cell_is_refused() -> None:
    read = table('"Ada\nFinch";a@example.org;;;2026-11-24;10:00', "Ben;b@example.org;;;2026-11-24;10:00")
    assert [row.line for row in read.rows] == [2, 4]
    with pytest.raises(Refusal, match="Line 2 cannot be read"):
        table("x" * 200_000)


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("Ada;ada@example.org;Adjustment;Sam Hill;24/11/2026;10:00", "date", "say which way round"),
        ("Ada;ada@example.org;Adjustment;Sam Hill;2026-11-24;25:00", "time", "right would be 14:30"),
        ("Ada;ada@example.org;Adjustment;Sam Hill;2026-11-24;10:07", "time", "full five minutes"),
        ("Ada;ada@example.org;Adjustment;Sam Hill;2027-03-14;02:30", "time", "the clock jumps over it"),
        ("Ada;nobody;Adjustment;Sam Hill;2026-11-24;10:00", "email", ""),
        (";ada@example.org;Adjustment;Sam Hill;2026-11-24;10:00", "name", "names nobody"),
        ("Ada;;Adjustment;Sam Hill;2026-11-24;10:00", "email", "nobody here has this name"),
        ("Ada;ada@example.org;Adjustment;Sam Hill;2026-11-24;10:00;no show", "status", "still to come"),
        ("Ada;ada@example.org;Hats;Sam Hill;2026-11-24;10:00", "service", "is no service here"),
        ("Ada;ada@example.org;;Sam Hill;2026-11-24;10:00", "service", "No service is named"),
        ("Ada;ada@example.org;Adjustment;Sam Hill;2026-11-24;03:00", "", ""),
    ],
)
def test_a_row_that_cannot_be_says_its_column_and_what_would_be_right(
    row: str, column: str, words: str
) -> None:
    (fate,) = brought(a_house(), row, dry_run=True).fates

    assert (fate.line, fate.what) == (2, "refused")
    assert fate.column == column or not column
    assert words in fate.words


def test_two_rows_for_one_seat_and_a_seat_that_is_taken_are_refused() -> None:
    diary = a_house()
    booked(diary, at(1, 14), practitioner=diary.practitioners[0])
    rows = (ADA, ADA.replace("Ada Finch;ada", "Eve Fir;eve"), ADA.replace("10:00", "14:00"))

    assert [one.what for one in brought(diary, *rows, dry_run=True).fates] == ["booked", "refused", "refused"]


def test_people_are_matched_by_name_and_address_or_by_a_name_alone() -> None:
    diary = a_house()
    ada = make_patient(
        diary.clinic, name="Ada Finch", email="ada@example.org", registered_at=NOW - timedelta(days=9)
    )
    rows = read_csv(
        b"patient,mail,tel,born\nAda Finch,ADA@example.org,,\nAda Finch,,,\n"
        + 2 * b"Ben Oak,,707 555 0123,1980\n",
        needed=("name",),
    ).rows
    given: dict[str, Any] = {"clinic": diary.clinic, "kind": "patients", "by": SYSTEM, "now": NOW}
    report = bring_in(rows=rows, dry_run=False, **given)

    assert [one.what for one in report.fates] == ["known", "known", "new", "known"]
    assert Patient.objects.exclude(id=ada.pk).get().birth_year == 1980


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("\ufeffStart,Name\n2026-11-24T09:30,Ada\n".encode(), (24, 9, 30)),
        (b"Date\tTime\tClient\n2026-11-24\t9:30 am\tAda\n", (24, 9, 30)),
        ("name;date;time\nJos\xe9;2026-11-24;2:30 PM\n".encode("cp1252"), (24, 14, 30)),
        (b"\n\nname,appointment date,start time\nAda,2026-11-24,12:00 am\n", (24, 0, 0)),
    ],
)
def test_tables_as_programs_save_them(data: bytes, expected: tuple[int, int, int]) -> None:
    (row,) = read_csv(data, needed=("name", "at")).rows
    assert row.at is not None
    assert (row.at.day, row.at.hour, row.at.minute) == expected
    assert row.wrong == {}


@pytest.mark.parametrize(("dates", "day"), [("dmy", (4, 5)), ("mdy", (5, 4))])
def test_which_way_round_dates_are_is_said_and_never_guessed(dates: Any, day: tuple[int, int]) -> None:
    (row,) = table("Ada;a@example.org;;;04/05/2027;10:00", dates=dates).rows
    assert row.at is not None
    assert (row.at.day, row.at.month) == day


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty"),
        (b"name,mail\nAda,a@example.org\n", "at: one of date and time"),
        (b"date,time\n2026-11-24,10:00\n", "name: one of name, person, patient"),
        (b"PK\x03\x04\x00\x00", "save it as CSV"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(data: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read_csv(data, needed=("name", "at"))


def test_columns_that_nobody_asked_for_are_named() -> None:
    assert table("Ada;a@example.org;;;;;x", head=HEAD.strip() + ";Shoe size\n").ignored == ("Shoe size",)


def test_a_calendar_is_read_event_by_event() -> None:
    data = ics(
        event(
            ":20261124T180000Z",
            ":20261124T183000Z",
            "RRULE:FREQ=WEEKLY;COUNT=2",
            "ATTENDEE:mailto:Ada@example.org",
        ).replace("Private matter", "Ada Finch - Adjustment"),
        event(";VALUE=DATE:20261126", ";VALUE=DATE:20261127", uid="2"),
        event(
            ":20261125T180000Z",
            ":20261125T183000Z",
            "STATUS:CANCELLED",
            "DESCRIPTION:Tel: 707 555 0123",
            uid="3",
        ),
    )
    first, other, whole_day, second = read_ics(data, now=NOW).rows
    assert whole_day.wrong == {"start": "2026-11-26: a whole day is no visit."}
    assert (first.name, first.service, first.email) == ("Ada Finch", "Adjustment", "ada@example.org")
    assert (first.at, second.at) == (at(1, 10), at(8, 10))
    assert (other.status, other.phone) == ("cancelled", "707 555 0123")

    diary = a_house()
    report = bring_in(
        clinic=diary.clinic,
        kind="appointments",
        rows=[first, second],
        by=SYSTEM,
        now=NOW,
        dry_run=False,
        practitioner=diary.practitioners[0],
    )
    assert [one.what for one in report.fates] == ["booked", "booked"]
    assert Patient.objects.count() == 1
    endless = ics(event(":20261124T180000Z", ":20261124T183000Z", "RRULE:FREQ=SECONDLY"))
    for data in (b"hello", endless):
        with pytest.raises(Refusal, match="not a calendar file"):
            read_ics(data, now=NOW)


def test_of_a_doubled_hour_the_first_is_taken_and_a_skipped_one_is_none() -> None:
    zone = at(0, 0).tzinfo
    doubled = in_zone(Row(1).at or at(0, 0).replace(tzinfo=None, year=2026, month=11, day=1, hour=1), zone)  # type: ignore[arg-type]
    assert doubled is not None
    assert doubled.utcoffset() == timedelta(hours=-7)


def test_only_the_owner_brings_in() -> None:
    diary = a_house()
    given: dict[str, Any] = {"clinic": diary.clinic, "kind": "patients", "rows": [], "now": NOW}

    assert code(bring_in, **given, by=make_staff(diary.clinic))[0] == "not_allowed"
    assert code(bring_in, **given, by=make_staff(make_clinic(), "owner"))[0] == "not_allowed"
    assert bring_in(**given, by=make_staff(diary.clinic, "owner")).fates == ()
