"""The formulas say what the engine says: the same rules, the same tier, for random people."""

import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from unknot.clinical.asking import Question
from unknot.clinical.facts import Value
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import NOT_SURE, AnswerValue, asked, facts_from
from unknot.clinical.translating import assumed
from unknot.clinical.triage import triage
from unknot.clinical.urgency import Tier
from unknot.knowledge.load import knowledge
from unknot.knowledge.proof.said import Said
from unknot.knowledge.proof.solving import FORMS
from unknot.knowledge.proof.worlds import World

KNOWN = knowledge()
EVERYBODY = World.of_everybody(KNOWN)
Answers = dict[str, AnswerValue]


def values_for(question: Question) -> st.SearchStrategy[Value]:
    ids = [answer.id for answer in question.answers]
    if question.type == "yes_no":
        return st.booleans()
    if question.type == "choice":
        return st.sampled_from(ids)
    if question.type == "several":
        return st.frozensets(st.sampled_from(ids))
    edges = st.sampled_from([5, 10, 18, 20, 30, 40, 45, 50, 60, 65, 70, 84, 90])
    return st.integers(int(question.minimum), int(question.maximum)) | edges.filter(
        lambda number: question.minimum <= number <= question.maximum
    )


@st.composite
def people(draw: st.DrawFn) -> Answers:
    """Any answers to some questions; the rest silent, not sure, or benign."""
    chosen = draw(st.lists(st.sampled_from(KNOWN.order), max_size=25, unique_by=lambda one: one.id))
    answers: Answers = {one.id: draw(values_for(one)) for one in chosen}
    if draw(st.booleans()):
        answers = assumed(answers, KNOWN)
    for question in draw(st.lists(st.sampled_from(KNOWN.order), max_size=5)):
        answers[question.id] = NOT_SURE
    for question in draw(st.lists(st.sampled_from(KNOWN.order), max_size=5)):
        answers.pop(question.id, None)
    return answers


def pinned(answers: Answers) -> list[z3.BoolRef]:
    """Every variable of everybody's answers, at the value it has in these."""
    terms = []
    for key, said in EVERYBODY.said.items():
        exact = Said.exactly(KNOWN.questions[key], answers.get(key))
        terms += [said.given == exact.given, said.silent == exact.silent]
        if exact.given:
            terms += [term == exact.cell.marks[mark] for mark, term in said.cell.marks.items()]
            terms += [said.cell.number == exact.cell.number] if said.question.type == "number" else []
    return terms


def expected(answers: Answers, known: Knowledge) -> list[z3.BoolRef]:
    """What the engine makes of these answers, said of the formulas."""
    facts = facts_from(answers, known)
    terms = []
    for rule in known.rules:
        holds, judged = rule.when.holds(facts), EVERYBODY.rules.of(rule)
        terms += [judged.sure == (holds is True), judged.possible == (holds is not False)]
    for short in FORMS:
        tier = triage(facts, known, short=short).tier
        terms += [
            z3.BoolVal(EVERYBODY.tier_at_least(one, short=short) is True)
            if one == Tier.SELF_CARE
            else _as_term(EVERYBODY.tier_at_least(one, short=short)) == (tier >= one)
            for one in Tier
        ]
    applying = {question.id for question in asked(answers, known)} - answers.keys()
    for question in known.order:
        if question.id not in answers:
            terms.append(_as_term(EVERYBODY.applies(question)) == (question.id in applying))
    return terms


def _as_term(term: object) -> z3.BoolRef:
    return z3.BoolVal(term) if isinstance(term, bool) else term


@settings(max_examples=60, deadline=None)
@given(people())
def test_the_formulas_say_what_the_engine_says(answers: Answers) -> None:
    solver = z3.Solver()
    solver.add(pinned(answers))
    assert solver.check() == z3.sat
    solver.add(z3.Not(z3.And(expected(answers, KNOWN))))

    assert solver.check() == z3.unsat


@settings(max_examples=60, deadline=None)
@given(people())
def test_with_every_answer_settled_the_formulas_are_plain_truth_values(answers: Answers) -> None:
    world = World(KNOWN, {one.id: Said.exactly(one, answers.get(one.id)) for one in KNOWN.order})
    facts = facts_from(answers, KNOWN)

    for rule in KNOWN.rules:
        holds, judged = rule.when.holds(facts), world.rules.of(rule)
        assert (judged.sure, judged.possible) == (holds is True, holds is not False)
    for short in FORMS:
        tier = triage(facts, KNOWN, short=short).tier
        assert [one for one in Tier if world.tier_at_least(one, short=short)] == [
            t for t in Tier if t <= tier
        ]


@settings(max_examples=30, deadline=None)
@given(people())
def test_a_person_comes_back_from_a_model_as_they_went_in(answers: Answers) -> None:
    solver = z3.Solver()
    solver.add(pinned(answers))
    assert solver.check() == z3.sat

    assert EVERYBODY.read_back(solver.model()) == answers
