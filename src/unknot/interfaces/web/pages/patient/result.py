"""The result of a check at its unguessable address: what to do, why, the letter for a doctor, a call back."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from unknot.clinical.asking import Question
from unknot.clinical.questions import NOT_SURE, AnswerValue
from unknot.interfaces.web.advice import Result, fill, result_of
from unknot.interfaces.web.forms.result import CallBack
from unknot.interfaces.web.pages.patient.door import PersonRequest, decided, person
from unknot.journey.book.queries import services_for
from unknot.journey.check import actions
from unknot.journey.check.facts import answers_of
from unknot.journey.check.queries import refusal_to_book
from unknot.journey.people.access import holder
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge

NO: tuple[AnswerValue, ...] = (False, "no", "none", frozenset())


@require_GET
@person
def result(request: PersonRequest, token: str) -> HttpResponse:
    return _show(request, token, CallBack())


@require_GET
@person
def letter(request: PersonRequest, token: str) -> HttpResponse:
    check = decided(request, token)
    shown = result_of(check)
    if not shown.route.letter:
        raise Http404
    date = f"{check.decided_at:%Y-%m-%d}"
    words = [fill(line, shown.numbers, clinic=check.clinic.name, date=date) for line in shown.route.letter]
    said = _said(shown)
    context = {
        "result": shown,
        "check": check,
        "words": words,
        "told": [(asked, answer) for asked, answer, is_no in said if not is_no],
        "denied": [asked for asked, _, is_no in said if is_no],
    }
    return render(request, "web/patient/letter.html", context)


@require_POST
@person
def call_back(request: PersonRequest, token: str) -> HttpResponse:
    check, form = decided(request, token), CallBack(request.POST)
    if not form.is_valid():
        return _show(request, token, form, status=422)
    by = holder(check, clinic_id=check.clinic_id)
    try:
        actions.leave_contact(check=check, by=by, now=request.now, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field, refusal.words)
        return _show(request, token, form, status=422)
    return redirect("check-result", token)


def _show(request: PersonRequest, token: str, form: CallBack, *, status: int = 200) -> HttpResponse:
    check = decided(request, token)
    shown = result_of(check)
    refusal = refusal_to_book(check, hands_on=False, now=request.now)
    context: dict[str, Any] = {
        "result": shown,
        "check": check,
        "form": form,
        "zone": check.clinic.zone,
        "services": [] if refusal else services_for(check.clinic, check),
        "refusal": refusal,
    }
    name = "emergency" if shown.is_emergency else "result"
    return render(request, f"web/patient/{name}.html", context, status=status)


def _said(shown: Result) -> list[tuple[str, str, bool]]:
    """Every answer in the clinician's words, and whether it is a plain no."""
    known = knowledge()
    answers = answers_of(shown.check, known)
    given = [(question, answers[question.id]) for question in known.order if question.id in answers]
    return [(question.clinician, _words(question, value), value in NO) for question, value in given]


def _words(question: Question, value: AnswerValue) -> str:
    if value is NOT_SURE:
        return "not sure"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ", ".join(a.label for a in question.answers if a.id in value) or "none of these"
    if isinstance(value, str):
        answer = question.answer(value)
        return answer.label if answer else value
    return f"{value:g} {question.unit}".strip()
