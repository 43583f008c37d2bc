"""Two rows of one person: what making them one would do, doing it, and taking them apart again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, show
from unknot.journey.people import queries
from unknot.journey.privacy import merging
from unknot.journey.refusals import Refusal


@require_http_methods(["GET", "POST"])
@desk
def merge(request: DeskRequest, patient_id: UUID, other_id: UUID) -> HttpResponse:
    """`patient_id` is kept; the page offers it the other way round as well."""
    kept = found(queries.patient(request.actor, patient_id))
    merged = found(queries.patient(request.actor, other_id))
    if request.method == "POST":
        try:
            merging.merge(kept=kept, merged=merged, by=request.actor, now=request.now)
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            messages.error(request, refusal.words)
            return redirect("desk-merge", kept.pk, merged.pk)
        messages.success(request, f"{merged.name} and {kept.name} are one now.")
        return redirect("desk-person", kept.pk)
    seen = merging.preview(request.actor, kept, merged)
    return show(request, "merge", {"seen": seen, "person": kept}, here="people")


@require_POST
@desk
def undo(request: DeskRequest, merge_id: UUID) -> HttpResponse:
    row = found(merging.merge_for(request.actor, merge_id))
    try:
        merging.undo(merge=row, by=request.actor, now=request.now)
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        messages.error(request, refusal.words)
    else:
        messages.success(request, f"{row.merged.name} stands by themselves again.")
    return redirect("desk-person", row.kept_id)
