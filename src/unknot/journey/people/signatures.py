"""A name drawn with a finger, as strokes of points: what is kept of it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from unknot.journey.refusals import Refusal

# Far more strokes and points than a hand makes.
MOST_STROKES, MOST_POINTS = 60, 4000
Strokes = Sequence[Sequence[Sequence[float]]]


def strokes(signature: Strokes) -> list[list[list[float]]]:
    points = [[[round(float(x), 1), round(float(y), 1)] for x, y in stroke] for stroke in signature]
    if len(points) > MOST_STROKES or sum(map(len, points)) > MOST_POINTS:
        raise Refusal("signature", _("Please draw your name again, or leave it out."), field="signature")
    return points


def signed_name(name: str) -> str:
    said = " ".join(name.split())
    if not 2 <= len(said) <= 200:
        raise Refusal("name", _("Please write your name."), field="name")
    return said
