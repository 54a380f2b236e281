# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surrounds containers, as a playbook meets it: projects, servers, images and realms."""

from __future__ import annotations

from typing import Any

from .playbook import Ansible, Task, container, honest, thrice


def project(**options: Any) -> Task:
    """A task of the module project."""
    return {"hoody.cloud.project": options}


def told(kind: str, **options: Any) -> Task:
    """A task of one of the modules that only tell."""
    return {f"hoody.cloud.{kind}_info": options}


def test_a_newcomer_finds_everything_out(ansible: Ansible) -> None:
    """No name is known in advance: which server, which image; then a project with a container, renamed, and gone."""
    ansible.emulator.reset(empty=True)
    server = "{{ (rented.servers | selectattr('status', 'eq', 'active') | first).name }}"
    image = "{{ (found.images | first).alias }}"
    new = container(project="Market", name="first", server=server, container_image=image, state="started")
    outcome = ansible.run(
        {"name": "servers", **told("server"), "register": "rented"},
        {"name": "images", **told("image", search="debian/13"), "register": "found"},
        *thrice(project(project="Market", color="#3b82f6", max_containers=1), "make"),
        {"name": "container", **new},
        {"name": "full", **container(project="Market", name="second", server=server), "ignore_errors": True},
        {"name": "projects", **told("project")},
        *thrice(project(project="Market", alias="Bazaar", max_containers=-1), "rename"),
        {"name": "renamed", **told("project", project="Bazaar", members=True)},
        {"name": "not meant", **project(project="Bazaar", state="absent"), "ignore_errors": True},
        *thrice(project(project="Bazaar", state="absent", cascade=True), "remove"),
    ).succeeded()
    assert honest(outcome, "make")["actions"] == ["create"]
    assert "container limit" in outcome["full"]["msg"]
    assert {item["alias"]: item["container_count"] for item in outcome["projects"]["projects"]}["Market"] == 1
    renamed = honest(outcome, "rename")
    assert renamed["diff"]["before"] == {"alias": "Market", "max_containers": 1}
    assert renamed["diff"]["after"] == {"alias": "Bazaar", "max_containers": None}
    [shown] = outcome["renamed"]["projects"]
    assert (shown["id"], shown["container_count"]) == (renamed["project"]["id"], 1)
    assert shown["permissions"][0]["user"]["username"]
    assert "If that is meant, add cascade: true. Nothing was deleted." in outcome["not meant"]["msg"]
    assert honest(outcome, "remove")["actions"] == ["delete_containers", "delete"]
    assert ansible.emulator.api("GET", "/containers/").json()["data"]["containers"] == []


def test_snapshots_are_taken_kept_and_gone_back_to(ansible: Ansible) -> None:
    address = {"project": "Shop", "container": "shop-api"}
    nightly: Task = {"hoody.cloud.container_snapshot": {**address, "snapshot": "nightly-*", "max_age": 20, "keep": 2}}
    before: Task = {"hoody.cloud.container_snapshot": {**address, "snapshot": "before change", "expires_in": 7}}
    back: Task = {"hoody.cloud.container_snapshot": {**address, "snapshot": "before change", "state": "restored"}}
    gone: Task = {"hoody.cloud.container_snapshot": {**address, "snapshot": "before change", "state": "absent"}}
    outcome = ansible.run(
        *thrice(before, "before"),
        *thrice(nightly, "nightly"),
        *thrice(back, "back"),
        {"name": "all", **told("container_snapshot", **address)},
        {"name": "attached", **told("container", **address, snapshots=True)},
        *thrice(gone, "gone"),
    ).succeeded()
    assert honest(outcome, "before")["snapshot"]["name"] == "beforechange"
    assert outcome["nightly check"]["actions"] == outcome["nightly run"]["actions"] == ["create"]
    assert outcome["nightly again"]["actions"] == []
    restored = honest(outcome, "back", repeats=True)
    assert (restored["actions"], restored["container"]["status"]) == (["restore"], "running")
    everything = outcome["all"]
    assert (everything["snapshot_count"], everything["max_snapshots"]) == (2, 10)
    assert outcome["attached"]["containers"][0]["snapshots"] == everything["snapshots"]
    assert honest(outcome, "gone")["actions"] == ["delete"]


def test_the_error_of_a_project_that_cannot_be_deleted_tells_what_was_done(ansible: Ansible) -> None:
    ansible.emulator.fault("internal_error", method="DELETE", path="/projects/")
    task = project(project="Shop", state="absent", cascade=True, api_retries=0)
    result = ansible.run({**task, "ignore_errors": True}).succeeded()[0]
    assert (result["changed"], result["actions"]) == (True, ["delete_containers"])
    assert (result["error"]["method"], result["project"]["alias"]) == ("DELETE", "Shop")
    ansible.emulator.clear_faults()
    assert ansible.run(task).succeeded()[0]["actions"] == ["delete"]


def test_a_shared_name_is_no_choice(ansible: Ansible) -> None:
    """A project that somebody else shares may have the alias of one's own; the API lists both."""
    pair = ["65a1b2c3d4e5f60700000201", "65a1b2c3d4e5f60700000202"]
    listing = {"projects": [{"id": one, "alias": "Twin"} for one in pair], "pagination": {"total": 2}}
    ansible.emulator.fault("altered", method="GET", path="/projects/$", at=["data"], value=listing)
    result = ansible.run({**project(project="Twin", color="#abc"), "ignore_errors": True}).succeeded()[0]
    assert f"is ambiguous: give one of these ids instead: {', '.join(pair)}" in result["msg"]
