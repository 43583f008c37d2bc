"""A check's row as values of the clinical core: its answers, the facts they make, the assessment that was
stored with it. And an instrument's text as the words it was read from."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from unknot.clinical.assess import assess, from_json
from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.facts import Value
from unknot.clinical.findings import Assessment, Finding
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questionnaires.filling import FilledItem, Filling
from unknot.clinical.questionnaires.instruments import Choice
from unknot.clinical.questions import Answers, facts_from, read_answers
from unknot.clinical.urgency import Tier
from unknot.clinical.wording import Alarm
from unknot.journey.check.models import Check, CheckForm, InstrumentText

PRIVATE_SIGN = "Warning sign in something private"


def answers_of(check: Check, knowledge: Knowledge) -> Answers:
    """What was said. An answer that today's questions no longer take is left out: unknown is never safer
    than an answer."""
    stored: dict[str, object] = dict(check.answers)
    try:
        return read_answers(stored, knowledge)
    except InvalidAnswers as error:
        outdated = {key for key, _ in error.errors}
        return read_answers({key: stored[key] for key in stored.keys() - outdated}, knowledge)


def facts_of(check: Check, knowledge: Knowledge) -> dict[str, Value]:
    return facts_from(answers_of(check, knowledge), knowledge)


def is_short(check: Check) -> bool:
    return check.form == CheckForm.SHORT


def assessed(check: Check, knowledge: Knowledge) -> Assessment:
    """What today's knowledge makes of the answers, as far as the check's form asked for them."""
    return assess(facts_of(check, knowledge), knowledge, short=is_short(check))


def tier_of(check: Check) -> Tier | None:
    return None if check.tier is None else Tier(check.tier)


def assessment_of(check: Check) -> Assessment | None:
    """The assessment as it was made, with the knowledge of that day; None while the check is a draft."""
    return None if check.assessment is None else from_json(check.assessment)


def discreet(flag: Finding, knowledge: Knowledge) -> Finding:
    """The finding without what only the person and those who treat them should read: it stays as urgent as
    it is, and where it rests on a private answer it no longer says on which."""
    private = {question.id for question in knowledge.questions.values() if question.private}
    because = tuple(said for said in flag.because if said.question_id not in private)
    missing = tuple(question for question in flag.missing if question not in private)
    if (because, missing) == (flag.because, flag.missing):
        return flag
    hidden = replace(flag, title=PRIVATE_SIGN, target="", question="", person="", clinician="")
    return replace(hidden, because=because, missing=missing)


def reason_of(assessment: Assessment, knowledge: Knowledge) -> str:
    """Why the desk is called, in a line that everybody there may read: what is up, or what was left
    unsettled."""
    if any(flag.tier >= Tier.URGENT_SAME_DAY for flag in assessment.flags):
        top = [flag for flag in assessment.flags if flag.tier == assessment.flags[0].tier]
        return _titles(top, knowledge)
    return f"Not sure, or not answered: {_titles(assessment.open, knowledge) or 'warning signs'}"


def _titles(flags: Iterable[Finding], knowledge: Knowledge) -> str:
    return "; ".join(dict.fromkeys(discreet(flag, knowledge).title for flag in flags))


def filling_of(text: InstrumentText) -> Filling:
    """The words that a clinic brought, as they were read from its file."""
    return Filling(
        instrument_id=text.instrument,
        version=text.version,
        language=text.language,
        title=text.title,
        intro=text.intro,
        items=tuple(
            FilledItem(**{**item, "answers": tuple(Choice(**answer) for answer in item["answers"])})
            for item in text.items
        ),
        origin=text.origin,
        terms=text.terms,
        confirmed_by=text.confirmed_by,
        confirmed_on=text.confirmed_on.isoformat(),
        **text.scoring,
    )


def items_of(filling: Filling) -> list[dict[str, Any]]:
    """The items as JSON, to be stored; `filling_of` reads them back."""
    return [
        {**asdict(item), "answers": [asdict(answer) for answer in item.answers]} for item in filling.items
    ]


def titles(alarms: Iterable[Alarm], knowledge: Knowledge) -> list[str]:
    """What the net heard, as the front desk may read it."""
    private = {name for name, action in knowledge.actions.items() if action.private}
    return list(dict.fromkeys(PRIVATE_SIGN if one.action in private else one.title for one in alarms))
