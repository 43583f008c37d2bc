"""A miniature of care: techniques, cautions, record facts and harms beside the miniature medicine."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.clinical.small import DIRECTORY
from unknot.clinical.knowledge import Knowledge
from unknot.knowledge.load import load

HERE = Path(__file__).parent


def lay_out(directory: Path) -> Path:
    """The miniature medicine with the miniature care in an empty directory."""
    shutil.copytree(DIRECTORY, directory, dirs_exist_ok=True)
    shutil.copytree(HERE, directory, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return directory


@cache
def careful() -> Knowledge:
    with TemporaryDirectory() as directory:
        return load(lay_out(Path(directory)))
