# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Carries out the plan of a container: the requests, and the detours that the API may force on them.

Which detours there are follows from what is unknown about the API (API notes 16.2): a running container may or may not
be deletable, a dying one may or may not block its name, variables may be replaced or merged.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ansible_collections.hoody.cloud.plugins.module_utils._api.client import PREFIX
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import (
    ApiError,
    Conflict,
    HoodyError,
    NotFound,
    Refused,
)
from ansible_collections.hoody.cloud.plugins.module_utils._api.reading import has_id
from ansible_collections.hoody.cloud.plugins.module_utils._container.finding import containers_of, read_container
from ansible_collections.hoody.cloud.plugins.module_utils._container.model import (
    ENVIRONMENT,
    FIELDS,
    MEMBER,
    NAME,
    SSH_KEY,
    Desired,
    held_by,
    hides_values,
    in_progress,
    present,
    status_of,
)
from ansible_collections.hoody.cloud.plugins.module_utils._container.replacement import stand_in
from ansible_collections.hoody.cloud.plugins.module_utils._container.values import own_environment
from ansible_collections.hoody.cloud.plugins.module_utils._container.waiting import ABSENT, STEADY, ContainerWait
from ansible_collections.hoody.cloud.plugins.module_utils._engine.field import differing
from ansible_collections.hoody.cloud.plugins.module_utils._engine.plan import Plan
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import Work
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Deadline
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

if TYPE_CHECKING:
    from ansible_collections.hoody.cloud.plugins.module_utils._container.keeping import Kept

_GOALS = {"start": "running", "resume": "running", "restart": "running", "pause": "paused", "stop": "stopped"}
_MOST_DELETE_TRIES = 3


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

    def apply(self, plan: Plan, current: Json | None) -> Work[Json | None]:
        """Do the steps of the plan in order. Ends with the container as it is then, None when there is none."""
        container = current
        replaces = plan.actions[:2] == ["create", "delete"]
        for step in plan.steps:
            last = step is plan.steps[-1]
            if step.action == "create" and replaces and current:
                container = yield from self._replace(current, dict(step.body))
            elif step.action == "create":
                container = yield from self._create(dict(step.body), last)
            elif container is None:
                break
            elif step.action == "delete" and replaces:
                continue
            elif step.action == "delete":
                container = yield from self._delete(container, last)
            elif step.action == "update":
                container = yield from self._update(container, dict(step.body))
            else:
                container = yield from self._operate(container, step.action, last)
            self._record.saw(MEMBER, present(container))
        return container

    def _replace(self, old: Json, body: Json) -> Work[Json | None]:
        """Build a container beside the old one, and give it the old one's place when it has all that it is to have.

        Where that fails, the old one stays as it is.
        """
        first, rest = stand_in(old, body)
        leftover = self._containers.by_name(first[NAME.name], self._project_id)
        if leftover:
            yield from self._delete(leftover, last=False, detour=True)
        built: list[str] = []
        try:
            container = yield from self._create(first, last=False, built=built)
        except HoodyError as problem:
            left = self._undone(old, built)
            raise HoodyError(
                f"The {self._wanted.subject} stays as it is, because the container to take its place could not be made "
                f"beside it. {problem} With force: true the old one is deleted first.{left}",
                request=problem if isinstance(problem, ApiError) else problem.request,
            ) from None
        yield from self._delete(old, last=False)
        path = f"/containers/{built[0]}"
        yield from self._claiming(rest, partial(self._client.update, path, rest), but=built[0])
        container = yield from self._completed(built[0], {**body, **rest})
        return self._settled_in(container)

    def _undone(self, old: Json, built: list[str]) -> str:
        """Delete what was built beside the old container; a sentence for what could not be."""
        for identity in built:
            try:
                self._client.delete(f"/containers/{identity}")
            except HoodyError:
                return f" The container {identity} is left beside it and goes when this is tried again."
            self._record.undid()
        self._record.saw(MEMBER, present(old))
        return ""

    def _settled_in(self, container: Json | None) -> Json | None:
        """The container with the settings that it could not be created with."""
        if container is None or self._kept is None or not self._kept.settings:
            return container
        self._client.update(f"/containers/{container['id']}", self._kept.settings)
        return {**container, **self._kept.settings}

    def _create(self, body: Json, last: bool, built: list[str] | None = None) -> Work[Json | None]:
        """Create, adopting what an unclear reply left behind, and wait until it is built.

        Its id is put into ``built`` as soon as it has one; it is then to take the place of a container that is there.
        """
        name = body[NAME.name]
        for field in self._kept.left_out if self._kept else ():
            body.pop(field, None)
        path = f"/projects/{self._project_id}/containers"

        def settle() -> Json | None:
            found = self._containers.by_name(name, self._project_id)
            return None if status_of(found) == "absent" else found

        created = yield from self._claiming(body, lambda: self._client.post(path, body, settle=settle))
        container = created if has_id(created) else settle()
        if container is None:
            raise NotFound("POST", PREFIX + path, f"the new container {name} is not in the list", status=404)
        self._record.did("create")
        self._record.saw(MEMBER, present(container))
        if built is not None:
            built.append(container["id"])
        restored = yield from self._restore(container, final=False)
        if self._wanted.wait or not last or not restored:
            yield self._wait(container, "running")
        if not restored:
            yield from self._restore(container, final=True)
        done = yield from self._completed(container["id"], body)
        return done if built is not None else self._settled_in(done)

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
                f"The new container {container['id']} did not get the network or the firewall of the old one, so more "
                f"may be open than was. {problem}",
                request=problem if isinstance(problem, ApiError) else problem.request,
            ) from None
        return True

    def _update(self, container: Json, body: Json) -> Work[Json | None]:
        path = f"/containers/{container['id']}"
        yield from self._claiming(body, lambda: self._client.update(path, body), but=container["id"])
        self._record.did("update")
        return (yield from self._completed(container["id"], body))

    def _completed(self, container_id: str, body: Json) -> Work[Json | None]:
        """Read back what was written, and finish what the API left over. Ends with the container.

        Two things may be left over: variables, where an update merges them (U1), and the differences of an adopted
        container, which somebody else may have created.
        """
        path = f"/containers/{container_id}"
        for final in (False, True):
            container = read_container(self._client, container_id)
            self._record.saw(MEMBER, present(container))
            if container is None:
                return None
            rest = {item.name: body[item.name] for item in differing(FIELDS, container, body) if item.mutable}
            if hides_values(container) and rest.pop(ENVIRONMENT.name, None):
                self._warnings.append(
                    f"The API hides the values of the environment variables of the {self._wanted.subject} from this "
                    "token, so later runs can neither compare nor keep them."
                )
            if not rest:
                break
            if final:
                shown = ", ".join(item.option_name for item in FIELDS if item.name in rest)
                self._warnings.append(
                    f"The API accepted the {self._wanted.subject}, but shows another value for {shown}."
                )
                break
            surplus = _surplus_variables(container, rest)
            for name in surplus:
                self._client.delete(f"{path}/env/{quote(name, safe='')}")
            if surplus and not _lacks_variables(container, rest):
                del rest[ENVIRONMENT.name]
            if rest:
                yield from self._claiming(rest, partial(self._client.update, path, rest), but=container_id)
        return container

    def _claiming(self, body: Json, write: Callable[[], Any], but: str | None = None) -> Work[Json | None]:
        """Write something that claims a name or a key; while a dying container still holds it, wait for that (U6).

        ``but`` is the id of the container that is to have it.
        """
        tried_again = False
        while True:
            try:
                return write()  # type: ignore[no-any-return]
            except Conflict as conflict:
                holders = self._containers.holders(self._project_id, body.get(NAME.name), SSH_KEY.current(body), but)
                dying = next((holder for holder in holders if holder.get("status") == "deleting"), None)
                if dying is None and (holders or tried_again):
                    conflict.hint = held_by(holders, body)
                    raise
            if dying:
                yield self._wait(dying, ABSENT)
            else:
                # The holder may have gone between the refusal and the look at it.
                tried_again = True

    def _operate(self, container: Json, action: str, last: bool, *, detour: bool = False) -> Work[Json | None]:
        """Start, stop, pause, resume or restart, and wait for the effect. ``detour``: another step needs it."""
        operation = "force-stop" if action == "stop" and self._wanted.force else action
        goal = _GOALS[action]
        try:
            self._send(container, operation, goal)
        except (Refused, Conflict):
            now = read_container(self._client, container["id"])
            if status_of(now) != "paused" or action not in ("stop", "restart"):
                raise
            # Whether a paused container can be stopped or restarted is not documented (API notes 6).
            self._send(container, "resume", "running")
            self._record.on_the_way("resume")
            yield self._wait(container, "running")
            self._send(container, operation, goal)
        (self._record.on_the_way if detour else self._record.did)(action)
        if last and not self._wanted.wait:
            return read_container(self._client, container["id"])
        arrived: Json | None = yield self._wait(container, goal)
        return arrived

    def _send(self, container: Json, operation: str, goal: str) -> None:
        """Send an operation once; one that is refused because its goal is reached has succeeded (API notes 6)."""

        def settle() -> Json | None:
            now = read_container(self._client, container["id"])
            if operation == "restart":
                # Its goal is the status that it began with, so only a later change shows that it was done.
                done = now is not None and now.get("updated_at") != container.get("updated_at")
            else:
                done = status_of(now) == goal
            return now if done else None

        path = f"/containers/{container['id']}/{operation}"
        self._client.post(path, settle=settle, deadline=Deadline(self._wanted.wait_timeout))

    def _wait(self, container: Json, status: str, reason: str = "") -> ContainerWait:
        return ContainerWait(self._client, container["id"], status, self._wanted.wait_timeout, reason)

    def _delete(self, container: Json, last: bool, *, detour: bool = False) -> Work[Json | None]:
        """Delete, stopping first where the API wants that (U8), and wait until it is gone."""
        for tries_left in range(_MOST_DELETE_TRIES - 1, -1, -1):
            try:
                self._client.delete(f"/containers/{container['id']}")
                break
            except NotFound:
                return None
            except Conflict as conflict:
                now = read_container(self._client, container["id"])
                if now is None or status_of(now) == "absent":
                    break
                if not tries_left:
                    raise
                if in_progress(now):
                    yield self._wait(container, STEADY, str(conflict))
                elif status_of(now) in ("running", "paused"):
                    yield from self._operate(now, "stop", last=False, detour=True)
        (self._record.on_the_way if detour else self._record.did)("delete")
        if last and not self._wanted.wait:
            return None
        arrived: Json | None = yield self._wait(container, ABSENT)
        return arrived


def _surplus_variables(container: Json, body: Json) -> list[str]:
    """The variables of the container that the body does not have."""
    if ENVIRONMENT.name not in body:
        return []
    return sorted(set(own_environment(container.get(ENVIRONMENT.name))) - set(body[ENVIRONMENT.name]))


def _lacks_variables(container: Json, body: Json) -> bool:
    """Whether a variable of the body is not in the container, or has another value there."""
    there = own_environment(container.get(ENVIRONMENT.name))
    return any(there.get(name) != value for name, value in body[ENVIRONMENT.name].items())
