"""A message of the outbox, as words: subject, plain text and HTML from a triple of templates per kind.

A subject shows on locked phones and shared screens, so no subject takes anything but a time; what the
appointment is for stands in the body only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.template import Context, Engine
from django.utils import translation
from django.utils.formats import date_format

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
    "call_back": ("person_name", "person_phone", "clinic_name", "clinic_phone", "emergency_number"),
    "alert": ("clinic_name", "link", "role", "due_at", "zone"),
    "sign_in_invite": ("person_name", "clinic_name", "link"),
}


FOR_STAFF = frozenset({"alert", "sign_in_invite"})


class UnknownMessage(LookupError):
    """No template for this kind, or its context lacks something; half a letter would be worse."""


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(kind: str, context: Mapping[str, object], origin: str = "") -> Rendered:
    """The words of one message; `origin` (https://clinic.example) goes before links that are paths."""
    if kind not in NEEDED:
        raise UnknownMessage(
            f"no template for messages of kind {kind!r}; there are {', '.join(sorted(NEEDED))}"
        )
    missing = [name for name in NEEDED[kind] if context.get(name) in (None, "")]
    if missing:
        raise UnknownMessage(f"a message of kind {kind!r} needs {', '.join(missing)}")
    with translation.override(_language(kind, context)):
        values = _values(context, origin)
        return Rendered(
            subject=" ".join(_filled(kind, "subject", values).split()),
            text=_filled(kind, "txt", values).strip() + "\n",
            html=_filled(kind, "html", values),
        )


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
    values = {**context, "language": translation.get_language()}
    link = str(context.get("link") or "")
    values["link"] = f"{origin.rstrip('/')}{link}" if link.startswith("/") else link
    zone = ZoneInfo(str(context.get("zone") or "UTC"))
    for name in ("starts_at", "ends_at", "was_starts_at", "due_at"):
        if context.get(name):
            at = datetime.fromisoformat(str(context[name])).astimezone(zone)
            values[name.removesuffix("_at")] = _spoken(at)
    return values


def _spoken(at: datetime) -> dict[str, str]:
    clock = f"{at.hour % 12 or 12}:{at:%M} {'am' if at.hour < 12 else 'pm'}"
    name = at.strftime("%Z")
    return {
        "day": date_format(at, translation.pgettext("date format", "l j F Y")),
        "short_day": date_format(at, translation.pgettext("date format", "D j M")),
        "clock": clock,
        "zone": name if name.isalpha() else f"UTC{name}",
    }
