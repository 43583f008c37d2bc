"""Bringing in what another system gave out: the file, the fate of every row, and only then the writing."""

from base64 import b64decode, b64encode
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, sent, show
from unknot.interfaces.web.pages.desk.seating import explain
from unknot.journey.book import queries
from unknot.journey.book.import_reading import Read, read_csv, read_ics
from unknot.journey.book.importing import Report, bring_in
from unknot.journey.people import queries as people
from unknot.journey.people.access import may
from unknot.journey.refusals import Refusal

# A page answers in seconds; a larger file is for `unknot import`.
MOST = 500
NEEDED = {"patients": ("name",), "appointments": ("name", "at")}


def _select(label: str, choices: Any, *, required: bool = True) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "input"})
    return forms.ChoiceField(label=label, choices=choices, required=required, widget=widget)


class Upload(forms.Form):
    kind = _select("What is in it", [("patients", "People"), ("appointments", "Appointments")])
    file = forms.FileField(
        label="The file",
        required=False,
        help_text=f"A table (CSV) or, for appointments, a calendar (.ics); at most {MOST} rows.",
        widget=forms.FileInput(attrs={"class": "input", "accept": ".csv,.ics,text/csv,text/calendar"}),
    )
    dates = _select(
        "How its dates are written", [("iso", "2026-11-30"), ("dmy", "30/11/2026"), ("mdy", "11/30/2026")]
    )
    kept = forms.CharField(required=False, max_length=30_000_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, services: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [("", "none"), *services], [("", "none"), *staff]
        self.fields["service"] = _select("Service, for rows that name none", others[0], required=False)
        self.fields["practitioner"] = _select(
            "Practitioner, for rows that name none", others[1], required=False
        )

    def hidden_again(self) -> list[forms.BoundField]:
        """What was chosen, for the form that writes what was looked at."""
        return [self[name] for name in ("kind", "dates", "service", "practitioner")]

    def data_of_file(self) -> bytes:
        """The file that was sent, or the one that was looked at before. Raises Refusal without any."""
        file = self.cleaned_data["file"]
        if file:
            data: bytes = file.read()
            return data
        try:
            kept = b64decode(self.cleaned_data["kept"], validate=True)
        except ValueError:
            kept = b""
        if not kept:
            raise Refusal("file", "Choose a file.", field="file")
        return kept


@require_http_methods(["GET", "POST"])
@desk
def bring(request: DeskRequest) -> HttpResponse:
    if not may(request.actor, "book.bring_in", request.clinic.pk):
        raise Refusal("not_allowed", "Only the owner of the clinic brings in data.")
    services = {one.slug: one for one in queries.services_for(request.clinic, None)}
    staff = {str(one.pk): one for one in people.practitioners(request.clinic.pk)}
    form = Upload(
        sent(request),
        request.FILES,
        services=[(key, one.name) for key, one in services.items()],
        staff=[(key, one.name) for key, one in staff.items()],
    )
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            data = form.data_of_file()
            read = _read(data, form.cleaned_data, request)
            report = bring_in(
                clinic=request.clinic,
                kind=form.cleaned_data["kind"],
                rows=read.rows,
                by=request.actor,
                now=request.now,
                dry_run="write" not in request.POST,
                leave_out="leave_out" in request.POST,
                service=services.get(form.cleaned_data["service"]),
                practitioner=staff.get(form.cleaned_data["practitioner"]),
            )
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            explain(form, refusal)
        else:
            if report.written:
                messages.success(request, _words(report))
                return redirect("desk-import")
            context |= {"report": report, "ignored": read.ignored, "kept": b64encode(data).decode()}
    return show(request, "import", context, here="settings", status=422 if form.errors else 200)


def _read(data: bytes, said: dict[str, Any], request: DeskRequest) -> Read:
    if data.lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        read = read_ics(data, now=request.now)
    else:
        read = read_csv(data, needed=NEEDED[said["kind"]], dates=said["dates"])
    if len(read.rows) > MOST:
        words = f"It has {len(read.rows):,} rows. A page takes {MOST}; for more there is: unknot import."
        raise Refusal("too_many", words, field="file")
    return read


def _words(report: Report) -> str:
    counts = ", ".join(f"{number} {what}" for what, number in sorted(report.counts.items()))
    return f"Brought in: {counts}."
