"""Lines of advice that are only for some people, said when their condition definitely holds."""

from collections.abc import Iterable
from dataclasses import dataclass

from unknot.clinical.facts import Facts
from unknot.clinical.rules import Condition


@dataclass(frozen=True, slots=True)
class AboutYou:
    """One line for people of whom `when` holds; an unknown leaves it out, so a general caution must say it
    too."""

    id: str
    when: Condition
    words: str


def about_you(lines: Iterable[AboutYou], facts: Facts) -> tuple[str, ...]:
    return tuple(line.words for line in lines if line.when.holds(facts))
