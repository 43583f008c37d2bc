"""A consent at its unguessable address, on the person's telephone or on the clinic's screen: to be read and
signed, and read again afterwards."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from unknot.interfaces.web.consent_words import scope_words
from unknot.interfaces.web.pages.patient.door import PersonRequest, person
from unknot.interfaces.web.pages.patient.drawing import path, points
from unknot.interfaces.web.templatetags.unknot import on_day
from unknot.journey.language import spoken
from unknot.journey.people import consents
from unknot.journey.people.access import holder
from unknot.journey.people.models import ConsentAsk
from unknot.journey.refusals import Refusal

SIGNED = "just_signed"


@require_http_methods(["GET", "POST"])
@person
def consent(request: PersonRequest, token: str) -> HttpResponse:
    row = consents.consent_behind(token)
    if row is None or row.clinic_id != request.clinic.pk:
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            _sign(request, row)
        except Refusal as no:
            refusal = no
        else:
            request.session[SIGNED] = str(row.pk)
            return redirect("consent", token)
    context = {
        "row": row,
        "consent": row.consent,
        "scope": scope_words(row.technique, row.region),
        "text": consents.text_of(row, spoken()),
        "is_late": row.consent is None and request.now > row.until,
        "signed_on": on_day(row.consent.at, row.clinic.zone) if row.consent else "",
        "stroke": path(row.consent.signature) if row.consent else "",
        "just_signed": request.session.pop(SIGNED, "") == str(row.pk),
        "refusal": refusal,
        "typed": request.POST.get("name", ""),
        "signed_as": request.POST.get("signed_as", ""),
    }
    return render(request, "web/patient/consent.html", context, status=422 if refusal else 200)


def _sign(request: PersonRequest, row: ConsentAsk) -> None:
    consents.give_consent(
        ask=row,
        name=request.POST.get("name", ""),
        language=spoken(),
        read=request.POST.get("read", ""),
        signed_as=request.POST.get("signed_as", ""),
        signature=points(request.POST.get("signature", "")),
        by=holder(row, clinic_id=row.clinic_id, name=row.patient.name),
        now=request.now,
    )
