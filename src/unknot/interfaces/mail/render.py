"""A message of the outbox, as words: subject, plain text and HTML from a triple of templates per kind.

A subject shows on locked phones and shared screens, so no subject takes anything but a time; what the
appointment is for stands in the body only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.template import Context, Engine
from django.utils import translation
from django.utils.formats import date_format

from unknot.interfaces.mail.short import fitted
from unknot.journey.language import known_or_english
from unknot.knowledge.languages import ENGLISH

TEMPLATES = Path(__file__).parent / "templates"

_BOOKING = (
    "starts_at",
    "ends_at",
    "zone",
    "service",
    "practitioner",
    "person_name",
    "clinic_name",
    "clinic_phone",
)
NEEDED: dict[str, tuple[str, ...]] = {
    "booked": (*_BOOKING, "link"),
    "moved": (*_BOOKING, "link", "was_starts_at"),
    "cancelled": _BOOKING,
    "course": (*_BOOKING, "link", "visits"),
    "reminder": (*_BOOKING, "link", "confirm_link", "move_link", "cancel_link"),
    "offer": (*_BOOKING, "link", "answer_by"),
    "waiting": ("person_name", "clinic_name", "clinic_phone", "link"),
    "plan_offered": ("person_name", "clinic_name", "clinic_phone", "link"),
    "consent_asked": ("person_name", "clinic_name", "clinic_phone", "link"),
    "check_in": ("person_name", "clinic_name", "clinic_phone", "link"),
    "sign_in_link": ("clinic_name", "clinic_phone", "link"),
    "request_answered": ("clinic_name", "clinic_phone", "link"),
    "erased": ("clinic_name", "clinic_phone"),
    "call_back": ("person_name", "person_phone", "clinic_name", "clinic_phone", "emergency_number"),
    "alert": ("clinic_name", "link", "role", "due_at", "zone"),
    "notes_to_sign": ("person_name", "clinic_name", "count", "link"),
    "sign_in_invite": ("person_name", "clinic_name", "link"),
}


NEEDED_IN_TEXTS: dict[str, tuple[str, ...]] = {
    "reminder": ("starts_at", "zone", "texts_name", "short_link"),
    "offer": ("starts_at", "zone", "texts_name", "short_link", "answer_by"),
}

FOR_STAFF = frozenset({"alert", "notes_to_sign", "sign_in_invite"})


class UnknownMessage(LookupError):
    """No template for this kind, or its context lacks something; half a letter would be worse."""


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(kind: str, context: Mapping[str, object], origin: str = "") -> Rendered:
    """The words of one message; `origin` (https://clinic.example) goes before links that are paths."""
    _refuse_half(kind, context, NEEDED)
    with translation.override(_language(kind, context)):
        values = _values(context, origin)
        return Rendered(
            subject=" ".join(_filled(kind, "subject", values).split()),
            text=re.sub(r"\n{3,}", "\n\n", _filled(kind, "txt", values).strip()) + "\n",
            html=_filled(kind, "html", values),
        )


def render_text(kind: str, context: Mapping[str, object], origin: str = "") -> str:
    """The words of one text message, one short line. The clinic's name gives way when they do not fit."""
    _refuse_half(kind, context, NEEDED_IN_TEXTS)
    with translation.override(_language(kind, context)):
        values = _values(context, origin)
        return fitted(
            lambda name: _filled(f"{kind}_text", "txt", {**values, "name": name}).strip(),
            str(context["texts_name"]),
        )


def _refuse_half(kind: str, context: Mapping[str, object], needed: Mapping[str, tuple[str, ...]]) -> None:
    if kind not in needed:
        raise UnknownMessage(
            f"no template for messages of kind {kind!r}; there are {', '.join(sorted(needed))}"
        )
    missing = [name for name in needed[kind] if context.get(name) in (None, "")]
    if missing:
        raise UnknownMessage(f"a message of kind {kind!r} needs {', '.join(missing)}")


def _language(kind: str, context: Mapping[str, object]) -> str:
    """That of the person who is written to. Letters to staff are English, as the desk is."""
    return ENGLISH if kind in FOR_STAFF else known_or_english(str(context.get("language") or ENGLISH))


def _filled(kind: str, part: str, values: dict[str, object]) -> str:
    engine = _engine(part == "html")
    return str(engine.get_template(f"mail/{kind}.{part}").render(Context(values, autoescape=part == "html")))


@cache
def _engine(escaping: bool) -> Engine:
    libraries = {"i18n": "django.templatetags.i18n"}
    return Engine(dirs=[str(TEMPLATES)], autoescape=escaping, libraries=libraries)


def _values(context: Mapping[str, object], origin: str) -> dict[str, object]:
    values = {**context, "language": translation.get_language(), "link": ""}
    for name, value in context.items():
        if name.endswith("link"):
            link = str(value or "")
            values[name] = f"{origin.rstrip('/')}{link}" if link.startswith("/") else link
    zone = ZoneInfo(str(context.get("zone") or "UTC"))
    for name in ("starts_at", "ends_at", "was_starts_at", "due_at", "answer_by"):
        if context.get(name):
            at = datetime.fromisoformat(str(context[name])).astimezone(zone)
            values[name.removesuffix("_at")] = _spoken(at)
    values["yours"] = _yours(context, zone)
    # A letter about several appointments has the context of each.
    several = context.get("visits")
    values["visits"] = [_values(one, origin) for one in several] if isinstance(several, list) else []
    return values


def _yours(context: Mapping[str, object], zone: ZoneInfo) -> dict[str, str] | None:
    """The start on the person's own clock, where that shows another time than the clinic's."""
    if not (context.get("person_zone") and context.get("starts_at")):
        return None
    here = datetime.fromisoformat(str(context["starts_at"])).astimezone(zone)
    there = here.astimezone(ZoneInfo(str(context["person_zone"])))
    return None if there.utcoffset() == here.utcoffset() else _spoken(there)


def _spoken(at: datetime) -> dict[str, str]:
    clock = f"{at.hour % 12 or 12}:{at:%M} {'am' if at.hour < 12 else 'pm'}"
    name = at.strftime("%Z")
    return {
        "day": date_format(at, translation.pgettext("date format", "l j F Y")),
        "short_day": date_format(at, translation.pgettext("date format", "D j M")),
        "clock": clock,
        "zone": name if name.isalpha() else f"UTC{name}",
    }
