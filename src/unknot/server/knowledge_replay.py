"""`unknot knowledge replay [CHECK-ID | --all]`: decides stored checks again under their own knowledge, which
must give the same, and says what today's knowledge would say."""

from collections import Counter
from collections.abc import Callable
from uuid import UUID

from django.core.management.base import CommandError, CommandParser

from unknot.clinical.urgency import Tier
from unknot.journey.check.replaying import Replay, decided_check, decided_checks, replay


def add_arguments(parser: CommandParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("check", metavar="CHECK-ID", nargs="?", help="one check, and what is otherwise")
    which.add_argument("--all", action="store_true", help="every decided check, counted")


def replay_one(check_id: str) -> str:
    try:
        row = decided_check(UUID(check_id))
    except ValueError:
        raise CommandError(
            f"{check_id!r} is no id of a check; it stands in the address of its page"
        ) from None
    again = replay(row) if row else None
    if row is None or again is None:
        raise CommandError(f"no decided check {check_id}")
    said = [
        f"decided {row.decided_at:%Y-%m-%d %H:%M} UTC with {row.knowledge_version}: {again.stored.tier.code}"
    ]
    said.append(f"under its own knowledge: {_own(again)}")
    said.append(f"under today's knowledge {again.today.knowledge_version}: {again.today.tier.code}")
    said += [f"  {one.words}" + (f": {one.why}" if one.why else "") for one in again.differences]
    if not again.differences:
        said.append("  nothing is otherwise")
    if again.places:
        raise CommandError("\n".join(said))
    return "\n".join(said)


def replay_all(write: Callable[[str], object]) -> None:
    """Counts how every decided check replays; CommandError, after the counts, when one does not repeat."""
    count: Counter[str] = Counter()
    wrong = []
    for check in decided_checks():
        again = replay(check)
        if again is None:
            continue
        count["checks"] += 1
        count["same" if again.is_identical else "differ" if again.places else "no edition"] += 1
        count[_today(again.stored.tier, again.today.tier)] += 1
        if again.places:
            wrong.append(f"{check.id}: {', '.join(again.places[:5])}")
    write(f"{count['checks']} decided checks")
    write(f"  {count['same']} replay identically under their own knowledge")
    write(f"  {count['differ']} come out otherwise than they were stored")
    write(f"  {count['no edition']} whose knowledge is not kept or no longer read")
    said = f"{count['as urgent']} would be as urgent, {count['more']} more, {count['less']} less"
    write(f"under today's knowledge {said}")
    if wrong:
        raise CommandError("\n".join(["these do not repeat:", *wrong]))


def _own(again: Replay) -> str:
    if again.again is None:
        return again.own.why_not
    return f"OTHERWISE in {', '.join(again.places)}" if again.places else "identical"


def _today(then: Tier, today: Tier) -> str:
    return "as urgent" if today is then else "more" if today > then else "less"
