"""What visits cost: a receipt for a visit, how it was paid, a statement for a person, a table for the
books."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, show
from unknot.interfaces.web.paper import sheet
from unknot.interfaces.web.receipt_told import told
from unknot.journey.book import queries as book
from unknot.journey.book.models import Booking
from unknot.journey.book.prices import amount, price_words
from unknot.journey.people import queries as people
from unknot.journey.people.access import may
from unknot.journey.refusals import Refusal
from unknot.journey.visit import actions, queries
from unknot.journey.visit.models import Paid, Receipt


class Offer(NamedTuple):
    """Something that may stand on a receipt, and whether it is proposed for this visit."""

    key: str
    name: str
    code: str
    price: int
    currency: str
    proposed: bool

    @property
    def words(self) -> str:
        return price_words(self.price, self.currency)


@require_http_methods(["GET", "POST"])
@desk
def charge(request: DeskRequest, booking_id: UUID) -> HttpResponse:
    row = found(book.booking(request.actor, booking_id))
    if there := queries.receipt_of(request.actor, row):
        return redirect("desk-receipt", there.pk)
    offers = list(_offers(request, row))
    refusal = None
    if request.method == "POST":
        try:
            receipt = _issue(request, row, offers)
        except Refusal as no:
            if no.code == "not_allowed":
                raise
            refusal = no
        else:
            return redirect("desk-receipt", receipt.pk)
    context = {"booking": row, "offers": offers, "ways": Paid.choices, "refusal": refusal}
    return show(request, "charge", context, here="receipts", status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@desk
def receipt(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    row = found(queries.receipt(request.actor, receipt_id))
    if request.method == "POST":
        try:
            if "void" in request.POST:
                why = request.POST.get("why", "")
                actions.void(receipt=row, why=why, by=request.actor, now=request.now)
                messages.success(request, "Voided. It stays with its number; another may be issued.")
            else:
                paid = request.POST.get("paid", "")
                actions.settle(receipt=row, paid=paid, by=request.actor, now=request.now)
                messages.success(request, "Noted.")
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            messages.error(request, refusal.words)
        return redirect("desk-receipt", row.pk)
    may_void = may(request.actor, "visit.void", request.clinic.pk)
    context = {**told(row), "ways": Paid.choices, "may_void": may_void}
    return show(request, "receipt", context, here="receipts")


@require_GET
@desk
def receipt_on_paper(request: DeskRequest, receipt_id: UUID) -> HttpResponse:
    row = found(queries.receipt(request.actor, receipt_id))
    context = {**told(row), "clinic": row.clinic, "zone": row.clinic.zone}
    return sheet(request, "receipt", context, title=f"Receipt {row.number}")


@require_GET
@desk
def statement(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    person = found(people.patient(request.actor, patient_id))
    rows = queries.receipts_of(request.actor, person)
    context = {
        "clinic": request.clinic,
        "zone": request.clinic.zone,
        "person": person,
        "rows": [told(one) for one in rows],
        "totals": _totals(rows),
        "open": _totals([one for one in rows if one.paid == Paid.OPEN]),
        "now": request.now,
    }
    return sheet(request, "statement", context, title=f"Statement {person.name}")


@require_GET
@desk
def receipts(request: DeskRequest) -> HttpResponse:
    first, last = _period(request)
    rows = _between(request, first, last)
    standing = [one for one in rows if one.voided_at is None]
    context = {
        "first": first,
        "last": last,
        "rows": [told(one) for one in rows],
        "totals": _totals(standing),
        "open": _totals([one for one in standing if one.paid == Paid.OPEN]),
    }
    return show(request, "receipts", context, here="receipts")


@require_GET
@desk
def table(request: DeskRequest) -> HttpResponse:
    """One row for each line of each receipt, for the books; amounts as decimal numbers."""
    first, last = _period(request)
    file = io.StringIO()
    out = csv.writer(file)
    head = ("receipt", "issued", "visit", "person", "service", "practitioner", "item", "code", "units")
    out.writerow((*head, "price", "amount", "currency", "paid", "voided"))
    for row in _between(request, first, last):
        for line in row.lines:
            out.writerow([_safe(one) for one in _cells(row, line)])
    answer = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="receipts-{first}-{last}.csv"'
    return answer


def _offers(request: DeskRequest, row: Booking) -> Iterator[Offer]:
    service = row.service
    if service.price is not None:
        yield Offer("service", service.name, "", service.price, service.currency, True)
    for item in queries.price_list(request.actor):
        proposed = item.service_id == service.pk
        yield Offer(str(item.pk), item.name, item.code, item.price, item.currency, proposed)


def _issue(request: DeskRequest, row: Booking, offers: list[Offer]) -> Receipt:
    chosen = [one for one in offers if one.key in request.POST.getlist("item")]
    currencies = {one.currency for one in chosen}
    if len(currencies) > 1:
        raise Refusal("charges", "One receipt is in one currency.", field="charges")
    return actions.issue(
        booking=row,
        charges=[actions.Charge(one.name, one.price, _units(request, one.key), one.code) for one in chosen],
        currency="".join(currencies),
        paid=request.POST.get("paid", Paid.OPEN),
        by=request.actor,
        now=request.now,
    )


def _units(request: DeskRequest, key: str) -> int:
    words = request.POST.get(f"units_{key}", "1").strip()
    return int(words) if words.isascii() and words.isdigit() and len(words) < 4 else 0


def _totals(rows: list[Receipt]) -> list[str]:
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row.currency] += row.total
    return [price_words(total, currency) for currency, total in sorted(sums.items())]


def _period(request: DeskRequest) -> tuple[date, date]:
    """From which day to which, both included: this month, unless others are named."""
    today = request.now.astimezone(ZoneInfo(request.clinic.zone)).date()
    first = _date(request.GET.get("first", "")) or today.replace(day=1)
    return first, max(first, _date(request.GET.get("last", "")) or today)


def _date(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _between(request: DeskRequest, first: date, last: date) -> list[Receipt]:
    zone = ZoneInfo(request.clinic.zone)
    since = datetime.combine(first, datetime.min.time(), tzinfo=zone)
    until = datetime.combine(last + timedelta(days=1), datetime.min.time(), tzinfo=zone)
    return queries.receipts(request.actor, since=since, until=until)


def _cells(row: Receipt, line: dict[str, object]) -> Iterator[object]:
    zone = ZoneInfo(row.clinic.zone)
    price, units = int(str(line["price"])), int(str(line["units"]))
    yield from (
        row.number,
        row.issued_at.astimezone(zone).date(),
        row.booking.starts_at.astimezone(zone).date(),
    )
    yield from (row.patient.name, row.booking.service.name, row.booking.practitioner.name)
    yield from (line["name"], line["code"], units)
    yield from (amount(price, row.currency), amount(price * units, row.currency), row.currency)
    yield from (row.get_paid_display(), row.voided_why)


def _safe(cell: object) -> object:
    """A table program must not run what somebody typed as a name."""
    words = str(cell)
    return f"'{words}" if isinstance(cell, str) and words[:1] in "=+-@\t\r" and words else cell
