# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy of a container: what a task may want of one, and what has to be done (API notes, part 2, F.1, F.2). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .._api.errors import InputError
from .._container.model import failure_of, in_progress, status_of
from .._container.values import read_name, read_ssh_key
from .._engine.field import (
    Field,
    argument_spec,
    read_options,
    refuse_blanks,
)
from .._engine.plan import Plan, Step
from .._text.types import Json

#: The states in which a container can be copied, and a copy refreshed.
READY = ("running", "stopped", "paused")
#: What names the container that another one is a copy of.
SOURCE = "source_container_id"

COPY_NAME = Field("name", read=read_name, mutable=False)
TARGET_PROJECT = Field("target_project_id", option="target_project", mutable=False, compared=False)
TARGET_SERVER = Field("target_server_id", option="target_server", mutable=False, compared=False)
SOURCE_SNAPSHOT = Field("source_snapshot", mutable=False, compared=False)
FIREWALL = Field("copy_firewall_rules", option="copy_firewall", type="bool", mutable=False, compared=False)
NETWORK = Field("copy_network_rules", option="copy_network", type="bool", mutable=False, compared=False)
FIELDS = (
    COPY_NAME,
    TARGET_PROJECT,
    TARGET_SERVER,
    SOURCE_SNAPSHOT,
    FIREWALL,
    NETWORK,
    Field("ssh_public_key", read=read_ssh_key, mutable=False),
)


class Desired(NamedTuple):
    """What a task wants of one copy. ``fields`` are by API name, with projects and servers as the task calls them."""

    container: str
    project: str | None
    fields: Json
    sync: bool = False
    wait: bool = True
    wait_timeout: float = 300.0

    @property
    def name(self) -> str:
        """What the copy is called."""
        return str(self.fields[COPY_NAME.name])

    @property
    def subject(self) -> str:
        """The words for it in a message."""
        return f"container {self.name}"


def options() -> Json:
    """The argument specification without the container and the connection."""
    spec = argument_spec(FIELDS)
    spec[COPY_NAME.option_name]["required"] = True
    for item in (FIREWALL, NETWORK):
        spec[item.option_name]["default"] = True
    return {
        **spec,
        "sync": {"type": "bool", "default": False},
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "float", "default": 300.0},
    }


def desired(given: Mapping[str, Any]) -> Desired:
    """Check the options. Raises InputError."""
    refuse_blanks(given, FIELDS)
    if not given["wait_timeout"] > 0:
        raise InputError(f"The option wait_timeout must be more than 0 seconds, not {given['wait_timeout']:g}.")
    control = {name: given[name] for name in ("container", "project", "sync", "wait", "wait_timeout")}
    return Desired(fields=read_options(FIELDS, given), **control)


def plan(current: Json | None, wanted: Desired, source: Json, body: Json) -> Plan:
    """What has to be done; ``body`` is that of a copy which is not there. Raises InputError."""
    before = {"name": current.get(COPY_NAME.name), "container": wanted.container} if current else {}
    after = {"name": wanted.name, "container": wanted.container}
    if current is None:
        _refuse_unready(source, f"The container {wanted.container} cannot be copied")
        return Plan((Step("copy", body),), before, after, wanted.subject)
    refuse_stranger(current, wanted, source)
    if not wanted.sync:
        return Plan((), before, after, wanted.subject)
    if current.get(SOURCE) is None:
        raise InputError(f"The container {wanted.name} is not a copy, so sync: true cannot update it.")
    for container in (current, source):
        _refuse_unready(container, f"The container {wanted.name} cannot be refreshed")
    return Plan((Step("sync"),), before, {**after, "refreshed": True}, wanted.subject)


def refuse_stranger(current: Json, wanted: Desired, source: Json) -> None:
    """Raise InputError for a container of this name that is another one's copy, or no copy that anybody can use."""
    if source.get("id") == current["id"]:
        raise InputError(f"A container cannot be copied to its own name, {wanted.name}: give another name.")
    if status_of(current) == "failed":
        raise InputError(
            f"The {wanted.subject} is in the state failed{failure_of(current)} and can only be deleted, which "
            "hoody.cloud.container does with state: absent. Then it can be copied again."
        )
    made_of = current.get(SOURCE)
    if made_of is not None and source.get("id") not in (None, made_of):
        raise InputError(
            f"The container {wanted.name} is a copy of the container {made_of}, not of {wanted.container} "
            f"({source['id']}): give another name."
        )


def _refuse_unready(container: Json, words: str) -> None:
    """Raise InputError for what has failed or goes. What is on its way to another state is waited for."""
    status = container.get("status")
    if status is not None and status not in READY and not in_progress(container):
        raise InputError(
            f"{words}: the container {container.get(COPY_NAME.name)} is {status}{failure_of(container)}, and has to be "
            f"{', '.join(READY[:-1])} or {READY[-1]}."
        )
