# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Reads the network profile of a container."""

from __future__ import annotations

from ansible_collections.hoody.cloud.plugins.module_utils._api.client import Client
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Deadline
from ansible_collections.hoody.cloud.plugins.module_utils._network.model import checked
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json


def read(client: Client, container_id: str, deadline: Deadline | None = None) -> Json:
    """The profile as GET shows it, with its ``container_id``. Raises NotFound when there is no such container."""
    found: Json = client.get(f"/containers/{container_id}/network", deadline=deadline, check=checked)
    return {**found, "container_id": container_id}
