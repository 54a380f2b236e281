# SPDX-License-Identifier: GPL-3.0-or-later
"""What the snapshots of a container are to the engine: how they are found, planned, taken, deleted and gone back to.

The state of the container's snapshots is what a reading gives; ``snapshot`` in it is the one that the task is about.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from .._api.errors import Busy, Conflict, HoodyError, NotFound, Refused
from .._container.attachment import Attachment
from .._container.finding import read_container
from .._container.model import Desired as WantedContainer
from .._container.model import status_of
from .._container.operation import Operations
from .._container.waiting import STEADY, ContainerWait
from .._engine.plan import Plan
from .._engine.resource import Decision, Outcome
from .._engine.task import Task
from .._engine.waiting import Work
from .._text.types import Json
from . import model
from .model import Desired, UnknownSnapshot, desired, expiry_warning, matching, options
from .reading import read


class SnapshotResource(Attachment[Desired]):
    """Snapshots of containers."""

    member = "snapshot"
    schemas = None

    def own_options(self) -> Json:
        """The argument specification without the container and the connection."""
        return options()

    def desired(self, given: Mapping[str, Any]) -> Desired:
        """Check the options. Raises InputError."""
        return desired(given)

    def read(self, client: Any, container_id: str, deadline: Any = None) -> Json:
        """All snapshots of the container."""
        return read(client, container_id, deadline)

    def present(self, state: Json | None) -> Json:
        """The snapshot that the task is about."""
        found: Json = (state or {}).get(self.member) or {}
        return found

    def decide(self, task: Task, wanted: Desired, current: Json | None) -> Work[Decision]:
        """Decide what to do; nothing has to be waited for."""
        yield from ()
        there = current or {}
        now = task.client.clock.today()
        try:
            plan = model.plan(there.get("snapshots", []), wanted, now)
        except UnknownSnapshot as unknown:
            task.suppose(unknown)
            plan = model.restoration(wanted, wanted.snapshot, {"snapshots": []})
        there = self._about(there, wanted)
        return Decision(plan, there, partial(self._done, task, wanted, plan, there))

    def _about(self, state: Json, wanted: Desired) -> Json:
        """The state, with the newest of those that the task names as the one that it is about."""
        return {**state, self.member: next(iter(matching(wanted, state.get("snapshots", []))), None)}

    def predicted(self, plan: Plan, current: Json | None) -> Json:
        """The snapshot as it will be, as far as can be told."""
        state = current or {}
        if "create" in plan.actions:
            alias = next(step.body["alias"] for step in plan.steps if step.action == "create")
            return {**state, self.member: {"alias": alias}}
        return state

    def reached(self, plan: Plan, wanted: Desired, state: Json | None) -> Json:
        """What is there of those that the task names."""
        names = [str(item.get("alias") or item["name"]) for item in matching(wanted, (state or {})["snapshots"])]
        return {**plan.after, "snapshots": sorted(names)}

    def _done(self, task: Task, wanted: Desired, plan: Plan, state: Json) -> Work[Json | None]:
        path = f"/containers/{state['container_id']}/snapshots"
        status = {}
        for step in plan.steps:
            if step.action == "create":
                self._create(task, path, dict(step.body), state["container_id"])
                continue
            named = f"{path}/{quote(step.body['name'], safe='')}"
            if step.action == "delete":
                self._delete(task, named)
            else:
                status = yield from self._restore(task, wanted, named, state["container_id"])
        now = self._about(read(task.client, state["container_id"]), wanted)
        self.remember(task, now)
        return {**now, **status}

    def _create(self, task: Task, path: str, body: Json, container_id: str) -> None:
        """Take it once: after an unclear reply what is there is adopted."""

        def settle() -> Json | None:
            listed = read(task.client, container_id)["snapshots"]
            return next((item for item in listed if item.get("alias") == body["alias"]), None)

        task.client.post(path, body, settle=settle)
        task.record.did("create")

    def _delete(self, task: Task, path: str) -> None:
        with contextlib.suppress(NotFound):
            task.client.delete(path)
        task.record.did("delete")

    def _restore(self, task: Task, wanted: Desired, path: str, container_id: str) -> Work[Json]:
        """Rewind, and wait for the end of it: what state that needs and leads to is not documented (part 2, C.5)."""
        before = read_container(task.client, container_id) or {"id": container_id}
        try:
            task.client.update(path)
        except Busy:
            raise
        except (Refused, Conflict):
            if status_of(before) != "running":
                raise
            after = yield from self._restore_stopped(task, wanted, path, before)
        else:
            task.record.did("restore")
            if not wanted.wait:
                return {}
            after = yield ContainerWait(task.client, container_id, STEADY, wanted.wait_timeout)
        return {"container": {"id": container_id, "status": (after or {}).get("status"), "was": before.get("status")}}

    def _restore_stopped(self, task: Task, wanted: Desired, path: str, running: Json) -> Work[Json | None]:
        """Stop it for this only: it runs again afterwards, also when it cannot be restored."""
        operations = Operations(task, WantedContainer({}, wait_timeout=wanted.wait_timeout))
        yield from operations.operate(running, "stop", last=False, detour=True)
        failed: HoodyError | None = None
        try:
            task.client.update(path)
            task.record.did("restore")
        except HoodyError as problem:
            failed = problem
        after: Json | None = yield ContainerWait(task.client, running["id"], STEADY, wanted.wait_timeout)
        if status_of(after) == "stopped":
            after = yield from operations.operate(after or running, "start", last=False, detour=True)
            task.record.arrived()
        if failed:
            raise failed
        return after

    def tell(self, task: Task, wanted: Desired, state: Json | None) -> None:
        """Warn of what is not as it looks: another expiry, or a container that does not run any more."""
        there = (state or {}).get(self.member)
        if wanted.state == "present" and there and "create" not in task.record.actions and there.get("name"):
            task.warnings += expiry_warning(wanted, there)
        container = (state or {}).get("container") or {}
        if container.get("was") == "running" and container.get("status") != "running":
            task.warnings.append(
                f"The container {wanted.container} ran before the restore and is now {container.get('status')}. "
                "Start it with hoody.cloud.container and state: started."
            )

    def result(self, task: Task, outcome: Outcome) -> Json:
        """As for all, and the status of a container that was restored."""
        told = super().result(task, outcome)
        container = (outcome.state or {}).get("container")
        return {**told, "container": {name: container[name] for name in ("id", "status")}} if container else told


#: The one of them.
SNAPSHOTS = SnapshotResource()
