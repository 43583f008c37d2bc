"""The clinic's own price list, with its billing codes."""

import csv
import io
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, show
from unknot.journey.book import queries as book
from unknot.journey.book.prices import kept, price_words
from unknot.journey.people.access import may
from unknot.journey.refusals import Refusal
from unknot.journey.visit import actions, queries


@require_http_methods(["GET", "POST"])
@desk
def prices(request: DeskRequest) -> HttpResponse:
    """The price list, and the clinic's billing codes for it."""
    refusal, typed = None, {}
    if request.method == "POST":
        typed = request.POST.dict()
        try:
            words = _change(request)
        except Refusal as no:
            if no.code == "not_allowed":
                raise
            refusal = no
        else:
            messages.success(request, words)
            return redirect("desk-prices")
    context = {
        "items": [(one, price_words(one.price, one.currency)) for one in queries.price_list(request.actor)],
        "services": book.services_for(request.clinic, None),
        "may_change": may(request.actor, "visit.add_price_item", request.clinic.pk),
        "refusal": refusal,
        "typed": typed,
    }
    return show(request, "prices", context, here="settings", status=422 if refusal else 200)


@require_POST
@desk
def drop_price(request: DeskRequest, item_id: UUID) -> HttpResponse:
    item = found(next((one for one in queries.price_list(request.actor) if one.pk == item_id), None))
    actions.drop_price_item(item=item, by=request.actor, now=request.now)
    messages.success(request, f"“{item.name}” is off the list.")
    return redirect("desk-prices")


def _change(request: DeskRequest) -> str:
    if "codes" in request.POST:
        count = actions.set_codes(
            clinic=request.clinic, codes=_codes(request.POST["codes"]), by=request.actor, now=request.now
        )
        return f"{count} code{'' if count == 1 else 's'} noted."
    services = {str(one.pk): one for one in book.services_for(request.clinic, None)}
    currency = request.POST.get("currency", "").strip().upper()
    actions.add_price_item(
        clinic=request.clinic,
        name=request.POST.get("name", ""),
        price=_amount(request.POST.get("price", ""), currency),
        currency=currency,
        code=request.POST.get("code", ""),
        service=services.get(request.POST.get("service", "")),
        by=request.actor,
        now=request.now,
    )
    return "Added."


def _codes(words: str) -> dict[str, str]:
    """Lines of item,code as a table program saves them. Raises Refusal naming the line that is none."""
    found_codes: dict[str, str] = {}
    for number, row in enumerate(csv.reader(io.StringIO(words.lstrip("\ufeff"))), start=1):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != 2 or not row[0].strip():
            raise Refusal("codes", f"Line {number}: right would be an item and its code.", field="codes")
        found_codes[" ".join(row[0].split())] = row[1].strip()
    return found_codes


def _amount(words: str, currency: str) -> int:
    try:
        return kept(Decimal(words.strip().replace(",", ".")), currency)
    except (InvalidOperation, ValueError) as error:
        raise Refusal("price", "Right would be an amount, such as 65.00.", field="price") from error
