"""Letters that ask how it goes. Nothing in them says what it is about: they are read on shared screens."""

from datetime import datetime, timedelta

from django.urls import reverse

from unknot.journey.follow.inviting import invitations
from unknot.journey.follow.links import address_of
from unknot.journey.outbox.actions import queue

EVERY = timedelta(hours=1)
_last: dict[str, datetime] = {}


def invite_check_ins(*, now: datetime) -> int:
    """How many letters were asked for. Each process looks once an hour; the key of a letter is its bout, its
    day and whether it is the second."""
    if "at" in _last and timedelta(0) <= now - _last["at"] < EVERY:
        return 0
    _last["at"] = now
    found = invitations(now=now)
    for one in found:
        patient, clinic = one.episode.patient, one.episode.clinic
        assert patient is not None  # noqa: S101  # invitations leaves the others out
        profile = getattr(patient, "profile", None)
        queue(
            clinic_id=clinic.pk,
            to=patient.email,
            kind="check_in",
            context={
                "person_name": patient.name,
                "clinic_name": clinic.name,
                "clinic_phone": clinic.phone,
                "link": reverse("how", args=[address_of(one.episode)]),
                "language": profile.language if profile else "",
            },
            key=f"check_in:{one.episode.pk}:{one.day}:{'again' if one.again else 'first'}",
            now=now,
            subject=one.episode,
        )
    return len(found)
