"""`examination.yaml` to the values that a note is written and read with."""

from unknot.clinical.examination import Cluster, Code, Examination, Item, Root, Test
from unknot.knowledge.building import tuples
from unknot.knowledge.checking import entries
from unknot.knowledge.reading import Documents


def examination(documents: Documents) -> Examination:
    """Empty when the knowledge has no such file."""
    found = {
        key: [tuples(plain) for _, _, plain in entries(documents, "examination", key)]
        for key in ("roots", "tests", "clusters", "codes")
    }
    return Examination(
        roots={plain["id"]: Root(**plain) for plain in found["roots"]},
        tests={plain["id"]: Test(**plain) for plain in found["tests"]},
        clusters=tuple(
            Cluster(**{**plain, "items": tuple(Item(**one) for one in plain["items"])})
            for plain in found["clusters"]
        ),
        codes=tuple(Code(**plain) for plain in found["codes"]),
    )
