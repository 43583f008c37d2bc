"""What a person asks about their record: to correct, to erase; answered by the clinic within its days. And
what nobody has to be asked for: removing what is past its years."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.language import known_or_english
from unknot.journey.outbox.actions import queue
from unknot.journey.people import doubles
from unknot.journey.people.access import Actor, own_clinic, require
from unknot.journey.people.models import Clinic, Patient
from unknot.journey.privacy.erasing import forget
from unknot.journey.privacy.models import AskedFor, PrivacyRequest, Retention, Standing
from unknot.journey.privacy.retaining import Kept, is_past, kept_of
from unknot.journey.privacy.rules import answer_days, rules_of
from unknot.journey.record.actions import write
from unknot.journey.refusals import Refusal

LONGEST = 2000
MOST_YEARS = 50


def ask_about_record(
    *, patient: Patient, kind: str, words: str, by: Actor, now: datetime, language: str = "en"
) -> PrivacyRequest:
    """Raises Refusal when the same is open already, and for a correction that does not say what is wrong."""
    require(by, "privacy.ask_about_record", patient.clinic_id, patient)
    said = words.strip()
    if kind not in AskedFor.values:
        raise Refusal("kind", _("Please say what we should do."), field="kind")
    if kind == AskedFor.CORRECT and not said:
        raise Refusal("words", _("Please say what is wrong, and what would be right."), field="words")
    if len(said) > LONGEST:
        raise Refusal("words", _("Please say it in fewer words."), field="words")
    try:
        with transaction.atomic():
            row = PrivacyRequest.objects.create(
                clinic_id=patient.clinic_id,
                patient=patient,
                kind=kind,
                words=said,
                language=language,
                asked_at=now,
                due_on=now.date() + timedelta(days=answer_days()),
            )
            _tell("privacy.request_made", row, by, now)
    except IntegrityError as error:
        raise Refusal("open", _("You have asked for this already. We answer it soon.")) from error
    return row


def answer_request(
    *, request: PrivacyRequest, answer: str, done: bool, by: Actor, now: datetime
) -> PrivacyRequest:
    """Says what was done, or why not. What is to be erased is answered by erasing it, or refused by an owner
    with the reason."""
    require(by, "privacy.answer_request", request.clinic_id)
    if request.kind == AskedFor.ERASE:
        require(by, "privacy.erase", request.clinic_id)
        if done:
            raise Refusal("erase", "Erase it: then it is done.")
    if not answer.strip():
        raise Refusal("answer", "Say to the person what was done, or why not.", field="answer")
    with transaction.atomic():
        row = _answered(request, Standing.DONE if done else Standing.REFUSED, answer, by, now)
        if row.patient.email:
            _write_to(row, row.patient.email, "request_answered", now)
        _tell("privacy.request_answered", row, by, now)
    return row


def erase(*, request: PrivacyRequest, by: Actor, now: datetime) -> tuple[Kept, ...]:
    """Erases what nothing makes the clinic keep, tells the person what is kept and until when, and returns
    that. Raises Refusal while they have visits to come."""
    require(by, "privacy.erase", request.clinic_id)
    patient = request.patient
    ahead = Booking.objects.filter(doubles.of(patient), status=BookingStatus.BOOKED, starts_at__gte=now)
    if ahead.exists():
        raise Refusal("visits_ahead", "They have visits to come. Cancel those first.")
    with transaction.atomic():
        email, kept = patient.email, kept_of(patient, today=now.date())
        row = _answered(request, Standing.DONE, _told(kept, request.language), by, now)
        removed = forget(patient=patient, kept=[one.rule.kind for one in kept], actor=by, now=now)
        until = {one.rule.kind: one.until for one in kept}
        write(
            clinic_id=patient.clinic_id,
            kind="privacy.erased",
            subject=patient,
            by=by,
            now=now,
            data={"removed": removed, "kept": until},
        )
        if email:
            _write_to(row, email, "erased", now, kept=_lines(kept, row.language))
    return kept


def remove_expired(*, patient: Patient, by: Actor, now: datetime) -> dict[str, int]:
    """Everything about somebody of whom nothing has to be kept any more. Raises Refusal for anybody else."""
    require(by, "privacy.remove_expired", patient.clinic_id)
    if not is_past(patient, today=now.date()):
        raise Refusal("kept", "Something of theirs has to be kept still.")
    with transaction.atomic():
        removed = forget(patient=patient, kept=(), actor=by, now=now)
        data = {"removed": removed}
        write(
            clinic_id=patient.clinic_id,
            kind="privacy.expired_removed",
            subject=patient,
            by=by,
            now=now,
            data=data,
        )
    return removed


def set_retention(*, clinic: Clinic, kind: str, years: int | None, by: Actor, now: datetime) -> None:
    """The clinic's own years for one kind; none is the proposal again."""
    require(by, "privacy.set_retention", clinic.pk)
    if kind not in rules_of(clinic):
        raise Refusal("kind", f"There is no kind of record called {kind!r}.", field="kind")
    if years is not None and not 0 <= years <= MOST_YEARS:
        raise Refusal("years", f"Right would be 0 to {MOST_YEARS} years.", field=kind)
    with transaction.atomic():
        Retention.objects.filter(clinic=clinic, kind=kind).delete()
        if years is not None:
            Retention.objects.create(clinic=clinic, kind=kind, years=years)
        data = {"kind": kind, "years": years}
        write(clinic_id=clinic.pk, kind="privacy.retention_set", subject=clinic, by=by, now=now, data=data)


def open_requests(actor: Actor) -> list[PrivacyRequest]:
    """What waits for an answer, by the day by which it must have one."""
    found = PrivacyRequest.objects.filter(
        clinic_id=own_clinic(actor, "privacy.read_requests"), standing=Standing.OPEN
    )
    return list(found.select_related("patient"))


def request_for(actor: Actor, request_id: UUID) -> PrivacyRequest | None:
    found = PrivacyRequest.objects.filter(clinic_id=own_clinic(actor, "privacy.read_requests"), id=request_id)
    return found.select_related("patient__clinic", "answered_by").first()


def requests_of(actor: Actor, patient: Patient) -> list[PrivacyRequest]:
    """One's own, the latest first."""
    require(actor, "privacy.read_own", patient.clinic_id, patient)
    return list(PrivacyRequest.objects.filter(patient=patient).order_by("-asked_at"))


def _answered(
    request: PrivacyRequest, standing: Standing, answer: str, by: Actor, now: datetime
) -> PrivacyRequest:
    rows = PrivacyRequest.objects.select_for_update(of=("self",)).select_related("patient__clinic")
    row = rows.get(id=request.pk)
    if row.standing != Standing.OPEN:
        raise Refusal("answered", "This was answered already.")
    row.standing, row.answer, row.answered_at = standing, answer.strip(), now
    row.answered_by_id = UUID(by.id) if by.kind == "staff" else None
    row.save()
    return row


def _lines(kept: Iterable[Kept], language: str) -> list[str]:
    """What is kept and until when, as the person reads it."""
    spoken = known_or_english(language)
    with translation.override(spoken):
        return [
            _("%(what)s: until %(day)s.")
            % {
                "what": one.rule.words[spoken],
                "day": date_format(one.until, pgettext("date format", "j F Y")),
            }
            for one in kept
        ]


def _told(kept: Iterable[Kept], language: str) -> str:
    return " ".join(_lines(kept, language))


def _write_to(
    row: PrivacyRequest, email: str, kind: str, now: datetime, kept: list[str] | None = None
) -> None:
    clinic = row.patient.clinic
    queue(
        clinic_id=row.clinic_id,
        to=email,
        kind=kind,
        context={
            "clinic_name": clinic.name,
            "clinic_phone": clinic.phone,
            "link": "/me/",
            "language": row.language,
            **({} if kept is None else {"kept": kept}),
        },
        key=f"{kind}:{row.pk}",
        now=now,
        subject=row,
    )


def _tell(kind: str, row: PrivacyRequest, by: Actor, now: datetime) -> None:
    data = {"kind": row.kind, "standing": row.standing}
    write(clinic_id=row.clinic_id, kind=kind, subject=row, by=by, now=now, data=data)
