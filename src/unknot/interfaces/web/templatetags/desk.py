"""How the desk writes times and urgency: always in the clinic's zone, always in words beside the colour."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import template

from unknot.clinical.urgency import Tier
from unknot.interfaces.web.templatetags.unknot import clock

register = template.Library()
register.filter("clock", clock)  # the same clock on every page

TIERS = {
    Tier.EMERGENCY_NOW: ("Emergency", "emergency"),
    Tier.URGENT_SAME_DAY: ("Doctor today", "urgent"),
    Tier.SEE_PHYSICIAN_SOON: ("Doctor soon", "soon"),
    Tier.CLINIC_VISIT_OK: ("Visit fits", "visit"),
    Tier.SELF_CARE: ("Can care for self", "self"),
}


@register.filter
def day(at: datetime, zone: str) -> str:
    """Tue 1 Dec"""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b}"


@register.filter
def moment(at: datetime, zone: str) -> str:
    """Tue 1 Dec, 10:30 am"""
    return f"{day(at, zone)}, {clock(at, zone)}"


@register.filter
def since(at: datetime, now: datetime) -> str:
    """How long ago, as people say it: "12 minutes"."""
    minutes = max(0, int((now - at) / timedelta(minutes=1)))
    if minutes < 60:
        return _count(minutes, "minute")
    if minutes < 48 * 60:
        return _count(minutes // 60, "hour")
    return _count(minutes // (24 * 60), "day")


@register.filter
def urgency_words(tier: int) -> str:
    """The urgency where there is no room for its sign: on paper."""
    return TIERS[Tier(tier)][0]


@register.inclusion_tag("web/desk/_tier.html")
def urgency(tier: int | None) -> dict[str, object]:
    if tier is None:
        return {"code": "", "words": "No check", "shape": "none"}
    words, shape = TIERS[Tier(tier)]
    return {"code": Tier(tier).code, "words": words, "shape": shape}


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
