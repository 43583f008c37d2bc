"""A miniature medicine for the tests of the engine: every kind of question, rule and finding."""

from pathlib import Path

from hypothesis import strategies as st

from unknot.clinical.asking import Question
from unknot.clinical.facts import Value
from unknot.knowledge.load import load

DIRECTORY = Path(__file__).parent / "miniature"
SMALL = load(DIRECTORY)

# What a person with nothing but ordinary pain answers.
BENIGN: dict[str, Value] = {
    "numb": False,
    "leak": False,
    "fever": False,
    "age": 40,
    "sex": "male",
    "cancer": "none",
    "sites": frozenset({"low_back"}),
    "days": 5,
    "severity": 5,
    "legs": "none",
    "night": False,
}


def values_for(question: Question) -> st.SearchStrategy[Value]:
    """Any value that this question can have, the edges of numbers included."""
    if question.type == "yes_no":
        return st.booleans()
    if question.type == "choice":
        return st.sampled_from([answer.id for answer in question.answers])
    if question.type == "several":
        return st.frozensets(st.sampled_from([answer.id for answer in question.answers]))
    return st.integers(int(question.minimum), int(question.maximum))
