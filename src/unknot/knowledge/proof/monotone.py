"""Theorem 1: one more symptom or risk never lowers the urgency, in the long form and in the short one."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from unknot.clinical.asking import Question
from unknot.clinical.questions import NOT_SURE
from unknot.clinical.urgency import Tier
from unknot.knowledge.promised import Order, Promises, Stretch
from unknot.knowledge.proof.laws import Court, Failure, Finding, Step, fall
from unknot.knowledge.proof.said import Said
from unknot.knowledge.proof.solving import FORMS, lower


def claims(court: Court) -> Iterator[Finding]:
    for question in court.known.order:
        if question.type == "yes_no":
            yield from _yes_no(court, question)
        elif question.type == "several":
            yield from _several(court, question)
    yield from _spoken_for(court)
    for order in court.promises.orders:
        yield from _choice(court, order)
    for numbers in court.promises.numbers:
        for stretch in numbers.stretches:
            yield from _number(court, court.known.questions[numbers.question], stretch)


def exceptions(promises: Promises) -> Iterator[str]:
    names = ", ".join(promises.no_is_worse)
    yield f"no is the worrying answer to: {names or 'none'}"
    if promises.markers:
        markers = ", ".join(promises.markers)
        yield f"a yes ends the hold of silence, nothing else: {markers}: {promises.markers_reason}"
    for order in promises.orders:
        if order.up_to < Tier.EMERGENCY_NOW:
            yield f"{order.question}: kept only up to {order.up_to.code}: {order.reason}"
        elif order.reason:
            yield f"{order.question}: only in part an order: {order.reason}"
    for numbers in promises.numbers:
        if numbers.reason:
            where = ", ".join(f"{one.worse} from {one.start:g} to {one.end:g}" for one in numbers.stretches)
            yield f"{numbers.question}: {where}; not elsewhere: {numbers.reason}"


def _yes_no(court: Court, question: Question) -> Iterator[Finding]:
    mild, worse = (True, False) if question.id in court.promises.no_is_worse else (False, True)
    word = "yes" if worse else "no"
    settled = {reply: Said.exactly(question, reply) for reply in (mild, worse)}
    for short in FORMS:
        law = f"a {word} to {question.id!r} must not lower the urgency"
        yield fall(court, Step(question.id, settled[mild], settled[worse], short=short), law)
        law = f"a {word} in place of silence to {question.id!r} must not lower the urgency"
        step = Step(question.id, Said.exactly(question, NOT_SURE), settled[worse], short=short)
        if question.id not in court.promises.markers:
            yield fall(court, step, law)
            continue
        uncritical = replace(question, critical=False, emergency=question.emergency)
        questions = {**court.known.questions, question.id: uncritical}
        yield fall(court, replace(step, before_under=replace(court.known, questions=questions)), law)
    if question.id in court.promises.markers:
        yield _needed(court, question, settled[worse])


def _needed(court: Court, question: Question, worse: Said) -> Finding:
    """A marker that needs no exception must not stand in the list of exceptions."""
    everybody = court.solver.everybody
    silent, said = everybody.saying(question.id, NOT_SURE), everybody.with_said(worse)
    if court.solver.model(lower(said, silent)) is not None:
        return None
    return Failure(
        question.id, (f"{question.id!r} stands among the markers, but no yes to it lowers anything",)
    )


def _several(court: Court, question: Question) -> Iterator[Finding]:
    free = court.solver.everybody.said[question.id]
    for answer in question.answers:
        without, with_it = (free.answered(**{answer.id: there}) for there in (False, True))
        for short in FORMS:
            law = f"adding {answer.id!r} to {question.id!r} must not lower the urgency"
            yield fall(court, Step(question.id, without, with_it, short=short), law)


def _choice(court: Court, order: Order) -> Iterator[Finding]:
    question = court.known.questions[order.question]
    pairs = {
        (mild, worse)
        for chain in order.chains
        for milder, graver in pairwise(chain)
        for mild in milder
        for worse in graver
    }
    for mild, worse in sorted(pairs):
        law = f"{question.id!r}: {worse!r} in place of {mild!r} must not lower the urgency"
        before, after = Said.exactly(question, mild), Said.exactly(question, worse)
        for short in FORMS:
            yield fall(court, Step(question.id, before, after, short=short, up_to=order.up_to), law)


def _number(court: Court, question: Question, stretch: Stretch) -> Iterator[Finding]:
    low, high = (Said.anything(question, f"{question.id}?{end}").answered() for end in ("low", "high"))
    given = (
        low.cell.number >= stretch.start,
        low.cell.number <= high.cell.number,
        high.cell.number <= stretch.end,
    )
    before, after = (low, high) if stretch.worse == "more" else (high, low)
    where = f"from {stretch.start:g} to {stretch.end:g}"
    law = f"{where}, {stretch.worse} of {question.id!r} must not lower the urgency"
    for short in FORMS:
        yield fall(court, Step(question.id, before, after, given, short), law)


def _spoken_for(court: Court) -> Iterator[Finding]:
    """No choice and no number is left out in silence."""
    named = {one.question for one in court.promises.orders}
    named |= {one.question for one in court.promises.numbers}
    for question in court.known.order:
        if question.type in ("choice", "number"):
            words = f"{question.id!r} has no order among the promises, and no reason why not"
            yield None if question.id in named else Failure(question.id, (words,))
