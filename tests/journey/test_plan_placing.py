"""A whole plan placed at once: proposed without writing, taken all or nothing, mended where it was hit."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import NOW, make_staff
from tests.journey.checks import code
from tests.journey.courses import days, make_plan, make_practice, place_all, start_of, starts
from tests.journey.diary import at, booked, checked, claims_of, happened
from unknot.clinical.urgency import Tier
from unknot.journey.book.actions import cancel, mark
from unknot.journey.book.arranging import add_leave
from unknot.journey.book.models import Booking, Claim
from unknot.journey.outbox.models import Message
from unknot.journey.people.access import SYSTEM
from unknot.journey.plan.actions import Wishes, end, leave_out
from unknot.journey.plan.models import Standing
from unknot.journey.plan.placing import propose, take
from unknot.journey.plan.queries import visits_of
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal

pytestmark = pytest.mark.django_db


def test_a_proposal_writes_nothing_and_has_every_visit_in_its_rhythm() -> None:
    plan = make_plan(make_practice())
    before = Booking.objects.count(), Claim.objects.count(), Event.objects.count()

    proposal = propose(plan=plan, by=SYSTEM, now=NOW)

    assert (Booking.objects.count(), Claim.objects.count(), Event.objects.count()) == before
    assert proposal.answer.proven
    assert proposal.answer.missing == {}
    seats = proposal.seats
    assert sorted(seats) == ["1.1", "2.1", "2.2", "3.1", "4.1", "5.1", "6.1", "6.3"]
    found = sorted({start_of(seat).date() for seat in seats.values()})
    assert [(day - found[0]).days for day in found] == [0, 4, 7, 11, 14, 21]
    assert seats["6.3"].practitioner == seats["1.1"].practitioner
    assert start_of(seats["2.2"]).date() == start_of(seats["2.1"]).date()


def test_taking_it_books_all_with_one_letter_and_their_reminders() -> None:
    practice = make_practice()
    plan = place_all(make_plan(practice))

    bookings = list(Booking.objects.filter(patient=practice.patient))
    assert len(bookings) == 8
    assert days(plan) == [0, 4, 7, 11, 14, 21]
    assert all(happened(one) == ["book.booked"] for one in bookings)
    assert all(claims_of(one) > 0 for one in bookings)
    letters = Message.objects.exclude(kind="reminder")
    assert [(one.kind, len(one.context["visits"])) for one in letters] == [("course", 8)]
    assert Message.objects.filter(kind="reminder").count() >= 7
    assert {one.standing for one in visits_of(plan)} == {Standing.BOOKED}
    assert plan.version == 2


def test_beyond_the_horizon_of_the_web_a_plan_may_go_on() -> None:
    practice = make_practice()
    plan = place_all(make_plan(practice))

    assert max(starts(plan).values()) > NOW + timedelta(days=practice.diary.service.horizon_days)


def test_when_somebody_was_faster_nothing_is_written_and_only_what_was_hit_moves() -> None:
    practice = make_practice(chiropractors=1)
    plan = make_plan(practice)
    proposal = propose(plan=plan, by=SYSTEM, now=NOW)
    hit = proposal.seats["3.1"]
    booked(practice.diary, start_of(hit))
    before = Booking.objects.count(), Claim.objects.count(), Event.objects.count()

    with pytest.raises(Refusal) as refused:
        take(plan=plan, seats=proposal.new, version=proposal.version, by=SYSTEM, now=NOW)

    assert refused.value.code == "taken"
    assert (Booking.objects.count(), Claim.objects.count(), Event.objects.count()) == before
    anew = propose(plan=plan, by=SYSTEM, now=NOW, wanted=proposal.seats)
    assert set(anew.changed) == {"3.1"}
    take(plan=plan, seats=anew.new, version=anew.version, by=SYSTEM, now=NOW)
    assert len(starts(plan)) == 8


def test_a_proposal_for_an_older_plan_is_refused() -> None:
    plan = make_plan(make_practice())
    proposal = propose(plan=plan, by=SYSTEM, now=NOW)
    leave_out(visits=[visits_of(plan)[-1]], by=make_staff(plan.clinic, "clinician"), now=NOW)

    refused = code(take, plan=plan, seats=proposal.new, version=proposal.version, by=SYSTEM, now=NOW)
    assert refused == ("changed", None)


def test_a_cancelled_visit_never_comes_back_and_the_others_stay() -> None:
    plan = place_all(make_plan(make_practice()))
    third = next(one for one in visits_of(plan) if one.key == "3.1")
    assert third.booking is not None
    before = starts(plan)
    cancel(booking=third.booking, by=make_staff(plan.clinic), now=NOW)

    proposal = propose(plan=plan, by=SYSTEM, now=NOW)

    assert proposal.new == {}
    assert "3.1" not in proposal.seats
    assert {key: start_of(seat) for key, seat in proposal.seats.items()} == {
        key: start for key, start in before.items() if key != "3.1"
    }


def test_a_missed_visit_stays_missed_and_nothing_before_now_moves() -> None:
    plan = place_all(make_plan(make_practice()))
    first = next(one for one in visits_of(plan) if one.key == "1.1")
    assert first.booking is not None
    later = first.booking.ends_at + timedelta(hours=1)
    mark(booking=first.booking, status="no_show", by=SYSTEM, now=later)

    proposal = propose(plan=plan, by=SYSTEM, now=later)

    assert proposal.new == {}
    assert next(one for one in visits_of(plan) if one.key == "1.1").standing == Standing.MISSED


def test_with_the_practitioner_away_only_their_visits_move_and_keep_their_name_in_calendars() -> None:
    practice = make_practice()
    plan = place_all(make_plan(practice))
    visits = {one.key: one.booking for one in visits_of(plan)}
    ill = visits["3.1"]
    assert ill is not None
    day = ill.starts_at.replace(hour=0)
    add_leave(
        practitioner=ill.practitioner,
        starts_at=day,
        ends_at=day + timedelta(days=2),
        by=SYSTEM,
        now=NOW,
        reason="ill",
    )

    proposal = propose(plan=plan, by=SYSTEM, now=NOW)
    assert set(proposal.new) == {"3.1"}
    Message.objects.all().delete()
    take(plan=plan, seats=proposal.new, version=proposal.version, by=make_staff(plan.clinic), now=NOW)

    after = {one.key: one.booking for one in visits_of(plan)}
    moved = after["3.1"]
    assert moved is not None
    assert (moved.uid, moved.sequence) == (ill.uid, ill.sequence + 1)
    assert moved.starts_at != ill.starts_at or moved.practitioner != ill.practitioner
    assert happened(moved) == ["book.booked", "book.moved"]
    assert {key for key in after if after[key].starts_at != visits[key].starts_at} <= {"3.1"}  # type: ignore[union-attr]  # all are booked
    letter = Message.objects.exclude(kind="reminder").get()
    assert (letter.kind, letter.context["moved"], len(letter.context["visits"])) == ("course", True, 1)


def test_what_was_changed_by_hand_meanwhile_is_not_overwritten() -> None:
    plan = place_all(make_plan(make_practice()))
    proposal = propose(plan=plan, by=SYSTEM, now=NOW)
    third = next(one for one in visits_of(plan) if one.key == "3.1")
    assert third.booking is not None
    wished = {"3.1": proposal.seats["4.1"]}
    cancel(booking=third.booking, by=make_staff(plan.clinic), now=NOW)

    refused = code(take, plan=plan, seats=wished, version=proposal.version, by=SYSTEM, now=NOW)
    assert refused == ("changed", None)


def test_a_visit_may_move_to_where_another_of_the_plan_was() -> None:
    practice = make_practice(chiropractors=1, rooms=1)
    plan = place_all(make_plan(practice))
    now = propose(plan=plan, by=SYSTEM, now=NOW)
    third, fourth = now.seats["3.1"], now.seats["4.1"]
    swapped = {"3.1": replace(fourth, key="3.1"), "4.1": replace(third, key="4.1")}
    take(plan=plan, seats=swapped, version=now.version, by=make_staff(plan.clinic), now=NOW)

    assert starts(plan)["3.1"] == start_of(fourth)
    assert starts(plan)["4.1"] == start_of(third)
    assert Claim.objects.filter(booking__planned__plan=plan).count() == sum(
        claims_of(one.booking) for one in visits_of(plan) if one.booking
    )


def test_what_has_no_place_is_said_with_its_reason() -> None:
    practice = make_practice()
    weekend = [(5, at(0, 9).time(), at(0, 12).time())]
    plan = make_plan(practice, wishes=Wishes(windows=weekend))
    proposal = propose(plan=plan, by=SYSTEM, now=NOW)

    assert proposal.seats == {}
    assert set(proposal.answer.missing) == {one.key for one in visits_of(plan)}


def test_an_ended_plan_is_left_alone() -> None:
    plan = make_plan(make_practice())
    proposal = propose(plan=plan, by=SYSTEM, now=NOW)
    end(plan=plan, by=make_staff(plan.clinic, "clinician"), now=NOW)

    refused = code(take, plan=plan, seats=proposal.new, version=proposal.version, by=SYSTEM, now=NOW)
    assert refused == ("ended", None)


def test_answers_that_close_care_meanwhile_close_the_plan_too() -> None:
    practice = make_practice()
    plan = make_plan(practice)
    proposal = propose(plan=plan, by=SYSTEM, now=NOW)
    worried = checked(practice.diary, Tier.SEE_PHYSICIAN_SOON)
    assert worried.episode is not None
    worried.episode.patient = practice.patient
    worried.episode.save()

    refused = code(take, plan=plan, seats=proposal.new, version=proposal.version, by=SYSTEM, now=NOW)
    assert refused == ("held_back", None)


def test_a_plan_for_hands_on_care_needs_a_check_or_a_clinicians_reason() -> None:
    practice = make_practice()
    clinician = make_staff(practice.clinic, "clinician")

    assert code(make_plan, practice=practice, by=clinician)[0] == "reason_missing"
    assert code(make_plan, practice=practice, by=make_staff(practice.clinic))[0] == "not_allowed"
    assert make_plan(practice, by=clinician, check=checked(practice.diary)).version == 1
    assert make_plan(practice, by=clinician, reason="seen at the visit today").reason
    worried = checked(practice.diary, Tier.SEE_PHYSICIAN_SOON)
    assert code(make_plan, practice=practice, by=clinician, check=worried)[0] == "not_offered"
