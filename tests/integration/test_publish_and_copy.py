# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Short addresses and copies of containers, as a playbook meets them."""

from __future__ import annotations

from typing import Any

import pytest

from .playbook import Ansible, Task, container, honest, thrice

API = {"project": "Shop", "container": "shop-api"}


def alias(**options: Any) -> Task:
    """A task of the module proxy_alias."""
    return {"hoody.cloud.proxy_alias": {"alias": "shop-backend", **options}}


def aliases(**options: Any) -> Task:
    """A task that tells of aliases."""
    return {"hoody.cloud.proxy_alias_info": options}


def copied(**options: Any) -> Task:
    """A task of the module container_copy."""
    return {"hoody.cloud.container_copy": {**API, "name": "shop-trial", **options}}


def visit(ansible: Ansible, path: str = "/") -> dict[str, Any]:
    """What a visitor of the alias gets."""
    found: dict[str, Any] = ansible.emulator.control("GET", f"/visit?alias=shop-backend&path={path}")
    return found


@pytest.mark.parametrize("profile", ["current", "seed"])
def test_a_service_is_published_changed_and_withdrawn(ansible: Ansible, profile: str) -> None:
    ansible.emulator.use_profile(profile)
    outcome = ansible.run(
        *thrice(alias(**API, program="http", port=3000), "make"),
        *thrice(
            alias(**API, port=8080, target_path="docs", expires_at="2199-12-31", allow_path_override=False), "change"
        ),
        {"name": "all", **aliases(project="Shop")},
        {"name": "one", **aliases(**API)},
        {"name": "other", **alias(project="Shop", container="web", program="http", port=80), "ignore_errors": True},
        *thrice(alias(**API, enabled=False), "disable"),
        *thrice(alias(**API, enabled=True, expires_at="", target_path=""), "enable"),
    ).succeeded()
    made = honest(outcome, "make")
    assert (made["actions"], made["url"]) == (["create"], "https://shop-backend.amber-fox-1a2-de.containers.hoody.com")
    changed = honest(outcome, "change")
    assert changed["diff"]["before"]["port"] == 3000
    assert changed["diff"]["after"]["expires_at"] == "2199-12-31T00:00:00Z"
    assert [item["alias"] for item in outcome["all"]["proxy_aliases"]] == ["shop-backend", "shop-web"]
    assert [item["port"] for item in outcome["one"]["proxy_aliases"]] == [8080]
    assert "belongs to the container shop-api (65a1" in outcome["other"]["msg"]
    assert honest(outcome, "disable")["actions"] == honest(outcome, "enable")["actions"] == ["update"]
    assert visit(ansible)["port_or_instance"] == 8080
    removed = ansible.run(*thrice(alias(state="absent"), "remove")).succeeded()
    assert honest(removed, "remove")["actions"] == ["delete"]
    assert visit(ansible)["status"] == 404


@pytest.mark.parametrize("orphans", ["removed", "kept"])
def test_a_container_takes_its_aliases_with_it(ansible: Ansible, orphans: str) -> None:
    ansible.emulator.switch(alias_orphans=orphans)
    outcome = ansible.run(
        alias(**API, program="terminal"),
        *thrice(container(project="Shop", name="shop-api", state="absent"), "delete"),
        {"name": "left", **aliases()},
    ).succeeded()
    assert honest(outcome, "delete")["actions"] == ["delete"]
    assert [item["alias"] for item in outcome["left"]["proxy_aliases"]] == ["shop-web"]


def test_what_somebody_else_left_behind_is_moved_or_deleted(ansible: Ansible) -> None:
    emulator = ansible.emulator
    emulator.switch(alias_orphans="kept")
    ansible.run(alias(**API, program="http", port=3000), alias(**API, alias="second", program="files")).succeeded()
    emulator.control("DELETE", f"/containers/{emulator.id_of('shop-api')}")
    emulator.put_container(project="Shop", name="shop-api")
    outcome = ansible.run(
        *thrice(alias(**API, port=3000), "move"),
        *thrice(alias(alias="second", state="absent"), "delete"),
    ).succeeded()
    assert honest(outcome, "move")["actions"] == ["delete", "create"]
    assert honest(outcome, "delete")["actions"] == ["delete"]
    assert visit(ansible)["container_id"] == emulator.id_of("shop-api")


def test_a_copy_is_made_once_and_refreshed_at_will(ansible: Ansible) -> None:
    crawler = {"container": "shop-crawler", "name": "crawler-trial"}
    outcome = ansible.run(
        *thrice(copied(), "copy"),
        *thrice(copied(**crawler, target_project="Lab"), "closed"),
        *thrice(copied(sync=True), "sync"),
        {"name": "same", **copied(name="shop-api"), "ignore_errors": True},
        {"name": "no copy", **copied(name="shop-worker", sync=True), "ignore_errors": True},
    ).succeeded()
    made = honest(outcome, "copy")
    assert (made["actions"], made["container"]["status"]) == (["copy"], "running")
    assert made["container"]["environment_vars"]["DATABASE_URL"] == "(hidden)"
    closed = honest(outcome, "closed")["container"]
    assert closed["project_alias"] == "Lab"
    assert ansible.emulator.egress(closed["id"])["effective"]["type"] == "socks5"
    assert honest(outcome, "sync", repeats=True)["actions"] == ["sync"]
    assert "cannot be copied to its own name" in outcome["same"]["msg"]
    assert "is not a copy" in outcome["no copy"]["msg"]


def test_a_copy_that_fails_is_told_with_its_reason(ansible: Ansible) -> None:
    ansible.emulator.switch(copy_outcome="failed")
    result = ansible.run({**copied(), "ignore_errors": True}).succeeded()[0]
    assert "did not become a copy: it is failed (COPY_FAILED: " in result["msg"]
    assert (result["actions"], result["container"]["status"]) == (["copy"], "failed")
