# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What hypothesis draws from: any container and any network that a server may show, any that a task may want."""

from __future__ import annotations

from hypothesis import strategies as st

ID = "65a1b2c3d4e5f60718293a4b"
PROJECT_ID = "65a1b2c3d4e5f60718293a01"
SERVERS = {"amber": "65a1b2c3d4e5f60718293a55", "blue": "65a1b2c3d4e5f60718293a56"}
REALMS = ["65a1b2c3d4e5f60718293ae1", "65a1b2c3d4e5f60718293ae2"]
KEYS = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB"]

STATUSES = ["running", "stopped", "paused", "failed", "creating", "provisioning", "deleting"]
STATES = ["present", "started", "stopped", "restarted", "paused", "absent"]

names = st.sampled_from(["web-1", "web-2", "db_1"])
texts = st.sampled_from(["", "one", "two", "{{ three }}"])
environments = st.dictionaries(
    st.sampled_from(["A", "B", "_C", "d4"]), st.sampled_from(["", "1", "running"]), max_size=4
)
realm_sets = st.lists(st.sampled_from(REALMS), max_size=3)
spelled_colors = st.sampled_from(["#10B981", "10b981", "#abc", "#AABBCC", "ABC"])
spelled_images = st.sampled_from(["debian", "debian-13", "debian:13", "debian/13", "ubuntu/22.04", "ubuntu:22.04"])
spelled_keys = st.sampled_from([key + comment for key in KEYS for comment in ("", " me@here", "  you")])


def some(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    """Any selection of these members."""
    return st.fixed_dictionaries({}, optional=fields)


stored_containers = st.builds(
    lambda members, server: {**members, "server_id": SERVERS[server], "server_name": server},
    st.fixed_dictionaries(
        {
            "id": st.just(ID),
            "project_id": st.just(PROJECT_ID),
            "name": names,
            "status": st.sampled_from(STATUSES),
            "color": st.sampled_from(["#10B981", "#ABC", "#AABBCC"]),
            "container_image": st.sampled_from(["debian/13", "debian", "ubuntu/22.04"]),
            "ai": st.booleans(),
            "environment_vars": environments.map(lambda own: {**own, "HOODY_PROJECT": "x"}),
            "ssh_public_key": st.none() | spelled_keys,
            "comment": st.none() | texts,
            "hoody_kit": st.booleans(),
            "autostart": st.booleans(),
        },
        optional={
            "ramdisk": st.booleans(),
            "dev_kit": st.booleans(),
            "kvm": st.booleans(),
            "realm_ids": realm_sets.map(lambda r: sorted(set(r))),
        },
    ),
    st.sampled_from(sorted(SERVERS)),
)

container_options = st.builds(
    lambda required, optional: {**required, **optional},
    st.fixed_dictionaries({"name": names, "server": st.sampled_from([*SERVERS, *SERVERS.values()])}),
    some(
        state=st.sampled_from(STATES),
        color=spelled_colors,
        container_image=spelled_images,
        ai=st.booleans(),
        environment_vars=environments,
        ssh_public_key=spelled_keys | st.just(""),
        comment=texts,
        hoody_kit=st.booleans(),
        dev_kit=st.booleans(),
        autostart=st.booleans(),
        ramdisk=st.booleans(),
        cache=st.booleans(),
        realm_ids=realm_sets,
        purge_environment_vars=st.booleans(),
        recreate=st.booleans(),
        force=st.booleans(),
    ),
)

endpoints = st.sampled_from(
    ["socks5://proxy.example.net:1080", "http://PROXY.example.net", "http://proxy.example.net:80/"]
)
userinfos = st.sampled_from(["", "me:pass@", "me:other@", "you@", "me:p%40ss@"])


def _with_userinfo(endpoint: str, userinfo: str) -> str:
    return endpoint.replace("://", f"://{userinfo}")


#: How a server may show a service: enforcing what is stored, idle, or in a way that leaves it in doubt.
services = [
    {"status": "running"},
    {"status": "running", "remote_status": {"is_running": True}},
    {"status": "configured"},
    {"status": "stopped", "remote_status": {"is_running": False}},
    {"status": "running", "remote_status": {"is_running": False}},
    {"status": "configured", "remote_status": {"is_running": True}},
    {"status": "error", "remote_status": {"is_running": True}},
]

stored_networks = st.just({"configured": False}) | st.builds(
    lambda members, proxy, service: {
        **members,
        "configured": True,
        **({"proxy": proxy} if members["type"] != "block" else {}),
        **service,
    },
    st.fixed_dictionaries(
        {"type": st.sampled_from(["socks5", "http", "https", "block"])},
        optional={
            "country": st.none() | texts,
            "city": st.none() | texts,
            "comment": st.none() | texts,
            "dns_servers": st.lists(st.sampled_from(["1.1.1.1", "8.8.8.8", "9.9.9.9"]), min_size=1, max_size=4),
        },
    ),
    st.builds(_with_userinfo, endpoints, userinfos),
    st.sampled_from(services),
)

network_options = st.builds(
    lambda options, proxy: {**options, **({"proxy": proxy} if proxy else {})},
    some(
        state=st.sampled_from(["present", "started", "stopped", "restarted", "absent"]),
        type=st.sampled_from(["socks5", "http", "https", "block"]),
        country=texts,
        city=texts,
        region=texts,
        comment=texts,
        dns_servers=st.lists(st.sampled_from(["1.1.1.1", "8.8.8.8", "9.9.9.9"]), max_size=4),
        update_password=st.sampled_from(["on_create", "always"]),
    ),
    st.none() | st.builds(_with_userinfo, endpoints, userinfos),
)
