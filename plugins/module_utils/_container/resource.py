# SPDX-License-Identifier: GPL-3.0-or-later
"""What a container is to the engine: how it is found, planned and brought about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.client import Client
from .._api.errors import InputError
from .._engine.lookup import Lookup, UnknownProject
from .._engine.plan import Plan
from .._engine.resource import Decision, Outcome, Resource
from .._engine.task import Task
from .._engine.waiting import Work
from .._text.types import Json
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
    SSH_KEY,
    Desired,
    desired,
    held_by,
    in_progress,
    options,
    present,
    status_of,
    view,
)
from .plan import ContainerFailed, plan
from .refusing import refuse_impossible
from .replacement import lacking
from .values import NEW_KEY
from .waiting import (
    ABSENT,
    STEADY,
    ContainerWait,
    last_logs,
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
        try:
            return containers.read_by_name(wanted.name or "", wanted.project, dying=wanted.state == "absent")
        except UnknownProject as problem:
            if wanted.state == "absent":
                task.warnings.append(f"{problem} So there is nothing to delete.")
            else:
                task.suppose(problem)
            return None

    def decide(self, task: Task, wanted: Desired, current: Json | None) -> Work[Decision]:
        """Decide what to do, and look up all that it takes before anything is written."""
        wanted = continued(wanted, current, task.check_mode)
        wanted = wanted._replace(fields=task.lookup.with_realm(wanted.fields, REALMS.name))
        wanted = _with_known_server(task.lookup, _completing(wanted, current), current)
        plan = _planned(task.client, current, wanted)
        if current is not None and not task.check_mode and _is_to_settle(current, wanted, plan):
            current = yield ContainerWait(task.client, current["id"], STEADY, wanted.wait_timeout)
            task.record.saw(self.member, present(current))
            plan = _planned(task.client, current, wanted)
        if current is not None and _replaces(plan) and not set(current) >= COMPARED:
            # What a listing leaves out is to be kept, too (API notes 4).
            current = read_container(task.client, current["id"])
            plan = _planned(task.client, current, wanted)
        if wanted.state == "absent" and current is not None and not plan.changed:
            # Somebody else has begun to delete it.
            if wanted.wait and not task.check_mode:
                yield ContainerWait(task.client, current["id"], ABSENT, wanted.wait_timeout)
            current = None
        plan, project_id = _resolved(task, plan, wanted, current)
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
        if current is None or not _replaces(plan):
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
        place = (current or {}).get("project_id") or _place(task, wanted.project or "")
        holders = containers_of(task.lookup).holders(place, name, key, but=(current or {}).get("id"))
        living = [holder for holder in holders if status_of(holder) != "absent"]
        # A key that several show is the default of the project, which older revisions show where there is none (C16).
        has_key = [holder for holder in living if key and SSH_KEY.seen(holder) == key]
        living = [holder for holder in living if holder not in has_key or len(has_key) == 1]
        if living:
            raise InputError(f"The {wanted.subject} cannot become as wanted. {held_by(living, claimed)}")


def _is_to_settle(current: Json, wanted: Desired, decided: Plan) -> bool:
    """Whether to wait first: where a container ends is not known before it is there. One that goes need not arrive."""
    return in_progress(current) and (wanted.wait or decided.changed) and "delete" not in decided.actions


def _with_known_server(lookup: Lookup, wanted: Desired, current: Json | None) -> Desired:
    """What is wanted, with the id of a server that is not the one by whose name the container shows its own.

    Raises InputError for a server that does not exist, before the container is said to be on another one.
    """
    given = wanted.fields.get(SERVER.name)
    if given is None or wanted.state == "absent" or current is None or status_of(current) == "absent":
        return wanted
    if given in (current.get("server_name"), current.get(SERVER.name)):
        return wanted
    found = lookup.server_id(given)
    is_same = found == current.get(SERVER.name)
    return wanted._replace(fields={**wanted.fields, SERVER.name: found}) if is_same else wanted


def _completing(wanted: Desired, current: Json | None) -> Desired:
    """What is wanted, with what a container still lacks that takes the place of another: a run before did not end."""
    return wanted._replace(fields={**lacking(current or {}), **wanted.fields})


def _replaces(decided: Plan) -> bool:
    return {"create", "delete"} <= set(decided.actions)


def _planned(client: Client, current: Json | None, wanted: Desired) -> Plan:
    try:
        return plan(current, wanted)
    except ContainerFailed as problem:
        raise InputError(f"{problem} {last_logs(client, (current or {})['id'])}".rstrip()) from None


def _place(task: Task, project: str) -> str | None:
    """The id of a project; None for one that an earlier task would have made, as ``find`` has supposed."""
    try:
        return task.lookup.project_id(project)
    except UnknownProject:
        if not task.check_mode:
            raise
        return None


def _resolved(task: Task, decided: Plan, wanted: Desired, current: Json | None) -> tuple[Plan, str | None]:
    """The plan with the ids that a creation needs, looked up before anything is written; and the project's id."""
    project_id = (current or {}).get("project_id")
    if "create" not in decided.actions:
        return decided, project_id
    if wanted.project and not project_id:
        project_id = _place(task, wanted.project)
    elif not project_id:
        raise InputError(f"The {wanted.subject} does not exist in any project; to create it, give project too.")
    steps = [
        step._replace(body={**step.body, SERVER.name: task.lookup.server_id(step.body[SERVER.name])})
        if step.body
        else step
        for step in decided.steps
    ]
    return decided._replace(steps=tuple(steps)), project_id
