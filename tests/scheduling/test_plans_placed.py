"""A whole plan placed at once, against every plan that there is in small clinics."""

from hypothesis import HealthCheck, given, settings

from tests.scheduling.brute_plans import Clinic
from tests.scheduling.small_plans import people, plans, supplies
from unknot.scheduling.plans import Person, Plan, Supply
from unknot.scheduling.solver import place

few = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@few
@given(plans(), people, supplies())
def test_the_answer_is_as_good_as_the_best_of_all(plan: Plan, person: Person, supply: Supply) -> None:
    answer = place(plan, person, supply)

    assert answer.proven
    assert tuple(part.cost for part in answer.score) == Clinic(plan, person, supply, ()).best()
