"""Coming to one's own record by a link in a letter: asked for, used once, gone after a while."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.translation import gettext as _

from unknot.journey.book.links import behind, code_of
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Clinic, Patient
from unknot.journey.privacy.erasing import clear_letters
from unknot.journey.privacy.models import SignInLink
from unknot.journey.privacy.queries import people_at
from unknot.journey.record.actions import write
from unknot.journey.refusals import Refusal

_SALT = "unknot.privacy.sign_in"
OPEN_FOR = timedelta(minutes=30)
# Letters to one address: whoever types somebody else's must not be able to fill their post box.
MOST, WITHIN = 4, timedelta(hours=1)
FORGOTTEN = timedelta(days=1)
# For as long a letter about an erasure can be asked after.
KEPT = timedelta(days=7)


def ask_sign_in(*, clinic: Clinic, email: str, language: str, by: Actor, now: datetime) -> None:
    """The same answer and the same work whether anybody has this address or not; the letter is written later
    (server/followers.py), for addresses that somebody has. Raises Refusal for what is no address."""
    require(by, "privacy.ask_sign_in", clinic.pk)
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        words = _("This does not look like an e-mail address. It should be like name@example.org.")
        raise Refusal("email_invalid", words, field="email") from error
    with transaction.atomic():
        lately = SignInLink.objects.filter(clinic=clinic, email=address, asked_at__gt=now - WITHIN)
        if lately.count() >= MOST:
            return
        row = SignInLink.objects.create(
            clinic=clinic, email=address, language=language, asked_at=now, until=now + OPEN_FOR
        )
        write(clinic_id=clinic.pk, kind="privacy.sign_in_asked", subject=row, by=by, now=now)


def sign_in(*, code: str, clinic: Clinic, by: Actor, now: datetime) -> tuple[str, list[Patient]]:
    """Uses the link up: the address that it was sent to, and everybody who has it. Raises Refusal when it is
    none of ours, used or too old."""
    require(by, "privacy.sign_in", clinic.pk)
    with transaction.atomic():
        row = _behind(code, clinic).select_for_update().first()
        if row is None or row.used_at is not None or now > row.until:
            words = _("This link has been used, or is too old. Ask for a new one.")
            raise Refusal("link", words)
        row.used_at = now
        row.save(update_fields=["used_at"])
        write(clinic_id=clinic.pk, kind="privacy.signed_in", subject=row, by=by, now=now)
    return row.email, people_at(clinic.pk, row.email)


def open_own(*, patient: Patient, by: Actor, now: datetime) -> None:
    """The person has opened their record: reading is an event too."""
    require(by, "privacy.open_own", patient.clinic_id, patient)
    with transaction.atomic():
        write(clinic_id=patient.clinic_id, kind="privacy.own_record_opened", subject=patient, by=by, now=now)


def clear_over(*, now: datetime) -> int:
    """Links that opened or could have opened something a day ago, and the addresses in letters that told of
    an erasure; how many that were."""
    removed, _each = SignInLink.objects.filter(asked_at__lt=now - FORGOTTEN).delete()
    return removed + clear_letters(before=now - KEPT)


def code_for(link: SignInLink) -> str:
    return code_of(link.pk, _SALT)


def is_open(code: str, clinic: Clinic, *, now: datetime) -> bool:
    """Whether the link would open something; looking does not use it up."""
    return _behind(code, clinic).filter(used_at=None, until__gte=now).exists()


def _behind(code: str, clinic: Clinic) -> models.QuerySet[SignInLink]:
    """The link of this address, if it is one of ours."""
    found: UUID | None = behind(code, _SALT)
    rows = SignInLink.objects.filter(clinic=clinic)
    return rows.filter(id=found) if found else rows.none()
