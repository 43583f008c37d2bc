"""What the page of a draft shows: every component with what speaks at its line, and what is to be asked
first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from unknot.clinical.techniques import REGIONS, Caution, Level, RecordFact
from unknot.clinical.treatments import Component
from unknot.clinical.written import MOST_GOALS, Goal, Judged, Line, WrittenPlan
from unknot.interfaces.web.forms.care_plan import PHASES, REGION_WORDS, Typed
from unknot.journey.check.models import Check
from unknot.journey.plan.judging import judge_plan
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge


@dataclass(frozen=True, slots=True)
class Said:
    """A caution at a line, for the eye: how far it closes what, why, what to do instead, with its sources."""

    level: str
    technique: str
    title: str
    words: str
    instead: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One component: chosen or not, with its line."""

    component: Component
    line: Line | None
    techniques: tuple[tuple[str, str, bool], ...]
    faults: tuple[str, ...]
    said: tuple[Said, ...]
    may_override: bool

    @property
    def contacts(self) -> int | str:
        return "" if self.line is None or self.line.contacts is None else self.line.contacts


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to be asked or examined; `said` as it was recorded, nothing where nobody has."""

    fact: RecordFact
    said: Any
    error: str = ""

    @property
    def regions(self) -> list[tuple[str, str, bool]]:
        found = self.said if isinstance(self.said, list) else []
        return [(one, REGION_WORDS[one], one in found) for one in REGIONS if one != "whole"]

    @property
    def none(self) -> bool:
        return isinstance(self.said, list) and not self.said

    @property
    def yes_no(self) -> str:
        return {True: "yes", False: "no"}.get(self.said, "") if isinstance(self.said, bool) else ""

    @property
    def is_known(self) -> bool:
        return self.said is not None

    @property
    def words(self) -> str:
        """What was recorded, for who may read and not write."""
        if self.fact.type == "regions":
            return ", ".join(REGION_WORDS[one] for one in self.said or ()) or "nowhere"
        chosen = {one.id: one.label for one in self.fact.choices}
        return self.yes_no or chosen.get(self.said, str(self.said))


def composed(said: Typed, check: Check) -> dict[str, object]:
    """The context of the page. Findings that cannot be recorded are said beside their field, and the plan is
    judged without them: unknown is never no."""
    unread, findings = dict(said.unread), dict(said.findings)
    judged = _judged(said.plan, check, findings, unread)
    return {
        "rows": list(_rows(said.plan, judged, unread)),
        "goals": _goals(said.plan),
        "phases": _phases(said.plan),
        "faults": judged.faults,
        "at": {
            place: [*(one.words for one in judged.at(place)), *([unread[place]] if place in unread else [])]
            for place in ("cause", "goals", "lines", "phases", "reevaluate_visit", "reevaluate_weeks")
        },
        "goal_faults": [one.words for one in judged.faults if one.place.startswith("goals.")]
        + [words for place, words in unread.items() if place.startswith("goals.")],
        "findings": list(_findings(judged, said.findings, unread)),
        "may_be_offered": judged.may_be_offered and not unread,
        "unread": bool(unread),
    }


def headings(plan: WrittenPlan) -> dict[str, str]:
    """What was chosen when it was begun, in words."""
    known = knowledge()
    return {
        "cause": known.cause(plan.cause).name,
        "stage": known.treatments.stages[plan.stage].name,
        "region": REGION_WORDS[plan.region],
        "risk": plan.risk or "not known",
    }


def _judged(plan: WrittenPlan, check: Check, findings: dict[str, Any], unread: dict[str, str]) -> Judged:
    while True:
        try:
            return judge_plan(plan, check, findings)
        except Refusal as refusal:
            place = refusal.field or ""
            unread[place] = refusal.words
            if findings.pop(place.removeprefix("findings."), None) is None:
                raise


def _rows(plan: WrittenPlan, judged: Judged, unread: Mapping[str, str]) -> Iterator[Row]:
    treatments = knowledge().treatments
    lines = {line.component: (number, line) for number, line in enumerate(plan.lines)}
    offered = [one for one in treatments.components.values() if plan.stage in one.stages or one.id in lines]
    for component in offered:
        number, line = lines.get(component.id, (-1, None))
        place = f"lines.{number}"
        faults = [one.words for one in judged.at(place)] if line else []
        if line and place in unread:
            faults.append(unread[place])
        yield Row(
            component,
            line,
            tuple(_techniques(component, line)),
            tuple(faults),
            tuple(_said(judged, place)) if line else (),
            number in judged.overrides or bool(line and line.override),
        )


def _techniques(component: Component, line: Line | None) -> Iterator[tuple[str, str, bool]]:
    chosen = line.techniques if line else component.techniques[:1]
    for name in component.techniques:
        yield name, knowledge().care.techniques[name].name, name in chosen


WORDS = {Level.WITH_CARE: "with care", Level.ASK_FIRST: "ask first", Level.NEVER: "never"}


def _said(judged: Judged, place: str) -> Iterator[Said]:
    known = knowledge()
    for one in judged.said_at(place):
        yield Said(
            WORDS[one.level],
            known.care.techniques[one.technique].name,
            one.caution.title,
            one.caution.clinician,
            one.caution.instead,
            _cited(one.caution),
        )


def _cited(caution: Caution) -> tuple[str, ...]:
    return tuple(knowledge().sources[key].citation for key in caution.sources if key in knowledge().sources)


def _goals(plan: WrittenPlan) -> list[tuple[int, Goal | None]]:
    found: list[Goal | None] = [*plan.goals, *[None] * MOST_GOALS][:MOST_GOALS]
    return list(enumerate(found))


def _phases(plan: WrittenPlan) -> list[tuple[int, str, object]]:
    shown = [(f"{one.per_week:g}", one.weeks) for one in plan.phases]
    return [
        (number, *(shown[number - 1] if number <= len(shown) else ("", "")))
        for number in range(1, PHASES + 1)
    ]


def _findings(judged: Judged, recorded: Mapping[str, Any], unread: Mapping[str, str]) -> Iterator[Finding]:
    """What holds the plan up first, then what is recorded."""
    facts = knowledge().care.record_facts
    names = dict.fromkeys([*(one for one in judged.asks if one in facts), *recorded])
    for name in names:
        if name in facts:
            yield Finding(facts[name], recorded.get(name), unread.get(f"findings.{name}", ""))
