# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sorted, filtered views of the containers, kept until something that they depend on changes.

Ids and creation times ascend in the order of creation, which a dict keeps for free. Other orders are sorted again
from the last known one, which is nearly sorted, and that is the case the sort of Python does in linear time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from .records import Container

_KEYS: dict[str, Callable[[Container], Any]] = {name: attrgetter(name) for name in ("name", "status", "updated_at")}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which containers a list shows."""

    project_id: str | None = None
    realm_id: str | None = None
    deleting: bool = False
    expired: bool = False
    prespawn: bool = False

    def shows(self, container: Container) -> bool:
        """Whether the list shows this container (API notes 5.1)."""
        return (
            (self.deleting or container.status != "deleting")
            and (self.expired or not container.server.expired)
            and (self.prespawn or not container.prespawn)
            and (self.realm_id is None or self.realm_id in container.realm_ids)
        )


@dataclass(slots=True)
class _View:
    membership: int
    content: int
    containers: list[Container]


class Listing:
    """Caches the views; whoever changes a container says what kind of change it was."""

    def __init__(self) -> None:
        self._membership = 0
        self._content = 0
        self._views: dict[tuple[Selection, str], _View] = {}

    def membership_changed(self) -> None:
        """A container appeared, vanished, or moved in or out of a list."""
        self._membership += 1
        self._content += 1

    def content_changed(self) -> None:
        """A container changed without moving in or out of a list."""
        self._content += 1

    def view(self, selection: Selection, sort_by: str, source: Iterable[Container]) -> list[Container]:
        """All containers of a selection, ascending; the caller must not change the list."""
        view = self._views.get((selection, sort_by))
        if view is None or view.membership != self._membership:
            shown = [container for container in source if selection.shows(container)]
            view = self._views[(selection, sort_by)] = _View(self._membership, -1, shown)
        if view.content != self._content:
            if key := _KEYS.get(sort_by):
                view.containers.sort(key=key)
            view.content = self._content
        return view.containers
