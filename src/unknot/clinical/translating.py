"""Somebody's statement in JSON to answers: our question ids, the neutral vocabulary, or both.

Nothing is guessed. What cannot be read is refused by name, with what would be right; what is not stated stays
unknown unless the caller asks for a closed world, in which silence means that the question was asked and
denied.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite

from unknot.clinical.asking import Question
from unknot.clinical.errors import InvalidAnswers, nearest
from unknot.clinical.facts import Value
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import NOT_SURE, AnswerValue, read_answer
from unknot.clinical.vocabulary import Key, Sets

# What a vignette says about itself, for people and for marking; nothing that a person answers.
LABELS = ("id", "narrative", "diagnosis", "tier", "acceptable", "cause_gold", "cause_acceptable", "source")
MOST_BYTES = 1_000_000


def read_object(data: bytes) -> dict[str, object]:
    """One JSON object; raises InvalidAnswers saying what else was there."""
    if len(data) > MOST_BYTES:
        raise InvalidAnswers(
            [("", f"larger than {MOST_BYTES:,} bytes; right would be one JSON object of answers")]
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise InvalidAnswers(
            [("", f"not UTF-8 text (byte {wrong.start + 1}); save the file as UTF-8")]
        ) from None
    if not text.strip():
        raise InvalidAnswers([("", 'empty; right would be one JSON object, such as {"age": 40}')])
    twice: list[tuple[str, str]] = []
    try:
        value = json.loads(text, object_pairs_hook=lambda pairs: _pairs(pairs, twice))
    except json.JSONDecodeError as wrong:
        where = f"line {wrong.lineno}, column {wrong.colno}"
        raise InvalidAnswers(
            [("", f"not JSON ({wrong.msg}, {where}); right would be one JSON object")]
        ) from None
    except RecursionError:
        raise InvalidAnswers([("", "nested too deeply to be anybody's answers")]) from None
    except ValueError:
        raise InvalidAnswers([("", "holds a number with thousands of digits")]) from None
    if not isinstance(value, dict):
        raise InvalidAnswers([("", f"{_kind(value)}; right would be one JSON object of answers")])
    if twice:
        raise InvalidAnswers(twice)
    return value


def translate(
    raw: Mapping[str, object], knowledge: Knowledge, *, closed_world: bool = False
) -> dict[str, AnswerValue]:
    answers, errors = translate_what_can_be_read(raw, knowledge, closed_world=closed_world)
    if errors:
        raise InvalidAnswers(errors)
    return answers


def translate_what_can_be_read(
    raw: Mapping[str, object], knowledge: Knowledge, *, closed_world: bool = False
) -> tuple[dict[str, AnswerValue], list[tuple[str, str]]]:
    """The answers, and what could not be read (which then counts as not stated)."""
    heard = _Heard(knowledge)
    for key, value in _flattened(raw, heard.errors):
        heard.take(key, value)
    answers: dict[str, AnswerValue] = dict.fromkeys(heard.unsure, NOT_SURE)
    answers.update(_in_our_words(heard.stated, knowledge))
    answers.update(heard.explicit)
    return (assumed(answers, knowledge) if closed_world else answers), heard.errors


def assumed(answers: Mapping[str, AnswerValue], knowledge: Knowledge) -> dict[str, AnswerValue]:
    """The same answers in a closed world: what nobody mentioned was asked and has its benign answer."""
    full, facts = dict(answers), dict[str, Value]()
    for question in knowledge.order:
        if question.id not in full:
            if (
                question.ask_when
                and question.ask_when.holds(facts) is False
                and question.otherwise is not None
            ):
                facts[question.fact] = question.otherwise
                continue
            if question.id not in knowledge.vocabulary.silence:
                continue
            full[question.id] = read_answer(question, knowledge.vocabulary.silence[question.id])
        said = full[question.id]
        if said is not NOT_SURE:
            facts[question.fact] = said
    return full


def _flattened(raw: Mapping[str, object], errors: list[tuple[str, str]]) -> Iterator[tuple[str, object]]:
    """Every key with its value, whether it stands beside `facts` or in it."""
    inside = raw.get("facts", {})
    if not isinstance(inside, dict):
        errors.append(("facts", f"{_kind(inside)}; right would be an object of facts"))
        inside = {}
    for key, value in raw.items():
        if key in inside:
            errors.append((key, "stands twice, beside `facts` and in it; keep one"))
        elif key != "facts" and key not in LABELS:
            yield key, value
    yield from inside.items()


@dataclass(slots=True)
class _Heard:
    """What was stated, key by key: words of the vocabulary, answers to our questions, what is unreadable."""

    knowledge: Knowledge
    stated: dict[str, Value] = field(default_factory=dict)
    explicit: dict[str, AnswerValue] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    errors: list[tuple[str, str]] = field(default_factory=list)

    def take(self, key: str, value: object) -> None:
        """Null is not stated. A name that we share with the vocabulary is read as both, where it can be."""
        question, word = self.knowledge.questions.get(key), self.knowledge.vocabulary.key(key)
        if question is None and word is None:
            self.errors.append((key, f"unknown key{nearest(key, _names(self.knowledge))}"))
            return
        if value is None:
            return
        refusals = []
        for read in (self._as_word, self._as_answer):
            try:
                read(key, value, question, word)
            except ValueError as refused:
                refusals.append(str(refused))
        if len(refusals) == (question is not None) + (word is not None):
            self.errors.append((key, refusals[0]))

    def _as_word(self, key: str, value: object, _question: Question | None, word: Key | None) -> None:
        if word and value == NOT_SURE.value:
            self.unsure |= _questions_of(word)
        elif word:
            self.stated[key] = _word(word, value)

    def _as_answer(self, key: str, value: object, question: Question | None, _word: Key | None) -> None:
        if question:
            self.explicit[key] = read_answer(question, value)


def _word(key: Key, value: object) -> Value:
    """The value of one word of the vocabulary; a ValueError says what would be right."""
    if key.type == "yes_no":
        if value in ("yes", "no"):
            return value == "yes"
        if not isinstance(value, bool):
            raise ValueError(f"{_kind(value)}; right would be true, false or not_sure")
        return value
    if key.type == "choice":
        if not isinstance(value, str) or value not in key.values:
            raise ValueError(
                f"{_kind(value)}; right would be one of: {', '.join(map(str, key.values))}, not_sure"
            )
        return value
    right = f"a number from {key.minimum:g} to {key.maximum:g}"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{_kind(value)}; right would be {right}")
    if (isinstance(value, float) and not isfinite(value)) or not key.minimum <= value <= key.maximum:
        raise ValueError(f"{_kind(value)} is out of range; right would be {right}")
    return value


def _in_our_words(stated: Mapping[str, Value], knowledge: Knowledge) -> dict[str, AnswerValue]:
    """Answers to our questions: what each word says, then what words say together."""
    vocabulary = knowledge.vocabulary
    answers: dict[str, AnswerValue] = {}
    for key in (*vocabulary.top.values(), *vocabulary.keys.values()):
        if key.id not in stated:
            continue
        for question_id, given in _says(key, stated[key.id]).items():
            said = read_answer(knowledge.questions[question_id], given)
            answers[question_id] = _merged(answers.get(question_id), said)
    for together in vocabulary.combinations:
        if together.when.holds(stated):
            for question_id, given in together.answers.items():
                answers[question_id] = read_answer(knowledge.questions[question_id], given)
    return answers


def _says(key: Key, value: Value) -> Sets:
    if key.type != "number":
        return key.values[value]
    said: dict[str, Value] = {}
    for span in key.ranges:
        if all(test.holds({key.id: value}) for test in span.tests):
            said.update(span.answers)
    if key.sets:
        said[key.sets] = value
    return said


def _merged(before: AnswerValue | None, said: AnswerValue) -> AnswerValue:
    """Two words that answer one question: yes stays yes, lists join, otherwise the first word keeps it."""
    if before is None or before is NOT_SURE:
        return said
    if isinstance(before, frozenset) and isinstance(said, frozenset):
        return before | said
    return True if said is True and isinstance(before, bool) else before


def _questions_of(key: Key) -> set[str]:
    says = [*key.values.values(), *(span.answers for span in key.ranges)]
    return {question_id for answers in says for question_id in answers} | ({key.sets} if key.sets else set())


def _names(knowledge: Knowledge) -> list[str]:
    return [*knowledge.questions, *knowledge.vocabulary.top, *knowledge.vocabulary.keys]


def _pairs(pairs: list[tuple[str, object]], twice: list[tuple[str, str]]) -> dict[str, object]:
    seen: dict[str, object] = {}
    for key, value in pairs:
        if key in seen:
            twice.append((key, "stands twice in one object; keep one"))
        seen[key] = value
    return seen


def _kind(value: object) -> str:
    """What was found, in words short enough for a message."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = "null" if value is None else repr(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
