# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Brings one container into the wanted state: finds it, decides, has the work done, and tells what came of it."""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils._client import Client, Json
from ansible_collections.hoody.cloud.plugins.module_utils._container import (
    ENVIRONMENT,
    SERVER,
    ContainerFailed,
    Desired,
    desired,
    in_progress,
    plan,
    present,
    view,
)
from ansible_collections.hoody.cloud.plugins.module_utils._errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._lookup import Lookup, UnknownProject, read_container
from ansible_collections.hoody.cloud.plugins.module_utils._resource import Plan
from ansible_collections.hoody.cloud.plugins.module_utils._task import CONTAINER, Task
from ansible_collections.hoody.cloud.plugins.module_utils._wait import SETTLED, Wait, drive, last_logs


class Outcome(NamedTuple):
    """What came of a task: the plan with what it achieved, and the container as it is or, in check mode, will be."""

    plan: Plan
    container: Json | None

    def result(self, diff_mode: bool) -> Json:
        """The result of a module."""
        shown = {"changed": self.plan.changed, "actions": self.plan.actions, "container": present(self.container)}
        return {**shown, "diff": self.plan.diff()} if diff_mode else shown


def reconcile(task: Task) -> Json:
    """Bring one container into the wanted state, or in check mode tell what that would do. Returns the result."""
    task.record.saw(CONTAINER, {})
    wanted = desired(task.options)
    task.client.hide(wanted.fields.get(ENVIRONMENT.name, {}).values())
    current = find(task, wanted)
    return drive(reconciled(task, wanted, current), task.client, wanted.wait_timeout).result(task.diff_mode)


def reconciled(task: Task, wanted: Desired, current: Json | None) -> Generator[Wait, Json | None, Outcome]:
    """Decide and, unless in check mode, do."""
    task.record.saw(CONTAINER, present(current))
    decided = _decide(task.client, current, wanted)
    if current is not None and in_progress(current) and not task.check_mode and (wanted.wait or decided.changed):
        # Where it ends is not known before it is there: decide anew then.
        current = yield Wait(current["id"], SETTLED)
        task.record.saw(CONTAINER, present(current))
        decided = _decide(task.client, current, wanted)
    decided, project_id = _resolved(decided, task.lookup, wanted, current)
    if task.check_mode:
        return Outcome(decided, _predicted(decided, current))
    if not decided.changed:
        return Outcome(decided, current)
    # Imported late: most runs find nothing to do, and every run compiles what it imports.
    from ansible_collections.hoody.cloud.plugins.module_utils._container_work import ContainerWork

    container = yield from ContainerWork(task, wanted, project_id).apply(decided, current)
    if container is not None and decided.after:
        decided = decided.achieved(view(container, wanted.fields, with_status="status" in decided.after))
    return Outcome(decided, container)


def find(task: Task, wanted: Desired) -> Json | None:
    """The container as GET shows it, since listings leave members out (API notes 4)."""
    if wanted.id:
        container = read_container(task.client, wanted.id)
        places = ((container or {}).get("project_id"), (container or {}).get("project_alias"))
        if container and wanted.project and wanted.project not in places:
            raise InputError(
                f"The container {wanted.id} is not in the project '{wanted.project}' but in '{places[1]}'."
            )
        return container
    try:
        return task.lookup.read_by_name(wanted.name or "", wanted.project)
    except UnknownProject as problem:
        if wanted.state != "absent":
            raise
        task.warnings.append(f"{problem} So there is nothing to delete.")
        return None


def _decide(client: Client, current: Json | None, wanted: Desired) -> Plan:
    try:
        return plan(current, wanted)
    except ContainerFailed as problem:
        raise InputError(f"{problem}{last_logs(client, (current or {})['id'])}") from None


def _resolved(decided: Plan, lookup: Lookup, wanted: Desired, current: Json | None) -> tuple[Plan, str | None]:
    """The plan with the ids that a creation needs, looked up before anything is written; and the project's id."""
    project_id = (current or {}).get("project_id")
    if "create" not in decided.actions:
        return decided, project_id
    if wanted.project and not project_id:
        project_id = lookup.project_id(wanted.project)
    if not project_id:
        raise InputError(f"The {wanted.subject} does not exist in any project; to create it, give project too.")
    steps = [
        step._replace(body={**step.body, SERVER.name: lookup.server_id(step.body[SERVER.name])}) if step.body else step
        for step in decided.steps
    ]
    return decided._replace(steps=tuple(steps)), project_id


def _predicted(decided: Plan, current: Json | None) -> Json | None:
    """The container as it will be, as far as can be told."""
    container = current
    for step in decided.steps:
        container = None if step.action == "delete" else {**(container or {}), **step.body}
    if container is not None and "status" in decided.after:
        container["status"] = decided.after["status"]
    return container
