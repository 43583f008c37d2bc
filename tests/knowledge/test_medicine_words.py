"""The words that people in pain read: no promise, no scare, no number as a verdict, short sentences.

Every person-facing text of the knowledge is collected here with the place it stands, and held against the
claims ledger. What the ledger calls unsafe, unsupported or contested may be quoted there, and nowhere else.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

KNOWLEDGE = Path(__file__).parents[2] / "src" / "unknot" / "knowledge"

FORBIDDEN = {
    "a promise": r"\b(cure[sd]?|heals? you|guarantee[sd]?|will be gone|fix(es|ed)?)\b",
    "a root cause": r"\broot cause",
    "bones put back": r"\b(realign\w*|subluxation|out of place|back in place|misalign\w*)\b",
    "all clear": r"\b(you are safe|safe for everyone|nothing (serious|to worry)|no need to see|all clear)\b",
    "chemistry that nobody has shown": r"\b(serotonin|dopamine|endorphin\w*|feel-good|toxin\w*|detox\w*)\b",
    "scare": r"\b(degenerat\w+|crumbl\w+|worn[- ]out|bone on bone|paraly[sz]\w+|cripple\w*|deadly|fatal)\b",
    "a diagnosis": r"\byou have (an? )?(disc|hernia\w+|stenosis|\w*arthritis|fibromyalgia|cancer|fracture)\b",
    "blame": r"\b(weak core|bad posture|in your head|should have)\b",
    "a posture that is right": r"\b(stand straight|sit up straight|good posture|correct posture)\b",
    "a package": r"\b(package|limited time|hurry)\b",
}
ASKED = {"a diagnosis", "a posture that is right"}  # a question may name what it must not state
NUMBERS_AS_VERDICT = re.compile(r"%|\bper ?cent\b|\bprobability\b|\blikelihood\b|\bodds\b", re.IGNORECASE)
LATIN = re.compile(
    r"\b(radiculopath\w+|lumbar|cervical|thoracic|neurogenic|claudication|myelopath\w+|dissection|aetiolog\w+|"
    r"etiolog\w+|prognos\w+|contraindicat\w+|idiopathic|sequela\w*|analges\w+|nsaids?|bilateral|paraesthesia|acute)\b",
    re.IGNORECASE,
)
MOST_WORDS_IN_A_SENTENCE = 32
HARDEST_TEXT = (
    8.0  # Flesch-Kincaid grade of a text of three sentences or more; single phrases are too short to grade
)


def read(name: str) -> Any:
    return yaml.safe_load((KNOWLEDGE / name).read_text(encoding="utf-8"))


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


def person_texts() -> Iterator[tuple[str, str]]:
    """Every text that a person reads, with where it stands."""
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
    yield from (("exercises stop", one["words"]) for one in whole["stop"]["rules"])
    yield from ((f"programme {name}", one["words"]) for name, one in whole["programmes"].items())
    fields = ("name", "aim", "steps", "feel", "easier", "harder", "stop")
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


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?:;])\s+", text.strip()) if part]


def syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    return max(1, groups - (word.lower().endswith("e") and groups > 1))


def grade(text: str) -> float:
    """The Flesch-Kincaid school grade, with vowel groups for syllables."""
    parts = sentences(text)
    words = re.findall(r"[A-Za-z']+", text)
    return 0.39 * len(words) / len(parts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_text_for_people_holds_a_forbidden_phrase(kind: str) -> None:
    pattern = re.compile(FORBIDDEN[kind], re.IGNORECASE)
    found = [
        (where, text)
        for where, text in person_texts()
        if pattern.search(text) and not (kind in ASKED and where.startswith("question "))
    ]
    assert not found


def test_no_text_for_people_gives_a_number_as_a_verdict() -> None:
    assert not [(where, text) for where, text in person_texts() if NUMBERS_AS_VERDICT.search(text)]


def test_no_text_for_people_uses_a_clinicians_word() -> None:
    assert not [(where, text) for where, text in person_texts() if LATIN.search(text)]


def test_every_sentence_for_people_is_short() -> None:
    long = [
        (where, sentence)
        for where, text in person_texts()
        for sentence in sentences(text)
        if len(sentence.split()) > MOST_WORDS_IN_A_SENTENCE
    ]
    assert not long


def test_every_longer_text_for_people_reads_easily() -> None:
    hard = [
        (where, round(grade(text), 1))
        for where, text in person_texts()
        if len(sentences(text)) >= 3 and grade(text) > HARDEST_TEXT
    ]
    assert not hard


def test_all_texts_for_people_together_read_at_about_grade_six() -> None:
    whole = [text if text.endswith((".", "?", "!")) else f"{text}." for _, text in person_texts()]
    assert grade(" ".join(whole)) < 6.0


def test_every_medical_statement_names_a_source_that_exists() -> None:
    known = read("sources.yaml")["sources"]
    for where, entry in sourced():
        assert entry.get("sources"), where
        assert not [key for key in entry["sources"] if key not in known], where


def test_what_we_say_of_a_claim_is_not_what_we_said_never_to_say() -> None:
    for claim in read("claims.yaml")["claims"]:
        for phrase in claim.get("do_not_say", []):
            spoken = [where for where, text in person_texts() if phrase.lower().rstrip(".") in text.lower()]
            assert not spoken, (phrase, spoken)


def test_every_claim_that_is_not_supported_is_said_in_other_words() -> None:
    for claim in read("claims.yaml")["claims"]:
        if claim["verdict"] != "supported":
            assert claim["say"].rstrip(".").lower() != claim["claim"].rstrip(".").lower()


def test_every_tier_has_one_sentence_of_what_to_do() -> None:
    for tier, route in read("triage/routes.yaml")["tiers"].items():
        assert len(sentences(route["headline"])) == 1, tier
        assert len(route["headline"].split()) <= 20, tier


def test_emergency_and_urgent_tiers_close_booking() -> None:
    tiers = read("triage/routes.yaml")["tiers"]
    assert [tiers[tier]["booking"] for tier in ("emergency_now", "urgent_same_day")] == ["closed", "closed"]
    assert tiers["see_physician_soon"]["booking"] == "no_hands_on"


def test_texts_name_the_emergency_number_only_by_its_placeholder() -> None:
    """A number of one country in the text would be wrong in every other."""
    for where, text in person_texts():
        assert not re.search(r"\b(911|999|112|111|988)\b", text), where
        assert set(re.findall(r"\{(\w+)\}", text)) <= {"emergency", "value"}, where


def test_every_country_has_an_ambulance_and_somebody_to_talk_to() -> None:
    numbers = read("triage/routes.yaml")["emergency"]
    needed = {"default", "US", "CA", "GB", "IE", "AU", "NZ", "DE", "FR", "ES", "IT", "NL", "AT", "CH", "IN"}
    assert needed <= set(numbers)
    for country, entry in numbers.items():
        assert re.fullmatch(r"[0-9]{2,3}", entry["ambulance"]), country
        assert entry["crisis"], country
        assert all(line["number"] and line["how"] for line in entry["crisis"]), country
