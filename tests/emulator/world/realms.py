# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which realms there are: a realm is nothing but an id that something refers to (API notes 3.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .records import Container, Project, Rental, Thing
from .seed import REALM_ID

if TYPE_CHECKING:
    from .world import World


def realms_in_use(world: World) -> list[str]:
    """Every realm that something refers to."""
    found = {REALM_ID}
    members: tuple[Project | Container | Rental | Thing, ...] = (
        *world.projects.values(),
        *world.containers.values(),
        *world.rentals.values(),
        *(thing for things in world.things.values() for thing in things.values()),
    )
    for member in members:
        found.update(member.realm_ids)
    return sorted(found)
