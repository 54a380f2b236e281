# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of what happens (API notes part 2, H.4 and H.5)."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from .people import User
from .records import Container, Project, Transition

#: By what the event of a new status is called; a status that is not here makes none.
_STATUS_EVENTS = {
    **dict.fromkeys(("creating", "provisioning", "claiming"), "creating"),
    **{name: name for name in ("copying", "running", "stopped", "paused", "failed", "deleting")},
}
#: The oldest events go when there are more.
CAPACITY = 50_000


@dataclass(slots=True)
class Event:
    """Something that happened. ``container`` is how it was then, ``extra`` what stands beside it in the data."""

    id: str
    number: int
    name: str
    at: float
    project: Project
    container: Container | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    actor: User | None = None
    operation_id: str | None = None

    @property
    def realm_ids(self) -> list[str]:
        """The realms in which it is seen."""
        return self.container.realm_ids if self.container else self.project.realm_ids


class History:
    """The events, oldest first, numbered from 1; and who acts now, ``actor``: None is the platform itself."""

    def __init__(self) -> None:
        self.events: dict[int, Event] = {}
        self.actor: User | None = None
        self.operation_id: str | None = None
        self.last = 0
        self._planned: list[tuple[float, str, Container]] = []

    @property
    def first(self) -> int:
        """The number of the oldest event that is kept."""
        return next(iter(self.events), self.last + 1)

    def after(self, number: int) -> Iterator[Event]:
        """The events behind the one of this number, oldest first."""
        start = max(number + 1, self.first)
        return (self.events[place] for place in range(start, self.last + 1))

    def found(self, identity: str) -> Event | None:
        """The event of this id."""
        return next((event for event in self.events.values() if event.id == identity), None)

    def tell(self, name: str, project: Project, at: float, container: Container | None = None, **extra: Any) -> None:
        """Enter what has just happened."""
        self.last += 1
        identity = f"65a1b2c3d4e5f70e{self.last:08x}"
        kept = copy(container) if container else None
        event = Event(identity, self.last, name, at, project, kept, extra, self.actor, self.operation_id)
        self.events[self.last] = event
        for number in list(islice(self.events, max(len(self.events) - CAPACITY, 0))):
            del self.events[number]

    def of_container(self, name: str, container: Container, at: float, **extra: Any) -> None:
        """Enter what has happened to a container."""
        self.tell(f"container.{name}", container.project, at, container, **extra)

    def moved(self, container: Container, before: str, at: float) -> None:
        """A container has another status than before."""
        if name := _STATUS_EVENTS.get(container.status):
            self.of_container(name, container, at, previous={"status": before})

    def begun(self, container: Container, at: float) -> None:
        """A container begins to be made, in whatever status that is shown."""
        self.of_container("copying" if container.status == "copying" else "creating", container, at)

    def acts_for(self, transition: Transition) -> None:
        """What comes now is the work of whoever began this transition."""
        self.actor, self.operation_id = transition.actor, transition.operation_id

    def completed(self, container: Container, transition: Transition) -> None:
        """Its command has ended on the host, for which nobody acts any more."""
        if transition.operation_id:
            outcome = "failed" if transition.target == "failed" else "completed"
            self.of_container(f"operation.{outcome}", container, transition.due)
        self.operation_id = None

    def plan(self, name: str, container: Container, due: float) -> None:
        """Enter what happens to the network of a container, when its time has come; what was planned for it is off."""
        self._planned = [item for item in self._planned if item[2] is not container]
        self._planned.append((due, name, container))

    def settle(self, now: float) -> None:
        """Enter what was planned and has happened by now."""
        due = sorted((item for item in self._planned if item[0] <= now), key=lambda item: item[0])
        self._planned = [item for item in self._planned if item[0] > now]
        for at, name, container in due:
            self.network(name, container, at)

    def network(self, name: str, container: Container, at: float) -> None:
        """Enter what has happened to the network of a container."""
        network = container.network
        shown = {"type": network.type, "status": network.status} if network else None
        self.of_container(f"network.{name}", container, at, network=shown)
