"""The waiting list as a person meets it: joining it, their place, and a time that was offered to them.
Reading changes nothing, because mail scanners open every link; an answer is one tap on a button."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unknot.interfaces.web.forms.wait import Join, Wishes
from unknot.interfaces.web.pages.patient.book import refused, service_of
from unknot.interfaces.web.pages.patient.booking import TAKEN, row_of
from unknot.interfaces.web.pages.patient.door import PersonRequest, decided, last_decided, person
from unknot.interfaces.web.wished import wished
from unknot.journey.book import queries, queues, waitlist, waitlist_offers
from unknot.journey.book.models import Booking, Offer, WaitlistEntry
from unknot.journey.check.queries import refusal_to_book
from unknot.journey.language import spoken
from unknot.journey.people.access import holder, visitor
from unknot.journey.refusals import Refusal

JOINED = "just_waiting"
# What newer answers can mend.
_OLD = ("stale", "check_first", "not_decided")


@require_http_methods(["GET", "POST"])
@person
def join(request: PersonRequest, token: str, slug: str) -> HttpResponse:
    check, service = decided(request, token), service_of(request, slug)
    refusal = refusal_to_book(check, hands_on=service.hands_on, now=request.now)
    if refusal:
        return refused(request, check, refusal)
    sent = request.POST if request.method == "POST" else None
    form = Join(sent, practitioners=queries.practitioners_for(service))
    if request.method == "POST" and form.is_valid():
        try:
            entry = waitlist.join_waitlist(
                clinic=request.clinic,
                service=service,
                check=check,
                by=visitor(request.clinic),
                now=request.now,
                language=spoken(),
                wishes=form.wishes(),
                practitioner=form.wanted(),
                last_day=form.until(),
                **form.person(),
            )
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            return _joined(request, entry)
    context = {"check": check, "service": service, "form": form}
    return render(request, "web/patient/wait.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@person
def earlier(request: PersonRequest, token: str) -> HttpResponse:
    row = row_of(request, token)
    if not row.is_standing or row.starts_at <= request.now:
        return redirect("booking", token)
    form = Wishes(
        request.POST if request.method == "POST" else None,
        practitioners=queries.practitioners_for(row.service),
    )
    if request.method == "POST" and form.is_valid():
        try:
            entry = waitlist.wish_earlier(
                booking=row,
                by=holder(row, clinic_id=row.clinic_id),
                now=request.now,
                wishes=form.wishes(),
                practitioner=form.wanted(),
            )
        except Refusal as no:
            form.add_error(None, no.words)
        else:
            return _joined(request, entry)
    context = {"booking": row, "token": token, "form": form, "zone": row.zone}
    return render(request, "web/patient/earlier.html", context, status=422 if form.errors else 200)


@require_GET
@person
def place(request: PersonRequest, code: str) -> HttpResponse:
    entry = _entry(request, code)
    offers = [one for one in entry.offers.all() if one.status == "open" and request.now < one.answer_by]
    context = {
        "entry": entry,
        "code": code,
        "wished": wished(queues.wishes_of(entry)),
        "offer": offers[0] if offers else None,
        "offer_code": queues.offer_code(offers[0]) if offers else "",
        "zone": request.clinic.zone,
        "is_new": request.session.pop(JOINED, "") == str(entry.pk),
        "visit": queries.manage_token(entry.booking) if entry.booking else "",
    }
    return render(request, "web/patient/place.html", context)


@require_POST
@person
def leave(request: PersonRequest, code: str) -> HttpResponse:
    entry = _entry(request, code)
    by = holder(entry, clinic_id=entry.clinic_id)
    waitlist.leave_waitlist(entry=entry, by=by, now=request.now)
    return redirect("wait-place", code)


@require_http_methods(["GET", "POST"])
@person
def offer(request: PersonRequest, code: str) -> HttpResponse:
    """A time that was offered, and its answer; what became of it where it can no longer be answered."""
    row = queues.offer_for(code)
    if row is None or row.entry.clinic_id != request.clinic.pk:
        raise Http404
    if request.method == "GET":
        return _offered(request, row, code)
    try:
        if request.POST.get("answer") == "no":
            waitlist_offers.refuse(offer=row, by=holder(row, clinic_id=request.clinic.pk), now=request.now)
            return redirect("wait-offer", code)
        visit = _taken(request, row)
    except Refusal as refusal:
        return _offered(request, queues.offer_for(code) or row, code, refusal)
    request.session[TAKEN] = str(visit.pk)
    return redirect("booking", queries.manage_token(visit))


def _taken(request: PersonRequest, row: Offer) -> Booking:
    """With the answers that they joined with, or with newer ones from this device where those are too old."""
    by = holder(row, clinic_id=request.clinic.pk)
    try:
        return waitlist_offers.accept(offer=row, by=by, now=request.now)
    except Refusal as refusal:
        newer = last_decided(request) if refusal.code in _OLD else None
        if newer is None:
            raise
        return waitlist_offers.accept(offer=row, by=by, now=request.now, check=newer)


def _offered(request: PersonRequest, row: Offer, code: str, refusal: Refusal | None = None) -> HttpResponse:
    is_open = row.status == "open" and request.now < row.answer_by
    context = {
        "offer": row,
        "entry": row.entry,
        "code": code,
        "is_open": is_open,
        "status": "expired" if row.status == "open" and not is_open else row.status,
        "refusal": refusal if is_open else None,
        "asks_again": refusal is not None and refusal.code in _OLD,
        "zone": row.room.location.zone,
        "place": queues.entry_code(row.entry),
        "visit": queries.manage_token(row.booking) if row.booking else "",
    }
    return render(request, "web/patient/offer.html", context, status=409 if refusal else 200)


def _joined(request: PersonRequest, entry: WaitlistEntry) -> HttpResponse:
    request.session[JOINED] = str(entry.pk)
    return redirect("wait-place", queues.entry_code(entry))


def _entry(request: PersonRequest, code: str) -> WaitlistEntry:
    entry = queues.entry_for(code)
    if entry is None or entry.clinic_id != request.clinic.pk:
        raise Http404
    return entry
