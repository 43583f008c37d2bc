"""Two readings of a condition as it stands in YAML: which facts lower it, and which alone suffice."""

from collections.abc import Mapping
from typing import Any


def negative_facts(plain: Any, signs: Mapping[str, Any], turned: bool = False) -> frozenset[str]:
    """The facts whose *yes* can make this condition less true: those under an odd number of not and no."""
    if not plain:
        return frozenset()
    ((key, test),) = plain.items()
    match key:
        case "all" | "any":
            parts = test
        case "at_least":
            parts = test["of"]
        case "not":
            return negative_facts(test, signs, not turned)
        case "sign":
            return negative_facts(signs.get(test), signs, turned)
        case _:
            return frozenset({key}) if isinstance(test, bool) and test is turned else frozenset()
    return frozenset().union(*(negative_facts(part, signs, turned) for part in parts))


def sufficient_facts(plain: Any, signs: Mapping[str, Any]) -> frozenset[str]:
    """The facts of which one single answer makes this condition hold, whatever else is said."""
    ((key, test),) = plain.items()
    match key:
        case "all":
            return _alone([sufficient_facts(part, signs) for part in test], len(test))
        case "any":
            return _alone([sufficient_facts(part, signs) for part in test], 1)
        case "at_least":
            return _alone([sufficient_facts(part, signs) for part in test["of"]], test["n"])
        case "not":
            return _refuting_facts(test, signs)
        case "sign":
            return sufficient_facts(signs[test], signs) if test in signs else frozenset()
    return frozenset({key})


def _refuting_facts(plain: Any, signs: Mapping[str, Any]) -> frozenset[str]:
    """The facts of which one single answer makes this condition definitely false."""
    ((key, test),) = plain.items()
    match key:
        case "all":
            return _alone([_refuting_facts(part, signs) for part in test], 1)
        case "any":
            return _alone([_refuting_facts(part, signs) for part in test], len(test))
        case "at_least":
            parts = test["of"]
            return _alone([_refuting_facts(part, signs) for part in parts], len(parts) - test["n"] + 1)
        case "not":
            return sufficient_facts(test, signs)
        case "sign":
            return _refuting_facts(signs[test], signs) if test in signs else frozenset()
    return frozenset({key})


def _alone(parts: list[frozenset[str]], needed: int) -> frozenset[str]:
    """The facts that settle at least so many of the parts."""
    return frozenset(
        fact for fact in frozenset().union(*parts) if sum(fact in part for part in parts) >= needed
    )
