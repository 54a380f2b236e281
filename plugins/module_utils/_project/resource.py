# SPDX-License-Identifier: GPL-3.0-or-later
"""What a project is to the engine: a plain resource that cannot be deleted as plainly, since containers go with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from .._api.errors import Conflict, InputError
from .._container.deletion import deleted
from .._container.finding import containers_of
from .._container.model import status_of
from .._engine.field import argument_spec
from .._engine.lookup import in_order
from .._engine.plain import STATES, Desired, Plain
from .._engine.plan import Plan, Step
from .._engine.resource import Decision, Outcome
from .._engine.task import Task
from .._engine.waiting import Wait, WaitError, Work
from .._http.deadline import Deadline
from .._text.types import Json
from .model import ALIAS, FIELDS, REALM_IDS, desired

_NAMES_TOLD = 5
_EMPTY = "delete_containers"


class Projects(Plain):
    """The projects that the token sees, shared ones too."""

    member = "project"
    plural = "projects"
    path = "/projects/"
    schemas = ("ProjectCreate", "ProjectUpdate", "Project")
    fields = FIELDS

    def options(self) -> Json:
        """The argument specification of a module for one of them, without the connection."""
        return {
            "project": {"type": "str"},
            **argument_spec(self.fields),
            "state": {"type": "str", "choices": list(STATES), "default": "present"},
            "cascade": {"type": "bool", "default": False},
            "wait": {"type": "bool", "default": True},
            "wait_timeout": {"type": "float", "default": 300.0},
        }

    def info_options(self) -> Json:
        """The argument specification of the question for them, without the connection."""
        return {**super().info_options(), "members": {"type": "bool", "default": False}}

    def desired(self, given: Mapping[str, Any]) -> Desired:
        """Check the options. Raises InputError."""
        return desired(given)

    def find(self, task: Task, wanted: Desired) -> Json | None:
        """The project, or the one that has its new alias already. Raises InputError where there are both."""
        called = task.options["project"] or wanted.name
        found = self._read(task, wanted.id) if wanted.id else self._named(task, None, called)
        if wanted.state == "absent" or wanted.name in (None, called, (found or {}).get(ALIAS.name)):
            return found
        holder = self._named(task, None, wanted.name)
        if found and holder:
            raise InputError(
                f"The project {called} cannot be renamed to '{wanted.name}', because the project {holder['id']} "
                "has this alias."
            )
        # An id that is gone is not the project that has the alias.
        return found or (None if wanted.id else holder)

    def check(self, task: Task, wanted: Desired, outcome: Outcome, current: Json | None) -> None:
        """There is nothing that only check mode would have to look for."""

    def plan(self, current: Json | None, wanted: Desired) -> Plan:
        """As for all plain ones; an update always repeats the alias (API notes, part 2, A.4)."""
        plan = super().plan(current, wanted)
        steps = tuple(
            step._replace(body={ALIAS.name: (current or {}).get(ALIAS.name), **step.body})
            if step.action == "update"
            else step
            for step in plan.steps
        )
        return plan._replace(steps=steps)

    def decide(self, task: Task, wanted: Desired, current: Json | None) -> Work[Decision]:
        """Decide; what is in a project that is to be deleted is looked at before anything is written."""
        if wanted.state != "absent" or current is None:
            wanted = wanted._replace(fields=task.lookup.with_realm(wanted.fields, REALM_IDS.name))
            return (yield from super().decide(task, wanted, current))
        containers = self._containers(task, current)
        self._check_deletion(task, current, containers)
        plan = self.plan(current, wanted)
        living = _living(containers)
        if living:
            before = {**plan.before, "containers": sorted(str(item.get("name")) for item in living)}
            steps = (Step(_EMPTY), *plan.steps) if task.options["wait"] else plan.steps
            plan = plan._replace(before=before, steps=steps)
        return Decision(plan, current, partial(self._deleted, task, current, containers))

    def _containers(self, task: Task, project: Json) -> list[Json]:
        """All that is in it, also what is on its way out: that holds a deletion up, too."""
        flags = {"include_deleting": True, "include_expired": True}
        return containers_of(task.lookup).listed(project["id"], flags)

    def _check_deletion(self, task: Task, project: Json, containers: list[Json]) -> None:
        alias = project.get(ALIAS.name)
        if project.get("is_default") is True:
            raise InputError(f"The project {alias} is the default project of the account, which cannot be deleted.")
        if task.options["cascade"]:
            return
        living = _living(containers)
        if living:
            names = in_order(str(item.get("name")) for item in living[:_NAMES_TOLD])
            more = f" and {len(living) - _NAMES_TOLD} more" if len(living) > _NAMES_TOLD else ""
            raise InputError(
                f"The project {alias} has containers, which would be deleted with it: {names}{more}. "
                "If this is intended, add cascade: true. Nothing was deleted."
            )
        realm = task.client.settings.realm
        if realm:
            # Those outside of the realm do not show, and would go with it all the same (API notes, part 2, A.5).
            raise InputError(
                f"It is unknown whether the project {alias} is empty, because only containers of the realm "
                f"{realm} are visible. Leave out realm, or add cascade: true. Nothing was deleted."
            )

    def _deleted(self, task: Task, project: Json, containers: list[Json]) -> Work[Json | None]:
        """Delete the containers first, as an API may refuse a project that has some (API notes, part 2, A.5)."""
        seconds = task.options["wait_timeout"]
        if task.options["wait"]:
            yield from deleted(task, containers, seconds, _EMPTY)
        refused: Conflict | None = None
        try:
            self._delete(task, project["id"])
        except Conflict as problem:
            # The same deletion is under way (API notes, part 2, A.5), or it is refused: only the end tells.
            if not task.options["wait"]:
                raise
            refused = problem
        task.record.did("delete")
        self.remember(task, None)
        if task.options["wait"]:
            yield _Gone(partial(self._read, task, project["id"]), project, seconds, refused)
        return None

    def _filter(self, task: Task) -> Json:
        return task.lookup.realm()

    def inform(self, task: Task) -> Json:
        """Tell about all of them or one, each with the number of its containers, on request with who may use it."""
        told = super().inform(task)
        told[self.plural] = task.client.concurrently(partial(self._described, task), told[self.plural])
        return told

    def _described(self, task: Task, project: Json) -> Json:
        listed = containers_of(task.lookup).listed(project["id"])
        shown = {**project, "container_count": len(listed)}
        if task.options["members"]:
            single = task.client.get(
                f"/projects/{project['id']}", {"include_permissions": True}, check=partial(self._checked, project["id"])
            )
            shown["permissions"] = single.get("permissions", [])
        return shown


def _living(containers: list[Json]) -> list[Json]:
    return [item for item in containers if status_of(item) != "absent"]


class _Gone(Wait["Json | None"]):
    """Until a project is no more."""

    def __init__(
        self, read: Callable[[Deadline], Json | None], project: Json, seconds: float, refused: Conflict | None
    ) -> None:
        super().__init__(f"Project {project.get(ALIAS.name)}", "go away", seconds)
        self._read = read
        self._refused = refused

    def read(self, deadline: Deadline) -> Json | None:
        """The project; None when there is none."""
        return self._read(deadline)

    def reached(self, seen: Json | None) -> bool:
        """Whether it is gone."""
        return seen is None

    def state(self, seen: Json | None) -> str:
        """Whether it is there."""
        return "absent" if seen is None else "still there"

    def unreached(self, seen: Sequence[Json | None], reason: str = "") -> WaitError:
        """With what the API said when it was asked to delete it."""
        problem = super().unreached(seen, reason)
        if self._refused:
            problem.request = self._refused
            problem.add(str(self._refused))
        return problem


#: The one of them.
PROJECTS = Projects()
