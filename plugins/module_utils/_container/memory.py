# SPDX-License-Identifier: GPL-3.0-or-later
"""What was listed of containers, for as long as it counts.

This process knows it with all that was shown. Others of the same task know names and ids, see ``notes``. So whoever
finds an id here reads the container itself before writing; and a name that is missing here is missing for a few
seconds only, unless whoever asks wants to create it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

from .._engine.notes import Noted, Notes, by_name
from .._http.deadline import Clock
from .._text.types import Json
from .replacement import known_as

#: For how many seconds what was listed may be taken for what is there.
FRESH = 5.0
#: For how many seconds a name that was not listed may be tried to be created.
_FREE = 60.0
#: How many containers a page of a listing holds (API notes 1.4).
_PAGE = 100
#: So many containers are listed without asking whether that is worth it.
_CHEAP = 2000
#: What GET shows and no listing does. It is empty but for a server that has expired (API notes 4).
_ALONE = "warnings"


class Listed:
    """A listing that began at a moment in seconds since 1970, and how often it has spared somebody a request."""

    def __init__(self, containers: Sequence[Json], at: float) -> None:
        self.containers = {item["id"]: item for item in containers}
        self.noted = Noted(_by_names(containers), at)
        self.answers = 0

    def called(self, name: str, project: str | None) -> list[Json]:
        """The containers of this name, in one project or in any."""
        there = [self.containers.get(identity, {}) for identity in self.noted.names.get(name, ())]
        return [item for item in there if item.get("name") == name and _is_in(item, project)]

    def replace(self, name: str, container: Json) -> None:
        """Let this container have the name and no other, or nothing with {}."""
        for item in self.called(name, None):
            del self.containers[item["id"]]
        self.noted.names.pop(name, None)
        if container:
            self.noted.names[name] = [container["id"]]
            kept = ("id", "name", "project_id", "project_alias")
            self.containers[container["id"]] = {member: container.get(member) for member in kept}


class Memory:
    """What is known of the containers of each project, which is given as tasks give it; None is all projects."""

    def __init__(self, notes: Notes, clock: Clock) -> None:
        self._notes = notes
        self._clock = clock
        self._listed: dict[str | None, Listed] = {}
        self._whole: frozenset[str] = frozenset()
        self._reads = 0
        self._total: float = 0

    def alone(self, project: str | None) -> AbstractContextManager[None]:
        """Have others wait who want to list the same."""
        return self._notes.alone(_topic(project))

    def hear(self, project: str | None, containers: Sequence[Json], begun: float) -> None:
        """These were listed, by this process, from that moment on."""
        listed = self._listed[project] = Listed(containers, begun)
        self._notes.write(_topic(project), listed.noted)

    def last(self, project: str | None) -> float:
        """When the newest listing was begun that is known here; 0 for never."""
        known = self._newest(project)
        return known.at if known else 0.0

    def ids(self, name: str, project: str | None) -> list[str]:
        """The ids of those that had the name when they were listed, however long ago."""
        for listed in (self._listed.get(project), self._listed.get(None)):
            found = listed.called(name, project) if listed else []
            if found:
                return [item["id"] for item in found]
        noted = self._notes.read(_topic(project))
        return noted.names.get(name, []) if noted else []

    def names(self, project: str | None) -> list[str]:
        """The names that were listed last, for a message."""
        known = self._newest(project)
        return list(known.names) if known else []

    def lacks(self, name: str, project: str | None, creating: bool) -> bool:
        """Whether there is no such container, as far as is known from a listing that is not too old for that."""
        oldest = self._clock.today() - (_FREE if creating else FRESH)
        everywhere = self._listed.get(None)
        if creating and everywhere and everywhere.noted.at >= oldest and name not in everywhere.noted.names:
            # It may show less than the listing of a project does: who creates hears of that from the API.
            return True
        known = self._newest(project)
        return known is not None and known.at >= oldest and name not in known.names

    def see(self, container: Json) -> None:
        """This was read, so that it is known what GET shows."""
        self._whole = frozenset(container)
        self._reads += 1

    def most_worth_listing(self) -> int:
        """Of how many containers a listing would cost less than to go on reading one after the other; 0 for none."""
        listed = self._listed.get(None)
        has_paid = listed is None or (not self._is_fresh(listed) and listed.answers * _PAGE > len(listed.containers))
        most = max(_CHEAP, self._reads * _PAGE)
        return most if has_paid and self._total <= most else 0

    def put_off(self, total: float) -> None:
        """There are so many containers that this is not worth a listing yet; ``inf`` for never."""
        self._total = total

    def recent(self, name: str, project: str | None) -> Json | None:
        """The container of this name as it was listed a few seconds ago, if that is all that GET shows."""
        listed = self._listed.get(None)
        found = listed.called(name, project) if listed and self._is_fresh(listed) else []
        if listed is None or len(found) != 1 or not self._whole:
            return None
        if found[0].get("server_expired") or not self._whole - {_ALONE} <= set(found[0]):
            return None
        listed.answers += 1
        return found[0]

    def note(self, name: str, project: str | None, container: Json) -> None:
        """The container of this name has become this; {} for one that is gone. Only what names it is kept."""
        # Others may give the project by its other name.
        for topic in dict.fromkeys((project, container.get("project_alias"), container.get("project_id"), None)):
            if topic in self._listed:
                self._listed[topic].replace(name, container)
            self._notes.change(_topic(topic), name, container.get("id"))

    def forget(self) -> None:
        """What was listed counts no more."""
        self._listed.clear()
        self._notes.cross_out()

    def _is_fresh(self, listed: Listed) -> bool:
        return self._clock.today() - listed.noted.at <= FRESH

    def _newest(self, project: str | None) -> Noted | None:
        """What is known of names, by whoever listed last."""
        listed, noted = self._listed.get(project), self._notes.read(_topic(project))
        return listed.noted if listed and (noted is None or noted.at <= listed.noted.at) else noted


def _topic(project: str | None) -> str:
    return f"containers of {project or 'all'}"


def _is_in(container: Json, project: str | None) -> bool:
    return project is None or project in (container.get("project_id"), container.get("project_alias"))


def _by_names(containers: Sequence[Json]) -> dict[str, list[str]]:
    """The ids by name, and by the name that one is about to get from another."""
    pairs = [
        (name, item["id"]) for item in containers for name in dict.fromkeys((str(item.get("name")), known_as(item)))
    ]
    return by_name(pairs)
