# SPDX-License-Identifier: GPL-3.0-or-later
"""What a container takes over from the one whose place it takes, beside its fields: network and firewall.

It has them before the old one is deleted and it gets its name. So whatever fails, and wherever a run is killed, either
the old container is there, or the new one with all that it is to have: nothing that was closed is open afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .._api.errors import Forbidden, HoodyError, InputError
from .._container.model import KVM, RAMDISK_SCOPE, SERVER, Desired
from .._container.refusing import SHARED, neighbours
from .._container.replacement import unkept
from .._engine.task import Task
from .._engine.waiting import Work
from .._firewall import model as firewall
from .._firewall import plan as firewall_planning
from .._firewall.resource import FIREWALLS
from .._network import enforcement
from .._network import model as network
from .._network import plan as planning
from .._network.resource import NETWORKS
from .._text.types import Json


class Inheritance(NamedTuple):
    """What a new container takes over beside its fields. ``network`` is None where the old one has no profile.

    ``left_out`` names fields that its server or its project does not allow.
    """

    network: network.Desired | None
    firewall: firewall.Desired
    left_out: tuple[str, ...]

    def restore(self, task: Task, name: str, container_id: str) -> Work[None]:
        """Give a new container the network and the firewall of the old one; what it has of them already stays."""
        part = task.part()
        # What is worth a warning is so for whoever stored a profile or a rule, not for whoever moves it.
        part.warnings = []
        rules = FIREWALLS.read(task.client, container_id)
        yield from FIREWALLS.reconciled(part, self.firewall._replace(container=name), rules)
        if self.network is None:
            return
        current = NETWORKS.read(task.client, container_id)
        wanted = self.network._replace(container=name)
        outcome = yield from NETWORKS.reconciled(part, wanted, current)
        if wanted.state == "started" and not enforcement.enforced(NETWORKS.present(outcome.state)):
            raise HoodyError("The API stored the network profile and does not enforce it.")


def read(task: Task, wanted: Desired, old: Json, body: Mapping[str, Any]) -> Inheritance:
    """Read what is to be kept of the old container by the one that ``body`` will create.

    Raises InputError for what cannot be kept, unless the task forces it.
    """
    lost = unkept(old, wanted)
    left_out: list[str] = []
    if body.get(KVM.name) and task.lookup.is_free(body[SERVER.name]):
        lost.append("KVM, which its free server does not have")
        left_out.append(KVM.name)
    if body.get(RAMDISK_SCOPE.name) == SHARED and neighbours(task.lookup, old.get("project_id"), old):
        lost.append("the sharing of its RAM disk, which needs a container that is alone in its project")
        left_out.append(RAMDISK_SCOPE.name)
    of_network = _attempt(lost, "its network profile, which this token may not read", NETWORKS.read, task, old)
    rules = _attempt(lost, "its firewall rules, which this token may not read", FIREWALLS.read, task, old)
    described = _described(task, of_network, lost) if of_network and enforcement.is_configured(of_network) else None
    if lost:
        said = f"Replacing the {wanted.subject} loses {_joined(lost)}."
        if not wanted.force:
            raise InputError(f"{said} Nothing was changed. If this is intended, add force: true to recreate: true.")
        task.warnings.append(said)
    return Inheritance(described, firewall_planning.as_desired(rules or {}), tuple(left_out))


def _attempt(lost: list[str], words: str, ask: Any, task: Task, old: Json) -> Any:
    """What is asked for; None with these words among what is lost when the token may not ask."""
    try:
        return ask(task.client, old["id"])
    except Forbidden:
        lost.append(words)
        return None


def _described(task: Task, current: Json, lost: list[str]) -> network.Desired:
    """The profile as a task would describe it."""
    described = planning.described(current)
    task.keep_secret(network.secrets_in({network.PROXY.name: current.get(network.PROXY.name)}))
    if enforcement.has_credentials(current) and not described.credentials and described.fields.get(network.PROXY.name):
        lost.append("the credentials of its proxy, which the API does not show")
    return described


def _joined(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
