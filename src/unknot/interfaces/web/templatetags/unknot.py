"""Template tags of the pages: whom to call in an emergency, telephone links, sources, times on the wall."""

import re
from collections.abc import Hashable, Iterable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext

from unknot.clinical.evidence import Source
from unknot.clinical.knowledge import EmergencyNumbers, SafetyNet
from unknot.interfaces.web.advice import Factor
from unknot.interfaces.web.templatetags.languages import dated
from unknot.journey.book.models import Service
from unknot.journey.book.prices import price_words
from unknot.journey.language import words

register = template.Library()


@register.simple_tag(takes_context=True)
def help_line(context: Context) -> EmergencyNumbers:
    """The numbers of the clinic's country; a page without a clinic names the one that works in most."""
    clinic = getattr(context.get("request"), "clinic", None)
    return words().numbers_for(clinic.country if clinic else "default")


@register.filter
def tel(number: str) -> str:
    """The number as a `tel:` link wants it: digits and a leading plus."""
    return re.sub(r"[^\d+]", "", number)


@register.filter
def clock(instant: datetime, zone: str) -> str:
    return _clock(instant.astimezone(ZoneInfo(zone)).time(), get_language())


# A page of times says the same few again and again.
@lru_cache(maxsize=1024)
def _clock(at: time, language: str | None) -> str:
    return date_format(datetime.combine(date.min, at), "g:i a").replace(".", "")


@register.filter
def on_day(instant: datetime, zone: str) -> str:
    return dated(instant.astimezone(ZoneInfo(zone)), "weekday")


@register.filter
def on_date(instant: datetime, zone: str) -> str:
    return date_format(instant.astimezone(ZoneInfo(zone)), pgettext("date format", "j F Y"))


@register.filter
def at_minute(instant: datetime, zone: str) -> str:
    return date_format(instant.astimezone(ZoneInfo(zone)), pgettext("date format", "j F Y, H:i"))


@register.filter
def zone_words(zone: str) -> str:
    """The zone as people name it: the city, without the continent."""
    return zone.rpartition("/")[2].replace("_", " ")


@register.inclusion_tag("web/components/_sources.html")
def cite(ids: Iterable[str]) -> dict[str, list[Source]]:
    known = words().sources
    return {"sources": [known[one] for one in dict.fromkeys(ids) if one in known]}


@register.simple_tag
def known_safety_net() -> SafetyNet:
    return words().safety_net


@register.simple_tag
def factor_sources(factor: Factor) -> list[str]:
    """What a contributing factor rests on: the sources of what speaks for and against it, then its own."""
    evidence = (*factor.result.speaks_for, *factor.result.speaks_against)
    return [*(one for said in evidence for one in said.sources), *factor.result.sources]


@register.filter
def price_of(service: Service) -> str:
    """The price for use within a sentence."""
    return price(service)


@register.filter
def of(rows: object, key: Hashable) -> object:
    """What a mapping has for a key; None where it has nothing, or is none."""
    return rows.get(key) if isinstance(rows, Mapping) else None


@register.filter
def length_of(minutes: int) -> str:
    """90 minutes, 2 hours, 3 days: the largest unit that is whole."""
    if minutes % 1440 == 0:
        return ngettext("%(n)s day", "%(n)s days", minutes // 1440) % {"n": minutes // 1440}
    if minutes % 60 == 0:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


@register.simple_tag
def price(service: Service) -> str:
    """65.00 USD, where the clinic shows its prices."""
    if not service.show_price or service.price is None:
        return ""
    return price_words(service.price, service.currency)
