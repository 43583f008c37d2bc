"""How a worked case reads: what a person answers, and what must come out."""

from collections.abc import Iterator

from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import NOT_SURE, read_answers
from unknot.interfaces.web.entries import Area, Entry, Item, Known, Link, Section
from unknot.knowledge.worked import Case

FROM_ALL_NO = "Everything that is not named here is answered as somebody with nothing else would answer it."
SILENT = "Nothing else is answered, and what is not answered is unknown."


def cases(known: Known) -> Iterator[Entry]:
    for case in known.cases:
        yield _case(case, known.knowledge)


def _case(case: Case, knowledge: Knowledge) -> Entry:
    return Entry(
        id=case.id,
        title=case.title,
        tier=case.tier,
        summary=", ".join(case.flags),
        group=_group(case, knowledge),
        sections=(
            Section(
                "What the person answers",
                FROM_ALL_NO if case.from_all_no else SILENT,
                items=tuple(_answers(case, knowledge)),
            ),
            Section("Rules that must be up", links=_rules(case.flags, knowledge)),
            Section("Rules that must not be up", links=_rules(case.not_flags, knowledge)),
            Section("The cause that must come first", links=_causes((case.top,), knowledge)),
            Section("Causes that must be shown", links=_causes(case.shown, knowledge)),
            Section("Causes that must not be shown", links=_causes(case.not_shown, knowledge)),
        ),
    )


def _group(case: Case, knowledge: Knowledge) -> str:
    if case.tier is None:
        return "Causes, whatever the urgency"
    return f"Comes out as: {knowledge.routes[case.tier.code].name}"


def _answers(case: Case, knowledge: Knowledge) -> Iterator[Item]:
    for question_id, value in read_answers(case.answers, knowledge).items():
        question = knowledge.questions[question_id]
        said = "not sure" if value is NOT_SURE else question.words_for(value)
        yield Item(said or "no", question.label or question.ask)


def _rules(ids: tuple[str, ...], knowledge: Knowledge) -> tuple[Link, ...]:
    rules = [knowledge.rule(rule_id) for rule_id in ids]
    return tuple(Link("rules", rule.id, rule.title, rule.id, rule.tier) for rule in rules)


def _causes(ids: tuple[str, ...], knowledge: Knowledge) -> tuple[Link, ...]:
    return tuple(Link("causes", one, knowledge.cause(one).name) for one in ids if one)


CASES = Area(
    "cases",
    "Worked cases",
    "What a person answers and what must come out. Every change of the rules is tried on all of them.",
    cases,
    "worked case",
)
