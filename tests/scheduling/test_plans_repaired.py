"""Repair: only what must move moves; against every plan that there is in clinics small enough to try them."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scheduling.brute_plans import Clinic
from tests.scheduling.small_clinic import MONDAY, adjustments, at, clinic, days, on, seat
from tests.scheduling.small_plans import BEGINS, CAN, NEEDS, TIMES, people, plans, supplies, tick
from tests.scheduling.small_repairs import Fallen, fallen
from unknot.scheduling.offers import Need
from unknot.scheduling.plans import Booked, Gap, Person, Placed, Plan, Supply, Trip, Visit, Why
from unknot.scheduling.repairs import Fate, Repair, repair, without
from unknot.scheduling.supplies import adjusted, need_of, taken_by
from unknot.scheduling.ticks import Window

few = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
BOOKED = tuple(seat(f"a{n}", at(day)) for n, day in enumerate((0, 3, 6)))


def fates(done: Repair) -> dict[str, Fate]:
    return {change.key: change.fate for change in done.changes}


def taken(*seats: Placed, supply: Supply | None = None) -> Supply:
    here = supply or clinic()
    return adjusted(here, taken=[ticks for one in seats for ticks in taken_by(one, here)])


@few
@given(fallen())
def test_a_repair_is_as_good_as_the_best_of_all_and_fixed_visits_stay(case: Fallen) -> None:
    done = repair(case.plan, case.person, case.supply, case.booked)
    small = Clinic(case.plan, case.person, case.loose, case.booked)

    assert tuple(part.cost for part in done.answer.score) == small.best()
    assert all(one.seat in done.answer.placed for one in case.booked if one.fixed)
    standing = {one.seat for one in case.booked if one.stands and not one.fixed}
    kept = {change.after for change in done.of(Fate.KEPT)}
    assert len(standing & kept) == len(standing) - small.best()[1]


@st.composite
def odd_seats(draw: st.DrawFn, plan: Plan) -> tuple[Booked, ...]:
    """Seats that no plan would have: long ago, out of order, on days without a free tick."""
    found = []
    for visit in plan.visits:
        if draw(st.integers(0, 2)) == 0:
            start = tick(draw(st.integers(-6, 12)), draw(st.sampled_from(TIMES)))
            who = draw(st.sampled_from(CAN[visit.service]))
            need = draw(st.sampled_from([None, NEEDS[visit.service]]))
            placed = Placed(visit.key, visit.service, start, who, (10,), draw(st.integers(0, 1)), need)
            found.append(Booked(placed, fixed=draw(st.booleans()), stands=draw(st.booleans())))
    return tuple(found)


@few
@given(plans(), people, supplies(), st.data())
def test_whatever_is_fixed_stays_and_whatever_has_no_place_has_a_reason(
    plan: Plan, person: Person, supply: Supply, data: st.DataObject
) -> None:
    booked = data.draw(odd_seats(plan))
    done = repair(plan, person, supply, booked)

    assert all(one.seat in done.answer.placed for one in booked if one.fixed)
    reasons = [reason for why in done.answer.missing.values() for reason in why]
    assert all(done.answer.missing.values())
    assert all(reason.why != Why.TRIPS or person.trips_a_week for reason in reasons)
    assert {change.key for change in done.changes} == {
        one.key for one in (*done.answer.placed, *(one.seat for one in booked))
    }


def test_a_missed_visit_is_placed_between_those_that_stand() -> None:
    booked = [Booked(BOOKED[0], fixed=True), Booked(BOOKED[1], stands=False), Booked(BOOKED[2])]
    done = repair(adjustments(3), Person(), taken(*BOOKED), booked)

    assert fates(done) == {"a0": Fate.KEPT, "a1": Fate.MOVED, "a2": Fate.KEPT}
    assert days(done.answer.placed) == [0, 3, 6]
    assert done.of(Fate.MOVED)[0].before == BOOKED[1]


def test_the_fewest_visits_move_though_moving_more_would_space_them_better() -> None:
    booked = [Booked(BOOKED[0], fixed=True), Booked(BOOKED[1], stands=False), Booked(BOOKED[2])]
    done = repair(adjustments(3), Person(), taken(*BOOKED, supply=clinic({1: on(0, 2, 5, 6), 2: 0})), booked)

    assert days(done.answer.placed) == [0, 2, 6]


def test_a_visit_may_move_into_what_another_leaves() -> None:
    """The clinic has nothing else: a1 fell and takes the seat of a2, which goes to the last free day."""
    supply = taken(*BOOKED, supply=clinic({1: on(0, closes=10) | on(6, 9, closes=10), 2: 0}))
    booked = [Booked(BOOKED[0], fixed=True), Booked(BOOKED[1], stands=False), Booked(BOOKED[2])]
    done = repair(adjustments(3, Gap(2, 3, 6)), Person(), supply, booked)

    assert fates(done) == {"a0": Fate.KEPT, "a1": Fate.MOVED, "a2": Fate.MOVED}
    assert days(done.answer.placed) == [0, 6, 9]


def test_what_was_cancelled_never_comes_back_and_the_rest_stays() -> None:
    booked = [Booked(one) for one in BOOKED]
    done = repair(adjustments(3), Person(), taken(*BOOKED), booked, cancelled={"a1"})

    assert fates(done) == {"a0": Fate.KEPT, "a2": Fate.KEPT}
    assert done.answer.complete


def test_a_plan_made_shorter_drops_the_seats_of_what_it_has_no_more() -> None:
    done = repair(adjustments(2), Person(), taken(*BOOKED), [Booked(one) for one in BOOKED])

    assert fates(done) == {"a0": Fate.KEPT, "a1": Fate.KEPT, "a2": Fate.DROPPED}


def test_a_plan_made_longer_adds() -> None:
    done = repair(adjustments(4), Person(), taken(*BOOKED), [Booked(one) for one in BOOKED])

    assert fates(done) == {"a0": Fate.KEPT, "a1": Fate.KEPT, "a2": Fate.KEPT, "a3": Fate.ADDED}


def test_after_a_long_pause_care_goes_on_as_soon_as_it_can() -> None:
    long_ago = seat("a0", at(-40))
    done = repair(adjustments(2), Person(), clinic(), [Booked(long_ago, fixed=True)])

    assert days(done.answer.placed[1:]) == [0]


def test_a_visit_missed_before_one_that_has_been_comes_after_it() -> None:
    been = seat("a1", at(-2))
    done = repair(adjustments(2), Person(), clinic(), [Booked(been, fixed=True)])

    assert [one.key for one in done.answer.placed] == ["a1", "a0"]
    assert days(done.answer.placed) == [-2, 1]  # three days after it, as the second visit of the plan


def test_a_gap_that_somebody_made_too_long_by_hand_gives_way() -> None:
    booked = [Booked(seat("a0", at(0)), fixed=True), Booked(seat("a2", at(12)), fixed=True)]
    done = repair(adjustments(3), Person(), taken(*(one.seat for one in booked)), booked)

    assert days(done.answer.placed) == [0, 4, 12]


def test_a_visit_joins_the_fixed_one_of_its_trip() -> None:
    plan = Plan((Trip((Visit("a0", "adjustment"), Visit("m0", "massage")), Gap(0, 0, 6)),), MONDAY)
    fixed = seat("a0", at(2))
    done = repair(plan, Person(), taken(fixed), [Booked(fixed, fixed=True)])

    assert [(one.key, one.start) for one in done.answer.placed] == [("a0", at(2)), ("m0", at(2, 9, 30))]


def test_what_is_left_of_a_plan_keeps_its_gaps_and_its_clinician() -> None:
    looks = (Visit("a0", "adjustment"), Visit("l1", "look", "a0"), Visit("l2", "look", "a0"))
    gaps = (Gap(0, 1, 5), Gap(2, 3, 4), Gap(5, 7, 9))
    plan = Plan(tuple(Trip((one,), gap) for one, gap in zip(looks, gaps, strict=True)), BEGINS)

    left = without(plan, {"a0"})
    assert [trip.gap for trip in left.trips] == [Gap(0, 1, 9), Gap(5, 7, 9)]
    assert [visit.same_as for visit in left.visits] == ["", "l1"]
    left = without(plan, {"l1"})
    assert [trip.gap for trip in left.trips] == [Gap(0, 1, 5), Gap(5, 7, 13)]
    assert [visit.same_as for visit in left.visits] == ["", "a0"]
    assert without(plan, set()) == plan


def test_nothing_taken_and_nothing_given_back_is_the_same_supply() -> None:
    supply = clinic()

    assert adjusted(supply) is supply
    assert isinstance(supply.window, Window)


def test_a_fixed_trip_counts_for_its_week() -> None:
    fixed = Booked(seat("a0", at(0)), fixed=True)
    done = repair(adjustments(2, Gap(2, 3, 9)), Person(trips_a_week=1), taken(fixed.seat), [fixed])

    assert days(done.answer.placed) == [0, 7]


def test_a_seat_holds_what_it_says_or_what_its_practitioner_takes_or_the_longest() -> None:
    slow = Need(60, after=10)
    sites = dict(clinic().sites)
    quick = sites["adjustment"][0]
    mixed = replace(quick, givers=(quick.givers[0], replace(quick.givers[1], need=slow)))
    supply = replace(clinic(), sites={**sites, "adjustment": {0: mixed}})
    known = seat("a0", at(0))

    assert need_of(replace(known, need=Need(20)), supply) == Need(20)
    assert need_of(replace(known, need=None), supply) == Need(30)
    assert need_of(replace(known, need=None, practitioner=2), supply) == slow
    assert need_of(replace(known, need=None, practitioner=99), supply) == slow
    assert need_of(replace(known, need=None, place=5), supply) == Need(5)
