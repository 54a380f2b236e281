# SPDX-License-Identifier: GPL-3.0-or-later
"""A plain resource: found by its name in a listing, made, changed and deleted, and nothing else.

One is a subclass that says what it is called, where it is, and its fields. What more it needs it overrides.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, NamedTuple

from .._api.errors import InputError, NotFound
from .._api.reading import identified
from .._api.values import is_id
from .._http.deadline import Deadline
from .._text.types import Json
from .field import (
    Field,
    argument_spec,
    differing,
    members_of,
    read_options,
    refuse_blanks,
)
from .lookup import UnknownProject, in_order
from .plan import Plan, Step
from .resource import Decision, Outcome, Resource
from .task import Task
from .waiting import Work

STATES = ("present", "absent")


class Desired(NamedTuple):
    """What a task wants of one object: its name or id, its project, its state, and the values of fields by API name."""

    name: str | None
    id: str | None
    project: str | None
    state: str
    fields: Json


class Plain(Resource[Desired]):
    """The objects at one path, which may be a part of a project's.

    ``member`` and ``plural`` are what one and many of them are called, in results and in the API's listing. ``path`` is
    where they are listed and made, such as ``/volumes/`` or ``/projects/{project_id}/volumes``; one of them is at
    ``/volumes/<id>`` in both cases. The first of the fields is the name, unique where they are listed.
    """

    plural: ClassVar[str]
    path: ClassVar[str]

    @property
    def _name(self) -> Field:
        return self.fields[0]

    @property
    def _is_in_project(self) -> bool:
        return "{project_id}" in self.path

    def options(self) -> Json:
        """The argument specification of a module for one of them, without the connection."""
        return {
            **argument_spec(self.fields),
            "id": {"type": "str"},
            **({"project": {"type": "str", "required": True}} if self._is_in_project else {}),
            "state": {"type": "str", "choices": list(STATES), "default": "present"},
        }

    def info_options(self) -> Json:
        """The argument specification of the question for them, without the connection."""
        required = {"project": {"type": "str", "required": True}} if self._is_in_project else {}
        return {self.member: {"type": "str"}, **required}

    def desired(self, given: Mapping[str, Any]) -> Desired:
        """Check the options. Raises InputError."""
        refuse_blanks(given, self.fields)
        if not given.get(self._name.option_name) and not given.get("id"):
            raise InputError(f"Give {self._name.option_name} or id, so that the {self.member} can be found again.")
        if given.get("id") and not is_id(given["id"]):
            raise InputError(f"The option id must be 24 lower-case hexadecimal characters, not '{given['id']}'.")
        fields = read_options(self.fields, given)
        return Desired(fields.get(self._name.name), given.get("id"), given.get("project"), given["state"], fields)

    def find(self, task: Task, wanted: Desired) -> Json | None:
        """The object as GET shows it, by its id or by its name."""
        try:
            if wanted.id:
                return self._read_inside(task, wanted.id, wanted.project)
            return self._named(task, wanted.project, wanted.name)
        except UnknownProject as problem:
            if wanted.state == "absent":
                task.warnings.append(f"{problem} So there is nothing to delete.")
            else:
                task.suppose(problem)
            return None

    def decide(self, task: Task, wanted: Desired, current: Json | None) -> Work[Decision]:
        """Compare field by field; nothing has to be waited for."""
        yield from ()
        plan = self.plan(current, wanted)
        return Decision(plan, current, partial(self._work, task, wanted, plan, current))

    def plan(self, current: Json | None, wanted: Desired) -> Plan:
        """What has to be done. Pure. Raises InputError for what cannot be changed."""
        subject = f"{self.member} {wanted.name or wanted.id}"
        if wanted.state == "absent":
            return Plan((Step("delete"),) if current else (), self._view(current, self.fields), {}, subject)
        named = [item for item in self.fields if item.name in wanted.fields]
        after = self._view({**(current or {}), **wanted.fields}, named)
        if current is None:
            if wanted.id:
                raise InputError(
                    f"There is no {self.member} with the id {wanted.id}, and a {self.member} with a certain id cannot "
                    "be created."
                )
            return Plan((Step("create", wanted.fields),), {}, after, subject)
        changed = differing(self.fields, current, wanted.fields)
        fixed = [item.option_name for item in changed if not item.mutable]
        if fixed:
            raise InputError(f"The {subject} cannot be changed in place: {', '.join(fixed)} is set at creation only.")
        body = {item.name: wanted.fields[item.name] for item in changed}
        return Plan((Step("update", body),) if body else (), self._view(current, named), after, subject)

    def _view(self, state: Json | None, fields: Any) -> Json:
        """These fields in canonical form."""
        return {item.option_name: item.current(state) for item in fields if item.compared} if state else {}

    def _work(self, task: Task, wanted: Desired, plan: Plan, current: Json | None) -> Work[Json | None]:
        yield from ()
        state = current
        for step in plan.steps:
            if step.action == "delete":
                self._delete(task, (current or {})["id"])
                state = None
            elif step.action == "create":
                state = self._create(task, wanted, dict(step.body))
            else:
                task.client.update(self._item((current or {})["id"]), dict(step.body))
                state = self._read(task, (current or {})["id"])
            task.record.did(step.action)
            self.remember(task, state)
        return state

    def _create(self, task: Task, wanted: Desired, body: Json) -> Json | None:
        """Make it once: after an unclear reply what is there is adopted."""

        def settle() -> Json | None:
            return self._named(task, wanted.project, wanted.name)

        task.client.post(self._collection(task, wanted.project), body, settle=settle)
        return settle()

    def _delete(self, task: Task, identity: str) -> None:
        try:
            task.client.delete(self._item(identity))
        except NotFound:
            return

    def _read(self, task: Task, identity: str, deadline: Deadline | None = None) -> Json | None:
        try:
            found: Json = task.client.get(self._item(identity), None, deadline, partial(self._checked, identity))
        except NotFound:
            return None
        return found

    def _read_inside(self, task: Task, identity: str, project: str | None) -> Json | None:
        found = self._read(task, identity)
        if found and self._is_in_project and found.get("project_id") != task.lookup.project_id(project or ""):
            raise InputError(f"The {self.member} {identity} is not in the project '{project}'.")
        return found

    def _named(self, task: Task, project: str | None, name: str | None) -> Json | None:
        matches = [item for item in self._listed(task, project) if item.get(self._name.name) == name]
        if len(matches) > 1:
            ids = in_order(item["id"] for item in matches)
            raise InputError(f"The {self.member} '{name}' is ambiguous: give one of these ids instead: {ids}.")
        return matches[0] if matches else None

    def _listed(self, task: Task, project: str | None) -> list[Json]:
        """All of them. One with a member of a wrong type is in the way of nobody who does not want it."""
        try:
            return task.client.list_all(self._collection(task, project), self.plural, self._filter(task))
        except NotFound as missing:
            if not self._is_in_project:
                raise
            raise UnknownProject.of_id(project or "", missing) from None

    def _filter(self, _task: Task) -> Json:
        """What the listing is asked for beside its pages."""
        return {}

    def _checked(self, identity: str, data: Any) -> Json:
        return identified(data, f"a {self.member}", members_of(self.fields, id="str"), identity)

    def _collection(self, task: Task, project: str | None) -> str:
        return self.path.format(project_id=task.lookup.project_id(project or "")) if self._is_in_project else self.path

    def _item(self, identity: str) -> str:
        return f"/{self.plural if self._is_in_project else self.path.strip('/')}/{identity}"

    def check(self, task: Task, wanted: Desired, outcome: Outcome, current: Json | None) -> None:
        """Raise InputError for a new name that another one has, which the run would be told by the API."""
        if "update" not in outcome.plan.actions or wanted.name in (None, (current or {}).get(self._name.name)):
            return
        holder = self._named(task, wanted.project, wanted.name)
        if holder:
            raise InputError(
                f"The {self.member} {wanted.id} cannot be renamed to '{wanted.name}', because {holder['id']} has "
                "this name."
            )

    def predicted(self, plan: Plan, current: Json | None) -> Json | None:
        """The object as it will be, as far as can be told."""
        if "delete" in plan.actions:
            return None
        bodies = [step.body for step in plan.steps]
        return {**(current or {}), **bodies[0]} if bodies else current

    def reached(self, plan: Plan, _wanted: Desired, state: Json | None) -> Json:
        """What the plan's ``after`` names, as it is now."""
        named = [item for item in self.fields if item.option_name in plan.after]
        return self._view(state, named)

    def present(self, state: Json | None) -> Json:
        """The object without what is secret."""
        shown = dict(state or {})
        for item in self.fields:
            if item.shown and item.name in shown:
                shown[item.name] = item.shown(shown[item.name])
        return shown

    def inform(self, task: Task) -> Json:
        """Tell about all of them, or about the one that is asked for by name or id.

        A project that is missing has none yet in check mode.
        """
        asked, listed = task.options[self.member], []
        try:
            listed = self._listed(task, task.options.get("project"))
        except UnknownProject as problem:
            task.suppose(problem)
        names = ("id", self._name.name)
        chosen = [item for item in listed if asked is None or asked in [item.get(name) for name in names]]
        chosen.sort(key=lambda item: (str(item.get(self._name.name) or ""), item["id"]))
        return {"changed": False, self.plural: [self.present(item) for item in chosen]}
