# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who holds a name or an SSH key, found without looking at every container."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .records import Container, Project


def key_identity(ssh_public_key: str | None) -> tuple[str, ...] | None:
    """What makes two SSH keys the same: type and base64, not the comment (API notes 16.2 U19)."""
    return tuple(ssh_public_key.split()[:2]) if ssh_public_key else None


class Holders:
    """The ids of the containers by name and by key."""

    def __init__(self) -> None:
        self._names: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._keys: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)

    def add(self, container: Container) -> None:
        """Note the name and the key of a container."""
        self._names[container.project.id, container.name].add(container.id)
        if identity := key_identity(container.ssh_public_key):
            self._keys[identity].add(container.id)

    def discard(self, container: Container) -> None:
        """Forget them, before one of them changes or the container goes."""
        self._names[container.project.id, container.name].discard(container.id)
        if identity := key_identity(container.ssh_public_key):
            self._keys[identity].discard(container.id)

    def of_name(self, project: Project, name: str) -> Iterable[str]:
        """The containers of a project with this name."""
        return self._names.get((project.id, name), ())

    def of_key(self, identity: tuple[str, ...]) -> Iterable[str]:
        """The containers with this key, as key_identity gives it."""
        return self._keys.get(identity, ())
