"""The medicine that ships keeps its laws for everybody, and almost any slip in it is noticed."""

import sys

import pytest

from unknot.clinical.urgency import Tier
from unknot.knowledge.load import SHIPPED, knowledge
from unknot.knowledge.promised import load_promises
from unknot.knowledge.proof.laws import Court, Theorem
from unknot.knowledge.proof.mutants import all_mutants, drawn, kinds
from unknot.knowledge.proof.solving import Solver
from unknot.knowledge.proof.theorems import THEOREMS
from unknot.knowledge.proof.trial import NOBODY, Trial, counted
from unknot.knowledge.worked import load_cases

KNOWN, PROMISES = knowledge(), load_promises(SHIPPED)
MUTANTS, SEED = 60, 20261123


@pytest.mark.parametrize("theorem", THEOREMS, ids=lambda theorem: str(theorem.number))
def test_the_theorem_holds_for_everybody(theorem: Theorem) -> None:
    court = Court(KNOWN, PROMISES, Solver(KNOWN))
    found = list(theorem.claims(court))

    assert len(found) > 50
    assert [failure.words for failure in found if failure is not None] == []


def test_the_exceptions_are_few_and_say_why() -> None:
    """A new exception is a decision: whoever adds one changes these numbers, and is asked why."""
    capped = [one for one in PROMISES.orders if one.up_to < Tier.EMERGENCY_NOW]

    assert len(capped) <= 4
    assert all(one.up_to == Tier.URGENT_SAME_DAY and one.reason for one in capped)
    assert len(PROMISES.markers) <= 13
    assert len(PROMISES.not_asked) <= 9
    assert len(PROMISES.companions) <= 7
    assert PROMISES.no_is_worse == ()


def test_every_kind_of_slip_is_among_those_drawn() -> None:
    assert kinds(drawn(KNOWN, MUTANTS, SEED)).keys() == kinds(all_mutants(KNOWN)).keys()


def test_the_draw_can_be_repeated() -> None:
    first, again = (list(map(str, drawn(KNOWN, 20, SEED))) for _ in range(2))

    assert first == again
    assert first != list(map(str, drawn(KNOWN, 20, SEED + 1)))


def test_no_mutant_goes_unnoticed() -> None:
    trial = Trial(KNOWN, PROMISES, load_cases(SHIPPED))
    verdicts = list(trial.verdicts(drawn(KNOWN, MUTANTS, SEED)))
    counts = counted(verdicts)
    sys.stdout.write("\n" + "".join(f"{number:>5} {by}\n" for by, number in counts.items()))

    assert counts["mutants"] == MUTANTS
    assert [str(verdict.mutant) for verdict in verdicts if verdict.by == NOBODY] == []
