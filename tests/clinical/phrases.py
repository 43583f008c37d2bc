"""The net's own phrases, and which were laid aside: a fifth of the first set, by a hash of the text."""

import json
from hashlib import sha256

from unknot.clinical.wording_evaluation import Phrase, read_phrase
from unknot.knowledge.load import SHIPPED


def phrases(name: str) -> list[Phrase]:
    lines = (SHIPPED / "cases" / name).read_text(encoding="utf-8").splitlines()
    return [read_phrase(json.loads(line)) for line in lines]


def aside(phrase: Phrase) -> bool:
    return sha256(phrase.text.encode()).digest()[0] % 5 == 0


FIRST = phrases("phrases.jsonl")
SECOND = phrases("phrases_second.jsonl")
THIRD = phrases("phrases_third.jsonl")
FOURTH = phrases("phrases_fourth.jsonl")
SPANISH = phrases("phrases_es.jsonl")
SPANISH_SECOND = phrases("phrases_es_second.jsonl")
SPANISH_THIRD = phrases("phrases_es_third.jsonl")
SPANISH_FOURTH = phrases("phrases_es_fourth.jsonl")
