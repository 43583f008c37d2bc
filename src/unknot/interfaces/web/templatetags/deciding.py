"""Template tags of the pages about the knowledge: addresses of entries, strength and urgency as words."""

from django import template

from unknot.clinical.evidence import Source
from unknot.clinical.urgency import Tier
from unknot.interfaces.web.catalogue import catalogue
from unknot.interfaces.web.entries import Link
from unknot.interfaces.web.strengths import STRENGTHS, StrengthWords
from unknot.knowledge.load import knowledge

register = template.Library()

SHAPES = {
    Tier.EMERGENCY_NOW: "emergency",
    Tier.URGENT_SAME_DAY: "urgent",
    Tier.SEE_PHYSICIAN_SOON: "soon",
    Tier.CLINIC_VISIT_OK: "visit",
    Tier.SELF_CARE: "self",
}


@register.simple_tag
def address(link: Link) -> str:
    return catalogue(knowledge()).address(link)


@register.inclusion_tag("web/desk/_tier.html")
def tier_tag(tier: Tier) -> dict[str, object]:
    """How urgent, by shape, colour and the name that people are given."""
    return {"code": tier.code, "words": knowledge().routes[tier.code].name, "shape": SHAPES[tier]}


@register.inclusion_tag("web/components/_strength.html")
def strength(key: str) -> dict[str, StrengthWords | None]:
    return {"strength": STRENGTHS.get(key)}


@register.filter
def as_sources(keys: tuple[str, ...]) -> list[Source]:
    known = knowledge().sources
    return [known[key] for key in keys if key in known]


@register.simple_tag
def citing(source_id: str) -> tuple[Link, ...]:
    """Every entry that rests on a source."""
    return catalogue(knowledge()).cited.get(source_id, ())
