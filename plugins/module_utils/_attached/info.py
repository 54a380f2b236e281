# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells about containers without changing anything."""

from __future__ import annotations

from functools import partial
from typing import Any

from .._api.client import Client
from .._api.errors import NotFound
from .._api.reading import thing
from .._api.values import is_id
from .._container.finding import containers_of, read_container
from .._container.model import present
from .._container.question import runtime_query, unknown_statuses
from .._container.reading import Reading
from .._engine.lookup import UnknownProject
from .._engine.task import Task
from .._text.types import Json
from .readings import READINGS

SORT_KEYS = ("id", "name", "status", "created_at", "updated_at")
#: What may be asked of a single container too, and what only listings take.
_DETAILS = ("include_proxy_domains", "include_proxy_permissions")
_SELECTIONS = ("include_prespawn", "include_expired", "include_deleting")


def options() -> Json:
    """The argument specification of the question, without the connection."""
    flags = (*_DETAILS, *_SELECTIONS, "show_environment", "stats", *(part.member for part in READINGS))
    return {
        "container": {"type": "str"},
        "project": {"type": "str"},
        "status": {"type": "list", "elements": "str"},
        "sort_by": {"type": "str", "choices": list(SORT_KEYS), "default": "name"},
        "sort_order": {"type": "str", "choices": ["asc", "desc"], "default": "asc"},
        "runtime": {"type": "raw"},
        **{flag: {"type": "bool", "default": False} for flag in flags},
    }


def inform(task: Task) -> Json:
    """The containers that the options select, sorted, each with what the options ask for."""
    asked = task.options
    containers: list[Json] = []
    try:
        containers = _selected(task)
    except UnknownProject as unknown:
        task.suppose(unknown)
    if asked["status"]:
        warning = unknown_statuses(asked["status"], (str(item.get("status") or "") for item in containers))
        task.warnings += [warning] if warning else []
        containers = [item for item in containers if item.get("status") in asked["status"]]
    containers.sort(key=lambda item: (str(item.get(asked["sort_by"]) or ""), item["id"]))
    if asked["sort_order"] == "desc":
        containers.reverse()
    shown = [present(item, show_environment=asked["show_environment"]) for item in containers]
    if asked["stats"]:
        _attach(task, shown, "stats", lambda identity: _statistics(task.client, identity))
    for part in READINGS:
        if asked[part.member]:
            _attach(task, shown, part.member, partial(_part, part, task.client))
    return {"changed": False, "containers": shown}


def _selected(task: Task) -> list[Json]:
    """All containers, those of a project, or the one that was asked for: an empty list when it does not exist."""
    asked, known = task.options, containers_of(task.lookup)
    # Flags that only some revisions know are sent on request only (API notes, conflicts C9 to C11).
    details: Json = {flag: True for flag in _DETAILS if asked[flag]}
    runtime = runtime_query(asked["runtime"])
    if runtime is not None:
        details["runtime"] = runtime
    selections = {flag: True for flag in _SELECTIONS if asked[flag]}
    container = asked["container"]
    if container is None:
        return known.listed(asked["project"], {**details, **selections})
    if is_id(container):
        there = asked["project"] is None or known.read_by_id(container, asked["project"])
        identities = [container] if there else []
    else:
        named = known.listed(asked["project"], selections)
        identities = [item["id"] for item in named if item.get("name") == container]
    found = task.client.concurrently(lambda identity: read_container(task.client, identity, query=details), identities)
    return [item for item in found if item is not None]


def _statistics(client: Client, identity: str) -> Any:
    return client.get(f"/containers/{identity}/stats", check=lambda data: thing(data, "statistics", {}))


def _part(part: Reading, client: Client, identity: str) -> Any:
    return part.present(part.read(client, identity))


def _attach(task: Task, containers: list[Json], member: str, read: Any) -> None:
    """Add a member to each container, read concurrently; None for a container that vanished meanwhile."""

    def attempt(container: Json) -> Any:
        try:
            return read(container["id"])
        except NotFound:
            return None

    for container, value in zip(containers, task.each(attempt, containers, f"containers asked for {member}")):
        container[member] = value
