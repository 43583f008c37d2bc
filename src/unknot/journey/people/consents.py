"""Asking for a consent, signing it, taking it back; which there are and which are missing. What is signed is
sealed with the words that were read."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from unknot.clinical.consents import UNSCOPED, Given, Need, missing
from unknot.clinical.techniques import REGIONS
from unknot.journey.people import doubles
from unknot.journey.people.access import Actor, own_clinic, require
from unknot.journey.people.ages import is_known_minor
from unknot.journey.people.consent_models import ConsentKind, SignedAs
from unknot.journey.people.consent_texts import Wording, versions, wording
from unknot.journey.people.models import Consent, ConsentAsk, ConsentWithdrawal, Patient, RemindBy
from unknot.journey.people.signatures import Strokes, signed_name, strokes
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal

# Long enough to read it at home, short enough that no old letter opens anything.
OPEN_FOR = timedelta(days=14)
# The classes of technique that each kind can be signed for.
TECHNIQUES = {
    "treatment": ("manual", "massage"),
    "thrust": ("thrust",),
    "neck": ("thrust", "manual"),
}
DATA = Need("data")


def ask_consent(
    *, patient: Patient, need: Need, by: Actor, now: datetime, by_letter: bool = False
) -> ConsentAsk:
    """A page with this text for the person to sign, here or on their own telephone. Raises Refusal for a
    scope that there is no text for."""
    require(by, "people.ask_consent", patient.clinic_id)
    _refuse_scope(need)
    if by_letter and not patient.email:
        raise Refusal("no_address", "We have no e-mail address of this person. Ask on this screen.")
    with transaction.atomic():
        row = ConsentAsk.objects.create(
            clinic_id=patient.clinic_id,
            patient=patient,
            kind=need.kind,
            technique=need.technique,
            region=need.region,
            asked_by_id=UUID(by.id) if by.kind == "staff" else None,
            asked_at=now,
            until=now + OPEN_FOR,
            by_letter=by_letter,
        )
        _tell("people.consent_asked", row, by, now, {"kind": row.kind, "region": row.region})
    return row


def give_consent(
    *,
    ask: ConsentAsk,
    name: str,
    language: str,
    by: Actor,
    now: datetime,
    read: str = "",
    signed_as: str = SignedAs.SELF,
    signature: Strokes = (),
) -> Consent:
    """The person, or a minor's guardian, signs. `read` is the digest of the text that was shown: raises
    Refusal when it is another by now."""
    require(by, "people.give_consent", ask.clinic_id, ask)
    said = signed_name(name)
    with transaction.atomic():
        row = ConsentAsk.objects.select_for_update(of=("self",)).select_related("patient").get(id=ask.pk)
        _refuse_signing(row, signed_as, now)
        text = wording(need_of(row), language)
        if read and read != text.digest:
            words = _("The text has changed since you opened it. Please read it again.")
            raise Refusal("changed", words)
        consent = Consent(
            clinic_id=row.clinic_id,
            patient=row.patient,
            kind=row.kind,
            version=text.version,
            technique=row.technique,
            region=row.region,
            language=text.language,
            words=[text.title, *text.lines, text.agree],
            text_digest=text.digest,
            signed_name=said,
            signed_as=signed_as,
            signature=strokes(signature),
            at=now,
            taken_by_id=row.asked_by_id,
        )
        consent.close()
        consent.save()
        row.consent = consent
        row.save(update_fields=["consent"])
        more = {"kind": row.kind, "technique": row.technique, "region": row.region, "seal": consent.seal}
        _tell("people.consent_given", consent, by, now, {**more, "version": text.version})
    return consent


def withdraw_consent(
    *, consent: Consent, by: Actor, now: datetime, why: str = "", of: Patient | None = None
) -> ConsentWithdrawal:
    """Takes a consent back; for messages the reminders stop with it. `of` is the person who holds the right
    to, where they do it themselves. Raises Refusal when it was taken back before."""
    require(by, "people.withdraw_consent", consent.clinic_id, of)
    if of is not None and consent.patient_id not in doubles.identities(of):
        raise Refusal("not_found", _("There is no such consent."))
    with transaction.atomic():
        Consent.objects.select_for_update().get(id=consent.pk)
        if ConsentWithdrawal.objects.filter(consent=consent).exists():
            raise Refusal("withdrawn", _("This was taken back before."))
        row = ConsentWithdrawal(
            clinic_id=consent.clinic_id,
            consent=consent,
            why=why.strip()[:1000],
            at=now,
            by_kind=by.kind,
            by_name=by.name,
        )
        row.close()
        row.save()
        if consent.kind == ConsentKind.MESSAGES:
            signer = consent.patient.merged_into_id or consent.patient_id
            patient = Patient.objects.select_for_update().get(id=signer)
            patient.remind_by, patient.texts_agreed_at = RemindBy.NONE, None
            patient.save(update_fields=["remind_by", "texts_agreed_at"])
        _tell("people.consent_withdrawn", row, by, now, {"kind": consent.kind, "seal": row.seal})
    return row


def need_of(ask: ConsentAsk) -> Need:
    return Need(ask.kind, ask.technique, ask.region)  # type: ignore[arg-type]  # the choices are the kinds


def consents_of(actor: Actor, patient: Patient) -> list[Consent]:
    """All that the person ever signed, the latest first, with what they took back."""
    found = Consent.objects.filter(doubles.of(patient), clinic_id=own_clinic(actor, "people.read"))
    return list(found.select_related("withdrawal", "taken_by"))


def consent_behind(token: str) -> ConsentAsk | None:
    """The text that this address opens, signed or not."""
    found = ConsentAsk.objects.filter(token=token).select_related("patient", "clinic", "consent")
    return found.first()


def given_to(patient: Patient) -> list[Given]:
    """What holds today: signed and not taken back."""
    found = Consent.objects.filter(doubles.of(patient), withdrawal=None)
    return [Given(*row) for row in found.values_list("kind", "version", "technique", "region")]


def missing_of(patient: Patient, wanted: Iterable[Need], given: Iterable[Given] = ()) -> tuple[Need, ...]:
    """Those of the wanted that the person has not said yes to; `given` are more than those that they signed
    one by one."""
    return missing(wanted, [*given_to(patient), *given], versions())


def text_of(ask: ConsentAsk, language: str) -> Wording:
    return wording(need_of(ask), language)


def _refuse_scope(need: Need) -> None:
    if need.kind not in ConsentKind.values:
        raise Refusal("kind", f"There is no consent called {need.kind!r}.")
    scoped = need.technique in TECHNIQUES.get(need.kind, ("",)) and need.region in ("", *REGIONS)
    if not scoped or (need.kind in UNSCOPED) != (not need.region):
        raise Refusal("scope", "Choose the technique and the region that it is for.", field="region")
    if need.kind == "neck" and need.region != "cervical":
        raise Refusal("scope", "A consent for the neck is for the neck.", field="region")


def _refuse_signing(row: ConsentAsk, signed_as: str, now: datetime) -> None:
    if row.consent_id is not None:
        raise Refusal("signed", _("This is signed already."))
    if now > row.until:
        raise Refusal("late", _("This link is too old. Please ask the clinic for a new one."))
    if signed_as not in SignedAs.values:
        raise Refusal("signed_as", _("Please say who signs."), field="signed_as")
    if signed_as != SignedAs.GUARDIAN and is_known_minor(row.patient, now.date()):
        words = _("Somebody under 18 needs the signature of a parent or guardian.")
        raise Refusal("guardian", words, field="signed_as")


def _tell(kind: str, row: Any, by: Actor, now: datetime, data: dict[str, object]) -> None:
    write(clinic_id=row.clinic_id, kind=kind, subject=row, by=by, now=now, after=snapshot(row), data=data)
