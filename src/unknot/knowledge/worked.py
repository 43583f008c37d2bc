"""Worked cases: what a person answers, and what must come out. Clinicians write them beside the rules."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from unknot.clinical.assess import assess
from unknot.clinical.facts import Value
from unknot.clinical.findings import Assessment
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import facts_from, read_answers
from unknot.clinical.translating import assumed
from unknot.clinical.urgency import Tier
from unknot.knowledge.checking import entries
from unknot.knowledge.reading import read_kinds


@dataclass(frozen=True, slots=True)
class Case:
    """`flags` must be among those that fire; `from_all_no` fills what is not said with benign answers."""

    id: str
    title: str
    answers: dict[str, Any]
    from_all_no: bool
    tier: Tier | None
    flags: tuple[str, ...]
    not_flags: tuple[str, ...]
    top: str
    shown: tuple[str, ...]
    not_shown: tuple[str, ...]

    def facts(self, knowledge: Knowledge) -> dict[str, Value]:
        answers = read_answers(self.answers, knowledge)
        return facts_from(assumed(answers, knowledge) if self.from_all_no else answers, knowledge)


@cache
def load_cases(directory: Path) -> tuple[Case, ...]:
    """The cases of a directory; whether they fit its knowledge is checked when that is loaded."""
    documents = read_kinds(directory, "cases")
    return tuple(_case(plain) for _, _, plain in entries(documents, "cases", "cases"))


def what_is_wrong(case: Case, knowledge: Knowledge) -> list[str]:
    """Everything that comes out otherwise than the case says."""
    return differences(case, assess(case.facts(knowledge), knowledge))


def differences(case: Case, assessment: Assessment) -> list[str]:
    fired = [flag.rule_id for flag in assessment.flags]
    shown = [cause.cause_id for cause in assessment.shown]
    wrong = []
    if case.tier is not None and assessment.tier != case.tier:
        still_open = [one.rule_id for one in assessment.open] + list(assessment.unanswered)
        why = f"flags {', '.join(fired) or 'none'}; open {', '.join(still_open) or 'none'}"
        wrong.append(f"tier is {assessment.tier.code}, should be {case.tier.code} ({why})")
    wrong += [
        f"{rule} does not fire (fired: {', '.join(fired) or 'none'})"
        for rule in case.flags
        if rule not in fired
    ]
    wrong += [f"{rule} fires" for rule in case.not_flags if rule in fired]
    if case.top and (not assessment.causes or assessment.causes[0].cause_id != case.top):
        first = ", ".join(cause.cause_id for cause in assessment.causes[:3])
        wrong.append(f"the first cause should be {case.top}, ranked {first}")
    wrong += [
        f"{cause} is not shown (shown: {', '.join(shown)})" for cause in case.shown if cause not in shown
    ]
    wrong += [f"{cause} is shown" for cause in case.not_shown if cause in shown]
    return wrong


def _case(plain: dict[str, Any]) -> Case:
    return Case(
        id=plain["id"],
        title=plain["title"],
        answers=plain["answers"],
        from_all_no=plain.get("from") == "all_no",
        tier=Tier.of(plain["tier"]) if "tier" in plain else None,
        flags=tuple(plain.get("flags", ())),
        not_flags=tuple(plain.get("not_flags", ())),
        top=plain.get("top", ""),
        shown=tuple(plain.get("shown", ())),
        not_shown=tuple(plain.get("not_shown", ())),
    )
