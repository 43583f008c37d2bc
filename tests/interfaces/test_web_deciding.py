"""How Unknot decides, as anybody reads it: every entry has a page, nothing is hidden, search needs no script,
and reading costs the database nothing."""

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_clinic
from tests.interfaces.desk import words
from unknot.clinical.reading_aloud import lines, read_aloud
from unknot.clinical.rules import Condition, Is
from unknot.interfaces.web.areas import rest
from unknot.interfaces.web.areas.rules import OTHERS, group_of
from unknot.interfaces.web.catalogue import catalogue
from unknot.interfaces.web.entries import Known, Link
from unknot.interfaces.web.strengths import STRENGTHS
from unknot.knowledge.load import SHIPPED, knowledge
from unknot.knowledge.worked import load_cases

pytestmark = pytest.mark.django_db

KNOWN = knowledge()
READ = [area for area in catalogue(KNOWN).areas.values() if not area.page]


@pytest.fixture(autouse=True)
def a_clinic() -> None:
    make_clinic()


def page(client: Client, name: str, *args: str, **asked: str) -> str:
    return words(client.get(reverse(name, args=args), asked))


def rule_ids(said: str) -> set[str]:
    return set(re.findall(r"/how-unknot-decides/rules/([\w-]+)\"", said))


def test_the_overview_counts_what_there_is_and_says_the_limits(client: Client) -> None:
    said = page(client, "deciding")

    assert f"Every one of the {len(KNOWN.rules)} rules" in said
    assert "Nobody has measured how often it is right" in said
    assert "without a clinician’s sign-off" in said
    not_verified = sum(rule.strength == "M" for rule in KNOWN.rules)
    assert f"{not_verified} of the {len(KNOWN.rules)} rules were written from memory" in said
    assert all(reverse("deciding-area", args=[area.id]) in said for area in READ)
    assert KNOWN.version in said


def test_every_rule_stands_in_the_list_under_its_group(client: Client) -> None:
    said = page(client, "deciding-area", "rules")

    assert rule_ids(said) == {rule.id for rule in KNOWN.rules}
    assert [rule.id for rule in KNOWN.rules if group_of(rule.id) == OTHERS] == []


@pytest.mark.parametrize("tier", ["emergency_now", "see_physician_soon"])
def test_rules_are_cut_down_by_urgency(tier: str, client: Client) -> None:
    said = page(client, "deciding-area", "rules", tier=tier)
    assert rule_ids(said) == {rule.id for rule in KNOWN.rules if rule.tier.code == tier}


def test_rules_are_cut_down_by_strength(client: Client) -> None:
    said = page(client, "deciding-area", "rules", strength="M")
    assert rule_ids(said) == {rule.id for rule in KNOWN.rules if rule.strength == "M"}


@pytest.mark.parametrize("asked", ["numbness between", "CES334", "rf-ces-04", "Cauda Equina"])
def test_search_finds_words_sources_and_ids(asked: str, client: Client) -> None:
    assert "RF-CES-04" in rule_ids(page(client, "deciding-area", "rules", q=asked))


def test_search_that_finds_nothing_says_so_and_leads_back(client: Client) -> None:
    said = page(client, "deciding-area", "rules", q="zebra <b>", tier="nonsense")
    assert "Nothing fits" in said
    assert rule_ids(said) == set()
    assert 'value="zebra <b>"' in said


def test_what_was_searched_for_is_escaped(client: Client) -> None:
    got = client.get(reverse("deciding-area", args=["rules"]), {"q": '"><script>'})
    assert b'"><script>' not in got.content


@pytest.mark.parametrize("area", READ, ids=lambda area: area.id)
def test_every_entry_of_every_area_has_its_page(area: Any, client: Client) -> None:
    entries = list(catalogue(KNOWN).entries[area.id].values())
    assert entries
    for entry in entries[:: max(1, len(entries) // 12)]:
        said = page(client, "deciding-entry", area.id, entry.id)
        assert entry.title in said
        assert all(section.title in said for section in entry.shown)
        assert all(KNOWN.sources[source].citation in said for source in entry.cites)


def test_a_rule_is_told_whole(client: Client) -> None:
    rule = KNOWN.rule("RF-CES-05")
    said = page(client, "deciding-entry", "rules", rule.id)

    for line in lines(read_aloud(rule.when, KNOWN)):
        assert line.strip().removesuffix(":") in said
    assert all(text in said for text in (rule.person, rule.clinician, rule.target, rule.reviewed))
    for case in load_cases(SHIPPED):
        if rule.id in case.flags:
            assert reverse("deciding-entry", args=["cases", case.id]) in said
    for fact in rule.when.facts():
        assert reverse("deciding-entry", args=["questions", KNOWN.by_fact[fact].id]) in said


def test_what_is_not_re_verified_says_so_on_its_page(client: Client) -> None:
    for rule in KNOWN.rules[::7]:
        said = page(client, "deciding-entry", "rules", rule.id)
        assert ("Not re-verified: this was written from memory" in said) is (rule.strength == "M")
        assert STRENGTHS[rule.strength].words in said


def test_a_cause_says_its_ratios_in_words_and_no_percentage(client: Client) -> None:
    for cause in KNOWN.causes:
        said = page(client, "deciding-entry", "causes", cause.id)
        assert all(finding.words in said for finding in cause.findings)
        assert "people who come with back pain" in said
        assert "speaks" in said or not cause.findings
        main = said.partition("What speaks for and against it")[2].partition("What to expect")[0]
        assert re.findall(r"\d\s*%|\d per cent", main) == []


def test_a_question_names_every_rule_that_uses_it(client: Client) -> None:
    question = next(question for question in KNOWN.order if question.private)
    said = page(client, "deciding-entry", "questions", question.id)

    assert rule_ids(said) >= {rule.id for rule in KNOWN.rules if question.fact in rule.when.facts()}
    assert "not to the front desk" in said


def test_every_source_names_what_rests_on_it(client: Client) -> None:
    said = page(client, "sources")
    cited = catalogue(KNOWN).cited

    assert [source for source in KNOWN.sources if source not in cited] == []
    assert said.count("What rests on it:") == len(KNOWN.sources)
    assert rule_ids(said) == {rule.id for rule in KNOWN.rules}


@pytest.mark.parametrize("name", ["deciding", "sources", "claims"])
def test_pages_that_are_in_english_only_say_so_to_a_screen_reader(name: str, client: Client) -> None:
    assert '<div lang="en">' in page(client, name)


def test_claims_keep_their_own_page(client: Client) -> None:
    claim = KNOWN.claims[0]
    assert client.get(reverse("deciding-area", args=["claims"])).headers["Location"] == reverse("claims")
    got = client.get(reverse("deciding-entry", args=["claims", claim.id]))
    assert got.headers["Location"] == f"{reverse('claims')}#{claim.id}"
    assert catalogue(KNOWN).address(Link("claims", claim.id, "")) == f"{reverse('claims')}#{claim.id}"


@pytest.mark.parametrize(
    "address", ["nothing/", "rules/RF-NONE-99", "nothing/here", "claims/none", "rules/..%2f"]
)
def test_what_does_not_exist_is_not_found(address: str, client: Client) -> None:
    assert client.get(f"/how-unknot-decides/{address}").status_code == 404


def test_a_link_to_nothing_has_no_address() -> None:
    assert catalogue(KNOWN).address(Link("rules", "gone", "")) == ""


def test_every_link_leads_somewhere() -> None:
    readable = catalogue(KNOWN)
    links = [
        link
        for entries in readable.entries.values()
        for entry in entries.values()
        for section in entry.sections
        for link in section.links
    ]
    assert len(links) > 1000
    assert [link for link in links if not readable.address(link)] == []


def test_reading_costs_no_more_than_any_page(client: Client, django_assert_num_queries: Any) -> None:
    """One query says which clinic it is; the knowledge itself is in memory."""
    addresses = [
        reverse("deciding"),
        reverse("deciding-area", args=["rules"]),
        reverse("deciding-entry", args=["rules", "CO-01"]),
        reverse("deciding-entry", args=["causes", "nonspecific"]),
        reverse("sources"),
    ]
    for address in addresses:
        with django_assert_num_queries(1):
            client.get(address)


def test_the_catalogue_is_made_once() -> None:
    assert catalogue(KNOWN) is catalogue(knowledge())


def test_knowledge_without_an_area_of_its_own_is_readable_too() -> None:
    """Also what nobody has thought of yet: fields, lists, conditions, things inside things."""
    found = {area.id: area for area in rest.areas(replace(KNOWN, following=Invented()))}  # type: ignore[arg-type]
    (entry,) = found["following-novelties"].read(Known(KNOWN, ()))

    assert (entry.id, entry.title, entry.strength, entry.sources) == ("n1", "Something new", "M", ("NG59",))
    shown = {section.title: section for section in entry.shown}
    assert set(shown) == {"What the person is told", "It holds when", "Parts", "Ready"}
    assert shown["Ready"].text == "yes"
    assert shown["It holds when"].when == read_aloud(Is("fever", True), KNOWN)
    inside, plain = shown["Parts"].items
    assert (inside.words, inside.sources, plain.words) == ("A part", ("ACP17",), "Some thing")
    assert inside.note == "share: 0.5"


@dataclass(frozen=True)
class Part:
    words: str = "A part"
    share: Fraction = Fraction(1, 2)
    times: int = 0
    sources: tuple[str, ...] = ("ACP17",)


@dataclass(frozen=True)
class Novelty:
    id: str = "n1"
    title: str = "Something new"
    person: str = "It is new."
    when: Condition = field(default_factory=lambda: Is("fever", True))
    parts: tuple[Part | str, ...] = (Part(), "some_thing")
    ready: bool = True
    reason: str = "{filled} later"
    strength: str = "M"
    sources: tuple[str, ...] = ("NG59",)


@dataclass(frozen=True)
class Invented:
    novelties: tuple[Novelty, ...] = (Novelty(),)
