"""An edition is the knowledge it was made of, whole and unchanged, or it says why it is none."""

import json
import zlib
from pathlib import Path

import pytest

from tests.clinical.small import DIRECTORY, SMALL
from unknot.knowledge import editions
from unknot.knowledge.editions import EditionError, files_of, load_edition, packed, shipped, unpacked
from unknot.knowledge.load import SHIPPED, digest, digest_of, knowledge

FILES = files_of(DIRECTORY)
# The miniature as it was kept by the first software that kept editions. Never made anew: it stands for what
# clinics have stored, and every later version must still read it.
FIRST = Path(__file__).parent / "first_edition.json"


def test_an_edition_is_the_knowledge_it_was_made_of() -> None:
    made, left_out = load_edition(unpacked(packed(FILES)), SMALL.digest)

    assert (made, made.version, left_out) == (SMALL, SMALL.version, ())


def test_what_ships_is_kept_whole_and_small() -> None:
    content = shipped()

    assert content is not None
    assert len(content) < 400_000
    assert digest_of(unpacked(content)) == knowledge().digest == digest(SHIPPED)


def test_worked_cases_are_no_part_of_it() -> None:
    assert [name for name in FILES if name.startswith("cases/")] == []


def test_files_that_were_replaced_under_a_running_process_are_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(editions, "files_of", lambda _: FILES)
    assert shipped.__wrapped__() is None


@pytest.mark.parametrize("name", list(FILES)[:3])
def test_text_that_was_changed_is_refused(name: str) -> None:
    with pytest.raises(EditionError, match="changed since they were kept"):
        load_edition({**FILES, name: FILES[name] + "\n"}, SMALL.digest)


def test_an_edition_that_lost_a_file_that_decides_is_refused() -> None:
    lost = {name: text for name, text in FILES.items() if name != "fit.yaml"}
    with pytest.raises(EditionError, match=r"fit\.yaml:1: the file is missing"):
        load_edition(lost, digest_of(lost))


def test_a_file_that_decides_and_is_no_longer_read_is_refused() -> None:
    odd = {**FILES, "fit.yaml": FILES["fit.yaml"] + "newer_key: 3\n"}
    with pytest.raises(EditionError, match="no longer reads it"):
        load_edition(odd, digest_of(odd))


def test_a_file_that_decides_nothing_is_left_out_by_name() -> None:
    odd = {**FILES, "claims.yaml": FILES["claims.yaml"] + "newer_key: 3\n", "of/old.yaml": "a: 1\n"}
    made, left_out = load_edition(odd, digest_of(odd))

    assert left_out == ("claims.yaml", "of/old.yaml")
    assert (made.claims, made.rules) == ((), SMALL.rules)


def test_what_cannot_be_built_is_refused_in_words() -> None:
    rule = FILES["triage/red_flags.yaml"]
    odd = {**FILES, "triage/red_flags.yaml": rule.replace("{sign: bladder}", "{sign: gone}")}
    with pytest.raises(EditionError, match="gone"):
        load_edition(odd, digest_of(odd))


@pytest.mark.parametrize("name", ["/etc/knowledge.yaml", "../knowledge.yaml", "triage/../../x.yaml"])
def test_an_edition_writes_nowhere_else(name: str) -> None:
    odd = {**FILES, name: "a: 1\n"}
    with pytest.raises(EditionError, match="no name of a file"):
        load_edition(odd, digest_of(odd))


@pytest.mark.parametrize("content", [b"", b"not packed", zlib.compress(b"{half")])
def test_what_cannot_be_unpacked_says_so(content: bytes) -> None:
    with pytest.raises(EditionError, match="cannot be unpacked"):
        unpacked(content)


def test_the_order_of_files_does_not_matter_to_the_digest() -> None:
    assert digest_of(dict(reversed(FILES.items()))) == SMALL.digest == digest(DIRECTORY)
    assert digest_of({"a.yaml": "1"}) == digest_of({"a.yaml": b"1"}) != digest_of({"b.yaml": "1"})


def test_the_first_edition_that_was_ever_kept_is_still_read() -> None:
    files = json.loads(FIRST.read_text(encoding="utf-8"))
    made, _ = load_edition(files, digest_of(files))

    assert made.version.startswith("1.2.3+")
    assert len(made.rules) == 9
