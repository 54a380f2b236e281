# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries out the plan of a container, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from .._api.client import PREFIX
from .._api.errors import ApiError, HoodyError, NotFound
from .._api.reading import has_id
from .._engine.field import Field
from .._engine.plan import Plan
from .._engine.task import Task
from .._engine.waiting import WaitError, Work
from .._text.types import Json
from .finding import containers_of, read_container
from .key_file import KeyFile
from .model import (
    ENVIRONMENT,
    MEMBER,
    NAME,
    RAMDISK_SCOPE,
    SSH_KEY,
    Desired,
    present,
    status_of,
)
from .operation import Operations
from .replacement import stand_in
from .values import NEW_KEY
from .waiting import ArrivalWait, ContainerWait, KeyWait, VariablesWait
from .writing import Writing, shown_by

if TYPE_CHECKING:
    from .keeping import Kept


_ARRIVALS: tuple[tuple[Field, type[ArrivalWait]], ...] = ((SSH_KEY, KeyWait), (ENVIRONMENT, VariablesWait))


class ContainerWork:
    """The work on one container; the record of the task has what was done, however it ends."""

    def __init__(self, task: Task, wanted: Desired, project_id: str | None, kept: Kept | None = None) -> None:
        self._task = task
        self._client = task.client
        self._containers = containers_of(task.lookup)
        self._record = task.record
        self._warnings = task.warnings
        self._wanted = wanted
        self._project_id = project_id
        self._kept = kept
        self._writing = Writing(task, wanted, project_id)
        self._operations = Operations(task, wanted)

    def apply(self, plan: Plan, current: Json | None) -> Work[Json | None]:
        """Do the steps of the plan in order. Ends with the container as it is then, None when there is none."""
        plan = self._with_key_made(plan)
        container = current
        replaces = plan.actions[:2] == ["create", "delete"]
        for step in plan.steps:
            last = step is plan.steps[-1]
            if step.action == "create" and replaces and current:
                container = yield from self._replace(current, self._taken(step.body))
            elif step.action == "create":
                container = yield from self._create(self._taken(step.body), last)
            elif container is None:
                break
            elif step.action == "delete" and replaces:
                continue
            elif step.action == "delete":
                container = yield from self._operations.delete(container, last)
            elif step.action == "update":
                container = yield from self._update(container, dict(step.body))
            elif step.action == "set_kvm":
                container = self._set_kvm(container, dict(step.body))
            else:
                container = yield from self._operations.operate(container, step.action, last)
            self._record.saw(MEMBER, present(container))
        if self._wanted.wait:
            container = yield from self._with_all_in_place(plan, container)
        return container

    def _taken(self, body: Mapping[str, Any]) -> Json:
        """The body of a creation without what the new container cannot have."""
        left_out = self._kept.left_out if self._kept else ()
        return {name: value for name, value in body.items() if name not in left_out}

    def _with_key_made(self, plan: Plan) -> Plan:
        """The plan with a key that is made now, and is kept in its file before anybody else hears of it."""
        path = self._wanted.ssh_key_file
        if path is None or not any(step.body.get(SSH_KEY.name) == NEW_KEY for step in plan.steps):
            return plan
        made = {SSH_KEY.name: KeyFile(path).make()}
        steps = [
            step._replace(body={**step.body, **made}) if step.body.get(SSH_KEY.name) == NEW_KEY else step
            for step in plan.steps
        ]
        return plan._replace(steps=tuple(steps))

    def _with_all_in_place(self, plan: Plan, container: Json | None) -> Work[Json | None]:
        """The container once it has what reaches it later than the API's answer, as far as the API tells."""
        for field, wait in _ARRIVALS:
            written = any(step.body.get(field.name) not in (None, "") for step in plan.steps)
            if not written or container is None or wait.is_over(container):
                continue
            try:
                container = yield wait(self._client, container["id"], self._wanted.wait_timeout)
            except WaitError as problem:
                self._warnings.append(f"{problem} {wait.CONSEQUENCE}")
        return container

    def _replace(self, old: Json, body: Json) -> Work[Json | None]:
        """Build a container beside the old one, and give it the old one's place when it has all that it is to have.

        Where that fails, the old one stays as it is.
        """
        first, rest = stand_in(old, body)
        leftover = self._containers.by_name(first[NAME.name], self._project_id)
        if leftover:
            yield from self._operations.delete(leftover, last=False, detour=True)
        built: list[str] = []
        try:
            yield from self._create(first, last=False, built=built)
        except HoodyError as problem:
            left = self._undone(old, built)
            raise HoodyError(
                f"The {self._wanted.subject} was not changed, because the new container could not be created next "
                f"to it. {problem} With force: true the old container is deleted first.{left}",
                request=problem if isinstance(problem, ApiError) else problem.request,
            ) from None
        yield from self._operations.delete(old, last=False)
        path = f"/containers/{built[0]}"
        yield from self._writing.claiming(rest, partial(self._client.update, path, rest), but=built[0])
        return (yield from self._writing.completed(built[0], {**body, **rest}))

    def _undone(self, old: Json, built: list[str]) -> str:
        """Delete what was built beside the old container; a sentence for what could not be."""
        for identity in built:
            try:
                self._client.delete(f"/containers/{identity}")
            except HoodyError:
                return f" The incomplete container {identity} still exists and is deleted at the next attempt."
            self._record.undid()
        self._record.saw(MEMBER, present(old))
        return ""

    def _create(self, body: Json, last: bool, built: list[str] | None = None) -> Work[Json | None]:
        """Create, adopting what an unclear reply left behind, and wait until it is built.

        Its id is put into ``built`` as soon as it has one; it is then to take the place of a container that is there.
        """
        name = body[NAME.name]
        path = f"/projects/{self._project_id}/containers"
        sent = {member: value for member, value in body.items() if member != RAMDISK_SCOPE.name}

        def settle() -> Json | None:
            found = self._containers.by_name(name, self._project_id)
            return None if status_of(found) == "absent" else found

        post = partial(self._client.post, path, sent, settle=settle, mine=True)
        created = yield from self._writing.claiming(body, post)
        container = created if has_id(created) else settle()
        if container is None:
            raise NotFound("POST", PREFIX + path, f"the new container {name} is not in the list", status=404)
        self._record.did("create")
        self._record.saw(MEMBER, present(container))
        if built is not None:
            built.append(container["id"])
        restored = yield from self._restore(container, final=False)
        if self._wanted.wait or not last or not restored:
            yield ContainerWait(self._client, container["id"], "running", self._wanted.wait_timeout)
        if not restored:
            yield from self._restore(container, final=True)
        return (yield from self._writing.completed(container["id"], body))

    def _restore(self, container: Json, *, final: bool) -> Work[bool]:
        """Give a new container the network and the firewall of the old one; says whether it has them.

        At first it is being built, and whether it takes them then is unknown (API notes 7.5): it may refuse once.
        """
        if self._kept is None:
            return True
        try:
            yield from self._kept.restore(self._task, str(container.get(NAME.name)), container["id"])
        except HoodyError as problem:
            if not final:
                return False
            raise HoodyError(
                f"The new container {container['id']} did not get the network profile or the firewall of the old "
                f"one, so more traffic may be allowed than before. {problem}",
                request=problem if isinstance(problem, ApiError) else problem.request,
            ) from None
        return True

    def _update(self, container: Json, body: Json) -> Work[Json | None]:
        path = f"/containers/{container['id']}"
        reply = yield from self._writing.claiming(body, lambda: self._client.update(path, body), but=container["id"])
        self._record.did("update")
        return shown_by(reply, container, body) or (yield from self._writing.completed(container["id"], body))

    def _set_kvm(self, container: Json, body: Json) -> Json | None:
        self._client.update(f"/containers/{container['id']}/kvm", body)
        self._record.did("set_kvm")
        return read_container(self._client, container["id"])
