"""Template tags of every page: its other languages, what of it stays English, times and plain counts.

They are there without `load`, so that no template forgets to say which of its words are English.
"""

from datetime import date

from django import template
from django.template import Context
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, gettext, ngettext, pgettext

from unknot.clinical.findings import FitWords
from unknot.interfaces.web.languages import Link, others
from unknot.knowledge.languages import ENGLISH, Language
from unknot.knowledge.load import offered

register = template.Library()


@register.simple_tag(takes_context=True)
def other_languages(context: Context) -> tuple[Link, ...]:
    request = context.get("request")
    return others(request, get_language() or ENGLISH) if request else ()


@register.simple_tag
def in_english() -> str | SafeString:
    """Behind a link to a page that is English only."""
    return "" if _is_english() else format_html('<span class="soft">&nbsp;({})</span>', gettext("in English"))


@register.simple_tag
def hreflang_en() -> str | SafeString:
    return "" if _is_english() else mark_safe(' hreflang="en"')  # a constant


@register.simple_tag
def clinic_words() -> str | SafeString:
    """Names and descriptions that the clinic typed are in the clinic's language."""
    return "" if _is_english() else mark_safe(' lang="en"')  # a constant


@register.simple_tag
def minutes(number: int) -> str:
    return ngettext("%(n)s minute", "%(n)s minutes", number) % {"n": number}


@register.simple_tag
def language_name(code: str) -> str:
    """The English name of a language, for the desk."""
    return str(get_language_info(code)["name"])


@register.simple_tag
def fit_words(fit: FitWords) -> str:
    words = {
        "fits well": gettext("fits well"),
        "possible": gettext("possible"),
        "less likely": gettext("less likely"),
    }
    return words[fit]


@register.inclusion_tag("web/components/_reviewed.html")
def not_reviewed() -> dict[str, Language | None]:
    """Says so where no native clinician has reviewed the language of this page."""
    code = get_language()
    language = next((one for one in offered() if one.code == code and one.code != ENGLISH), None)
    return {"language": language}


@register.filter
def dated(day: date, form: str) -> str:
    """A day in words: `weekday` (Monday 23 November), `day` (23 November), `short` (Mon 23) or `year` (23
    November 2026)."""
    forms = {
        "year": pgettext("date format", "j F Y"),
        "weekday": pgettext("date format", "l j F"),
        "day": pgettext("date format", "j F"),
        "short": pgettext("date format", "D j"),
    }
    return date_format(day, forms[form])


def _is_english() -> bool:
    return (get_language() or ENGLISH) == ENGLISH
