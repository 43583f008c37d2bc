"""Two editions beside each other: every entry that changed is named with its place, every case with its
verdict."""

from dataclasses import fields, replace

import pytest

from tests.clinical.small import DIRECTORY, SMALL
from unknot.clinical.asking import Question
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.rules import Is
from unknot.clinical.techniques import Care, Technique
from unknot.clinical.urgency import Tier
from unknot.knowledge.diffing import Change, changed_cases, changed_entries
from unknot.knowledge.worked import load_cases

THRUST = Technique("thrust", "Thrust", "hands_on", "A push.", "HVLA", "D", ("DESIGN",), "2026-11-23")
CASES = load_cases(DIRECTORY)
FEVER, NERVE = SMALL.rule("T-INF-01"), SMALL.cause("nerve")


def with_rule(**fields: object) -> Knowledge:
    rules = tuple(replace(one, **fields) if one is FEVER else one for one in SMALL.rules)  # type: ignore[arg-type]
    return replace(SMALL, rules=rules)


def question(**fields: object) -> Knowledge:
    changed = replace(SMALL.questions["legs"], **fields)  # type: ignore[arg-type]
    return replace(SMALL, questions={**SMALL.questions, "legs": changed})


def cause(**fields: object) -> Knowledge:
    changed = replace(NERVE, **fields)  # type: ignore[arg-type]
    return replace(SMALL, causes=tuple(changed if one is NERVE else one for one in SMALL.causes))


def label(question: Question) -> tuple[object, ...]:
    return (replace(question.answers[0], label="Neither"), *question.answers[1:])


@pytest.mark.parametrize(
    ("after", "change"),
    [
        (SMALL.without("T-INF-01"), Change("rules", "T-INF-01", "removed")),
        (with_rule(tier=Tier.EMERGENCY_NOW), Change("rules", "T-INF-01", "changed", ("tier",))),
        (
            with_rule(when=Is("night", True), title="x"),
            Change("rules", "T-INF-01", "changed", ("title", "when")),
        ),
        (with_rule(sources=("BOOK1", "STUDY1")), Change("rules", "T-INF-01", "changed", ("sources",))),
        (
            question(answers=label(SMALL.questions["legs"])),
            Change("questions", "legs", "changed", ("answers.none.label",)),
        ),
        (cause(prior=0.2), Change("causes", "nerve", "changed", ("prior",))),
        (
            cause(findings=(replace(NERVE.findings[0], ratio=9.0), *NERVE.findings[1:])),
            Change("causes", "nerve", "changed", ("findings.knee.ratio",)),
        ),
        (
            cause(findings=NERVE.findings[1:]),
            Change("causes", "nerve", "changed", ("findings.knee (gone)",)),
        ),
        (replace(SMALL, fit=replace(SMALL.fit, shown=5)), Change("fit", "", "changed", ("shown",))),
        (replace(SMALL, self_care=Is("numb", True)), Change("self_care", "", "changed")),
        (
            replace(SMALL, sign_words={**SMALL.sign_words, "bladder": "x"}),
            Change("sign_words", "bladder", "changed"),
        ),
    ],
)
def test_each_change_is_named_with_its_place(after: Knowledge, change: Change) -> None:
    assert changed_entries(SMALL, after) == (change,)


def test_what_was_added_is_what_would_be_removed_the_other_way() -> None:
    fewer = SMALL.without("T-INF-01")
    assert changed_entries(fewer, SMALL) == (Change("rules", "T-INF-01", "added"),)
    assert changed_entries(SMALL, SMALL) == ()


def test_a_sign_whose_condition_changed_changes_the_rules_that_use_it() -> None:
    bladder = replace(SMALL.signs["bladder"], condition=Is("numb", True))
    signs = {**SMALL.signs, "bladder": bladder}
    assert changed_entries(SMALL, replace(SMALL, signs=signs)) == (Change("signs", "bladder", "changed"),)


def test_every_area_is_compared_but_version_and_digest() -> None:
    """An area that is added to the knowledge later must not be forgotten here."""
    areas = {area.name for area in fields(Knowledge) if area.init} - {"version", "digest", "language"}
    lists = [name for name in areas if isinstance(getattr(SMALL, name), dict | tuple)]
    nothing = {name: type(getattr(SMALL, name))() for name in lists}
    empty = replace(SMALL, **nothing, fit=replace(SMALL.fit, always="nothing"))
    filled = {name for name in areas if getattr(SMALL, name) != getattr(empty, name)}
    assert {change.area.partition(".")[0] for change in changed_entries(SMALL, empty)} == filled


def test_an_area_of_several_lists_is_compared_list_by_list() -> None:
    closing = replace(SMALL, care=Care(techniques={"thrust": THRUST}))
    gentler = replace(SMALL, care=Care(techniques={"thrust": replace(THRUST, name="Push")}))

    assert changed_entries(SMALL, closing) == (Change("care.techniques", "thrust", "added"),)
    assert changed_entries(closing, gentler) == (Change("care.techniques", "thrust", "changed", ("name",)),)


def test_cases_come_out_otherwise_with_the_rule_that_did_it() -> None:
    changed = list(changed_cases(SMALL, SMALL.without("T-LEGS-01"), CASES))

    assert [one.case.id for one in changed] == ["C2"]
    said = [one.words for one in changed[0].differences]
    assert "Both legs and a bladder sign (T-LEGS-01) is no longer up" in said
    assert list(changed_cases(SMALL, SMALL, CASES)) == []


def test_a_case_that_cannot_be_asked_of_one_side_says_so() -> None:
    known = {key: one for key, one in SMALL.questions.items() if key != "legs"}
    vocabulary = replace(SMALL.vocabulary, silence={})
    older = replace(SMALL, questions=known, vocabulary=vocabulary, rules=(), causes=(), version="older")

    unread = {one.case.id: one for one in changed_cases(older, SMALL, CASES) if one.unread}

    assert unread
    assert all(one.before is None and "older cannot be asked it" in one.unread for one in unread.values())
