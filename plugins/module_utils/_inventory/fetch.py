# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the API for what becomes hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from .._api import errors
from .._api.client import Client
from .._api.errors import InputError
from .._api.sending import CONCURRENCY
from .._container.finding import containers_of
from .._container.model import ENVIRONMENT
from .._engine.lookup import Lookup, UnknownProject
from .._text.plain import plain, some
from .._text.types import Json
from .ssh import shared_keys
from .variables import Answer, Query

# Credentials (API notes 4 and 15), and texts of errors that may quote the value of a variable.
NEVER_KEPT = ("proxy_permissions", "project_proxy_permissions", "proxy_domains", "env_sync")


def fetch(client: Client, query: Query) -> Answer:
    """The containers that the query selects, sorted by id, each with what may become a variable and nothing else."""
    lookup = Lookup(client)
    # Flags that only some revisions know are sent on request only (API notes, conflicts C9 and C10).
    flags: Json = {name: True for name in ("include_expired", "include_prespawn") if getattr(query, name)}
    if query.runtime is not None:
        flags["runtime"] = query.runtime
    projects = _project_ids(lookup, query.projects) if query.projects else [None]
    known = containers_of(lookup)
    listings = client.concurrently(lambda project: known.listed(project, flags), projects)
    found = {item["id"]: item for listing in listings for item in listing}
    listed = Counter(str(item.get("status") or "") for item in found.values())
    containers = [
        found[identity]
        for identity in sorted(found)
        if not query.statuses or found[identity].get("status") in query.statuses
    ]
    for container in containers:
        _strip(container, query.expose_environment)
    troubles = _attach_networks(client, containers) if query.network else []
    return Answer(containers, dict(listed), troubles, shared_keys(found.values()))


def _project_ids(lookup: Lookup, projects: Iterable[str]) -> list[str]:
    try:
        return sorted({lookup.project_id(project) for project in projects})
    except UnknownProject as unknown:
        # The first run of a play that creates the project reads its inventory too early.
        raise InputError(
            f"{unknown} If a task of this run creates the project, the task meta: refresh_inventory adds its "
            "containers as hosts afterwards."
        ) from None


def _strip(container: Json, exposed: Sequence[str]) -> None:
    """Take out what may not become a variable. In place, as there may be many thousands."""
    for name in NEVER_KEPT:
        container.pop(name, None)
    values = container.pop(ENVIRONMENT.name, None)
    if exposed and isinstance(values, dict):
        container[ENVIRONMENT.name] = {name: values[name] for name in exposed if name in values}


def _attach_networks(client: Client, containers: list[Json]) -> list[str]:
    """Add its network profile to each container, None where that fails; gives what to warn about."""
    networks = _Networks(client)
    for container, network in zip(containers, client.concurrently(networks, containers)):
        container["network"] = network
    if not networks.failures:
        return []
    names = some(sorted(networks.failures))
    first = networks.failures[min(networks.failures)]
    return [plain(f"The network profile of {names} could not be read, so it is null in the variables. {first}")]


class _Networks:
    """Reads the networks of many containers. One that fails is remembered, and is no harm to the others.

    An API that cannot be reached or does not let this token in, or that fails for as many as are asked for at once
    before it succeeds for any, is no matter of one container: its error is raised.
    """

    def __init__(self, client: Client) -> None:
        # Imported late: Ansible compiles what a collection imports at every run, and few ask for this.
        from .._network.reading import NETWORK_READING

        self._client = client
        self._networks = NETWORK_READING
        self._any = False
        self.failures: dict[str, errors.ApiError] = {}

    def __call__(self, container: Json) -> Json | None:
        """The network of a container; None when it vanished meanwhile, or cannot be read."""
        try:
            network = self._networks.present(self._networks.read(self._client, container["id"]))
        except errors.NotFound:
            return None
        except (errors.Unreachable, errors.Unauthorized, errors.RateLimited):
            raise
        except errors.ApiError as problem:
            self.failures[str(container.get("name") or container["id"])] = problem
            if len(self.failures) > CONCURRENCY and not self._any:
                raise
            return None
        self._any = True
        return network
