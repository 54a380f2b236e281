# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Brings the network profile of one container into the wanted state, and tells about it."""

from __future__ import annotations

from typing import NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import (
    InputError,
    NotFound,
)
from ansible_collections.hoody.cloud.plugins.module_utils._container.finding import (
    UnknownContainer,
    UnknownId,
    containers_of,
)
from ansible_collections.hoody.cloud.plugins.module_utils._engine.lookup import UnknownProject
from ansible_collections.hoody.cloud.plugins.module_utils._engine.plan import Plan, Step
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import NETWORK, Task
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import Work, drive
from ansible_collections.hoody.cloud.plugins.module_utils._network import enforcement, shown
from ansible_collections.hoody.cloud.plugins.module_utils._network import model as network
from ansible_collections.hoody.cloud.plugins.module_utils._network import plan as planning
from ansible_collections.hoody.cloud.plugins.module_utils._network.work import NetworkWork, read
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json


class Outcome(NamedTuple):
    """What came of the network of one container: the plan with what it achieved, and the network to show."""

    plan: Plan
    network: Json

    def result(self, diff_mode: bool) -> Json:
        """The result of a module."""
        shown = {"changed": self.plan.changed, "actions": self.plan.actions, "network": self.network}
        return {**shown, "diff": self.plan.diff()} if diff_mode else shown


def reconcile(task: Task) -> Json:
    """Bring the network of one container into the wanted state, or in check mode tell what that would do."""
    task.record.saw(NETWORK, {})
    wanted = network.desired(task.options)
    task.keep_secret(network.secrets_in(task.options))
    container_id, current = _find(task, wanted)
    outcome = drive(reconciled(task, wanted, task.options["container"], container_id, current))
    return outcome.result(task.diff_mode)


def reconciled(
    task: Task, wanted: network.Desired, container: str, container_id: str | None, current: Json
) -> Work[Outcome]:
    """Decide for the network of one container and, unless in check mode or without a container, do.

    ``container`` is what messages call it, ``current`` its configuration as ``read`` returned it.
    """
    task.record.saw(NETWORK, shown.present(current, container_id))
    plan = planning.plan(current, wanted, container)
    if task.check_mode or container_id is None:
        after = planning.predicted(current, plan)
    elif not plan.changed:
        after = current
    else:
        work = NetworkWork(task, container_id, wanted)
        after = yield from work.apply(plan, current)
        plan = plan._replace(steps=tuple(Step(action) for action in work.done))
        plan = plan.achieved(planning.reached(after, plan.after))
    state = shown.view(after)
    task.warnings += enforcement.scheme_warning(state, container)
    if wanted.state == "present":
        task.warnings += enforcement.enforcement_warning(state, container)
    return Outcome(plan, shown.present(after, container_id))


def inform(task: Task) -> Json:
    """Tell the network of one container; in check mode also of one that an earlier task would have made."""
    container_id: str | None = None
    current: Json = {}
    try:
        found = containers_of(task.lookup).container(task.options["container"], task.options.get("project"))
        container_id, current = found["id"], read(task.client, found["id"])
    except UnknownContainer as unknown:
        task.suppose(unknown)
    return {"changed": False, "network": shown.present(current, container_id)}


def _find(task: Task, wanted: network.Desired) -> tuple[str | None, Json]:
    """The id of the container and its configuration; neither when the container is missing and that is fine."""
    try:
        found = containers_of(task.lookup).container(task.options["container"], task.options.get("project"))
        return found["id"], read(task.client, found["id"])
    except NotFound as missing:
        said = f"There is no container with the id {task.options['container']}."
        problem: InputError = UnknownId(said, request=missing)
    except (UnknownContainer, UnknownId, UnknownProject) as unknown:
        problem = unknown
    if wanted.state != "absent" and isinstance(problem, UnknownContainer):
        task.suppose(problem)
        return None, {}
    if wanted.state != "absent":
        raise problem
    task.warnings.append(f"{problem} So there is no network to remove.")
    return None, {}
