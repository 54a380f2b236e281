# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What ends soon: rentals of servers, proxy aliases and snapshots. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._text.moments import moment, seconds_of
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json
from ansible_collections.hoody.cloud.plugins.plugin_utils._report.egress import text

_DAY = 86400


def ends(
    containers: Sequence[Mapping[str, Any]],
    servers: Iterable[Mapping[str, Any]],
    proxy_aliases: Iterable[Mapping[str, Any]],
    snapshots: Iterable[Mapping[str, Any]],
    now: float,
) -> list[Json]:
    """All that has an end, the earliest first: what it is, when that is, and whom it concerns."""
    found = [
        *_of_servers(containers, servers, now),
        *_of_aliases(containers, proxy_aliases),
        *_of_snapshots(snapshots),
    ]
    known = [(seconds, item) for seconds, item in found if seconds is not None]
    known.sort(key=lambda pair: (pair[0], pair[1]["name"]))
    return [{**item, "at": moment(seconds), "days": int((seconds - now) // _DAY)} for seconds, item in known]


def _of_servers(
    containers: Sequence[Mapping[str, Any]], servers: Iterable[Mapping[str, Any]], now: float
) -> Iterator[tuple[float | None, Json]]:
    """Those that are rented, and those that only their containers tell of, such as the servers of a pool.

    What has ended and has nothing on it is history.
    """
    on = Counter(text(item.get("server_name")) for item in containers)
    last = {text(server.get("name")): seconds_of(server.get("rental_end")) for server in servers}
    for item in containers:
        shown = item.get("server")
        if isinstance(shown, Mapping):
            last.setdefault(text(item.get("server_name")), seconds_of(shown.get("expires_at")))
    for name, seconds in last.items():
        if on[name] or (seconds or now) >= now:
            told = f"{on[name]} container{'' if on[name] == 1 else 's'} on it"
            yield seconds, {"kind": "server", "name": name or "(no name)", "concerns": told}


def _of_aliases(
    containers: Sequence[Mapping[str, Any]], proxy_aliases: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[float | None, Json]]:
    names = {item["id"]: _called(item) for item in containers}
    for alias in proxy_aliases:
        if alias.get("enabled") is not False:
            name = names.get(alias.get("container_id"), "")
            yield (
                seconds_of(alias.get("expires_at")),
                {"kind": "proxy alias", "name": text(alias.get("alias")), "concerns": name},
            )


def _of_snapshots(containers: Iterable[Mapping[str, Any]]) -> Iterator[tuple[float | None, Json]]:
    for item in containers:
        for snapshot in item.get("snapshots") or ():
            name = text(snapshot.get("alias")) or text(snapshot.get("name"))
            yield (
                seconds_of(snapshot.get("expires_at")),
                {"kind": "snapshot", "name": name, "concerns": _called(item)},
            )


def _called(container: Mapping[str, Any]) -> str:
    """Its name and its project, as names are those of a project only."""
    return f"{text(container.get('name')) or container['id']} ({text(container.get('project_alias'))})"
