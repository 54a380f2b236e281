# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests a task costs."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.address import AGENT

from .playbook import Ansible, Task, container, container_info, network, network_info

SHOP_API = {"project": "Shop", "name": "shop-api"}
ADDRESS = {"project": "Shop", "container": "shop-crawler"}
LOOKUP = ["/api/v1/projects/", "/api/v1/projects/{id}/containers"]


@pytest.mark.parametrize(
    "task,requests",
    [
        (container(**SHOP_API), 1),
        (container(**SHOP_API, server="amber-fox-1a2-de", container_image="debian:13", state="started"), 1),
        (container(project="Shop", name="never", state="absent"), 0),
        (network(**ADDRESS), 1),
        (network(**ADDRESS, state="started"), 1),
        (network_info(**ADDRESS), 1),
        (container_info(project="Shop"), 0),
    ],
)
def test_what_changes_nothing_costs_one_request_beyond_the_lookup(ansible: Ansible, task: Task, requests: int) -> None:
    outcome = ansible.run(task).succeeded()
    assert not outcome[0]["changed"]
    log = ansible.emulator.requests()
    assert len(log) == len(LOOKUP) + requests, [entry["path"] for entry in log]
    assert {entry["method"] for entry in log} == {"GET"}


def test_an_id_needs_no_lookup(ansible: Ansible) -> None:
    identity = ansible.emulator.id_of("shop-api")
    ansible.emulator.clear_requests()
    ansible.run(container(id=identity)).succeeded()
    assert len(ansible.emulator.requests()) == 1


def test_requests_name_the_collection_and_have_no_content_type_without_a_body(ansible: Ansible) -> None:
    ansible.emulator.switch(empty_json_body="refused")
    ansible.run(container(**SHOP_API, state="stopped"), container(**SHOP_API, state="absent")).succeeded()
    log = ansible.emulator.requests()
    assert all(entry["has_body"] or not entry["content_type"] for entry in log)
    assert {entry["user_agent"] for entry in log} == {AGENT}


@pytest.mark.parametrize("verb_refusal", [404, 405])
def test_the_other_verb_is_remembered(ansible: Ansible, verb_refusal: int) -> None:
    """One task writes twice here: the second time it knows the verb."""
    ansible.emulator.switch(update_verbs="put", verb_refusal=verb_refusal, network_empty_string="ignored")
    address = {"project": "Shop", "container": "shop-api"}
    ansible.run(
        network(**address, type="block", country="DE"), network(**address, type="block", country="")
    ).succeeded()
    log = ansible.emulator.requests()
    verbs = [entry["method"] for entry in log if entry["method"] in ("PATCH", "PUT")]
    assert verbs == ["PATCH", "PUT", "PATCH", "PUT", "PUT", "PUT"]
