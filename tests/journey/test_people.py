"""Who is who: staff, practitioners, patients, and clinics."""

from typing import Any

import pytest

from tests.factories import (
    NOW,
    make_clinic,
    make_membership,
    make_patient,
    make_practitioner,
    make_staff,
    make_user,
)
from unknot.journey.people import actions, queries
from unknot.journey.people.access import (
    SYSTEM,
    Actor,
    may,
    visitor,
)
from unknot.journey.people.models import Clinic, Membership, Patient, Practitioner, Role, User
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


# Staff


def test_staff_are_somebody_only_where_they_work() -> None:
    here, there = make_clinic(), make_clinic()
    user = make_membership(here, Role.CLINICIAN).user

    actor = queries.staff(user, here.pk)

    assert actor == Actor("staff", str(user.pk), user.name, "clinician", here.pk)
    assert queries.staff(user, there.pk) is None
    user.is_active = False
    user.save()
    assert queries.staff(user, here.pk) is None


def test_an_owner_who_treats_wears_both_hats() -> None:
    clinic = make_clinic()
    user = make_membership(clinic, Role.OWNER).user
    owner = queries.staff(user, clinic.pk)
    practitioner = make_practitioner(clinic, user=user)
    treating = queries.staff(user, clinic.pk)
    practitioner.is_active = False
    practitioner.save()
    retired = queries.staff(user, clinic.pk)

    assert owner
    assert treating
    assert retired
    allowed = [may(actor, "check.open_booking", clinic.pk) for actor in (owner, treating, retired)]
    assert allowed == [False, True, False]
    assert may(treating, "people.invite", clinic.pk)


def test_who_signs_in_costs_one_query(django_assert_num_queries: Any) -> None:
    clinic = make_clinic()
    user = make_membership(clinic).user
    with django_assert_num_queries(1):
        queries.staff(user, clinic.pk)


def test_e_mail_addresses_are_one_person_in_any_case() -> None:
    user = User.objects.create_user(" Ada@Example.org ", "a-long-password", name="Ada")
    assert user.email == "ada@example.org"
    assert User.objects.get_by_natural_key("ADA@example.ORG") == user
    assert user.check_password("a-long-password")


def test_invite_makes_a_user_without_a_password_staff() -> None:
    clinic = make_clinic()
    owner = make_staff(clinic, Role.OWNER)

    membership = actions.invite(
        clinic=clinic, email="Kit@Example.org", name="Kit  Lee", role="clinician", by=owner, now=NOW
    )

    assert (membership.user.email, membership.user.name, membership.role) == (
        "kit@example.org",
        "Kit Lee",
        "clinician",
    )
    assert membership.user.has_usable_password() is False
    assert events() == ["people.invited"]


def test_invite_finds_a_user_who_works_elsewhere() -> None:
    user = make_membership(make_clinic()).user
    clinic = make_clinic()
    membership = actions.invite(
        clinic=clinic, email=user.email.upper(), name="Other", role="owner", by=SYSTEM, now=NOW
    )
    assert membership.user == user
    with pytest.raises(Refusal, match="already works") as refused:
        actions.invite(clinic=clinic, email=user.email, name="Other", role="owner", by=SYSTEM, now=NOW)
    assert (refused.value.code, refused.value.field) == ("already_staff", "email")
    assert Membership.objects.filter(user=user).count() == 2


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"role": "emperor"}, "unknown_role"),
        ({"email": "kit"}, "email_invalid"),
        ({"email": "kit@example.org\nBcc: all@example.org"}, "email_invalid"),
        ({"name": "  "}, "name_missing"),
        ({"name": "x" * 201}, "name_long"),
    ],
)
def test_invite_refuses_what_cannot_be(fields: dict[str, str], code: str) -> None:
    given = {"email": "kit@example.org", "name": "Kit", "role": "clinician", **fields}
    with pytest.raises(Refusal) as refused:
        actions.invite(clinic=make_clinic(), by=SYSTEM, now=NOW, **given)
    assert refused.value.code == code
    assert (User.objects.count(), events()) == (0, [])


def test_set_password_refuses_a_weak_one() -> None:
    membership = make_membership(make_clinic())
    with pytest.raises(Refusal) as refused:
        actions.set_password(membership=membership, password="password", by=SYSTEM, now=NOW)
    assert (refused.value.code, refused.value.field) == ("weak_password", "password")
    actions.set_password(membership=membership, password="a fine long sentence", by=SYSTEM, now=NOW)
    assert User.objects.get(id=membership.user_id).check_password("a fine long sentence")
    assert events() == ["people.password_set"]


# Clinics, practitioners


def open_clinic(**fields: Any) -> Clinic:
    given = {
        "name": "Santa Rosa Back Clinic",
        "slug": "santa-rosa",
        "zone": "America/Los_Angeles",
        "country": "us",
        "phone": "(707) 555-0100",
        "email": "desk@example.org",
    }
    return actions.open_clinic(**{**given, "by": SYSTEM, "now": NOW, **fields})


def test_open_clinic_makes_one() -> None:
    clinic = open_clinic()
    assert (clinic.country, queries.clinic("santa-rosa"), queries.only_clinic()) == ("US", clinic, clinic)
    make_clinic()
    assert queries.only_clinic() is None
    assert events() == ["people.clinic_opened"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"zone": "Mars/Olympus"}, "unknown_zone"),
        ({"phone": "12"}, "phone_invalid"),
        ({"slug": "Santa Rosa"}, "slug_invalid"),
        ({"country": "California"}, "country_invalid"),
    ],
)
def test_open_clinic_refuses_what_cannot_be(fields: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        open_clinic(**fields)
    assert (refused.value.code, Clinic.objects.count()) == (code, 0)


def test_open_clinic_refuses_a_slug_that_is_taken() -> None:
    open_clinic()
    with pytest.raises(Refusal) as refused:
        open_clinic(name="Another")
    assert (refused.value.code, refused.value.field) == ("slug_taken", "slug")


def test_add_practitioner_takes_staff_and_others() -> None:
    clinic = make_clinic()
    user = make_membership(clinic, Role.CLINICIAN).user
    given: dict[str, Any] = {"clinic": clinic, "kind": "chiropractor", "by": SYSTEM, "now": NOW}
    actions.add_practitioner(name="Ana", user=user, **given)
    actions.add_practitioner(name="Ben", **given)
    assert [one.name for one in queries.practitioners(clinic.pk)] == ["Ana", "Ben"]
    with pytest.raises(Refusal, match="does not work"):
        actions.add_practitioner(name="Cy", user=make_user(), **given)
    with pytest.raises(Refusal, match="no kind"):
        actions.add_practitioner(name="Cy", **{**given, "kind": "wizard"})
    assert Practitioner.objects.count() == 2


# Patients


def register(clinic: Clinic, name: str = "Ada Byron", **fields: Any) -> Patient:
    return actions.register_patient(clinic=clinic, name=name, by=visitor(clinic), now=NOW, **fields)


def test_register_patient_keeps_what_was_said() -> None:
    patient = register(
        make_clinic(), " Ada  Byron ", email="Ada@Example.org", phone="(707) 555-0134", birth_year=1980
    )
    patient.refresh_from_db()
    assert (patient.name, patient.email, patient.phone) == ("Ada Byron", "ada@example.org", "(707) 555-0134")
    assert (patient.birth_year, patient.registered_at, patient.is_synthetic) == (1980, NOW, False)
    assert events() == ["people.patient_registered"]


def test_register_patient_knows_somebody_who_came_before() -> None:
    clinic = make_clinic()
    by_email = register(clinic, email="ada@example.org")
    by_phone = register(clinic, "Ben Young", phone="(707) 555-0134")

    assert register(clinic, "ada byron", email="ADA@example.org", phone="707 555 9999") == by_email
    assert register(clinic, "Ben Young", phone="707.555.0134") == by_phone
    assert register(make_clinic(), email="ada@example.org") != by_email
    assert register(clinic, "Bea Byron", email="ada@example.org") != by_email


def test_register_patient_never_redirects_somebody_elses_letters() -> None:
    clinic = make_clinic()
    victim = register(clinic, email="ada@example.org", phone="(707) 555-0134")
    impostor = register(clinic, email="thief@example.org", phone="(707) 555-0134")
    victim.refresh_from_db()
    assert impostor != victim
    assert victim.email == "ada@example.org"
    assert register(clinic, email="ada@example.org", phone="707 555 6666").phone == "(707) 555-0134"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({}, "contact_missing", "email"),
        ({"email": "ada@"}, "email_invalid", "email"),
        ({"phone": "call me"}, "phone_invalid", "phone"),
        ({"phone": "1" * 30}, "phone_invalid", "phone"),
        ({"email": "ada@example.org", "birth_year": 80}, "birth_year", "birth_year"),
        ({"email": "ada@example.org", "birth_year": 2027}, "birth_year", "birth_year"),
    ],
)
def test_register_patient_refuses_what_cannot_be(fields: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        register(make_clinic(), **fields)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert (Patient.objects.count(), events()) == (0, [])


def test_find_patients_by_part_of_a_name_an_address_or_a_number() -> None:
    clinic = make_clinic()
    desk = make_staff(clinic)
    ada = register(clinic, email="ada@example.org", phone="(707) 555-0134")
    ben = register(clinic, "Ben Young", phone="707-555-0188")
    register(make_clinic(), "Ada Elsewhere", email="ada@example.org")

    assert queries.find_patients(desk, "byr ada") == [ada]
    assert queries.find_patients(desk, "555-01") == [ada, ben]
    assert queries.find_patients(desk, "5550188") == [ben]
    assert queries.find_patients(desk, "ADA@EX") == [ada]
    assert queries.find_patients(desk, " ") == []
    assert queries.find_patients(desk, "zed") == []


@pytest.mark.parametrize("patients", [1, 3])
def test_find_patients_costs_one_query(patients: int, django_assert_num_queries: Any) -> None:
    clinic = make_clinic()
    desk = make_staff(clinic)
    for _ in range(patients):
        make_patient(clinic)
    with django_assert_num_queries(1):
        assert len(queries.find_patients(desk, "patient")) == patients


def test_patients_are_read_by_their_own_clinic_only() -> None:
    here, there = make_clinic(), make_clinic()
    patient = make_patient(here)
    assert queries.patient(make_staff(here), patient.pk) == patient
    assert queries.patient(make_staff(there), patient.pk) is None
    with pytest.raises(Refusal):
        queries.patient(visitor(here), patient.pk)


def test_recorded_is_for_the_owner() -> None:
    clinic = make_clinic()
    register(clinic, email="ada@example.org")
    register(make_clinic(), email="ada@example.org")
    assert [event.clinic_id for event in queries.recorded(make_staff(clinic, Role.OWNER))] == [clinic.pk]
    with pytest.raises(Refusal):
        queries.recorded(make_staff(clinic))
