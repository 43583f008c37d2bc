"""Before a visit: a tick stops it, closes care and calls the desk in the same transaction; what was not
answered is open, and what was said is never taken back."""

from datetime import timedelta
from typing import Any

import pytest

from tests.answers import BENIGN
from tests.factories import NOW, make_clinic, make_staff
from tests.journey.checks import bearer, code, decided, events
from tests.journey.diary import at, booked, link_of, make_diary
from unknot.clinical.urgency import Tier
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.check import actions as checks
from unknot.journey.check.models import Alert, CheckStatus, Episode
from unknot.journey.people.access import Actor
from unknot.journey.record.kept import Kept
from unknot.journey.visit import arriving
from unknot.journey.visit.arriving import Said, arrivals, arrive, asked_of, signs_words, state_of, worst
from unknot.journey.visit.models import Arrival

pytestmark = pytest.mark.django_db
CLEAR = Said(none_new=True, pain=4, reaction="mild", words="slept better")


def a_visit(**fields: Any) -> Booking:
    return booked(make_diary(), at(0, 13), **fields)


def said(booking: Booking, what: Said, by: Actor | None = None) -> Arrival:
    return arrive(booking=booking, said=what, by=by or link_of(booking), now=NOW)


def test_none_of_them_is_an_answer_and_silence_is_not() -> None:
    booking = a_visit()
    assert state_of(None) == "open"
    assert state_of(said(booking, Said(pain=3))) == "open"
    clear = said(booking, CLEAR)
    assert (state_of(clear), clear.pain, clear.words) == ("clear", 4, "slept better")
    assert "saddle_numbness" in clear.asked
    assert not Alert.objects.exists()
    assert not Episode.objects.exists()
    assert "visit.arrived" in events()


def test_a_tick_that_is_an_emergency_decides_at_once_and_calls() -> None:
    booking = a_visit()
    row = said(booking, Said(ticked=("saddle_numbness",), none_new=True))
    assert row.from_check is not None
    assert (row.from_check.status, row.from_check.tier) == (CheckStatus.DECIDED, Tier.EMERGENCY_NOW)
    assert state_of(row) == "stopped"
    assert not row.none_new
    (alert,) = Alert.objects.all()
    assert alert.tier == Tier.EMERGENCY_NOW
    episode = Episode.objects.get()
    assert episode.booking_closed
    assert episode.patient == booking.patient


def test_another_tick_calls_and_closes_before_the_check_is_done() -> None:
    booking = a_visit()
    row = said(booking, Said(ticked=("leg_weakness",)))
    assert row.from_check is not None
    assert row.from_check.status == CheckStatus.DRAFT
    assert state_of(row) == "stopped"
    (alert,) = Alert.objects.all()
    assert (alert.tier, alert.reason) == (
        Tier.URGENT_SAME_DAY,
        "Ticked in the questions before a visit: Is a leg weak, or does it give way?.",
    )
    assert Episode.objects.get().booking_closed


def test_the_check_that_a_tick_opened_clears_the_visit_or_keeps_it_stopped() -> None:
    booking = a_visit()
    row = said(booking, Said(ticked=("leg_weakness",)))
    check = row.from_check
    assert check is not None
    answers = {key: value for key, value in BENIGN.items() if key not in check.answers}
    checks.answer(check=check, answers=answers, by=bearer(check), now=NOW)
    checks.decide(check=check, by=bearer(check), now=NOW)
    row = Arrival.objects.select_related("from_check").get()
    assert state_of(row) == "clear"
    assert Episode.objects.get().booking_closed, "a clinician opens it, nobody else"


def test_what_is_said_later_takes_no_tick_back() -> None:
    booking = a_visit()
    first, second = said(booking, Said(ticked=("leg_weakness",))), said(booking, CLEAR)
    assert worst([second, first]) == "stopped"
    assert worst([second]) == "clear"
    assert worst([]) == "open"
    for change in (first.save, first.delete, Arrival.objects.all().delete):
        with pytest.raises(Kept):
            change()
    with pytest.raises(Kept):
        Arrival.objects.update(none_new=True)


def test_the_list_and_the_check_know_the_person_from_the_check_before() -> None:
    check = decided({**BENIGN, "sex": "male", "age": 52, "cancer_history": "past"}, make_clinic())
    assert check.episode is not None
    diary = make_diary(clinic=check.clinic)
    booking = booked(diary, at(0, 13))
    Episode.objects.filter(id=check.episode.pk).update(patient=booking.patient)
    listed = [sign.id for _, found in asked_of(booking) for sign in found]
    assert "testicle_pain" in listed
    assert "missed_period" not in listed
    row = said(booking, Said(ticked=("fever",)))
    assert row.episode_id == check.episode_id, "the bout that is open"
    assert row.from_check is not None
    assert row.from_check.answers["cancer_history"] == "past"
    assert "muscle_spasm" not in row.from_check.answers


def test_a_strong_reaction_calls_a_clinician_and_words_pass_the_net() -> None:
    booking = a_visit()
    said(booking, Said(none_new=True, reaction="strong", words="I cannot hold my urine since yesterday"))
    kinds = {(one.role, one.kind) for one in Alert.objects.all()}
    assert ("clinician", "answers") in kinds
    assert ("front_desk", "wording") in kinds
    assert Episode.objects.filter(booking_closed=True).exists()


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (Said(ticked=("spell",)), ("signs", "signs")),
        (Said(pain=11), ("pain", "pain")),
        (Said(reaction="great"), ("reaction", "reaction")),
        (Said(words="x" * 2001), ("words", "words")),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_stored(what: Said, expected: tuple[str, str]) -> None:
    booking = a_visit()
    assert code(said, booking=booking, what=what) == expected
    assert not Arrival.objects.exists()


def test_it_is_asked_around_the_visit_and_of_nobody_else() -> None:
    booking = a_visit()
    other = booked(make_diary(clinic=make_clinic(slug="other")), at(0, 13))
    assert code(arrive, booking=booking, said=CLEAR, by=link_of(other), now=NOW)[0] == "not_allowed"
    early = booking.starts_at - timedelta(hours=25)
    assert code(arrive, booking=booking, said=CLEAR, by=link_of(booking), now=early)[0] == "not_now"
    Booking.objects.filter(id=booking.pk).update(status=BookingStatus.CANCELLED)
    booking.refresh_from_db()
    assert code(arrive, booking=booking, said=CLEAR, by=link_of(booking), now=NOW)[0] == "not_now"


def test_the_desk_asks_too_and_reads_private_signs_discreetly() -> None:
    booking = a_visit()
    desk, clinician = make_staff(booking.clinic), make_staff(booking.clinic, "clinician")
    row = said(booking, Said(ticked=("fever", "saddle_numbness")), by=desk)
    assert row.asked_by_id is not None
    assert "Fever, or feeling feverish" in signs_words(desk, row)
    assert "Warning sign in something private" in signs_words(desk, row)
    assert any("between your legs" in one for one in signs_words(clinician, row))
    (rows,) = arrivals(desk, [booking.pk]).values()
    assert rows == [row]
    assert row.from_check is not None
    assert arriving.of_check(row.from_check) == row
    assert row.episode is not None
    assert arriving.arrivals_in(desk, row.episode, limit=5) == [row]
    stranger = make_staff(make_clinic(slug="third"))
    assert arrivals(stranger, [booking.pk]) == {}
    assert arriving.arrivals_in(stranger, row.episode, limit=5) == []
