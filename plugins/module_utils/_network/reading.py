# SPDX-License-Identifier: GPL-3.0-or-later
"""The network profile of a container, as far as it is read and shown."""

from __future__ import annotations

from .._api.client import Client
from .._container.reading import Reading
from .._http.deadline import Deadline
from .._text.types import Json
from . import shown
from .model import MEMBER, checked


class NetworkReading(Reading):
    """Network profiles of containers."""

    member = MEMBER

    def read(self, client: Client, container_id: str, deadline: Deadline | None = None) -> Json:
        """The profile as GET shows it. Raises NotFound when there is no such container."""
        return read(client, container_id, deadline)

    def present(self, state: Json | None) -> Json:
        """The profile without any credentials."""
        return shown.present(state or {})


def read(client: Client, container_id: str, deadline: Deadline | None = None) -> Json:
    """The profile as GET shows it, with its ``container_id``. Raises NotFound when there is no such container."""
    found: Json = client.get(f"/containers/{container_id}/network", deadline=deadline, check=checked)
    return {**found, "container_id": container_id}


#: What asks for them and changes nothing.
NETWORK_READING = NetworkReading()
