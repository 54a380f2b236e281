# SPDX-License-Identifier: GPL-3.0-or-later
"""From the names of containers to containers.

The API finds nothing by name (API notes 0.2), so this lists and compares. What was listed is remembered, see
``memory``: where many names are asked for, as in a loop or by many hosts, they are found in it, and confirmed by
reading that one container. Only a name that is not found, or not confirmed, is listed for again.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any

from .._api.client import Client
from .._api.errors import Forbidden, Incomplete, InputError, NotFound
from .._api.pages import TooMany
from .._api.values import is_id
from .._engine.lookup import Lookup, UnknownProject
from .._http.deadline import Deadline
from .._text.similar import did_you_mean
from .._text.types import Json
from .choosing import called, living, one_called, place_of
from .memory import Memory
from .model import LEAVING, SSH_KEY, checked

_GLOBAL_LIST = "/containers/"


def container_options() -> Json:
    """The argument specification of the container that a task is about."""
    return {"container": {"type": "str", "required": True}, "project": {"type": "str"}}


class UnknownContainer(InputError):
    """There is no container of this name, or the token cannot see it."""


class UnknownId(InputError):
    """There is no container with this id, or the token cannot see it. None can be made with it either."""


class Containers:
    """Finds containers through one client, see ``containers_of``."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._client = lookup.client
        self._memory = Memory(lookup.notes, lookup.client.clock)

    def listed(
        self, project: str | None, flags: Mapping[str, Any] | None = None, deadline: Deadline | None = None
    ) -> list[Json]:
        """The containers of a project, or of all projects, as the listing shows them. Raises UnknownProject.

        ``flags`` are query parameters of the listing.
        """
        if project is None:
            return self._everywhere(flags, deadline)
        path = f"/projects/{self._lookup.project_id(project)}/containers"
        try:
            return self._client.list_all(path, "containers", flags, deadline)
        except NotFound as missing:
            raise UnknownProject.of_id(project, missing) from None

    def _everywhere(
        self, flags: Mapping[str, Any] | None = None, deadline: Deadline | None = None, most: float = inf
    ) -> list[Json]:
        """The containers of all projects; raises TooMany for more than ``most``."""
        asked = {**self._lookup.realm(), **(flags or {})}
        return self._client.list_all(_GLOBAL_LIST, "containers", asked, deadline, most)

    def by_name(self, name: str, project: str | None, dying: bool = False) -> Json | None:
        """The container of this name as the listing shows it now, or None.

        Where no other has the name, with ``dying`` it is one that is being deleted. Raises InputError for a name that
        several have.
        """
        begun = self._client.clock.today()
        listed = self.listed(project, {"include_deleting": True} if dying else None)
        there = living(listed)
        self._memory.hear(project, there, begun)
        found = one_called(name, there)
        return next(iter(called(name, listed)), None) if found is None and dying else found

    def read_by_name(self, name: str, project: str | None, dying: bool = False, creating: bool = False) -> Json | None:
        """The container that ``by_name`` finds as GET shows it, or None.

        With ``creating`` it may be None for one that somebody has made within the last minute. Whoever creates a
        container hears of that from the API, which lets only one have the name.
        """
        found, is_whole = self._found(name, project, dying, creating)
        whole = found if found is None or is_whole else read_container(self._client, found["id"])
        if whole:
            self._memory.see(whole)
        return whole

    def _found(
        self, name: str, project: str | None, dying: bool = False, creating: bool = False
    ) -> tuple[Json | None, bool]:
        """The container of this name, and whether it is as GET shows it."""
        last = self._memory.last(project)
        known = self._confirmed(name, project)
        if known or (not dying and self._memory.lacks(name, project, creating)):
            return known, True
        with self._memory.alone(project):
            # Another process may have listed while this one waited for its turn.
            is_heard = not dying and self._memory.last(project) > last
            found = None if is_heard else self.by_name(name, project, dying)
        if is_heard:
            known = self._confirmed(name, project)
            if known or self._memory.lacks(name, project, creating):
                return known, True
            found = self.by_name(name, project)
        return found, False

    def as_listed(self, name: str, project: str) -> Json | None:
        """The container of this name as a listing of the last few seconds shows it, if that shows as much as GET does.

        That listing is the one of all projects: those of single projects leave members out (API notes 4).
        """
        most = self._memory.most_worth_listing()
        if most:
            begun = self._client.clock.today()
            try:
                self._memory.hear(None, living(self._everywhere(most=most)), begun)
            except TooMany as problem:
                self._memory.put_off(problem.total)
            except (Forbidden, Incomplete, NotFound):
                # A token that may see one project need not see all.
                self._memory.put_off(inf)
        return self._memory.recent(name, project)

    def note(self, name: str, project: str | None, container: Json) -> None:
        """A task has made this of the container of this name; {} for one that is gone."""
        self._memory.note(name, project, container)

    def forget(self) -> None:
        """What was listed counts no more."""
        self._memory.forget()

    def read_by_id(self, container_id: str, project: str | None) -> Json | None:
        """The container with this id as GET shows it, or None. Raises InputError when it is in another project."""
        found = read_container(self._client, container_id)
        if found is not None and project is not None and not self._is_in(found, project):
            raise InputError(
                f"The container {container_id} is not in the project '{project}' but in '{place_of(found)}'."
            )
        return found

    def _is_in(self, container: Json, project: str) -> bool:
        """Whether a container is in this project; asks only where the reply leaves it open (API notes 4)."""
        if project in (container.get("project_id"), container.get("project_alias")):
            return True
        if container.get("project_alias") and not is_id(project):
            return False
        if container.get("project_id"):
            return bool(self._lookup.project_id(project) == container["project_id"])
        return any(item["id"] == container["id"] for item in self.listed(project))

    def container(self, container: str, project: str | None) -> Json:
        """The container given by id or name; by an id alone without a request.

        Raises UnknownContainer, and for an id with a project UnknownId, or InputError when it is in another one.
        """
        if is_id(container):
            if project is not None and self.read_by_id(container, project) is None:
                raise UnknownId(f"There is no container with the id {container}.")
            return {"id": container}
        found, _is_whole = self._found(container, project)
        if found is None:
            where = f"in the project '{project}'" if project else "in any project"
            hint = did_you_mean(container, self._memory.names(project))
            raise UnknownContainer(f"There is no container '{container}' {where}.{hint}")
        return found

    def holders(self, project_id: str | None, name: str | None, key: str | None, but: str | None = None) -> list[Json]:
        """The containers that have this name in the project or this canonical SSH key anywhere, dying ones too.

        ``but`` is the id of one that does not count.
        """
        # A key belongs to one container over all projects (API notes, part 2, G.11).
        listed = self.listed(None if key else project_id, {"include_deleting": True}) if key or project_id else []
        return [
            item
            for item in listed
            if item["id"] != but
            and (
                (item.get("name") == name and item.get("project_id", project_id) == project_id)
                or (key is not None and SSH_KEY.seen(item) == key)
            )
        ]

    def _confirmed(self, name: str, project: str | None) -> Json | None:
        """What an earlier listing knew by this name, read again; None unless it still has the name."""
        ids = self._memory.ids(name, project)
        current = read_container(self._client, ids[0]) if len(ids) == 1 else None
        if current is None or current.get("name") != name or current.get("status") in LEAVING:
            return None
        return current


def containers_of(lookup: Lookup) -> Containers:
    """The containers of a session, with what was listed of them."""
    return lookup.finder(Containers)


def read_container(
    client: Client, container_id: str, deadline: Deadline | None = None, query: Mapping[str, Any] | None = None
) -> Json | None:
    """The container as GET shows it, or None when there is none."""
    try:
        found: Json = client.get(
            f"/containers/{container_id}", query, deadline, lambda data: checked(data, container_id)
        )
    except NotFound:
        return None
    return found
