"""The note of a visit on its page: begun, kept as a draft, signed; later changes refused; addenda; what was
copied says so; a routine note takes few fields."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, make_episode, make_membership
from tests.interfaces.desk import Desk, a_moment, desk_of, sign_in, words
from tests.journey.diary import at, booked
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.people.models import Membership
from unknot.journey.visit.models import Addendum, Macro, Visit
from unknot.journey.visit.noting import note_of

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]
ROUTINE = {"pain": "3", "technique_0": "heat", "segment_0": "L4", "advice": "walk", "step": "continue"}
# Interactions of a routine note: begin, its fields, sign.
MOST = 12


def kept(desk: Desk, hour: int = 13, **fields: Any) -> Booking:
    booking = booked(desk.diary, at(0, hour), **fields)
    Booking.objects.filter(id=booking.pk).update(status=BookingStatus.ARRIVED)
    booking.refresh_from_db()
    return booking


def address(booking: Booking) -> str:
    return reverse("desk-note", args=[booking.pk])


def sent(desk: Desk, booking: Booking, do: str = "keep", **fields: Any) -> Any:
    row = Visit.objects.filter(booking=booking).first()
    given = {"version": str(row.version) if row else "", "do": do, "said": "", **fields}
    return desk.client.post(address(booking), given)


def begun(desk: Desk, **fields: Any) -> Booking:
    booking = kept(desk, **fields)
    sent(desk, booking, "begin")
    return booking


def reasons(desk: Desk, booking: Booking) -> dict[str, str]:
    page = words(desk.client.get(address(booking)))
    return {"reason_0": "asked and examined today"} if 'name="reason_0"' in page else {}


def test_a_routine_note_is_begun_filled_and_signed(client: Client) -> None:
    desk = desk_of(client, "clinician")
    booking = begun(desk)
    fields = {**ROUTINE}
    answer = sent(desk, booking, "sign", **fields)
    if answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        fields |= reasons(desk, booking)
        answer = sent(desk, booking, "sign", **fields)

    assert answer.status_code == HTTPStatus.FOUND
    row = Visit.objects.get()
    assert row.seal
    assert note_of(row).done[0].region == "lumbar"
    assert 1 + len(fields) + 1 <= MOST
    page = words(desk.client.get(address(booking)))
    assert "Signed by Mara Quill" in page
    assert "L4" in page


def test_a_draft_is_saved_while_it_is_typed(client: Client) -> None:
    desk = desk_of(client, "clinician")
    booking = begun(desk)
    answer = sent(desk, booking, "draft", said="slept badly")
    assert (answer.status_code, answer["X-Note-Version"]) == (HTTPStatus.NO_CONTENT, "2")
    assert note_of(Visit.objects.get()).said == "slept badly"
    late = sent(desk, booking, "draft", said="other words", version="1")
    assert late.status_code == HTTPStatus.CONFLICT
    assert "saved elsewhere in between" in late.content.decode()
    wrong = sent(desk, booking, "draft", pain="much")
    assert wrong.status_code == HTTPStatus.CONFLICT
    assert note_of(Visit.objects.get()).said == "slept badly"


def test_a_draft_is_kept_and_gaps_are_named_when_it_is_signed(client: Client) -> None:
    desk = desk_of(client, "clinician")
    booking = begun(desk)
    assert sent(desk, booking, said="slept badly").status_code == HTTPStatus.FOUND
    page = words(sent(desk, booking, "sign", said="slept badly"))
    assert "Say what was done" in page
    assert "Choose what comes next" in page
    assert "slept badly" in page
    assert not Visit.objects.get().seal


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"pain": "much"}, "right would be a whole number"),
        ({"pain": "11"}, "right would be 0 to 10"),
        ({"code": "back"}, "right would be an ICD-10-CM code"),
        ({"technique_0": "spell"}, "There is no technique"),
        ({"version": "77"}, "saved elsewhere in between"),
        ({"version": "x"}, "saved elsewhere in between"),
    ],
)
def test_what_cannot_be_kept_is_said_and_keeps_nothing(
    client: Client, fields: dict[str, str], expected: str
) -> None:
    desk = desk_of(client, "clinician")
    booking = begun(desk)
    answer = sent(desk, booking, **fields)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert expected in words(answer)
    assert Visit.objects.get().version == 1


def test_a_caution_speaks_at_the_row_and_waits_for_a_reason(client: Client) -> None:
    desk = desk_of(client, "clinician")
    booking = begun(desk)
    thrust = {**ROUTINE, "technique_0": "thrust"}
    page = words(sent(desk, booking, "sign", **thrust))
    assert "say why it was done all the same" in page
    assert 'name="reason_0"' in page
    assert sent(desk, booking, "sign", **thrust, reason_0="examined").status_code == HTTPStatus.FOUND
    assert "Reason: examined" in words(desk.client.get(address(booking)))


def test_what_is_signed_is_not_changed_by_the_page_and_takes_addenda(client: Client) -> None:
    desk = desk_of(client, "clinician")
    booking = begun(desk)
    sent(desk, booking, "sign", said="fine", advice="walk", step="continue")
    before = Visit.objects.get()
    assert before.seal

    refused = sent(desk, booking, said="never been better", step="discharge")
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "signed and does not change" in words(refused)
    after = Visit.objects.get()
    assert (after.content, after.seal) == (before.content, before.seal)

    sent(desk, booking, "add", words="the left knee too")
    assert Addendum.objects.get().seal
    assert "the left knee too" in words(desk.client.get(address(booking)))


def test_what_was_copied_says_so_until_somebody_has_looked(client: Client) -> None:
    desk = desk_of(client, "clinician")
    first = begun(desk)
    sent(desk, first, "sign", said="fine", advice="walk", step="continue", tender="L4 left")
    second = kept(desk, hour=15, patient=first.patient)
    sent(desk, second, "copy")
    page = words(desk.client.get(address(second)))
    assert page.count("Copied from the visit before") == 2

    same = {"advice": "walk", "tender": "L4 left", "said": "fine", "step": "continue"}
    assert "not yet looked at: tender, advice" in words(sent(desk, second, "sign", **same))
    sent(desk, second, **{**same, "advice": "walk further"})
    assert note_of(Visit.objects.get(booking=second)).copied == ("tender",)
    assert sent(desk, second, "sign", **{**same, "seen": "tender"}).status_code == HTTPStatus.FOUND


def test_a_note_is_nobody_elses(client: Client) -> None:
    desk = desk_of(client, "clinician")
    booking = begun(desk)
    other: Membership = make_membership(desk.clinic, "clinician")
    sign_in(client, other.user)
    assert "writes this note and signs it" in words(client.get(address(booking)))
    assert "somebody else's" in words(sent(desk, booking, said="mine now"))
    for role in ("front_desk", "owner"):
        sign_in(client, make_membership(desk.clinic, role).user)
        assert client.get(address(booking)).status_code == HTTPStatus.FORBIDDEN


def test_unsigned_notes_stand_under_work_and_signed_ones_in_the_story(client: Client) -> None:
    desk = desk_of(client, "clinician")
    episode = make_episode(desk.clinic)
    booking = kept(desk)
    Booking.objects.filter(id=booking.pk).update(episode=episode)
    page = words(client.get(reverse("desk-work") + "?whose=all"))
    assert "Notes to sign" in page
    assert "not begun" in page
    sent(desk, booking, "begin")
    assert ">draft<" in words(client.get(reverse("desk-work")))

    sent(desk, booking, "sign", said="fine", advice="walk", step="continue")
    assert "Notes to sign" not in words(client.get(reverse("desk-work")))
    assert Visit.objects.get().signed_at == NOW
    assert address(booking) in words(client.get(reverse("desk-booking", args=[booking.pk])))


def test_the_page_asks_the_database_the_same_however_long_the_note(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    desk = desk_of(client, "clinician")
    booking = begun(desk)
    rows = {f"technique_{number}": "massage_light" for number in range(12)}
    regions = {f"region_{number}": "lumbar" for number in range(12)}
    sent(desk, booking, said="fine", **rows, **regions)
    assert len(note_of(Visit.objects.get()).done) == len(rows)
    with django_assert_max_num_queries(24):
        client.get(address(booking))


def test_the_examination_is_kept_read_together_and_shown_when_it_is_signed(client: Client) -> None:
    desk = desk_of(client, "clinician")
    booking = begun(desk)
    found: dict[str, Any] = {
        "screen": "found",
        "nerve": ["L5 power left"],
        "tender": ["L4 left", "SI right"],
        "test_hoffmann": "left",
        "test_babinski": "left",
        "test_gait_deviation": "yes",
        "area": ["low_back"],
        "cause": "muscle_overuse_strain",
    }
    assert sent(desk, booking, **ROUTINE, **found).status_code == HTTPStatus.FOUND
    page = words(desk.client.get(address(booking)))
    assert "Cervical myelopathy: 3 of 5" in page.replace("</strong>", "")
    assert "no manual treatment of the neck" in page
    assert "M62.830" in page
    row = Visit.objects.get()
    assert note_of(row).tests == {"hoffmann": "left", "babinski": "left", "gait_deviation": "yes"}

    fields = {**ROUTINE, **found, "code": "m62.830", **reasons(desk, booking)}
    assert sent(desk, booking, "sign", **fields).status_code == HTTPStatus.FOUND
    signed = words(desk.client.get(address(booking)))
    assert "L5 power, left, less" in signed
    assert "Tender: L4 left, Sacroiliac joint right." in signed
    assert "Muscle spasm of back" in signed
    assert "Low back" in signed


def test_an_own_text_is_put_into_the_note_by_its_owner_alone(client: Client) -> None:
    desk = desk_of(client, "clinician")
    texts = reverse("desk-own-texts")
    kept_one = desk.client.post(texts, {"place": "advice", "name": "Walk", "words": "Walk twice a day."})
    assert kept_one.status_code == HTTPStatus.FOUND
    row = Macro.objects.get()
    booking = begun(desk)
    assert "Walk" in words(desk.client.get(address(booking)))
    sent(desk, booking, f"put:{row.pk}", advice="Keep warm.", pain="3")
    note = note_of(Visit.objects.get())
    assert (note.advice, note.pain) == ("Keep warm.\nWalk twice a day.", 3)

    Macro.objects.filter(id=row.pk).update(owner=make_membership(desk.diary.clinic, "clinician").user)
    gone = sent(desk, booking, f"put:{row.pk}", advice=note.advice, pain="3")
    assert gone.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "no longer there" in words(gone)
    assert desk.client.post(texts, {"drop": str(row.pk)}).status_code == HTTPStatus.NOT_FOUND
    assert "Walk" not in words(desk.client.get(texts))
    assert Macro.objects.filter(id=row.pk).exists()


@pytest.mark.parametrize("field", ["place", "name", "words"])
def test_an_own_text_that_is_none_is_refused_by_its_field(client: Client, field: str) -> None:
    desk = desk_of(client, "clinician")
    given = {"place": "advice", "name": "Walk", "words": "Walk twice a day.", field: ""}
    answer = desk.client.post(reverse("desk-own-texts"), given)
    assert (answer.status_code, Macro.objects.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 0)
    assert answer.context["refusal"].field == field
