# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose SSH key it is (API notes 14; part 2, G.11)."""

from __future__ import annotations

from ..world.records import Container
from ..world.world import World

#: Under which name the endpoint is reached.
HOST = "localhost"


def holder_of(world: World, key: str) -> Container | None:
    """The running container that a key leads into; ``key`` is its middle part, as in an authorized_keys file."""
    holders = [container for container in world.containers.values() if _lets_in(container, key)]
    # A key that has moved belongs to whom it was given last.
    return min(holders, key=lambda holder: holder.ssh_public_key != holder.ssh_key_in_place, default=None)


def _lets_in(container: Container, key: str) -> bool:
    return container.status == "running" and (container.ssh_key_in_place or "").split()[1:2] == [key]
