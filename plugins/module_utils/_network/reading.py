# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the network profile of a container."""

from __future__ import annotations

from .._api.client import Client
from .._http.deadline import Deadline
from .._text.types import Json
from .model import checked


def read(client: Client, container_id: str, deadline: Deadline | None = None) -> Json:
    """The profile as GET shows it, with its ``container_id``. Raises NotFound when there is no such container."""
    found: Json = client.get(f"/containers/{container_id}/network", deadline=deadline, check=checked)
    return {**found, "container_id": container_id}
