"""The files of the net under words: what is refused, by file and line; what their small language means."""

from pathlib import Path

import pytest

from unknot.clinical.wording import Net, read
from unknot.knowledge import building_wording, checking_wording
from unknot.knowledge.load import SHIPPED, knowledge
from unknot.knowledge.reading import Documents
from unknot.knowledge.reading import read as read_file
from unknot.knowledge.wording_patterns import entries, pattern

SOUND = """\
words:
  breaks: but
  negator: no, not
  not_negator: not only
  carries: or
  stop: i, just
  cannot: cant, unable to
  void: pee, pass{,ing} water
  bum: bum, bottom
  numb: numb, no feeling
  ago: years ago
  but_now: now
  bored: bored
phrases:
  past: ["<ago>", "in <year>"]
numbers:
  year: [1930, 2024]
spellings:
  cnt: cant
ordinary: dumb bus
idioms: ["numb with <bored>"]
whole: [ago]
turns:
  - {id: past, kinds: [past], side: after, within: 4, near: true, inside: true, parting: [but_now]}
negation: {negator: negator, not_negator: not_negator, carries: carries, stop: stop, breaks: breaks, words: 4}
signs:
  - id: retention
    tier: emergency_now
    title: Retention
    person: Go now.
    strength: M
    sources: [X]
    reviewed: 2026-11-23
    ways: ["<cannot> 2 <void>", "my|the <bum> ~2 <numb>"]
"""


def documents(tmp_path: Path, text: str) -> Documents:
    path = tmp_path / "words.yaml"
    path.write_text(text, encoding="utf-8")
    document = read_file(path, "wording/words.yaml", "wording")
    assert document.problems == []
    return Documents({"wording": [document]}, frozenset({"wording"}))


def test_the_sound_file_is_sound_and_hears(tmp_path: Path) -> None:
    found = documents(tmp_path, SOUND)
    net = building_wording.net(document.value for document in found.of("wording"))

    assert list(checking_wording.problems(found)) == []
    for text in ("i cnt pee", "unable to even pass water", "numb my bum", "cant pee now, years ago i could"):
        assert [alarm.sign for alarm in read(text, net)] == ["retention"], text
    for text in ("cant pee in 1999", "the bum is not numb", "my bum numb with bored", "cant but pee", "cant"):
        assert read(text, net) == (), text


@pytest.mark.parametrize(
    ("old", "new", "words", "line"),
    [
        ("<cannot> 2", "<canot> 2", "no class 'canot'; did you mean 'cannot'?", "<canot>"),
        ("kinds: [past]", "kinds: [pasd]", "no class 'pasd'", "pasd"),
        ("whole: [ago]", "whole: [agoo]", "no class 'agoo'", "agoo"),
        ("negator: negator", "negator: negater", "no class 'negater'", "negater"),
        ("    ways:", "    deaf_to: [passt]\n    ways:", "no turn 'passt'", "passt"),
        ("within: 4", "only: [retension]", "no sign 'retension'", "retension"),
        ("  bored: bored", "  bored: bored\n  spare: x", "nobody uses the class 'spare'", "spare: x"),
        ("bum: bum", "bum: Bum", "write 'bum'", "Bum"),
        ("bum: bum", "bum: can't", "write 'cant'", "can't"),
        ("my|the", "my|The", "write 'the'", "The"),
        ("year: [1930", "bum: [1930", "the class 'bum' stands twice", "bum: [1930"),
        ('<void>"', '<void> 2"', "a pattern begins and ends with a word", "<void> 2"),
        ('"<cannot> 2', '"3 <cannot> 2', "must stand between two", "3 <cannot>"),
        ("<cannot> 2", "<cannot> 99", "at most 30", "99"),
        ('past: ["<ago>"', 'past: ["<past>"', "must stand above 'past'", "<past>"),
        (
            'ways: ["<cannot> 2 <void>"',
            'ways: [{say: ["<cannot> <void>"], with: [moon]}',
            "no class 'moon'",
            "moon",
        ),
    ],
)
def test_what_does_not_fit_is_refused_by_line(
    tmp_path: Path, old: str, new: str, words: str, line: str
) -> None:
    assert old in SOUND
    text = SOUND.replace(old, new, 1)

    found = list(checking_wording.problems(documents(tmp_path, text)))

    lines = text.splitlines()
    assert any(words in one.message and line in lines[one.line - 1] for one in found), found


SPANISH = """\
language: es
words: {breaks: pero, negator: "no", not_negator: no puedo, carries: ni, stop: "y", cannot: no puedo,
  void: orinar}
negation: {negator: negator, not_negator: not_negator, carries: carries, stop: stop, breaks: breaks, words: 4}
shared: no y
ways:
  retention: ["<cannot> 1 <void>"]
"""


def both(tmp_path: Path, spanish: str) -> Documents:
    english = documents(tmp_path, SOUND)
    path = tmp_path / "es.yaml"
    path.write_text(spanish, encoding="utf-8")
    document = read_file(path, "wording/es.yaml", "wording")
    assert document.problems == []
    return Documents({"wording": [document, *english.of("wording")]}, frozenset({"wording"}))


def test_another_language_says_the_same_signs_in_its_own_ways(tmp_path: Path) -> None:
    found = both(tmp_path, SPANISH)
    net = building_wording.net(document.value for document in found.of("wording"))

    assert list(checking_wording.problems(found)) == []
    assert [sign.person for sign in net.beside[0].signs] == ["Go now."]
    assert net.beside[0].marks == {"pero", "ni", "puedo", "orinar"}
    for text in ("no puedo orinar", "no puedo ni orinar", "hoy no puedo orinar y cant pee", "cant pee"):
        assert [alarm.sign for alarm in read(text, net)] == ["retention"], text
    assert read("not cant pee. puedo orinar", net) == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("retention:", "retentoin:", "no sign 'retentoin'; did you mean 'retention'?"),
        ("1 <void>", "1 <numb>", "no class 'numb'"),
        ("void: orinar", "void: orinar, otro: x", "nobody uses the class 'otro'"),
        ('["<cannot> 1 <void>"]', '[{say: ["<cannot> 1 <void>"], with: [moon]}]', "no class 'moon'"),
    ],
)
def test_what_does_not_fit_in_another_language_is_refused(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in SPANISH
    found = list(checking_wording.problems(both(tmp_path, SPANISH.replace(old, new, 1))))
    assert any(words in one.message and one.file == "wording/es.yaml" for one in found), found


def test_a_net_without_negation_is_refused(tmp_path: Path) -> None:
    text = "\n".join(line for line in SOUND.splitlines() if not line.startswith("negation"))

    assert "no file says which classes make a negation" in "".join(
        map(str, checking_wording.problems(documents(tmp_path, text)))
    )


def test_no_files_make_no_net() -> None:
    assert building_wording.net([]) == Net()
    assert list(checking_wording.problems(Documents({}, frozenset({"wording"})))) == []


def test_the_small_language() -> None:
    assert entries("numb, tingl{e,ing}, pass{,ed} water") == [
        "numb",
        "tingle",
        "tingling",
        "pass water",
        "passed water",
    ]
    assert pattern("<a> 2 <b> x|y").rows == ((("a", "b", ("x", "y")), (0, 2, 0)),)
    assert list(pattern("<a> ~3 <b>").orders()) == [(("a", "b"), (0, 3)), (("b", "a"), (0, 3))]


def test_every_sign_that_ships_has_an_action_that_exists_and_its_own_cases() -> None:
    known = knowledge()

    assert len(known.net.signs) >= 30
    assert {sign.action for sign in known.net.signs} <= {"", *known.actions}
    assert all(source in known.sources for sign in known.net.signs for source in sign.sources)
    assert len(list((SHIPPED / "cases").glob("phrases*.jsonl"))) == 8


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("cant get hard since my back went", "sexual_function"),
        ("my foot drags", "foot_drop"),
        ("numb from the waist down", "cord_compression"),
        ("myeloma and my legs are weak", "cancer_cord"),
        ("my face is drooping", "stroke"),
        ("neck was cracked and now double vision", "neck_artery"),
        ("stiff neck and fever", "meningitis"),
        ("thunderclap headache", "worst_headache"),
        ("known aneurysm and back pain", "aortic"),
        ("fainted with back pain", "collapse_with_pain"),
        ("crushing chest pain", "heart"),
        ("short of breath", "lungs"),
        ("calf swollen and hot", "leg_clot"),
        ("my leg has gone cold and white", "cold_limb"),
        ("fever and back pain", "infection"),
        ("fever and confused", "sepsis"),
        ("vomiting blood", "bleeding_inside"),
        ("belly rock hard", "acute_belly"),
        ("my waters broke", "pregnancy"),
        ("positive test and pain low down", "ectopic"),
        ("testicle is agony", "torsion"),
        ("on warfarin and fell", "bleeding_risk"),
        ("fell off a ladder", "injury"),
        ("scalp sore and sight in one eye foggy", "sight_and_head"),
        ("my toddler has back pain", "child"),
        ("jaw locked", "mimics"),
        ("want to end my life", "suicide"),
        ("took 30 paracetamol", "overdose"),
        ("my husband hits me", "harm_by_others"),
        ("pooed myself", "bowel_control"),
        ("cant feel my bladder", "bladder_sensation"),
    ],
)
def test_each_sign_is_heard_by_its_own_name(text: str, sign: str) -> None:
    assert sign in {alarm.sign for alarm in read(text, knowledge().net)}
