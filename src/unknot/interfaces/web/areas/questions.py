"""How a question reads: what is asked and why, when it is asked, and every rule and cause that uses it."""

from collections.abc import Iterator

from unknot.clinical.asking import Question
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.reading_aloud import read_aloud
from unknot.interfaces.web.areas.uses import question_links, rules_links
from unknot.interfaces.web.entries import Area, Entry, Item, Known, Link, Section


def questions(known: Known) -> Iterator[Entry]:
    titles = {screen.id: screen.title for screen in known.knowledge.screens}
    for question in known.knowledge.order:
        yield _question(question, titles[question.screen], known)


def _question(question: Question, screen: str, known: Known) -> Entry:
    knowledge = known.knowledge
    return Entry(
        id=question.id,
        title=question.ask,
        summary=question.clinician,
        group=screen,
        verdict=_weight(question),
        sources=question.sources,
        sections=(
            Section("Explained", question.help),
            Section("Why we ask", question.why),
            Section("The answers", _how_many(question), items=_answers(question)),
            Section("Without an answer", _silence(question)),
            Section(
                "Asked only when",
                when=read_aloud(question.ask_when, knowledge) if question.ask_when else None,
            ),
            Section(
                "Privacy",
                "The answer is shown to the person and to clinicians, not to the front desk."
                if question.private
                else "",
            ),
            *_uses(question, knowledge),
        ),
    )


def _uses(question: Question, knowledge: Knowledge) -> Iterator[Section]:
    """What looks at the answer."""
    fact = question.fact
    causes = [
        Link("causes", cause.id, cause.name)
        for cause in knowledge.causes
        if any(fact in finding.when.facts() for finding in cause.findings)
    ]
    closes = [
        Link("cautions", one.id, one.title) for one in knowledge.care.cautions if fact in one.when.facts()
    ]
    asked_for = [other.fact for other in knowledge.order if other.ask_when and fact in other.ask_when.facts()]
    rules = (rule for rule in knowledge.rules if fact in rule.when.facts())
    yield Section("Rules that use it", links=rules_links(rules))
    yield Section("Causes that use it", links=tuple(causes))
    yield Section("Cautions that use it", links=tuple(closes))
    yield Section("Questions that it leads to", links=question_links(asked_for, knowledge))


def _answers(question: Question) -> tuple[Item, ...]:
    if question.type == "yes_no":
        return Item("Yes"), Item("No"), Item("Not sure, which counts as unknown")
    return tuple(Item(answer.label) for answer in question.answers)


def _weight(question: Question) -> str:
    if question.emergency:
        return "emergency question"
    return "warning question" if question.critical else ""


def _how_many(question: Question) -> str:
    if question.type == "number":
        return f"A number from {question.minimum:g} to {question.maximum:g} {question.unit}".strip() + "."
    if question.type == "text":
        return "In the person's own words. They are read for warning signs at once."
    return {"choice": "One of these, or not sure.", "several": "Any of these, none, or not sure."}.get(
        question.type, ""
    )


def _silence(question: Question) -> str:
    if question.emergency:
        return "The advice is at least to be seen today: unknown is never taken as no."
    if question.critical:
        return "The advice is at least to see a doctor soon: unknown is never taken as no."
    return "Unknown. Rules that need it stay open, and an open rule counts."


QUESTIONS = Area(
    "questions",
    "Questions",
    "Every question once, in the order in which it is asked, with what uses the answer.",
    questions,
    "question",
)
