"""Template tags of the body map: the parts to draw for the answers of a question, and whose box they tick."""

from collections.abc import Sequence

from django import template

from unknot.interfaces.web.bodymap import Figure, figures
from unknot.interfaces.web.forms.check import Choice

register = template.Library()


@register.simple_tag
def body_figures(choices: Sequence[Choice]) -> tuple[Figure, Figure]:
    return figures({choice.value for choice in choices})


@register.filter
def box_id(answer: str, choices: Sequence[Choice]) -> str:
    return next(choice.id for choice in choices if choice.value == answer)
