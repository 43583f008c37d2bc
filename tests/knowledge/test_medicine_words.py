"""The words that people in pain read: no promise, no scare, no number as a verdict, short sentences.

Every text for people is held against the claims ledger. What it calls unsafe, unsupported or contested may
be quoted there, and nowhere else.
"""

import re

import pytest

from tests.knowledge.person_texts import person_texts, read, sourced

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
