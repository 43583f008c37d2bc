"""Before a visit: the warning signs once more and how the person is, at an address of its own or found at the
door by name and telephone number. Whoever ticks a sign goes on to its advice."""

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from unknot.interfaces.web.heard import heard_in
from unknot.interfaces.web.pages.patient.check import onward
from unknot.interfaces.web.pages.patient.door import PersonRequest, person, remember
from unknot.journey.book.models import Booking
from unknot.journey.check.models import CheckStatus
from unknot.journey.language import spoken
from unknot.journey.people.access import Actor, holder
from unknot.journey.refusals import Refusal
from unknot.journey.visit import arriving
from unknot.journey.visit.arriving import Said
from unknot.journey.visit.models import Arrival

NONE, NOT_SURE = "none", "not_sure"
SAID = "just_said"


@require_http_methods(["GET", "POST"])
@person
def door(request: PersonRequest) -> HttpResponse:
    """The address behind the code at the door: who is it?"""
    name, digits, is_unknown = "", "", False
    if request.method == "POST":
        name, digits = request.POST.get("name", ""), request.POST.get("digits", "").strip()
        row = arriving.at_the_door(request.clinic, name=name, digits=digits, now=request.now)
        if row is not None:
            return redirect("arrive", arriving.arrival_code(row))
        is_unknown = True
    context = {"name": name, "digits": digits, "is_unknown": is_unknown}
    return render(request, "web/patient/at_the_door.html", context, status=422 if is_unknown else 200)


@require_http_methods(["GET", "POST"])
@person
def arrive(request: PersonRequest, code: str) -> HttpResponse:
    booking = _visit(request, code)
    if request.method != "POST":
        done = request.session.pop(SAID, "") == str(booking.pk)
        return _done(request, booking) if done else _page(request, booking, code)
    said = _said(request.POST)
    wrong = _wrong(request.POST, said)
    if wrong:
        return _page(request, booking, code, wrong)
    try:
        row = arriving.arrive(
            booking=booking, said=said, by=_by(request, booking), now=request.now, language=spoken()
        )
    except Refusal as refusal:
        return _page(request, booking, code, {refusal.field or "page": refusal.words})
    return _onward(request, row, code)


def _onward(request: PersonRequest, row: Arrival, code: str) -> HttpResponse:
    """To the advice for a sign, or the questions that it leaves open; else to the end."""
    check = row.from_check
    if check is None:
        request.session[SAID] = str(row.booking_id)
        return redirect("arrive", code)
    if check.status == CheckStatus.DRAFT:
        remember(request, check)
    return onward(request, check)


def _page(
    request: PersonRequest, booking: Booking, code: str, wrong: dict[str, str] | None = None
) -> HttpResponse:
    said = _said(request.POST)
    context = {
        "booking": booking,
        "code": code,
        "zone": booking.zone,
        "screens": arriving.asked_of(booking),
        "said": said,
        "ending": request.POST.get("ending", ""),
        "wrong": wrong or {},
        "scale": range(11),
        "reactions": _reactions(),
    }
    return render(request, "web/patient/arrive.html", context, status=422 if wrong else 200)


def _done(request: PersonRequest, booking: Booking) -> HttpResponse:
    row = arriving.last_said(booking)
    context = {
        "booking": booking,
        "zone": booking.zone,
        "state": arriving.state_of(row),
        "heard": heard_in(row.words if row else "", request.clinic),
        "is_strong": row is not None and row.reaction == "strong",
    }
    return render(request, "web/patient/arrived.html", context)


def _reactions() -> list[tuple[str, str]]:
    return [
        ("none", _("No reaction")),
        ("mild", _("Sore or stiff, and gone within two days")),
        ("strong", _("Stronger, longer, or something new")),
        ("first", _("There was no visit before")),
    ]


def _said(sent: QueryDict) -> Said:
    pain = sent.get("pain", "")
    return Said(
        ticked=tuple(sent.getlist("signs")),
        none_new=sent.get("ending") == NONE,
        pain=int(pain) if pain.isascii() and pain.isdigit() and len(pain) < 3 else None,
        reaction=sent.get("reaction", ""),
        words=sent.get("words", ""),
    )


def _wrong(sent: QueryDict, said: Said) -> dict[str, str]:
    """An empty list is no answer, and nobody is taken to have said no."""
    if said.ticked or sent.get("ending") in (NONE, NOT_SURE):
        return {}
    return {"ending": _("Please tick what is new, or say that none of these is.")}


def _by(request: PersonRequest, booking: Booking) -> Actor:
    """Staff who ask at the desk are named; else it is the person of this visit."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None and actor.kind == "staff" and actor.clinic_id == booking.clinic_id:
        return actor
    return holder(booking, clinic_id=booking.clinic_id, name=booking.patient.name)


def _visit(request: PersonRequest, code: str) -> Booking:
    row = arriving.visit_behind(code)
    if row is None or row.clinic_id != request.clinic.pk:
        raise Http404
    return row
