"""How it goes: the weekly check-in and the spasm diary, at one address for each bout. A warning sign leads to
its advice before anything else."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from unknot.clinical.following import AlertWords
from unknot.clinical.notes import BODY_MAP
from unknot.interfaces.web.course_told import as_image, told
from unknot.interfaces.web.forms.check import Choice
from unknot.interfaces.web.heard import heard_in
from unknot.interfaces.web.pages.patient.check import onward
from unknot.interfaces.web.pages.patient.door import PersonRequest, person, remember
from unknot.journey.check import asking_again
from unknot.journey.check.models import CheckStatus, Episode
from unknot.journey.follow import actions, links, queries
from unknot.journey.follow.actions import Bout, Week
from unknot.journey.follow.models import CheckIn
from unknot.journey.language import spoken
from unknot.journey.language import words as in_words
from unknot.journey.people.access import Actor, holder
from unknot.journey.refusals import Refusal

NONE, NOT_SURE = "none", "not_sure"
SAID, SPASM = "how_said", "spasm_said"
SHOWN = 10


@never_cache
@require_http_methods(["GET", "POST"])
@person
def how(request: PersonRequest, code: str) -> HttpResponse:
    episode = _bout(request, code)
    if request.method != "POST":
        done = request.session.pop(SAID, "")
        return _done(request, episode, code, done) if done else _page(request, episode, code)
    week, wrong = _week(request.POST), _wrong(request.POST)
    if wrong:
        return _page(request, episode, code, wrong)
    try:
        row = actions.say(
            episode=episode,
            week=week,
            key=request.POST.get("key", ""),
            by=_by(episode),
            now=request.now,
            language=spoken(),
        )
    except Refusal as refusal:
        return _page(request, episode, code, {refusal.field or "page": refusal.words})
    return _onward(request, row, code)


@never_cache
@require_http_methods(["GET", "POST"])
@person
def spasm(request: PersonRequest, code: str) -> HttpResponse:
    """One spasm in three taps: when, how bad, send. The rest is there for whoever wants to say more."""
    episode = _bout(request, code)
    if request.method != "POST":
        said = request.session.pop(SPASM, None)
        return _diary(request, episode, code, said=said)
    zone = ZoneInfo(episode.clinic.zone)
    sent = request.POST
    try:
        at = _moment(sent, request.now, zone)
        bout = Bout(
            at=at,
            how_bad=_figure(sent),
            minutes=_number(sent, "minutes", None),
            set_off=tuple(sent.getlist("set_off")),
            helped=tuple(sent.getlist("helped")),
            places=tuple(sent.getlist("place")),
            words=sent.get("words", ""),
        )
        row = actions.record_spasm(
            episode=episode, bout=bout, key=sent.get("key", ""), by=_by(episode), now=request.now
        )
    except Refusal as refusal:
        return _diary(request, episode, code, wrong={refusal.field or "page": refusal.words})
    request.session[SPASM] = row.words
    return redirect("how-spasm", code)


@never_cache
@require_GET
@person
def course(request: PersonRequest, code: str) -> HttpResponse:
    episode = _bout(request, code)
    context = {
        "code": code,
        "told": told(_by(episode), episode, now=request.now),
        "picture": reverse("how-course-image", args=[code]),
    }
    return render(request, "web/patient/course.html", context)


@require_GET
@person
def course_image(request: PersonRequest, code: str) -> HttpResponse:
    episode = _bout(request, code)
    return as_image(told(_by(episode), episode, now=request.now), dark="dark" in request.GET)


def _onward(request: PersonRequest, row: CheckIn, code: str) -> HttpResponse:
    """To the advice for a sign, or the questions that it leaves open; else to the end."""
    check = row.from_check
    if check is None:
        request.session[SAID] = str(row.pk)
        return redirect("how", code)
    if check.status == CheckStatus.DRAFT:
        remember(request, check)
    return onward(request, check)


def _page(
    request: PersonRequest, episode: Episode, code: str, wrong: dict[str, str] | None = None
) -> HttpResponse:
    assert episode.patient is not None  # noqa: S101  # the address is of somebody
    sent = request.POST
    context = {
        "code": code,
        "key": sent.get("key") or uuid4().hex,
        "screens": asking_again.asked(episode.patient.pk),
        "ticked": sent.getlist("signs"),
        "ending": sent.get("ending", ""),
        "typed": {name: sent.get(name, "") for name in (*actions.SCALES, "words")},
        "scale": [str(number) for number in range(11)],
        "days": [str(number) for number in range(8)],
        "changes": _changes(),
        "wrong": wrong or {},
    }
    return render(request, "web/patient/how.html", context, status=422 if wrong else 200)


def _done(request: PersonRequest, episode: Episode, code: str, said: str) -> HttpResponse:
    by = _by(episode)
    rows = queries.check_ins_in(by, episode, limit=1)
    row = rows[0] if rows and str(rows[0].pk) == said else None
    readings = queries.readings_in(by, episode, limit=1)
    words = in_words().following
    context = {
        "code": code,
        "heard": heard_in(row.words if row else "", request.clinic),
        "is_open": row is not None and not row.none_new,
        "state": words.states.get(readings[0].state) if readings else None,
        "severe": _severe(readings[0].called if readings else [], words.alerts),
    }
    return render(request, "web/patient/how_done.html", context)


def _severe(called: Collection[str], alerts: Mapping[str, AlertWords]) -> str:
    """What is said to somebody whose pain was very bad twice."""
    words = alerts.get("severe_pain")
    return words.person if words and any(key.startswith("severe_pain:") for key in called) else ""


def _diary(
    request: PersonRequest,
    episode: Episode,
    code: str,
    *,
    wrong: dict[str, str] | None = None,
    said: str | None = None,
) -> HttpResponse:
    zone = ZoneInfo(episode.clinic.zone)
    sent = request.POST
    question = in_words().by_fact[BODY_MAP]
    places = [
        Choice(f"place-{one.id}", one.id, one.label, one.id in sent.getlist("place"))
        for one in question.answers
    ]
    context = {
        "code": code,
        "key": sent.get("key") or uuid4().hex,
        "wrong": wrong or {},
        "is_kept": said is not None,
        "heard": heard_in(said or "", request.clinic),
        "scale": [str(number) for number in range(11)],
        "typed": {name: sent.get(name, "") for name in ("how_bad", "when", "at", "minutes", "words")},
        "set_off": [(value, words, value in sent.getlist("set_off")) for value, words in _set_off()],
        "helped": [(value, words, value in sent.getlist("helped")) for value, words in _helped()],
        "item": {"choices": places},
        "rows": queries.spasms_in(_by(episode), episode, limit=SHOWN),
        "zone": episode.clinic.zone,
        "now_there": request.now.astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
    }
    return render(request, "web/patient/spasm.html", context, status=422 if wrong else 200)


def _week(sent: QueryDict) -> Week:
    return Week(
        **{name: _number(sent, name, None) for name in actions.SCALES},
        ticked=tuple(sent.getlist("signs")),
        none_new=sent.get("ending") == NONE,
        words=sent.get("words", ""),
    )


def _wrong(sent: QueryDict) -> dict[str, str]:
    """An empty list is no answer, and nobody is taken to have said no."""
    wrong = {}
    if not sent.getlist("signs") and sent.get("ending") not in (NONE, NOT_SURE):
        wrong["ending"] = _("Please tick what is new, or say that none of these is.")
    if _number(sent, "pain_average", None) is None and not sent.getlist("signs"):
        wrong["pain_average"] = _("Please choose a number from 0 to 10.")
    return wrong


def _moment(sent: QueryDict, now: datetime, zone: ZoneInfo) -> datetime:
    """Now, or the time that was typed, on the clinic's clock."""
    if sent.get("when", "now") == "now":
        return now
    try:
        return datetime.fromisoformat(sent.get("at", "")).replace(tzinfo=zone)
    except ValueError as error:
        raise Refusal("at", _("Please give a day and a time."), field="at") from error


def _number(sent: QueryDict, name: str, missing: int | None) -> int | None:
    words = sent.get(name, "").strip()
    return int(words) if words.isascii() and words.isdigit() and len(words) < 6 else missing


def _figure(sent: QueryDict) -> int:
    """Below the scale where none was chosen, so that it is asked for."""
    figure = _number(sent, "how_bad", None)
    return -1 if figure is None else figure


def _changes() -> list[tuple[str, str]]:
    return [
        ("1", _("Very much better")),
        ("2", _("Much better")),
        ("3", _("A little better")),
        ("4", _("No change")),
        ("5", _("A little worse")),
        ("6", _("Much worse")),
        ("7", _("Very much worse")),
    ]


def _set_off() -> list[tuple[str, str]]:
    words = (
        *(_("Sitting"), _("Lifting"), _("Bending or turning"), _("Standing"), _("Sleep or lying")),
        *(_("Stress"), _("Cold"), _("Exercise"), _("I do not know")),
    )
    return list(zip(actions.SET_OFF, words, strict=True))


def _helped() -> list[tuple[str, str]]:
    words = (
        *(_("Moving about"), _("Warmth"), _("Lying down"), _("An exercise"), _("Massage"), _("Medicine")),
        _("Nothing yet"),
    )
    return list(zip(actions.HELPED, words, strict=True))


def _by(episode: Episode) -> Actor:
    name = episode.patient.name if episode.patient else ""
    return holder(episode, clinic_id=episode.clinic_id, name=name)


def _bout(request: PersonRequest, code: str) -> Episode:
    row = links.episode_behind(code)
    if row is None or row.clinic_id != request.clinic.pk or (row.patient and row.patient.erased_at):
        raise Http404
    return row
