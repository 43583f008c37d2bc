"""Three-valued logic: tables by hand, and the laws that hold for every condition and all facts."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.clinical.compiled import compile_condition, compile_marks, compile_sieve
from unknot.clinical.facts import Value
from unknot.clinical.rules import (
    OPS,
    All,
    Any,
    AtLeast,
    Compare,
    Condition,
    Includes,
    Is,
    Named,
    Not,
    OneOf,
    Reasons,
    Used,
    leaves,
)

YES, NO = Is("a", True), Is("a", False)
ANSWERS = ["x", "y", "z"]
DOMAINS: dict[str, list[Value]] = {
    "a": [True, False],
    "b": [True, False],
    "age": [0, 49, 50, 51.5],
    "site": list(ANSWERS),
    "sites": [frozenset(), frozenset({"x"}), frozenset({"x", "y"}), frozenset(ANSWERS)],
}
FLIPPED = {True: False, False: True, None: None}

leaf_conditions: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Is, st.sampled_from(["a", "b"]), st.booleans()),
    st.builds(Is, st.just("site"), st.sampled_from(ANSWERS)),
    st.builds(OneOf, st.just("site"), st.frozensets(st.sampled_from(ANSWERS), min_size=1)),
    st.builds(Includes, st.just("sites"), st.frozensets(st.sampled_from(ANSWERS), min_size=1)),
    st.builds(Compare, st.just("age"), st.sampled_from(sorted(OPS)), st.sampled_from([0, 50, 51.5])),
)


def _above(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(inner, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(All, parts),
        st.builds(Any, parts),
        st.builds(AtLeast, st.integers(1, 4), parts),
        st.builds(Not, inner),
        inner.map(lambda condition: Named(repr(condition), condition)),
    )


conditions = st.recursive(leaf_conditions, _above, max_leaves=12)
facts = st.fixed_dictionaries(
    {}, optional={fact: st.sampled_from(domain) for fact, domain in DOMAINS.items()}
)


def naive(condition: Condition, known: dict[str, Value]) -> bool | None:
    """Kleene's tables over 0, 1/2 and 1, written down without any cleverness."""
    number = _number(condition, known)
    return {0.0: False, 0.5: None, 1.0: True}[number]


def _number(condition: Condition, known: dict[str, Value]) -> float:
    match condition:
        case All(parts):
            return min(_number(part, known) for part in parts)
        case Any(parts):
            return max(_number(part, known) for part in parts)
        case AtLeast(n, parts):
            return (
                sorted((_number(part, known) for part in parts), reverse=True)[n - 1]
                if n <= len(parts)
                else 0.0
            )
        case Not(part):
            return 1.0 - _number(part, known)
        case Named(_, inner):
            return _number(inner, known)
        case _:
            answer = condition.holds(known)
            return 0.5 if answer is None else float(answer)


@pytest.mark.parametrize(
    ("condition", "known", "answer"),
    [
        (YES, {}, None),
        (YES, {"a": True}, True),
        (YES, {"a": False}, False),
        (NO, {"a": False}, True),
        (Is("site", "x"), {"site": "y"}, False),
        (Compare("age", "at_least", 50), {"age": 50}, True),
        (Compare("age", "above", 50), {"age": 50}, False),
        (Compare("age", "below", 50), {"age": 49.9}, True),
        (Compare("age", "at_most", 50), {"age": 50}, True),
        (Compare("age", "at_most", 50), {}, None),
        (OneOf("site", frozenset({"x", "y"})), {"site": "y"}, True),
        (OneOf("site", frozenset({"x", "y"})), {}, None),
        (Includes("sites", frozenset({"x", "y"})), {"sites": frozenset({"y", "z"})}, True),
        (Includes("sites", frozenset({"x"})), {"sites": frozenset()}, False),
        (Includes("sites", frozenset({"x"})), {}, None),
        (All((YES, Is("b", True))), {"a": True}, None),
        (All((YES, Is("b", True))), {"a": False}, False),
        (Any((YES, Is("b", True))), {"a": True}, True),
        (Any((YES, Is("b", True))), {"a": False}, None),
        (AtLeast(2, (YES, Is("b", True), Is("site", "x"))), {"a": True, "b": True}, True),
        (AtLeast(2, (YES, Is("b", True), Is("site", "x"))), {"a": True, "b": False}, None),
        (AtLeast(2, (YES, Is("b", True), Is("site", "x"))), {"a": False, "b": False}, False),
        (Not(YES), {}, None),
        (Not(YES), {"a": True}, False),
        (Named("n", YES), {"a": True}, True),
    ],
)
def test_condition_holds_by_table(condition: Condition, known: dict[str, Value], answer: bool | None) -> None:
    assert condition.holds(known) is answer
    assert compile_condition(condition)(known) is answer


@given(conditions, facts)
def test_interpreted_compiled_and_naive_answers_are_the_same(
    condition: Condition, known: dict[str, Value]
) -> None:
    answer = naive(condition, known)

    assert condition.holds(known) is answer
    assert compile_condition(condition)(known) is answer


@given(st.lists(conditions, max_size=5), facts)
def test_sieves_sort_conditions_as_each_answers_alone(
    several: list[Condition], known: dict[str, Value]
) -> None:
    answers = [condition.holds(known) for condition in several]
    holding = [place for place, answer in enumerate(answers) if answer]

    assert compile_sieve(several)(known) == (
        holding,
        [n for n, answer in enumerate(answers) if answer is None],
    )
    assert compile_marks([several, several[:1], []])(known) == (
        sum(1 << place for place in holding),
        int(0 in holding),
        0,
    )


@given(conditions, facts, st.data())
def test_knowing_more_never_flips_a_definite_answer(
    condition: Condition, known: dict[str, Value], data: st.DataObject
) -> None:
    before = condition.holds(known)
    more = {**data.draw(facts), **known}

    if before is not None:
        assert condition.holds(more) is before


@given(conditions, facts)
def test_a_definite_answer_is_right_however_the_unknown_turns_out(
    condition: Condition, known: dict[str, Value]
) -> None:
    answer = condition.holds(known)
    unknown = sorted(condition.facts() - known.keys())

    if answer is not None:
        for values in product(*(DOMAINS[fact] for fact in unknown)):
            assert condition.holds({**known, **dict(zip(unknown, values, strict=True))}) is answer


@given(st.lists(conditions, min_size=1, max_size=4).map(tuple), facts)
def test_de_morgan(parts: tuple[Condition, ...], known: dict[str, Value]) -> None:
    denied = tuple(Not(part) for part in parts)

    assert Not(All(parts)).holds(known) is Any(denied).holds(known)
    assert Not(Any(parts)).holds(known) is All(denied).holds(known)


@given(st.lists(conditions, min_size=1, max_size=4).map(tuple), facts)
def test_at_least_meets_all_and_any_at_its_ends(
    parts: tuple[Condition, ...], known: dict[str, Value]
) -> None:
    assert AtLeast(1, parts).holds(known) is Any(parts).holds(known)
    assert AtLeast(len(parts), parts).holds(known) is All(parts).holds(known)


@given(conditions, facts)
def test_two_denials_cancel(condition: Condition, known: dict[str, Value]) -> None:
    assert Not(Not(condition)).holds(known) is condition.holds(known)
    assert Not(condition).holds(known) is FLIPPED[condition.holds(known)]


@given(conditions, facts)
def test_the_facts_used_are_reason_enough(condition: Condition, known: dict[str, Value]) -> None:
    reasons = condition.reasons(known)
    only_used = {one.fact: known[one.fact] for one in reasons.used}

    assert condition.holds(only_used) is condition.holds(known)


@given(conditions, facts)
def test_facts_are_missing_exactly_when_the_answer_is_unknown(
    condition: Condition, known: dict[str, Value]
) -> None:
    missing = set(condition.reasons(known).missing)

    assert bool(missing) is (condition.holds(known) is None)
    assert missing <= condition.facts() - known.keys()


@given(conditions)
def test_facts_are_those_of_the_leaves(condition: Condition) -> None:
    assert condition.facts() == {leaf.fact for leaf in leaves(condition)}


def test_reasons_name_only_what_mattered() -> None:
    condition = Any(
        (
            All((YES, Includes("sites", frozenset({"x"})))),
            Includes("sites", frozenset({"y"})),
            Compare("age", "at_least", 50),
        )
    )

    reasons = condition.reasons({"a": True, "sites": frozenset({"x", "y", "z"}), "age": 20})

    assert reasons == Reasons((Used("a", True), Used("sites", frozenset({"x", "y"}))))


def test_reasons_of_an_unknown_condition_name_what_would_settle_it() -> None:
    condition = AtLeast(2, (YES, Is("b", True), Compare("age", "above", 3)))

    assert condition.reasons({"a": True, "age": 1}) == Reasons((Used("a", True),), ("b",))


def test_an_empty_all_holds_and_an_empty_any_does_not() -> None:
    assert All(()).holds({}) is True
    assert Any(()).holds({}) is False
    assert compile_condition(All(()))({}) is True
    assert compile_condition(Any(()))({}) is False
    assert compile_condition(AtLeast(1, ()))({}) is False
