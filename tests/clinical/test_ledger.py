"""A claim is found in a sentence that states it, in either language, and not in one that denies it."""

import pytest

from unknot.clinical.knowledge import Claim
from unknot.clinical.ledger import Breach, breaches


def claim(name: str, *never: str, es: tuple[str, ...] = ()) -> Claim:
    return Claim(
        id=name,
        group="",
        claim="",
        verdict="unsupported",
        say="",
        evidence="",
        strength="M",
        sources=(),
        reviewed="2026-11-23",
        never=never,
        never_es=es,
    )


CLAIMS = (claim("fix", r"adjustments? fix\w*", r"cures?\b", es=(r"\bcura\b",)), claim("silent"))


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("An adjustment fixes it.", ["An adjustment fixes it."]),
        ("It rests.\nThen an\n adjustment fixes it; walk on.", ["Then an adjustment fixes it"]),
        ("It cures. It cures!", ["It cures", "It cures"]),
        ("Not only an adjustment fixes it.", ["Not only an adjustment fixes it."]),
        ("Un masaje cura.", ["Un masaje cura."]),
        ("No adjustment fixes it.", []),
        ("It doesn't mean that an adjustment fixes it.", []),
        ("Ningún masaje cura.", []),
        ("An adjustment fixes it, no less.", ["An adjustment fixes it, no less."]),
        ("Fixed in an hour.", []),
        ("", []),
    ],
)
def test_a_claim_is_found_where_it_is_stated(text: str, stated: list[str]) -> None:
    found = breaches(text, CLAIMS)

    assert [one.sentence.rstrip(".") for one in found] == [one.rstrip(".") for one in stated]
    assert {one.claim_id for one in found} <= {"fix"}


def test_a_breach_names_its_claim() -> None:
    assert breaches("This cures.", CLAIMS) == (Breach("fix", "This cures"),)
    assert breaches("This cures.", ()) == ()
