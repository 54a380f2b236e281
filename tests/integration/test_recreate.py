# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A container that takes the place of another: what it keeps, and what is said before anything is lost.

That whatever fails the next run ends with all of it is in test_every_request.py.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess

from .operations import KEPT, KEPT_RULES
from .playbook import Ansible, Outcome, container, fleet, honest, thrice

SOCKS = {"type": "socks5", "proxy": "socks5://me:pass@proxy.example.net:1080", "country": "DE", "city": "Berlin"}
REPLACE = container(project="Default", name="whole", container_image="ubuntu/24.04", recreate=True)


def put(emulator: EmulatorProcess, **state: object) -> str:
    """The container that is to be replaced; gives its id."""
    made = emulator.put_container(**{"project": "Default", "name": "whole", "status": "running", **state})
    return str(made["id"])


def shown(emulator: EmulatorProcess) -> dict[str, Any]:
    """The only container of the project, as GET shows it."""
    path = f"/projects/{emulator.project_id('Default')}/containers"
    (found,) = emulator.api("GET", path).json()["data"]["containers"]
    single: dict[str, Any] = emulator.api("GET", f"/containers/{found['id']}").json()["data"]
    return single


def said(outcome: Outcome) -> str:
    """All warnings of a run."""
    return " ".join(str(result.get("warnings", "")) for result in outcome.results)


def test_everything_that_a_container_shows_is_kept(ansible: Ansible) -> None:
    emulator = ansible.emulator
    emulator.switch(proxy_credentials="echoed")
    old = put(
        emulator,
        **KEPT,
        kvm=True,
        ramdisk_scope="project",
        ai=False,
        dev_kit=False,
        firewall=KEPT_RULES,
        network={**SOCKS, "status": "running"},
    )
    before, enforced = shown(emulator), emulator.egress(old)["effective"]
    outcome = ansible.run(*thrice(REPLACE, "replace")).succeeded()
    assert honest(outcome, "replace")["actions"] == ["create", "delete"]
    after = shown(emulator)
    assert after["id"] != old
    assert after["container_image"] == "ubuntu/24.04"
    changed = {name for name in before if before[name] != after[name]}
    new = {"id", "created_at", "updated_at", "ssh_hostname", "ssh_key_installed_at", "env_sync", "container_image"}
    assert changed <= new
    assert emulator.egress(after["id"])["effective"] == enforced
    rules = emulator.api("GET", f"/containers/{after['id']}/firewall/rules").json()["data"]
    assert {direction: rules[direction] for direction in KEPT_RULES} == KEPT_RULES
    assert "pass" not in outcome.output.replace("password", "").replace("passed", "")
    # The old one was there until the new one had its network and its firewall.
    writes = [(entry["method"], entry["path"].rpartition("/")[2]) for entry in emulator.requests()]
    assert writes.index(("POST", "start")) < writes.index(("DELETE", old))
    assert writes.index(("POST", "egress")) < writes.index(("DELETE", old))


@pytest.mark.parametrize("by_fleet", [False, True], ids=["container", "fleet"])
def test_what_a_killed_run_left_is_completed(ansible: Ansible, by_fleet: bool) -> None:
    """The old container is gone and the new one has all but its name, its key and its comment."""
    emulator = ansible.emulator
    lacking = {"name": "whole", "comment": "kept", "ssh_public_key": KEPT["ssh_public_key"]}
    left = put(
        emulator,
        name=f"replaces-{'a1' * 12}",
        comment=f"hoody.cloud: replaces {json.dumps(lacking)}",
        network={"type": "block", "status": "running"},
    )
    item = {"name": "whole", "server": "amber-fox-1a2-de"}
    purging = {"purge": True, "purge_pattern": "*"}
    task = fleet(project="Default", containers=[item], **purging) if by_fleet else container(project="Default", **item)
    outcome = ansible.run(task, {**task, "name": "again"}).succeeded()
    assert [result["changed"] for result in outcome.results] == [True, False]
    after = shown(emulator)
    assert after["id"] == left
    assert {name: after[name] for name in lacking} == lacking
    assert emulator.egress(left)["effective"]["type"] == "block"
    assert {entry["method"] for entry in emulator.requests()} == {"GET", "PATCH"}


@pytest.mark.parametrize("status,action", [("stopped", "stop"), ("paused", "pause")])
def test_one_that_did_not_run_does_not_run(ansible: Ansible, status: str, action: str) -> None:
    put(ansible.emulator, status=status)
    outcome = ansible.run(*thrice(REPLACE, "replace")).succeeded()
    assert honest(outcome, "replace")["actions"] == ["create", "delete", action]
    assert shown(ansible.emulator)["status"] == status


def test_what_cannot_be_kept_is_said_before_anything_is_deleted(ansible: Ansible) -> None:
    emulator = ansible.emulator
    domain = {"alias": "shop", "program": "http", "index": 1}
    old = put(
        emulator, network={**SOCKS, "status": "running"}, proxy_permissions={"groups": {}}, proxy_domains=[domain]
    )
    emulator.switch(environment_values="redacted")
    emulator.force(old, environment_vars={"A": "1"})
    emulator.clear_requests()
    tasks = [{**REPLACE, "check_mode": check, "ignore_errors": True} for check in (True, False)]
    refused = ansible.run(*tasks).succeeded()
    sentence = (
        "Replacing the container whole loses its proxy aliases, its proxy permissions, which say who may use its "
        "services, the values of A, which are hidden from this token and the credentials of its proxy, which the API"
    )
    for result in refused.results:
        assert result["failed"]
        assert sentence in result["msg"]
        assert "Nothing was changed. If this is intended, add force: true to recreate: true." in result["msg"]
    assert {entry["method"] for entry in emulator.requests()} == {"GET"}
    forced = container(**REPLACE["hoody.cloud.container"], force=True)
    outcome = ansible.run(*thrice(forced, "replace")).succeeded()
    assert honest(outcome, "replace")["actions"] == ["delete", "create"]
    assert sentence in said(outcome)
    # Without its credentials the proxy lets nothing through, which is less than before and not more.
    effective = emulator.egress(shown(emulator)["id"])["effective"]
    assert (effective["type"], effective["proxy"]) == ("socks5", "socks5://proxy.example.net:1080")


def test_a_server_without_kvm_is_named_before(ansible: Ansible) -> None:
    put(ansible.emulator, kvm=True)
    moved = {"project": "Default", "name": "whole", "server": "blue-owl-3b4-us", "recreate": True}
    assert "loses KVM, which its free server does not have." in ansible.run(container(**moved)).message
    ansible.run(container(**moved, force=True)).succeeded()
    assert shown(ansible.emulator)["kvm"] is False


def test_a_token_that_may_not_read_the_firewall_opens_nothing(ansible: Ansible) -> None:
    put(ansible.emulator)
    ansible.emulator.fault("forbidden", method="GET", path="/firewall/rules$")
    assert "loses its firewall rules, which this token may not read." in ansible.run(REPLACE).message


def test_a_container_that_cannot_be_built_leaves_the_old_one_alone(ansible: Ansible) -> None:
    emulator = ansible.emulator
    put(emulator, network={"type": "block", "status": "running"}, comment="mine")
    before = shown(emulator)
    emulator.switch(creation_outcome="failed", delete_delay=0)
    message = ansible.run(REPLACE).message
    assert "The container whole was not changed, because the new container could not be created" in message
    assert "With force: true the old container is deleted first." in message
    assert shown(emulator) == before


def test_a_network_that_does_not_start_yet_is_started_as_soon_as_it_can_be(ansible: Ansible) -> None:
    emulator = ansible.emulator
    old = put(emulator, network={"type": "block", "status": "running"})
    emulator.switch(network_start_needs="running")
    ansible.run(REPLACE).succeeded()
    after = shown(emulator)
    assert after["id"] != old
    assert emulator.egress(after["id"])["effective"]["type"] == "block"


def test_hidden_values_are_not_touched(ansible: Ansible) -> None:
    emulator = ansible.emulator
    identity = put(emulator, environment_vars={"A": "1"})
    emulator.switch(environment_values="redacted")
    address = {"project": "Default", "name": "whole"}
    outcome = ansible.run(
        container(**address, comment="new"),
        container(project="Shop", name="fresh", server="amber-fox-1a2-de", environment_vars={"B": "2"}),
        {**container(**address, environment_vars={"A": "2"}), "ignore_errors": True},
    ).succeeded()
    assert "use a token with the permission containers.features.env_values, or leave out" in outcome[2]["msg"]
    assert "so later runs can neither compare nor keep them" in str(outcome[1]["warnings"])
    emulator.switch(environment_values="shown")
    kept = emulator.api("GET", f"/containers/{identity}").json()["data"]
    assert (kept["environment_vars"]["A"], kept["comment"]) == ("1", "new")
