"""`unknot evaluate --phrases` and `--narratives`: how well the net under words hears, on a file of lines."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.evaluation import Rate, Vignette
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.telling import printable
from unknot.clinical.translating import read_object
from unknot.clinical.wording import read
from unknot.clinical.wording_evaluation import (
    NARRATIVES,
    Heard,
    Phrase,
    by_label,
    false_alarms,
    hear,
    narratives,
    read_phrase,
    sensitivity,
)

Problems = list[tuple[str, str]]


def phrases_of(lines: Iterable[bytes]) -> tuple[list[Phrase], Problems]:
    """The phrases of a file, and for each line that is none what is wrong with it."""
    phrases: list[Phrase] = []
    problems: Problems = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            phrases.append(read_phrase(read_object(line)))
        except InvalidAnswers as refused:
            problems += [(f"line {number}", words) for _, words in refused.errors]
    return phrases, problems


def phrases_report(
    phrases: list[Phrase], known: Knowledge, *, errors: bool
) -> tuple[dict[str, Any], list[str]]:
    """The figures as one document and as lines to print."""
    heard = hear(phrases, known.net)
    wrong = [one for one in heard if not one.right]
    document: dict[str, Any] = {
        "knowledge_version": known.version,
        "phrases": len(heard),
        "sensitivity": sensitivity(heard).to_json(),
        "false_alarms": false_alarms(heard).to_json(),
        "by_flag": {label: rate.to_json() for label, rate in by_label(heard, True).items()},
        "by_trap": {label: rate.to_json() for label, rate in by_label(heard, False).items()},
    }
    if errors:
        document["errors"] = [_error(one) for one in wrong]
    return document, list(_phrase_lines(heard, known, wrong if errors else []))


def narratives_report(vignettes: list[Vignette], known: Knowledge) -> tuple[dict[str, Any], list[str]]:
    told = [(one.tier, str(one.raw.get("narrative") or "")) for one in vignettes]
    rates = narratives(told, known.net)
    document = {
        "knowledge_version": known.version,
        "vignettes": len(told),
        "narratives": {name: rate.to_json() for name, rate in rates.items()},
        "signs": {
            vignette.id: [alarm.sign for alarm in read(text, known.net)]
            for vignette, (_, text) in zip(vignettes, told, strict=True)
        },
    }
    head = f"{len(told)} narratives, knowledge {known.version}"
    return document, [head, *(line(NARRATIVES[name], rate) for name, rate in rates.items())]


def line(words: str, rate: Rate) -> str:
    """One figure with its exact 95 % interval."""
    if rate.rate is None:
        return f"  {words:<64} {'-':>3} {0:>3}"
    low, high = rate.interval
    return f"  {words:<64} {rate.count:>3} {rate.of:>3}   {rate.rate:6.1%}   {low:6.1%} to {high:6.1%}"


def _phrase_lines(heard: list[Heard], known: Knowledge, wrong: list[Heard]) -> Iterator[str]:
    yield f"{len(heard)} phrases, knowledge {known.version}"
    yield f"{' ' * 67}of    rate   95 % interval"
    yield line("sensitivity (emergencies that raise an alarm)", sensitivity(heard))
    yield from (line(f"    {label}", rate) for label, rate in by_label(heard, True).items())
    yield line("false alarms (harmless lines that raise one)", false_alarms(heard))
    yield from (line(f"    {label}", rate) for label, rate in by_label(heard, False).items())
    for one in wrong:
        error = _error(one)
        yield f"  {error['wrong']} ({error['label']}): {error['text']}"
        yield from (f"      {sign}: {quote}" for sign, quote in error["alarms"].items())


def _error(one: Heard) -> Mapping[str, Any]:
    return {
        "wrong": "missed" if one.phrase.emergency else "false alarm",
        "label": printable(one.phrase.label),
        "text": printable(one.phrase.text),
        "alarms": {alarm.sign: printable(alarm.quote) for alarm in one.alarms},
    }
