"""How well the net hears, counted."""

import pytest

from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.urgency import Tier
from unknot.clinical.wording_evaluation import (
    Phrase,
    by_label,
    false_alarms,
    hear,
    narratives,
    read_phrase,
    sensitivity,
)
from unknot.knowledge.load import knowledge

NET = knowledge().net
PHRASES = [
    Phrase("i cant pee", True, "urinary_retention"),
    Phrase("it feels wrong", True, "urinary_retention"),
    Phrase("stiff neck", False, "lookalike"),
    Phrase("my bum is numb", False, "idiom"),
]


def test_sensitivity_and_false_alarms_are_counted_by_label() -> None:
    heard = hear(PHRASES, NET)

    assert (sensitivity(heard).count, sensitivity(heard).of) == (1, 2)
    assert (false_alarms(heard).count, false_alarms(heard).of) == (1, 2)
    assert [one.right for one in heard] == [True, False, True, False]
    assert {label: rate.count for label, rate in by_label(heard, False).items()} == {
        "idiom": 1,
        "lookalike": 0,
    }


def test_narratives_are_judged_by_their_words_alone() -> None:
    told = [
        (Tier.EMERGENCY_NOW, "i cant pee"),
        (Tier.EMERGENCY_NOW, "my foot drops"),
        (Tier.URGENT_SAME_DAY, "it hurts"),
        (Tier.CLINIC_VISIT_OK, "it hurts"),
    ]

    rates = narratives(told, NET)

    assert {name: (rate.count, rate.of) for name, rate in rates.items()} == {
        "emergencies_heard": (2, 2),
        "emergencies_as_such": (1, 2),
        "urgent_heard": (0, 1),
        "false_alarms": (0, 1),
    }


def test_a_line_that_does_not_say_what_it_is_is_refused() -> None:
    assert read_phrase({"text": "x", "emergency": True, "flag": None}) == Phrase("x", True, "other")
    for raw in ({"text": 1, "emergency": True}, {"text": "x"}):
        with pytest.raises(InvalidAnswers):
            read_phrase(raw)
