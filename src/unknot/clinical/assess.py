"""Facts in, Assessment out: the one function that everything else in the check exists for.

An assessment is stored whole, as JSON with the knowledge version, so that last year's decision can be shown
as it was.
"""

from collections.abc import Mapping
from typing import Any

from unknot.clinical import causes
from unknot.clinical.evidence import Evidence
from unknot.clinical.explaining import finding, heard
from unknot.clinical.facts import Facts, Value
from unknot.clinical.findings import Assessment, CauseResult, Finding, Said
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.triage import triage
from unknot.clinical.urgency import Tier


def assess(facts: Facts, knowledge: Knowledge, *, short: bool = False) -> Assessment:
    """`short` when the facts come from the short form, which asks the critical questions only."""
    urgency = triage(facts, knowledge, short=short)
    ranked = causes.rank(facts, urgency.flags, knowledge)
    flags = [finding(rule, facts, knowledge) for rule in urgency.flags]
    flags += [heard(alarm, question_id) for question_id, alarm in urgency.heard]
    return Assessment(
        tier=urgency.tier,
        flags=tuple(sorted(flags, key=lambda flag: -flag.tier)) if urgency.heard else tuple(flags),
        open=tuple(finding(rule, facts, knowledge) for rule in urgency.open),
        unanswered=urgency.unanswered,
        causes=ranked,
        shown=causes.shown(ranked, knowledge.fit),
        knowledge_version=knowledge.version,
    )


def to_json(assessment: Assessment) -> dict[str, Any]:
    return {
        "tier": assessment.tier.code,
        "flags": [_finding_to_json(one) for one in assessment.flags],
        "open": [_finding_to_json(one) for one in assessment.open],
        "unanswered": list(assessment.unanswered),
        "causes": [_cause_to_json(cause) for cause in assessment.causes],
        "shown": [cause.cause_id for cause in assessment.shown],
        "knowledge_version": assessment.knowledge_version,
    }


def from_json(stored: Mapping[str, Any]) -> Assessment:
    ranked = tuple(_cause_from_json(cause) for cause in stored["causes"])
    by_id = {cause.cause_id: cause for cause in ranked}
    return Assessment(
        tier=Tier.of(stored["tier"]),
        flags=tuple(_finding_from_json(one) for one in stored["flags"]),
        open=tuple(_finding_from_json(one) for one in stored["open"]),
        unanswered=tuple(stored["unanswered"]),
        causes=ranked,
        shown=tuple(by_id[cause_id] for cause_id in stored["shown"]),
        knowledge_version=stored["knowledge_version"],
    )


def _finding_to_json(one: Finding) -> dict[str, Any]:
    return {
        "rule_id": one.rule_id,
        "tier": one.tier.code,
        "title": one.title,
        "target": one.target,
        "question": one.question,
        "person": one.person,
        "clinician": one.clinician,
        "action": one.action,
        "because": [
            {"question_id": said.question_id, "value": _plain(said.value), "words": said.words}
            for said in one.because
        ],
        "missing": list(one.missing),
        "sources": list(one.sources),
    }


def _finding_from_json(stored: Mapping[str, Any]) -> Finding:
    because = tuple(
        Said(said["question_id"], _value(said["value"]), said["words"]) for said in stored["because"]
    )
    return Finding(
        **{
            **stored,
            "tier": Tier.of(stored["tier"]),
            "because": because,
            "missing": tuple(stored["missing"]),
            "sources": tuple(stored["sources"]),
        }
    )


def _cause_to_json(cause: CauseResult) -> dict[str, Any]:
    return {
        "cause_id": cause.cause_id,
        "name": cause.name,
        "fit": cause.fit,
        "log_odds": cause.log_odds,
        "speaks_for": [_evidence_to_json(one) for one in cause.speaks_for],
        "speaks_against": [_evidence_to_json(one) for one in cause.speaks_against],
        "sources": list(cause.sources),
    }


def _cause_from_json(stored: Mapping[str, Any]) -> CauseResult:
    return CauseResult(
        **{
            **stored,
            "speaks_for": tuple(_evidence_from_json(one) for one in stored["speaks_for"]),
            "speaks_against": tuple(_evidence_from_json(one) for one in stored["speaks_against"]),
            "sources": tuple(stored["sources"]),
        }
    )


def _evidence_to_json(one: Evidence) -> dict[str, Any]:
    return {
        "words": one.words,
        "sources": list(one.sources),
        "strength": one.strength,
        "present": one.present,
    }


def _evidence_from_json(stored: Mapping[str, Any]) -> Evidence:
    return Evidence(**{**stored, "sources": tuple(stored["sources"])})


def _plain(value: Value) -> bool | float | int | str | list[str]:
    return sorted(value) if isinstance(value, frozenset) else value


def _value(stored: Any) -> Value:
    value: Value = frozenset(stored) if isinstance(stored, list) else stored
    return value
