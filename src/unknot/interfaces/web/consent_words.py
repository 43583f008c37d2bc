"""What a consent is for, in words: its technique and its region, in the language of the page."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from unknot.clinical.consents import Need


def scope_words(technique: str, region: str) -> str:
    """Quick thrust, low back"""
    techniques = {
        "thrust": _("Quick thrust"),
        "manual": _("Treatment with the hands, without a thrust"),
        "massage": _("Massage"),
    }
    regions = {
        "cervical": _("neck"),
        "thoracic": _("upper and middle back"),
        "lumbar": _("low back"),
        "pelvis": _("pelvis"),
        "whole": _("whole back"),
    }
    return ", ".join(filter(None, (techniques.get(technique, ""), regions.get(region, ""))))


def need_words(need: Need) -> str:
    """For the desk: which signature, for what."""
    kinds = {
        "treatment": "treatment",
        "thrust": "a quick thrust",
        "neck": "the neck",
        "messages": "messages",
        "data": "the use of data",
    }
    is_said = need.kind == "thrust"
    scope = scope_words("" if is_said else need.technique, need.region).lower()
    return f"{kinds[need.kind]} ({scope})" if scope else kinds[need.kind]


def all_words(needs: Iterable[Need]) -> list[tuple[Need, str]]:
    return [(need, need_words(need)) for need in needs]
