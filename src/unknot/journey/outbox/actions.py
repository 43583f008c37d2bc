"""Queueing, withdrawing and sending messages. A message is claimed for some minutes before it is sent, so
that any number of workers share one queue; a worker that dies in between lets the claim run out, and the
message goes out late rather than never."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import F, Q

from unknot.journey.outbox.models import Channel, Message, Status
from unknot.journey.people.access import SYSTEM, Actor, require
from unknot.journey.record.actions import write
from unknot.journey.record.facts import plain
from unknot.journey.refusals import Refusal

# Longer than any mail server takes to answer: a claim that runs out too early sends a message twice.
CLAIM = timedelta(minutes=10)
_LEFT = (
    *("status", "sent_at", "claimed_until", "last_error"),
    *("rendered_subject", "rendered_body", "attachment"),
)
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)


def queue(
    *,
    clinic_id: UUID,
    to: str,
    kind: str,
    context: Mapping[str, object],
    key: str,
    now: datetime,
    subject: models.Model | None = None,
    due_at: datetime | None = None,
    channel: str = Channel.EMAIL,
    again: bool = False,
) -> Message:
    """One message for one key, however often it is asked for. Call it in the transaction of the change that
    it tells of. With `again` one that was withdrawn unsent waits anew, as it is told now."""
    message, is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "clinic_id": clinic_id,
            "channel": channel,
            "to": to,
            "kind": kind,
            "context": plain(context),
            "subject_type": subject._meta.label_lower if subject else "",
            "subject_id": str(subject.pk) if subject else "",
            "queued_at": now,
            "due_at": due_at or now,
        },
    )
    if again and not is_new and message.status == Status.WITHDRAWN and message.sent_at is None:
        message.status, message.attempts, message.claimed_until = Status.QUEUED, 0, None
        message.to, message.context, message.due_at = to, plain(context), due_at or now
        message.save()
    return message


def withdraw(*, subject: models.Model, now: datetime, kind: str = "") -> int:
    """Takes back what is still waiting to be told about this row, all of it or one kind, and says how many
    messages that were."""
    waiting = Message.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk), status=Status.QUEUED
    )
    if kind:
        waiting = waiting.filter(kind=kind)
    with transaction.atomic():
        messages = list(waiting.select_for_update())
        waiting.update(status=Status.WITHDRAWN, claimed_until=None)
        for message in messages:
            _tell("outbox.withdrawn", message, now)
    return len(messages)


def take_back(*, message: Message, now: datetime) -> None:
    """Withdraws one message that whoever has taken it may not send."""
    with transaction.atomic():
        if Message.objects.filter(id=message.id, status=Status.QUEUED).update(
            status=Status.WITHDRAWN, claimed_until=None
        ):
            _tell("outbox.withdrawn", message, now)


def take_due(*, now: datetime, limit: int = 20) -> list[Message]:
    """Claims due messages for the caller, who must send each and then mark it. No two callers get the same
    one."""
    due = Message.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lte=now), status=Status.QUEUED, due_at__lte=now
    )
    with transaction.atomic():
        candidates = due.order_by("due_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            candidates = candidates.select_for_update(skip_locked=True)
        claim = {"claimed_until": now + CLAIM, "attempts": F("attempts") + 1}
        ids = list(candidates.values_list("id", flat=True)[:limit])
        # PostgreSQL has locked these rows and SQLite the file. Where neither holds, the condition, asked
        # once more here, tells, and nothing is taken this time.
        if due.filter(id__in=ids).update(**claim) != len(ids):
            transaction.set_rollback(True)
            return []
        return list(Message.objects.filter(id__in=ids).select_related("clinic").order_by("due_at", "id"))


def is_still_to_send(*, message: Message, now: datetime) -> bool:
    """Asked right before a taken message is handed over: is it still waiting, and the claim still ours? It
    locks the row until the caller's transaction ends. A claim that is half used is made new, so that a slow
    mail server never lets it run out under a message that is being sent."""
    if message.claimed_until is None:
        return False
    waiting = Message.objects.select_for_update(no_key=True).filter(status=Status.QUEUED)
    mine = waiting.filter(id=message.id, claimed_until=message.claimed_until).order_by()
    if not list(mine.values_list("id", flat=True)):
        return False
    if message.claimed_until - now < CLAIM / 2:
        message.claimed_until = now + CLAIM
        Message.objects.filter(id=message.id).update(claimed_until=message.claimed_until)
    return True


def postpone(*, message: Message, until: datetime) -> None:
    """A taken message waits for a better hour; that was no try."""
    Message.objects.filter(id=message.id, status=Status.QUEUED).update(
        due_at=until, claimed_until=None, attempts=F("attempts") - 1
    )


def mark_sent(*, message: Message, subject: str, body: str, now: datetime, attachment: str = "") -> Message:
    """Keeps what was sent as it left. It is true even of a message that was withdrawn while it was on its
    way."""
    message.status = Status.SENT
    message.sent_at = now
    message.claimed_until = None
    message.last_error = ""
    message.rendered_subject, message.rendered_body, message.attachment = subject, body, attachment
    with transaction.atomic():
        left = {name: getattr(message, name) for name in _LEFT}
        Message.objects.filter(id=message.id).update(**left)
        _tell("outbox.sent", message, now)
    return message


def mark_failed(*, message: Message, error: str, now: datetime, permanent: bool = False) -> Message:
    """Puts the message back for later, or gives up: at once when another try cannot help, else after the
    last wait."""
    with transaction.atomic():
        current = Message.objects.select_for_update().get(id=message.id)
        current.last_error = error
        current.claimed_until = None
        if current.status == Status.QUEUED:
            if permanent or current.attempts > len(WAITS):
                current.status = Status.FAILED
                _tell("outbox.gave_up", current, now, error)
            else:
                current.due_at = now + WAITS[max(current.attempts, 1) - 1]
        current.save()
    return current


def retry(*, message: Message, by: Actor, now: datetime) -> Message:
    """Staff send again what was given up, once they know why it failed. Not when something newer has been
    written about the same matter: the old words would tell people a time that no longer holds."""
    require(by, "outbox.retry", message.clinic_id)
    with transaction.atomic():
        current = Message.objects.select_for_update().get(id=message.id)
        if current.status != Status.FAILED:
            raise Refusal("not_given_up", "Only a message that was given up can be sent again.")
        later = Message.objects.filter(to=current.to, id__gt=current.id, due_at__lte=now)
        same_matter = later.filter(subject_type=current.subject_type, subject_id=current.subject_id)
        if current.subject_id and same_matter.exclude(status=Status.WITHDRAWN).exists():
            raise Refusal(
                "overtaken", "Something newer has been written about this. Call the person instead."
            )
        current.status, current.attempts, current.due_at = Status.QUEUED, 0, now
        current.save()
        write(clinic_id=current.clinic_id, kind="outbox.retried", subject=current, by=by, now=now)
    return current


def _tell(kind: str, message: Message, now: datetime, reason: str = "") -> None:
    said: dict[str, object] = {"kind": message.kind, "to": message.to, "attempts": message.attempts}
    write(
        clinic_id=message.clinic_id, kind=kind, subject=message, by=SYSTEM, now=now, reason=reason, data=said
    )
