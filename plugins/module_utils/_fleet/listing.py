# SPDX-License-Identifier: GPL-3.0-or-later
"""The containers of a fleet's project, listed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .._api.errors import ApiError
from .._attached.containers import CONTAINERS
from .._container import model as container
from .._container.finding import containers_of, read_container
from .._container.replacement import known_as, lacking
from .._engine.lookup import UnknownProject
from .._engine.task import Task
from .._http.deadline import Deadline
from .._text.types import Json
from .model import Item
from .rows import part_of

#: For how many seconds what was listed may be taken for what is there.
_FRESH = 5.0
#: What counts of a container that the task is not about: what it keeps from others, and what is said of it then.
_OF_OTHERS = ("id", "name", "project_id", "project_alias", "status", container.SSH_KEY.name)


class Listing:
    """What the project holds. ``living`` are the containers that nobody is deleting, sorted by id.

    Those that are not declared, of which there may be thousands, are kept as far as they matter.
    """

    def __init__(self, task: Task, project: str) -> None:
        self._task = task
        self._project = project
        self._containers = containers_of(task.lookup)
        self._by: dict[str, dict[str, Json]] = {"id": {}, "name": {}}
        self._read_at = 0.0
        self.living: list[Json] = []

    def read(self, declared: Sequence[Item], purge: bool) -> None:
        """List the project. One that is gone has nothing that could be deleted, so that is then as declared.

        In check mode one may be missing that an earlier task would have made: it has nothing yet.
        """
        deleting = [item for item in declared if item.container.state == "absent"]
        try:
            # Somebody else may have begun to delete what is to be absent: that is waited for.
            listed = self._containers.listed(self._project, {"include_deleting": True} if deleting else None)
        except UnknownProject as problem:
            if len(deleting) < len(declared) or not (declared or purge):
                self._task.suppose(problem)
            else:
                self._task.warnings.append(f"{problem} So there is nothing to delete.")
            listed = []
        # What lives comes last, so that it is what a name finds, and after what is to take its place.
        every = sorted(listed, key=lambda found: (container.status_of(found) != "absent", not lacking(found)))
        self._by = {
            "id": _chosen(every, lambda found: found["id"], [item.container.id for item in declared]),
            "name": _chosen(every, known_as, [item.container.name for item in declared]),
        }
        about = {found["id"] for chosen in self._by.values() for found in chosen.values()}
        living = [found for found in listed if container.status_of(found) != "absent"]
        self.living = [found if purge or found["id"] in about else part_of(found, _OF_OTHERS) for found in living]
        self._read_at = self._task.client.clock.now()

    @property
    def is_fresh(self) -> bool:
        """Whether what was listed may still be taken for what is there."""
        return self._task.client.clock.now() - self._read_at <= _FRESH

    def again(self, deadline: Deadline) -> list[Json]:
        """All that is there now, dying ones too."""
        return self._containers.listed(self._project, {"include_deleting": True}, deadline)

    def elsewhere(self) -> list[Json]:
        """The containers of other projects, as far as this token sees them."""
        known = {there["id"] for there in self.living}
        try:
            return [there for there in self._containers.listed(None) if there["id"] not in known]
        except ApiError:
            return []

    def found(self, wanted: container.Desired) -> Json | None:
        """The container as it was listed."""
        member, value = ("id", wanted.id) if wanted.id else ("name", str(wanted.name))
        found = self._by[member].get(value)
        return found if wanted.state == "absent" or container.status_of(found) != "absent" else None

    def tells(self, wanted: container.Desired) -> bool:
        """Whether the listing shows all that has to be known: it leaves members out (API notes 4)."""
        listed = self.found(wanted)
        if listed is None:
            return not wanted.id
        return wanted.state != "absent" and container.status_of(listed) != "failed" and shows(listed, wanted.fields)

    def current(self, wanted: container.Desired) -> Json | None:
        """The container as it was listed, where that shows all that is asked for; or else as GET does."""
        listed = self.found(wanted)
        if self.tells(wanted):
            return listed
        return read_container(self._task.client, listed["id"]) if listed else CONTAINERS.find(self._task, wanted)


def _chosen(listed: Iterable[Json], key: Callable[[Json], str], wanted: Iterable[str | None]) -> dict[str, Json]:
    """The last container of each key that is wanted."""
    asked = set(wanted)
    return {value: found for found in listed if (value := key(found)) in asked}


def shows(listed: Mapping[str, Any], fields: Iterable[str]) -> bool:
    """Whether what was listed shows all of these fields that are compared."""
    return container.COMPARED.intersection(fields) <= listed.keys()
