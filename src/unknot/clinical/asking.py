"""Questions and screens as the knowledge defines them: frozen values; the flow is in `questions`."""

from dataclasses import dataclass
from typing import Literal

from unknot.clinical.facts import Value
from unknot.clinical.rules import Condition

QuestionType = Literal["yes_no", "choice", "several", "number", "text"]

# The longest text a person may write into one answer, in characters.
TEXT_LENGTH = 2000
# How much of it is quoted in lists.
QUOTED = 120


@dataclass(frozen=True, slots=True)
class Screen:
    id: str
    title: str
    intro: str
    style: Literal["checklist", "questions"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the answers to a choice or to a question that takes several."""

    id: str
    label: str
    because: str = ""
    clinician: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready-made answer to a number question, shown as a choice."""

    id: str
    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Question:
    """One question, which sets one fact. `emergency` implies `critical`."""

    id: str
    fact: str
    screen: str
    ask: str
    clinician: str
    type: QuestionType
    group: str = ""
    help: str = ""
    label: str = ""
    because: str = ""
    answers: tuple[Answer, ...] = ()
    presets: tuple[Preset, ...] = ()
    minimum: float = 0
    maximum: float = 0
    unit: str = ""
    whole: bool = False
    ask_when: Condition | None = None
    otherwise: Value | None = None
    critical: bool = False
    emergency: bool = False
    private: bool = False
    why: str = ""
    sources: tuple[str, ...] = ()
    no_to: str = "no to: {label}"
    none_of: str = "none of these: {label}"

    def answer(self, answer_id: str) -> Answer | None:
        return next((answer for answer in self.answers if answer.id == answer_id), None)

    def words_for(self, value: Value) -> str:
        """What the person said, in words that read on after "because you said"."""
        if self.type == "yes_no":
            return self.because if value is True else self.no_to.replace("{label}", self.label or self.ask)
        if isinstance(value, frozenset):
            said = [answer.because or answer.label for answer in self.answers if answer.id in value]
            return ", ".join(said) or self.none_of.replace("{label}", self.label or self.ask)
        if self.type == "choice":
            answer = self.answer(str(value))
            return (answer.because or answer.label) if answer else str(value)
        if self.type == "text":
            return quoted(str(value))
        return self.because.replace("{value}", f"{value:g}" if isinstance(value, float) else str(value))


def quoted(words: str) -> str:
    """Somebody's own words in one line, cut where a list would not bear them."""
    line = " ".join(words.split())
    return f"“{line if len(line) <= QUOTED else line[: QUOTED - 1] + '…'}”"
