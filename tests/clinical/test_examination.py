"""Findings that count together: what was not done is never taken as negative; answers and places exist."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.clinical.examination import NO, Examination, Reading, is_nerve, is_test, readings
from unknot.knowledge.load import knowledge

KNOWN = knowledge().examination
MYELOPATHY = ("gait_deviation", "hoffmann", "inverted_supinator", "babinski")


def reading(name: str, tests: dict[str, str], age: int | None = None) -> Reading:
    return next(one for one in readings(tests, age, KNOWN) if one.cluster.id == name)


def yes(*names: str) -> dict[str, str]:
    return {name: "left" if KNOWN.tests[name].sided else "yes" for name in names}


def test_nothing_is_said_of_a_group_that_nobody_examined() -> None:
    assert list(readings({}, 80, KNOWN)) == []
    assert [one.cluster.id for one in readings({"babinski": NO}, 80, KNOWN)] == ["myelopathy"]


def test_three_of_five_speak_for_myelopathy_and_one_of_five_against() -> None:
    many = reading("myelopathy", yes("hoffmann", "babinski"), age=46)
    assert many.says == many.cluster.many
    assert many.present == ("Hoffmann's sign", "Babinski's sign", "Over 45 years")
    assert many.open == ("Gait deviation", "Inverted supinator sign")
    few = reading("myelopathy", dict.fromkeys(MYELOPATHY, NO), age=80)
    assert few.says == few.cluster.few
    assert few.absent[0] == "Gait deviation"
    assert (
        reading("myelopathy", yes("hoffmann", "babinski") | dict.fromkeys(MYELOPATHY[::2], NO), 45).says == ""
    )


@pytest.mark.parametrize(("age", "says"), [(None, False), (48, True), (49, False)])
def test_an_age_that_is_not_known_is_not_young(age: int | None, says: bool) -> None:
    answers = {**dict.fromkeys(("leg_over_back", "pain_walking", "relief_sitting"), NO), **yes("bilateral")}
    found = reading("stenosis", answers, age)
    assert bool(found.says) is says


@given(
    st.dictionaries(st.sampled_from(MYELOPATHY), st.sampled_from([NO, "yes"])), st.integers(0, 99) | st.none()
)
def test_what_is_said_holds_however_the_unknown_turns_out(tests: dict[str, str], age: int | None) -> None:
    """A group that has spoken says the same whatever the open tests show."""
    for found in readings(tests, age, KNOWN):
        if not found.says or age is None:
            continue
        open_tests = [item.test for item in found.cluster.items if item.test and item.test not in tests]
        for answers in product([NO, "yes"], repeat=len(open_tests)):
            settled = tests | dict(zip(open_tests, answers, strict=True))
            assert reading(found.cluster.id, settled, age).says == found.says


def test_single_signs_speak_for_and_never_against() -> None:
    assert reading("stenosis_signs", yes("romberg")).says
    none = {item.test: NO for item in KNOWN.clusters[2].items if item.test}
    assert reading("stenosis_signs", none, age=30).says == ""


@pytest.mark.parametrize(
    ("place", "known"),
    [
        ("L5 power left", True),
        ("S1 reflex right", True),
        ("L5 reflex left", False),
        ("L5 power both", False),
        ("L9 power left", False),
        ("L5 colour left", False),
        ("", False),
    ],
)
def test_a_nerve_is_a_root_a_part_of_it_and_a_side(place: str, known: bool) -> None:
    assert is_nerve(place, KNOWN) is known


def test_a_test_takes_its_own_answers() -> None:
    assert is_test("leg_raise", "both", KNOWN)
    assert not is_test("leg_raise", "yes", KNOWN)
    assert is_test("romberg", "yes", KNOWN)
    assert not is_test("luck", "yes", KNOWN)


def test_codes_are_found_by_cause_and_by_themselves() -> None:
    assert [one.code for one in KNOWN.codes_for("spinal_stenosis")] == ["M48.061", "M48.062"]
    assert KNOWN.meaning("M62.830") == "Muscle spasm of back"
    assert KNOWN.meaning("Z99.9") == ""
    assert Examination().codes_for("trauma") == ()
