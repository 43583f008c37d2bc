"""How well the net under words hears: on single lines with a known answer, and on narratives alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.evaluation import Rate
from unknot.clinical.urgency import Tier
from unknot.clinical.wording import Alarm, Net, read


@dataclass(frozen=True, slots=True)
class Phrase:
    """A line as typed. `label` is the flag of an emergency, or the trap that a harmless line sets."""

    text: str
    emergency: bool
    label: str


@dataclass(frozen=True, slots=True)
class Heard:
    phrase: Phrase
    alarms: tuple[Alarm, ...]

    @property
    def right(self) -> bool:
        return bool(self.alarms) is self.phrase.emergency


def read_phrase(raw: Mapping[str, object]) -> Phrase:
    """A line of a phrases file; raises InvalidAnswers when it has no text or does not say what it is."""
    text, emergency = raw.get("text"), raw.get("emergency")
    if not isinstance(text, str) or not isinstance(emergency, bool):
        raise InvalidAnswers([("text", "right would be a text, and true or false for emergency")])
    return Phrase(text, emergency, str(raw.get("flag" if emergency else "trap") or "other"))


def hear(phrases: Iterable[Phrase], net: Net) -> list[Heard]:
    return [Heard(phrase, read(phrase.text, net)) for phrase in phrases]


def sensitivity(heard: Sequence[Heard]) -> Rate:
    """Of the emergencies, those that raised any alarm."""
    return _rate(one for one in heard if one.phrase.emergency)


def false_alarms(heard: Sequence[Heard]) -> Rate:
    """Of the harmless lines, those that raised any alarm."""
    return _rate(one for one in heard if not one.phrase.emergency)


def by_label(heard: Sequence[Heard], emergency: bool) -> dict[str, Rate]:
    """The same for each flag, or for each trap, by name."""
    labels = sorted({one.phrase.label for one in heard if one.phrase.emergency is emergency})
    return {
        label: _rate(one for one in heard if one.phrase.emergency is emergency and one.phrase.label == label)
        for label in labels
    }


NARRATIVES: Mapping[str, str] = {
    "emergencies_heard": "emergencies (gold emergency_now) in which words alone raise an alarm",
    "emergencies_as_such": "emergencies in which words alone raise an emergency",
    "urgent_heard": "same-day cases in which words alone raise an alarm",
    "false_alarms": "other cases in which words raise an alarm",
}


def narratives(told: Iterable[tuple[Tier, str]], net: Net) -> dict[str, Rate]:
    """What words alone catch: pairs of the gold tier and the narrative."""
    heard = [(tier, read(text, net)) for tier, text in told]
    emergencies = [alarms for tier, alarms in heard if tier == Tier.EMERGENCY_NOW]
    urgent = [alarms for tier, alarms in heard if tier == Tier.URGENT_SAME_DAY]
    others = [alarms for tier, alarms in heard if tier < Tier.URGENT_SAME_DAY]
    return {
        "emergencies_heard": Rate(sum(map(bool, emergencies)), len(emergencies)),
        "emergencies_as_such": Rate(
            sum(any(one.tier == Tier.EMERGENCY_NOW for one in alarms) for alarms in emergencies),
            len(emergencies),
        ),
        "urgent_heard": Rate(sum(map(bool, urgent)), len(urgent)),
        "false_alarms": Rate(sum(map(bool, others)), len(others)),
    }


def _rate(heard: Iterable[Heard]) -> Rate:
    marks = [bool(one.alarms) for one in heard]
    return Rate(sum(marks), len(marks))
