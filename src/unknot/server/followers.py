"""Who follows which event: the one table of what happens later because something happened.

Every follower takes one event and `now`, may be called twice for the same event without harm, and runs after
the event's own transaction. The worker calls it until it has succeeded once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from unknot.journey.book import waitlist_offers
from unknot.journey.check.models import Alert
from unknot.journey.outbox import actions as outbox
from unknot.journey.people import team
from unknot.journey.people.models import ConsentAsk, Membership, Role
from unknot.journey.plan.spacing import keeps_spacing
from unknot.journey.privacy import actions as privacy
from unknot.journey.privacy import queries as own_record
from unknot.journey.privacy.models import SignInLink
from unknot.journey.record.models import Event


@dataclass(frozen=True, slots=True)
class Follower:
    """`name` is kept with every event that was dealt with: renaming it would repeat them all."""

    name: str
    kinds: frozenset[str]
    act: Callable[[Event, datetime], None]


def tell_staff_of_alert(event: Event, now: datetime) -> None:
    """A letter to everyone of the role that must look, or to the owners where nobody has that role; to nobody
    when somebody has looked already."""
    alert = Alert.objects.select_related("clinic").filter(id=event.subject_id, closed_at=None).first()
    if alert is None:
        return
    working = Membership.objects.filter(clinic=alert.clinic, user__is_active=True, ended_at=None)
    staff = working.select_related("user")
    for member in staff.filter(role=alert.role) or staff.filter(role=Role.OWNER):
        outbox.queue(
            clinic_id=alert.clinic_id,
            to=member.user.email,
            kind="alert",
            # No name and no answer: a letter is read on locked screens and in shared inboxes.
            context={
                "clinic_name": alert.clinic.name,
                "role": member.get_role_display(),
                "due_at": alert.due_at,
                "zone": alert.clinic.zone,
                "link": reverse("desk-alerts"),
            },
            key=f"alert:{alert.id}:{member.user_id}",
            now=now,
            subject=alert,
        )


def offer_what_came_free(event: Event, now: datetime) -> None:
    """To the best match on the waiting list, for whom it is held until they answer."""
    freed = waitlist_offers.freed_by(event)
    if freed is not None:
        waitlist_offers.offer_freed(freed, now=now, may_move=keeps_spacing)


def send_what_is_to_sign(event: Event, now: datetime) -> None:
    """The link to a consent, to a person who signs at home; not once it is signed."""
    ask = ConsentAsk.objects.select_related("patient__profile", "clinic").filter(id=event.subject_id).first()
    if ask is None or not ask.by_letter or ask.consent_id is not None or not ask.patient.email:
        return
    profile = getattr(ask.patient, "profile", None)
    outbox.queue(
        clinic_id=ask.clinic_id,
        to=ask.patient.email,
        kind="consent_asked",
        context={
            "person_name": ask.patient.name,
            "clinic_name": ask.clinic.name,
            "clinic_phone": ask.clinic.phone,
            "link": reverse("consent", args=[ask.token]),
            "language": profile.language if profile else "",
        },
        key=f"consent_asked:{ask.pk}",
        now=now,
        subject=ask,
    )


def send_the_way_in(event: Event, now: datetime) -> None:
    """The link to one's own record, to an address that somebody has; nothing to one that nobody has."""
    link = SignInLink.objects.select_related("clinic").filter(id=event.subject_id, used_at=None).first()
    if link is None or not own_record.people_at(link.clinic_id, link.email):
        return
    outbox.queue(
        clinic_id=link.clinic_id,
        to=link.email,
        kind="sign_in_link",
        context={
            "clinic_name": link.clinic.name,
            "clinic_phone": link.clinic.phone,
            "link": reverse("me-enter", args=[privacy.code_for(link)]),
            "language": link.language,
        },
        key=f"sign_in_link:{link.pk}",
        now=now,
        subject=link,
    )


def send_the_invitation(event: Event, now: datetime) -> None:
    """The link to a password, to whoever was made staff and has none yet."""
    found = Membership.objects.select_related("user", "clinic").filter(id=event.subject_id, ended_at=None)
    member = found.first()
    if member is None or member.user.has_usable_password():
        return
    outbox.queue(
        clinic_id=member.clinic_id,
        to=member.user.email,
        kind="sign_in_invite",
        context={
            "person_name": member.user.name,
            "clinic_name": member.clinic.name,
            "link": reverse("welcome", args=[member.pk, team.welcome.make_token(member.user)]),
        },
        key=f"sign_in_invite:{event.pk}",
        now=now,
    )


# Accepting is not among them: the visit that is moved by it tells of the time it leaves.
FREEING = frozenset(
    {
        "book.cancelled",
        "book.moved",
        "book.offer_refused",
        "book.offer_expired",
        "book.offer_withdrawn",
    }
)
FOLLOWERS = (
    Follower(
        "send the invitation", frozenset({"people.invited", "people.invited_again"}), send_the_invitation
    ),
    Follower("tell staff of alert", frozenset({"check.alert_raised"}), tell_staff_of_alert),
    Follower("send what is to sign", frozenset({"people.consent_asked"}), send_what_is_to_sign),
    Follower("send the way in", frozenset({"privacy.sign_in_asked"}), send_the_way_in),
    Follower("offer what came free", FREEING, offer_what_came_free),
)
