# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots of a container: taken, dropped, gone back to. What is in them is a matter of who watches."""

from __future__ import annotations

from . import lifecycle
from .records import Container, Snapshot
from .world import World


def keep(world: World, container: Container, snapshot: Snapshot) -> None:
    """Add a snapshot that has just been taken."""
    container.snapshots[snapshot.name] = snapshot
    world.history.of_container("snapshot.created", container, world.now(), snapshot=snapshot.name)
    if world.watcher:
        world.watcher.kept(container, snapshot.name)


def drop(world: World, container: Container, name: str) -> None:
    """Remove a snapshot."""
    del container.snapshots[name]
    world.history.of_container("snapshot.deleted", container, world.now(), snapshot=name)
    if world.watcher:
        world.watcher.dropped(container, name)


def rewind(world: World, container: Container, name: str) -> None:
    """Take a container back to a snapshot, or refuse it."""
    lifecycle.restore(world, container)
    if world.watcher:
        world.watcher.rewound(container, name)
    container.snapshots[name].last_used_at = world.now()
    container.last_used_snapshot = name
    world.history.of_container("snapshot.restored", container, world.now(), snapshot=name)
