# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What hypothesis draws from: any container and any network that a server may show, any that a task may want.

What an example costs is how many choices it takes, far more than what the planner does with it. So every member is one
choice, out of a pool of values that differ in all ways that matter.

Two states drawn for themselves differ nearly always in something that cannot change. So a task is also drawn as one
that asks for what is there, in the same words or in others, and differs in a part only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from itertools import product
from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._attached.containers import CONTAINERS
from hypothesis import strategies as st

Json = dict[str, Any]
Pool = Sequence[object]

ID = "65a1b2c3d4e5f60718293a4b"
PROJECT_ID = "65a1b2c3d4e5f60718293a01"
SERVERS = {"amber": "65a1b2c3d4e5f60718293a55", "blue": "65a1b2c3d4e5f60718293a56"}
REALMS = ["65a1b2c3d4e5f60718293ae1", "65a1b2c3d4e5f60718293ae2"]
KEYS = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB"]

STATUSES = ["running", "stopped", "paused", "failed", "creating", "provisioning", "deleting"]
STATES = ["present", "started", "stopped", "restarted", "paused", "absent"]
#: What cannot change after creation.
FIXED = ("server", "container_image", "hoody_kit", "dev_kit")

#: Several words for one value each. It is said here again, as the planner may be wrong about it.
SPELLINGS: Mapping[str, Sequence[tuple[str, ...]]] = {
    "color": (("#10B981", "10b981", "#10b981"), ("#AABBCC", "#ABC", "abc", "#aabbcc")),
    "container_image": (("debian/13", "debian", "debian-13", "debian:13"), ("ubuntu/22.04", "ubuntu:22.04")),
    "ssh_public_key": tuple((key, f"{key} me@here", f"{key}  you") for key in KEYS),
    "endpoint": (
        ("http://proxy.example.net", "http://PROXY.example.net", "http://proxy.example.net:80/"),
        ("socks5://proxy.example.net", "socks5://proxy.example.net:1080"),
        ("http://proxy.example.net:8080",),
    ),
    "credentials": (("",), ("me:pass",), ("me:other",), ("you",), ("me:p%40ss", "me:p@ss")),
}
#: What a reply means that does not have the member (API notes 5.4).
DEFAULTS: Mapping[str, object] = {
    "ai": True,
    "kvm": False,
    "ramdisk": True,
    "ramdisk_scope": "container",
    "realm_ids": [],
    "environment_vars": {},
}
#: What older servers do not show, and so do not have.
NEWER = ("kvm", "ramdisk_scope")

_ABSENT = object()
_BOTH: Pool = (False, True)
_TEXTS: Pool = ("", "one", "two", "{{ three }}")
_NAMES: Pool = ("web-1", "web-2", "db_1")
_REALM_SETS: Pool = [list(chosen) for size in range(4) for chosen in product(REALMS, repeat=size)]
_DNS_SERVERS: Pool = [
    ["1.1.1.1"],
    ["1.1.1.1", "8.8.8.8"],
    ["8.8.8.8", "1.1.1.1"],
    ["9.9.9.9", "1.1.1.1", "8.8.8.8", "1.0.0.1"],
]
_ENVIRONMENTS: Pool = [
    {name: value for name, value in zip(("A", "B", "_C"), values, strict=True) if value is not None}
    for values in product((None, "", "1", "running"), repeat=3)
]


def every_spelling(name: str) -> Pool:
    """All words for all values of a member."""
    return [word for group in SPELLINGS[name] for word in group]


def meant(name: str, value: Any) -> object:
    """The value of a member in words that are the same for all of its spellings."""
    if name == "environment_vars":
        return {key: text for key, text in (value or {}).items() if not key.startswith("HOODY_")}
    if name == "realm_ids":
        return set(value or ())
    group = next((group for group in SPELLINGS.get(name, ()) if value in group), (value,))
    return DEFAULTS.get(name) if group[0] in (None, "") else group[0]


def in_other_words(name: str, value: Any, number: int) -> object:
    """One of the spellings of this value of a member."""
    if name == "realm_ids":
        return [*value, *value][number : number + len(value)] + value[:1]
    group = next((group for group in SPELLINGS.get(name, ()) if value in group), (value,))
    return group[number % len(group)]


def selection(always: Mapping[str, Pool], **optional: Pool) -> st.SearchStrategy[Json]:
    """Any selection of these members. What is optional is left out as often as not."""
    names = [*always, *optional]
    pools = [*always.values(), *([_ABSENT] * len(pool) + [*pool] for pool in optional.values())]

    def joined(values: tuple[object, ...]) -> Json:
        return {name: copy(value) for name, value in zip(names, values, strict=True) if value is not _ABSENT}

    return st.tuples(*map(st.sampled_from, pools)).map(joined)


def _on_its_server(members: Json) -> Json:
    own = {**members["environment_vars"], "HOODY_PROJECT": "x"}
    return {**members, "environment_vars": own, "server_id": SERVERS[members["server_name"]]}


#: Every other field that is plain: no two spellings, and nothing of its own to be told from.
_PLAIN: Mapping[str, Pool] = {"bool": _BOTH, "str": ("one", "two", "{{ three }}")}
_NAMED = ("name", "server", "color", "container_image", "environment_vars", "ssh_public_key", "comment", "realm_ids")
_others = {
    item.option_name: item.choices or _PLAIN[item.type]
    for item in CONTAINERS.fields
    if item.compared and item.option_name not in _NAMED
}

#: What every server shows.
_always: dict[str, Pool] = {
    "id": [ID],
    "project_id": [PROJECT_ID],
    "name": _NAMES,
    "status": STATUSES,
    "color": ["#10B981", "#ABC", "#AABBCC"],
    "container_image": ["debian/13", "debian", "ubuntu/22.04"],
    "environment_vars": _ENVIRONMENTS,
    "ssh_public_key": [None, *every_spelling("ssh_public_key")],
    "comment": [None, *_TEXTS],
    "hoody_kit": _BOTH,
    "autostart": _BOTH,
    "server_name": sorted(SERVERS),
}

stored_containers = selection(
    _always,
    realm_ids=[[], REALMS[:1], REALMS, REALMS[::-1]],
    **{name: pool for name, pool in _others.items() if name not in _always},
).map(_on_its_server)

container_options = selection(
    {"name": _NAMES, "server": [*SERVERS, *SERVERS.values()]},
    state=STATES,
    color=every_spelling("color"),
    container_image=every_spelling("container_image"),
    environment_vars=_ENVIRONMENTS,
    ssh_public_key=["", *every_spelling("ssh_public_key")],
    comment=_TEXTS,
    cache=_BOTH,
    realm_ids=_REALM_SETS,
    purge_environment_vars=_BOTH,
    recreate=_BOTH,
    force=_BOTH,
    **_others,
)


def alike(stored: Json, options: Json, names: Sequence[str] | None, number: int) -> tuple[Json, Json]:
    """The container, and the options with what it has in the place of these (of all, for None), in other words."""
    wanted = dict(options)
    for name in options if names is None else [name for name in names if name in options]:
        if name == "server":
            wanted[name] = stored[("server_id", "server_name")[number % 2]]
        elif name == "environment_vars":
            own = [(key, text) for key, text in stored[name].items() if not key.startswith("HOODY_")]
            # Without purging, what is named is a part of what is there.
            wanted[name] = dict(own if options.get("purge_environment_vars", True) else own[number:])
        elif name in ("comment", "ssh_public_key"):
            wanted[name] = in_other_words(name, stored[name], number) or ""
        elif name in stored or name in DEFAULTS or name in _others:
            wanted[name] = in_other_words(name, stored.get(name, DEFAULTS.get(name)), number)
    return stored, wanted


def container_cases(*names: Sequence[str] | None) -> st.SearchStrategy[tuple[Json, Json]]:
    """A container, and the options of a task for it that agrees with it in one of these sets of members."""
    return st.builds(alike, stored_containers, container_options, st.sampled_from(names), st.integers(0, 3))


#: One task in four may differ from the container in everything, two in what can change, one in nothing.
any_container_case = container_cases((), FIXED, FIXED, None)

#: How a server may show a service: enforcing what is stored, idle, or in a way that leaves it in doubt.
services: Sequence[Json] = [
    {"status": "running"},
    {"status": "running", "remote_status": {"is_running": True}},
    {"status": "configured"},
    {"status": "stopped", "remote_status": {"is_running": False}},
    {"status": "running", "remote_status": {"is_running": False}},
    {"status": "configured", "remote_status": {"is_running": True}},
    {"status": "error", "remote_status": {"is_running": True}},
]
_TYPES: Pool = ("socks5", "http", "https", "block")


def parts_of(proxy: str | None) -> tuple[object, object]:
    """What the endpoint and the credentials of a proxy mean."""
    scheme, _separator, rest = (proxy or "").partition("://")
    credentials, _at, host = rest.rpartition("@")
    return meant("endpoint", f"{scheme}://{host}" if proxy else None), meant("credentials", credentials)


def with_credentials(endpoint: object, credentials: object) -> str:
    """The URL of a proxy."""
    return str(endpoint).replace("://", f"://{credentials}@" if credentials else "://")


_PROXIES: Pool = [
    with_credentials(*parts) for parts in product(every_spelling("endpoint"), every_spelling("credentials"))
]


def _served(members: Json) -> Json:
    if not members["type"]:
        return {"configured": False}
    service = members.pop("service")
    if members["type"] == "block":
        del members["proxy"]
    return {**members, "configured": True, **service}


stored_networks = selection(
    {"type": (None, *_TYPES), "proxy": _PROXIES, "service": services},
    country=[None, *_TEXTS],
    city=[None, *_TEXTS],
    comment=[None, *_TEXTS],
    dns_servers=_DNS_SERVERS,
).map(_served)

network_options = selection(
    {},
    state=["present", "started", "stopped", "restarted", "absent"],
    type=_TYPES,
    proxy=_PROXIES,
    country=_TEXTS,
    city=_TEXTS,
    region=_TEXTS,
    comment=_TEXTS,
    dns_servers=[[], *_DNS_SERVERS],
    update_password=["on_create", "always"],
)


def alike_network(stored: Json, options: Json, alike_in: str, number: int) -> tuple[Json, Json]:
    """The network, and the options with its endpoint or with everything that it has, in other words."""
    wanted = dict(options)
    if alike_in == "everything" and stored["configured"]:
        texts = ("country", "city", "region", "comment")
        shown = {**dict.fromkeys(texts), "dns_servers": [], **stored}
        for name in {"type", "dns_servers", *texts} & options.keys():
            wanted[name] = "" if shown[name] is None else shown[name]
    if alike_in != "nothing" and "proxy" in options and "proxy" in stored:
        endpoint, credentials = parts_of(stored["proxy"])
        if alike_in == "endpoint":
            credentials = parts_of(options["proxy"])[1]
        in_words = in_other_words("credentials", credentials or "", number)
        wanted["proxy"] = with_credentials(in_other_words("endpoint", endpoint, number), in_words)
    return stored, wanted


def network_cases(*alike_in: str) -> st.SearchStrategy[tuple[Json, Json]]:
    """A network, and the options of a task for it that agrees with it in one of these."""
    return st.builds(alike_network, stored_networks, network_options, st.sampled_from(alike_in), st.integers(0, 3))


any_network_case = network_cases("nothing", "endpoint", "everything")
