"""Many plans out of one supply, and a practitioner who fell ill."""

from dataclasses import replace

from tests.scheduling.small_clinic import adjustments, at, clinic, days, on, seat
from unknot.scheduling.batches import Case, ill, in_turn, place_batch
from unknot.scheduling.plans import Booked, Person
from unknot.scheduling.repairs import Fate
from unknot.scheduling.supplies import adjusted, taken_by


def test_the_urgent_go_first_then_who_has_waited_longest_then_as_given() -> None:
    plan, person = adjustments(1), Person()
    cases = [
        Case("late", plan, person, urgency=1, waiting=20),
        Case("early", plan, person, urgency=1, waiting=10),
        Case("second", plan, person, urgency=1, waiting=10),
        Case("urgent", plan, person, waiting=30),
    ]

    assert [case.name for case in in_turn(cases)] == ["urgent", "early", "second", "late"]


def test_no_seat_is_given_twice_and_whoever_comes_later_is_told_why() -> None:
    supply = clinic({1: on(0, closes=10), 2: 0})
    told: list[tuple[int, int]] = []
    found = place_batch(
        [Case(str(n), adjustments(1), Person(), waiting=n) for n in range(3)],
        supply,
        progress=lambda done, of: told.append((done, of)),
    )

    assert list(found) == ["0", "1", "2"]
    assert [[one.start for one in done.answer.placed] for done in found.values()] == [
        [at(0)],
        [at(0, 9, 30)],
        [],
    ]
    assert found["2"].answer.missing.keys() == {"a0"}
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_rooms_are_shared_out_too() -> None:
    found = place_batch(
        [Case(str(n), adjustments(1), Person(practitioners=(1 + n,))) for n in range(2)],
        clinic(rooms=(10,)),
    )

    assert [done.answer.placed[0].start for done in found.values()] == [at(0), at(0, 9, 30)]


def test_everyone_who_had_a_visit_gets_a_new_day_and_nobody_else_moves() -> None:
    """Dr. 1 is ill on Monday; both people would rather stay with 1, and there is one seat a day."""
    seats = [seat("a0", at(0, 10)), seat("a0", at(0, 9)), seat("a0", at(0, 9), who=2, room=11)]
    free = clinic({1: on(0) | on(1, 2, closes=10), 2: on(0)})
    supply = adjusted(free, taken=[ticks for one in seats for ticks in taken_by(one, free)])
    people = [Person(practitioners=(1,), busy=on(0)), Person(practitioners=(1,), busy=on(0)), Person()]
    cases = [
        Case(str(n), adjustments(1), person, (Booked(one),))
        for n, (one, person) in enumerate(zip(seats, people, strict=True))
    ]
    found = ill(cases, supply, 1, range(at(0, 0), at(1, 0)))

    assert list(found) == ["1", "0"]
    assert [days(done.answer.placed) for done in found.values()] == [[1], [1]]
    assert [done.answer.placed[0].start for done in found.values()] == [at(1), at(1, 9, 30)]
    assert all(change.fate == Fate.MOVED for done in found.values() for change in done.changes)


def test_the_ill_practitioner_is_not_offered_and_the_room_of_a_fallen_visit_is_free() -> None:
    fallen = seat("a0", at(0))
    free = clinic({1: on(0), 2: on(0, closes=10)}, rooms=(10,))
    supply = adjusted(free, taken=taken_by(fallen, free))
    done = ill([Case("x", adjustments(1), Person(), (Booked(fallen),))], supply, 1, range(at(0, 0), at(1, 0)))

    assert [(one.practitioner, one.start) for one in done["x"].answer.placed] == [(2, at(0, 9, 30))]


def test_a_seat_that_somebody_leaves_is_free_for_the_next() -> None:
    """The first moves to the day that the plan wishes for; the second takes the seat that was left."""
    kept = seat("a0", at(5))
    free = clinic({1: on(5, closes=9) | on(5, opens=9, closes=10), 2: on(0, closes=10)}, rooms=(10,))
    supply = adjusted(free, taken=taken_by(kept, free))
    first = Case(
        "first", replace(adjustments(1), trips=adjustments(1).trips), Person(busy=on(5)), (Booked(kept),)
    )
    second = Case("second", adjustments(1), Person(practitioners=(1,), busy=on(0)), waiting=1)
    found = place_batch([first, second], supply)

    assert days(found["first"].answer.placed) == [0]
    assert [one.start for one in found["second"].answer.placed] == [at(5)]
