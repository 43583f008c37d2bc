"""The front page: one thing to do first, and the way back into a check that this device has begun."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from unknot.interfaces.web.pages.patient.check import onward
from unknot.interfaces.web.pages.patient.door import PersonRequest, draft, person


@require_GET
@person
def home(request: PersonRequest) -> HttpResponse:
    return render(request, "web/patient/home.html", {"draft": draft(request)})


@require_GET
@person
def resume(request: PersonRequest) -> HttpResponse:
    check = draft(request)
    return onward(request, check) if check else redirect("check")
