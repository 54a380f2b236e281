# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is on its way into containers: SSH keys and variables (API notes part 2, G.11 and F.4)."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from typing import Literal

from .records import Container

Kind = Literal["key", "variables", "failure"]


class Arrivals:
    """All that has been sent and is not there yet."""

    def __init__(self) -> None:
        self._due: list[tuple[float, str, Kind, str]] = []

    def send(self, due: float, container: Container, kind: Kind, value: str) -> None:
        """Let a key be in place then, or variables of a revision, or let the server give them up."""
        heapq.heappush(self._due, (due, container.id, kind, value))

    def settle(self, now: float, containers: Mapping[str, Container]) -> bool:
        """Let arrive what is due, unless something newer was sent meanwhile; whether anything has changed."""
        changed = False
        while self._due and self._due[0][0] <= now:
            due, container_id, kind, value = heapq.heappop(self._due)
            container = containers.get(container_id)
            if container and _arrived(container, due, kind, value):
                container.texts.clear()
                changed = True
        return changed


def _arrived(container: Container, due: float, kind: Kind, value: str) -> bool:
    if kind == "key":
        if (container.ssh_public_key or "") != value:
            return False
        container.ssh_key_installed_at = due if value else None
        container.ssh_key_in_place = value or None
        return True
    if str(container.environment_revision) != value:
        return False
    container.environment_given_up = kind == "failure"
    if kind == "variables":
        container.environment_applied = container.environment_revision
    return True
