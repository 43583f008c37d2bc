"""Ways to weaken one condition by one slip: a part lost, a comparison turned, one more thing required."""

from collections.abc import Iterator

from unknot.clinical.rules import All, AtLeast, Compare, Condition, Includes, Is, Named, Not, OneOf, Op
from unknot.clinical.rules import Any as AnyOf

# The slip of one boundary, and the slip of the whole direction.
BOUNDARY: dict[Op, Op] = {"at_least": "above", "above": "at_least", "below": "at_most", "at_most": "below"}
DIRECTION: dict[Op, Op] = {"at_least": "below", "above": "at_most", "below": "at_least", "at_most": "above"}

# What was done, in words, and the condition that came of it.
Slip = tuple[str, Condition]


def slips(condition: Condition) -> Iterator[Slip]:
    """Every condition that differs from this one by one slip; signs are left whole."""
    match condition:
        case AnyOf(parts):
            for number in range(len(parts) if len(parts) > 1 else 0):
                kept = (*parts[:number], *parts[number + 1 :])
                yield f"alternative {number + 1} of {len(parts)} dropped", AnyOf(kept)
            if len(parts) > 1:
                yield "any became all", All(parts)
        case AtLeast(n, parts):
            yield f"at least {n} became {n + 1}", AtLeast(n + 1, parts)
        case Is(fact, bool(yes)):
            yield f"{fact}: {'yes became no' if yes else 'no became yes'}", Is(fact, not yes)
        case Compare(fact, op, number):
            for turned in (BOUNDARY[op], DIRECTION[op]):
                yield f"{fact}: {op} {number:g} became {turned}", Compare(fact, turned, number)
        case OneOf(fact, values) | Includes(fact, values):
            for value in sorted(values) if len(values) > 1 else ():
                yield f"{fact}: {value} dropped", type(condition)(fact, values - {value})
    yield from _inside(condition)


def _inside(condition: Condition) -> Iterator[Slip]:
    match condition:
        case All(parts) | AnyOf(parts) | AtLeast(_, parts):
            for number, part in enumerate(parts):
                for words, slipped in slips(part):
                    yield words, _with(condition, (*parts[:number], slipped, *parts[number + 1 :]))
        case Not(part):
            for words, slipped in slips(part):
                yield words, Not(slipped)


def _with(condition: All | AnyOf | AtLeast, parts: tuple[Condition, ...]) -> Condition:
    return AtLeast(condition.n, parts) if isinstance(condition, AtLeast) else type(condition)(parts)


def loosened(condition: Condition) -> Iterator[Slip]:
    """What makes a condition hold for more people: a requirement lost."""
    if isinstance(condition, All) and len(condition.parts) > 1:
        for number in range(len(condition.parts)):
            parts = (*condition.parts[:number], *condition.parts[number + 1 :])
            yield f"requirement {number + 1} of {len(parts) + 1} dropped", All(parts)


def renewed(condition: Condition, sign: Named) -> Condition:
    """The same condition, with this sign in place of the one that had its name."""
    match condition:
        case All(parts) | AnyOf(parts) | AtLeast(_, parts):
            return _with(condition, tuple(renewed(part, sign) for part in parts))
        case Not(part):
            return Not(renewed(part, sign))
        case Named(name, inner):
            return sign if name == sign.name else Named(name, renewed(inner, sign))
    return condition
