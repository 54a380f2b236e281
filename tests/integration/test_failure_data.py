# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a playbook can do about a failure: branch on the request that failed, go on with what was done before it."""

from __future__ import annotations

from typing import Any

from .playbook import Ansible, Outcome, Task, container, container_info, fleet, network

SERVER = "amber-fox-1a2-de"
NEW = {"project": "Shop", "server": SERVER}
FACTS = {"status", "code", "method", "path", "tries"}


def attempt(ansible: Ansible, task: Task, **options: Any) -> dict[str, Any]:
    """The result of a task that fails."""
    result = ansible.run(task, **options)[0]
    assert result["failed"], result
    return result


def branch(name: str, condition: str, *tasks: Task) -> Task:
    """A block of tasks for one kind of failure."""
    return {"name": name, "when": condition, "block": list(tasks)}


def test_a_rescue_branches_on_the_status_and_cleans_up_by_the_id(ansible: Ansible) -> None:
    """The failed creation is deleted by its id; an API that is out of order is told apart by its status."""
    emulator = ansible.emulator
    emulator.switch(creation_outcome="failed")
    emulator.fault("unavailable", method="PATCH", path="/network$")
    rescue = [
        branch("out of order", "(ansible_failed_result.error.status | default(0, true)) >= 500"),
        {
            "name": "cleaned up",
            "when": "ansible_failed_result.error is not defined",
            **container(id="{{ ansible_failed_result.container.id }}", state="absent"),
        },
    ]
    rescue[0]["block"].append(
        {"name": "told", "ansible.builtin.debug": {"msg": "{{ ansible_failed_result.error.path }}"}}
    )
    attempts: list[Task] = [
        {**container(**NEW, name="doomed"), "name": "create"},
        {**network(project="Shop", container="shop-api", type="block", api_retries=1), "name": "block"},
    ]
    outcome = ansible.run(*[{"block": [task], "rescue": rescue} for task in attempts]).succeeded()
    made = outcome["create"]
    assert (made["changed"], made["actions"]) == (True, ["create"])
    assert (made["container"]["name"], made["container"]["status"]) == ("doomed", "failed")
    assert outcome["cleaned up"]["actions"] == ["delete"]
    refused = outcome["block"]
    path = f"/api/v1/containers/{emulator.id_of('shop-api')}/network"
    assert refused["error"] == {"status": 503, "code": None, "method": "PATCH", "path": path, "tries": 2}
    assert (refused["changed"], refused["actions"]) == (False, [])
    assert outcome["told"]["msg"] == path
    assert "doomed" not in [item["name"] for item in ansible.run(container_info(project="Shop"))[0]["containers"]]


def test_a_container_that_was_made_is_told_whatever_fails_after_it(ansible: Ansible) -> None:
    """With its id, and without the values of its variables; a wait that got no answer names its last request."""
    emulator = ansible.emulator
    emulator.fault("internal_error", method="GET", path="/containers/[0-9a-f]{24}$")
    options = {**NEW, "environment_vars": {"KEY": "s3cret-value"}, "api_retries": 0}
    late = attempt(ansible, container(**options, name="late", wait_timeout=1))
    assert (late["changed"], late["actions"], late["container"]["id"]) == (True, ["create"], emulator.id_of("late"))
    assert late["container"]["environment_vars"]["KEY"] == "(hidden)"
    assert (late["error"]["status"], late["error"]["method"]) == (500, "GET")
    assert "did not become running: no answer within 1 s." in late["msg"]
    unread = attempt(ansible, container(**options, name="unread", wait=False))
    assert (unread["changed"], unread["actions"]) == (True, ["create"])
    assert unread["container"]["id"] == emulator.id_of("unread")
    assert unread["error"]["path"] == f"/api/v1/containers/{unread['container']['id']}"


def test_the_steps_before_the_one_that_failed(ansible: Ansible) -> None:
    emulator = ansible.emulator
    made = emulator.put_container(project="Shop", name="web-9", status="running", comment="old")
    emulator.switch(delete_running="refused")
    emulator.fault("internal_error", method="POST", path="/restart$")
    changed = attempt(ansible, container(id=made["id"], comment="new", state="restarted", api_retries=0))
    assert (changed["changed"], changed["actions"], changed["container"]["comment"]) == (True, ["update"], "new")
    emulator.clear_faults()
    emulator.fault("internal_error", method="DELETE", path=made["id"])
    emulator.fault("internal_error", method="POST", path="/containers$")
    first = attempt(ansible, container(id=made["id"], state="absent", api_retries=0))
    assert (first["changed"], first["actions"], first["error"]["method"]) == (False, [], "DELETE")
    assert first["container"]["status"] == "running"
    emulator.clear_faults()
    emulator.switch(stop_delay="never")
    stopped = attempt(ansible, container(id=made["id"], state="absent", wait_timeout=0.5))
    assert (stopped["changed"], stopped["actions"]) == (True, ["stop"]), "a stop that the deletion needed was sent"
    assert stopped["container"]["id"] == made["id"]


def test_a_replaced_container_that_could_not_be_made_again(ansible: Ansible) -> None:
    emulator = ansible.emulator
    emulator.put_container(project="Shop", name="web-9", status="stopped", container_image="debian/13")
    emulator.fault("internal_error", method="POST", path="/containers$")
    task = container(project="Shop", name="web-9", container_image="ubuntu/22.04", recreate=True, api_retries=0)
    result = attempt(ansible, task)
    assert (result["changed"], result["actions"], result["container"]["status"]) == (False, [], "stopped")
    assert "The container web-9 was not changed, because the new container could not be created" in result["msg"]
    forced = attempt(ansible, container(**task["hoody.cloud.container"], force=True))
    assert (forced["changed"], forced["actions"], forced["container"]) == (True, ["delete"], {})


def test_a_network_that_is_stored_and_does_not_start(ansible: Ansible) -> None:
    emulator = ansible.emulator
    identity = emulator.id_of("shop-api")
    emulator.fault("internal_error", method="POST", path="/network/start$")
    task = network(project="Shop", container="shop-api", type="block", state="started", api_retries=0)
    result = attempt(ansible, task)
    assert (result["changed"], result["actions"]) == (True, ["configure"])
    assert (result["network"]["type"], result["network"]["container_id"]) == ("block", identity)
    assert result["error"]["path"] == f"/api/v1/containers/{identity}/network/start"
    check = attempt(ansible, container(project="Shop", name="nobody", state="started"), arguments=["--check"])
    assert (check["changed"], check["actions"], check["container"]) == (False, [], {})


def test_a_creation_of_which_nothing_is_known(ansible: Ansible) -> None:
    """The reply is lost and the listing fails as well: nothing is claimed, and the sentence says so."""
    emulator = ansible.emulator
    emulator.fault("reset_after", method="POST", path="/containers$")
    listing = {"method": "GET", "path": "/projects/[0-9a-f]{24}/containers$"}
    emulator.fault("slow", **listing, times=1, seconds=0)
    emulator.fault("internal_error", **listing)
    result = attempt(ansible, container(**NEW, name="perhaps", api_retries=0))
    assert (result["changed"], result["actions"], result["error"]["method"]) == (False, [], "POST")
    assert "It is unknown whether it was done, because GET /api/v1/projects/" in result["msg"]
    assert result["error"] == {**result["error"], "status": None, "code": None, "tries": 1}


def test_every_module_tells_the_request(ansible: Ansible) -> None:
    ansible.emulator.fault("expired_token")
    address = {"project": "Shop", "container": "shop-api"}
    tasks: list[Task] = [
        {f"hoody.cloud.{module}": options}
        for module, options in {
            "api_survey": {},
            "container": {"project": "Shop", "name": "shop-api"},
            "container_claim": address,
            "container_fleet": {"project": "Shop", "containers": [{"name": "shop-api"}]},
            "container_info": {"project": "Shop"},
            "container_network": {**address, "type": "block"},
            "container_network_info": address,
            "container_snapshot": {**address, "snapshot": "before"},
            "container_snapshot_info": address,
            "image_info": {},
            "project": {"project": "Shop"},
            "project_info": {},
            "public_key_info": {},
            "realm_info": {},
            "server_info": {},
        }.items()
    ]
    outcome: Outcome = ansible.run(*[{**task, "ignore_errors": True} for task in tasks]).succeeded()
    for result in outcome.results:
        assert set(result["error"]) == FACTS, result
        assert (result["error"]["status"], result["changed"]) == (401, False)
        assert "?" not in result["error"]["path"]


def test_a_row_of_a_fleet_is_like_the_result_of_a_module(ansible: Ansible) -> None:
    emulator = ansible.emulator
    emulator.switch(creation_outcome="failed")
    emulator.fault("internal_error", method="POST", path="/network/start$")
    task = fleet(
        project="Shop",
        api_retries=0,
        defaults={"server": SERVER},
        containers=[
            {"name": "doomed"},
            {"name": "shop-api", "network": {"type": "block", "state": "started"}},
            {"name": "shop-worker", "container_image": "other/1"},
        ],
    )
    result = attempt(ansible, task)
    doomed, open_one, fixed = result["results"]
    assert (doomed["changed"], doomed["actions"], doomed["container"]["status"]) == (True, ["create"], "failed")
    assert doomed["container"]["id"] == emulator.id_of("doomed")
    assert doomed["error"]["msg"].startswith("Container doomed did not become running: the container is failed (CREATE")
    assert (open_one["changed"], open_one["actions"]) == (True, ["configure network"])
    assert (open_one["network"]["type"], open_one["error"]["status"]) == ("block", 500)
    assert open_one["error"]["path"].endswith("/network/start")
    assert (fixed["changed"], fixed["container"]["name"]) == (False, "shop-worker")
    assert fixed["error"] == {**dict.fromkeys(FACTS), "msg": fixed["error"]["msg"]}
