"""Every text of the knowledge that a person reads, with the place it stands at, and every entry that owes a
source: what the tests of the words walk through."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

KNOWLEDGE = Path(__file__).parents[2] / "src" / "unknot" / "knowledge"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read(name: str) -> Any:
    return yaml.load((KNOWLEDGE / name).read_text(encoding="utf-8"), Loader=LOADER)


def files(folder: str) -> list[str]:
    return sorted(f"{folder}/{path.name}" for path in (KNOWLEDGE / folder).glob("*.yaml"))


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def of(entry: dict[str, Any], *fields: str) -> Iterator[tuple[str, str]]:
    for field in fields:
        for text in strings(entry.get(field)):
            yield field, text


@cache
def person_texts() -> tuple[tuple[str, str], ...]:
    """Every text that a person reads, with where it stands."""
    return tuple(_person_texts())


def _person_texts() -> Iterator[tuple[str, str]]:
    routes = read("triage/routes.yaml")
    for tier, route in routes["tiers"].items():
        fields = ("name", "headline", "steps", "say", "do_not", "safety_net", "booking_words")
        yield from ((f"routes {tier}.{field}", text) for field, text in of(route, *fields))
    for name, action in routes["actions"].items():
        yield from (
            (f"action {name}.{field}", text)
            for field, text in of(action, "headline", "steps", "say", "do_not")
        )
    yield "routes safety_net.intro", routes["safety_net"]["intro"]
    yield "routes held_up", routes["held_up"]["words"]
    for item in routes["safety_net"]["items"]:
        yield f"safety net {item['id']}", item["words"]
    for advice in read("advice.yaml")["advice"]:
        yield from (
            (f"advice {advice['id']}.{field}", t)
            for field, t in of(advice, "title", "person", "points", "caution")
        )
    for claim in read("claims.yaml")["claims"]:
        yield f"claim {claim['id']}.say", claim["say"]
    for name in files("causes"):
        for cause in read(name)["causes"]:
            yield from (
                (f"cause {cause['id']}.{field}", text)
                for field, text in of(cause, "name", "person", "expect")
            )
            for finding in cause["findings"]:
                yield f"cause {cause['id']}.{finding['id']}", finding["words"]
    yield from staying_well_texts()
    yield from rule_and_question_texts()
    yield from questionnaire_texts()
    yield from care_texts()
    yield from exercise_texts()


def exercise_texts() -> Iterator[tuple[str, str]]:
    whole = read("exercises.yaml")
    for key in ("before", "stop_rules"):
        yield from ((f"exercises {key} {one['id']}", one["words"]) for one in whole[key])
    yield from ((f"exercises position {one['id']}", one["name"]) for one in whole["positions"])
    for name, one in whole["programmes"].items():
        yield from ((f"programme {name}.{f}", text) for f, text in of(one, "name", "person"))
    fields = ("name", "figure", "aim", "steps", "feel", "easier", "harder", "stop")
    for exercise in whole["exercises"]:
        yield from ((f"{exercise['id']}.{f}", t) for f, t in of(exercise, *fields))
        for word in ("never", "with_care"):
            for caution in exercise.get(word, ()):
                yield from ((f"{exercise['id']}.{word}", t) for _, t in of(caution, "person", "instead"))


def questionnaire_texts() -> Iterator[tuple[str, str]]:
    """What is asked in our own words, and what introduces an instrument whose words a clinic brings."""
    for name in files("questionnaires"):
        for one in read(name).get("questionnaires", []):
            here = f"questionnaire {one['id']}"
            yield from ((f"{here}.{field}", text) for field, text in of(one, "title", "person"))
            for item in one.get("items", []):
                yield from (
                    (f"{here}.{item['id']}.{f}", text) for f, text in of(item, "words", "low", "high")
                )
                yield from ((f"{here}.{item['id']}", answer["label"]) for answer in item.get("answers", []))


def care_texts() -> Iterator[tuple[str, str]]:
    """What a person reads of techniques, cautions, harms and courses."""
    for name in files("contraindications"):
        for caution in read(name)["cautions"]:
            yield from ((f"caution {caution['id']}.{f}", t) for f, t in of(caution, "person", "instead"))
    for technique in read("techniques.yaml")["techniques"]:
        yield from ((f"technique {technique['id']}.{f}", t) for f, t in of(technique, "name", "person"))
    for harm in read("harms.yaml")["harms"]:
        yield from ((f"harm {harm['id']}.{f}", t) for f, t in of(harm, "event", "person"))
    yield from ((f"consent {one['id']}", one["words"]) for one in read("harms.yaml")["consent"])
    for kind in ("stages", "components", "risks"):
        for one in read("courses/stages.yaml")[kind]:
            yield from ((f"{kind} {one['id']}.{f}", t) for f, t in of(one, "name", "person", "dose"))
            yield from ((f"{kind} {one['id']}.only", t) for _, t in of(one.get("only", {}), "person"))
    for course in read("courses/causes.yaml")["courses"]:
        yield from ((f"course {course['cause']}.{f}", t) for f, t in of(course, "person", "expect"))
        for one in (*course.get("avoid", ()), *course.get("refer", ())):
            yield from ((f"course {course['cause']}.{f}", t) for f, t in of(one, "person"))
    for rule in read("courses/progress.yaml")["rules"]:
        yield from ((f"stop rule {rule['id']}", text) for _, text in of(rule, "person"))


def staying_well_texts() -> Iterator[tuple[str, str]]:
    for nutrient in read("nutrition.yaml")["nutrients"]:
        yield from ((f"food {nutrient['id']}.{f}", t) for f, t in of(nutrient, "name", "person", "caution"))
        yield from ((f"food {nutrient['id']}", line["words"]) for line in nutrient.get("about_you", ()))
    for advice in read("advice.yaml")["advice"]:
        yield from ((f"advice {advice['id']}", line["words"]) for line in advice.get("about_you", ()))
    for measure in read("prevention.yaml")["measures"]:
        yield from ((f"prevention {measure['id']}.{f}", t) for f, t in of(measure, "name", "say"))
    plan = read("prevention.yaml")["flare_plan"]
    yield from ((f"flare plan {f}", t) for f, t in of(plan, "person", "steps", "get_help"))
    following = read("trajectories.yaml")
    for part in ("states", "alerts"):
        for name, entry in following[part].items():
            yield from ((f"{part} {name}.{f}", t) for f, t in of(entry, "name", "person"))
    yield from ((f"what to expect {fact['id']}", fact["person"]) for fact in following["facts"])


def rule_and_question_texts() -> Iterator[tuple[str, str]]:
    for name in files("triage"):
        for rule in (read(name) or {}).get("rules", []):
            yield f"rule {rule['id']}.person", rule["person"]
    for question in read("questions.yaml")["questions"]:
        yield from (
            (f"question {question['id']}.{f}", text)
            for f, text in of(question, "ask", "label", "because", "why")
        )
        for answer in question.get("answers", []):
            yield from (
                (f"question {question['id']}.{answer['id']}", text)
                for _, text in of(answer, "label", "because")
            )


def sourced() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every entry that says something medical, and so owes a source."""
    routes = read("triage/routes.yaml")
    yield from ((f"routes {tier}", route) for tier, route in routes["tiers"].items())
    yield from ((f"action {name}", action) for name, action in routes["actions"].items())
    yield from ((f"numbers {name}", numbers) for name, numbers in routes["emergency"].items())
    yield from ((f"safety net {item['id']}", item) for item in routes["safety_net"]["items"])
    yield "safety net", routes["safety_net"]
    yield "held up", routes["held_up"]
    yield "self-care", routes["self_care"]
    yield from ((f"advice {advice['id']}", advice) for advice in read("advice.yaml")["advice"])
    yield from ((f"claim {claim['id']}", claim) for claim in read("claims.yaml")["claims"])
    for name in files("causes"):
        for cause in read(name)["causes"]:
            yield f"cause {cause['id']}", cause
            yield from ((f"cause {cause['id']}.{finding['id']}", finding) for finding in cause["findings"])
