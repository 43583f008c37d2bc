"""The one table of who may do what, walked from both ends: every entry for every kind of actor, and every
action that exists."""

import ast
import importlib
from inspect import Parameter, getsource, isfunction, signature
from pkgutil import iter_modules
from types import FunctionType, ModuleType
from typing import Any

import pytest

import unknot.journey
from tests.factories import make_clinic, make_patient, make_staff
from unknot.journey import STEPS
from unknot.journey.people.access import SYSTEM, TABLE, WITHIN, holder, may, own_clinic, require, visitor
from unknot.journey.people.models import Patient, Role
from unknot.journey.refusals import Refusal

pytestmark = pytest.mark.django_db


def steps_here() -> list[str]:
    there = {module.name for module in iter_modules(unknot.journey.__path__)}
    return [step for step in STEPS if step in there]


@pytest.mark.parametrize("action", sorted(TABLE))
def test_table_is_what_is_decided_for_every_kind_of_actor(action: str) -> None:
    here, there = make_clinic(), make_clinic()
    patient = make_patient(here)
    actors = {role: make_staff(here, role) for role in Role.values}
    strangers = [make_staff(there, role) for role in Role.values]

    for role, actor in actors.items():
        assert may(actor, action, here.pk, patient) is (role in TABLE[action])
    for stranger in strangers:
        assert may(stranger, action, here.pk, patient) is False
    own = holder(patient, clinic_id=here.pk)
    assert may(own, action, here.pk, patient) is bool(TABLE[action] & {"holder", "anyone"})
    assert may(own, action, here.pk, make_patient(here)) is ("anyone" in TABLE[action])
    assert may(own, action, here.pk) is ("anyone" in TABLE[action])
    assert may(own, action, there.pk, patient) is False
    assert may(visitor(here), action, here.pk, patient) is ("anyone" in TABLE[action])
    assert may(SYSTEM, action, here.pk, patient) is ("system" in TABLE[action])
    assert may(SYSTEM, action, None) is ("system" in TABLE[action])


def test_a_visitor_holds_nothing_even_when_a_row_has_no_id() -> None:
    clinic = make_clinic()
    assert may(visitor(clinic), "check.answer", clinic.pk, Patient(id="")) is False


def test_an_action_that_is_not_in_the_table_is_a_bug() -> None:
    with pytest.raises(KeyError):
        require(SYSTEM, "people.vanish", None)


def test_refused_actors_hear_why_in_words_for_them() -> None:
    clinic = make_clinic()
    with pytest.raises(Refusal, match="Ask the owner") as refused:
        require(make_staff(clinic), "people.invite", clinic.pk)
    assert refused.value.code == "not_allowed"
    with pytest.raises(Refusal, match="Please call the clinic"):
        own_clinic(visitor(clinic), "people.read")
    with pytest.raises(Refusal):
        own_clinic(SYSTEM, "people.read")


@pytest.mark.parametrize("step", steps_here())
def test_every_action_is_in_the_table_or_part_of_another(step: str) -> None:
    for name in public_actions(step):
        assert (f"{step}.{name}" in TABLE) != (f"{step}.{name}" in WITHIN), f"{step}.{name}"


@pytest.mark.parametrize("step", steps_here())
def test_every_action_asks_for_its_own_permission(step: str) -> None:
    for name, function in public_actions(step).items():
        if f"{step}.{name}" in TABLE:
            assert f"{step}.{name}" in asked_permissions(function), f"{step}.{name}"


@pytest.mark.parametrize("step", steps_here())
def test_whatever_is_done_by_somebody_asks_the_table(step: str) -> None:
    """Also where a step has more than one file of actions."""
    for module in modules(step):
        for name, function in functions(module).items():
            by = signature(function).parameters.get("by")
            if by and by.kind is Parameter.KEYWORD_ONLY and f"{step}.{name}" not in WITHIN:
                assert asked_permissions(function) & TABLE.keys(), f"{module.__name__}.{name}"


def test_the_table_names_nothing_that_does_not_exist() -> None:
    known = {f"{step}.{name}" for step in steps_here() for name in public_actions(step)}
    asked = {action for step in steps_here() for action in permissions_asked_in(step)}
    absent = {action.partition(".")[0] for action in TABLE} - set(steps_here())
    for action in TABLE.keys() | WITHIN:
        assert action in known | asked or action.partition(".")[0] in absent, action


def modules(step: str) -> list[ModuleType]:
    package = importlib.import_module(f"unknot.journey.{step}")
    names = [module.name for module in iter_modules(package.__path__) if module.name != "migrations"]
    return [importlib.import_module(f"unknot.journey.{step}.{name}") for name in names]


def functions(module: ModuleType) -> dict[str, FunctionType]:
    own = [
        value for value in vars(module).values() if isfunction(value) and value.__module__ == module.__name__
    ]
    return {function.__name__: function for function in own if not function.__name__.startswith("_")}


def public_actions(step: str) -> dict[str, FunctionType]:
    """An action has the name of its permission, in whichever of the two files it stands."""
    files = [module for module in modules(step) if module.__name__.endswith((".actions", ".alerting"))]
    return {name: function for module in files for name, function in functions(module).items()}


def asked_permissions(code: Any) -> set[str]:
    """The actions that are named in calls of require, may and own_clinic within this code."""
    calls = [node for node in ast.walk(ast.parse(getsource(code))) if isinstance(node, ast.Call)]
    asking = [call for call in calls if getattr(call.func, "id", "") in ("require", "may", "own_clinic")]
    return {
        argument.value
        for call in asking
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def permissions_asked_in(step: str) -> set[str]:
    return {action for module in modules(step) for action in asked_permissions(module)}
