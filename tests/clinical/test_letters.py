"""Letters to another house: made of the record alone, and not signed before they say what a reader needs."""

import pytest

from unknot.clinical.letters import (
    KINDS,
    LONGEST,
    LONGEST_LINE,
    SECTIONS,
    Recorded,
    Section,
    draft,
    faults,
)

BARE = Recorded(since="3 November 2026")
FULL = Recorded(
    since="3 November 2026",
    warning_signs=("New weakness in one leg",),
    causes=("Muscle strain (fits well)",),
    told=(("Medicines", "ibuprofen"), ("Allergies", "none")),
    found=("Bending forward: painful.",),
    visits=6,
    done=("Heat, lumbar", "Mobilisation, lumbar", "Heat, lumbar"),
    advice=("keep walking", "keep walking", "heat in the evening"),
    pains=(("3 Nov", 7), ("20 Nov", 6.5)),
    goals=(("drive an hour", 4, None), ("lift", None, 6)),
    rules=("ST-04: under 30% better after 6 visits or 4 weeks.",),
    outcome="refer",
    reasons="Please look at the leg.",
)


def said(kind: str, recorded: Recorded) -> dict[str, str]:
    return {one.id: one.words for one in draft(kind, recorded)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_has_every_section_in_its_order(kind: str) -> None:
    assert [one.id for one in draft(kind, BARE)] == list(SECTIONS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_recorded_is_not_made_up(kind: str) -> None:
    assert set(said(kind, BARE).values()) == {"", "Back trouble since 3 November 2026."}


def test_a_referral_tells_what_the_record_holds() -> None:
    found = said("referral", FULL)
    assert found["asked"] == "Please look at the leg."
    assert "Warning signs: New weakness in one leg." in found["story"]
    assert "Muscle strain (fits well)" in found["story"]
    assert found["person"] == "Medicines: ibuprofen\nAllergies: none"
    assert found["done"].splitlines() == ["6 visits.", "Heat, lumbar, 2 times.", "Mobilisation, lumbar."]
    assert found["course"].splitlines() == [
        "Pain, 0 to 10: 7 (3 Nov), 6.5 (20 Nov).",
        "“drive an hour”, 0 to 10: 4 at the start, not rated now.",
        "“lift”, 0 to 10: not rated at the start, 6 now.",
        "ST-04: under 30% better after 6 visits or 4 weeks.",
    ]


def test_no_warning_sign_is_said_only_where_somebody_asked() -> None:
    asked = said("referral", Recorded(since="3 November 2026", warning_signs=()))
    assert "none of those that the check asks for" in asked["story"]
    assert "Warning" not in said("referral", BARE)["story"]


def test_a_discharge_tells_what_goes_on_and_says_a_thing_once() -> None:
    found = said("discharge", FULL)
    assert found["after"] == "keep walking\nheat in the evening"
    assert found["ending"] == "", "the reason of a referral is no reason to end"


def full(kind: str, **changed: str) -> tuple[Section, ...]:
    return tuple(Section(place, changed.get(place, "words")) for place in SECTIONS[kind])


@pytest.mark.parametrize(
    ("kind", "to", "changed", "wrong"),
    [
        ("referral", "Dr. Ada Stone", {}, []),
        ("referral", " ", {}, [("to", "offering")]),
        ("discharge", "", {}, []),
        ("discharge", "x" * (LONGEST_LINE + 1), {}, [("to", "saving")]),
        ("referral", "Dr. Ada Stone", {"asked": " "}, [("asked", "offering")]),
        ("discharge", "", {"found": "", "ending": ""}, [("ending", "offering")]),
        ("discharge", "", {"found": "x" * (LONGEST + 1)}, [("found", "saving")]),
    ],
)
def test_what_is_missing_or_too_long_is_named(
    kind: str, to: str, changed: dict[str, str], wrong: list[tuple[str, str]]
) -> None:
    assert [(one.place, one.stops) for one in faults(kind, to, full(kind, **changed))] == wrong


def test_a_section_that_the_letter_does_not_have_is_refused() -> None:
    (fault,) = faults("discharge", "", (*full("discharge"), Section("asked", "x")))
    assert (fault.place, fault.stops) == ("asked", "saving")
