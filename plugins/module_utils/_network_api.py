# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Reads the network configuration of a container and carries out the plan for it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils import _network as network
from ansible_collections.hoody.cloud.plugins.module_utils._client import Client, Json
from ansible_collections.hoody.cloud.plugins.module_utils._errors import HoodyError, InputError, NotFound, WaitError
from ansible_collections.hoody.cloud.plugins.module_utils._lookup import UnknownContainer, UnknownId, UnknownProject
from ansible_collections.hoody.cloud.plugins.module_utils._resource import Plan
from ansible_collections.hoody.cloud.plugins.module_utils._task import NETWORK, Task
from ansible_collections.hoody.cloud.plugins.module_utils._wait import poll


def read(client: Client, container_id: str) -> Json:
    """The configuration as GET shows it. Raises NotFound when there is no such container."""
    found: Json = client.get(f"/containers/{container_id}/network", check=network.checked)
    return found


class NetworkWork:
    """The work on the network of one container; the record of the task has what was done, however it ends."""

    def __init__(self, task: Task, container_id: str, wanted: network.Desired) -> None:
        self._client = task.client
        self._record = task.record
        self._warnings = task.warnings
        self._wanted = wanted
        self._path = f"/containers/{container_id}/network"
        self._id = container_id

    def apply(self, plan: Plan, current: Json) -> Json:
        """Do the steps of the plan in order. Ends with the configuration as it is then."""
        running = network.is_running(current)
        for step in plan.steps:
            if step.action == "remove":
                self._remove()
                self._record.did(step.action)
            elif step.action == "configure":
                self._configure(dict(step.body), plan)
                # Whether a running service takes a new configuration up is unknown (U3). The configuration is stored
                # before the service pauses, so that the container is without it for as short a time as possible.
                if running and plan.after["running"]:
                    self._serve(False, self._record.on_the_way)
                    self._serve(True, self._record.on_the_way)
                    self._record.arrived()
            else:
                self._serve(step.action == "start", self._record.did)
        return self._read()

    def _configure(self, body: Json, plan: Plan) -> None:
        """Store a configuration and see that it is stored: some servers clear a member only with all others (U2)."""
        self._client.update(self._path, body)
        self._record.did("configure")
        rest = network.unreached(self._read(), plan)
        if rest:
            anew = network.anew(body, plan, self._wanted)
            if anew is None:
                raise HoodyError(
                    f"The API did not clear {', '.join(rest)}, so the network of container {self._id} has to be "
                    "removed and stored anew, which would lose the credentials of its proxy: "
                    "give proxy with credentials too."
                )
            self._remove()
            self._record.on_the_way("remove")
            self._client.update(self._path, anew)
            self._record.arrived()
            rest = network.unreached(self._read(), plan)
        if rest:
            self._warnings.append(f"The API accepted the network, but shows another value for {', '.join(rest)}.")

    def _remove(self) -> None:
        with contextlib.suppress(NotFound):
            self._client.delete(self._path)

    def _read(self) -> Json:
        now = read(self._client, self._id)
        self._record.saw(NETWORK, network.present(now, self._id))
        return now

    def _serve(self, wanted: bool, enter: Callable[[str], None]) -> None:
        """Start or stop the service, have that entered into the record, and wait until it is so."""

        def settle() -> Json | None:
            now = self._read()
            return now if network.is_running(now) == wanted else None

        operation = "start" if wanted else "stop"
        self._client.post(f"{self._path}/{operation}", settle=settle)
        enter(operation)
        done, _seen = poll(lambda _deadline: settle(), bool, self._client.settings.api_timeout)
        if not done:
            now = self._read().get("status")
            raise WaitError(
                f"The network service of container {self._id} was {'started' if wanted else 'stopped'}, "
                f"but its status is {now} after {self._client.settings.api_timeout:g} s."
            )


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
    outcome = reconciled(task, wanted, task.options["container"], container_id, current)
    return outcome.result(task.diff_mode)


def reconciled(task: Task, wanted: network.Desired, container: str, container_id: str | None, current: Json) -> Outcome:
    """Decide for the network of one container and, unless in check mode or without a container, do.

    ``container`` is what messages call it, ``current`` its configuration as ``read`` returned it.
    """
    task.record.saw(NETWORK, network.present(current, container_id))
    plan = network.plan(current, wanted, container)
    if task.check_mode or container_id is None:
        after = network.predicted(current, plan)
    else:
        after = NetworkWork(task, container_id, wanted).apply(plan, current) if plan.changed else current
        plan = plan.achieved(network.reached(after, plan.after)) if plan.changed else plan
    return Outcome(plan, network.present(after, container_id))


def inform(task: Task) -> Json:
    """Tell the network of one container; in check mode also of one that an earlier task would have made."""
    container_id: str | None = None
    current: Json = {}
    try:
        found = task.lookup.container(task.options["container"], task.options.get("project"))
        container_id, current = found["id"], read(task.client, found["id"])
    except UnknownContainer as unknown:
        task.suppose(unknown)
    return {"changed": False, "network": network.present(current, container_id)}


def _find(task: Task, wanted: network.Desired) -> tuple[str | None, Json]:
    """The id of the container and its configuration; neither when the container is missing and that is fine."""
    try:
        found = task.lookup.container(task.options["container"], task.options.get("project"))
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
