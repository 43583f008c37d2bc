"""Reading plans, as somebody who may."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.check.models import Episode
from unknot.journey.people.access import Actor, own_clinic
from unknot.journey.people.models import Patient
from unknot.journey.plan.models import CarePlan, Plan, PlannedVisit, PlanStatus, PlanTemplate

_WITH = ("service__clinic", "booking__service", "booking__practitioner", "booking__room")


def plan(actor: Actor, plan_id: UUID) -> Plan | None:
    found = Plan.objects.filter(clinic_id=own_clinic(actor, "plan.read"), id=plan_id)
    return found.select_related("clinic", "patient", "location", "from_check", "episode").first()


def plans_of(actor: Actor, patient: Patient) -> list[Plan]:
    """The person's plans, the newest first."""
    found = Plan.objects.filter(clinic_id=own_clinic(actor, "plan.read"), patient=patient)
    return list(found.select_related("location"))


def plans_in(actor: Actor, episode: Episode, *, limit: int) -> list[Plan]:
    """The plans of one bout, the latest first."""
    found = Plan.objects.filter(clinic_id=own_clinic(actor, "plan.read"), episode=episode)
    found = found.annotate(visit_count=Count("visits"))
    return list(found.select_related("location").order_by("-created_at", "-id")[:limit])


def running(actor: Actor) -> list[Plan]:
    found = Plan.objects.filter(clinic_id=own_clinic(actor, "plan.read"), ended_at=None)
    return list(found.select_related("patient", "location"))


def visits_of(plan: Plan) -> list[PlannedVisit]:
    """All visits in the plan's order, with what their standing is read from."""
    return list(plan.visits.select_related(*_WITH))


def visits_of_all(plans: Iterable[UUID]) -> list[PlannedVisit]:
    """The same of many plans at once, each with its own in order."""
    found = PlannedVisit.objects.filter(plan_id__in=list(plans)).order_by("plan_id", "position")
    return list(found.select_related(*_WITH))


_WRITTEN = ("clinic", "patient", "episode", "from_check__clinic", "written_by", "course__location")


def care_plan(actor: Actor, care_plan_id: UUID) -> CarePlan | None:
    found = CarePlan.objects.filter(clinic_id=own_clinic(actor, "plan.read"), id=care_plan_id)
    return found.select_related(*_WRITTEN).first()


def care_plan_by(token: str) -> CarePlan | None:
    """The version whose link this is, as long as it is there for the person to see."""
    found = CarePlan.objects.filter(token=token).exclude(status=PlanStatus.DRAFT)
    return found.select_related(*_WRITTEN).first()


def visits_ahead(care_plan: CarePlan, *, now: datetime) -> list[Booking]:
    """The booked visits of a plan that are still to come, for whoever holds its link."""
    found = Booking.objects.filter(planned__plan__care_plan=care_plan, status=BookingStatus.BOOKED)
    found = found.filter(starts_at__gte=now).select_related("service", "practitioner", "room__location")
    return list(found.order_by("starts_at"))


def versions(actor: Actor, episode: Episode) -> list[CarePlan]:
    """All versions of the written plan of one bout, the latest first."""
    found = CarePlan.objects.filter(clinic_id=own_clinic(actor, "plan.read"), episode=episode)
    return list(found.select_related("written_by", "course").order_by("-number"))


def templates(actor: Actor) -> list[PlanTemplate]:
    return list(PlanTemplate.objects.filter(clinic_id=own_clinic(actor, "plan.read")))
