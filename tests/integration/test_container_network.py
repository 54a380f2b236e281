# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules container_network and container_network_info where one test needs a world of its own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess

from .playbook import Ansible, honest, network, network_info, thrice

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


def test_a_service_that_does_not_run_is_not_started_by_present(ansible: Ansible, web: dict[str, Any]) -> None:
    ansible.run(network(**web["task"], **PROXY)).succeeded()
    assert not ansible.emulator.egress(web["id"])["running"]


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
    assert "Check mode goes on as if an earlier task had created it." in outcome.said
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
    assert outcome["before"]["network"] == {"container_id": web["id"], "configured": False}
    shown = outcome["after"]["network"]
    assert (shown["configured"], shown["status"], shown["credentials_configured"]) == (True, "running", True)
    assert shown["proxy"] == "socks5://proxy.example.net:1080"
    assert outcome["by id"]["network"]["proxy"] == shown["proxy"]


def test_blocking_forgets_the_proxy(ansible: Ansible, web: dict[str, Any]) -> None:
    block = network(**web["task"], type="block", proxy="socks5://unused.example.net", state="started")
    outcome = ansible.run(network(**web["task"], **PROXY), *thrice(block, "block")).succeeded()
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
    assert "would lose the credentials of its proxy: give proxy with credentials too." in outcome[1]["msg"]
    assert "country" not in outcome["known"]["network"] or not outcome["known"]["network"]["country"]
    assert ansible.emulator.egress(web["id"])["effective"]["proxy"] == "socks5://me:pass@proxy.example.net:1080"
