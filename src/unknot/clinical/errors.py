"""The refusals of this core.

    ClinicalError
    +-- InvalidAnswers      answers that cannot be read: every bad key and value, and what would be right
    +-- UnknownCountry      no emergency numbers for this country, and no default in the knowledge
    +-- ManipulationOnly    a course in which everything is done to the person and nothing by the person

Anything else that is raised here is a bug and goes up.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class ClinicalError(Exception):
    """Something this core refuses to work with."""


class InvalidAnswers(ClinicalError):
    """Answers that cannot be read. `errors` holds one (key, message) for each thing that is wrong."""

    def __init__(self, errors: Iterable[tuple[str, str]]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{key}: {message}" if key else message for key, message in self.errors))


class UnknownCountry(ClinicalError):
    """No emergency numbers for this country."""


class ManipulationOnly(ClinicalError):
    """A course of passive care alone. Guidelines recommend manual therapy only together with exercise."""

    def __init__(self) -> None:
        super().__init__(
            "A course needs something that the person does: advice to stay active, exercise or another "
            "self-management part. Hands-on care alone is not a course (ST-08, NG59)."
        )


def nearest(word: str, known: Iterable[str]) -> str:
    """Words that point a person who mistyped to the name they probably meant; empty when nothing is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.72)
    return f"; did you mean {near[0]!r}?" if near else ""
