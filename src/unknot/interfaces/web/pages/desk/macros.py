"""A clinician's own short texts: the list, and putting one into the note that is being written."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from unknot.clinical.notes import Note
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, show
from unknot.journey.people.access import Actor, may
from unknot.journey.refusals import Refusal
from unknot.journey.visit import macros
from unknot.journey.visit.models import Macro, MacroPlace

PUT_IN = "put:"


@require_http_methods(["GET", "POST"])
@desk
def own_texts(request: DeskRequest) -> HttpResponse:
    refusal = None
    rows = macros.mine(request.actor)
    if request.method == "POST":
        try:
            _change(request, rows)
        except Refusal as no:
            if no.code == "not_allowed":
                raise
            refusal = no
        else:
            return redirect("desk-own-texts")
    context = {"rows": rows, "places": MacroPlace.choices, "refusal": refusal, "typed": request.POST}
    return show(request, "own_texts", context, here="work", status=422 if refusal else 200)


def with_words(note: Note, asked: str, actor: Actor) -> tuple[Note, str]:
    """The note with the words that its writer asked for at the end of their place, and their name; an own
    text that is gone puts in nothing."""
    row = next((one for one in macros.mine(actor) if f"{PUT_IN}{one.pk}" == asked), None)
    if row is None:
        raise Refusal("gone", "This text of yours is no longer there.")
    put: dict[str, Any] = {row.place: f"{getattr(note, row.place)}\n{row.words}".strip()}
    return replace(note, **put), row.name


def for_note(actor: Actor, clinic_id: UUID) -> dict[str, list[Macro]]:
    """By place; none for whoever writes no notes."""
    found_rows = macros.mine(actor) if may(actor, "visit.keep_macro", clinic_id) else []
    return {place: [one for one in found_rows if one.place == place] for place in MacroPlace.values}


def _change(request: DeskRequest, rows: list[Macro]) -> None:
    by, now = request.actor, request.now
    if "drop" in request.POST:
        row = found(next((one for one in rows if str(one.pk) == request.POST["drop"]), None))
        macros.drop_macro(macro=row, by=by, now=now)
        messages.success(request, f"“{row.name}” is gone.")
        return
    place, name, words = (request.POST.get(field, "") for field in ("place", "name", "words"))
    row = macros.keep_macro(place=place, name=name, words=words, by=by, now=now)
    messages.success(request, f"“{row.name}” is kept.")
