"""A stored assessment in other words: the same decision, found again by id, never in invented words."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.small import BENIGN, SMALL, values_for
from unknot.clinical.assess import assess
from unknot.clinical.evidence import Evidence
from unknot.clinical.facts import Value
from unknot.clinical.findings import Said
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import facts_from
from unknot.clinical.retelling import Retold, retold

answers = st.fixed_dictionaries({}, optional={question.id: values_for(question) for question in SMALL.order})


def loud() -> Knowledge:
    """The miniature with everything that a person reads in capitals."""
    questions = {
        name: replace(
            one,
            ask=one.ask.upper(),
            label=one.label.upper(),
            because=one.because.replace("{value}", "{VALUE}").upper().replace("{VALUE}", "{value}"),
            answers=tuple(
                replace(answer, label=answer.label.upper(), because=answer.because.upper())
                for answer in one.answers
            ),
        )
        for name, one in SMALL.questions.items()
    }
    causes = tuple(
        replace(
            cause,
            name=cause.name.upper(),
            findings=tuple(replace(one, words=one.words.upper()) for one in cause.findings),
        )
        for cause in SMALL.causes
    )
    rules = tuple(replace(rule, person=rule.person.upper()) for rule in SMALL.rules)
    return replace(SMALL, questions=questions, causes=causes, rules=rules)


LOUD = loud()


def told(said: dict[str, Value], known: Knowledge = SMALL) -> Retold:
    return retold(assess(facts_from(said, known), known), SMALL, LOUD)


@given(answers)
def test_telling_again_gives_what_deciding_in_those_words_would_have_given(said: dict[str, Value]) -> None:
    assert told(said) == Retold(assess(facts_from(said, LOUD), LOUD), True)


def test_a_rule_that_is_gone_keeps_its_words_and_says_so() -> None:
    old = replace(SMALL, rules=tuple(replace(rule, id=f"OLD-{rule.id}") for rule in SMALL.rules))

    again = told({**BENIGN, "numb": True}, old)

    (flag,) = again.assessment.flags
    assert flag.person.startswith("New numbness")
    assert again.whole is False


def test_an_answer_that_is_gone_keeps_its_words_and_says_so() -> None:
    assessment = assess(facts_from({**BENIGN, "cancer": "past", "age": 61}, SMALL), SMALL)
    (flag,) = assessment.flags
    gone = Said("cancer", "long_ago", "you had cancer long ago")
    never = Said("height", 2, "you are tall")
    stored = replace(assessment, flags=(replace(flag, because=(gone, never)),))

    again = retold(stored, SMALL, LOUD)

    assert again.assessment.flags[0].because == (gone, never)
    assert again.whole is False


def test_a_cause_and_a_finding_that_are_gone_keep_their_words_and_say_so() -> None:
    assessment = assess(facts_from(BENIGN, SMALL), SMALL)
    first, *others = assessment.causes
    old = replace(first, cause_id="old", name="An old name")
    evidence = Evidence("an old finding", (), "M")
    stored = replace(
        assessment, causes=(old, replace(others[0], speaks_for=(evidence,)), *others[1:]), shown=(old,)
    )

    again = retold(stored, SMALL, LOUD)

    assert again.assessment.shown == (old,)
    assert again.assessment.causes[1].speaks_for == (evidence,)
    assert again.whole is False
