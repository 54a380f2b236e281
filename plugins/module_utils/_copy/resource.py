# SPDX-License-Identifier: GPL-3.0-or-later
"""What a copy is to the engine: how it is found, made once, refreshed and waited for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from .._api.errors import Conflict, HoodyError, InputError
from .._api.reading import has_id
from .._container.finding import (
    UnknownContainer,
    UnknownId,
    container_options,
    containers_of,
    read_container,
)
from .._container.model import Desired as WantedContainer
from .._container.model import (
    in_progress,
    present,
    status_of,
)
from .._container.waiting import STEADY, ContainerWait
from .._container.writing import Writing
from .._engine.lookup import UnknownProject
from .._engine.plan import Plan
from .._engine.resource import Decision, Resource
from .._engine.task import Task
from .._engine.waiting import Work
from .._network.reading import NETWORK_READING
from .._snapshot import model as snapshots
from .._snapshot.reading import read as read_snapshots
from .._text.types import Json
from . import model
from .model import (
    COPY_NAME,
    FIELDS,
    NETWORK,
    READY,
    SOURCE,
    SOURCE_SNAPSHOT,
    TARGET_PROJECT,
    TARGET_SERVER,
    Desired,
    desired,
    options,
)
from .waiting import CopyWait


class Copies(Resource[Desired]):
    """Containers that are copies of others."""

    member = "container"
    schemas = ("ContainerCopy", "", "Container")
    fields = FIELDS

    def options(self) -> Json:
        """The argument specification of a module for one of them, without the connection."""
        return {**container_options(), **options()}

    def desired(self, given: Mapping[str, Any]) -> Desired:
        """Check the options. Raises InputError."""
        return desired(given)

    def find(self, task: Task, wanted: Desired) -> Json | None:
        """The copy as GET shows it: what is called so in the target project, which is that of the source else."""
        try:
            project = (
                wanted.fields.get(TARGET_PROJECT.name) or wanted.project or self._source(task, wanted).get("project_id")
            )
            return containers_of(task.lookup).read_by_name(wanted.name, project)
        except (UnknownContainer, UnknownProject) as problem:
            task.suppose(problem)
            return None

    def _source(self, task: Task, wanted: Desired) -> Json:
        """The container that is to be copied, as GET shows it. Raises InputError."""
        found = containers_of(task.lookup).container(wanted.container, wanted.project)
        source = read_container(task.client, found["id"])
        if source is None:
            raise UnknownId(f"There is no container with the id {found['id']}.")
        return source

    def decide(self, task: Task, wanted: Desired, current: Json | None) -> Work[Decision]:
        """Decide, and look up all that a copy takes before anything is written."""
        current = yield from self._settled(task, wanted, current, wanted.wait or wanted.sync)
        if status_of(current) == "absent":
            current = None
        source: Json = {}
        try:
            source = self._source(task, wanted)
        except (UnknownContainer, UnknownId, UnknownProject) as problem:
            # A copy does not need what it was made of any more.
            if isinstance(problem, UnknownId) and (current is None or wanted.sync):
                raise
            if current is None or wanted.sync:
                task.suppose(problem)
        if current is None or wanted.sync:
            source = (yield from self._settled(task, wanted, source, True)) or {}
        self._refuse_elsewhere(task, wanted, current)
        body = self._body(task, wanted, source) if current is None else {}
        plan = model.plan(current, wanted, source, body)
        return Decision(plan, current, partial(self._done, task, wanted, plan, current, source))

    def _settled(self, task: Task, wanted: Desired, container: Json | None, needed: bool) -> Work[Json | None]:
        """The container once it has come to rest, where that is needed."""
        if not container or task.check_mode or not needed or not in_progress(container):
            return container
        settled: Json | None = yield ContainerWait(task.client, container["id"], STEADY, wanted.wait_timeout)
        return settled

    def _refuse_elsewhere(self, task: Task, wanted: Desired, current: Json | None) -> None:
        """Raise InputError for a copy on another server than asked."""
        asked = wanted.fields.get(TARGET_SERVER.name)
        if asked is None or current is None or asked in (current.get("server_name"), current.get("server_id")):
            return
        if task.lookup.server_id(asked) != current.get("server_id"):
            place = current.get("server_name") or current.get("server_id")
            raise InputError(f"The {wanted.subject} is on the server {place} and cannot be moved to {asked}.")

    def _body(self, task: Task, wanted: Desired, source: Json) -> Json:
        """What is sent for a new copy, with ids for names."""
        body = dict(wanted.fields)
        body[TARGET_PROJECT.name] = body.get(TARGET_PROJECT.name) or wanted.project or source.get("project_id")
        try:
            body[TARGET_PROJECT.name] = task.lookup.project_id(body[TARGET_PROJECT.name] or "")
        except UnknownProject as problem:
            task.suppose(problem)
        if TARGET_SERVER.name in body:
            body[TARGET_SERVER.name] = task.lookup.server_id(body[TARGET_SERVER.name])
        if SOURCE_SNAPSHOT.name in body and source:
            body[SOURCE_SNAPSHOT.name] = self._snapshot(task, wanted, source)
        return body

    def _snapshot(self, task: Task, wanted: Desired, source: Json) -> str:
        """The name of the snapshot that the task calls by its name, its alias or a pattern. Raises InputError."""
        called = str(wanted.fields[SOURCE_SNAPSHOT.name])
        asked = snapshots.Desired(wanted.container, wanted.project, "restored", called)
        try:
            plan = snapshots.plan(read_snapshots(task.client, source["id"])["snapshots"], asked, 0)
        except snapshots.UnknownSnapshot as unknown:
            task.suppose(unknown)
            return called
        return str(plan.steps[0].body[COPY_NAME.name])

    def _done(self, task: Task, wanted: Desired, plan: Plan, current: Json | None, source: Json) -> Work[Json | None]:
        if current is None:
            body = dict(plan.steps[0].body)
            made = yield from self._copied(task, wanted, body, source)
        else:
            made = self._refreshed(task, wanted, current, source)
        task.record.did(plan.steps[0].action)
        self.remember(task, made)
        if not wanted.wait:
            return read_container(task.client, made["id"])
        ready: Json | None = yield CopyWait(task, made, wanted.wait_timeout)
        if current is None and wanted.fields.get(NETWORK.name):
            # What cannot be read says nothing, and the copy is made.
            with suppress(HoodyError):
                task.warnings += _egress_warning(task, wanted, source, made)
        return ready

    def _copied(self, task: Task, wanted: Desired, body: Json, source: Json) -> Work[Json]:
        """Make it once: after an unclear reply what is there is adopted."""
        project_id = body[TARGET_PROJECT.name]
        writing = Writing(task, WantedContainer({}, name=wanted.name, wait_timeout=wanted.wait_timeout), project_id)

        def settle() -> Json | None:
            found = containers_of(task.lookup).by_name(wanted.name, project_id)
            return None if status_of(found) == "absent" else found

        path = f"/containers/{source['id']}/copy"
        made = yield from writing.claiming(body, lambda: task.client.post(path, body, settle=settle))
        found = made if has_id(made) else settle()
        if found is None:
            raise UnknownContainer(f"The API accepted the copy, but there is no container {wanted.name}.")
        return found

    def _refreshed(self, task: Task, wanted: Desired, current: Json, source: Json) -> Json:
        """Have it copied again, into the same container."""

        def settle() -> Json | None:
            now = read_container(task.client, current["id"])
            return now if now and now.get("updated_at") != current.get("updated_at") else None

        try:
            task.client.post(f"/containers/{current['id']}/sync", settle=settle)
        except Conflict as conflict:
            conflict.add(
                f"Both the copy, which was {current.get('status')}, and the container {wanted.container}, which was "
                f"{source.get('status')}, have to be {', '.join(READY[:-1])} or {READY[-1]}."
            )
            raise
        return current

    def predicted(self, plan: Plan, current: Json | None) -> Json | None:
        """The copy as it will be, as far as can be told."""
        if current is not None:
            return current
        body = plan.steps[0].body
        return {"name": body[COPY_NAME.name], "project_id": body[TARGET_PROJECT.name]}

    def reached(self, plan: Plan, _wanted: Desired, _state: Json | None) -> Json:
        """What was made of what, no reply tells again."""
        return plan.after

    def present(self, state: Json | None) -> Json:
        """The container without the values of its variables."""
        return present(state)

    def tell(self, task: Task, wanted: Desired, state: Json | None) -> None:
        """Warn of a container that is there and does not say that it is a copy."""
        if state and not task.record.actions and state.get("id") and SOURCE in state and state[SOURCE] is None:
            task.warnings.append(
                f"The {wanted.subject} exists, but the API does not report that it is a copy of {wanted.container}."
            )


def _egress_warning(task: Task, wanted: Desired, source: Json, made: Json) -> list[str]:
    """That a copy does not enforce what its original does: it is not documented what becomes of the service."""
    enforced = [
        NETWORK_READING.present(NETWORK_READING.read(task.client, container["id"])).get("enforced")
        for container in (source, made)
    ]
    if not enforced[0] or enforced[1]:
        return []
    warning = (
        f"The network profile of the container {wanted.container} is enforced, but that of its copy "
        f"{wanted.name} is not, so the egress of the copy is unfiltered. Enforce it with "
        "hoody.cloud.container_network and state: started."
    )
    return [warning]


#: The one of them.
COPIES = Copies()
