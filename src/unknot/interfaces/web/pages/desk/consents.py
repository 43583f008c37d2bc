"""The consents of one person at the desk: what was signed, what was taken back, what is missing; a text to be
signed on this screen or sent to the person."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from unknot.clinical.consents import UNSCOPED, Need
from unknot.interfaces.web.consent_words import all_words, need_words, scope_words
from unknot.interfaces.web.forms.care_plan import REGION_WORDS
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, sent, show
from unknot.interfaces.web.pages.desk.seating import explain
from unknot.interfaces.web.pages.patient.drawing import path
from unknot.journey.people import consents, queries
from unknot.journey.people.consent_texts import versions
from unknot.journey.people.models import Consent
from unknot.journey.refusals import Refusal

# What can be asked for at the desk: the kind and the class of technique in one choice.
ASKED = (
    ("treatment manual", "Treatment with the hands, without a thrust"),
    ("treatment massage", "Massage"),
    ("thrust thrust", "Quick thrust"),
    ("neck thrust", "Neck: quick thrust"),
    ("neck manual", "Neck: without a thrust"),
    ("messages", "Messages"),
    ("data", "Use of data"),
)


class Asking(forms.Form):
    what = forms.ChoiceField(choices=ASKED, widget=forms.Select(attrs={"class": "input"}))
    region = forms.ChoiceField(
        label="Where",
        required=False,
        help_text="For messages and data there is none; the neck is the neck.",
        choices=[("", "no region"), *REGION_WORDS.items()],
        widget=forms.Select(attrs={"class": "input"}),
    )

    @property
    def need(self) -> Need:
        kind, _, technique = self.cleaned_data["what"].partition(" ")
        region = "" if kind in UNSCOPED else self.cleaned_data["region"]
        return Need(kind, technique, "cervical" if kind == "neck" else region)


@require_http_methods(["GET", "POST"])
@desk
def consent_list(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    row = found(queries.patient(request.actor, patient_id))
    form = Asking(
        sent(request), initial={"what": request.GET.get("what"), "region": request.GET.get("region")}
    )
    if request.method == "POST" and form.is_valid():
        letter = "letter" in request.POST
        try:
            ask = consents.ask_consent(
                patient=row, need=form.need, by_letter=letter, by=request.actor, now=request.now
            )
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            explain(form, refusal)
        else:
            if not letter:
                return redirect("consent", ask.token)
            messages.success(request, "A letter with the link is on its way. It opens for two weeks.")
            return redirect("desk-consents", row.pk)
    signed = consents.consents_of(request.actor, row)
    context = {
        "person": row,
        "form": form,
        "signed": [(one, need_words(_need(one)), _state(one)) for one in signed],
        "unsigned": all_words(consents.missing_of(row, [consents.DATA])),
        "zone": request.clinic.zone,
    }
    return show(request, "consents", context, here="people", status=422 if form.is_bound else 200)


@require_http_methods(["GET"])
@desk
def consent(request: DeskRequest, patient_id: UUID, consent_id: UUID) -> HttpResponse:
    """One signed text, as it was read."""
    person = found(queries.patient(request.actor, patient_id))
    row = found(_one(request, patient_id, consent_id))
    context = {
        "person": person,
        "row": row,
        "scope": scope_words(row.technique, row.region),
        "state": _state(row),
        "stroke": path(row.signature),
        "zone": request.clinic.zone,
    }
    return show(request, "consent", context, here="people")


@require_POST
@desk
def withdraw(request: DeskRequest, patient_id: UUID, consent_id: UUID) -> HttpResponse:
    row = found(_one(request, patient_id, consent_id))
    try:
        consents.withdraw_consent(
            consent=row, why=request.POST.get("why", ""), by=request.actor, now=request.now
        )
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        messages.error(request, refusal.words)
    else:
        messages.success(request, "Written down: from now on it holds no more.")
    return redirect("desk-consents", patient_id)


def _one(request: DeskRequest, patient_id: UUID, consent_id: UUID) -> Consent | None:
    person = found(queries.patient(request.actor, patient_id))
    signed = consents.consents_of(request.actor, person)
    return next((one for one in signed if one.pk == consent_id), None)


def _need(row: Consent) -> Need:
    return Need(row.kind, row.technique, row.region)  # type: ignore[arg-type]  # the choices are the kinds


def _state(row: Consent) -> tuple[str, str]:
    """A word with its tone."""
    if hasattr(row, "withdrawal"):
        return "taken back", "warn"
    if row.version != versions().get(row.kind):
        return "older text: ask again", "warn"
    return "holds", "ok"
