# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What becomes of the traffic of each container, and the map of all of them. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._text.secrets import without_userinfo
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

ENFORCED, STORED, UNFILTERED, BLOCKED, UNKNOWN = "enforced", "stored", "unfiltered", "blocked", "unknown"
#: The type of a profile that lets nothing out, which has no proxy.
BLOCK = "block"
#: What to look at first comes first.
EGRESS_STATES = (UNFILTERED, STORED, UNKNOWN, ENFORCED, BLOCKED)


def egress_of(container: Mapping[str, Any], servers: Mapping[str, str]) -> Json:
    """The state of a container's egress, the code of its country, and the proxy that it goes through.

    The member ``network`` is as container_info attaches it. Where the API does not tell whether a profile is enforced,
    nor do we. What has no profile uses the address of its server; ``servers`` are their countries by their names.
    """
    network = container.get("network")
    network = network if isinstance(network, Mapping) else {}
    if network.get("configured") is False:
        return {"state": UNFILTERED, "country": servers.get(text(container.get("server_name")), ""), "proxy": ""}
    blocks = network.get("type") == BLOCK
    states = {True: BLOCKED if blocks else ENFORCED, False: STORED}
    is_enforced = network.get("enforced")
    state = states[is_enforced] if isinstance(is_enforced, bool) else UNKNOWN
    if blocks:
        return {"state": state, "country": "", "proxy": BLOCK}
    proxy = without_userinfo(text(network.get("proxy")))
    return {"state": state, "country": text(network.get("country")), "proxy": proxy}


def text(value: Any) -> str:
    """A string as it is, and what is none as nothing."""
    return value if isinstance(value, str) else ""


def server_countries(containers: Iterable[Mapping[str, Any]], rented: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The codes of the countries of servers by their names. Not every listing of containers tells them."""
    found = {text(server.get("name")): text(server.get("country")) for server in rented}
    for item in containers:
        server = item.get("server")
        if isinstance(server, Mapping):
            found[text(item.get("server_name"))] = text(server.get("country"))
    return found


def country_names(containers: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The names of countries by their codes, as far as the API tells them of servers."""
    servers = [server for server in (item.get("server") for item in containers) if isinstance(server, Mapping)]
    return {text(server.get("country")): text(server.get("country_name")) for server in servers}


def egress_map(rows: Sequence[Json], names: Mapping[str, str]) -> Json:
    """How many there are of each state, and each country with the ways into it and the rows that take them.

    The country with the most containers comes first. What leads to no known country is last, and what leads nowhere.
    """
    countries: dict[tuple[str, bool], list[Json]] = defaultdict(list)
    for row in rows:
        countries[row["country"], row["proxy"] == BLOCK].append(row)
    shown = [_country(code, names.get(code) or code, blocks, found) for (code, blocks), found in countries.items()]
    shown.sort(key=lambda item: (item["blocks"], not item["code"], -item["count"], item["name"]))
    return {"counts": egress_counts(rows), "countries": shown}


def _country(code: str, name: str, blocks: bool, rows: list[Json]) -> Json:
    ways: dict[tuple[str, bool], list[Json]] = defaultdict(list)
    for row in rows:
        ways[row["proxy"], row["egress"] == UNFILTERED].append(row)
    shown = [_way(proxy, unfiltered, found) for (proxy, unfiltered), found in ways.items()]
    shown.sort(key=lambda way: (not way["unfiltered"], -way["count"], way["proxy"]))
    counted = {"count": len(rows), "counts": egress_counts(rows)}
    return {"code": code, "name": name, "blocks": blocks, **counted, "ways": shown}


def _way(proxy: str, unfiltered: bool, rows: list[Json]) -> Json:
    ordered = sorted(rows, key=lambda row: (EGRESS_STATES.index(row["egress"]), row["name"]))
    counted = {"count": len(rows), "counts": egress_counts(rows)}
    return {"proxy": proxy, "unfiltered": unfiltered, **counted, "containers": ordered}


def egress_counts(rows: Iterable[Json]) -> dict[str, int]:
    """How many there are of each state that there is."""
    counted = Counter(row["egress"] for row in rows)
    return {state: counted[state] for state in EGRESS_STATES if counted[state]}
