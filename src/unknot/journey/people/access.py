"""The one table of who may do what. Every action asks it through `require`, a test compares it with the
actions that exist, and the pages read it to know what to show; there is no second place where a permission
is decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from unknot.journey.people.models import Clinic, Role
from unknot.journey.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. The `id` of staff is their user's. The `id` of a person is that of the one row whose signed
    link or token they hold, and empty for somebody who has only just come. `treats` is an owner who is a
    practitioner too and wears both hats."""

    kind: Literal["staff", "person", "system"]
    id: str = ""
    name: str = ""
    role: str = ""
    clinic_id: UUID | None = None
    treats: bool = False
    # The owner lets them book against the calendar.
    overbooks: bool = False

    def hats(self, subject: models.Model | None) -> frozenset[str]:
        if self.kind == "staff":
            more = {"clinician"} if self.treats else set()
            return frozenset({self.role, *more, *({OVERBOOKER} if self.overbooks else ())})
        if self.kind == "system":
            return frozenset({"system"})
        holds = subject is not None and bool(self.id) and str(subject.pk) == self.id
        return frozenset({"anyone", "holder"}) if holds else frozenset({"anyone"})


SYSTEM = Actor(kind="system", name="Unknot")


def visitor(clinic: Clinic) -> Actor:
    """Somebody without a link: they may begin, and nothing that is there already is theirs."""
    return Actor(kind="person", clinic_id=clinic.pk)


def holder(of: models.Model, *, clinic_id: UUID, name: str = "") -> Actor:
    """Somebody who has shown the token or the signed link of one row, and may act on that row alone."""
    return Actor(kind="person", id=str(of.pk), name=name, clinic_id=clinic_id)


OWNER: str = Role.OWNER.value
DESK: str = Role.FRONT_DESK.value
CLINICIAN: str = Role.CLINICIAN.value
# Reads what is recorded and who did it, and writes nothing.
AUDITOR: str = Role.AUDITOR.value
OVERBOOKER = "overbooker"
STAFF = frozenset({OWNER, DESK, CLINICIAN})
READERS = STAFF | {AUDITOR}
HOLDER = frozenset({"holder"})
ANYONE = frozenset({"anyone"})
SYSTEM_ONLY = frozenset({"system"})

TABLE: Mapping[str, frozenset[str]] = {
    # the record
    "record.read": frozenset({OWNER, AUDITOR}),
    # the people
    "people.read": READERS,
    "people.open_clinic": SYSTEM_ONLY,
    "people.invite": frozenset({OWNER}) | SYSTEM_ONLY,
    "people.invite_again": frozenset({OWNER}),
    "people.change_role": frozenset({OWNER}),
    "people.treat_as": frozenset({OWNER}) | SYSTEM_ONLY,
    "people.end_place": frozenset({OWNER}),
    "people.resume_place": frozenset({OWNER}),
    # One's own; an owner ends those of others: see people/sessions.py.
    "people.end_session": READERS,
    "people.end_sessions": READERS,
    "people.set_password": HOLDER | SYSTEM_ONLY,
    # Their own second factor alone: see people/factors.py and people/passkeys.py.
    "people.enrol": READERS,
    "people.show_code": READERS,
    "people.add_passkey": READERS,
    "people.show_passkey": READERS,
    "people.remove_passkey": READERS,
    "people.new_codes": READERS,
    "people.take_away": frozenset({OWNER}) | SYSTEM_ONLY,
    "people.add_practitioner": frozenset({OWNER}) | SYSTEM_ONLY,
    "people.register_patient": STAFF | ANYONE | SYSTEM_ONLY,
    # A person chooses for one visit by its link (book.choose_reminders); for all of theirs the desk does.
    "people.prefer_reminders": STAFF | SYSTEM_ONLY,
    # The desk writes down what a person tells; what opens or closes a technique, a clinician finds.
    "people.write_profile": STAFF | SYSTEM_ONLY,
    "people.record_facts": frozenset({CLINICIAN}) | SYSTEM_ONLY,
    # The person, or a guardian, signs on the page that they were asked with; the desk writes down what they
    # take back.
    "people.ask_consent": STAFF | SYSTEM_ONLY,
    "people.give_consent": HOLDER | SYSTEM_ONLY,
    "people.withdraw_consent": STAFF | HOLDER | SYSTEM_ONLY,
    "people.set_policy": frozenset({OWNER}) | SYSTEM_ONLY,
    "people.allow_overbooking": frozenset({OWNER}) | SYSTEM_ONLY,
    # the outbox
    "outbox.read": READERS,
    "outbox.retry": STAFF,
    # the check
    "check.begin": STAFF | ANYONE | SYSTEM_ONLY,
    "check.answer": STAFF | HOLDER | SYSTEM_ONLY,
    "check.decide": STAFF | HOLDER | SYSTEM_ONLY,
    "check.leave_contact": STAFF | HOLDER,
    "check.read": READERS | HOLDER,
    # How urgent and why is for all who work here; answers about bladder, bowel and sex are not.
    "check.read_private": frozenset({CLINICIAN}) | HOLDER,
    # How an assessment came about, rule by rule: for those who answer for it. Private answers stay private.
    "check.trace": frozenset({OWNER, CLINICIAN, AUDITOR}),
    "check.close_alert": STAFF,
    "check.open_booking": frozenset({CLINICIAN}),
    "check.end_episode": frozenset({CLINICIAN}),
    # Somebody else's words, under terms that the clinic answers for.
    "check.fill_instrument": frozenset({OWNER}) | SYSTEM_ONLY,
    # the seat
    "book.book": STAFF | ANYONE | SYSTEM_ONLY,
    "book.hold": STAFF | ANYONE | SYSTEM_ONLY,
    # The waiting list: for a visit one has (the holder of its link), or for a first one.
    "book.join_waitlist": STAFF | ANYONE | SYSTEM_ONLY,
    "book.wish_earlier": STAFF | HOLDER | SYSTEM_ONLY,
    "book.leave_waitlist": STAFF | HOLDER | SYSTEM_ONLY,
    "book.offer": STAFF | SYSTEM_ONLY,
    "book.answer_offer": STAFF | HOLDER,
    "book.move": STAFF | HOLDER,
    "book.cancel": STAFF | HOLDER,
    "book.confirm": STAFF | HOLDER,
    "book.choose_reminders": STAFF | HOLDER,
    "book.mark": STAFF | SYSTEM_ONLY,
    "book.read": READERS | HOLDER,
    "book.override": frozenset({CLINICIAN}),
    "book.arrange": frozenset({OWNER}) | SYSTEM_ONLY,
    # Whoever answers the telephone at half past seven: Sam is ill today.
    "book.add_leave": STAFF | SYSTEM_ONLY,
    # Into a time that is taken or outside opening hours, at the desk and with a reason.
    "book.overbook": frozenset({OWNER, OVERBOOKER}),
    # The sessions of a class.
    "book.lay_out": frozenset({OWNER, DESK}) | SYSTEM_ONLY,
    "book.cancel_session": frozenset({OWNER, DESK}) | SYSTEM_ONLY,
    # A clinician's own calendar alone, and a person's by the link of one of their visits: see book/feeds.py.
    "book.make_feed": frozenset({OWNER, CLINICIAN}) | HOLDER,
    "book.close_feed": frozenset({OWNER, CLINICIAN}) | HOLDER,
    "book.bring_in": frozenset({OWNER}) | SYSTEM_ONLY,
    # A clinician's own outside calendar alone: see book/outside.py.
    "book.watch_outside": frozenset({OWNER, CLINICIAN}) | SYSTEM_ONLY,
    # a course of visits
    "plan.lay_out": frozenset({CLINICIAN}) | SYSTEM_ONLY,
    "plan.wish": STAFF | SYSTEM_ONLY,
    "plan.leave_out": frozenset({CLINICIAN}),
    "plan.end": frozenset({CLINICIAN}),
    "plan.read": READERS | SYSTEM_ONLY,
    # The written plan: what is in it is a clinician's, and the person's yes is the person's, on their own
    # telephone or on the clinic's.
    "plan.draft": frozenset({CLINICIAN}) | SYSTEM_ONLY,
    "plan.revise": frozenset({CLINICIAN}),
    "plan.offer": frozenset({CLINICIAN}) | SYSTEM_ONLY,
    "plan.take_back": frozenset({CLINICIAN}),
    "plan.agree": STAFF | HOLDER | SYSTEM_ONLY,
    "plan.attach": frozenset({CLINICIAN}) | SYSTEM_ONLY,
    "plan.close": frozenset({CLINICIAN}),
    "plan.keep_template": frozenset({OWNER, CLINICIAN}),
    "plan.drop_template": frozenset({OWNER, CLINICIAN}),
    # The note of a visit: clinicians' alone; a draft is its author's, which the actions see to.
    "visit.read_notes": frozenset({CLINICIAN, AUDITOR}),
    "visit.begin": frozenset({CLINICIAN}),
    "visit.keep": frozenset({CLINICIAN}),
    "visit.sign": frozenset({CLINICIAN}),
    "visit.add": frozenset({CLINICIAN}),
    # Their own texts alone: see visit/macros.py.
    "visit.keep_macro": frozenset({CLINICIAN}),
    "visit.drop_macro": frozenset({CLINICIAN}),
    # Before a visit, on the person's own device or at the desk.
    "visit.arrive": STAFF | HOLDER,
    "visit.read_arrivals": READERS,
    # How a course goes, what comes next, and what another house is told of it.
    "visit.look_again": frozenset({CLINICIAN}),
    "visit.begin_letter": frozenset({CLINICIAN}),
    "visit.keep_letter": frozenset({CLINICIAN}),
    "visit.sign_letter": frozenset({CLINICIAN}),
    "visit.discard_letter": frozenset({CLINICIAN}),
    # what a visit costs
    "visit.read_receipts": READERS | SYSTEM_ONLY,
    "visit.add_price_item": frozenset({OWNER}) | SYSTEM_ONLY,
    "visit.drop_price_item": frozenset({OWNER}),
    "visit.set_codes": frozenset({OWNER}) | SYSTEM_ONLY,
    "visit.issue": STAFF | SYSTEM_ONLY,
    "visit.settle": STAFF | SYSTEM_ONLY,
    "visit.void": frozenset({OWNER, DESK}),
    # Between visits: whoever has the address of a bout says how it goes.
    "follow.say": HOLDER,
    "follow.record_spasm": HOLDER,
    "follow.read": READERS | HOLDER,
    # A person's own record: theirs alone. Everybody may ask for the letter that opens it.
    "privacy.ask_sign_in": ANYONE,
    "privacy.sign_in": ANYONE,
    "privacy.open_own": HOLDER,
    "privacy.read_own": HOLDER,
    # Staff: each opening is an event; a restricted record opens to the named (privacy/opening.py).
    "privacy.open_record": READERS,
    "privacy.restrict": frozenset({OWNER}),
    "privacy.lift_restriction": frozenset({OWNER}),
    "privacy.break_glass": frozenset({CLINICIAN}),
    # All of it, private answers too.
    "privacy.take_record": HOLDER,
    "privacy.hand_over_record": frozenset({CLINICIAN}),
    # To correct or to erase: the person asks, on their page or at the desk; only an owner erases.
    "privacy.ask_about_record": STAFF | HOLDER,
    "privacy.read_requests": READERS,
    "privacy.answer_request": STAFF,
    "privacy.merge": frozenset({OWNER, DESK}),
    "privacy.undo_merge": frozenset({OWNER, DESK}),
    "privacy.erase": frozenset({OWNER}),
    "privacy.remove_expired": frozenset({OWNER}),
    "privacy.set_retention": frozenset({OWNER}),
    # Placing and moving its visits is the desk's daily work.
    "plan.take": STAFF | SYSTEM_ONLY,
    "plan.move_away": STAFF,
}

# Parts of other actions, and the worker's work: no door calls these, so nobody's permission is asked again.
WITHIN = frozenset(
    {
        "record.write",
        "record.link",
        "record.mark_handled",
        "outbox.queue",
        "outbox.withdraw",
        "outbox.take_due",
        "outbox.is_still_to_send",
        "outbox.postpone",
        "outbox.take_back",
        "outbox.mark_sent",
        "outbox.mark_failed",
        "check.raise_alert",
        "check.heed",
        "check.close_booking",
        "check.name_patient",
        "book.book_held",
        "book.move_to_held",
        "privacy.clear_over",
        "privacy.code_for",
        "privacy.is_open",
    }
)


def may(actor: Actor, action: str, clinic_id: UUID | None, subject: models.Model | None = None) -> bool:
    """An action that is not in the table is nobody's: asking for it is a bug and raises KeyError."""
    allowed = TABLE[action]
    if actor.kind != "system" and (clinic_id is None or actor.clinic_id != clinic_id):
        return False
    return bool(actor.hats(subject) & allowed)


def require(actor: Actor, action: str, clinic_id: UUID | None, subject: models.Model | None = None) -> None:
    if not may(actor, action, clinic_id, subject):
        raise Refusal("not_allowed", _words(actor))


def own_clinic(actor: Actor, action: str) -> UUID:
    """The clinic in whose rows this member of staff may do it: what lists are cut down to."""
    if actor.clinic_id is None:
        raise Refusal("not_allowed", _words(actor))
    require(actor, action, actor.clinic_id)
    return actor.clinic_id


def _words(actor: Actor) -> str:
    if actor.kind == "staff":
        return "Your role in this clinic does not allow this. Ask the owner of the clinic."
    return _("This link does not allow that. Please call the clinic.")
