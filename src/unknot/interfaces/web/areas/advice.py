"""How advice reads: what each urgency tells a person to do, what helps meanwhile, the claims ledger."""

from collections.abc import Iterable, Iterator

from unknot.clinical.knowledge import Action, Advice, Route
from unknot.clinical.reading_aloud import read_aloud
from unknot.clinical.urgency import Tier
from unknot.interfaces.web.areas.uses import rules_links
from unknot.interfaces.web.entries import Area, Entry, Item, Known, Section

OF_TIERS, OF_ACTIONS = "How urgent it is", "Special instructions"


def routes(known: Known) -> Iterator[Entry]:
    knowledge = known.knowledge
    for tier in sorted(Tier, reverse=True):
        if route := knowledge.routes.get(tier.code):
            yield _route(route, known)
    for action in knowledge.actions.values():
        yield _action(action, known)
    net = knowledge.safety_net
    signs = tuple(Item(one.words, CALLS[one.call], sources=one.sources) for one in net.items)
    yield Entry(
        id="safety_net",
        title="What would change the advice: shown to everyone",
        group="Everyone",
        sources=net.sources,
        sections=(
            Section("It begins with", net.intro),
            Section(
                "Signs",
                items=signs,
            ),
            Section("When no sign is up", net.no_flag),
            Section("When questions are open", knowledge.held_up.words),
            Section("When self-care suits", knowledge.self_care_words.words),
            Section("Self-care suits only when", when=read_aloud(knowledge.self_care, knowledge)),
        ),
    )


CALLS = {"emergency": "call the emergency number", "same_day": "see a doctor the same day"}


def _route(route: Route, known: Known) -> Entry:
    rules = rules_links(rule for rule in known.knowledge.rules if rule.tier is route.tier)
    return Entry(
        id=route.tier.code,
        title=f"{route.name}: {_plain(route.headline)}",
        group=OF_TIERS,
        tier=route.tier,
        sources=route.sources,
        reviewed=route.reviewed,
        sections=(
            *_ways(route),
            Section("What would change it", items=_items(route.safety_net)),
            Section("Booking", route.booking_words),
            Section("The desk", _plain(route.staff)),
            Section("Rules that lead here", f"{len(rules)} rules." if rules else "", links=rules),
        ),
    )


def _action(action: Action, known: Known) -> Entry:
    bringing = [rule for rule in known.knowledge.rules if rule.action == action.id]
    return Entry(
        id=action.id,
        title=_plain(action.headline),
        group=OF_ACTIONS,
        sources=action.sources,
        reviewed=action.reviewed,
        sections=(
            *_ways(action),
            Section("Rules that bring it", links=rules_links(bringing)),
        ),
    )


def _ways(one: Route | Action) -> tuple[Section, ...]:
    return (
        Section("What to do", items=_items(one.steps)),
        Section("What to say", items=_items(one.say)),
        Section("What not to do", items=_items(one.do_not)),
    )


def advice(known: Known) -> Iterator[Entry]:
    for piece in known.knowledge.advice:
        yield _piece(piece, known)


def _piece(piece: Advice, known: Known) -> Entry:
    names = [known.knowledge.routes[tier.code].name for tier in sorted(piece.tiers, reverse=True)]
    return Entry(
        id=piece.id,
        title=piece.title,
        summary=piece.person,
        strength=piece.strength,
        sources=piece.sources,
        reviewed=piece.reviewed,
        sections=(
            Section("What the person is told", piece.person, items=_items(piece.points)),
            Section("Careful", piece.caution),
            Section("Shown with", ", ".join(names) + "."),
            Section("Shown only when", when=read_aloud(piece.when, known.knowledge) if piece.when else None),
        ),
    )


def claims(known: Known) -> Iterator[Entry]:
    for claim in known.knowledge.claims:
        yield Entry(
            id=claim.id,
            title=f"“{claim.claim}”",
            summary=claim.say,
            group=claim.group,
            verdict=claim.verdict,
            strength=claim.strength,
            sources=claim.sources,
            reviewed=claim.reviewed,
            sections=(Section("The evidence", claim.evidence),),
        )


def _items(lines: Iterable[str]) -> tuple[Item, ...]:
    return tuple(Item(_plain(line)) for line in lines)


def _plain(words: str) -> str:
    """Without a country nobody's number can stand here."""
    return words.replace("{emergency}", "the emergency number").replace(
        "{advice_line}", "the out-of-hours line"
    )


ROUTES = Area(
    "urgency",
    "What each urgency means",
    "What a person is told to do, how the desk acts, and what may be booked.",
    routes,
    "urgency",
)
ADVICE = Area(
    "advice", "What helps meanwhile", "What people can do for themselves, and when not to.", advice, "advice"
)
CLAIMS = Area(
    "claims",
    "The claims ledger",
    "Things that are often said about back spasms, with a verdict. Our pages may say no more than it allows.",
    claims,
    "claim",
    page="claims",
)
