"""What a reminder's links open. Reading changes nothing, because mail scanners open every link; saying yes is
one tap on a button. How somebody is reminded of one visit is chosen here too."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unknot.interfaces.web.forms.remind import Reminders
from unknot.interfaces.web.pages.patient.booking import CHOSEN, page_of, row_of
from unknot.interfaces.web.pages.patient.door import PersonRequest, person
from unknot.journey.book import links, queries, reminding
from unknot.journey.book.models import Booking
from unknot.journey.people.access import holder
from unknot.journey.refusals import Refusal


@require_GET
def short(request: HttpRequest, code: str) -> HttpResponse:
    """The address in a text message stands for the long one."""
    booking = links.booking_behind(code)
    if booking is None:
        raise Http404
    return redirect("booking-confirm", queries.manage_token(booking))


@require_http_methods(["GET", "POST"])
@person
def confirm(request: PersonRequest, token: str) -> HttpResponse:
    row = row_of(request, token)
    if not row.is_standing or row.starts_at <= request.now:
        return redirect("booking", token)
    if request.method == "GET":
        return _asked(request, row, token)
    seen = request.POST.get("sequence", "")
    by = holder(row, clinic_id=row.clinic_id)
    try:
        reminding.confirm(booking=row, sequence=int(seen) if seen.isdecimal() else -1, by=by, now=request.now)
    except Refusal as refusal:
        return _asked(request, row_of(request, token), token, refusal)
    return redirect("booking", token)


@require_POST
@person
def choose(request: PersonRequest, token: str) -> HttpResponse:
    row = row_of(request, token)
    form = Reminders(request.POST, clinic=request.clinic)
    if form.is_valid():
        by = holder(row, clinic_id=row.clinic_id)
        try:
            reminding.choose_reminders(
                booking=row, remind_by=form.cleaned_data["remind_by"], by=by, now=request.now
            )
        except Refusal as refusal:
            form.add_error("remind_by", refusal.words)
        else:
            request.session[CHOSEN] = str(row.pk)
            return redirect("booking", token)
    return page_of(request, row, token, form)


def _asked(request: PersonRequest, row: Booking, token: str, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "booking": row,
        "token": token,
        "zone": row.zone,
        "may_change": queries.may_change(row, now=request.now),
        "refusal": refusal,
    }
    return render(request, "web/patient/confirm.html", context, status=409 if refusal else 200)
