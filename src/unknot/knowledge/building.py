"""Plain values that passed every check to the frozen values of the clinical core."""

from collections.abc import Mapping
from typing import Any

from unknot.clinical.advising import AboutYou
from unknot.clinical.asking import Answer, Preset, Question, Screen
from unknot.clinical.evidence import Source
from unknot.clinical.facts import Value
from unknot.clinical.knowledge import (
    Action,
    Advice,
    Claim,
    CrisisLine,
    EmergencyNumbers,
    Route,
    Rule,
    SafetyItem,
    SafetyNet,
    Statement,
)
from unknot.clinical.rules import (
    All,
    AtLeast,
    Compare,
    Condition,
    Includes,
    Is,
    Named,
    Not,
    OneOf,
)
from unknot.clinical.rules import (
    Any as AnyOf,
)
from unknot.clinical.urgency import Tier
from unknot.clinical.vocabulary import Combination, Key, Range, Sets, Vocabulary
from unknot.clinical.weighing import Cause, CauseFinding, Fit

Plain = Mapping[str, Any]
Signs = Mapping[str, Named]


def condition(plain: Plain, signs: Signs) -> Condition:
    ((key, test),) = plain.items()
    match key:
        case "all":
            return All(tuple(condition(part, signs) for part in test))
        case "any":
            return AnyOf(tuple(condition(part, signs) for part in test))
        case "not":
            return Not(condition(test, signs))
        case "at_least":
            return AtLeast(test["n"], tuple(condition(part, signs) for part in test["of"]))
        case "sign":
            return signs[test]
    return _test(key, test)


def signs(plain: Plain) -> dict[str, Named]:
    """Signs may use signs that stand above them."""
    made: dict[str, Named] = {}
    for name, sign in plain.items():
        made[name] = Named(name, condition(sign["when"], made))
    return made


def source(source_id: str, plain: Plain) -> Source:
    return Source(
        source_id, plain["citation"], plain["year"], plain["kind"], plain["seen"], plain.get("url", "")
    )


def screen(plain: Plain) -> Screen:
    return Screen(plain["id"], plain["title"], plain.get("intro", ""), plain["style"])


def question(plain: Plain, signs: Signs) -> Question:
    emergency = plain.get("emergency", False)
    return Question(
        **{
            **plain,
            "answers": tuple(Answer(**answer) for answer in plain.get("answers", ())),
            "presets": tuple(Preset(**preset) for preset in plain.get("presets", ())),
            "ask_when": condition(plain["ask_when"], signs) if "ask_when" in plain else None,
            "otherwise": value(plain.get("otherwise")),
            "critical": emergency or plain.get("critical", False),
            "sources": tuple(plain.get("sources", ())),
        }
    )


def value(plain: Any) -> Value | None:
    """An answer as it stands in YAML: a list is a set of answers."""
    made: Value | None = frozenset(plain) if isinstance(plain, list) else plain
    return made


def rule(plain: Plain, signs: Signs) -> Rule:
    tier, when = Tier.of(plain["tier"]), condition(plain["when"], signs)
    return Rule(**{**plain, "tier": tier, "when": when, "sources": tuple(plain["sources"])})


def cause(plain: Plain, signs: Signs) -> Cause:
    findings = tuple(
        CauseFinding(**{**one, "when": condition(one["when"], signs), "sources": tuple(one["sources"])})
        for one in plain["findings"]
    )
    return Cause(**{**tuples(plain), "findings": findings})


def fit(plain: Plain) -> Fit:
    return Fit(
        caps=plain["caps"],
        flags={Tier.of(code): ratio for code, ratio in plain["flags"].items()},
        fits_well=plain["words"]["fits_well"],
        possible=plain["words"]["possible"],
        always=plain["always"],
        shown=plain["shown"],
        sources=tuple(plain["sources"]),
        reviewed=plain["reviewed"],
    )


def route(code: str, plain: Plain) -> Route:
    return Route(tier=Tier.of(code), **tuples(plain))


def safety_net(plain: Plain) -> SafetyNet:
    items = tuple(SafetyItem(**tuples(item)) for item in plain["items"])
    return SafetyNet(plain["intro"], plain["no_flag"], items, tuple(plain["sources"]))


def statement(plain: Plain) -> Statement:
    return Statement(plain["words"], tuple(plain["sources"]))


def action(action_id: str, plain: Plain) -> Action:
    return Action(id=action_id, **tuples(plain))


def numbers(plain: Plain) -> EmergencyNumbers:
    line = plain.get("advice_line")
    return EmergencyNumbers(
        plain["country"],
        plain["ambulance"],
        tuple(CrisisLine(**one) for one in plain["crisis"]),
        tuple(plain["sources"]),
        CrisisLine(**line) if line else None,
    )


def advice(plain: Plain, signs: Signs) -> Advice:
    when = condition(plain["when"], signs) if "when" in plain else None
    tiers = tuple(Tier.of(code) for code in plain["tiers"])
    lines = about_you(plain, signs)
    return Advice(**{**tuples(plain), "tiers": tiers, "when": when, "about_you": lines})


def about_you(plain: Plain, signs: Signs) -> tuple[AboutYou, ...]:
    lines = plain.get("about_you", ())
    return tuple(AboutYou(line["id"], condition(line["when"], signs), line["words"]) for line in lines)


def claim(plain: Plain) -> Claim:
    return Claim(**tuples(plain))


def vocabulary(plain: Plain) -> Vocabulary:
    return Vocabulary(
        top={name: _key(name, one) for name, one in plain["top"].items()},
        keys={name: _key(name, one) for name, one in plain["keys"].items()},
        combinations=tuple(
            Combination(condition(one["when"], {}), _given(one["answers"]))
            for one in plain.get("combinations", ())
        ),
        silence=_given(plain["silence"]),
        cause_aliases=plain.get("cause_aliases", {}),
    )


def _key(name: str, plain: Plain) -> Key:
    values: dict[Value, Sets] = {word: _given(answers) for word, answers in plain.get("values", {}).items()}
    if plain["type"] == "yes_no":
        values = {True: _given(plain["yes"]), False: _given(plain["no"])}
    return Key(
        id=name,
        type=plain["type"],
        values=values,
        minimum=plain.get("minimum", 0),
        maximum=plain.get("maximum", 0),
        sets=plain.get("sets", ""),
        ranges=tuple(Range(_compares(name, one), _given(one["answers"])) for one in plain.get("ranges", ())),
        not_asked=plain.get("not_asked", ""),
    )


def _given(plain: Plain) -> dict[str, Value]:
    return {
        question_id: frozenset(said) if isinstance(said, list) else said
        for question_id, said in plain.items()
    }


def _test(fact: str, test: Any) -> Condition:
    if isinstance(test, (bool, str)):
        return Is(fact, test)
    if "one_of" in test:
        return OneOf(fact, frozenset(test["one_of"]))
    if "includes" in test:
        return Includes(fact, frozenset(test["includes"]))
    compares = _compares(fact, test)
    return compares[0] if len(compares) == 1 else All(compares)


def _compares(fact: str, test: Plain) -> tuple[Compare, ...]:
    return tuple(
        Compare(fact, op, test[op]) for op in ("at_least", "above", "below", "at_most") if op in test
    )


def tuples(plain: Plain) -> dict[str, Any]:
    """The same mapping with lists of texts as tuples, as frozen values hold them."""
    return {key: tuple(one) if isinstance(one, list) else one for key, one in plain.items()}
