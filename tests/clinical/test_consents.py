"""Which yes a treatment needs: by class of technique and region, for the present text."""

import pytest

from unknot.clinical.consents import Given, Need, class_of, covers, missing, needs
from unknot.clinical.techniques import Technique

VERSIONS = {"treatment": "2", "thrust": "2", "neck": "2", "data": "1"}
THRUST = Need("thrust", "thrust", "lumbar")


def technique(name: str, kind: str = "hands_on") -> Technique:
    return Technique(name, name, kind, "", "", "V", (), "")  # type: ignore[arg-type]  # of the kinds


KNOWN = {
    name: technique(name, kind)
    for name, kind in (
        ("thrust", "hands_on"),
        ("mobilisation", "hands_on"),
        ("traction", "device"),
        ("massage_deep", "hands_on"),
        ("heat", "self_applied"),
    )
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("thrust", "thrust"),
        ("mobilisation", "manual"),
        ("traction", "manual"),
        ("massage_deep", "massage"),
        ("heat", ""),
        ("EX-01", ""),
    ],
)
def test_techniques_fall_into_classes(name: str, expected: str) -> None:
    assert class_of(KNOWN.get(name)) == expected


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (("thrust", "lumbar"), [THRUST]),
        (("mobilisation", "lumbar"), [Need("treatment", "manual", "lumbar")]),
        (("thrust", "cervical"), [Need("thrust", "thrust", "cervical"), Need("neck", "thrust", "cervical")]),
        (
            ("mobilisation", "whole"),
            [Need("treatment", "manual", "whole"), Need("neck", "manual", "cervical")],
        ),
        (("massage_deep", "cervical"), [Need("treatment", "massage", "cervical")]),
        (("heat", "lumbar"), []),
    ],
)
def test_a_thrust_and_the_neck_have_a_yes_of_their_own(done: tuple[str, str], expected: list[Need]) -> None:
    assert [need for _, need in needs([done], KNOWN)] == expected


def test_each_need_knows_its_row() -> None:
    rows = [("heat", "lumbar"), ("thrust", "lumbar"), ("mobilisation", "pelvis")]
    assert [place for place, _ in needs(rows, KNOWN)] == [1, 2]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Given("thrust", "2", "thrust", "lumbar"), True),
        (Given("thrust", "2", "thrust", "whole"), True),
        (Given("thrust", "1", "thrust", "lumbar"), False),
        (Given("thrust", "2", "thrust", "thoracic"), False),
        (Given("thrust", "2", "manual", "lumbar"), False),
        (Given("treatment", "2", "thrust", "lumbar"), False),
        (Given("thrust", "", "thrust", "lumbar"), True),
    ],
)
def test_a_yes_holds_for_its_kind_text_technique_and_region(given: Given, expected: bool) -> None:
    assert covers(given, THRUST, VERSIONS) is expected


def test_what_is_missing_is_named_once_in_order() -> None:
    data = Need("data")
    given = [Given("treatment", "2", "manual", "lumbar")]
    wanted = [data, THRUST, Need("treatment", "manual", "lumbar"), THRUST]
    assert missing(wanted, given, VERSIONS) == (data, THRUST)
    assert (
        missing(wanted, [*given, Given("data", "1"), Given("thrust", "2", "thrust", "whole")], VERSIONS) == ()
    )
