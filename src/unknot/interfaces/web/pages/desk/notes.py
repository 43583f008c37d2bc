"""The note of a visit: begun, kept, signed and added to, all on one page."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from unknot.clinical import notes as core
from unknot.clinical.notes import Done, Note
from unknot.clinical.techniques import REGIONS, Level
from unknot.clinical.written import Remark
from unknot.interfaces.web.consent_words import all_words
from unknot.interfaces.web.forms.note import ROWS, note_from
from unknot.interfaces.web.pages.desk.arriving import told_before
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, show, version
from unknot.interfaces.web.pages.desk.examined import examined
from unknot.interfaces.web.pages.desk.macros import PUT_IN, for_note, with_words
from unknot.journey.book import queries as book
from unknot.journey.book.models import Booking
from unknot.journey.people.access import require
from unknot.journey.refusals import Refusal
from unknot.journey.visit import arriving, notes, noting
from unknot.journey.visit.models import Visit
from unknot.knowledge.load import knowledge

# Cautions that are read at a row without another step.
FEW = 3


class Row(NamedTuple):
    """One row of what was done, with what is to be said of it."""

    number: int
    row: Done | None
    said: list[Remark]
    wrong: list[str]

    @property
    def first(self) -> list[Remark]:
        """Those that are read without another step: all that forbid, or a few of the others."""
        return self.said[: max(FEW, sum(one.level == Level.NEVER for one in self.said))]

    @property
    def more(self) -> list[Remark]:
        return self.said[len(self.first) :]

    @property
    def asks(self) -> bool:
        return any(one.level >= Level.ASK_FIRST for one in self.said)


@require_http_methods(["GET", "POST"])
@desk
def note(request: DeskRequest, booking_id: UUID) -> HttpResponse:
    require(request.actor, "visit.read_notes", request.clinic.pk)
    booking = found(book.booking(request.actor, booking_id))
    row = notes.note(request.actor, booking)
    if request.method != "POST":
        return _page(request, booking, row)
    try:
        return _done(request, booking, row)
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        if request.POST.get("do") == "draft":
            return HttpResponse(refusal.words, status=409, content_type="text/plain; charset=utf-8")
        typed = _typed(request, row)
        return _page(request, booking, notes.note(request.actor, booking), refusal, typed)


def _done(request: DeskRequest, booking: Booking, row: Visit | None) -> HttpResponse:
    asked = request.POST.get("do", "keep")
    by, now = request.actor, request.now
    if row is None:
        noting.begin(booking=booking, copy=asked == "copy", by=by, now=now)
    elif asked == "add":
        noting.add(visit=row, words=request.POST.get("words", ""), by=by, now=now)
        messages.success(request, "Signed and added. The note stays as it is.")
    else:
        typed, put = note_from(request.POST, noting.note_of(row)), ""
        if asked.startswith(PUT_IN):
            typed, put = with_words(typed, asked, by)
        row = noting.keep(visit=row, note=typed, version=version(request), by=by, now=now)
        if asked == "draft":  # as it is typed: the page stays where it is
            return HttpResponse(status=204, headers={"X-Note-Version": str(row.version)})
        if asked == "sign":
            noting.sign(visit=row, version=row.version, by=by, now=now)
            messages.success(request, "Signed and sealed. What is to be added is an addendum.")
        else:
            messages.success(request, f"“{put}” is in the note, and saved." if put else "Saved as a draft.")
    return redirect("desk-note", booking.pk)


def _page(
    request: DeskRequest,
    booking: Booking,
    row: Visit | None,
    refusal: Refusal | None = None,
    typed: Note | None = None,
) -> HttpResponse:
    asked = told_before(request.actor, [booking.pk]).get(booking.pk)
    context: dict[str, object] = {"booking": booking, "row": row, "refusal": refusal, "asked": asked}
    context["arrive"] = arriving.arrival_code(booking) if arriving.is_asked_for(booking, request.now) else ""
    if row is None:
        context["before"] = noting.last_signed(booking)
        name = "note_begin"
    else:
        shown = typed if typed is not None and not row.seal else noting.note_of(row)
        context |= _told(row, shown)
        context["texts"] = for_note(request.actor, request.clinic.pk)
        context["mine"] = str(row.written_by_id) == request.actor.id
        context["addenda"] = notes.addenda(request.actor, row)
        name = "note_signed" if row.seal else "note"
    return show(request, name, context, here="work", status=422 if refusal else 200)


def _told(row: Visit, shown: Note) -> dict[str, object]:
    known = knowledge()
    techniques = {one.id: one.name for one in known.care.techniques.values()}
    causes = {one.id: one.name for one in known.causes}
    return {
        "note": shown,
        "unsigned": [] if row.seal else all_words(noting.consent_missing(row)),
        "rows": list(_rows(row, shown)),
        "techniques": techniques,
        "causes": causes,
        "cause_name": causes.get(shown.cause, ""),
        "regions": REGIONS,
        **examined(row, shown),
        "motion": [(one, name, shown.motion.get(one, "")) for one, name in core.MOVEMENTS.items()],
        "signs": [(one, name, shown.signs.get(one, "")) for one, name in core.SIGNS.items()],
        "ranges": core.RANGES,
        "screens": core.SCREENS,
        "sides": core.SIDES,
        "responses": core.RESPONSES,
        "steps": core.NEXT,
        "step_words": core.NEXT.get(shown.step, ""),
    }


def _rows(row: Visit, shown: Note) -> Iterator[Row]:
    """What was done, and empty rows to go on with; the cautions are those of what is kept."""
    kept = noting.note_of(row)
    said = noting.said_at_rows(row)
    wrong = noting.against(row)
    for number in range(max(ROWS, len(shown.done) + 1)):
        done = shown.done[number] if number < len(shown.done) else None
        same = done is not None and number < len(kept.done) and kept.done[number].technique == done.technique
        place = f"done.{number}"
        speaks = [one for one in said if one.place == place] if same else []
        yield Row(number, done, speaks, [one.words for one in wrong if one.place == place] if same else [])


def _typed(request: DeskRequest, row: Visit | None) -> Note | None:
    """What was typed and could not be kept, to be shown again as far as it can be read."""
    if row is None or row.seal or "said" not in request.POST:
        return None
    try:
        return note_from(request.POST, noting.note_of(row))
    except Refusal:
        return None
