"""From a visit to a receipt: proposed from the clinic's own prices, numbered without gaps, sealed, voided
with a reason; a statement, a table for the books, a price list with the clinic's codes."""

import csv
import io
from http import HTTPStatus
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, make_clinic, make_patient, make_staff
from tests.interfaces.desk import Desk, a_moment, desk_of, words
from tests.journey.checks import code
from tests.journey.diary import at, booked
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.people.access import SYSTEM
from unknot.journey.record.actions import link
from unknot.journey.record.seals import SealedRow, broken
from unknot.journey.visit import actions
from unknot.journey.visit.models import PriceItem, Receipt

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]
PRICED = {"price": 6500, "currency": "USD", "show_price": True}


def priced(client: Client, role: str = "owner") -> Desk:
    return desk_of(client, role, practitioners=2, rooms=2, **PRICED)


def kept(desk: Desk, hour: int = 13, **fields: Any) -> Booking:
    booking = booked(desk.diary, at(0, hour), **fields)
    Booking.objects.filter(id=booking.pk).update(status=BookingStatus.ARRIVED)
    booking.refresh_from_db()
    return booking


def issued(booking: Booking, *charges: actions.Charge) -> Receipt:
    given = charges or (actions.Charge("Adjustment", 6500),)
    return actions.issue(booking=booking, charges=given, currency="USD", by=SYSTEM, now=NOW)


def test_a_visit_yields_its_price_and_what_is_chosen_beside_it(client: Client) -> None:
    desk = priced(client)
    client.post(reverse("desk-prices"), {"name": "Tape", "price": "4.50", "currency": "usd", "code": "T1"})
    tape = PriceItem.objects.get()
    booking = kept(desk)
    address = reverse("desk-charge", args=[booking.pk])
    page = words(client.get(address))
    assert "65.00 USD" in page
    assert "4.50 USD" in page

    answer = client.post(
        address, {"item": ["service", str(tape.pk)], f"units_{tape.pk}": "2", "paid": "cash"}
    )
    receipt = Receipt.objects.get()
    assert answer["Location"] == reverse("desk-receipt", args=[receipt.pk])
    assert (receipt.number, receipt.total, receipt.currency, receipt.paid) == (1, 7400, "USD", "cash")
    assert receipt.lines[1] == {"name": "Tape", "code": "T1", "units": 2, "price": 450}
    assert client.get(address)["Location"] == answer["Location"]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({}, "1 to 30 lines"),
        ({"item": "service", "units_service": "0"}, "1 to 100 units"),
        ({"item": "service", "units_service": "many"}, "1 to 100 units"),
        ({"item": "service", "paid": "chickens"}, "Right would be one of"),
    ],
)
def test_what_cannot_be_is_said_and_issues_nothing(
    client: Client, form: dict[str, str], expected: str
) -> None:
    desk = priced(client)
    answer = client.post(reverse("desk-charge", args=[kept(desk).pk]), form)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert expected in words(answer)
    assert Receipt.objects.count() == 0


def test_a_visit_that_was_not_kept_costs_nothing(client: Client) -> None:
    desk = priced(client)
    booking = booked(desk.diary, at(0, 13))

    assert code(issued_for, booking=booking)[0] == "not_kept"
    assert "Mark it as arrived first" in words(client.get(reverse("desk-charge", args=[booking.pk])))


def issued_for(booking: Booking) -> Receipt:
    return issued(booking)


def test_numbers_count_up_in_each_clinic_and_a_visit_has_one_receipt(client: Client) -> None:
    desk = priced(client)
    first, second = kept(desk, 13), kept(desk, 14)

    assert [issued(first).number, issued(second).number] == [1, 2]
    assert code(issued_for, booking=first)[0] == "issued"
    assert Receipt.objects.count() == 2


def test_a_wrong_one_is_voided_and_stays(client: Client) -> None:
    desk = priced(client)
    booking = kept(desk)
    receipt = issued(booking)
    address = reverse("desk-receipt", args=[receipt.pk])
    client.post(address, {"void": "", "why": ""})
    receipt.refresh_from_db()
    assert receipt.voided_at is None

    client.post(address, {"void": "", "why": "wrong person"})
    receipt.refresh_from_db()
    assert receipt.voided_why == "wrong person"
    assert issued(booking).number == 2
    assert code(actions.settle, receipt=receipt, paid="cash", by=SYSTEM, now=NOW)[0] == "voided"


def test_a_receipt_is_sealed_and_how_it_was_paid_is_not(client: Client) -> None:
    desk = priced(client)
    receipt = issued(kept(desk))
    link(now=NOW)
    client.post(reverse("desk-receipt", args=[receipt.pk]), {"paid": "card"})
    receipt.refresh_from_db()
    assert receipt.paid == "card"
    assert list(broken(receipt.clinic_id)) == []

    receipt.total = 1
    with pytest.raises(SealedRow):
        receipt.save()
    with pytest.raises(SealedRow):
        Receipt.objects.update(lines=[])


def test_paper_and_statement_say_what_is_open(client: Client) -> None:
    desk = priced(client)
    person = make_patient(desk.clinic, name="Ada Finch")
    receipt = issued(kept(desk, 13, patient=person))
    issued(kept(desk, 15, patient=person), actions.Charge("Adjustment", 6500), actions.Charge("Tape", 450, 2))
    client.post(reverse("desk-receipt", args=[receipt.pk]), {"paid": "card"})

    assert "Receipt 1" in text_of(client.get(reverse("desk-receipt-paper", args=[receipt.pk])))
    said = text_of(client.get(reverse("desk-statement", args=[person.pk])))
    for part in ("Statement for Ada Finch", "139.00 USD", "Not paid yet: 74.00 USD"):
        assert part in said


def text_of(answer: Any) -> str:
    document = pypdfium2.PdfDocument(answer.content)
    return " ".join("".join(page.get_textpage().get_text_bounded() for page in document).split())


def test_the_table_for_the_books_has_a_row_for_each_line(client: Client) -> None:
    desk = priced(client)
    person = make_patient(desk.clinic, name="=HYPERLINK(1)")
    issued(kept(desk, 13, patient=person), actions.Charge("Adjustment", 6500), actions.Charge("Tape", 450, 2))
    answer = client.get(reverse("desk-receipts-table"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert [(row["item"], row["units"], row["price"], row["amount"]) for row in rows] == [
        ("Adjustment", "1", "65.00", "65.00"),
        ("Tape", "2", "4.50", "9.00"),
    ]
    assert rows[0]["person"] == "'=HYPERLINK(1)"
    assert "74.00 USD" in words(client.get(reverse("desk-receipts")))
    before = client.get(reverse("desk-receipts"), {"first": "2026-10-01", "last": "2026-10-31"})
    assert "No receipt was issued" in words(before)


def test_the_clinics_codes_are_taken_all_or_none(client: Client) -> None:
    desk = priced(client)
    for name in ("Tape", "Sheet"):
        actions.add_price_item(clinic=desk.clinic, name=name, price=450, currency="USD", by=SYSTEM, now=NOW)
    address = reverse("desk-prices")
    wrong = client.post(address, {"codes": "Tape,T1\nHat,H1"})
    assert (wrong.status_code, "Not on the price list: Hat" in words(wrong)) == (422, True)
    torn = client.post(address, {"codes": "Tape,T1\nSheet"})
    assert "Line 2: right would be an item and its code" in words(torn)
    assert set(PriceItem.objects.values_list("code", flat=True)) == {""}

    client.post(address, {"codes": "Tape,T1\n\nSheet,S1\n"})
    assert dict(PriceItem.objects.values_list("name", "code")) == {"Tape": "T1", "Sheet": "S1"}


def test_the_price_list_is_the_owners(client: Client) -> None:
    desk = priced(client, "front_desk")
    form = {"name": "Tape", "price": "4.50", "currency": "USD"}

    assert client.post(reverse("desk-prices"), form).status_code == HTTPStatus.FORBIDDEN
    item = actions.add_price_item(
        clinic=desk.clinic, name="Tape", price=1, currency="USD", by=SYSTEM, now=NOW
    )
    assert client.post(reverse("desk-price-drop", args=[item.pk])).status_code == HTTPStatus.FORBIDDEN
    owner = make_staff(desk.clinic, "owner")
    add: dict[str, Any] = {"clinic": desk.clinic, "price": 1, "currency": "USD", "by": owner, "now": NOW}
    assert code(actions.add_price_item, name="Tape", **add) == ("name", "name")
    assert code(actions.add_price_item, **{**add, "name": "Hat", "currency": "dollars"}) == (
        "currency",
        "currency",
    )
    actions.drop_price_item(item=item, by=owner, now=NOW)
    assert actions.add_price_item(name="Tape", **add).price == 1


def test_another_clinic_sees_no_receipt(client: Client) -> None:
    desk = priced(client)
    receipt = issued(kept(desk))
    stranger = make_staff(make_clinic(), "owner")

    assert code(actions.void, receipt=receipt, why="x", by=stranger, now=NOW)[0] == "not_allowed"
    assert (
        code(actions.issue, booking=kept(desk, 15), charges=[], currency="USD", by=stranger, now=NOW)[0]
        == "not_allowed"
    )
