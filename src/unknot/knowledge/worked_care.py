"""Worked cases of contraindications: a person, a technique, a region, and the level that must come out."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from unknot.clinical.contraindications import Judgement, Level, judge
from unknot.clinical.facts import Value
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import facts_from, read_answers
from unknot.clinical.translating import assumed
from unknot.clinical.urgency import Tier
from unknot.knowledge.building import value
from unknot.knowledge.checking import entries
from unknot.knowledge.reading import read_kinds


@dataclass(frozen=True, slots=True)
class CareCase:
    """`from_all_no` fills what is not said with benign answers and unremarkable findings."""

    id: str
    title: str
    answers: dict[str, Any]
    record: dict[str, Value]
    from_all_no: bool
    tier: Tier | None
    technique: str
    region: str
    level: Level
    because: tuple[str, ...]
    not_because: tuple[str, ...]
    asks: tuple[str, ...]

    def facts(self, knowledge: Knowledge) -> dict[str, Value]:
        return case_facts(self.answers, self.record, knowledge, from_all_no=self.from_all_no)


def case_facts(
    answers: dict[str, Any], record: dict[str, Value], knowledge: Knowledge, *, from_all_no: bool
) -> dict[str, Value]:
    """Answers and recorded findings as facts; `from_all_no` fills the rest as benign and unremarkable."""
    said = read_answers(answers, knowledge)
    if not from_all_no:
        return {**facts_from(said, knowledge), **record}
    found = knowledge.care.record_facts.values()
    unremarkable = {fact.id: fact.benign for fact in found if not fact.derived}
    return {**unremarkable, **facts_from(assumed(said, knowledge), knowledge), **record}


@cache
def load_care_cases(directory: Path) -> tuple[CareCase, ...]:
    documents = read_kinds(directory, "care_cases")
    return tuple(_case(plain) for _, _, plain in entries(documents, "care_cases", "cases"))


def without(caution_id: str, knowledge: Knowledge) -> Knowledge:
    """The same knowledge with one caution taken out: who would miss it?"""
    left = tuple(caution for caution in knowledge.care.cautions if caution.id != caution_id)
    return replace(knowledge, care=replace(knowledge.care, cautions=left))


def what_is_wrong_with_care(case: CareCase, knowledge: Knowledge) -> list[str]:
    """Everything that comes out otherwise than the case says."""
    found = judge(case.technique, case.region, case.facts(knowledge), knowledge, tier=case.tier)
    reasons = [one.caution.id for one in found.reasons]
    wrong = []
    if found.level != case.level:
        wrong.append(f"{found.level.code}, should be {case.level.code} ({_said(found)})")
    wrong += [f"{name} does not hold ({_said(found)})" for name in case.because if name not in reasons]
    wrong += [f"{name} holds" for name in case.not_because if name in reasons]
    wrong += [f"does not ask for {fact}" for fact in case.asks if fact not in found.asks]
    return wrong


def _said(found: Judgement) -> str:
    reasons = [one.caution.id for one in found.reasons]
    still_open = [f"{one.caution.id} ({', '.join(one.missing)})" for one in found.unknown]
    return f"because {', '.join(reasons) or 'nothing'}; open {', '.join(still_open) or 'nothing'}"


def _case(plain: dict[str, Any]) -> CareCase:
    return CareCase(
        id=plain["id"],
        title=plain["title"],
        answers=plain.get("answers", {}),
        record={
            name: said for name, one in plain.get("record", {}).items() if (said := value(one)) is not None
        },
        from_all_no=plain.get("from") == "all_no",
        tier=Tier.of(plain["tier"]) if "tier" in plain else None,
        technique=plain["technique"],
        region=plain["region"],
        level=Level.of(plain["level"]),
        because=tuple(plain.get("because", ())),
        not_because=tuple(plain.get("not_because", ())),
        asks=tuple(plain.get("asks", ())),
    )
