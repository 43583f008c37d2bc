"""A clinic's file with the words of an instrument: read, checked, and refused by file and line.

The file is YAML or JSON; docs/questionnaires.md describes it. It belongs to the clinic and never into this
repository.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from unknot.clinical.questionnaires.filling import Filling, mismatches
from unknot.clinical.questionnaires.instruments import Instrument
from unknot.knowledge.building_questionnaires import filling
from unknot.knowledge.reading import Document, KnowledgeError, Problem, read

KIND = "filled_questionnaire"


@dataclass(frozen=True, slots=True)
class Brought:
    """The words of a file, and the file itself, so that a later complaint can still name its line."""

    words: Filling
    document: Document

    def problem(self, field: str, complaint: str) -> Problem:
        """A complaint about a field such as `terms` or `items.2.id`."""
        place = tuple(int(part) if part.isdigit() else part for part in field.split("."))
        return self.document.problem(place, complaint)


def read_filling(path: Path, instruments: Mapping[str, Instrument]) -> Brought:
    """The words in the file when they fit their instrument; KnowledgeError with all that is wrong."""
    document = read(path, path.name, KIND)
    if document.problems:
        raise KnowledgeError(document.problems)
    made = filling(document.value)
    problems = [document.problem(place, words) for place, words in mismatches(made, instruments)]
    if problems:
        raise KnowledgeError(problems)
    return Brought(made, document)
