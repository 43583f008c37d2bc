"""The language of whoever is spoken to. What is stored stays in the clinic's language; only what a person
reads is said in theirs."""

from django.utils.translation import get_language

from unknot.clinical.knowledge import Knowledge
from unknot.knowledge.languages import ENGLISH
from unknot.knowledge.load import knowledge, offered


def known_or_english(code: str) -> str:
    """The code itself when pages may be read in that language, otherwise English."""
    return code if any(code == language.code for language in offered()) else ENGLISH


def spoken() -> str:
    """The language of the page that is being made."""
    return known_or_english((get_language() or ENGLISH).partition("-")[0])


def words() -> Knowledge:
    """The knowledge in the words of the page that is being made."""
    return knowledge(spoken())
