"""The result of a check at its unguessable address: what to do, why, the letter for a doctor, a call back."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from unknot.interfaces.web.advice import result_of
from unknot.interfaces.web.forms.result import CallBack
from unknot.interfaces.web.letter import letter_of
from unknot.interfaces.web.pages.patient.door import PersonRequest, decided, person
from unknot.journey.book.queries import services_for
from unknot.journey.check import alerting
from unknot.journey.check.queries import refusal_to_book
from unknot.journey.language import spoken
from unknot.journey.people.access import holder
from unknot.journey.refusals import Refusal
from unknot.knowledge.languages import ENGLISH


@require_GET
@person
def result(request: PersonRequest, token: str) -> HttpResponse:
    return _show(request, token, CallBack())


@require_GET
@person
def doctors_letter(request: PersonRequest, token: str) -> HttpResponse:
    check = decided(request, token)
    # A doctor reads it, whatever language the person speaks.
    shown = result_of(check, ENGLISH)
    letter = letter_of(shown)
    if letter is None:
        raise Http404
    context = {"result": shown, "check": check, "letter": letter}
    return render(request, "web/patient/letter.html", context)


@require_POST
@person
def call_back(request: PersonRequest, token: str) -> HttpResponse:
    check, form = decided(request, token), CallBack(request.POST)
    if not form.is_valid():
        return _show(request, token, form, status=422)
    by = holder(check, clinic_id=check.clinic_id)
    try:
        alerting.leave_contact(check=check, by=by, now=request.now, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field, refusal.words)
        return _show(request, token, form, status=422)
    return redirect("check-result", token)


def _show(request: PersonRequest, token: str, form: CallBack, *, status: int = 200) -> HttpResponse:
    check = decided(request, token)
    shown = result_of(check, spoken())
    refusal = refusal_to_book(check, hands_on=False, now=request.now)
    context: dict[str, Any] = {
        "result": shown,
        "check": check,
        "form": form,
        "zone": check.clinic.zone,
        "services": [] if refusal else services_for(check.clinic, check),
        "refusal": refusal,
    }
    name = "emergency" if shown.is_emergency else "result"
    return render(request, f"web/patient/{name}.html", context, status=status)
