"""Worlds: every possible set of answers at once, as formulas, and the tier that the engine gives each.

A question is answered, left at *not sure*, or never answered; where it does not apply and was never
answered, `otherwise` stands in, as in `clinical.questions.facts_from`. The tier is that of `clinical.triage`,
in the long and in the short form. A world that differs from another in a few replies shares the rest.
"""

from collections.abc import Mapping
from typing import Any

from unknot.clinical.asking import Question
from unknot.clinical.knowledge import Knowledge, Rule
from unknot.clinical.questions import AnswerValue
from unknot.clinical.urgency import Tier
from unknot.knowledge.proof.said import Reply, Said, or_else
from unknot.knowledge.proof.theory import Cell, Judged, Reader, Term, every, opposite, some


class Rules:
    """The rules over one map of cells; what did not change is taken from another such value."""

    def __init__(
        self, known: Knowledge, reader: Reader, changed: set[str], like: "Rules | None" = None
    ) -> None:
        self.known, self.reader, self.changed, self.like = known, reader, changed, like
        self.judged: dict[str, Judged] = {}
        for name, sign in known.signs.items():
            if like is not None and name in like.reader.signs and changed.isdisjoint(sign.facts()):
                reader.signs[name] = like.reader.signs[name]

    def of(self, rule: Rule) -> Judged:
        if rule.id not in self.judged:
            same = self.like is not None and self.changed.isdisjoint(self.known.looks_at[rule.id])
            self.judged[rule.id] = self.like.of(rule) if self.like and same else self.reader.read(rule.when)
        return self.judged[rule.id]


class World:
    """One reply to each question, free or settled, and what the engine makes of them."""

    def __init__(self, known: Knowledge, said: Mapping[str, Said], like: "World | None" = None) -> None:
        self.known, self.said, self.like = known, said, like
        self.cells: dict[str, Cell] = {}
        self.asked: dict[str, Judged | None] = {}
        self.changed: set[str] = set()
        reader = Reader(self.cells)
        for question in known.order:
            self._answer(question, reader)
        self.rules: Rules = Rules(known, reader, self.changed, like.rules if like else None)
        self._supposed: Rules | None = None
        self._unanswered: dict[str, Term] = {}
        self._in_short: dict[str, Term] = {}
        self.suits_self_care = self._self_care()

    @classmethod
    def of_everybody(cls, known: Knowledge) -> "World":
        return cls(known, {question.id: Said.anything(question) for question in known.order})

    def saying(self, key: str, reply: Reply) -> "World":
        """The same people, who say this to one question."""
        return self.with_said(Said.exactly(self.known.questions[key], reply))

    def with_said(self, *said: Said) -> "World":
        return World(self.known, {**self.said, **{one.question.id: one for one in said}}, self)

    def lawful(self) -> list[Term]:
        return [term for said in self.said.values() for term in said.lawful()]

    def applies(self, question: Question) -> Term:
        """The question is asked: its condition is not definitely false."""
        asked = self.asked[question.id]
        return True if asked is None else asked.possible

    def unanswered(self, question: Question) -> Term:
        """The question applies, or may apply, and its fact is not known."""
        if question.id not in self._unanswered:
            depends = {question.fact, *(question.ask_when.facts() if question.ask_when else ())}
            self._unanswered[question.id] = (
                self.like.unanswered(question)
                if self.like and self.changed.isdisjoint(depends)
                else every((opposite(self.cells[question.fact].known), self.applies(question)))
            )
        return self._unanswered[question.id]

    def reasons(self, tier: Tier, *, short: bool = False) -> list[Term]:
        """What makes the tier of the assessment this one or worse: each of these alone does."""
        rules = [rule for rule in self.known.rules if rule.tier >= tier]
        if tier == Tier.EMERGENCY_NOW:
            return [self.rules.of(rule).sure for rule in rules]
        if tier == Tier.SELF_CARE:
            return [True]
        held_up = [
            self.unanswered(question)
            for question in self.known.critical
            if question.emergency or tier <= Tier.SEE_PHYSICIAN_SOON
        ]
        reasons = [*(self._open_or_up(rule, short=short) for rule in rules), *held_up]
        return [*reasons, short, opposite(self.suits_self_care)] if tier == Tier.CLINIC_VISIT_OK else reasons

    def tier_at_least(self, tier: Tier, *, short: bool = False) -> Term:
        return some(self.reasons(tier, short=short))

    def read_back(self, model: Any) -> dict[str, AnswerValue]:
        """The answers of one person in a model of the solver."""
        replies = {key: said.read_back(model) for key, said in self.said.items()}
        return {key: reply for key, reply in replies.items() if reply is not None}

    def _open_or_up(self, rule: Rule, *, short: bool) -> Term:
        """The rule holds or still could; in the short form, also when what it never asks was denied."""
        if not short:
            return self.rules.of(rule).possible
        if rule.id not in self._in_short:
            if self.like and self.changed.isdisjoint(self.known.looks_at[rule.id]):
                self._in_short[rule.id] = self.like._open_or_up(rule, short=True)
            else:
                judged, supposed = self.rules.of(rule), self.supposed.of(rule)
                still = every((judged.possible, supposed.possible))
                self._in_short[rule.id] = some((judged.sure, still))
        return self._in_short[rule.id]

    @property
    def supposed(self) -> Rules:
        """The short form's other reading: what it does not ask is taken as denied."""
        if self._supposed is None:
            beyond, like = self.known.beyond_short, self.like.supposed if self.like else None
            cells = dict(like.reader.cells) if like else {}
            for fact in self.changed:
                cell = cells[fact] = self.cells[fact]
                if fact in beyond:
                    cells[fact] = or_else(cell, cell.known, self.known.by_fact[fact], beyond[fact], True)
            self._supposed = Rules(self.known, Reader(cells), self.changed, like)
        return self._supposed

    def _answer(self, question: Question, reader: Reader) -> None:
        """Cell by cell in the order of the questions: conditions look only at what is asked before."""
        said, like = self.said[question.id], self.like
        looks_at = question.ask_when.facts() if question.ask_when else frozenset()
        if like and said is like.said[question.id] and self.changed.isdisjoint(looks_at):
            self.cells[question.fact] = like.cells[question.fact]
            self.asked[question.id] = like.asked[question.id]
            return
        self.changed.add(question.fact)
        asked = self.asked[question.id] = reader.read(question.ask_when) if question.ask_when else None
        self.cells[question.fact] = said.cell
        if asked is not None and question.otherwise is not None:
            stands_in = every((said.silent, asked.false))
            self.cells[question.fact] = or_else(
                said.cell, said.given, question, question.otherwise, stands_in
            )

    def _self_care(self) -> Term:
        if self.like and self.changed.isdisjoint(self.known.self_care.facts()):
            return self.like.suits_self_care
        return self.rules.reader.read(self.known.self_care).sure
