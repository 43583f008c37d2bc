"""One person at the desk: what they told of themselves, and what a clinician found that lasts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from unknot.interfaces.web.consent_words import all_words
from unknot.interfaces.web.forms.care_plan import finding
from unknot.interfaces.web.forms.profile import ProfileForm
from unknot.interfaces.web.heard import heard_in
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, sent, show
from unknot.interfaces.web.pages.desk.plans.composing import Finding
from unknot.interfaces.web.pages.desk.seating import explain
from unknot.interfaces.web.record_file import packed
from unknot.journey.check import profiles
from unknot.journey.check import queries as checks
from unknot.journey.people import consents, queries
from unknot.journey.people.access import may
from unknot.journey.people.models import Patient, Profile
from unknot.journey.privacy import exporting, likeness, merging, opening
from unknot.journey.refusals import Refusal


@require_http_methods(["GET", "POST"])
@desk
def person(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    row = found(queries.patient(request.actor, patient_id))
    if row.pk != patient_id:
        return redirect("desk-person", row.pk)  # a double that became them
    profile = queries.profile(request.actor, row)
    form = ProfileForm(sent(request), initial=_initial(profile))
    if request.method == "POST" and form.is_valid():
        told = profiles.Told(**form.cleaned_data)
        try:
            profiles.write_profile(patient=row, told=told, by=request.actor, now=request.now)
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            explain(form, refusal)
        else:
            messages.success(request, "Written down.")
            return redirect("desk-person", row.pk)
    return _page(request, row, profile, form)


@require_POST
@desk
def facts(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    row = found(queries.patient(request.actor, patient_id))
    said = {one.id: finding(request.POST, one) for one in profiles.lasting_facts()}
    asked = {name: value for name, value in said.items() if value is not None}
    profiles.record_facts(patient=row, facts=asked, by=request.actor, now=request.now)
    messages.success(request, "Recorded. Plans are judged by it from now on.")
    return redirect("desk-person", row.pk)


@require_POST
@desk
def hand_over(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """Everything that the clinic holds about them, as one file for them."""
    row = found(queries.patient(request.actor, patient_id))
    record = exporting.hand_over_record(patient=row, by=request.actor, now=request.now)
    return packed(record, request.clinic, name=row.name, request=request)


def _page(request: DeskRequest, row: Patient, profile: Profile | None, form: ProfileForm) -> HttpResponse:
    recorded: Mapping[str, Any] = profile.facts if profile else {}
    lines = [getattr(profile, name) for name in profiles.OWN_WORDS] if profile else []
    context = {
        "person": row,
        "profile": profile,
        "form": form,
        "heard": heard_in("\n".join(lines), request.clinic) if any(lines) else None,
        "findings": [Finding(one, recorded.get(one.id)) for one in profiles.lasting_facts()],
        "asked": len(recorded),
        "unsigned": all_words(consents.missing_of(row, [consents.DATA])),
        "may_record": may(request.actor, "people.record_facts", request.clinic.pk),
        "doubles": likeness.doubles_of(request.actor, row) if row.erased_at is None else [],
        "merges": merging.merges_of(request.actor, row),
        "may_restrict": may(request.actor, "privacy.restrict", request.clinic.pk),
        **_restriction(request, row),
        "may_merge": may(request.actor, "privacy.merge", request.clinic.pk),
        "may_hand_over": may(request.actor, "privacy.hand_over_record", request.clinic.pk),
        "bouts": checks.episodes_of(request.actor, [row.pk]),
        "zone": request.clinic.zone,
    }
    return show(request, "person", context, here="people", status=422 if form.is_bound else 200)


def _restriction(request: DeskRequest, row: Patient) -> dict[str, object]:
    """For the owner: to whom the record is open, or could be."""
    if not may(request.actor, "privacy.restrict", request.clinic.pk):
        return {}
    return {
        "restriction": opening.restriction_of(request.actor, row),
        "team": queries.colleagues(request.actor),
    }


def _initial(profile: Profile | None) -> dict[str, object]:
    return {name: getattr(profile, name) for name in ProfileForm.base_fields} if profile else {}
