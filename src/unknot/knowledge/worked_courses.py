"""Worked cases of courses: who gets what, and when a course under way must change."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from unknot.clinical.courses import Course, Outlook, Referral, course_for
from unknot.clinical.facts import Value
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.stopping import Progress, progress_rules
from unknot.clinical.urgency import Tier
from unknot.knowledge.building import value
from unknot.knowledge.checking import entries
from unknot.knowledge.reading import read_kinds
from unknot.knowledge.worked_care import case_facts


@dataclass(frozen=True, slots=True)
class CourseCase:
    """`components`, `removed`, `closed` (techniques) and `asks` must be among what comes out; None is not
    looked at."""

    id: str
    title: str
    answers: dict[str, Any]
    record: dict[str, Value]
    from_all_no: bool
    tier: Tier | None
    cause: str
    stage: str
    region: str
    risk: Outlook | None
    refer: bool
    components: tuple[str, ...]
    removed: tuple[str, ...]
    closed: tuple[str, ...]
    visits: int | None
    asks: tuple[str, ...]

    def comes_out(self, knowledge: Knowledge) -> Course | Referral:
        facts = case_facts(self.answers, self.record, knowledge, from_all_no=self.from_all_no)
        return course_for(
            self.cause, self.stage, facts, knowledge, region=self.region, tier=self.tier, risk=self.risk
        )


@dataclass(frozen=True, slots=True)
class ProgressCase:
    """`fired` is all that holds, in order; `open` is among what could."""

    id: str
    title: str
    progress: Progress
    fired: tuple[str, ...]
    open: tuple[str, ...]


@cache
def load_course_cases(directory: Path) -> tuple[CourseCase, ...]:
    return tuple(_course_case(plain) for plain in _plain(directory, "courses"))


@cache
def load_progress_cases(directory: Path) -> tuple[ProgressCase, ...]:
    return tuple(
        ProgressCase(
            plain["id"],
            plain["title"],
            Progress(**plain["course"]),
            tuple(plain["fired"]),
            tuple(plain.get("open", ())),
        )
        for plain in _plain(directory, "progress")
    )


def what_is_wrong_with_course(case: CourseCase, knowledge: Knowledge) -> list[str]:
    """Everything that comes out otherwise than the case says."""
    found = case.comes_out(knowledge)
    if isinstance(found, Referral):
        return [] if case.refer else [f"is referred: {found.clinician}"]
    if case.refer:
        return ["gets a course, should be referred"]
    planned = [one.component.id for one in found.components]
    removed = [one.component.id for one in found.removed]
    closed = [one.technique for part in found.components for one in part.closed]
    closed += [one.technique for part in found.removed for one in part.closed]
    wrong = [f"lacks {name} (has {', '.join(planned)})" for name in case.components if name not in planned]
    wrong += [f"{name} is not removed" for name in case.removed if name not in removed]
    wrong += [f"{name} is not closed (closed: {closed})" for name in case.closed if name not in closed]
    wrong += [f"does not ask for {fact}" for fact in case.asks if fact not in found.asks]
    if case.visits is not None and found.visits != case.visits:
        wrong.append(f"{found.visits} visits, should be {case.visits}")
    return wrong


def what_is_wrong_with_progress(case: ProgressCase, knowledge: Knowledge) -> list[str]:
    found = progress_rules(case.progress, knowledge)
    fired = tuple(one.rule.id for one in found if not one.missing)
    unsettled = [one.rule.id for one in found if one.missing]
    wrong = [] if fired == case.fired else [f"fires {', '.join(fired) or 'nothing'}"]
    return wrong + [f"{rule} is not open" for rule in case.open if rule not in unsettled]


def _plain(directory: Path, key: str) -> list[dict[str, Any]]:
    documents = read_kinds(directory, "course_cases")
    return [plain for _, _, plain in entries(documents, "course_cases", key)]


def _course_case(plain: dict[str, Any]) -> CourseCase:
    recorded = {name: value(one) for name, one in plain.get("record", {}).items()}
    return CourseCase(
        id=plain["id"],
        title=plain["title"],
        answers=plain.get("answers", {}),
        record={name: said for name, said in recorded.items() if said is not None},
        from_all_no=plain.get("from") == "all_no",
        tier=Tier.of(plain["tier"]) if "tier" in plain else None,
        cause=plain["cause"],
        stage=plain["stage"],
        region=plain.get("region", "lumbar"),
        risk=plain.get("risk"),
        refer=plain.get("refer", False),
        components=tuple(plain.get("components", ())),
        removed=tuple(plain.get("removed", ())),
        closed=tuple(plain.get("closed", ())),
        visits=plain.get("visits"),
        asks=tuple(plain.get("asks", ())),
    )
