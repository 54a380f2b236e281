# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sharing of projects (API notes part 2, A.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .people import User
from .records import Level, Permission, Project

if TYPE_CHECKING:
    from .world import World


def share(world: World, project: Project, user: User, level: Level, moment: float) -> Permission:
    """Let somebody else use a project."""
    entry = Permission(world.new_id(), project, user, level, moment, moment)
    project.permissions[entry.id] = entry
    return entry
