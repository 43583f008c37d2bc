"""Every page: for the person whose back hurts, for everyone, and for the desk."""

from django.urls import include, path

from unknot.interfaces.web.pages.patient import (
    book,
    booking,
    calendar,
    check,
    consent,
    home,
    me,
    plan,
    reminding,
    result,
    waiting,
)
from unknot.interfaces.web.pages.public import deciding, exercises, pages, what_helps

person = [
    path("", home.home, name="home"),
    path("check", check.start, name="check"),
    path("check/resume", home.resume, name="check-resume"),
    path("check/again", check.start_again, name="check-again"),
    path("check/q/<slug:screen_id>", check.screen, name="check-screen"),
    path("result/<str:token>/", result.result, name="check-result"),
    path("result/<str:token>/letter", result.doctors_letter, name="check-letter"),
    path("result/<str:token>/call-back", result.call_back, name="check-call-back"),
    path("result/<str:token>/more", check.answer_more, name="check-more"),
    path("book", book.start, name="book-start"),
    path("book/<str:token>/", book.services, name="book"),
    path("book/<str:token>/<slug:slug>/", book.choose, name="book-times"),
    path("book/<str:token>/<slug:slug>/details", book.details, name="book-details"),
    path("book/<str:token>/<slug:slug>/wait", waiting.join, name="book-wait"),
    path("w/<str:code>", waiting.place, name="wait-place"),
    path("w/<str:code>/leave", waiting.leave, name="wait-leave"),
    path("o/<str:code>", waiting.offer, name="wait-offer"),
    path("b/<str:token>/", booking.booking, name="booking"),
    path("b/<str:token>/earlier", waiting.earlier, name="booking-earlier"),
    path("b/<str:token>/move", booking.move, name="booking-move"),
    path("b/<str:token>/calendar", calendar.calendar, name="booking-feed"),
    path("b/<str:token>/calendar/<uuid:feed_id>/close", calendar.close, name="booking-feed-close"),
    path("b/<str:token>/confirm", reminding.confirm, name="booking-confirm"),
    path("b/<str:token>/reminders", reminding.choose, name="booking-reminders"),
    path("p/<str:token>/", plan.plan, name="plan"),
    path("p/<str:token>/plan.pdf", plan.plan_on_paper, name="plan-paper"),
    path("me/", me.me, name="me"),
    path("me/sign-in", me.signin, name="me-signin"),
    path("me/sign-out", me.signout, name="me-signout"),
    path("me/in/<str:code>", me.enter, name="me-enter"),
    path("me/who", me.who, name="me-who"),
    path("me/receipts/<uuid:receipt_id>.pdf", me.receipt, name="me-receipt"),
    path("me/consents/<uuid:consent_id>/withdraw", me.withdraw, name="me-withdraw"),
    path("c/<str:token>/", consent.consent, name="consent"),
    path("r/<str:code>", reminding.short, name="booking-short"),
    path("b/<str:token>/cancel", booking.cancel, name="booking-cancel"),
]
everyone = [
    path("about", pages.about, name="about"),
    path("claims", pages.claims, name="claims"),
    path("sources", pages.sources, name="sources"),
    path("what-helps/", what_helps.what_helps, name="what-helps"),
    path("exercises/", exercises.exercises, name="exercises"),
    path("exercises/<slug:slug>", exercises.exercise, name="exercise"),
    path("how-unknot-decides/", deciding.overview, name="deciding"),
    path("how-unknot-decides/<slug:area_id>/", deciding.area, name="deciding-area"),
    path("how-unknot-decides/<slug:area_id>/<slug:entry_id>", deciding.entry, name="deciding-entry"),
]
urlpatterns = [*person, *everyone, path("", include("unknot.interfaces.web.desk_urls"))]
