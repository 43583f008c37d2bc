"""The later aims as a CP-SAT model over the routes that are best for the first ones: who, when on the day,
how many trips, how long. Each aim weighs more than all later ones together.

OR-Tools takes most of a second to import, so it is imported when the first plan is solved and not before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unknot.scheduling.choosing import Choice
from unknot.scheduling.plans import Limits, Visit
from unknot.scheduling.routes import TURN, Map, Routes, State

Made = tuple[tuple[State, Choice | None], ...]  # of each stop the state and the choice, if it has a place


@dataclass(frozen=True, slots=True)
class Task:
    """`choices` are those of the options that are on the routes."""

    map: Map
    routes: Routes
    choices: tuple[Mapping[int, Sequence[Choice]], ...]
    usual: Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Term:
    """An aim as a sum of variables, lower is better, and the most that it can be."""

    variables: list[Any]
    factors: list[int]
    most: int


def solve(task: Task, limits: Limits) -> tuple[Made, bool]:
    """The best choices and True when that is proven; or the best so far when the limits end the search, on
    one of the best routes in any case."""
    from ortools.sat.python import cp_model

    model = Model(task, cp_model)
    model.minimise()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    # What is left after the routes is small: probing it costs more than it saves (measured: 16 ms for 65).
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.random_seed = limits.seed
    # It is a guest in a server's process: signals are not its business.
    solver.parameters.catch_sigint_signal = False
    solver.parameters.max_deterministic_time = limits.effort
    solver.parameters.max_time_in_seconds = limits.seconds
    status = solver.solve(model.cp)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return model.made(solver), bool(status == cp_model.OPTIMAL)
    return plain(task), False


def plain(task: Task) -> Made:
    """The first of the best routes, of each trip the choice closest to the preferred times."""
    made: list[tuple[State, Choice | None]] = []
    place = 0
    for number, states in enumerate(task.routes.states):
        if number:
            place = next(after for before, after in task.routes.steps[number - 1] if before == place)
        ways = task.choices[number].get(states[place][1], ())
        made.append((states[place], min(ways, key=lambda one: one.cost, default=None)))
    return tuple(made)


class Model:
    """The variables: one for each state of a route, and one for each choice of an option."""

    def __init__(self, task: Task, cp_model: Any) -> None:
        self.task, self.cp, self.lib = task, cp_model.CpModel(), cp_model
        self.states = [[self.cp.new_bool_var("") for _ in states] for states in task.routes.states]
        self.taken = [
            {option: [self.cp.new_bool_var("") for _ in ways] for option, ways in choices.items()}
            for choices in task.choices
        ]
        self._follow()
        self.terms = [self._clinicians(), self._times(), self._trips(), self._end()]

    def minimise(self) -> None:
        """Weights: of the last aim 1, of each earlier one the most that all later ones can come to, plus
        one."""
        weight, variables, factors = 1, [], []
        for term in reversed(self.terms):
            variables += term.variables
            factors += [factor * weight for factor in term.factors]
            weight *= term.most + 1
        self.cp.minimize(self.lib.LinearExpr.weighted_sum(variables, factors))

    def made(self, solver: Any) -> Made:
        return tuple(self._made(number, solver) for number in range(len(self.states)))

    def _made(self, number: int, solver: Any) -> tuple[State, Choice | None]:
        states = zip(self.states[number], self.task.routes.states[number], strict=True)
        state = next(state for variable, state in states if solver.boolean_value(variable))
        if state[1] == TURN:
            return state, None
        ways = zip(self.taken[number][state[1]], self.task.choices[number][state[1]], strict=True)
        return state, next(choice for variable, choice in ways if solver.boolean_value(variable))

    def _follow(self) -> None:
        """One state at each stop, each with one that leads to it and one that it leads to; and of a state's
        option one choice."""
        for states in self.states:
            self.cp.add_exactly_one(states)
        for number, steps in enumerate(self.task.routes.steps):
            before, after = self.states[number], self.states[number + 1]
            leads: dict[int, list[Any]] = {}
            comes: dict[int, list[Any]] = {}
            for one, two in steps:
                leads.setdefault(one, []).append(after[two])
                comes.setdefault(two, []).append(before[one])
            for one, ways in leads.items():
                self.cp.add_bool_or([*ways, before[one].negated()])
            for two, ways in comes.items():
                self.cp.add_bool_or([*ways, after[two].negated()])
        for variables, known, taken in zip(self.states, self.task.routes.states, self.taken, strict=True):
            here: dict[int, list[Any]] = {}
            for variable, state in zip(variables, known, strict=True):
                here.setdefault(state[1], []).append(variable)
            for option, ways in taken.items():
                self.cp.add(sum(ways) == sum(here[option]))

    def _clinicians(self) -> Term:
        """How many visits are not with the usual practitioner of their service."""
        usual: dict[str, dict[int, Any]] = {}
        variables: list[Any] = []
        for number, stop in enumerate(self.task.map.stops):
            for place, visit in enumerate(stop.visits):
                if visit.service not in usual:
                    usual[visit.service] = self._usual(visit)
                off = self.cp.new_bool_var("")
                variables.append(off)
                for who, ways in self._by(number, place).items():
                    self.cp.add(sum(ways) <= off + usual[visit.service].get(who, 0))
        return Term(variables, [1] * len(variables), len(variables))

    def _usual(self, visit: Visit) -> dict[int, Any]:
        found = {who: self.cp.new_bool_var("") for who in sorted(self.task.usual[visit.service])}
        self.cp.add_at_most_one(found.values())
        return found

    def _by(self, number: int, place: int) -> dict[int, list[Any]]:
        """practitioner -> the choices of a stop in which they see its visit at this place."""
        found: dict[int, list[Any]] = {}
        for option, variables in self.taken[number].items():
            for variable, choice in zip(variables, self.task.choices[number][option], strict=True):
                who = choice.classes[place]
                if who is not None:
                    found.setdefault(who, []).append(variable)
        return found

    def _times(self) -> Term:
        variables, factors, most = [], [], 0
        for taken, choices in zip(self.taken, self.task.choices, strict=True):
            worst = 0
            for option, ways in taken.items():
                for variable, choice in zip(ways, choices[option], strict=True):
                    variables.append(variable)
                    factors.append(choice.cost)
                    worst = max(worst, choice.cost)
            most += worst
        return Term(variables, factors, most)

    def _trips(self) -> Term:
        variables = [one for taken in self.taken for ways in taken.values() for one in ways]
        return Term(variables, [1] * len(variables), len(self.taken))

    def _end(self) -> Term:
        origin = self.task.map.origin
        most = max((stop.last for stop in self.task.map.stops), default=origin) - origin
        end = self.cp.new_int_var(0, max(most, 0), "")
        for variables, states in zip(self.states, self.task.routes.states, strict=True):
            for variable, (day, option, *_) in zip(variables, states, strict=True):
                if option != TURN:
                    self.cp.add(end >= day - origin).only_enforce_if(variable)
        return Term([end], [1], max(most, 0))
