"""Words that hold a warning sign: saved as they are, the desk called, hands-on care closed."""

import pytest

from tests.answers import BENIGN, SOON
from tests.factories import NOW, make_staff
from tests.journey.checks import begun, code, decided
from tests.journey.diary import at, booked, booked_online, checked, make_diary
from unknot.clinical.urgency import Tier
from unknot.journey.book.models import Booking
from unknot.journey.check.actions import answer
from unknot.journey.check.alerting import heed
from unknot.journey.check.facts import assessment_of
from unknot.journey.check.models import Alert, AlertKind, Check, CheckStatus, Episode
from unknot.journey.check.queries import reading, refusal_to_book
from unknot.journey.people.access import Actor, holder
from unknot.journey.record.models import Event
from unknot.knowledge.load import knowledge

pytestmark = pytest.mark.django_db

ALARMING = "my back is killing me and i cant pee since last night"
HARMLESS = "no numbness, no trouble peeing, just a stiff back. second floor?"
OWN_WORDS = next(question.id for question in knowledge().texts)


def bearer(check: Check) -> Actor:
    return holder(check, clinic_id=check.clinic_id)


def test_an_alarming_note_is_saved_and_calls_the_desk() -> None:
    diary = make_diary()
    check = checked(diary)

    booking = booked_online(diary, at(1, 10), check=check, note=ALARMING)

    assert Booking.objects.get().note == ALARMING
    assert booking.is_standing
    alert = Alert.objects.get()
    assert (alert.kind, alert.tier, alert.episode_id) == (
        AlertKind.WORDING,
        Tier.EMERGENCY_NOW,
        check.episode_id,
    )
    assert alert.reason.startswith("Written in a booking note: ")
    again = Check.objects.select_related("episode", "clinic").get(id=check.id)
    assert again.episode
    assert again.episode.booking_closed
    refusal = refusal_to_book(again, hands_on=False, now=NOW)
    assert refusal is not None
    assert refusal.code == "booking_closed"


def test_a_note_for_somebody_without_a_check_opens_an_episode_and_closes_it() -> None:
    diary = make_diary()

    booking = booked(diary, at(1, 10), note=ALARMING)

    episode = Episode.objects.get()
    assert (booking.episode_id, episode.patient_id) == (episode.pk, booking.patient_id)
    assert code(booked, diary=diary, starts_at=at(2, 10), patient=booking.patient)[0] == "booking_closed"


def test_a_harmless_note_raises_nothing() -> None:
    diary = make_diary()
    booked_online(diary, at(1, 10), check=checked(diary), note=HARMLESS)
    assert not Alert.objects.exists()
    assert not Episode.objects.filter(booking_closed=True).exists()


def test_what_closes_is_written_into_the_record() -> None:
    diary = make_diary()
    episode = heed(words=ALARMING, where="a message", clinic=diary.clinic, now=NOW)
    assert episode is not None
    assert Event.objects.get(kind="check.booking_closed").data == {"where": "a message"}
    heed(words=ALARMING, where="a message", clinic=diary.clinic, now=NOW, episode=episode)
    assert Event.objects.filter(kind="check.booking_closed").count() == 1
    assert Alert.objects.count() == 2
    assert heed(words=HARMLESS, where="a message", clinic=diary.clinic, now=NOW) is None


def test_own_words_in_a_check_make_the_emergency_that_no_box_made() -> None:
    check = begun()
    check = answer(check=check, answers={**BENIGN, OWN_WORDS: ALARMING}, by=bearer(check), now=NOW)

    assert check.status == CheckStatus.DECIDED
    assessment = assessment_of(check)
    assert assessment is not None
    assert assessment.tier == Tier.EMERGENCY_NOW
    assert [flag.rule_id[:4] for flag in assessment.flags] == ["NET-"]
    assert assessment.flags[0].because[0].question_id == OWN_WORDS
    assert Episode.objects.get().booking_closed
    assert Alert.objects.get().kind == AlertKind.ANSWERS


def test_own_words_in_spanish_make_the_emergency_whatever_the_language_of_the_page() -> None:
    check = decided({**BENIGN, OWN_WORDS: "se me escapa la orina sin darme cuenta desde el lunes"})

    assert check.tier == Tier.EMERGENCY_NOW
    assert Alert.objects.get().kind == AlertKind.ANSWERS


def test_own_words_never_lower_what_the_answers_say() -> None:
    check = decided({**SOON, OWN_WORDS: "I am fine, it is nothing, no problem at all"})
    assert Tier(check.tier or 0) == Tier.SEE_PHYSICIAN_SOON
    assert not Alert.objects.exists()


def test_the_front_desk_hears_that_there_is_a_sign_but_not_the_private_words() -> None:
    check = decided({**BENIGN, OWN_WORDS: ALARMING})
    seen = reading(make_staff(check.clinic), check)
    assert seen is not None
    assert seen.hides_private
    assert "pee" not in str(seen.flags)
