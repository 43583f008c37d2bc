"""Food facts speak to those whom they concern, and to nobody else."""

from unknot.clinical.advising import AboutYou
from unknot.clinical.prevention import Nutrient, StayingWell, food_for
from unknot.clinical.rules import Is


def nutrient(name: str, *about_you: AboutYou) -> Nutrient:
    return Nutrient(
        id=name,
        name=name,
        person="",
        target="",
        upper_limit="",
        food="",
        clinician="",
        strength="M",
        sources=(),
        reviewed="2026-11-23",
        about_you=about_you,
    )


def test_only_food_of_which_something_must_be_said_is_told() -> None:
    kidneys = AboutYou(id="kidneys", when=Is("kidney_disease", True), words="Ask your doctor first.")
    salt, water = nutrient("salt", kidneys), nutrient("water")
    known = StayingWell(nutrients=(salt, water))

    assert food_for({"kidney_disease": True}, known) == ((salt, ("Ask your doctor first.",)),)
    assert food_for({"kidney_disease": False}, known) == ()
    assert food_for({}, known) == ()
