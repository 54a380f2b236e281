# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook that uses every option of the modules, on every side of every conflict and unknown of the API.

The switches are combined so that every pair of their values occurs in some run.
"""

from __future__ import annotations

from typing import Any

import pytest
from allpairspy import AllPairs
from ansible_collections.hoody.cloud.plugins.module_utils._attached.containers import CONTAINERS
from ansible_collections.hoody.cloud.plugins.module_utils._container.model import NEWER
from ansible_collections.hoody.cloud.plugins.module_utils._network.resource import NETWORKS

from .playbook import Ansible, container, honest, network, thrice

SWITCHES: dict[str, list[Any]] = {
    "update_verbs": ["both", "patch", "put"],
    "verb_refusal": [405, 404],
    "validation_status": [422, 400],
    "prespawn_fields": ["unknown", "known"],
    "proxy_credentials": ["write_only", "echoed"],
    "image_shorthand": ["normalised", "as_sent"],
    "newer_fields": [True, False],
    "first_status": ["provisioning", "creating"],
    "machine_codes": ["newer", "rare"],
    "environment_update": ["replace", "merge"],
    "network_omitted": ["kept", "reset"],
    "network_empty_string": ["clears", "ignored"],
    "network_empty_dns": ["stored", "default"],
    "network_running_update": ["deferred", "immediate", "stops"],
    "network_updated_status": ["running", "configured"],
    "network_checks": ["live", "cached"],
    "network_repeat": ["accepted", "refused"],
    "delete_running": ["accepted", "refused"],
    "operation_conflict": [400, 409],
    "operation_while_busy": ["refused", "accepted"],
    "dying_name": ["taken", "free"],
    "color_digits": ["kept", "expanded"],
    "empty_json_body": ["refused", "accepted"],
}
COMBINATIONS = [dict(zip(SWITCHES, values, strict=True)) for values in AllPairs(list(SWITCHES.values()))]

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleEx"
NEW_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAnotherAnotherAnotherAnotherAnotherAnoth"
REALM = "65a1b2c3d4e5f60718293aee"

THE_CONTAINER = {"project": "Shop", "name": "every-option"}
EVERYTHING = {
    **THE_CONTAINER,
    "server": "amber-fox-1a2-de",
    "color": "10b981",
    "container_image": "debian-13",
    "ai": False,
    "environment_vars": {"LOG_LEVEL": "info", "DATABASE_URL": "postgresql://db.internal/shop", "WORKERS": "4"},
    "ssh_public_key": f"{KEY} me@example.com",
    "comment": "Managed by {{ '{{' }} Ansible",
    "hoody_kit": True,
    "dev_kit": False,
    "autostart": False,
    "ramdisk": False,
    "kvm": False,
    "ramdisk_scope": "container",
    "cache": True,
    "cache_image": False,
    "prespawn": False,
    "bypass_prespawn": True,
    "realm_ids": [REALM],
    "wait": True,
    "wait_timeout": 30,
}
CHANGED = {
    **EVERYTHING,
    "color": "#abc",
    "container_image": "debian",
    "ai": True,
    "environment_vars": {"LOG_LEVEL": "debug", "NEW": "x"},
    "ssh_public_key": NEW_KEY,
    "comment": "Changed",
    "autostart": True,
    "ramdisk": True,
    "realm_ids": [],
}
EMPTY: dict[str, Any] = {**THE_CONTAINER, "environment_vars": {}, "ssh_public_key": "", "comment": "", "realm_ids": []}
STEPS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("container created", {**EVERYTHING, "state": "started"}, ["create"]),
    (
        "container spelled otherwise",
        {
            **EVERYTHING,
            "color": "#10B981",
            "container_image": "debian:13",
            "ssh_public_key": f"{KEY}   another comment",
            "state": "started",
        },
        [],
    ),
    ("container changed", CHANGED, ["update"]),
    (
        "container variables added",
        {**THE_CONTAINER, "environment_vars": {"MORE": "1"}, "purge_environment_vars": False},
        ["update"],
    ),
    ("container cleared", EMPTY, ["update"]),
    ("container stopped", {**THE_CONTAINER, "state": "stopped"}, ["stop"]),
    ("container paused", {**THE_CONTAINER, "state": "paused", "ai": False}, ["update", "start", "pause"]),
    ("container forced to stop", {**THE_CONTAINER, "state": "stopped", "force": True}, ["stop"]),
    (
        "container replaced",
        {**THE_CONTAINER, "server": "blue-owl-3b4-us", "recreate": True, "state": "paused"},
        ["create", "delete", "pause"],
    ),
    ("network blocked", {"type": "block", "state": "started"}, ["configure", "start"]),
    (
        "network proxied",
        {
            "type": "socks5",
            "proxy": "socks5://proxy.example.net",
            "proxy_username": "me@example.com",
            "proxy_password": "pass/word",
            "country": "DE",
            "city": "Berlin",
            "region": "Europe",
            "comment": "Egress",
            "dns_servers": ["9.9.9.9", "1.1.1.1"],
        },
        ["configure"],
    ),
    ("network spelled otherwise", {"proxy": "SOCKS5://me%40example.com:pass%2Fword@Proxy.example.net:1080"}, []),
    (
        "network changed",
        {
            "type": "socks5",
            "proxy": "socks5://me%40example.com:pass%2Fword@proxy.example.net",
            "region": "Europe",
            "country": "FR",
            "city": "",
            "comment": "",
            "dns_servers": [],
        },
        ["configure"],
    ),
    (
        "network without credentials",
        {"type": "socks5", "proxy": "socks5://proxy.example.net", "region": "Europe", "country": "FR"},
        ["configure"],
    ),
    (
        "network stopped",
        {
            "state": "stopped",
            "region": "",
            "type": "socks5",
            "proxy": "socks5://proxy.example.net",
            "country": "FR",
        },
        ["configure", "stop"],
    ),
    ("network moved", {"type": "http", "proxy": "http://u:p@other.example.net:3128"}, ["configure", "start"]),
    ("network removed", {"state": "absent"}, ["remove"]),
    ("container removed again", {**THE_CONTAINER, "state": "absent", "wait": False}, ["delete"]),
    ("container created after a dying one", {**THE_CONTAINER, "server": "amber-fox-1a2-de"}, ["create"]),
]


def _task(name: str, options: dict[str, Any]) -> dict[str, Any]:
    if name.startswith("network"):
        return network(project="Shop", container=THE_CONTAINER["name"], **options)
    return container(**options)


@pytest.mark.parametrize("switches", COMBINATIONS, ids=lambda switches: f"{COMBINATIONS.index(switches):02}")
def test_check_mode_is_true_and_the_second_run_changes_nothing(ansible: Ansible, switches: dict[str, Any]) -> None:
    emulator = ansible.emulator
    emulator.switch(**switches)
    emulator.put_container(project="Shop", name="neighbour", comment="not ours")
    neighbour = emulator.api("GET", f"/containers/{emulator.id_of('neighbour')}").json()

    tasks = [task for name, options, _actions in STEPS for task in thrice(_task(name, options), name)]
    outcome = ansible.run(*tasks).succeeded()

    for name, _options, actions in STEPS:
        assert honest(outcome, name)["actions"] == actions, name
    assert "DEPRECATION" not in outcome.output, outcome.output
    assert "WARNING" not in outcome.output, outcome.output
    final = outcome["container created after a dying one run"]["container"]
    assert final["status"] == "running"
    assert emulator.api("GET", f"/containers/{emulator.id_of('neighbour')}").json() == neighbour


def test_the_steps_use_every_option() -> None:
    used: dict[str, set[str]] = {name: set() for name in ("container", "network")}
    for name, options, _actions in STEPS:
        used[name.split()[0]] |= set(options)
    elsewhere = {"id", "ssh_key_file", "regenerate"}
    assert used["container"] == set(CONTAINERS.options()) - elsewhere, (
        "these are used in test_container.py, test_ssh.py"
    )
    assert used["network"] == set(NETWORKS.own_options()) - {"update_password"}, "that is used in test_network.py"


def test_every_field_that_can_change_is_changed() -> None:
    can = {item.option_name for item in CONTAINERS.fields if item.mutable and item.compared} - {"name"}
    # Only newer revisions know these: test_container.py changes them.
    can -= {item.option_name for item in NEWER}
    assert {name for name in can if CHANGED[name] != EVERYTHING[name]} == can


def test_every_pair_of_values_occurs() -> None:
    for first in SWITCHES:
        for second in SWITCHES:
            if first < second:
                seen = {(combination[first], combination[second]) for combination in COMBINATIONS}
                assert len(seen) == len(SWITCHES[first]) * len(SWITCHES[second])
