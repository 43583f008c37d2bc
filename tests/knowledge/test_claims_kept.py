"""No text that anybody can read says more than the claims ledger allows.

Every template, letter, page text in Python, document and knowledge file is walked, in English and Spanish.
Only the ledger itself and lists of what not to say may quote a claim. Planted sentences show that the walk
finds.
"""

import ast
import html
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.knowledge.person_texts import LOADER
from unknot.clinical.ledger import breaches
from unknot.knowledge.load import knowledge

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "unknot"
CLAIMS = knowledge().claims
ROWS = [
    *("a1", "b1", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "d1", "d2"),
    *("e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8", "e9", "e10", "f1"),
    *("g1", "g2", "g3", "g4", "g5", "h1", "i1", "i2", "j1", "k1", "k2", "k3", "k4", "k5"),
]
# Where a claim may be quoted: fields of the ledger, and lists of what not to say. The words of people who
# write to us (wording) are theirs, not ours.
QUOTED = {"claim", "evidence", "do_not_say", "never", "never_es"}
THEIRS = ("wording/", "schemas/")
PLANTED = {
    "c1": ["Spasms can be caused by loss of bladder control.", "Bladder trouble is common with a spasm."],
    "c2": ["Loss of balance is a common sign of a back spasm."],
    "c3": ["Numbness on one side of the body is a normal part of spasms."],
    "c4": ["Weakness in the legs is a symptom of a spasm."],
    "e1": ["Spasms always mean weak muscles."],
    "e10": ["Take magnesium.", "Low potassium is why you cramp: a lack of magnesium causes it."],
    "f1": ["There is an underlying structural problem.", "You need a scan to be sure."],
    "g1": ["Adjustments fix back pain."],
    "g2": ["We treat the root cause.", "It realigns your spine.", "We put it back in place."],
    "g3": ["An adjustment lets you stop your tablets."],
    "g4": ["Gentle pressure restores joint function."],
    "g5": ["Regular adjustments keep you well."],
    "i1": ["An adjustment releases endorphins.", "It not only helps but releases serotonin."],
    "j1": ["The right diet prevents back pain."],
    "k2": ["Stand straight to prevent spasms.", "Keep a good posture."],
    "k3": ["Low-heeled shoes prevent spasms.", "Wear a belt."],
    "k4": ["Every 30 minutes is proven.", "Stretch every 30 minutes."],
    "k5": ["Walking cures back pain."],
}
PLANTED_ES = {
    "c1": ["La falta de control de la vejiga es una señal común de un espasmo."],
    "g2": ["Tratamos la causa raíz.", "Realineamos su columna."],
    "i1": ["El ajuste libera endorfinas."],
    "k2": ["Siéntese derecho."],
    "g5": ["Los ajustes regulares previenen el dolor."],
}


def templates() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("templates/**/*")):
        if path.is_file():
            text = re.sub(r"{#.*?#}|{%.*?%}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            yield str(path.relative_to(ROOT)), html.unescape(re.sub(r"<[^>]*>", " ", text))


def words_in_code() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            if node.body and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def documents() -> Iterator[tuple[str, str]]:
    every = (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *SOURCE.rglob("*.po"), *SOURCE.rglob("*.js"))
    for path in sorted(every):
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def medicine() -> Iterator[tuple[str, str]]:
    for path in sorted((*(SOURCE / "knowledge").rglob("*.yaml"), *(SOURCE / "journey").rglob("*.yaml"))):
        name = path.relative_to(SOURCE).as_posix().removeprefix("knowledge/")
        if not name.startswith(THEIRS):
            for where, text in strings(yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)):
                yield f"{name}{where}", text


def strings(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from strings(part, f"{where}[{number}]")
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in QUOTED:
                yield from strings(part, f"{where}.{key}")


@cache
def every_text() -> tuple[tuple[str, str], ...]:
    return (*templates(), *words_in_code(), *documents(), *medicine())


def test_no_text_states_what_the_ledger_does_not_support() -> None:
    found = [
        (where, one.claim_id, one.sentence) for where, text in every_text() for one in breaches(text, CLAIMS)
    ]

    assert found == []


def test_the_walk_sees_texts_of_every_kind() -> None:
    seen = " ".join(where for where, _ in every_text())

    for part in (
        "booked.txt",
        "result.html",
        "desk/today.html",
        "README.md",
        "docs/knowledge.md",
        "advice.yaml",
        "people/consents.yaml.consents[0].paragraphs[0].es",
    ):
        assert part in seen, part
    assert "CHANGELOG.md" in seen
    assert "claims.yaml.claims[0].say" in seen
    assert ".claim " not in seen
    assert len(every_text()) > 3000


@pytest.mark.parametrize("claim_id", [*PLANTED, *(f"{one} in Spanish" for one in PLANTED_ES)])
def test_a_planted_sentence_is_found(claim_id: str) -> None:
    row, _, spanish = claim_id.partition(" in ")
    for sentence in (PLANTED_ES if spanish else PLANTED)[row]:
        text = f"You can walk. {sentence} Drink water."
        assert row in {one.claim_id for one in breaches(text, CLAIMS)}, sentence


def test_what_the_ledger_says_never_to_say_is_found_by_its_own_patterns() -> None:
    """A sentence under `do_not_say` that no pattern knows would be a rule that nobody checks."""
    missed = [
        (claim.id, sentence)
        for claim in CLAIMS
        for sentence in claim.do_not_say
        if not breaches(sentence, CLAIMS)
    ]

    assert missed == []


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim.id for claim in CLAIMS])
def test_what_we_say_instead_passes(claim: Any) -> None:
    assert breaches(claim.say, CLAIMS) == ()


def test_a_denial_is_no_claim() -> None:
    assert breaches("New leaking is not a sign of a spasm.", CLAIMS) == ()
    assert breaches("No trial shows that losing weight prevents it.", CLAIMS) == ()


def test_every_claim_of_the_brief_has_its_row_with_verdict_evidence_and_sources() -> None:
    assert [claim.id for claim in CLAIMS] == ROWS
    for claim in CLAIMS:
        assert claim.evidence, claim.id
        assert claim.sources, claim.id
        assert claim.strength in ("V", "V2", "M", "D"), claim.id


def test_every_claim_that_must_not_be_stated_carries_its_patterns_in_both_languages() -> None:
    for claim in CLAIMS:
        if claim.verdict in ("unsafe", "unsupported"):
            assert claim.never, claim.id
            assert claim.never_es, claim.id
            assert claim.do_not_say, claim.id
