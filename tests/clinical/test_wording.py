"""The safety net under words: what it hears, what it lets pass, and the laws that it keeps."""

import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinical.phrases import (
    FIRST,
    FOURTH,
    SECOND,
    SPANISH,
    SPANISH_FOURTH,
    SPANISH_SECOND,
    SPANISH_THIRD,
    THIRD,
    aside,
)
from unknot.clinical.assess import assess
from unknot.clinical.questions import facts_from
from unknot.clinical.urgency import Tier
from unknot.clinical.wording import LONGEST, Net, read
from unknot.clinical.wording_evaluation import Phrase, false_alarms, hear, sensitivity
from unknot.knowledge.load import knowledge

NET = knowledge().net
TEXTS = [phrase.text for phrase in (*FIRST, *SECOND, *THIRD, *FOURTH)]
IN_SPANISH = [phrase.text for phrase in (*SPANISH, *SPANISH_SECOND, *SPANISH_THIRD, *SPANISH_FOURTH)]


def signs(text: str) -> set[str]:
    return {alarm.sign for alarm in read(text, NET)}


def test_what_is_written_in_a_check_is_a_finding_in_the_persons_own_words() -> None:
    question = knowledge().texts[0]
    found = assess(facts_from({question.id: "since noon I cant pee"}, knowledge()), knowledge())

    first = found.flags[0]
    assert (found.tier, first.rule_id) == (Tier.EMERGENCY_NOW, "NET-urinary_retention")
    assert first.because[0].question_id == question.id
    assert "cant pee" in first.clinician


def test_an_alarm_quotes_the_words_that_raised_it() -> None:
    text = "Hi, stiff as ever. Since yesterday I CAN'T PEE at all"

    (alarm,) = read(text, NET)

    assert alarm.sign == "urinary_retention"
    assert alarm.tier == Tier.EMERGENCY_NOW
    assert text[alarm.start : alarm.end] == alarm.quote == "CAN'T PEE"


def test_an_empty_net_hears_nothing() -> None:
    assert read("i cant pee", Net()) == ()


def test_the_worst_comes_first_and_each_sign_once() -> None:
    alarms = read("my foot drops. i cant pee. i still cant pee", NET)

    assert [alarm.sign for alarm in alarms] == ["urinary_retention", "foot_drop"]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("no numbness but I can't pee", {"urinary_retention"}),
        ("no numbness, no bladder trouble, can pee fine", set()),
        ("my legs arent weak", set()),
        ("no fever, chills or numbness down below", set()),
        ("no fever, numb down below", {"saddle_numbness"}),
        ("not only is my bum numb, i wet myself", {"saddle_numbness", "urinary_incontinence"}),
        ("tia ten years ago, fully recovered", set()),
        ("my dog has a paralysed leg", set()),
        ("my wife has just wet herself", {"urinary_incontinence"}),
        ("what happens if my legs go weak", set()),
        ("laughed so much i wet myself", set()),
        ("dying to get back to the gym", set()),
        ("what if i just killed myself", {"suicide"}),
        ("had prostate cancer. my legs feel heavy", {"cancer_cord"}),
        ("not pregnant. some bleeding gums", set()),
    ],
)
def test_what_is_heard_and_what_is_explained(text: str, heard: set[str]) -> None:
    assert signs(text) >= heard
    assert bool(signs(text)) == bool(heard)


def test_the_own_phrases_are_heard() -> None:
    """Both parts of the first set: the four fifths that the net was tuned on, and the fifth laid aside."""
    tuned, laid_aside = (hear([one for one in FIRST if aside(one) is part], NET) for part in (False, True))

    assert (sensitivity(tuned).rate or 0) >= 0.98
    assert (false_alarms(tuned).rate or 0) <= 0.02
    assert (sensitivity(laid_aside).rate or 0) >= 0.95
    assert (false_alarms(laid_aside).rate or 0) <= 0.1


def test_the_spanish_phrases_are_heard() -> None:
    """As the first English set: what the net was tuned on, and the fifth laid aside."""
    tuned, laid_aside = (hear([one for one in SPANISH if aside(one) is part], NET) for part in (False, True))

    assert (sensitivity(tuned).rate or 0) >= 0.98
    assert (false_alarms(tuned).rate or 0) <= 0.02
    assert (sensitivity(laid_aside).rate or 0) >= 0.95
    assert (false_alarms(laid_aside).rate or 0) <= 0.1


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("no tengo fiebre pero no puedo orinar", {"urinary_retention"}),
        ("no tengo fiebre ni escalofríos, me duele la espalda", set()),
        ("NO SIENTO LAS PIERNAS", {"leg_weakness"}),
        ("no siento hormigueo en las piernas", set()),
        ("hace diez años no podía mover la pierna", set()),
        ("no puedo mover la pierna desde hace dos meses", {"leg_weakness"}),
        ("si pierdes fuerza en las piernas, acude a urgencias", set()),
        ("si tengo fiebre y me duele la espalda", {"infection"}),
        ("mi abuelo tuvo un ictus y lo muevo yo", set()),
        ("mi abuelo tiene la boca torcida desde hace una hora", {"stroke"}),
        ("me muero de risa", set()),
        ("me tratan por un cáncer y no siento las piernas", {"cancer_cord"}),
        ("creo que es una trombosis", {"leg_clot"}),
        ("me duele el pecho y ya no aguanto", {"heart"}),
        ("cuido a mi madre y desde que la levanté no siento las piernas", {"leg_weakness"}),
        ("no puedo evitar orinarme encima", {"urinary_incontinence"}),
        ("me quiero morir", {"suicide"}),
        ("kiero morirme, ya no aguanto mas", {"suicide"}),
        ("hello, no tengo seguro. i cant pee since last night", {"urinary_retention"}),
        ("hi, no siento mi saddle area", {"saddle_numbness"}),
        ("mi tia viene conmigo, son dos pies fríos", set()),
    ],
)
def test_what_is_heard_in_spanish(text: str, heard: set[str]) -> None:
    assert signs(text) >= heard
    assert bool(signs(text)) == bool(heard)


def test_a_sentence_in_one_language_is_not_read_in_the_other() -> None:
    """English alone hears a heart attack in "mi" and a stroke in "tia"."""
    assert signs("mi madre y mi tía vienen mañana") == set()
    assert signs("had an mi last week, chest pain again") >= {"heart"}
    assert signs("no meningitis as a kid") == set()


@pytest.mark.parametrize("phrases", [SECOND, THIRD, FOURTH, SPANISH_SECOND, SPANISH_THIRD, SPANISH_FOURTH])
def test_the_later_sets_are_heard(phrases: list[Phrase]) -> None:
    heard = hear(phrases, NET)

    assert (sensitivity(heard).rate or 0) >= 0.96
    assert (false_alarms(heard).rate or 0) <= 0.04


@given(st.sampled_from([*TEXTS, *IN_SPANISH]), st.sampled_from([*TEXTS, *IN_SPANISH]))
@settings(max_examples=300, deadline=None)
def test_another_sentence_never_takes_an_alarm_back(one: str, other: str) -> None:
    assert signs(f"{one}. {other}") >= signs(one) | signs(other)


@given(st.text(max_size=5_000))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read(text: str) -> None:
    for alarm in read(text, NET):
        assert text[alarm.start : alarm.end] == alarm.quote


@given(st.lists(st.sampled_from(" ".join([*TEXTS, *IN_SPANISH]).split()), max_size=80), st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_words_in_any_order_are_read(words: list[str], end: str) -> None:
    text = " ".join(words)

    assert signs(f"{text}. {end}") >= signs(text)


@pytest.mark.parametrize("text", [*TEXTS[::7], *IN_SPANISH[::9]])
def test_case_accents_emoji_and_spaces_do_not_matter(text: str) -> None:
    heard = signs(text)

    assert signs(text.upper()) == heard
    assert signs("  " + text.replace(" ", "   ") + " \U0001f62d") == heard
    assert signs(text.replace(" ", " \U0001f62d ")) == heard
    assert signs(text.replace("e", "e\u0301").replace("o", "ö")) == heard


def test_a_slip_of_the_finger_in_a_key_word_rarely_hides_an_alarm() -> None:
    kept = total = 0
    for text in (phrase.text for phrase in FIRST if phrase.emergency):
        for alarm in read(text, NET)[:1]:
            for slipped in slips(text, alarm.start, alarm.end):
                total += 1
                kept += bool(signs(slipped))

    assert total > 500
    assert kept / total >= 0.9


def slips(text: str, start: int, end: int) -> list[str]:
    """The text with one letter lost, doubled, changed or swapped in the longest word of the quote."""
    word = max(text[start:end].split(), key=len).strip(".,!?")
    if len(word) < 5 or not word.isalpha():
        return []
    at, middle = text.index(word, start), len(word) // 2
    changed = [
        word[:middle] + word[middle + 1 :],
        word[:middle] + word[middle] + word[middle:],
        word[:middle] + "x" + word[middle + 1 :],
        word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :],
    ]
    return [text[:at] + one + text[at + len(word) :] for one in changed]


@pytest.mark.parametrize(
    "piece",
    [
        "numb ",
        "cant pee ",
        "no numb or ",
        "numb bum years ago ",
        "mum is numb , ",
        "1 ",
        "a",
        "'",
        "pain back belly ",
        ". ",
    ],
)
def test_the_work_grows_with_the_length_of_a_text(piece: str) -> None:
    short, long = (piece * (size // len(piece)) for size in (1_250, 5_000))

    assert calls(long) <= 8 * calls(short) + 2_000


def calls(text: str) -> int:
    """How many functions are called to read a text."""
    count = 0

    def counted(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        read(text, NET)
    finally:
        sys.setprofile(before)
    return count


def test_of_an_endless_text_the_beginning_is_read() -> None:
    assert read("x" * LONGEST + ". i cant pee", NET) == ()
