"""The safety net under words: what it hears, what it lets pass, and the laws that it keeps."""

from unknot.clinical.urgency import Tier
from unknot.clinical.wording import Net, read
from unknot.knowledge.load import knowledge

NET = knowledge().net


def signs(text: str) -> set[str]:
    return {alarm.sign for alarm in read(text, NET)}


def test_an_alarm_quotes_the_words_that_raised_it() -> None:
    text = "Hi, stiff as ever. Since yesterday I CAN'T PEE at all"

    (alarm,) = read(text, NET)

    assert alarm.sign == "urinary_retention"
    assert alarm.tier == Tier.EMERGENCY_NOW
    assert text[alarm.start : alarm.end] == alarm.quote == "CAN'T PEE"


def test_an_empty_net_hears_nothing() -> None:
    assert read("i cant pee", Net()) == ()
