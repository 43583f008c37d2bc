"""What `unknot knowledge` prints of courses: stages, a cause's course, stop rules, their counts and cases."""

from collections.abc import Iterator
from pathlib import Path

from unknot.clinical.knowledge import Knowledge
from unknot.clinical.treatments import CauseCourse, Stage, StopRule
from unknot.knowledge.worked_courses import (
    load_course_cases,
    load_progress_cases,
    what_is_wrong_with_course,
    what_is_wrong_with_progress,
)
from unknot.server.knowledge_care import cited, condition


def counts(known: Knowledge, directory: Path) -> dict[str, int]:
    treatments = known.treatments
    worked = len(load_course_cases(directory)) + len(load_progress_cases(directory))
    return {
        "stages of a course": len(treatments.stages),
        "components of a course": len(treatments.components),
        "causes with a course": sum(not cause.no_course for cause in treatments.causes.values()),
        "causes that are always referred": sum(cause.no_course for cause in treatments.causes.values()),
        "stop and refer rules": len(treatments.stop_rules),
        "guideline topics": len(treatments.topics),
        "worked cases of courses": worked,
    }


def wrong_cases(known: Knowledge, directory: Path) -> list[str]:
    wrong = [
        f"{case.id}: {words}"
        for case in load_course_cases(directory)
        for words in what_is_wrong_with_course(case, known)
    ]
    return wrong + [
        f"{case.id}: {words}"
        for case in load_progress_cases(directory)
        for words in what_is_wrong_with_progress(case, known)
    ]


def ids(known: Knowledge) -> tuple[str, ...]:
    """Stop rules, stages, and causes by their course."""
    treatments = known.treatments
    return (*(rule.id for rule in treatments.stop_rules), *treatments.stages, *treatments.causes)


def shown(entry_id: str, known: Knowledge, directory: Path) -> Iterator[str]:
    """The entry of this id, which must be one of `ids`."""
    if entry_id in known.treatments.stages:
        return _stage(known.treatments.stages[entry_id], known)
    if entry_id in known.treatments.causes:
        return _cause(known.treatments.causes[entry_id], known, directory)
    return _rule(known.treatments.stop_rule(entry_id), known, directory)


def _stage(stage: Stage, known: Knowledge) -> Iterator[str]:
    yield f"{stage.id}  {stage.name}"
    yield f"  strength {stage.strength}, reviewed {stage.reviewed}"
    yield f"  tells      {stage.person}"
    yield f"  clinician  {stage.clinician}"
    for phase in stage.phases:
        yield f"  proposes   {phase.per_week:g} visits a week for {phase.weeks} weeks ({phase.visits} visits)"
    (fewest, most), (shortest, longest) = stage.limits.visits, stage.limits.weeks
    yield f"  allows     {fewest:g} to {most:g} visits, {shortest:g} to {longest:g} weeks"
    yield f"  looks again at visit {stage.reevaluate_visit} or after {stage.reevaluate_weeks} weeks"
    if stage.only:
        yield from condition("only when", stage.only.when, known)
    yield from cited(stage.sources, known)


def _cause(course: CauseCourse, known: Knowledge, directory: Path) -> Iterator[str]:
    yield f"{course.cause}  {known.cause(course.cause).name}"
    yield f"  strength {course.strength}, reviewed {course.reviewed}"
    yield f"  tells      {course.person}"
    yield f"  clinician  {course.clinician}"
    yield f"  expects    {course.expect} ({course.expect_strength})"
    if course.no_course:
        yield "  no course: always referred"
    for stage in course.stages:
        parts = ", ".join(one.id for one in known.treatments.applying(course, stage))
        yield f"  {stage:<16} {parts}"
    for avoided in course.avoid:
        yield f"  without    {avoided.technique}: {avoided.clinician} ({avoided.strength})"
    for refusal in course.refer:
        yield from condition(f"no course but a referral ({refusal.clinician}) when", refusal.when, known)
    yield from cited(course.sources, known)
    yield "  cases"
    worked = [case for case in load_course_cases(directory) if case.cause == course.cause]
    yield from (f"    {case.id}: {case.title}" for case in worked)


def _rule(rule: StopRule, known: Knowledge, directory: Path) -> Iterator[str]:
    yield f"{rule.id}  {rule.title}"
    yield f"  {rule.action}; strength {rule.strength}, reviewed {rule.reviewed}"
    yield f"  tells      {rule.person}"
    yield f"  clinician  {rule.clinician}"
    yield from condition("holds when", rule.when, known)
    yield f"  not known: {'asked' if rule.if_unknown == 'ask' else 'waits'}"
    yield from cited(rule.sources, known)
    yield "  cases in which it must fire"
    worked = [case for case in load_progress_cases(directory) if rule.id in case.fired]
    yield from (f"    {case.id}: {case.title}" for case in worked)
