"""Whether the courses fit the causes, the techniques and each other, and none is of passive care alone.

Every cause has a course or is referred; at every stage each course keeps a part of the person's own that no
caution can take away; what is proposed lies within what the sources allow.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from unknot.clinical.errors import ManipulationOnly, nearest
from unknot.clinical.stopping import Progress
from unknot.clinical.treatments import OWN
from unknot.knowledge.building import question as build_question
from unknot.knowledge.building import signs as build_signs
from unknot.knowledge.checking import entries, leaves, named, wrong_test
from unknot.knowledge.checking_care import case_facts
from unknot.knowledge.reading import Document, Documents, Problem
from unknot.knowledge.schema import Place


def problems(documents: Documents) -> Iterator[Problem]:
    """All that is wrong with the courses, once questions and signs are sound."""
    if not documents.of("stages"):
        return
    yield from _taken(documents)
    yield from _names(documents)
    yield from _stages(documents)
    yield from _own_parts(documents)
    yield from _every_cause(documents)
    yield from _progress(documents)
    yield from _cases(documents)


def _taken(documents: Documents) -> Iterator[Problem]:
    for kind, key, field in [
        ("stages", "stages", "id"),
        ("stages", "components", "id"),
        ("stages", "risks", "id"),
        ("courses", "courses", "cause"),
        ("progress", "facts", "id"),
        ("progress", "rules", "id"),
        ("guidelines", "topics", "id"),
    ]:
        times = Counter(entry[field] for _, _, entry in entries(documents, kind, key))
        seen: set[str] = set()
        for document, place, entry in entries(documents, kind, key):
            if entry[field] in seen:
                yield document.problem(
                    (*place, field), f"{entry[field]!r} stands {times[entry[field]]} times"
                )
            seen.add(entry[field])


def _names(documents: Documents) -> Iterator[Problem]:
    components = named(documents, "stages", "components")
    techniques = named(documents, "techniques", "techniques")
    causes = named(documents, "causes", "causes")
    rules = named(documents, "progress", "rules")
    wanted: list[tuple[str, str, str, str, Mapping[str, Any]]] = [
        ("stages", "components", "techniques", "technique", techniques),
        ("stages", "risks", "with", "component", components),
        ("stages", "risks", "without", "component", components),
        ("courses", "courses", "components", "component", components),
        ("guidelines", "topics", "components", "component", components),
        ("progress", "rules", "supersedes", "rule", rules),
    ]
    for kind, key, field, what, known in wanted:
        for document, place, entry in entries(documents, kind, key):
            for number, name in enumerate(entry.get(field, ())):
                if name not in known:
                    yield document.problem(
                        (*place, field, number), f"no {what} {name!r}{nearest(name, known)}"
                    )
    for document, place, course in entries(documents, "courses", "courses"):
        if course["cause"] not in causes:
            near = nearest(course["cause"], causes)
            yield document.problem((*place, "cause"), f"no cause {course['cause']!r}{near}")
        for number, avoided in enumerate(course.get("avoid", ())):
            if avoided["technique"] not in techniques:
                yield document.problem(
                    (*place, "avoid", number, "technique"), f"no technique {avoided['technique']!r}"
                )


def _stages(documents: Documents) -> Iterator[Problem]:
    for document, place, stage in entries(documents, "stages", "stages"):
        limits = stage["limits"]
        visits = sum(max(1, round(phase["per_week"] * phase["weeks"])) for phase in stage["phases"])
        weeks = sum(phase["weeks"] for phase in stage["phases"])
        proposed = [("visits", visits), ("weeks", weeks)]
        proposed += [("per_week", phase["per_week"]) for phase in stage["phases"]]
        for what, number in proposed:
            least, most = limits[what]
            if not least <= number <= most:
                yield document.problem(
                    (*place, "phases"), f"{what}: {number:g} is outside the limits {least:g} to {most:g}"
                )
        if stage["reevaluate"]["visit"] > limits["visits"][1]:
            yield document.problem((*place, "reevaluate"), "nobody looks again before the visits end")


def _own_parts(documents: Documents) -> Iterator[Problem]:
    """A part of the person's own that needs no technique stays whatever is contraindicated."""
    components = named(documents, "stages", "components")
    for document, place, course in entries(documents, "courses", "courses"):
        if course.get("no_course"):
            continue
        if not course.get("stages") or not course.get("components"):
            yield document.problem(place, "needs stages and components, or `no_course: yes`")
            continue
        chosen = [components[name] for name in course["components"] if name in components]
        for stage in course["stages"]:
            here = [one for one in chosen if stage in one["stages"]]
            if not any(one["kind"] in OWN and "techniques" not in one for one in here):
                yield document.problem(
                    (*place, "components"), f"at the stage {stage!r}: {ManipulationOnly()}"
                )


def _every_cause(documents: Documents) -> Iterator[Problem]:
    treated = {course["cause"] for _, _, course in entries(documents, "courses", "courses")}
    for document, place, cause in entries(documents, "causes", "causes"):
        if cause["id"] not in treated:
            yield document.problem(place, f"the cause {cause['id']!r} has neither a course nor a referral")


def _progress(documents: Documents) -> Iterator[Problem]:
    facts = named(documents, "progress", "facts")
    used: set[str] = set()
    for document, place, rule in entries(documents, "progress", "rules"):
        for where, fact, test in leaves((*place, "when"), rule["when"]):
            used.add(fact)
            if fact not in facts:
                yield document.problem(where, f"no fact {fact!r} of a course{nearest(fact, facts)}")
            elif wrong := wrong_test({"fact": fact, "type": facts[fact]["type"]}, test):
                yield document.problem(where, wrong)
    for document, place, fact in entries(documents, "progress", "facts"):
        if not hasattr(Progress, fact["id"]):
            yield document.problem((*place, "id"), f"nothing measures {fact['id']!r} of a course")
        if fact["id"] not in used:
            yield document.problem(place, f"no rule uses the fact {fact['id']!r}")


def _cases(documents: Documents) -> Iterator[Problem]:
    signs = build_signs(named(documents, "signs", "signs"))
    asked = {
        name: build_question(plain, signs)
        for name, plain in named(documents, "questions", "questions").items()
    }
    recorded = named(documents, "record_facts", "record_facts")
    treated = {course["cause"] for _, _, course in entries(documents, "courses", "courses")}
    components = named(documents, "stages", "components")
    for document, place, case in entries(documents, "course_cases", "courses"):
        yield from case_facts(document, place, case, asked, recorded)
        if case["cause"] not in treated:
            yield document.problem((*place, "cause"), f"no course for {case['cause']!r}")
        for field in ("components", "removed"):
            yield from _listed(document, (*place, field), case.get(field, ()), "component", components)
    rules = named(documents, "progress", "rules")
    for document, place, case in entries(documents, "course_cases", "progress"):
        for field in ("fired", "open"):
            yield from _listed(document, (*place, field), case.get(field, ()), "rule", rules)
        said = {field.name: field for field in fields(Progress)}
        yield from _listed(document, (*place, "course"), case["course"], "measure of a course", said)


def _listed(
    document: Document, place: Place, names: Any, what: str, known: Mapping[str, Any]
) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield document.problem(place, f"no {what} {name!r}{nearest(name, known)}")
