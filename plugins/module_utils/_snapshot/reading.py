# SPDX-License-Identifier: GPL-3.0-or-later
"""The snapshots of a container, as far as they are read and shown."""

from __future__ import annotations

from typing import Any

from .._api.client import Client
from .._api.errors import NotFound, WrongMethod
from .._api.reading import Unlike, thing
from .._container.finding import read_container
from .._container.reading import Reading
from .._http.deadline import Deadline
from .._text.types import Json
from .model import MEMBERS

_HOW_MANY = ("snapshot_count", "max_snapshots")


class SnapshotReading(Reading):
    """Snapshots of containers."""

    member = "snapshots"

    def read(self, client: Client, container_id: str, deadline: Deadline | None = None) -> Json:
        """All that it has. Raises NotFound when there is no such container."""
        return read(client, container_id, deadline)

    def present(self, state: Json | None) -> Any:
        """The list of them, the oldest first."""
        listed = (state or {}).get(self.member, [])
        return sorted(listed, key=lambda item: (str(item.get("created_at") or ""), item["name"]))

    def told(self, state: Json) -> Json:
        """The list, how many there are, and how many there can be."""
        return {**super().told(state), **{name: state.get(name) for name in _HOW_MANY}}


def read(client: Client, container_id: str, deadline: Deadline | None = None) -> Json:
    """The snapshots, with the ``container_id``. Raises NotFound when there is no such container."""
    path = f"/containers/{container_id}/snapshots"
    try:
        found: Json = client.get(path, deadline=deadline, check=_checked)
    except (NotFound, WrongMethod):
        # A revision of the API without snapshots, or no container.
        if read_container(client, container_id, deadline) is None:
            raise
        found = {"snapshots": []}
    return {**found, "container_id": container_id}


def _checked(data: Any) -> Json:
    found = thing(data, "the snapshots of a container", {"snapshots": "list"}, inside="dict")
    listed = [thing(item, "a snapshot", MEMBERS) for item in found.get("snapshots") or []]
    if not all(item.get("name") for item in listed):
        raise Unlike("with a snapshot that has no name")
    return {"snapshots": listed, **{name: found.get(name) for name in _HOW_MANY}}


#: What asks for them and changes nothing.
SNAPSHOT_READING = SnapshotReading()
