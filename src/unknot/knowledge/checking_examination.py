"""Whether the examination fits itself and the rest: groups name tests that exist, codes name causes, nothing
stands twice, and what is "many" is more than what is "few"."""

from collections import Counter
from collections.abc import Iterator

from unknot.clinical.errors import nearest
from unknot.knowledge.checking import entries, named
from unknot.knowledge.reading import Documents, Problem

IDS = {"roots": "id", "tests": "id", "clusters": "id", "codes": "code"}


def problems(documents: Documents) -> Iterator[Problem]:
    for key, name in IDS.items():
        seen: Counter[str] = Counter()
        for document, place, plain in entries(documents, "examination", key):
            seen[plain[name]] += 1
            if seen[plain[name]] == 2:
                yield document.problem((*place, name), f"{name} {plain[name]!r} is taken")
    yield from _clusters(documents)
    if "causes" in documents.sound:
        causes = named(documents, "causes", "causes")
        for document, place, code in entries(documents, "examination", "codes"):
            for number, cause in enumerate(code["causes"]):
                if cause not in causes:
                    where = (*place, "causes", number)
                    yield document.problem(where, f"no cause {cause!r}{nearest(cause, list(causes))}")


def _clusters(documents: Documents) -> Iterator[Problem]:
    tests = named(documents, "examination", "tests")
    for document, place, cluster in entries(documents, "examination", "clusters"):
        for number, item in enumerate(cluster["items"]):
            test = item.get("test")
            if test is not None and test not in tests:
                yield document.problem(
                    (*place, "items", number), f"no test {test!r}{nearest(test, list(tests))}"
                )
        most, least, count = cluster.get("at_most", -1), cluster["at_least"], len(cluster["items"])
        if not most < least <= count:
            words = f"right would be at_most below at_least, and at_least at most {count}"
            yield document.problem((*place, "at_least"), words)
