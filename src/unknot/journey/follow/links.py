"""The short address at which somebody says how a bout goes."""

from unknot.journey.book.links import behind, code_of
from unknot.journey.check.models import Episode

_ADDRESS = "unknot.follow"


def address_of(episode: Episode) -> str:
    return code_of(episode.pk, _ADDRESS)


def episode_behind(code: str) -> Episode | None:
    """The bout of this address; None also where nobody is known to have it."""
    found = behind(code, _ADDRESS)
    rows = Episode.objects.select_related("clinic", "patient").exclude(patient=None)
    return rows.filter(id=found).first() if found else None
