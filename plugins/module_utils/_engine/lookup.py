# SPDX-License-Identifier: GPL-3.0-or-later
"""From the names that people use to the ids that the API wants.

The API finds nothing by name (API notes 0.2), so a lookup lists and compares, and remembers what was listed. Projects
and servers, which many resources name, are found here; what finds the objects of one resource is a finder of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from .._api.errors import ApiError, Forbidden, InputError, NotFound
from .._api.reading import thing, things
from .._api.reply import Check
from .._api.values import is_id
from .._text.plain import plain, some
from .._text.similar import did_you_mean
from .._text.types import Json
from .notes import Directory, Notes, by_name

if TYPE_CHECKING:
    from .._api.client import Client

Finder = TypeVar("Finder")


class UnknownProject(InputError):
    """There is no such project, or the token cannot see it."""

    @classmethod
    def of_id(cls, project_id: str, missing: NotFound) -> UnknownProject:
        """The error for an id with which a listing of the project's was not found."""
        problem = cls(f"There is no project with the id {project_id}, or the token cannot see it.", request=missing)
        # An id is known only of what is there.
        problem.final = True
        return problem


class Lookup:
    """Finds projects and servers through one client, and keeps the finders of the session."""

    def __init__(self, client: Client, notes: Notes | None = None) -> None:
        self.client = client
        self.notes = notes or Notes()
        self._projects = Directory(self.notes, "projects", client.clock, self._list_projects)
        self._servers = Directory(self.notes, "servers", client.clock, lambda: rentals(client, _servers))
        self._finders: dict[Any, Any] = {}
        self._free: set[str] | None = None
        self._listing_servers = threading.Lock()

    def finder(self, kind: Callable[[Lookup], Finder]) -> Finder:
        """The one finder of this kind, so that all tasks of the session share what it remembers."""
        if kind not in self._finders:
            self._finders[kind] = kind(self)
        found: Finder = self._finders[kind]
        return found

    def project_id(self, project: str) -> str:
        """The id of a project given by id or alias. Raises UnknownProject."""
        if is_id(project):
            return project
        ids = self._projects.ids(project)
        if not ids:
            known = in_order(self._projects.known)
            hint = did_you_mean(project, self._projects.known)
            raise UnknownProject(f"There is no project '{project}'. The token sees: {known}.{hint}")
        if len(ids) > 1:
            ids = self._own(ids)
        if len(ids) > 1:
            raise InputError(f"The project '{project}' is ambiguous: give one of these ids instead: {in_order(ids)}.")
        return ids[0]

    def _own(self, ids: list[str]) -> list[str]:
        """The caller's own projects of these, if there are any and it can be told.

        Somebody else may share a project that has the same alias (API notes, part 2, A.7).
        """
        try:
            me = self.client.get("/users/auth/me", check=partial(_member, "a user", "id"))
            owner = partial(_member, "a project", "user_id")
            own = [identity for identity in ids if self.client.get(f"/projects/{identity}", check=owner) == me]
        except ApiError:
            return ids
        return own if me and own else ids

    def _list_projects(self) -> dict[str, list[str]]:
        listed = self.client.list_all("/projects/", "projects", self.realm())
        return by_name((str(item.get("alias")), item["id"]) for item in listed)

    def is_free(self, server_id: str) -> bool:
        """Whether a server is known to be a free one, which has no KVM (API notes 5.4)."""
        with self._listing_servers:
            if self._free is None:
                try:
                    self._free = rentals(self.client, _free_servers)
                except Forbidden:
                    self._free = set()
        return server_id in self._free

    def server_id(self, server: str) -> str:
        """The id of a server given by id or name. Raises InputError.

        The list is one of rentals, whose own id is not the server's (API notes 10).
        """
        if is_id(server):
            return server
        ids = self._servers.ids(server)
        if not ids:
            raise InputError(
                f"There is no active server '{server}' among the rented ones ({in_order(self._servers.known)}). "
                "A server that is used through a pool has to be given by its id."
                f"{did_you_mean(server, self._servers.known)}"
            )
        return ids[-1]

    def realm(self) -> Json:
        """The filter that the two global lists take (API notes 3.4)."""
        realm = self.client.settings.realm
        return {"realm_id": realm} if realm else {}

    def with_realm(self, fields: Json, member: str) -> Json:
        """The wanted values with the realm of the host in the list of realms, if one is given: the API keeps it there
        (API notes 3.4)."""
        realm, wanted = self.client.settings.realm, fields.get(member)
        if not realm or wanted is None or realm in wanted:
            return fields
        return {**fields, member: [*wanted, realm]}


def rentals(client: Client, check: Check) -> Any:
    """What ``check`` makes of the rented servers. Not every revision knows both paths (API notes, part 2, B.1)."""
    try:
        return client.get("/rentals", check=check)
    except NotFound:
        return client.get("/servers", check=check)


def _member(called: str, name: str, data: Any) -> Any:
    return thing(data, called, {name: "str"}).get(name)


def _servers(data: Any) -> dict[str, list[str]]:
    """The ids of the servers among the active rentals, by name. One that has no name or no id cannot be meant."""
    rentals = things(data, "a server", {"status": "str", "server_id": "str"})
    active = [item for item in rentals if item.get("status") == "active" and is_id(item.get("server_id"))]
    named = [(item["server"].get("name"), item["server_id"]) for item in active if isinstance(item.get("server"), dict)]
    return by_name((name, identity) for name, identity in named if isinstance(name, str))


def _free_servers(data: Any) -> set[str]:
    """The ids of the servers that are free of charge."""
    rentals = things(data, "a server", {"server_id": "str"})
    return {item["server_id"] for item in rentals if item.get("server_id") and item.get("is_free_tier") is True}


def in_order(names: Iterable[Any]) -> str:
    """The first few names of the API in order, for a message."""
    return some(sorted(plain(str(name), 100) for name in names))
