"""The desk's addresses; `urls` includes them."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from unknot.interfaces.web.pages.desk import (
    alerts,
    arriving,
    bookings,
    calendars,
    call,
    charges,
    checks,
    classes,
    consents,
    importing,
    notes,
    outbox,
    outside,
    people,
    prices,
    privacy,
    profile,
    signin,
    today,
    trace,
    waitlist,
    work,
)
from unknot.interfaces.web.pages.desk.calendar import moves
from unknot.interfaces.web.pages.desk.calendar import pages as calendar
from unknot.interfaces.web.pages.desk.episodes import letters, looking
from unknot.interfaces.web.pages.desk.episodes import pages as episodes
from unknot.interfaces.web.pages.desk.plans import away, writing
from unknot.interfaces.web.pages.desk.plans import pages as plans
from unknot.interfaces.web.pages.desk.settings import pages as settings


class Day(StringConverter):
    """2026-11-23; whether there is such a day is for the page to find out."""

    regex = r"\d{4}-\d{2}-\d{2}"


register_converter(Day, "day")

urlpatterns = [
    path("sign-in", signin.signin, name="signin"),
    path("sign-out", signin.signout, name="signout"),
    path("desk/", today.today, name="desk"),
    path("desk/day/<day:on>", today.today, name="desk-day"),
    path("desk/door.pdf", arriving.door_sheet, name="desk-door-sheet"),
    path("desk/work", work.work, name="desk-work"),
    path("desk/calendar", calendar.calendar, name="desk-calendar"),
    path("desk/call", call.call, name="desk-call"),
    path("desk/call/<uuid:check_id>", call.seat, name="desk-seat"),
    path("desk/people", people.people, name="desk-people"),
    path("desk/people/<uuid:patient_id>", profile.person, name="desk-person"),
    path("desk/people/<uuid:patient_id>/facts", profile.facts, name="desk-person-facts"),
    path("desk/people/<uuid:patient_id>/consents", consents.consent_list, name="desk-consents"),
    path("desk/people/<uuid:patient_id>/consents/<uuid:consent_id>", consents.consent, name="desk-consent"),
    path(
        "desk/people/<uuid:patient_id>/consents/<uuid:consent_id>/withdraw",
        consents.withdraw,
        name="desk-consent-withdraw",
    ),
    path("desk/people/<uuid:patient_id>/ask", privacy.ask, name="desk-person-ask"),
    path("desk/privacy", privacy.overview, name="desk-privacy"),
    path("desk/privacy/<uuid:request_id>", privacy.answer, name="desk-privacy-request"),
    path("desk/privacy/people/<uuid:patient_id>/remove", privacy.remove, name="desk-privacy-remove"),
    path("desk/people/<uuid:patient_id>/record", profile.hand_over, name="desk-person-record"),
    path("desk/people/<uuid:patient_id>/wait", waitlist.join, name="desk-wait"),
    path("desk/waiting-list", waitlist.waiting_list, name="desk-waitlist"),
    path("desk/waiting-list/<uuid:entry_id>", waitlist.entry, name="desk-waiting"),
    path("desk/waiting-list/<uuid:entry_id>/leave", waitlist.leave, name="desk-waiting-leave"),
    path("desk/offers/<uuid:offer_id>", waitlist.answer, name="desk-offer-answer"),
    path("desk/bookings/<uuid:booking_id>/earlier", waitlist.earlier, name="desk-earlier"),
    path("desk/bookings/<uuid:booking_id>", bookings.booking, name="desk-booking"),
    path("desk/bookings/<uuid:booking_id>/mark", bookings.mark, name="desk-mark"),
    path("desk/bookings/<uuid:booking_id>/reminders", bookings.remind, name="desk-reminders"),
    path("desk/bookings/<uuid:booking_id>/move", bookings.move, name="desk-move"),
    path("desk/bookings/<uuid:booking_id>/starts", moves.starts, name="desk-starts"),
    path("desk/bookings/<uuid:booking_id>/change", moves.change, name="desk-change"),
    path("desk/bookings/<uuid:booking_id>/cancel", bookings.cancel, name="desk-cancel"),
    path("desk/episodes/<uuid:episode_id>/plan", writing.begin, name="desk-care-plan-begin"),
    path("desk/care-plans/<uuid:care_plan_id>", writing.care_plan, name="desk-care-plan"),
    path("desk/care-plans/<uuid:care_plan_id>/save", writing.compose, name="desk-care-plan-save"),
    path("desk/care-plans/<uuid:care_plan_id>/step", writing.step, name="desk-care-plan-step"),
    path("desk/bookings/<uuid:booking_id>/note", notes.note, name="desk-note"),
    path("desk/bookings/<uuid:booking_id>/charge", charges.charge, name="desk-charge"),
    path("desk/receipts", charges.receipts, name="desk-receipts"),
    path("desk/receipts/table.csv", charges.table, name="desk-receipts-table"),
    path("desk/receipts/<uuid:receipt_id>", charges.receipt, name="desk-receipt"),
    path("desk/receipts/<uuid:receipt_id>/receipt.pdf", charges.receipt_on_paper, name="desk-receipt-paper"),
    path("desk/people/<uuid:patient_id>/statement.pdf", charges.statement, name="desk-statement"),
    path("desk/prices", prices.prices, name="desk-prices"),
    path("desk/prices/<uuid:item_id>/drop", prices.drop_price, name="desk-price-drop"),
    path("desk/plans", plans.plans, name="desk-plans"),
    path("desk/people/<uuid:patient_id>/plan", plans.lay_out, name="desk-plan-new"),
    path("desk/plans/<uuid:plan_id>", plans.plan, name="desk-plan"),
    path("desk/plans/<uuid:plan_id>/accept", plans.accept, name="desk-plan-accept"),
    path("desk/plans/<uuid:plan_id>/leave-out", plans.leave_out, name="desk-plan-leave-out"),
    path("desk/plans/<uuid:plan_id>/end", plans.end, name="desk-plan-end"),
    path("desk/away", away.away, name="desk-away"),
    path("desk/away/<uuid:leave_id>", away.concerned_by, name="desk-away-list"),
    path("desk/alerts", alerts.alerts, name="desk-alerts"),
    path("desk/alerts/<uuid:alert_id>/close", alerts.close, name="desk-alert-close"),
    path("desk/episodes/<uuid:episode_id>", episodes.episode, name="desk-episode"),
    path("desk/episodes/<uuid:episode_id>/report.pdf", episodes.report, name="desk-episode-report"),
    path("desk/episodes/<uuid:episode_id>/look-again", looking.looking, name="desk-look-again"),
    path("desk/episodes/<uuid:episode_id>/letter", letters.begin, name="desk-letter-begin"),
    path("desk/letters/<uuid:letter_id>", letters.letter, name="desk-letter"),
    path("desk/letters/<uuid:letter_id>/letter.pdf", letters.on_paper, name="desk-letter-paper"),
    path("desk/episodes/<uuid:episode_id>/open", alerts.open_booking, name="desk-open-booking"),
    path("desk/checks/<uuid:check_id>", checks.check, name="desk-check"),
    path("desk/checks/<uuid:check_id>/trace", trace.trace, name="desk-trace"),
    path("desk/calendars", calendars.calendars, name="desk-calendars"),
    path("desk/calendars/<slug:kind>/<uuid:place_id>/feeds", calendars.make_feed, name="desk-feed-make"),
    path("desk/calendars/feeds/<uuid:feed_id>/close", calendars.close_feed, name="desk-feed-close"),
    path("desk/calendars/outside", outside.add, name="desk-outside-add"),
    path("desk/calendars/outside/<uuid:calendar_id>/remove", outside.remove, name="desk-outside-remove"),
    path("desk/calendars/outside/<uuid:calendar_id>/read", outside.read_again, name="desk-outside-read"),
    path("desk/classes", classes.classes, name="desk-classes"),
    path("desk/classes/<uuid:session_id>/cancel", classes.cancel, name="desk-class-cancel"),
    path("desk/import", importing.bring, name="desk-import"),
    path("desk/settings", settings.overview, name="desk-settings"),
    path("desk/settings/staff", settings.staff, name="desk-settings-staff"),
    path("desk/settings/holidays", settings.holiday, name="desk-settings-holiday"),
    path("desk/settings/<slug:slug>", settings.area, name="desk-settings-area"),
    path("desk/settings/<slug:slug>/<uuid:row_id>", settings.thing, name="desk-settings-thing"),
    path("desk/settings/<slug:slug>/<uuid:row_id>/remove", settings.remove, name="desk-settings-remove"),
    path("desk/settings/services/<uuid:row_id>/lengths", settings.lengths, name="desk-settings-lengths"),
    path("desk/outbox", outbox.outbox, name="desk-outbox"),
    path("desk/outbox/<uuid:message_id>", outbox.message, name="desk-message"),
    path("desk/outbox/<uuid:message_id>/appointment.ics", outbox.attachment, name="desk-attachment"),
    path("desk/outbox/<uuid:message_id>/retry", outbox.retry, name="desk-retry"),
]
