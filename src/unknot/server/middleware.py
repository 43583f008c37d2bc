"""Who is asking, and of which clinic: `request.clinic` and `request.actor`, set once for every page.

The clinic is the one whose slug is the first word of the host name, or the only one there is.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from unknot.journey.people.access import Actor
from unknot.journey.people.models import Clinic, Membership

NO_CLINIC = "There is no clinic at this address yet.\n"


class WhoMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/health":
            return self.get_response(request)
        clinic = clinic_at(request.get_host())
        if clinic is None:
            return HttpResponse(NO_CLINIC, status=404, content_type="text/plain; charset=utf-8")
        request.clinic = clinic  # type: ignore[attr-defined]  # HttpRequest has no typed place for it
        request.actor = _actor(request, clinic)  # type: ignore[attr-defined]  # as above
        return self.get_response(request)


def clinic_at(host: str) -> Clinic | None:
    word = host.partition(":")[0].partition(".")[0].lower()
    clinics = list(Clinic.objects.order_by("id")[:2])
    if len(clinics) == 1:
        return clinics[0]
    return Clinic.objects.filter(slug=word).first() if clinics else None


def _actor(request: HttpRequest, clinic: Clinic) -> Actor:
    """A member of this clinic's staff, or a visitor; being staff elsewhere counts for nothing here."""
    user = request.user
    if user.is_authenticated:
        membership = Membership.objects.filter(user_id=user.pk, clinic=clinic).first()
        if membership is not None:
            return Actor(
                kind="staff",
                id=str(user.pk),
                name=user.get_full_name(),
                role=membership.role,
                clinic_id=clinic.id,
            )
    return Actor(kind="person", id="", name="", role="", clinic_id=clinic.id)
