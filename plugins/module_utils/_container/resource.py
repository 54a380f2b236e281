# SPDX-License-Identifier: GPL-3.0-or-later
"""What a container is to the engine: how it is found, planned and brought about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.errors import Conflict, HoodyError, InputError
from .._engine.lookup import UnknownProject
from .._engine.plan import Plan
from .._engine.resource import Decision, Outcome, Resource
from .._engine.task import Task
from .._engine.waiting import Work, at_once
from .._text.types import Json
from .deciding import completing, is_to_settle, place, planned, replaces, resolved, with_known_server
from .finding import containers_of, read_container
from .keeping import Keep, Kept
from .key_file import continued, with_key
from .model import (
    COMPARED,
    ENVIRONMENT,
    FIELDS,
    MEMBER,
    NAME,
    REALMS,
    SERVER,
    SETTLED,
    SSH_KEY,
    Desired,
    desired,
    held_by,
    hides_values,
    options,
    present,
    status_of,
    view,
)
from .refusing import refuse_impossible
from .values import NEW_KEY
from .waiting import (
    ABSENT,
    STEADY,
    ContainerWait,
)


class ContainerResource(Resource[Desired]):
    """Containers. ``keep`` tells what one takes over from another whose place it takes, beside its fields."""

    member = MEMBER
    fields = FIELDS
    schemas = ("ContainerCreate", "ContainerUpdate", "Container")

    def __init__(self, keep: Keep) -> None:
        self._keep = keep

    def options(self) -> Json:
        """The argument specification of one container, without the connection."""
        return options()

    def desired(self, given: Mapping[str, Any]) -> Desired:
        """Check the options of one container. Raises InputError."""
        return with_key(desired(given))

    def protect(self, task: Task, given: Mapping[str, Any]) -> None:
        """Let no error of the API show the values of variables; Ansible would replace each of them in all it shows."""
        variables = given.get(ENVIRONMENT.option_name)
        task.client.hide(str(value) for value in (variables or {}).values())

    def find(self, task: Task, wanted: Desired) -> Json | None:
        """The container as GET shows it, since listings leave members out (API notes 4)."""
        containers = containers_of(task.lookup)
        if wanted.id:
            return containers.read_by_id(wanted.id, wanted.project)
        dying = wanted.state == "absent"
        creating = not (dying or task.check_mode) and SERVER.name in wanted.fields
        try:
            listed = self._as_listed(task, wanted)
            return listed or containers.read_by_name(wanted.name or "", wanted.project, dying, creating)
        except UnknownProject as problem:
            if wanted.state == "absent":
                task.warnings.append(f"{problem} So there is nothing to delete.")
            else:
                task.suppose(problem)
            return None

    def _as_listed(self, task: Task, wanted: Desired) -> Json | None:
        """The container as it was listed, where many ask and that shows that nothing has to be done."""
        if not task.many or not wanted.project or wanted.state == "absent":
            return None
        listed = containers_of(task.lookup).as_listed(wanted.name or "", wanted.project)
        if listed is None or hides_values(listed) or status_of(listed) not in SETTLED:
            return None
        try:
            decision = at_once(self.decide(task.prediction(), wanted, listed))
        except HoodyError:
            # It is said of the container as it is now.
            return None
        return None if decision.plan.changed else listed

    def reconcile(self, task: Task) -> Json:
        """Bring one container into the wanted state, and remember by which name it is known from then on."""
        containers = containers_of(task.lookup)
        try:
            result = super().reconcile(task)
        except HoodyError:
            containers.forget()
            raise
        if task.record.actions and task.options.get("id"):
            # It may have had another name.
            containers.forget()
        elif task.record.actions:
            containers.note(task.options["name"], task.options.get("project"), result[self.member])
        return result

    def reconciled(self, task: Task, wanted: Desired, current: Json | None) -> Work[Outcome]:
        """Decide and do. A container that somebody made meanwhile is what the task is about, if the name is its own."""
        try:
            return (yield from super().reconciled(task, wanted, current))
        except Conflict:
            if current is not None or task.record.actions or not wanted.name:
                raise
            current = containers_of(task.lookup).by_name(wanted.name, wanted.project)
            if current is None:
                raise
        current = read_container(task.client, current["id"])
        return (yield from super().reconciled(task, wanted, current))

    def decide(self, task: Task, wanted: Desired, current: Json | None) -> Work[Decision]:
        """Decide what to do, and look up all that it takes before anything is written."""
        wanted = continued(wanted, current, task.check_mode)
        wanted = wanted._replace(fields=task.lookup.with_realm(wanted.fields, REALMS.name))
        wanted = with_known_server(task.lookup, completing(wanted, current), current)
        plan = planned(task.client, current, wanted)
        if current is not None and not task.check_mode and is_to_settle(current, wanted, plan):
            current = yield ContainerWait(task.client, current["id"], STEADY, wanted.wait_timeout)
            task.record.saw(self.member, present(current))
            plan = planned(task.client, current, wanted)
        if current is not None and replaces(plan) and not set(current) >= COMPARED:
            # What a listing leaves out is to be kept, too (API notes 4).
            current = read_container(task.client, current["id"])
            plan = planned(task.client, current, wanted)
        if wanted.state == "absent" and current is not None and not plan.changed:
            # Somebody else has begun to delete it.
            if wanted.wait and not task.check_mode:
                yield ContainerWait(task.client, current["id"], ABSENT, wanted.wait_timeout)
            current = None
        plan, project_id = resolved(task, plan, wanted, current)
        refuse_impossible(task.lookup, wanted, plan, current, project_id)
        kept = self._kept(task, wanted, plan, current)
        for step in plan.steps:
            # What is kept of the present container is sent along, too.
            task.client.hide((step.body.get(ENVIRONMENT.name) or {}).values())

        def work() -> Work[Json | None]:
            # Imported late: most runs find nothing to do, and every run compiles what it imports.
            from .work import ContainerWork

            return ContainerWork(task, wanted, project_id, kept).apply(plan, current)

        return Decision(plan, current, work)

    def _kept(self, task: Task, wanted: Desired, plan: Plan, current: Json | None) -> Kept | None:
        """What a container that takes the place of another is given beside its fields; None where none does."""
        if current is None or not replaces(plan):
            return None
        body = next(step.body for step in plan.steps if step.action == "create")
        return self._keep(task, wanted, current, body)

    def predicted(self, plan: Plan, current: Json | None) -> Json | None:
        """The container as it will be, as far as can be told."""
        # A new container is shown as such, whether another is deleted before it or after it.
        container = None if {"create", "delete"} & set(plan.actions) else current
        for step in plan.steps:
            if step.action != "delete":
                # A new object each time: the present one is somebody else's, who goes on with it.
                container = {**(container or {}), **step.body}
        if container is not None and "status" in plan.after:
            container["status"] = plan.after["status"]
        return container

    def reached(self, plan: Plan, wanted: Desired, state: Json | None) -> Json:
        """The part of the container that the task manages, as it is now."""
        if state is None or not plan.after:
            return plan.after
        shown = view(state, wanted.fields, with_status="status" in plan.after)
        if wanted.fields.get(SSH_KEY.name) == NEW_KEY:
            # So that a run says what check mode could say.
            shown[SSH_KEY.option_name] = NEW_KEY
        return shown

    def present(self, state: Json | None) -> Json:
        """The container without the values of its variables."""
        return present(state)

    def check(self, task: Task, wanted: Desired, outcome: Outcome, current: Json | None) -> None:
        """Raise InputError for a name or a key that another container has, which the run would be told by the API."""
        claimed: Json = {}
        for step in outcome.plan.steps:
            claimed.update(step.body)
        # A new container has its name because no other was found by it.
        name = claimed.get(NAME.name) if current is not None else None
        name, key = None if name == (current or {}).get(NAME.name) else name, SSH_KEY.current(claimed)
        key = None if key == NEW_KEY else key
        if not name and not key:
            return
        project_id = (current or {}).get("project_id") or place(task, wanted.project or "")
        holders = containers_of(task.lookup).holders(project_id, name, key, but=(current or {}).get("id"))
        living = [holder for holder in holders if status_of(holder) != "absent"]
        # A key that several show is the default of the project, which older revisions show where there is none (C16).
        has_key = [holder for holder in living if key and SSH_KEY.seen(holder) == key]
        living = [holder for holder in living if holder not in has_key or len(has_key) == 1]
        if living:
            raise InputError(f"The {wanted.subject} cannot get the declared values. {held_by(living, claimed)}")
