"""The check, screen by screen: what was said is stored at once, and an emergency shows its advice next.

A screen that lacks an answer which matters comes back, with everything kept, and offers to go on without.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from unknot.clinical.asking import Question, Screen
from unknot.clinical.questions import next_screen, screens
from unknot.interfaces.web.forms import check as form
from unknot.interfaces.web.pages.patient.door import (
    PersonRequest,
    decided,
    draft,
    finish,
    forget,
    person,
    remember,
)
from unknot.journey.check import actions
from unknot.journey.check.facts import answers_of, is_short
from unknot.journey.check.models import Check, CheckForm, CheckStatus
from unknot.journey.check.queries import refusal_to_book
from unknot.journey.language import spoken, words
from unknot.journey.people.access import Actor, holder, visitor
from unknot.journey.refusals import Refusal
from unknot.journey.visit import arriving

MORE = "check_more"


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is in their check: the screen, its questions that apply, the way back, how far along."""

    check: Check
    screen: Screen
    questions: tuple[Question, ...]
    step: int
    steps: int
    before: str

    @property
    def by(self) -> Actor:
        return holder(self.check, clinic_id=self.check.clinic_id)


@require_http_methods(["GET", "POST"])
@person
def start(request: PersonRequest) -> HttpResponse:
    if request.method == "GET":
        return render(request, "web/patient/start.html", {"draft": draft(request)})
    wanted = CheckForm.SHORT if request.POST.get("form") == CheckForm.SHORT else CheckForm.FULL
    by = visitor(request.clinic)
    check = actions.begin(clinic=request.clinic, by=by, now=request.now, form=wanted, language=spoken())
    remember(request, check)
    request.session.pop(MORE, None)
    return onward(request, check)


@require_POST
@person
def start_again(request: PersonRequest) -> HttpResponse:
    """Forgets what this device holds: the answers are taken back, then the link to them is dropped."""
    check = draft(request)
    if check:
        nothing = dict.fromkeys(check.answers)
        by = holder(check, clinic_id=check.clinic_id)
        actions.answer(check=check, answers=nothing, by=by, now=request.now)
    forget(request)
    return redirect("home")


@require_POST
@person
def answer_more(request: PersonRequest, token: str) -> HttpResponse:
    """A new check that begins with the answers of a finished one, without those that were "not sure"."""
    old = decided(request, token)
    by = visitor(request.clinic)
    check = actions.begin(
        clinic=request.clinic,
        by=by,
        now=request.now,
        form=old.form,
        episode=old.episode,
        language=spoken(),
    )
    by = holder(check, clinic_id=check.clinic_id)
    for screen_id, said in form.by_screen(old.answers, words()).items():
        if check.status == CheckStatus.DRAFT:
            check = actions.answer(check=check, answers=said, by=by, now=request.now, screen=screen_id)
    remember(request, check)
    return onward(request, check)


@require_http_methods(["GET", "POST"])
@person
def screen(request: PersonRequest, screen_id: str) -> HttpResponse:
    check = draft(request)
    if check is None:
        return redirect("check")
    place = _place(check, screen_id)
    if place is None:
        return onward(request, check)
    return _answered(request, place) if request.method == "POST" else _asked(request, place)


def onward(request: PersonRequest, check: Check) -> HttpResponse:
    """The next screen that has something to ask; at the end, or in an emergency, the result."""
    if check.status == CheckStatus.DRAFT:
        known = words()
        following = next_screen(answers_of(check, known), check.done_screens, known, short=is_short(check))
        if following:
            return redirect("check-screen", following.id)
        by = holder(check, clinic_id=check.clinic_id)
        check = actions.decide(check=check, by=by, now=request.now)
    finish(request, check)
    before_a_visit = arriving.of_check(check) is not None
    goes_on = (
        is_short(check)
        and not before_a_visit
        and refusal_to_book(check, hands_on=True, now=request.now) is None
    )
    return redirect("book" if goes_on else "check-result", check.token)


def _asked(request: PersonRequest, place: Place) -> HttpResponse:
    known = words()
    answers = answers_of(place.check, known)
    waiting = request.session.get(MORE, {}).get(place.screen.id, []) if "more" in request.GET else []
    shown = form.visible(place.questions, answers, known)
    shown = tuple(q for q in shown if q.id in waiting) if waiting else shown
    return _show(request, place, shown, form.filled_from(place.screen, shown, answers))


def _answered(request: PersonRequest, place: Place) -> HttpResponse:
    known = words()
    sent = {key: request.POST.getlist(key) for key in request.POST}
    shown = tuple(q for q in place.questions if q.id in sent.get(form.SHOWN, ()))
    said = form.given(sent, place.screen, shown, known)
    wrong = form.unreadable(said, known)
    check = _store(request, place, {key: value for key, value in said.items() if key not in wrong})
    if check.status == CheckStatus.DECIDED:
        return onward(request, check)
    lacking = form.missing(place.screen, shown, answers_of(check, known), known)
    if "skip" in request.POST:
        said = {key: value for key, value in said.items() if key not in wrong}
        said |= {question.id: form.UNSURE for question in lacking}
    elif wrong or lacking:
        errors = {
            question.id: _("Please answer: %(question)s") % {"question": question.ask} for question in lacking
        } | wrong
        return _show(request, place, shown, sent, errors)
    left_open = {question.id: None for question in shown if question.id not in said}
    check = _store(request, place, {**left_open, **said}, is_done=True)
    return _more(request, check, place, shown) or onward(request, check)


def _store(
    request: PersonRequest, place: Place, said: Mapping[str, object], *, is_done: bool = False
) -> Check:
    screen_id = place.screen.id if is_done else ""
    try:
        return actions.answer(
            check=place.check,
            answers=said,
            by=place.by,
            now=request.now,
            screen=screen_id,
            language=spoken(),
        )
    except Refusal as refusal:
        if refusal.code != "already_decided":
            raise
        # The same form came twice, and the first one was an emergency: show what it said.
        return actions.decide(check=place.check, by=place.by, now=request.now)


def _more(
    request: PersonRequest, check: Check, place: Place, shown: Sequence[Question]
) -> HttpResponse | None:
    """The same screen once more, only with questions that have come up because of what was said on it."""
    if check.status == CheckStatus.DECIDED:
        return None
    known = words()
    seen = {question.id for question in shown}
    answers = answers_of(check, known)
    current = _place(check, place.screen.id)
    questions = form.visible(current.questions, answers, known) if current else ()
    new = [question.id for question in questions if question.id not in seen | answers.keys()]
    if not new or "more" in request.GET:
        return None
    request.session[MORE] = {place.screen.id: new}
    response = redirect("check-screen", place.screen.id)
    response["Location"] += "?more"
    return response


def _place(check: Check, screen_id: str) -> Place | None:
    """None for a screen that does not, or no longer, apply to this person."""
    known = words()
    pairs = screens(answers_of(check, known), known, short=is_short(check))
    names = [screen.id for screen, _ in pairs]
    if screen_id not in names:
        return None
    step = names.index(screen_id)
    found, questions = pairs[step]
    return Place(check, found, questions, step + 1, len(pairs), names[step - 1] if step else "")


def _show(
    request: PersonRequest,
    place: Place,
    shown: Sequence[Question],
    filled: form.Filled,
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    context = {
        "place": place,
        "sheet": form.sheet(place.screen, shown, filled, errors),
        "is_more": "more" in request.GET,
        "is_short": is_short(place.check),
    }
    return render(request, "web/patient/screen.html", context, status=422 if errors else 200)
