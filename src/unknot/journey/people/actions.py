"""Who is here: clinics, staff, practitioners, patients. Each action asks the table, writes its rows and one
event together."""

from datetime import datetime, time
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import slug_re, validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import (
    Clinic,
    Membership,
    Patient,
    Practitioner,
    PractitionerKind,
    RemindBy,
    Role,
    User,
)
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.scheduling.errors import BadTime
from unknot.scheduling.reminders import QuietHours

TEXTING = (RemindBy.SMS, RemindBy.BOTH)
# Minutes: long enough to type, or to read and answer; short enough that nothing is kept for nobody.
KEPT = {"hold_minutes": (1, 60), "offer_minutes": (30, 1440)}
SHORTEST_PHONE = 7  # digits of a local number without its area code


def open_clinic(
    *,
    name: str,
    slug: str,
    zone: str,
    country: str,
    phone: str,
    email: str,
    by: Actor,
    now: datetime,
    address: str = "",
    cancel_hours: int = 24,
    is_demo: bool = False,
) -> Clinic:
    require(by, "people.open_clinic", None)
    if zone not in available_timezones():
        raise Refusal("unknown_zone", f"There is no time zone called {zone}.", field="zone")
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        words = "Please give the country by its two letters, for example US."
        raise Refusal("country_invalid", words, field="country")
    if not slug_re.fullmatch(slug) or slug != slug.lower():
        words = "The short name may hold small letters, digits and hyphens only."
        raise Refusal("slug_invalid", words, field="slug")
    if Clinic.objects.filter(slug=slug).exists():
        raise Refusal("slug_taken", f"There is a clinic called {slug} already.", field="slug")
    with transaction.atomic():
        clinic = Clinic.objects.create(
            name=_line(name, field="name"),
            slug=slug,
            zone=zone,
            country=country.upper(),
            phone=_phone(phone),
            email=_email(email),
            address=address.strip(),
            cancel_hours=cancel_hours,
            is_demo=is_demo,
        )
        _tell("people.clinic_opened", clinic, clinic, by, now)
    return clinic


def invite(*, clinic: Clinic, email: str, name: str, role: str, by: Actor, now: datetime) -> Membership:
    """Makes somebody staff of a clinic. A new user has no password until they, or the operator, set one."""
    require(by, "people.invite", clinic.pk)
    if role not in Role.values:
        raise Refusal("unknown_role", f"There is no role called {role}.", field="role")
    address, line = _email(email), _line(name, field="name")
    with transaction.atomic():
        user = User.objects.filter(email=address).first() or User.objects.create_user(address, name=line)
        if Membership.objects.filter(user=user, clinic=clinic).exists():
            raise Refusal("already_staff", f"{user.name} already works in {clinic.name}.", field="email")
        membership = Membership.objects.create(user=user, clinic=clinic, role=role)
        _tell("people.invited", membership, clinic, by, now, {"email": address, "role": role})
    return membership


def set_password(*, membership: Membership, password: str, by: Actor, now: datetime) -> None:
    require(by, "people.set_password", membership.clinic_id, membership)
    user = membership.user
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refusal("weak_password", " ".join(error.messages), field="password") from error
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        write(clinic_id=membership.clinic_id, kind="people.password_set", subject=user, by=by, now=now)


def add_practitioner(
    *, clinic: Clinic, name: str, kind: str, by: Actor, now: datetime, user: User | None = None
) -> Practitioner:
    require(by, "people.add_practitioner", clinic.pk)
    if kind not in PractitionerKind.values:
        raise Refusal("unknown_kind", f"There is no kind of practitioner called {kind}.", field="kind")
    if user and not Membership.objects.filter(user=user, clinic=clinic).exists():
        raise Refusal("not_staff", f"{user.name} does not work in {clinic.name}.", field="user")
    with transaction.atomic():
        practitioner = Practitioner.objects.create(
            clinic=clinic, user=user, name=_line(name, field="name"), kind=kind
        )
        _tell("people.practitioner_added", practitioner, clinic, by, now)
    return practitioner


def register_patient(
    *,
    clinic: Clinic,
    name: str,
    by: Actor,
    now: datetime,
    email: str = "",
    phone: str = "",
    birth_year: int | None = None,
    is_synthetic: bool = False,
    zone: str = "",
    remind_by: str = "",
) -> Patient:
    """The patient of this name and address, or number where there is no address; a new one if there is none.
    What is known of a patient is never overwritten here: whoever types somebody's name must not be able to
    redirect that person's letters."""
    require(by, "people.register_patient", clinic.pk)
    line = _line(name, field="name")
    address = _email(email) if email.strip() else ""
    number = _phone(phone) if phone.strip() else ""
    if not (address or number):
        words = _("Please give an e-mail address or a phone number, so that we can reach you.")
        raise Refusal("contact_missing", words, field="email")
    if birth_year is not None and not 0 <= now.year - birth_year <= 120:
        raise Refusal("birth_year", "Please give the year of birth with four digits.", field="birth_year")
    with transaction.atomic():
        known = _known(clinic, line, address, number)
        if known:
            return known
        patient = Patient.objects.create(
            clinic=clinic,
            name=line,
            email=address,
            phone=number,
            phone_digits=_digits(number),
            birth_year=birth_year,
            is_synthetic=is_synthetic,
            registered_at=now,
            zone=zone if zone in available_timezones() else "",
            remind_by=_way(remind_by or RemindBy.EMAIL),
            texts_agreed_at=now if remind_by in TEXTING else None,
        )
        _tell("people.patient_registered", patient, clinic, by, now)
    return patient


def prefer_reminders(*, patient: Patient, remind_by: str, by: Actor, now: datetime) -> Patient:
    """What the person wants for all of their visits. Choosing text messages is agreeing to them, and choosing
    anything else takes that back."""
    require(by, "people.prefer_reminders", patient.clinic_id)
    with transaction.atomic():
        current = Patient.objects.select_for_update().get(id=patient.pk)
        before = snapshot(current)
        current.remind_by = _way(remind_by)
        current.texts_agreed_at = (current.texts_agreed_at or now) if remind_by in TEXTING else None
        current.save(update_fields=["remind_by", "texts_agreed_at"])
        write(
            clinic_id=current.clinic_id,
            kind="people.reminders_preferred",
            subject=current,
            by=by,
            now=now,
            before=before,
            after=snapshot(current),
            data={"remind_by": current.remind_by, "agreed_to_texts": remind_by in TEXTING},
        )
    return current


def set_policy(
    *,
    clinic: Clinic,
    by: Actor,
    now: datetime,
    quiet_from: time | None = None,
    quiet_until: time | None = None,
    late_hours: int | None = None,
    texts_name: str | None = None,
    hold_minutes: int | None = None,
    offer_minutes: int | None = None,
) -> Clinic:
    """The clinic's hours without messages, from when a cancellation is late, its name in text messages, how
    long a time is kept while a form is filled and how long an offer is open; what is not given stays."""
    require(by, "people.set_policy", clinic.pk)
    given = {
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "late_hours": late_hours,
        "texts_name": None if texts_name is None else " ".join(texts_name.split()),
        "hold_minutes": hold_minutes,
        "offer_minutes": offer_minutes,
    }
    with transaction.atomic():
        current = Clinic.objects.select_for_update().get(id=clinic.pk)
        for name, value in given.items():
            if value is not None:
                setattr(current, name, value)
        try:
            QuietHours(current.quiet_from, current.quiet_until)
        except BadTime as error:
            raise Refusal("quiet_hours", f"These are no {error}.", field="quiet_until") from error
        if len(current.texts_name) > 40:
            raise Refusal("texts_name", "Please give a name of at most 40 letters.", field="texts_name")
        for name, (least, most) in KEPT.items():
            if not least <= getattr(current, name) <= most:
                raise Refusal(name, f"Please give {least} to {most} minutes.", field=name)
        current.save(update_fields=[*given])
        _tell("people.policy_set", current, current, by, now)
    return current


def allow_overbooking(*, membership: Membership, allowed: bool, by: Actor, now: datetime) -> Membership:
    """Whether this member of staff may book against the calendar; owners always may."""
    require(by, "people.allow_overbooking", membership.clinic_id)
    with transaction.atomic():
        membership.may_overbook = allowed
        membership.save(update_fields=["may_overbook"])
        kind = "people.overbooking_allowed" if allowed else "people.overbooking_forbidden"
        _tell(kind, membership, membership.clinic, by, now)
    return membership


def _way(remind_by: str) -> str:
    if remind_by not in RemindBy.values:
        raise Refusal("remind_by", f"There is no way to remind called {remind_by}.", field="remind_by")
    return remind_by


def _known(clinic: Clinic, name: str, email: str, phone: str) -> Patient | None:
    same = Patient.objects.filter(clinic=clinic, name__iexact=name).select_related("merged_into")
    found = same.filter(email=email) if email else same.filter(phone_digits=_digits(phone))
    row = found.first()
    return row.merged_into or row if row else None


def _tell(
    kind: str,
    row: Clinic | Membership | Practitioner | Patient,
    clinic: Clinic,
    by: Actor,
    now: datetime,
    data: dict[str, object] | None = None,
) -> None:
    write(clinic_id=clinic.pk, kind=kind, subject=row, by=by, now=now, after=snapshot(row), data=data)


def _line(text: str, *, field: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise Refusal("name_missing", _("Please give a name."), field=field)
    if len(line) > 200:
        raise Refusal("name_long", _("Please give a shorter name, of at most 200 letters."), field=field)
    return line


def _email(text: str) -> str:
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        words = _("This does not look like an e-mail address. It should be like name@example.org.")
        raise Refusal("email_invalid", words, field="email") from error
    return address


def _phone(text: str) -> str:
    number = " ".join(text.split())
    if not SHORTEST_PHONE <= len(_digits(number)) <= 20 or len(number) > 40:
        words = _("This does not look like a phone number. Please give it with its area code.")
        raise Refusal("phone_invalid", words, field="phone")
    return number


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
