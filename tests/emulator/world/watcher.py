# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody has to offer who wants to hear what happens in the world."""

from __future__ import annotations

from typing import Protocol

from .records import Container


class Watcher(Protocol):
    """Whoever has to follow what happens to containers."""

    def moved(self, container: Container) -> None:
        """A container has another status."""

    def vanished(self, container: Container) -> None:
        """A container is no more."""

    def kept(self, container: Container, snapshot: str) -> None:
        """A snapshot was taken."""

    def dropped(self, container: Container, snapshot: str) -> None:
        """A snapshot is no more."""

    def rewound(self, container: Container, snapshot: str) -> None:
        """A container, in which nothing runs any more, is to be as it was when this was taken."""

    def filled(self, container: Container, source: Container, snapshot: str) -> None:
        """A container, in which nothing runs, is to be as another one is, or as it was when a snapshot was taken."""
