"""Letters about a bout: drafted, changed, signed, on paper."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unknot.clinical.letters import SECTIONS
from unknot.interfaces.web.forms.looking import LetterForm
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, sent, show, version
from unknot.interfaces.web.pages.desk.seating import explain
from unknot.interfaces.web.paper import sheet
from unknot.journey.check import queries as checks
from unknot.journey.people import queries as people
from unknot.journey.people.access import require
from unknot.journey.refusals import Refusal
from unknot.journey.visit import lettering, notes
from unknot.journey.visit.models import Letter


@require_POST
@desk
def begin(request: DeskRequest, episode_id: UUID) -> HttpResponse:
    row = found(checks.episode(request.actor, episode_id))
    kind = request.POST.get("kind", "")
    made = lettering.begin_letter(episode=row, kind=kind, by=request.actor, now=request.now)
    messages.info(request, "Drafted from the record. Read it, change it, sign it.")
    return redirect("desk-letter", made.pk)


@require_http_methods(["GET", "POST"])
@desk
def letter(request: DeskRequest, letter_id: UUID) -> HttpResponse:
    require(request.actor, "visit.read_notes", request.clinic.pk)
    row = found(notes.letter(request.actor, letter_id))
    said = {one.id: one.words for one in lettering.sections_of(row)}
    form = LetterForm(sent(request), kind=row.kind, initial={"to": row.to, **said})
    if request.method != "POST" or not form.is_valid():
        return _page(request, row, form)
    try:
        return _done(request, row, form)
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        explain(form, refusal)
        # What was typed has been kept all the same where only the signing was refused.
        return _page(request, found(notes.letter(request.actor, letter_id)), form)


@require_GET
@desk
def on_paper(request: DeskRequest, letter_id: UUID) -> HttpResponse:
    require(request.actor, "visit.read_notes", request.clinic.pk)
    row = found(notes.letter(request.actor, letter_id))
    profile = people.profile(request.actor, row.patient)
    context = {
        "clinic": request.clinic,
        "row": row,
        "born": profile.birth_date if profile else None,
        "sections": _headed(row),
        "zone": request.clinic.zone,
        "now": request.now,
    }
    title = f"{row.get_kind_display()}: {row.patient.name}"
    return sheet(request, "letter", context, title=title)


def _done(request: DeskRequest, row: Letter, form: LetterForm) -> HttpResponse:
    by, now = request.actor, request.now
    if request.POST.get("do") == "discard":
        lettering.discard_letter(letter=row, by=by, now=now)
        messages.success(request, "Discarded.")
        return redirect("desk-episode", row.episode_id)
    given = {"to": form.cleaned_data["to"], "words": form.words(), "version": version(request)}
    row = lettering.keep_letter(letter=row, **given, by=by, now=now)
    if request.POST.get("do") == "sign":
        lettering.sign_letter(letter=row, version=row.version, by=by, now=now)
        messages.success(request, "Signed and sealed.")
    else:
        messages.success(request, "Saved as a draft.")
    return redirect("desk-letter", row.pk)


def _page(request: DeskRequest, row: Letter, form: LetterForm) -> HttpResponse:
    context = {
        "row": row,
        "form": form,
        "sections": _headed(row),
        "mine": str(row.written_by_id) == request.actor.id,
        "zone": request.clinic.zone,
    }
    name = "letter_signed" if row.seal else "letter"
    return show(request, name, context, here="people", status=422 if form.errors else 200)


def _headed(row: Letter) -> list[tuple[str, str]]:
    headings = SECTIONS[row.kind]
    return [(headings[one.id], one.words) for one in lettering.sections_of(row) if one.words]
