# SPDX-License-Identifier: GPL-3.0-or-later
"""From the names of containers to containers.

The API finds nothing by name (API notes 0.2), so this lists and compares. What was listed is remembered: where many
names are asked for one after the other, as in a loop, the later ones are found in it, and confirmed by reading that one
container. Only a name that is not found, or not confirmed, is listed for again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.client import Client
from .._api.errors import InputError, NotFound
from .._api.values import is_id
from .._engine.lookup import Lookup, UnknownProject
from .._http.deadline import Deadline
from .._text.types import Json
from .choosing import called, living, one_called, place_of
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
        self._remembered: dict[str | None, list[Json]] = {}

    def listed(
        self, project: str | None, flags: Mapping[str, Any] | None = None, deadline: Deadline | None = None
    ) -> list[Json]:
        """The containers of a project, or of all projects, as the listing shows them. Raises UnknownProject.

        ``flags`` are query parameters of the listing.
        """
        if project is None:
            return self._client.list_all(
                _GLOBAL_LIST, "containers", {**self._lookup.realm(), **(flags or {})}, deadline
            )
        path = f"/projects/{self._lookup.project_id(project)}/containers"
        try:
            return self._client.list_all(path, "containers", flags, deadline)
        except NotFound as missing:
            raise UnknownProject.of_id(project, missing) from None

    def by_name(self, name: str, project: str | None, dying: bool = False) -> Json | None:
        """The container of this name as the listing shows it now, or None.

        Where no other has the name, with ``dying`` it is one that is being deleted. Raises InputError for a name that
        several have.
        """
        listed = self.listed(project, {"include_deleting": True} if dying else None)
        self._remembered[project] = living(listed)
        found = one_called(name, self._remembered[project])
        return next(iter(called(name, listed)), None) if found is None and dying else found

    def read_by_name(self, name: str, project: str | None, dying: bool = False) -> Json | None:
        """The container that ``by_name`` finds as GET shows it, or None."""
        known = self._confirmed(name, project)
        if known:
            return known
        found = self.by_name(name, project, dying)
        return read_container(self._client, found["id"]) if found else None

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
        found = self._confirmed(container, project) or self.by_name(container, project)
        if found is None:
            where = f"in the project '{project}'" if project else "in any project"
            raise UnknownContainer(f"There is no container '{container}' {where}.")
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
        matches = called(name, self._remembered.get(project, []))
        current = read_container(self._client, matches[0]["id"]) if len(matches) == 1 else None
        return current if current and current.get("name") == name and current.get("status") not in LEAVING else None


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
