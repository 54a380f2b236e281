# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules container_network and container_network_info where one test needs a world of its own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess
from tests.torture.battle import kill, start

from .playbook import Ansible, fleet, honest, network, network_info, thrice

PROXY = {"type": "socks5", "proxy": "socks5://proxy.example.net:1080"}


@pytest.fixture
def web(emulator: EmulatorProcess) -> dict[str, Any]:
    """A running container without a network configuration."""
    made = emulator.put_container(project="Shop", name="web-1", status="running")
    return {"id": made["id"], "task": {"project": "Shop", "container": "web-1"}}


@pytest.mark.parametrize("network_running_update", ["deferred", "immediate"])
@pytest.mark.parametrize("proxy_credentials", ["write_only", "echoed"])
def test_what_a_running_service_enforces_is_what_was_asked(
    ansible: Ansible, web: dict[str, Any], network_running_update: str, proxy_credentials: str
) -> None:
    ansible.emulator.switch(network_running_update=network_running_update, proxy_credentials=proxy_credentials)
    ansible.run(
        network(**web["task"], **PROXY, proxy_username="me", proxy_password="pass", state="started"),
        network(**web["task"], country="DE"),
    ).succeeded()
    egress = ansible.emulator.egress(web["id"])
    assert egress["running"]
    assert egress["effective"]["country"] == "DE"
    assert egress["effective"]["proxy"] == "socks5://me:pass@proxy.example.net:1080"


def test_present_leaves_alone_whether_it_is_enforced_and_says_when_not(ansible: Ansible, web: dict[str, Any]) -> None:
    stored = network(**web["task"], **PROXY, state="present")
    outcome = ansible.run(*thrice(stored, "stored")).succeeded()
    assert honest(outcome, "stored")["network"]["enforced"] is False
    assert not ansible.emulator.egress(web["id"])["running"]
    warning = "The network profile of container web-1 is not enforced, so its egress is unfiltered."
    assert warning in outcome.said
    ansible.emulator.force(web["id"], network=RUNNING)
    quiet = ansible.run(network(**web["task"], state="present", country="DE")).succeeded()
    assert "WARNING" not in quiet.output
    assert quiet[0]["network"]["enforced"] is True
    assert ansible.emulator.egress(web["id"])["effective"]["country"] == "DE"


def test_a_fleet_warns_too_where_it_has_nothing_to_do(ansible: Ansible, web: dict[str, Any]) -> None:
    ansible.emulator.force(web["id"], network={"type": "block"})
    items = [{"name": "web-1", "network": {"type": "block", "state": "present"}}]
    outcome = ansible.run(fleet(project="Shop", containers=items)).succeeded()
    assert not outcome[0]["changed"]
    assert outcome.said.count("The network profile of container web-1 is not enforced") == 1


def test_without_a_state_a_profile_is_enforced(ansible: Ansible, web: dict[str, Any]) -> None:
    outcome = ansible.run(*thrice(network(**web["task"], type="block"), "block")).succeeded()
    assert honest(outcome, "block")["network"]["enforced"] is True
    assert ansible.emulator.egress(web["id"])["effective"]["type"] == "block"


RUNNING = {**PROXY, "status": "running"}
SECRETIVE = {**RUNNING, "proxy": "socks5://me:s3cret@proxy.example.net:1080"}
SIGNS: list[dict[str, Any]] = [
    {"network_updated_status": "configured"},
    {"network_checks": "cached"},
    {"network_running_update": "stops"},
]


@pytest.mark.parametrize("signs", SIGNS, ids=lambda signs: next(iter(signs)))
def test_what_another_tool_stored_is_enforced(ansible: Ansible, web: dict[str, Any], signs: dict[str, Any]) -> None:
    """The vendor's command line client can store over a running service without starting it."""
    emulator = ansible.emulator
    emulator.switch(**signs)
    emulator.force(web["id"], network=RUNNING)
    emulator.api("PATCH", f"/containers/{web['id']}/network", {"type": "block"})
    asked = network(**web["task"], type="block")
    outcome = ansible.run(
        {"name": "look", **network_info(**web["task"])},
        {"name": "leave", **network(**web["task"], type="block", state="present")},
        *thrice(asked, "asked"),
    ).succeeded()
    assert outcome["look"]["network"]["enforced"] is (False if "network_running_update" in signs else None)
    assert not outcome["leave"]["changed"]
    assert "state=started" in outcome.said
    assert honest(outcome, "asked")["actions"] in (["restart"], ["start"])
    assert outcome["asked run"]["network"]["enforced"] is True
    assert emulator.egress(web["id"])["effective"]["type"] == "block"


def test_restarted_enforces_anew_where_nothing_shows(ansible: Ansible, web: dict[str, Any]) -> None:
    emulator = ansible.emulator
    emulator.force(web["id"], network=RUNNING)
    emulator.api("PATCH", f"/containers/{web['id']}/network", {"type": "block"})
    outcome = ansible.run(*thrice(network(**web["task"], state="restarted"), "anew")).succeeded()
    assert honest(outcome, "anew", repeats=True)["actions"] == ["restart"]
    assert emulator.egress(web["id"])["effective"]["type"] == "block"


@pytest.mark.parametrize(
    "method,path,work,enforced",
    [
        ("POST", "/stop$", "internal_error", "Enforced now: socks5 through socks5://proxy.example.net:1080."),
        ("PATCH", "/network$", "internal_error", "Enforced now: socks5 through socks5://proxy.example.net:1080."),
        ("PATCH", "/network$", "internal_error_after", "Enforced now: block."),
        ("POST", "/start$", "internal_error", "Now the profile is stored, but nothing is enforced: the egress"),
    ],
)
def test_whatever_fails_the_error_tells_what_is_enforced_and_the_next_run_enforces_what_was_asked(
    ansible: Ansible, web: dict[str, Any], method: str, path: str, work: str, enforced: str
) -> None:
    emulator = ansible.emulator
    emulator.force(web["id"], network=SECRETIVE)
    emulator.fault(work, method=method, path=path, retry_after=0, times=1)
    block = {"type": "block", **web["task"]}
    outcome = ansible.run(
        {"name": "failing", "ignore_errors": True, **network(**block, api_retries=0)},
        {"name": "next", **network(**block)},
        {"name": "again", **network(**block)},
    ).succeeded()
    assert enforced in outcome["failing"]["msg"]
    assert outcome["failing"]["network"]["enforced"] is enforced.startswith("Enforced")
    assert (outcome["next"]["network"]["enforced"], outcome["again"]["changed"]) == (True, False)
    assert emulator.egress(web["id"])["effective"]["type"] == "block"
    assert "s3cret" not in outcome.output


def test_a_play_that_was_killed_with_its_network_stopped_is_finished_by_the_next(
    ansible: Ansible, web: dict[str, Any]
) -> None:
    emulator = ansible.emulator
    emulator.force(web["id"], network=RUNNING)
    emulator.fault("hang_after", method="PATCH", path="/network$")
    declared = {"project": "Shop", "containers": [{"name": "web-1", "network": {"type": "block"}}]}
    process = start(ansible, declared, 1)
    while not emulator.control("GET", "/faults")[0]["held"]:
        assert process.poll() is None, process.communicate()
    kill(process.pid)
    process.communicate()
    emulator.clear_faults()
    assert not emulator.egress(web["id"])["running"]
    [row] = ansible.run(fleet(**declared)).succeeded()[0]["results"]
    assert (row["actions"], row["network"]["enforced"]) == (["start network"], True)
    assert emulator.egress(web["id"])["effective"]["type"] == "block"


def test_a_comment_does_not_interrupt_the_service(ansible: Ansible, web: dict[str, Any]) -> None:
    ansible.emulator.force(web["id"], network=RUNNING)
    outcome = ansible.run(*thrice(network(**web["task"], comment="why"), "comment")).succeeded()
    assert honest(outcome, "comment")["actions"] == ["configure"]
    assert not [entry for entry in ansible.emulator.requests() if entry["path"].endswith("/stop")]


def test_a_service_that_the_api_does_not_start_for_a_stopped_container(ansible: Ansible) -> None:
    emulator = ansible.emulator
    emulator.switch(network_start_needs="running", operation_conflict=409)
    stopped = emulator.put_container(project="Shop", name="idle-1", status="stopped")["id"]
    task = network(project="Shop", container="idle-1", type="block")
    outcome = ansible.run({"name": "first", **task}, {"name": "second", **task}).succeeded()
    assert (outcome["first"]["actions"], outcome["second"]["changed"]) == (["configure"], False)
    assert outcome["second"]["network"]["enforced"] is False
    assert "while the container is stopped: the network profile is stored, and nothing is enforced." in outcome.said
    emulator.force(stopped, status="running")
    assert ansible.run(task).succeeded()[0]["actions"] == ["start"]
    assert emulator.egress(stopped)["running"]


def test_a_service_is_waited_for_and_not_for_ever(ansible: Ansible, web: dict[str, Any]) -> None:
    ansible.emulator.switch(network_delay=0.5)
    ansible.run(*thrice(network(**web["task"], type="block"), "late")).succeeded()
    assert ansible.emulator.egress(web["id"])["running"]
    ansible.emulator.switch(network_delay="never")
    item = {"name": "web-1", "wait_timeout": 1, "network": {"state": "stopped"}}
    failed = ansible.run(fleet(project="Shop", containers=[item]))
    assert "was stopped, but after 1 s its status is stopped and it still runs." in failed.message


def test_two_protocols_are_told(ansible: Ansible, web: dict[str, Any]) -> None:
    task = network(**web["task"], type="socks5", proxy="http://proxy.example.net:3128")
    assert "has the type socks5 and a proxy that begins with http://." in ansible.run(task).succeeded().said


@pytest.mark.parametrize("proxy_credentials,changes", [("write_only", True), ("echoed", False)])
def test_update_password_always(ansible: Ansible, web: dict[str, Any], proxy_credentials: str, changes: bool) -> None:
    ansible.emulator.switch(proxy_credentials=proxy_credentials)
    account = {"proxy_username": "me", "proxy_password": "old"}
    new = {"proxy_username": "me", "proxy_password": "new"}
    outcome = ansible.run(
        network(**web["task"], **PROXY, **account, state="started"),
        {"name": "on_create", **network(**web["task"], **PROXY, **new)},
        {"name": "always", **network(**web["task"], **PROXY, **new, update_password="always")},
        {"name": "repeated", **network(**web["task"], **PROXY, **new, update_password="always")},
    ).succeeded()
    assert not outcome["on_create"]["changed"]
    assert outcome["always"]["changed"]
    assert outcome["repeated"]["changed"] == changes
    assert ansible.emulator.egress(web["id"])["effective"]["proxy"] == "socks5://me:new@proxy.example.net:1080"


@pytest.mark.parametrize("proxy_credentials", ["write_only", "echoed"])
def test_a_new_user_name_brings_its_password(ansible: Ansible, web: dict[str, Any], proxy_credentials: str) -> None:
    ansible.emulator.switch(proxy_credentials=proxy_credentials)
    ansible.run(
        network(**web["task"], **PROXY, proxy_username="me", proxy_password="pass", state="started"),
        network(**web["task"], type="http", proxy="http://you:word@proxy.example.net:3128"),
    ).succeeded()
    assert ansible.emulator.egress(web["id"])["effective"]["proxy"] == "http://you:word@proxy.example.net:3128"


def test_the_network_of_a_container_that_is_gone_is_absent(ansible: Ansible) -> None:
    outcome = ansible.run(
        network(project="Shop", container="never", state="absent"),
        network(container="65a1b2c3d4e5f6ffffffffff", state="absent"),
        network(project="Never", container="never", state="absent"),
    ).succeeded()
    assert [result["changed"] for result in outcome.results] == [False, False, False]


def test_a_container_that_an_earlier_task_would_create_is_assumed_in_check_mode(ansible: Ansible) -> None:
    task = network(project="Shop", container="not-yet", type="block", state="started")
    outcome = ansible.run(task, arguments=["--check", "--diff"]).succeeded()
    assert outcome[0]["actions"] == ["configure", "start"]
    assert "Check mode continues as if an earlier task had created it." in outcome.said
    assert "There is no container 'not-yet' in the project 'Shop'." in ansible.run(task).message


@pytest.mark.parametrize("proxy_credentials", ["write_only", "echoed"])
def test_info_tells_whether_there_is_a_configuration(
    ansible: Ansible, web: dict[str, Any], proxy_credentials: str
) -> None:
    ansible.emulator.switch(proxy_credentials=proxy_credentials)
    outcome = ansible.run(
        {"name": "before", **network_info(**web["task"])},
        network(**web["task"], **PROXY, proxy_username="me", proxy_password="pass", state="started"),
        {"name": "after", **network_info(**web["task"])},
        {"name": "by id", **network_info(container=web["id"])},
    ).succeeded()
    assert outcome["before"]["network"] == {"container_id": web["id"], "configured": False, "enforced": False}
    shown = outcome["after"]["network"]
    assert (shown["configured"], shown["status"], shown["credentials_configured"]) == (True, "running", True)
    assert shown["proxy"] == "socks5://proxy.example.net:1080"
    assert outcome["by id"]["network"]["proxy"] == shown["proxy"]


def test_blocking_forgets_the_proxy(ansible: Ansible, web: dict[str, Any]) -> None:
    block = network(**web["task"], type="block", proxy="socks5://unused.example.net", state="started")
    outcome = ansible.run(network(**web["task"], **PROXY, state="present"), *thrice(block, "block")).succeeded()
    assert honest(outcome, "block")["actions"] == ["configure", "start"]
    assert ansible.emulator.egress(web["id"])["effective"]["type"] == "block"


def test_credentials_that_only_the_api_knows_are_not_lost(ansible: Ansible, web: dict[str, Any]) -> None:
    """On a server that clears nothing alone, removing the configuration would take the credentials with it."""
    ansible.emulator.switch(network_empty_string="ignored")
    account = {"proxy_username": "me", "proxy_password": "pass"}
    clear = {**web["task"], "country": ""}
    outcome = ansible.run(
        network(**web["task"], **PROXY, **account, country="DE", state="started"),
        {"ignore_errors": True, **network(**clear)},
        {"name": "known", **network(**clear, **PROXY, **account)},
    ).succeeded()
    assert "The API did not clear country of container" in outcome[1]["msg"]
    assert "Give these options as well: type, proxy, the credentials of proxy." in outcome[1]["msg"]
    assert "country" not in outcome["known"]["network"] or not outcome["known"]["network"]["country"]
    assert ansible.emulator.egress(web["id"])["effective"]["proxy"] == "socks5://me:pass@proxy.example.net:1080"
