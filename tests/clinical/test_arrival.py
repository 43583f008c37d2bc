"""Asked again before a visit: nothing that could raise the urgency by itself is missing from the list, a tick
is carried into the check, and no answer is never none."""

from collections.abc import Iterator, Mapping

import pytest

from tests.answers import BENIGN
from unknot.clinical.arrival import BOUT, PERSON, said, signs, state
from unknot.clinical.asking import Question
from unknot.clinical.assess import assess
from unknot.clinical.questions import NOT_SURE, asked, facts_from, read_answers, screens
from unknot.clinical.urgency import Tier
from unknot.knowledge.load import knowledge

KNOWN = knowledge()
PEOPLE: Mapping[str, Mapping[str, object]] = {
    "man": {**BENIGN, "sex": "male"},
    "woman": {**BENIGN, "sex": "female", "age": 72},
    "pregnant": {**BENIGN, "sex": "female", "age": 30, "pregnant": True},
    "child": {**BENIGN, "age": 9},
    "ill": {**BENIGN, "cancer_history": "past", "steroid_use": True, "osteoporosis": True},
}


def tier(answers: Mapping[str, object]) -> Tier:
    return assess(facts_from(read_answers(answers, KNOWN), KNOWN), KNOWN).tier


def positives(question: Question) -> Iterator[object]:
    if question.type == "yes_no":
        yield True
    elif question.type == "choice":
        yield from (one.id for one in question.answers)
    elif question.type == "several":
        yield from ([one.id] for one in question.answers)


def applies(question: Question, person: Mapping[str, object]) -> bool:
    facts = facts_from(read_answers(person, KNOWN), KNOWN)
    return question.ask_when is None or question.ask_when.holds(facts) is not False


def listed(person: Mapping[str, object]) -> dict[str, str]:
    found = signs(read_answers(person, KNOWN), KNOWN)
    return {sign.id: sign.words for _, few in found for sign in few}


@pytest.mark.parametrize("who", PEOPLE)
def test_every_answer_that_raises_the_urgency_by_itself_has_its_line(who: str) -> None:
    person = PEOPLE[who]
    there = {sign.partition(":")[0] for sign in listed(person)}
    usual = tier(person)
    missing = [
        f"{question.id}: {answer}"
        for question in asked(read_answers(person, KNOWN), KNOWN)
        if applies(question, person) and question.critical and question.id not in there | PERSON | BOUT
        for answer in positives(question)
        if tier({**person, question.id: answer}) > max(usual, Tier.CLINIC_VISIT_OK)
    ]
    assert missing == []


def test_what_is_left_out_is_asked_in_the_check_that_a_tick_opens() -> None:
    short = {question.id for _, few in screens({}, KNOWN, short=True) for question in few}
    assert short >= BOUT | PERSON
    assert not BOUT & PERSON


def test_the_list_is_that_of_the_person() -> None:
    assert "testicle_pain" in listed(PEOPLE["man"])
    assert "testicle_pain" not in listed(PEOPLE["woman"])
    assert "pregnancy_signs:waters" in listed(PEOPLE["pregnant"])
    assert "pregnancy_signs:waters" not in listed(PEOPLE["man"])
    unknown = listed({})
    assert "pregnancy_signs:waters" in unknown, "nobody said that it cannot be"
    assert "testicle_pain" in unknown


def test_every_line_says_something_of_its_own() -> None:
    words = list(listed({}).values())
    assert len(set(words)) == len(words)
    assert all(words)


def test_a_tick_is_carried_into_the_check_with_what_stays_true() -> None:
    before = read_answers({**PEOPLE["pregnant"], "osteoporosis": "not_sure", "fever": False}, KNOWN)
    ticked = [
        "saddle_numbness",
        "fever",
        "pregnancy_signs:waters",
        "pregnancy_signs:bleeding",
        "leg_weakness",
    ]
    given = said(ticked, before, KNOWN)
    assert given["saddle_numbness"] == "new"
    assert given["fever"] is True
    assert given["pregnancy_signs"] == ["waters", "bleeding"]
    assert "leg_weakness" not in given, "which side is still to be asked"
    assert (given["age"], given["pregnant"]) == (30, True)
    assert "osteoporosis" not in given, "what was not sure is asked anew"
    assert "pain_severity" not in given
    assert before["osteoporosis"] is NOT_SURE


def test_every_line_can_be_ticked_and_read_as_an_answer() -> None:
    for sign in listed({}):
        given = said([sign], {}, KNOWN)
        assert read_answers(given, KNOWN).keys() == given.keys()


def test_a_sign_that_is_not_on_the_list_is_refused() -> None:
    with pytest.raises(KeyError):
        said(["testicle_pain"], read_answers(PEOPLE["woman"], KNOWN), KNOWN)


@pytest.mark.parametrize(
    ("ticked", "decided", "none", "expected"),
    [
        ([], None, True, "clear"),
        ([], None, False, "open"),
        (["fever"], None, False, "stopped"),
        (["fever"], None, True, "stopped"),
        (["fever"], Tier.URGENT_SAME_DAY, False, "stopped"),
        (["fever"], Tier.SEE_PHYSICIAN_SOON, False, "stopped"),
        (["fever"], Tier.CLINIC_VISIT_OK, False, "clear"),
        (["fever"], Tier.SELF_CARE, False, "clear"),
    ],
)
def test_a_tick_stops_until_the_check_says_otherwise(
    ticked: list[str], decided: Tier | None, none: bool, expected: str
) -> None:
    assert state(ticked, decided, none=none) == expected
