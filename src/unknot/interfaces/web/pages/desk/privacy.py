"""What people ask about their records, with the day by which each must have an answer; and what is past the
years for which the clinic keeps it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, show
from unknot.journey.people import queries as people
from unknot.journey.people.access import may
from unknot.journey.privacy import requests, retaining
from unknot.journey.privacy.rules import rules_of
from unknot.journey.refusals import Refusal

# More than anybody looks through at once; the others come up when these are gone.
SHOWN = 50


@require_http_methods(["GET", "POST"])
@desk
def overview(request: DeskRequest) -> HttpResponse:
    """The requests, the rules, and whom they no longer keep; an owner sets the years."""
    refusal = None
    if request.method == "POST":
        kind, words = request.POST.get("kind", ""), request.POST.get("years", "").strip()
        try:
            years = _years(words)
            requests.set_retention(
                clinic=request.clinic, kind=kind, years=years, by=request.actor, now=request.now
            )
        except Refusal as no:
            if no.code == "not_allowed":
                raise
            refusal = no
        else:
            messages.success(request, "Set.")
            return redirect("desk-privacy")
    today = request.now.date()
    past = retaining.past_retention(request.actor, request.clinic, today=today)
    context = {
        "open": requests.open_requests(request.actor),
        "rules": list(rules_of(request.clinic).values()),
        "past": past[:SHOWN],
        "past_count": len(past),
        "today": today,
        "refusal": refusal,
        "may_set": may(request.actor, "privacy.set_retention", request.clinic.pk),
        "may_remove": may(request.actor, "privacy.remove_expired", request.clinic.pk),
    }
    return show(request, "privacy", context, here="work", status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@desk
def answer(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """One request: what they ask, what would be erased and kept, and the answer."""
    row = found(requests.request_for(request.actor, request_id))
    refusal = None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "erase":
                requests.erase(request=row, by=request.actor, now=request.now)
                messages.success(request, "Erased, as far as it may be. A letter tells them what is kept.")
            else:
                requests.answer_request(
                    request=row,
                    answer=request.POST.get("answer", ""),
                    done=request.POST.get("do") == "done",
                    by=request.actor,
                    now=request.now,
                )
                messages.success(request, "Answered.")
        except Refusal as no:
            if no.code == "not_allowed":
                raise
            refusal = no
        else:
            return redirect("desk-privacy-request", row.pk)
    context = {
        "row": row,
        "kept": retaining.kept_of(row.patient, today=request.now.date()) if row.kind == "erase" else (),
        "refusal": refusal,
        "typed": request.POST.get("answer", ""),
        "may_erase": may(request.actor, "privacy.erase", request.clinic.pk),
        "zone": request.clinic.zone,
    }
    return show(request, "privacy_request", context, here="work", status=422 if refusal else 200)


@require_POST
@desk
def ask(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """Somebody says it at the desk or on the telephone."""
    person = found(people.patient(request.actor, patient_id))
    try:
        row = requests.ask_about_record(
            patient=person,
            kind=request.POST.get("kind", ""),
            words=request.POST.get("words", ""),
            by=request.actor,
            now=request.now,
        )
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        messages.error(request, refusal.words)
        return redirect("desk-person", person.pk)
    messages.success(request, f"Written down. It must be answered by {row.due_on:%-d %b %Y}.")
    return redirect("desk-privacy-request", row.pk)


@require_POST
@desk
def remove(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """Everything about somebody who is past all years."""
    person = found(people.patient(request.actor, patient_id))
    try:
        requests.remove_expired(patient=person, by=request.actor, now=request.now)
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        messages.error(request, refusal.words)
    else:
        messages.success(request, "Removed. The record stays verifiable without it.")
    return redirect("desk-privacy")


def _years(words: str) -> int | None:
    if words and not (words.isascii() and words.isdigit() and len(words) < 4):
        raise Refusal("years", f"“{words}”: right would be a whole number of years.", field="years")
    return int(words) if words else None
