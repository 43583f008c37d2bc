"""The part of an episode's story that is told of its visits: what was said before them, who came, the notes,
what was consented to, where somebody looked again, the letters."""

from collections.abc import Iterator

from django.urls import reverse

from unknot.clinical.consents import Need
from unknot.clinical.notes import NEXT
from unknot.interfaces.web.consent_words import need_words
from unknot.interfaces.web.pages.desk.arriving import ASKED_TONES, told
from unknot.interfaces.web.pages.desk.episodes.entries import Asked, Entry
from unknot.journey.book import queries as book
from unknot.journey.book.models import BookingStatus
from unknot.journey.check import asking_again
from unknot.journey.follow import queries as follow
from unknot.journey.people import consents
from unknot.journey.visit import arriving, notes
from unknot.journey.visit.noting import note_of
from unknot.knowledge.load import knowledge

STATES = {
    BookingStatus.BOOKED: ("booked", "info"),
    BookingStatus.ARRIVED: ("came", "ok"),
    BookingStatus.NO_SHOW: ("did not come", "warn"),
    BookingStatus.CANCELLED: ("cancelled", "neutral"),
}


def visits(asked: Asked) -> Iterator[Entry]:
    for row in book.visits_in(asked.actor, asked.episode, limit=asked.most):
        word, tone = STATES[BookingStatus(row.status)]
        yield Entry(
            row.starts_at,
            "visit",
            row.service.name,
            (
                f"with {row.practitioner.name}, {row.room.name}",
                *((f"“{row.note}”",) if row.note else ()),
            ),
            (f"{word}, late" if row.cancelled_late else word, tone),
            link=reverse("desk-booking", args=[row.pk]),
        )


def said_between(asked: Asked) -> Iterator[Entry]:
    for row in follow.check_ins_in(asked.actor, asked.episode, limit=asked.most):
        signs = asking_again.signs_words(asked.actor, row.ticked, row.clinic_id)
        figures = (
            ("Pain", row.pain_average),
            ("spasm days", row.spasm_days),
            ("limited days", row.limited_days),
        )
        told_figures = ", ".join(f"{name} {figure}" for name, figure in figures if figure is not None)
        state = (
            ("warning sign", "danger")
            if signs
            else ("no new sign", "ok")
            if row.none_new
            else ("signs open", "warn")
        )
        lines = (*signs, told_figures, *((f"“{row.words}”",) if row.words else ()))
        link = reverse("desk-check", args=[row.from_check_id]) if row.from_check_id else ""
        yield Entry(row.said_at, "check_in", "Check-in", tuple(filter(None, lines)), state, link=link)
    for spasm in follow.spasms_in(asked.actor, asked.episode, limit=asked.most):
        minutes = (f"{spasm.minutes} minutes",) if spasm.minutes is not None else ()
        words = (f"“{spasm.words}”",) if spasm.words else ()
        yield Entry(spasm.at, "check_in", f"Spasm, {spasm.how_bad} of 10", (*minutes, *words))


def readings(asked: Asked) -> Iterator[Entry]:
    states = knowledge().following.states
    for row in follow.readings_in(asked.actor, asked.episode, limit=asked.most):
        known = states.get(row.state)
        name = known.name if known else row.state
        then = (known.next,) if known else ()
        yield Entry(row.read_at, "course", name, (row.reason, *then), (f"since {row.since:%-d %b}", "info"))


def written_notes(asked: Asked) -> Iterator[Entry]:
    for row in notes.notes_in(asked.actor, asked.episode, limit=asked.most):
        if row.signed_at is None:
            continue
        note = note_of(row)
        done = [f"{one.technique.replace('_', ' ')}, {one.segment or one.region}" for one in note.done]
        pain = (f"Pain {note.pain} of 10",) if note.pain is not None else ()
        added = tuple(f"Addendum by {one.signed_name}: {one.words}" for one in row.addenda.all())
        yield Entry(
            row.signed_at,
            "note",
            f"Note, signed by {row.signed_name}",
            (*((note.said,) if note.said else ()), *pain, *done, *added),
            (NEXT[note.step].lower(), "info"),
            link=reverse("desk-note", args=[row.booking_id]),
        )


def looked_again(asked: Asked) -> Iterator[Entry]:
    for row in notes.looked_in(asked.actor, asked.episode, limit=asked.most):
        pain = row.measured["pain"]
        spoke = [f"{one['title']} ({one['id']})" for one in row.spoken if not one["missing"]]
        figures = f"{row.visits} visits in {row.weeks:g} weeks" + (
            f", pain {pain} of 10" if pain is not None else ""
        )
        yield Entry(
            row.signed_at,
            "looked",
            f"Looked at again by {row.signed_name}",
            (figures, *spoke, row.reasons),
            (row.get_outcome_display().lower(), "info"),
        )
    for letter in notes.letters_in(asked.actor, asked.episode, limit=asked.most):
        signed = f"signed by {letter.signed_name}" if letter.signed_at else "not signed yet"
        yield Entry(
            letter.signed_at or letter.started_at,
            "looked",
            letter.get_kind_display(),
            (f"To {letter.to}, {signed}" if letter.to else signed,),
            ("signed", "ok") if letter.signed_at else ("draft", "warn"),
            link=reverse("desk-letter", args=[letter.pk]),
        )


def consented(asked: Asked) -> Iterator[Entry]:
    """What was signed and taken back since this bout began: a consent is the person's, not the bout's."""
    patient = asked.episode.patient
    for row in consents.consents_of(asked.actor, patient) if patient else ():
        words = need_words(Need(row.kind, row.technique, row.region))  # type: ignore[arg-type]  # its choices
        link = reverse("desk-consent", args=[row.patient_id, row.pk])
        if row.at >= asked.episode.started_at:
            lines = (f"{row.signed_name} signed the text of {row.version}",)
            yield Entry(row.at, "consent", f"Consent: {words}", lines, ("signed", "ok"), link=link)
        back = getattr(row, "withdrawal", None)
        if back is not None and back.at >= asked.episode.started_at:
            why = (back.why,) if back.why else ()
            yield Entry(back.at, "consent", f"Consent: {words}", why, ("taken back", "warn"), link=link)


def before_visits(asked: Asked) -> Iterator[Entry]:
    for row in arriving.arrivals_in(asked.actor, asked.episode, limit=asked.most):
        shown = told(asked.actor, [row])
        yield Entry(
            row.said_at,
            "arrival",
            "Asked before the visit",
            tuple(shown.lines),
            (shown.state_words, ASKED_TONES[shown.state]),
            link=reverse("desk-booking", args=[row.booking_id]),
        )
