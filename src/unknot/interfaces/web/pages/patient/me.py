"""One's own record: the way in by e-mail, who of a shared address it is, and everything that the clinic and
the person have to do with each other."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unknot.interfaces.web.consent_words import scope_words
from unknot.interfaces.web.pages.patient import own_door
from unknot.interfaces.web.pages.patient.door import PersonRequest, person
from unknot.interfaces.web.pages.patient.own_door import OwnRequest, own
from unknot.interfaces.web.paper import sheet
from unknot.interfaces.web.receipt_told import told
from unknot.interfaces.web.record_file import packed
from unknot.journey.book.prices import price_words
from unknot.journey.book.queries import manage_token
from unknot.journey.follow import links
from unknot.journey.follow import queries as follow
from unknot.journey.language import spoken
from unknot.journey.people import consents
from unknot.journey.people.access import visitor
from unknot.journey.people.consent_texts import texts
from unknot.journey.people.models import Consent
from unknot.journey.privacy import actions, exporting, opening, queries, requests, retaining
from unknot.journey.privacy.models import PrivacyRequest
from unknot.journey.refusals import Refusal

SENT = "link_sent"


@never_cache
@require_http_methods(["GET", "POST"])
@person
def signin(request: PersonRequest) -> HttpResponse:
    """The same page follows whether anybody has the address or not."""
    refusal = None
    if request.method == "POST":
        try:
            actions.ask_sign_in(
                clinic=request.clinic,
                email=request.POST.get("email", ""),
                language=spoken(),
                by=visitor(request.clinic),
                now=request.now,
            )
        except Refusal as no:
            refusal = no
        else:
            request.session[SENT] = True
            return redirect("me-signin")
    context = {
        "is_sent": request.session.pop(SENT, False),
        "refusal": refusal,
        "typed": request.POST.get("email", ""),
    }
    return render(request, "web/patient/me_signin.html", context, status=422 if refusal else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@person
def enter(request: PersonRequest, code: str) -> HttpResponse:
    """Opening the link changes nothing: programs that look at letters open links too. The button does."""
    if request.method == "GET":
        is_open = actions.is_open(code, request.clinic, now=request.now)
        return render(
            request, "web/patient/me_enter.html", {"is_open": is_open}, status=200 if is_open else 410
        )
    try:
        email, found = actions.sign_in(
            code=code, clinic=request.clinic, by=visitor(request.clinic), now=request.now
        )
    except Refusal:
        return render(request, "web/patient/me_enter.html", {"is_open": False}, status=410)
    own_door.come_in(request, email)
    if len(found) == 1:
        _open(request, found[0].pk)
        return redirect("me")
    return redirect("me-who")


@never_cache
@require_http_methods(["GET", "POST"])
@person
def who(request: PersonRequest) -> HttpResponse:
    """A family may share an address: whose record is it to be?"""
    email = own_door.address(request)
    if email is None:
        return redirect("me-signin")
    found = queries.people_at(request.clinic.pk, email)
    if request.method == "POST":
        wanted = request.POST.get("who", "")
        if any(str(one.pk) == wanted for one in found):
            _open(request, UUID(wanted))
            return redirect("me")
    return render(request, "web/patient/me_who.html", {"people": found})


@require_POST
@person
def signout(request: PersonRequest) -> HttpResponse:
    own_door.leave(request)
    return redirect("home")


@require_GET
@own
def me(request: OwnRequest) -> HttpResponse:
    return _page(request)


@require_POST
@own
def ask(request: OwnRequest) -> HttpResponse:
    """To correct something, or to erase; the clinic answers within its days."""
    try:
        requests.ask_about_record(
            patient=request.who,
            kind=request.POST.get("kind", ""),
            words=request.POST.get("words", ""),
            language=spoken(),
            by=request.actor,
            now=request.now,
        )
    except Refusal as refusal:
        return _page(request, refusal)
    messages.success(request, _("We have it, and answer you here."))
    return redirect("me")


def _page(request: OwnRequest, refusal: Refusal | None = None) -> HttpResponse:
    record = queries.own(request.actor, request.who, now=request.now)
    context = {
        "who": request.who,
        "record": record,
        "zone": request.clinic.zone,
        "ahead": [(one, manage_token(one)) for one in record.ahead],
        "signed": [
            (one, _title(one.kind), scope_words(one.technique, one.region)) for one in record.consents
        ],
        "to_sign": [
            (one, _title(one.kind), scope_words(one.technique, one.region)) for one in record.to_sign
        ],
        "receipts": [(one, price_words(one.total, one.currency)) for one in record.receipts],
        "messages_sent": [(one, _words_of(one.kind)) for one in record.messages],
        "requests": [(one, _asked(one)) for one in requests.requests_of(request.actor, request.who)],
        "bouts": [(one, links.address_of(one)) for one in follow.open_bouts(request.actor, request.who)],
        "looks": opening.looks(request.actor, request.who),
        "kept": retaining.kept_of(request.who, today=request.now.date()),
        "spoken": spoken(),
        "refusal": refusal,
        "typed": request.POST.get("words", ""),
        "several": len(queries.people_at(request.clinic.pk, request.who.email)) > 1,
    }
    return render(request, "web/patient/me.html", context, status=422 if refusal else 200)


@require_GET
@own
def receipt(request: OwnRequest, receipt_id: UUID) -> HttpResponse:
    row = queries.own_receipt(request.actor, request.who, receipt_id)
    if row is None:
        raise Http404
    context = {**told(row), "clinic": row.clinic, "zone": row.clinic.zone}
    return sheet(request, "receipt", context, title=f"Receipt {row.number}")


@require_POST
@own
def download(request: OwnRequest) -> HttpResponse:
    record = exporting.take_record(patient=request.who, by=request.actor, now=request.now)
    return packed(record, request.clinic, name=request.who.name, request=request)


@require_POST
@own
def withdraw(request: OwnRequest, consent_id: UUID) -> HttpResponse:
    row: Consent | None = queries.own_consent(request.actor, request.who, consent_id)
    if row is None:
        raise Http404
    try:
        consents.withdraw_consent(consent=row, of=request.who, by=request.actor, now=request.now)
    except Refusal as refusal:
        messages.error(request, refusal.words)
    else:
        messages.success(request, _("You have taken it back. From now on it holds no more."))
    return redirect("me")


def _open(request: PersonRequest, patient_id: UUID) -> None:
    email = own_door.address(request) or ""
    row = queries.still_at(request.clinic, str(patient_id), email)
    if row is not None:
        own_door.choose(request, row)
        actions.open_own(patient=row, by=own_door.as_owner(request, row), now=request.now)


def _asked(row: PrivacyRequest) -> tuple[str, str]:
    """What they asked for, and how it stands."""
    kinds = {"correct": _("Correct something"), "erase": _("Erase what you know of me")}
    standings = {"open": _("we are at it"), "done": _("done"), "refused": _("not done")}
    return kinds[row.kind], standings[row.standing]


def _title(kind: str) -> str:
    return texts()[kind].title[spoken()]


def _words_of(kind: str) -> str:
    """What a letter was, in the language of the page."""
    return {
        "booked": _("A visit was booked"),
        "course": _("The visits of your plan"),
        "plan_offered": _("Your plan is ready to read"),
        "consent_asked": _("Something to read and sign"),
        "moved": _("A visit was moved"),
        "cancelled": _("A visit was cancelled"),
        "reminder": _("A reminder of a visit"),
        "offer": _("A time that came free"),
    }.get(kind, _("A letter from the clinic"))
