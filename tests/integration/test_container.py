# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module container where one test needs a world of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from .playbook import Ansible, container, fleet, honest, thrice

SERVER = "amber-fox-1a2-de"


def test_a_container_is_found_by_id_and_renamed(ansible: Ansible) -> None:
    made = ansible.emulator.put_container(project="Shop", name="old-name", status="running")
    by_id = container(id=made["id"], name="new-name", project="Shop")
    assert honest(ansible.run(*thrice(by_id, "rename")).succeeded(), "rename")["container"]["name"] == "new-name"
    assert ansible.emulator.id_of("new-name") == made["id"]


def test_a_missing_id_is_absent_and_nothing_else(ansible: Ansible) -> None:
    missing = "65a1b2c3d4e5f6ffffffffff"
    assert not ansible.run(container(id=missing, state="absent")).succeeded()[0]["changed"]
    assert f"no container with the id {missing}" in ansible.run(container(id=missing)).message


def test_the_parent_of_an_absent_container_may_be_gone(ansible: Ansible) -> None:
    outcome = ansible.run(container(project="Never", name="web-1", state="absent")).succeeded()
    assert not outcome[0]["changed"]
    assert "There is no project 'Never'" in outcome.output


def test_a_failed_container_is_an_error_or_replaced(ansible: Ansible) -> None:
    made = ansible.emulator.put_container(project="Shop", name="broken", status="running", comment="kept")
    ansible.emulator.force(made["id"], status="failed")
    task = container(project="Shop", name="broken", state="started")
    message = ansible.run(task).message
    assert "is in the state failed" in message
    assert "Last status changes:" in message
    assert "-> failed" in message
    replace = container(project="Shop", name="broken", state="started", recreate=True)
    run = honest(ansible.run(*thrice(replace, "replace")).succeeded(), "replace")
    assert run["actions"] == ["create", "delete"]
    assert (run["container"]["status"], run["container"]["comment"]) == ("running", "kept")


def test_a_creation_that_fails_shows_the_status_log(ansible: Ansible) -> None:
    ansible.emulator.switch(creation_outcome="failed")
    message = ansible.run(container(project="Shop", name="doomed", server=SERVER)).message
    assert "Container doomed did not become running: the container is failed (CREATE_FAILED: The image" in message
    assert "-> failed (container_creation)" in message


def test_a_wait_ends_and_says_what_it_saw(ansible: Ansible) -> None:
    ansible.emulator.switch(create_delay="never")
    message = ansible.run(container(project="Shop", name="slow", server=SERVER, wait_timeout=0.5)).message
    assert "Container slow did not become running: it was provisioning after 0.5 s." in message


def test_a_wait_ends_even_when_every_poll_hangs(ansible: Ansible) -> None:
    ansible.emulator.switch(create_delay="never")
    ansible.emulator.fault("hang", method="GET", path="/containers/[0-9a-f]{24}$")
    message = ansible.run(container(project="Shop", name="slow", server=SERVER, wait_timeout=1)).message
    assert "did not become running: no answer within 1 s" in message


def test_without_wait_the_task_ends_at_once(ansible: Ansible) -> None:
    ansible.emulator.switch(create_delay="never")
    outcome = ansible.run(container(project="Shop", name="slow", server=SERVER, wait=False)).succeeded()
    assert outcome[0]["container"]["status"] == "provisioning"


def test_a_container_on_its_way_is_waited_for(ansible: Ansible) -> None:
    ansible.emulator.switch(create_delay=1)
    outcome = ansible.run(
        container(project="Shop", name="slow", server=SERVER, wait=False),
        container(project="Shop", name="slow", state="started"),
    ).succeeded()
    assert (outcome[1]["changed"], outcome[1]["container"]["status"]) == (False, "running")


@pytest.mark.parametrize("delete_running", ["accepted", "refused"])
@pytest.mark.parametrize("status", ["running", "paused", "stopped", "failed"])
def test_a_container_in_any_status_is_deleted(ansible: Ansible, status: str, delete_running: str) -> None:
    ansible.emulator.switch(delete_running=delete_running)
    made = ansible.emulator.put_container(project="Shop", name="gone", status=status)
    honest(ansible.run(*thrice(container(project="Shop", name="gone", state="absent"), "delete")).succeeded(), "delete")
    assert ansible.emulator.api("GET", f"/containers/{made['id']}").status_code == 404


def test_what_is_being_built_is_deleted_at_once(ansible: Ansible) -> None:
    ansible.emulator.switch(create_delay="never")
    there = {"project": "Shop", "server": SERVER}
    others = {"defaults": {"wait": False}, "containers": [{"name": "four"}], "purge": True, "purge_pattern": "web-*"}
    ansible.run(*(container(**there, name=name, wait=False) for name in ("one", "two", "web-3", "four"))).succeeded()
    outcome = ansible.run(
        *thrice(container(project="Shop", name="one", state="absent", wait_timeout=20), "delete"),
        container(project="Shop", name="two", state="absent", force=True, wait_timeout=20),
        fleet(project="Shop", **others),
        container(project="Shop", name="four", container_image="ubuntu/24.04", recreate=True, force=True, wait=False),
    ).succeeded()
    assert honest(outcome, "delete")["actions"] == ["delete"]
    assert outcome[3]["changed"]
    assert outcome[4]["summary"]["purged"] == ["web-3"]
    assert outcome[5]["actions"] == ["delete", "create"]


def test_an_api_that_deletes_nothing_unfinished_is_quoted(ansible: Ansible) -> None:
    ansible.emulator.switch(create_delay="never", delete_unfinished="refused")
    message = ansible.run(
        container(project="Shop", name="slow", server=SERVER, wait=False),
        container(project="Shop", name="slow", state="absent", wait_timeout=0.5, api_retries=0),
    ).message
    assert "Container slow did not become settled: it was provisioning after 0.5 s. DELETE /api/v1/" in message
    assert "answered 409: This container is still being set up. Retry in a few seconds." in message


@pytest.mark.parametrize("by_id", [True, False], ids=["id", "name"])
def test_absent_waits_for_a_deletion_that_somebody_else_began(ansible: Ansible, by_id: bool) -> None:
    emulator = ansible.emulator
    emulator.switch(delete_delay="never")
    dying = emulator.put_container(project="Shop", name="going", status="running")
    emulator.api("DELETE", f"/containers/{dying['id']}")
    address = {"id": dying["id"]} if by_id else {"project": "Shop", "name": "going"}
    outcome = ansible.run(
        {**container(**address, state="absent"), "check_mode": True},
        container(**address, state="absent", wait=False),
        {**container(**address, state="absent", wait_timeout=0.5), "ignore_errors": True},
    ).succeeded()
    assert [result["changed"] for result in outcome.results] == [False] * 3
    assert "did not become absent: it was deleting after 0.5 s" in outcome[2]["msg"]
    emulator.clear_requests()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(ansible.run, container(**address, state="absent"))
        emulator.wait_for_reply("GET", 200)
        emulator.control("DELETE", f"/containers/{dying['id']}")
        assert not running.result().succeeded()[0]["changed"]


def test_a_dying_container_of_the_same_name_is_waited_for(ansible: Ansible) -> None:
    dying = ansible.emulator.put_container(project="Shop", name="web-9", status="running")
    assert created_after(ansible, dying, name="web-9")["id"] != dying["id"]


def test_the_key_of_a_dying_container_is_waited_for(ansible: Ansible) -> None:
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDyingDyingDyingDyingDyingDyingDyingDyin"
    dying = ansible.emulator.put_container(project="Shop", name="old", status="running", ssh_public_key=key)
    assert created_after(ansible, dying, name="new", ssh_public_key=f"{key} me")["name"] == "new"


def created_after(ansible: Ansible, dying: dict[str, Any], **options: object) -> dict[str, Any]:
    """Create a container while another is being deleted, which goes on until the creation has been refused for it."""
    emulator = ansible.emulator
    emulator.switch(delete_delay="never")
    emulator.api("DELETE", f"/containers/{dying['id']}")
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(ansible.run, container(project="Shop", server=SERVER, **options))
        emulator.wait_for_reply("POST", 409)
        emulator.control("DELETE", f"/containers/{dying['id']}")
        outcome = running.result().succeeded()
    assert outcome[0]["actions"] == ["create"]
    made: dict[str, Any] = outcome[0]["container"]
    return made


def test_a_key_that_is_inherited_after_clearing_gives_a_warning(ansible: Ansible) -> None:
    ansible.emulator.switch(ssh_key_null="inherits")
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOwnOwnOwnOwnOwnOwnOwnOwnOwnOwnOwnOwnOwnO"
    ansible.emulator.put_container(project="Shop", name="keyed", status="running", ssh_public_key=key)
    outcome = ansible.run(container(project="Shop", name="keyed", ssh_public_key="")).succeeded()
    assert "returns another value for ssh_public_key" in outcome.said


def test_a_stopped_service_that_never_stops_needs_force(ansible: Ansible) -> None:
    ansible.emulator.put_container(project="Shop", name="stubborn", status="running")
    ansible.emulator.switch(stop_delay="never")
    message = ansible.run(container(project="Shop", name="stubborn", state="stopped", wait_timeout=0.5)).message
    assert "Container stubborn did not become stopped: it was running" in message


def test_a_container_on_its_way_that_fails_is_an_error(ansible: Ansible) -> None:
    ansible.emulator.switch(creation_outcome="failed", create_delay=1)
    outcome = ansible.run(
        container(project="Shop", name="doomed", server=SERVER, wait=False),
        container(project="Shop", name="doomed", state="started"),
    )
    assert outcome[0]["changed"]
    assert "The container doomed is in the state failed" in outcome.message


@pytest.mark.parametrize("status,action", [("running", "restart"), ("paused", "restart"), ("stopped", "start")])
def test_restarted_acts_at_every_run(ansible: Ansible, status: str, action: str) -> None:
    ansible.emulator.put_container(project="Shop", name="again", status=status)
    task = container(project="Shop", name="again", state="restarted")
    outcome = ansible.run(*thrice(task, "restart")).succeeded()
    run = honest(outcome, "restart", repeats=True)
    assert (run["actions"], run["container"]["status"]) == ([action], "running")
    assert outcome["restart again"]["actions"] == ["restart"]


def test_platform_variables_stay(ansible: Ansible) -> None:
    made = ansible.emulator.put_container(project="Shop", name="env", environment_vars={"MINE": "1"})
    before = ansible.emulator.api("GET", f"/containers/{made['id']}/env").json()["data"]["environment_vars"]
    ansible.run(container(project="Shop", name="env", environment_vars={})).succeeded()
    after = ansible.emulator.api("GET", f"/containers/{made['id']}/env").json()["data"]["environment_vars"]
    assert after == {name: value for name, value in before.items() if name != "MINE"}
    assert after


def test_short_names_of_options(ansible: Ansible) -> None:
    address: dict[str, object] = {"project": "Shop", "name": "short"}
    variables = {"KEY": "the-value"}
    long: dict[str, object] = {"container_image": "debian/13", "environment_vars": variables}
    outcome = ansible.run(
        container(**address, server=SERVER, image="debian/13", env=variables),
        container(**address, **long),
        fleet(project="Shop", defaults={"env": variables}, containers=[{"name": "short", "image": "debian/13"}]),
        fleet(project="Shop", defaults={"env": {"KEY": "another"}}, containers=[{"name": "short", **long}]),
        fleet(project="Shop", defaults=long, containers=[{"name": "short", "env": {"KEY": "new"}}]),
        container(**address, image="debian/12"),
        arguments=["-vvvv", "--diff"],
    )
    *changed, refused = outcome.results
    assert [result["changed"] for result in changed] == [True, False, False, False, True]
    assert "container_image is 'debian/13', wanted 'debian/12'" in refused["msg"]
    made = ansible.emulator.api("GET", f"/containers/{ansible.emulator.id_of('short')}").json()["data"]
    assert made["environment_vars"]["KEY"] == "new"
    assert "the-value" not in outcome.output


def test_what_only_newer_revisions_know(ansible: Ansible) -> None:
    """KVM is switched while the container is stopped; the RAM disk may be shared by a container that is alone."""
    alone = {"project": "Default", "name": "alone", "server": SERVER}
    both = {"kvm": True, "ramdisk_scope": "project"}
    neither = {"kvm": False, "ramdisk_scope": "container"}
    free = {"project": "Shop", "name": "shop-worker", "kvm": True}
    outcome = ansible.run(
        *thrice(container(**alone, **both), "made"),
        {"name": "running", **container(**alone, **neither), "ignore_errors": True},
        *thrice(container(**alone, **neither, state="restarted"), "restarted"),
        *thrice(container(**alone, **both, state="stopped"), "stopped"),
        {"name": "free", **container(**free), "ignore_errors": True},
        {"name": "fleet", **fleet(project="Default", containers=[{"name": "alone", **neither, "state": "started"}])},
    ).succeeded()
    made, stopped = honest(outcome, "made"), honest(outcome, "stopped")
    assert (made["actions"], made["container"]["kvm"], made["container"]["ramdisk_scope"]) == (
        ["create"],
        True,
        "project",
    )
    assert "KVM can be switched only while it is stopped: give state: restarted" in outcome["running"]["msg"]
    restarted = honest(outcome, "restarted", repeats=True)
    assert restarted["actions"] == ["update", "stop", "set_kvm", "start"]
    assert outcome["restarted again"]["actions"] == ["restart"]
    assert stopped["actions"] == ["update", "stop", "set_kvm"]
    assert "cannot have KVM, because its server is a free one" in outcome["free"]["msg"]
    [row] = outcome["fleet"]["results"]
    assert (row["actions"], sorted(row["changes"])) == (
        ["update", "set_kvm", "start"],
        ["kvm", "ramdisk_scope", "status"],
    )
