"""A condition read aloud: the one generator of rules in words, for the public pages, the terminal and the
clinician's trace.

A passage is a condition in the words of its questions, nested as the condition is. `mark` sets a person's
facts beside it: which parts hold, which do not, and which are unknown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from unknot.clinical.asking import Question
from unknot.clinical.facts import Facts
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.rules import All, Any, AtLeast, Compare, Condition, Includes, Is, Leaf, Named, Not, OneOf

COMPARED = {"at_least": "at least", "above": "more than", "below": "less than", "at_most": "at most"}
# Likelihood ratios by the customary steps (10, 5, 2 and their inverses); the words are ours.
STEPS = ((10.0, "very strongly"), (5.0, "strongly"), (2.0, "moderately"), (1.0, "a little"))


@dataclass(frozen=True, slots=True)
class Passage:
    """`words` and, below them, what they are made of. `question` is the id of the one question that a single
    test looks at; `sign` names a condition that several rules share."""

    words: str
    condition: Condition
    parts: tuple["Passage", ...] = ()
    question: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage beside one person's facts; `holds` is None where what they said does not settle it."""

    words: str
    holds: bool | None
    parts: tuple["Marked", ...] = ()
    question: str = ""
    sign: str = ""

    @property
    def mark(self) -> Literal["true", "false", "unknown"]:
        return "unknown" if self.holds is None else "true" if self.holds else "false"


def read_aloud(condition: Condition, knowledge: Knowledge) -> Passage:
    """The condition in words that read on after "when"."""
    match condition:
        case All(parts) if (range_of := _range(parts)) is not None:
            question = knowledge.question_for(range_of[0].fact)
            return Passage(_compared(question, range_of), condition, question=question.id)
        case All(parts):
            words = "all of these"
        case Any(parts):
            words = "at least one of these"
        case AtLeast(n, parts):
            words = f"at least {n} of these"
        case Not(part):
            words, parts = "not this", (part,)
        case Named(name, inner):
            return Passage(knowledge.sign_words[name], condition, (read_aloud(inner, knowledge),), sign=name)
        case _:
            question = knowledge.question_for(condition.fact)
            return Passage(_tested(question, condition), condition, question=question.id)
    if len(parts) == 1 and not isinstance(condition, Not):
        return read_aloud(parts[0], knowledge)
    return Passage(words, condition, tuple(read_aloud(part, knowledge) for part in parts))


def lines(passage: Passage, *, signs: bool = True) -> Iterator[str]:
    """One line for each part, two spaces deeper than what it belongs to; `signs` opens shared signs too."""
    below = passage.parts if signs or not passage.sign else ()
    yield passage.words + (":" if below else "")
    for part in below:
        yield from (f"  {line}" for line in lines(part, signs=signs))


def sentence(passage: Passage) -> str:
    """The whole passage in one line, shared signs by their name: for lists, and for searching."""
    if not passage.parts or passage.sign:
        return passage.words
    said = [
        f"({sentence(part)})" if part.parts and not part.sign else sentence(part) for part in passage.parts
    ]
    return f"{passage.words}: {'; '.join(said)}"


def mark(passage: Passage, facts: Facts) -> Marked:
    """The same passage with the value of every part, unknown where nothing was said that settles it."""
    return Marked(
        passage.words,
        passage.condition.holds(facts),
        tuple(mark(part, facts) for part in passage.parts),
        passage.question,
        passage.sign,
    )


def ratio_in_words(ratio: float) -> str:
    """A likelihood ratio as two clauses: which way it speaks and how strongly, and how often it is found."""
    times = ratio if ratio >= 1 else 1 / ratio
    if times == 1:
        return "says nothing either way"
    how = next(words for least, words in STEPS if times >= least)
    way, often = ("for", "more") if ratio > 1 else ("against", "less")
    return f"speaks {how} {way} it: found about {times:.2g} times {often} often with it than without it"


def share_in_words(share: float) -> str:
    """A share of people, 0 to 1, as people say it: "about 4 in 10", "about 1 in 30"."""
    if share >= 0.15:
        return f"about {round(share * 10)} in 10"
    one_in = 1 / share
    step = 1 if one_in < 15 else 10 if one_in < 150 else 100
    return f"about 1 in {round(one_in / step) * step}"


def _range(parts: Sequence[Condition]) -> tuple[Compare, ...] | None:
    """Several comparisons of one number, which read best as one test."""
    compares = tuple(part for part in parts if isinstance(part, Compare))
    same = len(compares) == len(parts) and len({compare.fact for compare in compares}) == 1
    return compares if same and len(compares) > 1 else None


def _tested(question: Question, leaf: Leaf) -> str:
    match leaf:
        case Is(_, bool(value)):
            return question.words_for(value)
        case Is(_, answer):
            return _chosen(question, [str(answer)])
        case OneOf(_, answers) | Includes(_, answers):
            return _chosen(question, [one.id for one in question.answers if one.id in answers])
        case _:
            return _compared(question, (leaf,))


def _compared(question: Question, compares: Sequence[Compare]) -> str:
    words = " and ".join(f"{COMPARED[compare.op]} {compare.number:g}" for compare in compares)
    return question.because.replace("about {value}", "{value}").replace("{value}", words)


def _chosen(question: Question, answers: Sequence[str]) -> str:
    """What it means to have given one of these answers; by question and answer where that has no words."""
    given = [answer for answer in question.answers if answer.id in answers]
    if all(answer.because for answer in given):
        return joined([answer.because for answer in given])
    labels = joined([f"“{answer.label}”" for answer in given])
    return f"the answer to “{question.label or question.ask}” is {labels}"


def joined(said: Sequence[str]) -> str:
    """Alternatives with "or"; what all begin or end with is said once: "lifting or bending set it off"."""
    if len(said) < 2:
        return "".join(said)
    split = [words.split() for words in said]
    head = _same([words[:-1] for words in split])
    if len(head) < 3 and not "".join(head).endswith(":"):
        head = []
    tail = [] if head else _same([words[:0:-1] for words in split])
    if len(tail) < 3:
        tail = []
    middle = [" ".join(words[len(head) : len(words) - len(tail)]) for words in split]
    return " ".join([*head, f"{', '.join(middle[:-1])} or {middle[-1]}", *reversed(tail)])


def _same(texts: Sequence[Sequence[str]]) -> list[str]:
    """The words with which all texts begin."""
    same = []
    for words in zip(*texts, strict=False):
        if len(set(words)) > 1:
            break
        same.append(words[0])
    return same
