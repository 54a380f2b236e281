# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What a report shows of many containers: figures, a map, what differs, ends and failed, and a row for each. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._container.model import failure_of
from ansible_collections.hoody.cloud.plugins.module_utils._text.moments import moment
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import plain
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json
from ansible_collections.hoody.cloud.plugins.plugin_utils._report.egress import (
    country_names,
    egress_map,
    egress_of,
    server_countries,
    text,
)
from ansible_collections.hoody.cloud.plugins.plugin_utils._report.ends import ends

_LONGEST_TEXT = 300


def account_report(
    containers: Sequence[Mapping[str, Any]],
    servers: Iterable[Mapping[str, Any]],
    proxy_aliases: Iterable[Mapping[str, Any]],
    snapshots: Iterable[Mapping[str, Any]],
    fleet: Mapping[str, Any],
    days: int,
    now: float,
) -> Json:
    """All of it, from what the modules for information returned, and the result of a fleet in check mode ({}: none)."""
    rented = list(servers)
    changes = _by_container(fleet.get("results") or ())
    countries = server_countries(containers, rented)
    rows = [
        _row(number, item, egress_of(item, countries), changes.get(item["id"], {}))
        for number, item in enumerate(_in_order(containers), 1)
    ]
    every_end = ends(containers, rented, proxy_aliases, snapshots, now)
    soon = [item for item in every_end if item["days"] < days]
    return {
        "at": moment(now),
        "total": len(rows),
        "statuses": _counted(rows, "status"),
        "projects": _groups(rows, "project"),
        "servers": _groups(rows, "server", _places(containers, rented)),
        "egress": egress_map(rows, country_names(containers)),
        "drift": _drift(fleet) if fleet else None,
        "days": days,
        "ending": soon,
        "next_end": next((item for item in every_end if item["days"] >= days), None),
        "failed": _reasons(rows),
        "containers": rows,
    }


def _in_order(containers: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(containers, key=lambda item: (text(item.get("name")), text(item.get("project_alias")), item["id"]))


def _row(number: int, container: Mapping[str, Any], egress: Json, planned: Mapping[str, Any]) -> Json:
    return {
        "number": number,
        "name": _shown(container.get("name")) or container["id"],
        "comment": _shown(container.get("comment")),
        "project": _shown(container.get("project_alias")) or text(container.get("project_id")),
        "server": _shown(container.get("server_name")) or "none",
        "status": _shown(container.get("status")) or "unknown",
        "egress": egress["state"],
        "country": _shown(egress["country"]),
        "proxy": _shown(egress["proxy"]),
        "changes": planned.get("changes") or [],
        "drift": planned.get("drift", ""),
        "failed": _failure(container),
    }


def _shown(value: Any) -> str:
    """A text of the API in one line, and not endless."""
    return plain(text(value), _LONGEST_TEXT)


def _failure(container: Mapping[str, Any]) -> str:
    """Why something is wrong with a container, as far as the API tells; empty when nothing is."""
    network = container.get("network")
    if container.get("status") == "failed":
        told = failure_of(container).strip(" ()")
        return plain(told or "The container has failed, and the API does not report why", _LONGEST_TEXT)
    if container.get("server_expired") is True:
        reason = text(container.get("server_expired_reason"))
        return plain(f"Its server has expired{f' ({reason})' if reason else ''}", _LONGEST_TEXT)
    if isinstance(network, Mapping) and network.get("status") == "error":
        return "The service of its network profile reports an error"
    synchronised = container.get("env_sync")
    if isinstance(synchronised, Mapping) and synchronised.get("exhausted") is True:
        return "Its environment variables were not installed, and the API does not try again"
    return ""


def _counted(rows: Iterable[Json], member: str) -> dict[str, int]:
    """How many there are of each, the most frequent first."""
    counted = Counter(row[member] for row in rows)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _groups(
    rows: Iterable[Json], member: str, more: Callable[[str], Json] = lambda _name: {"place": "", "room": None}
) -> list[Json]:
    """The rows by a member, the largest group first."""
    found: dict[str, list[Json]] = defaultdict(list)
    for row in rows:
        found[row[member]].append(row)
    groups = [
        {"name": name, "count": len(group), "statuses": _counted(group, "status"), **more(name)}
        for name, group in found.items()
    ]
    return sorted(groups, key=lambda group: (-group["count"], group["name"]))


def _places(containers: Iterable[Mapping[str, Any]], rented: Iterable[Mapping[str, Any]]) -> Callable[[str], Json]:
    """For each server by its name where it is, and how many containers more it takes, where the API tells."""
    places: dict[str, str] = {}
    for item in containers:
        server = item.get("server")
        if isinstance(server, Mapping):
            places[_shown(item.get("server_name"))] = _place(server)
    room: dict[str, Any] = {}
    for server in rented:
        name = _shown(server.get("name"))
        places[name], room[name] = _place(server), server.get("containers_left")
    return lambda name: {"place": places.get(name, ""), "room": room.get(name)}


def _place(server: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (_shown(server.get("city")), _shown(server.get("country")))))


def _by_container(results: Iterable[Mapping[str, Any]]) -> dict[str, Json]:
    """What a fleet says of containers that are there, by their ids: what differs, or what is to become of them."""
    found: dict[str, Json] = {}
    for row in results:
        identity = (row.get("container") or {}).get("id")
        actions = row.get("actions") or []
        if not identity:
            continue
        if row.get("error"):
            found[identity] = {"drift": "cannot get the declared values"}
        elif "delete" in actions and "create" in actions:
            found[identity] = {"drift": "to be replaced", "changes": list(row.get("changes") or ())}
        elif "delete" in actions:
            found[identity] = {"drift": "to be deleted"}
        elif actions:
            changes = list(row.get("changes") or ()) or [actions[-1]]
            found[identity] = {"drift": "differs", "changes": changes}
    return found


def _drift(fleet: Mapping[str, Any]) -> Json:
    """What a fleet in check mode says, without any value."""
    summary = fleet.get("summary")
    if not isinstance(summary, Mapping):
        return {"problem": plain(text(fleet.get("msg")) or "The comparison failed without a message.")}
    # As lists of our own: those that a filter is given may be of Ansible's kind, which cannot be wrapped.
    groups = [{**group, "changes": [*group["changes"]], "names": [*group["names"]]} for group in summary["groups"]]
    reasons = [{**reason, "names": [*reason["names"]]} for reason in summary["reasons"]]
    told = {"text": summary["text"], "groups": groups, "reasons": reasons, "unchanged": summary["unchanged"]}
    return {"problem": "", **told, "differing": sum(group["count"] for group in [*groups, *reasons])}


def _reasons(rows: Iterable[Json]) -> list[Json]:
    """Why something is wrong with some, each reason once, the most frequent first."""
    found: dict[str, list[Json]] = defaultdict(list)
    for row in rows:
        if row["failed"]:
            found[row["failed"]].append(row)
    reasons = [{"msg": msg, "count": len(group), "containers": group} for msg, group in found.items()]
    return sorted(reasons, key=lambda reason: (-int(str(reason["count"])), str(reason["msg"])))
