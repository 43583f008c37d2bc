"""Editions: the files of one knowledge kept as text, so that an old decision can be made again from them.

What was sound when it was kept must not be refused by the stricter checks of later software. So an edition is
built without them, under its digest: text that was changed since is refused.
"""

import json
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from unknot.clinical.knowledge import Knowledge
from unknot.knowledge.load import SHIPPED, build, digest_of, is_decisive, knowledge
from unknot.knowledge.reading import kind_of, read_all

# Without these nothing can be decided again; a file of any other kind that cannot be read is left out.
DECIDING = frozenset(
    {"version", "sources", "questions", "signs", "rules", "routes", "causes", "fit", "vocabulary"}
)


class EditionError(Exception):
    """An edition cannot be made into knowledge; the message says why."""


def files_of(directory: Path) -> dict[str, str]:
    """The text of every file that can change a decision or a word, by its name: what the digest covers."""
    paths = {path.relative_to(directory).as_posix(): path for path in directory.rglob("*.yaml")}
    return {name: path.read_bytes().decode() for name, path in sorted(paths.items()) if is_decisive(name)}


def packed(files: Mapping[str, str]) -> bytes:
    return zlib.compress(json.dumps(dict(files), sort_keys=True, ensure_ascii=False).encode(), level=9)


def unpacked(content: bytes) -> dict[str, str]:
    try:
        files = json.loads(zlib.decompress(content))
    except (zlib.error, ValueError) as broken:
        raise EditionError(f"what was kept of it cannot be unpacked: {broken}") from broken
    return {str(name): str(text) for name, text in files.items()}


@cache
def shipped() -> bytes | None:
    """The knowledge that ships, packed; None when its files were replaced since this process read them."""
    files = files_of(SHIPPED)
    return packed(files) if digest_of(files) == knowledge().digest else None


def load_edition(files: Mapping[str, str], digest: str) -> tuple[Knowledge, tuple[str, ...]]:
    """The knowledge that these files make, and the names of those that were left out because this software no
    longer reads them and no decision needs them. EditionError when the digest is another one, or a file that
    decides cannot be read."""
    if (found := digest_of(files)) != digest:
        raise EditionError(f"its files were changed since they were kept: digest {found}, should be {digest}")
    with TemporaryDirectory(prefix="unknot-edition-") as folder:
        for name, text in files.items():
            _write(Path(folder), name, text)
        documents, problems = read_all(Path(folder))
    unread = sorted({problem.file for problem in problems})
    if deciding := [str(problem) for problem in problems if kind_of(problem.file) in DECIDING]:
        raise EditionError("this software no longer reads it:\n" + "\n".join(deciding[:5]))
    try:
        return build(documents, digest), tuple(unread)
    except (KeyError, IndexError, TypeError, ValueError) as outdated:
        raise EditionError(f"this software no longer reads it: {outdated!r}") from outdated


def _write(folder: Path, name: str, text: str) -> None:
    place = PurePosixPath(name)
    if place.is_absolute() or ".." in place.parts:
        raise EditionError(f"{name!r} is no name of a file of knowledge")
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
