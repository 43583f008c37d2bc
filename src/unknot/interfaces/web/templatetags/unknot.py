"""Template tags of the pages: whom to call in an emergency, telephone links and cited sources."""

import re

from django import template
from django.template import Context

from unknot.clinical.knowledge import EmergencyNumbers
from unknot.knowledge.load import knowledge

register = template.Library()


def numbers_for(country: str) -> EmergencyNumbers:
    known = knowledge().emergency
    return known.get(country) or known["default"]


@register.simple_tag(takes_context=True)
def help_line(context: Context) -> EmergencyNumbers:
    clinic = getattr(context.get("request"), "clinic", None)
    return numbers_for(clinic.country if clinic else "default")


@register.filter
def tel(number: str) -> str:
    """The number as a `tel:` link wants it: digits and a leading plus."""
    return re.sub(r"[^\d+]", "", number)
