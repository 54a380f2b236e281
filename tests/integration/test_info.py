# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module container_info."""

from __future__ import annotations

import re
from typing import Any

from .playbook import Ansible, container_info


def names(result: dict[str, Any]) -> list[str]:
    """The names in a result, in order."""
    return [item["name"] for item in result["containers"]]


def test_all_of_a_project_by_status_and_sorted(ansible: Ansible) -> None:
    outcome = ansible.run(
        {"name": "all", **container_info()},
        {"name": "shop", **container_info(project="Shop")},
        {"name": "running", **container_info(project="Shop", status="running", sort_order="desc")},
        {"name": "two", **container_info(status=["stopped", "paused"], sort_by="created_at")},
        {"name": "misspelt", **container_info(project="Shop", status=["Running", "failed"])},
    ).succeeded()
    assert outcome["misspelt"]["containers"] == []
    said = "No container has the status 'Running', and the API is not known to have it. There are: paused, running,"
    assert outcome.said.count(said) == outcome.said.count("WARNING") == 1
    assert len(outcome["shop"]["containers"]) < len(outcome["all"]["containers"])
    assert names(outcome["shop"]) == sorted(names(outcome["shop"]))
    assert names(outcome["running"]) == sorted(names(outcome["running"]), reverse=True)
    assert {item["status"] for item in outcome["running"]["containers"]} == {"running"}
    assert {item["status"] for item in outcome["two"]["containers"]} == {"stopped", "paused"}


def test_one_by_name_and_by_id_with_everything_attached(ansible: Ansible) -> None:
    identity = ansible.emulator.id_of("shop-crawler")
    attached = {"stats": True, "network": True, "runtime": True, "include_proxy_domains": True}
    outcome = ansible.run(
        {"name": "by name", **container_info(container="shop-crawler", project="Shop", **attached)},
        {"name": "by id", **container_info(container=identity, runtime={"displays": True})},
        {"name": "missing", **container_info(container="never", project="Shop")},
        {"name": "missing id", **container_info(container="65a1b2c3d4e5f6ffffffffff")},
        {"name": "in two projects", **container_info(container="web")},
    ).succeeded()
    [shown] = outcome["by name"]["containers"]
    assert shown["id"] == identity
    assert shown["network"]["configured"]
    assert shown["stats"]["id"] == identity
    assert "proxy_domains" in shown
    assert shown["runtime_info"]
    assert names(outcome["by id"]) == ["shop-crawler"]
    assert outcome["missing"]["containers"] == outcome["missing id"]["containers"] == []
    assert len(outcome["in two projects"]["containers"]) == 2


def test_every_page_once(ansible: Ansible) -> None:
    ansible.emulator.bulk(350)
    ansible.emulator.switch(latency=2)  # for as long as a busy machine may need to send them all
    ansible.emulator.clear_requests()
    outcome = ansible.run(container_info(project="Fleet")).succeeded()
    assert len(set(names(outcome[0]))) == len(names(outcome[0])) == 350
    pages = [entry for entry in ansible.emulator.requests() if entry["path"].endswith("/containers")]
    assert len(pages) == 4
    assert max(entry["in_flight"] for entry in pages) > 1


def test_what_is_hidden_is_shown_on_request(ansible: Ansible) -> None:
    ansible.emulator.put_container(project="Shop", name="env", environment_vars={"KEY": "the-value"})
    outcome = ansible.run(
        {"name": "hidden", **container_info(container="env", project="Shop")},
        {"name": "shown", **container_info(container="env", project="Shop", show_environment=True), "no_log": True},
        {"name": "gone", **container_info(project="Shop", include_deleting=True, include_expired=True)},
        {"name": "permissions", **container_info(project="Shop", include_proxy_permissions=True), "no_log": True},
    ).succeeded()
    assert outcome["hidden"]["containers"][0]["environment_vars"]["KEY"] == "(hidden)"
    assert "the-value" not in outcome.output


def test_old_servers_are_asked_only_what_they_know(ansible: Ansible) -> None:
    ansible.emulator.use_profile("seed")
    ansible.run(container_info(), container_info(project="Shop")).succeeded()
    queries = " ".join(str(entry["query"]) for entry in ansible.emulator.requests())
    assert "include_" not in queries
    assert "runtime" not in queries


def test_many_questions_tell_how_far_they_have_come(ansible: Ansible) -> None:
    """Sixteen at once, for 3.6 s each, are in their third round after ten seconds."""
    ansible.emulator.bulk(64)
    ansible.emulator.fault("slow", method="GET", path="/network$", seconds=3.6)
    outcome = ansible.run(container_info(project="Fleet", network=True)).succeeded()
    assert [item["network"]["configured"] for item in outcome[0]["containers"]] == [False] * 64
    [line] = [line for line in outcome.output.splitlines() if "container_info: " in line]
    assert re.search(r"container_info: (3[3-9]|4\d) of 64 containers asked for network$", line)
