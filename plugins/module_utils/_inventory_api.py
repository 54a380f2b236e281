# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Asks the API for what becomes hosts."""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.hoody.cloud.plugins.module_utils._client import Client, Json
from ansible_collections.hoody.cloud.plugins.module_utils._container import ENVIRONMENT
from ansible_collections.hoody.cloud.plugins.module_utils._inventory import Query
from ansible_collections.hoody.cloud.plugins.module_utils._lookup import Lookup

# Credentials (API notes 4 and 15), and texts of errors that may quote the value of a variable.
_NEVER_KEPT = ("proxy_permissions", "project_proxy_permissions", "proxy_domains", "env_sync")


def fetch(client: Client, query: Query) -> list[Json]:
    """The containers that the query selects, sorted by id, each with what may become a variable and nothing else."""
    lookup = Lookup(client)
    # Flags that only some revisions know are sent on request only (API notes, conflicts C9 and C10).
    flags: Json = {name: True for name in ("include_expired", "include_prespawn") if getattr(query, name)}
    if query.runtime is not None:
        flags["runtime"] = query.runtime
    projects = sorted({lookup.project_id(project) for project in query.projects}) if query.projects else [None]
    listings = client.concurrently(lambda project: lookup.containers(project, flags), projects)
    found = {item["id"]: item for listing in listings for item in listing}
    containers = [
        found[identity]
        for identity in sorted(found)
        if not query.statuses or found[identity].get("status") in query.statuses
    ]
    for container in containers:
        _strip(container, query.expose_environment)
    if query.network:
        # Imported late: Ansible compiles what a collection imports at every run, and few ask for this.
        from ansible_collections.hoody.cloud.plugins.module_utils._info import attach_networks

        attach_networks(client, containers)
    return containers


def _strip(container: Json, exposed: Sequence[str]) -> None:
    """Take out what may not become a variable. In place, as there may be many thousands."""
    for name in _NEVER_KEPT:
        container.pop(name, None)
    values = container.pop(ENVIRONMENT.name, None)
    if exposed and isinstance(values, dict):
        container[ENVIRONMENT.name] = {name: values[name] for name in exposed if name in values}
