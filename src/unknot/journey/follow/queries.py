"""Reading how people are getting on, as somebody who may."""

from unknot.journey.check.models import Episode
from unknot.journey.follow.models import CheckIn, Reading, Spasm
from unknot.journey.people.access import Actor, may, require
from unknot.journey.people.models import Patient


def check_ins_in(actor: Actor, episode: Episode, *, limit: int) -> list[CheckIn]:
    if not may(actor, "follow.read", episode.clinic_id, episode):
        return []
    found = CheckIn.objects.filter(clinic_id=episode.clinic_id, episode=episode)
    return list(found.select_related("from_check")[:limit])


def spasms_in(actor: Actor, episode: Episode, *, limit: int) -> list[Spasm]:
    if not may(actor, "follow.read", episode.clinic_id, episode):
        return []
    return list(Spasm.objects.filter(clinic_id=episode.clinic_id, episode=episode)[:limit])


def readings_in(actor: Actor, episode: Episode, *, limit: int) -> list[Reading]:
    """How it was read to be going, the latest first."""
    if not may(actor, "follow.read", episode.clinic_id, episode):
        return []
    return list(Reading.objects.filter(clinic_id=episode.clinic_id, episode=episode)[:limit])


def open_bouts(actor: Actor, patient: Patient) -> list[Episode]:
    """The bouts that the person may still tell of, the latest first: for themselves."""
    require(actor, "privacy.read_own", patient.clinic_id, patient)
    found = Episode.objects.filter(clinic_id=patient.clinic_id, patient=patient, ended_at=None)
    return list(found.order_by("-started_at"))
