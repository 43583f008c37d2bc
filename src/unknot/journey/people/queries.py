"""Reading people. What concerns a clinic's patients is asked as somebody and answered only to those whom the
table allows."""

from uuid import UUID

from django.db import models

from unknot.journey.people.access import Actor, own_clinic
from unknot.journey.people.models import Clinic, Membership, Patient, Practitioner, Profile, User
from unknot.journey.record import queries as record
from unknot.journey.record.models import Event
from unknot.journey.record.queries import EVERYTHING, Asked


def clinics() -> list[Clinic]:
    return list(Clinic.objects.all())


def clinic(slug: str) -> Clinic | None:
    return Clinic.objects.filter(slug=slug).first()


def only_clinic() -> Clinic | None:
    """The clinic, where there is exactly one: then nobody need name it in an address."""
    found = list(Clinic.objects.all()[:2])
    return found[0] if len(found) == 1 else None


def memberships(user: User) -> list[Membership]:
    return list(Membership.objects.filter(user=user).select_related("clinic").order_by("clinic__name"))


def staff(user: User, clinic_id: UUID) -> Actor | None:
    """The actor that a signed-in user is in one clinic; None where they do not work, or no longer may sign
    in."""
    treats = Practitioner.objects.filter(clinic=models.OuterRef("clinic"), user=user, is_active=True)
    found = Membership.objects.filter(user=user, clinic_id=clinic_id, user__is_active=True, ended_at=None)
    membership = found.annotate(treats=models.Exists(treats)).first()
    if membership is None:
        return None
    return Actor(
        kind="staff",
        id=str(user.pk),
        name=user.name or user.email,
        role=membership.role,
        clinic_id=clinic_id,
        treats=membership.treats,
        overbooks=membership.may_overbook,
    )


def member(clinic: Clinic, email: str) -> Membership | None:
    """For the command line alone."""
    found = Membership.objects.filter(clinic=clinic, user__email__iexact=email.strip())
    return found.select_related("user").first()


def colleagues(actor: Actor) -> list[Membership]:
    """Who works in the actor's clinic, by name."""
    clinic_id = own_clinic(actor, "people.read")
    found = Membership.objects.filter(clinic_id=clinic_id, ended_at=None).select_related("user")
    return list(found.order_by("user__name"))


def place(actor: Actor) -> Membership | None:
    """One's own place in the clinic."""
    clinic_id = own_clinic(actor, "people.read")
    return Membership.objects.filter(clinic_id=clinic_id, user_id=actor.id).select_related("user").first()


def practitioners(clinic_id: UUID) -> list[Practitioner]:
    return list(Practitioner.objects.filter(clinic_id=clinic_id, is_active=True))


def find_patients(actor: Actor, text: str, *, limit: int = 20) -> list[Patient]:
    """Patients whose name, e-mail address or phone number holds the text; for the desk, while somebody is on
    the phone."""
    clinic_id = own_clinic(actor, "people.read")
    words = text.split()
    if not words:
        return []
    found = Patient.objects.filter(clinic_id=clinic_id, merged_into=None)
    for word in words:
        digits = "".join(character for character in word if character.isdigit())
        matches = models.Q(name__icontains=word) | models.Q(email__icontains=word)
        if digits:
            matches |= models.Q(phone_digits__contains=digits)
        found = found.filter(matches)
    return list(found[:limit])


def patient(actor: Actor, patient_id: UUID) -> Patient | None:
    """The person of this row; of a double that was merged, whom it became."""
    clinic_id = own_clinic(actor, "people.read")
    row = Patient.objects.filter(clinic_id=clinic_id, id=patient_id).select_related("merged_into").first()
    return row.merged_into or row if row else None


def profile(actor: Actor, patient: Patient) -> Profile | None:
    """None where nobody has written anything down: all of it is unknown then."""
    clinic_id = own_clinic(actor, "people.read")
    return Profile.objects.filter(patient=patient, patient__clinic_id=clinic_id).first()


def recorded(actor: Actor, asked: Asked = EVERYTHING, *, limit: int = 100) -> list[Event]:
    """What happened in the actor's clinic, youngest first."""
    return record.recent(own_clinic(actor, "record.read"), asked, limit=limit)


def rooms_recorded(actor: Actor) -> list[str]:
    """The parts of the product of which something has been recorded, such as "book"."""
    return record.rooms(own_clinic(actor, "record.read"))
