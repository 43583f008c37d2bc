"""Alerts: who waits for somebody, closing them with a word, opening booking again after a warning sign."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from unknot.interfaces.web.forms.desk import CloseAlert, OpenBooking
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, sent, show
from unknot.interfaces.web.pages.desk.waiting import closed
from unknot.journey.check import actions, alerting, queries
from unknot.journey.people.access import may, require
from unknot.journey.refusals import Refusal


@desk
def alerts(request: DeskRequest) -> HttpResponse:
    return _page(request)


@require_POST
@desk
def close(request: DeskRequest, alert_id: UUID) -> HttpResponse:
    alert = found(queries.alert(request.actor, alert_id))
    form = CloseAlert(request.POST)
    if not form.is_valid():
        return _page(request, wrong_id=alert_id, wrong_words="Say in a few words what was done.")
    try:
        alerting.close_alert(alert=alert, word=form.cleaned_data["word"], by=request.actor, now=request.now)
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        return _page(request, wrong_id=alert_id, wrong_words=refusal.words)
    messages.success(request, "The alert is closed, with your name and your word.")
    return redirect("desk-alerts")


@require_http_methods(["GET", "POST"])
@desk
def open_booking(request: DeskRequest, episode_id: UUID) -> HttpResponse:
    require(request.actor, "check.open_booking", request.clinic.id)
    episode = found(queries.episode(request.actor, episode_id))
    form = OpenBooking(sent(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.open_booking(episode=episode, reason=reason, by=request.actor, now=request.now)
        messages.success(request, "Hands-on care may be booked again.")
        return redirect("desk-alerts")
    who = episode.patient.name if episode.patient else ""
    status = 422 if form.is_bound else 200
    return show(request, "open_booking", {"form": form, "who": who}, here="alerts", status=status)


def _page(request: DeskRequest, **wrong: object) -> HttpResponse:
    context = {
        "closed": closed(request.actor),
        "may_open": may(request.actor, "check.open_booking", request.clinic.id),
        **wrong,
    }
    return show(request, "alerts", context, here="alerts", status=422 if wrong else 200)
