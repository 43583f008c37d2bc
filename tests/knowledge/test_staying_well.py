"""Advice, food facts and prevention that fit the person: lines for what is known, none for what is not."""

from unknot.clinical.advising import about_you
from unknot.clinical.facts import Value
from unknot.clinical.prevention import food_for
from unknot.knowledge.load import knowledge

KNOWN = knowledge()
WELL = KNOWN.staying_well


def lines_of(advice_id: str, **facts: Value) -> tuple[str, ...]:
    piece = next(one for one in KNOWN.advice if one.id == advice_id)
    return about_you(piece.about_you, facts)


def test_medicines_name_what_the_person_told_us() -> None:
    assert lines_of("medicines") == ()
    assert lines_of("medicines", kidney_disease=False, age=64) == ()
    assert "kidneys" in lines_of("medicines", kidney_disease=True)[0]
    assert "doctor or midwife" in lines_of("medicines", pregnant=True)[0]
    assert len(lines_of("medicines", anticoagulant=True, age=70)) == 2


def test_heat_is_kept_from_a_numb_leg_and_in_pregnancy() -> None:
    assert "no heat there" in lines_of("heat", leg_numbness="left")[0]
    assert "hot tubs" in lines_of("heat", pregnant=True)[0]


def test_potassium_is_said_to_be_dangerous_with_kidney_disease_and_pressure_tablets() -> None:
    told = {nutrient.id: words for nutrient, words in food_for({"kidney_disease": True}, WELL)}

    assert set(told) == {"magnesium", "potassium", "protein"}
    assert "dangerous" in told["potassium"][0]
    assert [one.id for one, _ in food_for({"hypertension": True}, WELL)] == ["potassium"]
    assert food_for({}, WELL) == ()
    assert "dangerous" in next(one for one in WELL.nutrients if one.id == "potassium").caution


def test_only_exercise_and_walking_are_said_to_be_shown_to_help() -> None:
    helps = [one.id for one in WELL.measures if one.standing == "helps"]

    assert helps == ["exercise_with_coaching", "exercise_alone", "walking"]


def test_the_plan_for_a_flare_names_the_signs_that_need_help_at_once() -> None:
    assert WELL.flare_plan is not None
    assert "emergency department" in WELL.flare_plan.get_help[0]
