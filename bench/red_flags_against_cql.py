"""The same red flags, from stored answers to the rules that hold, by Unknot and by cql-execution, in one run.

Our trees are written out as ELM, the language that cql-execution runs: one definition for each fact, sign and
rule, so that the engine keeps what it has worked out for a person, as we do. It is measured twice: on plain
objects, and on FHIR QuestionnaireResponses through cql-exec-fhir, the shape in which such engines are handed
answers. All sides begin with the answers as they are stored and end with the ids of the rules that hold; the
run stops if they ever differ.
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any as Json
from typing import Literal

from bench.assessments import drawn, row
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import facts_from, plain, read_answers
from unknot.clinical.rules import All, Any, AtLeast, Compare, Condition, Includes, Is, Named, Not, OneOf
from unknot.clinical.triage import triage
from unknot.knowledge.load import knowledge

ROOT = Path(__file__).parent.parent
MODULES = ROOT / ".tools" / "cql"
PEERS = ("cql-execution@3.3.2", "cql-exec-fhir@2.2.0")
TARGET = 200
ROUNDS = 5
# On FHIR responses the peer needs a fifth of a second for each person.
PEOPLE = {"plain": 400, "fhir": 20}

COMPARED = {"at_least": "GreaterOrEqual", "above": "Greater", "below": "Less", "at_most": "LessOrEqual"}
FHIR = "{http://hl7.org/fhir}"

Shape = Literal["plain", "fhir"]
Stored = list[dict[str, Json]]
Found = tuple[float, list[set[str]]]


def main() -> int:
    with redirect_stdout(sys.stderr if "--json" in sys.argv else sys.stdout):
        rows = measured(knowledge())
    if "--json" in sys.argv:
        print(json.dumps(rows))
    return 0


def measured(known: Knowledge) -> list[dict[str, object]]:
    chance = random.Random(20261123)
    stored = [plain(drawn(known, chance, 0.02)) for _ in range(max(PEOPLE.values()))]
    ours, our_flags = _ours(stored, known)
    print(f"{len(known.rules)} rules, people a second")
    print(f"  Unknot                            {1 / ours:>10,.1f}")
    rows = [row("red flags from stored answers, people a second", 1 / ours, "/s", None, "higher")]
    shapes: dict[Shape, str] = {"plain": "on plain objects", "fhir": "on FHIR responses"}
    for shape, words in shapes.items():
        several = stored[: PEOPLE[shape]]
        theirs, their_flags = _theirs(several, known, shape)
        _same(our_flags[: len(several)], their_flags, words)
        name, ratio = f"cql-execution {words}", theirs / ours
        print(f"  {name:<33} {1 / theirs:>10,.1f}  the same flags, {ratio:,.0f} times slower")
        rows.append(row(f"the same by {name}, times slower", ratio, "times", TARGET, "higher"))
    return rows


def _same(ours: list[set[str]], theirs: list[set[str]], words: str) -> None:
    for number, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
        if mine != other:
            raise SystemExit(
                f"person {number}, {words}: the sides differ on {', '.join(sorted(mine ^ other))}"
            )


def _ours(stored: Stored, known: Knowledge) -> Found:
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        found = [triage(facts_from(read_answers(one, known), known), known).flags for one in stored]
        seconds.append(time.process_time() - start)
    return statistics.median(seconds) / len(stored), [{rule.id for rule in flags} for flags in found]


def _theirs(stored: Stored, known: Knowledge, shape: Shape) -> Found:
    _install()
    answers = {
        f"p{number}": {key: value for key, value in one.items() if value != "not_sure"}
        for number, one in enumerate(stored)
    }
    with tempfile.TemporaryDirectory() as folder:
        library, people = Path(folder, "library.json"), Path(folder, "people.json")
        library.write_text(json.dumps(elm(known, shape)), encoding="utf-8")
        people.write_text(json.dumps(answers), encoding="utf-8")
        script = ROOT / "bench" / "cql" / "red_flags.mjs"
        command = ["node", str(script), str(MODULES), str(library), str(people), str(ROUNDS), shape]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"cql-execution stopped: {done.stderr[-800:]}")
    said = json.loads(done.stdout)
    flags = [{name[3:] for name in one} for one in said["flags"]]
    return statistics.median(said["seconds"]) / len(stored), flags


def _install() -> None:
    """The peers are no dependency of Unknot: they are fetched for this comparison only."""
    if (MODULES / "node_modules" / "cql-exec-fhir").exists():
        return
    MODULES.mkdir(parents=True, exist_ok=True)
    (MODULES / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    command = ["npm", "install", "--no-audit", "--no-fund", *PEERS]
    try:
        subprocess.run(command, cwd=MODULES, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as wrong:
        raise SystemExit(
            f"this comparison needs node and npm to fetch {' and '.join(PEERS)}: {wrong}"
        ) from wrong


def elm(known: Knowledge, shape: Shape) -> dict[str, Json]:
    """The knowledge's rules as one ELM library; facts and signs are definitions that rules refer to."""
    person = {"type": "Retrieve", "dataType": f"{FHIR}Patient" if shape == "fhir" else "Person"}
    define = [_definition("Patient", {"type": "SingletonFrom", "operand": person})]
    if shape == "fhir":
        response = {"type": "Retrieve", "dataType": f"{FHIR}QuestionnaireResponse"}
        one = {"type": "SingletonFrom", "operand": response}
        define.append(_definition("items", {"type": "Property", "path": "item", "source": one}))
    define += [_definition(question.fact, _fact(question.fact, known, shape)) for question in known.order]
    define += [_definition(f"sign {name}", _elm(sign.condition)) for name, sign in known.signs.items()]
    define += [_definition(f"RF {rule.id}", _elm(rule.when)) for rule in known.rules]
    return {
        "library": {
            "identifier": {"id": "RedFlags", "version": known.version},
            "schemaIdentifier": {"id": "urn:hl7-org:elm", "version": "r1"},
            "usings": {
                "def": [
                    {"localIdentifier": "System", "uri": "urn:hl7-org:elm-types:r1"},
                    {"localIdentifier": "FHIR", "uri": "http://hl7.org/fhir", "version": "4.0.1"},
                ]
            },
            "statements": {"def": define},
        }
    }


def _definition(name: str, expression: dict[str, Json]) -> dict[str, Json]:
    return {"name": name, "context": "Patient", "expression": expression}


def _fact(fact: str, known: Knowledge, shape: Shape) -> dict[str, Json]:
    """The stored answer; `otherwise` where the question does not apply and was not answered."""
    question = known.by_fact[fact]
    answer: dict[str, Json] = {"type": "Property", "path": question.id, "source": _ref("Patient")}
    if shape == "fhir":
        answer = _item(question.id, several=question.type == "several")
    if question.ask_when is None or question.otherwise is None:
        return answer
    does_not_apply = {"type": "IsFalse", "operand": _elm(question.ask_when)}
    otherwise = {
        "type": "If",
        "condition": does_not_apply,
        "then": _literal(question.otherwise),
        "else": {"type": "Null"},
    }
    return {"type": "Coalesce", "operand": [answer, otherwise]}


def _item(link: str, *, several: bool) -> dict[str, Json]:
    """What stands in the response's item of this name: its value, or the list of its values."""
    same = {"type": "Equal", "operand": [_of("I", "linkId.value"), _literal(link)]}
    matching = {
        "type": "Query",
        "source": [{"alias": "I", "expression": _ref("items")}],
        "relationship": [],
        "where": same,
    }
    answers = {"type": "Property", "path": "answer", "source": {"type": "First", "source": matching}}
    if not several:
        return {"type": "Property", "path": "value.value", "source": {"type": "First", "source": answers}}
    listed = {
        "type": "Query",
        "source": [{"alias": "A", "expression": answers}],
        "relationship": [],
        "return": {"expression": _of("A", "value.value")},
    }
    unknown = {"type": "IsNull", "operand": answers}
    return {"type": "If", "condition": unknown, "then": {"type": "Null"}, "else": listed}


def _of(alias: str, path: str) -> dict[str, Json]:
    return {"type": "Property", "path": path, "scope": alias}


def _elm(condition: Condition) -> dict[str, Json]:
    match condition:
        case Named(name, _):
            return _ref(f"sign {name}")
        case All(parts):
            return _joined("And", [_elm(part) for part in parts])
        case Any(parts):
            return _joined("Or", [_elm(part) for part in parts])
        case Not(part):
            return {"type": "Not", "operand": _elm(part)}
        case AtLeast(n, parts):
            return _at_least(n, [_elm(part) for part in parts])
        case Is(fact, value):
            return {"type": "Equal", "operand": [_ref(fact), _literal(value)]}
        case OneOf(fact, values):
            same = [
                {"type": "Equal", "operand": [_ref(fact), _literal(one)]} for one in sorted(values, key=str)
            ]
            return _joined("Or", same)
        case Compare(fact, op, number):
            return {"type": COMPARED[op], "operand": [_ref(fact), _literal(number)]}
        case Includes(fact, values):
            among = [{"type": "In", "operand": [_literal(one), _ref(fact)]} for one in sorted(values)]
            unknown = {"type": "IsNull", "operand": _ref(fact)}
            return {
                "type": "If",
                "condition": unknown,
                "then": {"type": "Null"},
                "else": _joined("Or", among),
            }
    raise TypeError(f"no ELM for {condition!r}")


def _at_least(n: int, parts: list[dict[str, Json]]) -> dict[str, Json]:
    """Enough that hold: true; too few even with the unknown ones: false; otherwise unknown."""
    sure, possible = (
        {
            "type": "Sum",
            "source": {
                "type": "List",
                "element": [
                    {
                        "type": "If",
                        "condition": {"type": test, "operand": part},
                        "then": _literal(hit),
                        "else": _literal(1 - hit),
                    }
                    for part in parts
                ],
            },
        }
        for test, hit in (("IsTrue", 1), ("IsFalse", 0))
    )
    return {
        "type": "If",
        "condition": {"type": "GreaterOrEqual", "operand": [sure, _literal(n)]},
        "then": _literal(value=True),
        "else": {
            "type": "If",
            "condition": {"type": "Less", "operand": [possible, _literal(n)]},
            "then": _literal(value=False),
            "else": {"type": "Null"},
        },
    }


def _joined(kind: str, operands: list[dict[str, Json]]) -> dict[str, Json]:
    return operands[0] if len(operands) == 1 else {"type": kind, "operand": operands}


def _ref(name: str) -> dict[str, Json]:
    return {"type": "ExpressionRef", "name": name}


def _literal(value: Json) -> dict[str, Json]:
    if isinstance(value, frozenset):
        return {"type": "List", "element": [_literal(one) for one in sorted(value)]}
    kind = {bool: "Boolean", int: "Integer", float: "Decimal", str: "String"}[type(value)]
    return {
        "type": "Literal",
        "valueType": f"{{urn:hl7-org:elm-types:r1}}{kind}",
        "value": str(value).lower() if isinstance(value, bool) else str(value),
    }


if __name__ == "__main__":
    sys.exit(main())
