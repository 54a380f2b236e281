# SPDX-License-Identifier: GPL-3.0-or-later
"""Which servers containers can be on: those that are rented, and those that pools share (API notes, part 2, B)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from .._api.client import Client
from .._api.reading import has_id, identified, thing, things
from .._api.values import is_id
from .._engine.lookup import rentals
from .._engine.task import Task
from .._text.types import Json

_OF_THE_RENTAL = ("status", "is_free_tier", "remaining_days", "rental_start", "rental_end")
_OF_THE_SERVER = ("name", "country", "region", "city", "datacenter", "model", "specs", "container_capacity")


def server_options() -> Json:
    """The argument specification of the question for servers, without the connection."""
    return {"server": {"type": "str"}, "pools": {"type": "bool", "default": False}}


def inform_of_servers(task: Task) -> Json:
    """Tell about all servers, or about the one that is asked for by name or id."""
    found: list[Json] = rentals(task.client, _rented)
    if task.options["pools"]:
        _add_pools(task.client, found)
    asked = task.options["server"]
    chosen = [item for item in found if asked is None or asked in (item["name"], item["server_id"])]
    chosen.sort(key=lambda item: (str(item["name"] or ""), str(item["server_id"])))
    return {"changed": False, "servers": chosen}


def _rented(data: Any) -> list[Json]:
    """Those that have a machine of their own; no container can be on the others."""
    rented = things(data, "a server", {"id": "str", "status": "str", "server_id": "str"})
    return [_of_rental(item) for item in rented if is_id(item.get("server_id"))]


def _of_rental(rental: Mapping[str, Any]) -> Json:
    server = rental.get("server")
    of_server = thing(server or {}, "a server", {"name": "str", "container_capacity": "dict"}, inside="int")
    capacity = of_server.get("container_capacity") or {}
    most, used = capacity.get("max"), capacity.get("used")
    return {
        "server_id": rental.get("server_id"),
        "rental_id": rental.get("id"),
        **{name: rental.get(name) for name in _OF_THE_RENTAL},
        **{name: of_server.get(name) for name in _OF_THE_SERVER},
        "containers_left": None if most is None or used is None else most - used,
        "pools": [],
    }


def _add_pools(client: Client, found: list[Json]) -> None:
    """Add the servers of the pools, and to those that are there already in which pools they are."""
    pools = client.get("/pools", check=_pools)
    by_id = {item["server_id"]: item for item in found if item["server_id"]}
    for pool, servers in zip(pools, client.concurrently(partial(_servers_of, client), pools)):
        for server in servers:
            known = by_id.get(server["id"])
            if known is None:
                rental = {"server_id": server["id"], "status": server.get("rental_status"), "server": server}
                known = by_id[server["id"]] = _of_rental(rental)
                found.append(known)
            known["pools"].append({"name": pool.get("name"), "is_ready": server.get("is_ready") is True})


def _pools(data: Any) -> list[Json]:
    return [item for item in things(data, "a pool", {"id": "str", "name": "str"}) if has_id(item)]


def _servers_of(client: Client, pool: Json) -> list[Json]:
    def servers(data: Any) -> list[Json]:
        shown = identified(data, "a pool", {"servers": "list"}, pool["id"], inside="dict").get("servers")
        return [thing(item, "a server", {"name": "str"}) for item in shown or [] if has_id(item)]

    listed: list[Json] = client.get(f"/pools/{pool['id']}", check=servers)
    return listed
