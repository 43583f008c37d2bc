"""How fast the medicine decides: assessments a second on one core, and how soon the knowledge is ready.

The answers are drawn once, from a fixed seed, as people give them: most warning signs denied, a few questions
not answered or not sure, now and then a sign that is up. What is timed is `assess` alone: triage and causes,
findings with their reasons, every object built. Reading the YAML (with every check) is timed apart.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from functools import partial
from pathlib import Path

from unknot.clinical.asking import Question
from unknot.clinical.assess import assess
from unknot.clinical.compiled import compile_sieve
from unknot.clinical.facts import Value
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import NOT_SURE, AnswerValue, facts_from, read_answer
from unknot.clinical.triage import triage
from unknot.clinical.weighing import Weighing
from unknot.knowledge.load import SHIPPED, load

TARGET = 20_000
PEOPLE = 2_000
ROUNDS = 7


def main() -> int:
    as_json = "--json" in sys.argv
    paths = [Path(word) for word in sys.argv[1:] if word != "--json"]
    with redirect_stdout(sys.stderr if as_json else sys.stdout):
        rows = measured(paths[0] if paths else SHIPPED)
    if as_json:
        print(json.dumps(rows))
    return 0


def measured(directory: Path) -> list[dict[str, object]]:
    known = load(directory)
    rules, causes = len(known.rules), len(known.causes)
    print(f"knowledge {known.version}: {len(known.questions)} questions, {rules} rules, {causes} causes")
    loading = _seconds(lambda: load(directory), 3)
    conditions = [*(rule.when for rule in known.rules), known.self_care]
    compiling = _seconds(lambda: (compile_sieve(conditions), Weighing.of(known.causes, known.fit)), 5)
    print(f"  compile the conditions          {compiling * 1000:8.1f} ms")
    print(f"  read, check, build and compile  {loading * 1000:8.1f} ms")
    rows = [
        row("compile the knowledge's conditions", compiling * 1000, "ms", None, "lower"),
        row("read, check, build and compile the knowledge", loading * 1000, "ms", None, "lower"),
    ]
    for name, share_unknown in (
        ("mixed answers", 0.02),
        ("finished check", 0.0),
        ("half-finished draft", 0.5),
    ):
        rate = _measure(name, known, share_unknown)
        rows.append(row(f"assessments a second, {name}, one core", rate, "/s", TARGET, "higher"))
    return rows


def row(what: str, measured: float, unit: str, target: float | None, better: str) -> dict[str, object]:
    return {"what": what, "measured": measured, "unit": unit, "target": target, "better": better}


def _measure(name: str, known: Knowledge, share_unknown: float) -> float:
    """Every round judges other people; before the first one nothing has been remembered from anybody."""
    chance = random.Random(20261123)
    rounds = [
        [facts_from(drawn(known, chance, share_unknown), known) for _ in range(PEOPLE)] for _ in range(ROUNDS)
    ]
    fresh = replace(known)
    rates = [PEOPLE / _seconds(partial(_judge, people, fresh), 1) for people in rounds]
    alone = PEOPLE / _seconds(lambda: [triage(facts, fresh) for facts in rounds[0]], ROUNDS)
    results = [assess(facts, fresh) for facts in rounds[0]]
    flags = statistics.mean(len(result.flags) for result in results)
    still_open = statistics.mean(len(result.open) for result in results)
    median = statistics.median(rates)
    verdict = "target met" if median >= TARGET else f"below {TARGET:,}"
    print(f"  {name:<20} {median:>9,.0f} assessments a second ({verdict}); first {PEOPLE:,}: {rates[0]:,.0f}")
    print(f"    {flags:.1f} flags up, {still_open:.1f} rules open on average; triage alone {alone:,.0f}")
    return median


def _judge(people: list[dict[str, Value]], known: Knowledge) -> None:
    for facts in people:
        assess(facts, known)


def drawn(known: Knowledge, chance: random.Random, share_unknown: float) -> dict[str, AnswerValue]:
    """One person: the benign answer mostly, sometimes another, sometimes none."""
    answers: dict[str, AnswerValue] = {}
    facts: dict[str, Value] = {}
    for question in known.order:
        if question.type == "text" or (question.ask_when and question.ask_when.holds(facts) is False):
            continue
        draw = chance.random()
        if draw < share_unknown:
            if draw < share_unknown / 2:
                answers[question.id] = NOT_SURE
            continue
        silence = known.vocabulary.silence.get(question.id)
        if silence is None or chance.random() < 0.03:
            answers[question.id] = said = _any(question, chance)
        else:
            answers[question.id] = said = read_answer(question, silence)
        if said is not NOT_SURE:
            facts[question.fact] = said
    return answers


def _any(question: Question, chance: random.Random) -> AnswerValue:
    ids = [answer.id for answer in question.answers]
    match question.type:
        case "yes_no":
            return chance.random() < 0.5
        case "choice":
            return chance.choice(ids)
        case "several":
            return frozenset(chance.sample(ids, k=min(len(ids), chance.choice([1, 1, 2]))))
        case _:
            top = min(question.maximum, question.minimum + 90)
            return chance.randint(int(question.minimum), int(top))


def _seconds(work: Callable[[], object], times: int) -> float:
    """The median processor time of some work: what other programs take from the core does not count."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


if __name__ == "__main__":
    sys.exit(main())
