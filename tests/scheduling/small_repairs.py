"""Small plans of which something fell, drawn by Hypothesis: some visits are fixed, some stand, some fell."""

from dataclasses import dataclass

from hypothesis import assume
from hypothesis import strategies as st

from tests.scheduling.small_plans import people, plans, supplies
from unknot.scheduling.plans import Booked, Person, Plan, Supply
from unknot.scheduling.solver import place
from unknot.scheduling.supplies import adjusted, taken_by


@dataclass(frozen=True)
class Fallen:
    """`supply` is what the clinic has now: every seat of the plan is taken. In `loose` those that still
    stand, but may move, are free."""

    plan: Plan
    person: Person
    supply: Supply
    loose: Supply
    booked: tuple[Booked, ...]


@st.composite
def fallen(draw: st.DrawFn) -> Fallen:
    plan, supply = draw(plans()), draw(supplies(most_places=1))
    answer = place(plan, Person(), supply)
    assume(len(answer.placed) > 1)
    booked = tuple(
        Booked(one, fixed=fate == "fixed", stands=fate != "fell")
        for one in answer.placed
        for fate in [draw(st.sampled_from(["fixed", "stands", "stands", "fell"]))]
    )
    taken = [ticks for one in booked for ticks in taken_by(one.seat, supply)]
    stuck = [ticks for one in booked if one.fixed or not one.stands for ticks in taken_by(one.seat, supply)]
    person = draw(st.one_of(st.just(Person()), people))
    return Fallen(plan, person, adjusted(supply, taken=taken), adjusted(supply, taken=stuck), booked)
