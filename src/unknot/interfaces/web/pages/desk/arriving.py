"""What was said before visits, for the desk, and the sheet with the code for the door."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

import qrcode
from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET
from qrcode.image.svg import SvgPathImage

from unknot.clinical.arrival import State
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk
from unknot.interfaces.web.paper import sheet
from unknot.journey.people.access import Actor
from unknot.journey.visit import arriving
from unknot.journey.visit.models import Arrival

STATE_WORDS = {
    "clear": "Asked again: no new warning sign",
    "stopped": "Stop: a warning sign",
    "open": "Warning signs not answered",
}
ASKED_TONES = {"clear": "ok", "stopped": "danger", "open": "warn"}


@dataclass(frozen=True, slots=True)
class Told:
    """What was said before one visit; `lines` are the latest first."""

    state: State
    lines: tuple[str, ...]
    code: str = ""

    @property
    def state_words(self) -> str:
        return STATE_WORDS[self.state]

    @property
    def tone(self) -> str:
        return ASKED_TONES[self.state]


def told(actor: Actor, rows: Collection[Arrival]) -> Told:
    lines = [line for row in rows for line in _lines(actor, row)]
    return Told(arriving.worst(rows), tuple(dict.fromkeys(lines)))


def told_before(
    actor: Actor, bookings: Collection[UUID], *, closed: Collection[UUID] = ()
) -> dict[UUID, Told]:
    """By visit; those of which nobody has said anything are not there. Of closed ones how it stands alone."""
    found = {booking: told(actor, rows) for booking, rows in arriving.arrivals(actor, bookings).items()}
    return {booking: replace(one, lines=()) if booking in closed else one for booking, one in found.items()}


@require_GET
@desk
def door_sheet(request: DeskRequest) -> HttpResponse:
    """A page for the door: who comes answers on their own telephone."""
    address = request.build_absolute_uri(reverse("arrive-door"))
    context = {"clinic": request.clinic, "address": address, "code": _drawn(address)}
    return sheet(request, "door", context, title="Before your visit")


def _lines(actor: Actor, row: Arrival) -> list[str]:
    signs = [f"Ticked: {words}" for words in arriving.signs_words(actor, row)]
    pain = [f"Pain {row.pain} of 10"] if row.pain is not None else []
    reaction = [f"After the last visit: {row.get_reaction_display().lower()}"] if row.reaction else []
    return [*signs, *pain, *reaction, *([f"“{row.words}”"] if row.words else [])]


def _drawn(address: str) -> SafeString:
    """The code as a drawing, by a library and of our own address alone."""
    image = qrcode.make(address, image_factory=SvgPathImage, box_size=12, border=2)
    drawn: str = image.to_string(encoding="unicode")
    return mark_safe(drawn)  # noqa: S308  # nobody else's words are in it
