"""Which sentences of a text state a claim that the ledger does not support.

A sentence that denies the claim ("is not a sign of a spasm") states nothing and passes; "not only" denies
nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from unknot.clinical.knowledge import Claim

SENTENCE = re.compile(r"[^.!?:;\n]*")
DENIAL = re.compile(
    r"\b(not|never|no|nobody|none|neither|nor|cannot|unable|unproven|without|nunca|ning[uú]n\w*|nadie|tampoco|sin)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
NO_DENIAL = re.compile(r"\b(not only|not just|no s[oó]lo|no [uú]nicamente)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Breach:
    """A sentence that says more than the evidence allows, and the claim that it states."""

    claim_id: str
    sentence: str


def breaches(text: str, claims: Iterable[Claim]) -> tuple[Breach, ...]:
    """Every sentence of the text that states a claim of the ledger by one of its patterns."""
    patterns = [(claim.id, _compiled((*claim.never, *claim.never_es))) for claim in claims]
    found = []
    for sentence in SENTENCE.findall(" ".join(text.split())):
        for claim_id, pattern in patterns:
            hit = pattern.search(sentence) if pattern else None
            if hit and not _is_denied(sentence[: hit.end()]):
                found.append(Breach(claim_id, sentence.strip()))
    return tuple(found)


def _is_denied(sentence: str) -> bool:
    return DENIAL.search(NO_DENIAL.sub("", sentence)) is not None


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE) if patterns else None
