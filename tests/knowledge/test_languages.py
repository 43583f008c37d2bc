"""The medicine in another language: it says everything, decides nothing, and is refused by file and line."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinical.small import values_for
from unknot.clinical.assess import assess
from unknot.clinical.facts import Value
from unknot.clinical.questions import NOT_SURE, AnswerValue, facts_from
from unknot.clinical.retelling import Retold, retold
from unknot.knowledge import languages
from unknot.knowledge.load import SHIPPED, knowledge, load, offered, sound_documents
from unknot.knowledge.reading import KnowledgeError
from unknot.knowledge.spoken import retold as reworded
from unknot.knowledge.spoken import texts
from unknot.knowledge.stamping import stamp

DOCUMENTS = sound_documents(SHIPPED)
CODES = languages.codes(SHIPPED)
ENGLISH = knowledge()
answers = st.fixed_dictionaries(
    {}, optional={one.id: values_for(one) | st.just(NOT_SURE) for one in ENGLISH.order}
)

ROUTES, RULES, QUESTIONS, HEAD = "routes.yaml", "rules.yaml", "warning_questions.yaml", "language.yaml"
# The file, what stands there, what is put there, words of the complaint, a text on the line that is named.
REFUSED = [
    (RULES, "  RF-CES-07:", "  RF-CES-77:", "rules has no 'RF-CES-77'; did you mean", "RF-CES-77"),
    (RULES, "  RF-CES-07:", "  RF-CES-77:", "rules.RF-CES-07 does not say person:", "name: Español"),
    (QUESTIONS, "    label: ", "    lable: ", "no text 'lable' in English", "lable"),
    (QUESTIONS, "    label: ", "    lable: ", "questions.face_droop does not say label:", "face_droop:"),
    (ROUTES, "Llame al {emergency} ahora mismo, o", "Llame al 911, o", "must hold {emergency}", "al 911, o"),
    (ROUTES, '      - "No maneje usted."\n', "", "the English is a list of 3", "do_not:"),
    (ROUTES, "    name: Emergencia", "    name: [Emergencia]", "the English is one text", "name: [Em"),
    (ROUTES, '"Vea a un médico hoy mismo."', '"See a doctor today."', "is still English", "See a doctor"),
    (ROUTES, '  "day and night":', '  "by day":', "no English text says 'by day'", "by day"),
    (ROUTES, "    name: Emergencia", '    name: ""', "'' is not valid under any", 'name: ""'),
    (ROUTES, "statements:", "statement:", "unknown key 'statement'", "statement:"),
    (HEAD, "{label}", "eso", "'no a: eso' does not match", "no_to"),
    (HEAD, "reviewed_by: null\n", "", "missing reviewed_by", "name:"),
    (RULES, "rules:", "rules: [", "cannot be read:", ""),
]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    shutil.copytree(SHIPPED / "languages", tmp_path / "languages")
    return tmp_path


def complaints(directory: Path) -> list[str]:
    try:
        told = languages.translation(directory, "es", DOCUMENTS)
    except KnowledgeError as refused:
        return [str(problem) for problem in refused.problems]
    return [str(problem) for problem in languages.problems(told)]


@pytest.mark.parametrize("code", CODES)
def test_a_language_says_everything_and_is_made_from_todays_english(code: str) -> None:
    told = languages.translation(SHIPPED, code, DOCUMENTS)

    assert [str(problem) for problem in languages.problems(told)] == []
    assert [str(problem) for problem in languages.stale(told)] == []


@pytest.mark.parametrize("code", CODES)
def test_no_reviewer_is_named_while_entries_need_a_review(code: str) -> None:
    told = languages.translation(SHIPPED, code, DOCUMENTS)

    assert (told.language.reviewed_by is None) == bool(languages.needing_review(told))


@pytest.mark.parametrize(
    ("file", "before", "after", "words", "near"), REFUSED, ids=[f"{row[0]}: {row[3]}" for row in REFUSED]
)
def test_a_language_that_does_not_fit_is_refused_by_file_and_line(
    directory: Path, file: str, before: str, after: str, words: str, near: str
) -> None:
    path = directory / "languages" / "es" / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")

    found = [one for one in complaints(directory) if words in one]

    assert len(found) == 1, complaints(directory)
    name, line, _ = found[0].split(":", 2)
    assert near in (directory / name).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_an_entry_that_stands_twice_is_refused(directory: Path) -> None:
    more = directory / "languages" / "es" / "zz.yaml"
    more.write_text('rules:\n  RF-CES-07: {person: "Otra vez."}\n', encoding="utf-8")

    assert any("zz.yaml:2: rules.RF-CES-07 is taken" in one for one in complaints(directory))


def test_an_incomplete_language_is_never_loaded(tmp_path: Path) -> None:
    small = Path(__file__).parents[1] / "clinical" / "miniature"
    shutil.copytree(small, tmp_path / "small")
    shutil.copytree(SHIPPED / "languages", tmp_path / "small" / "languages")

    with pytest.raises(KnowledgeError):
        load(tmp_path / "small", "es")


def test_a_changed_english_text_makes_its_translation_stale_until_it_is_stamped(directory: Path) -> None:
    changed = reworded(DOCUMENTS, {}, {("questions", "age"): {("ask",): "What is your age?"}})
    told = languages.translation(directory, "es", changed)

    (stale,) = languages.stale(told)
    assert "questions.age is stale" in str(stale)
    assert stale.file == f"languages/es/{QUESTIONS}"

    assert stamp(directory, told) == ["questions.age"]
    assert list(languages.stale(languages.translation(directory, "es", changed))) == []
    before, after = (
        (folder / "languages" / "es" / QUESTIONS).read_text(encoding="utf-8").splitlines()
        for folder in (SHIPPED, directory)
    )
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_stamping_marks_a_new_entry_and_takes_an_old_review_back(directory: Path) -> None:
    path = directory / "languages" / "es" / RULES
    text = path.read_text(encoding="utf-8").splitlines()
    number = next(number for number, line in enumerate(text) if "RF-CES-07:" in line)
    person = text[number].partition("person: ")[2].removesuffix("}")
    text[number] = f"  RF-CES-07:\n    person: {person}"
    other = next(number for number, line in enumerate(text) if "RF-CES-08:" in line)
    text[other] = text[other].replace("review: needed", "review: {by: Dr. A, on: 2026-12-01}")
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    told = languages.translation(directory, "es", DOCUMENTS)
    assert "rules.RF-CES-08" not in languages.needing_review(told)

    assert stamp(directory, told, ["rules.RF-CES-07", "rules.RF-CES-08"]) == [
        "rules.RF-CES-07",
        "rules.RF-CES-08",
    ]

    again = languages.translation(directory, "es", DOCUMENTS)
    assert list(languages.stale(again)) == []
    assert {"rules.RF-CES-07", "rules.RF-CES-08"} <= set(languages.needing_review(again))


@pytest.mark.parametrize("code", CODES)
def test_a_language_changes_words_only(code: str) -> None:
    back = load(SHIPPED, code)
    spoken = reworded(
        languages.in_words(DOCUMENTS, languages.translation(SHIPPED, code, DOCUMENTS)), {}, texts(DOCUMENTS)
    )

    for document, other in zip(DOCUMENTS.all(), spoken.all(), strict=True):
        if document.kind == "questions":
            for question in other.value["questions"]:
                del question["no_to"], question["none_of"]
        assert other.value == document.value, document.name
    assert (back.version, back.digest) == (ENGLISH.version, ENGLISH.digest)


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=60, deadline=None)
@given(said=answers)
def test_the_same_answers_are_decided_alike_and_a_stored_assessment_is_told_whole(
    code: str, said: dict[str, AnswerValue]
) -> None:
    other = knowledge(code)
    facts: dict[str, Value] = facts_from(said, ENGLISH)
    here, there = assess(facts, ENGLISH), assess(facts, other)

    assert there.tier == here.tier
    assert [flag.rule_id for flag in there.flags] == [flag.rule_id for flag in here.flags]
    assert [cause.cause_id for cause in there.shown] == [cause.cause_id for cause in here.shown]
    assert retold(here, ENGLISH, other) == Retold(there, True)


def test_only_offered_languages_are_offered() -> None:
    heads = [languages.translation(SHIPPED, code, replace(DOCUMENTS, by_kind={})).language for code in CODES]

    assert [one.code for one in offered()] == ["en", *(one.code for one in heads if one.offered)]
