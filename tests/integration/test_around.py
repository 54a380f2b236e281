# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surrounds containers, as a playbook meets it: projects, servers, images and realms."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from ..unit.plugins.firewall.packets import opened_meanwhile
from .playbook import Ansible, Task, container, fleet, honest, thrice


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
    assert shown["permissions"] == [], "a new project is shared with nobody"
    assert "If this is intended, add cascade: true. Nothing was deleted." in outcome["not meant"]["msg"]
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


def firewall(**options: Any) -> Task:
    """A task of the module container_firewall, for one container."""
    return {"hoody.cloud.container_firewall": {"project": "Shop", "container": "shop-api", **options}}


WEB: Task = {"action": "allow", "protocol": "tcp", "destination_port": "80,443", "description": "web"}
OFFICE: Task = {**WEB, "destination_port": "1-65535", "source": "203.0.113.0/24", "description": "office"}
REST: Task = {"action": "drop", "protocol": "tcp", "destination_port": "1-65535", "description": "the rest"}
MAIL: Task = {"action": "reject", "protocol": "tcp", "destination_port": 25, "description": "no mail"}


def test_a_firewall_is_never_more_open_on_its_way(ansible: Ansible) -> None:
    """Made, described and ordered anew, purged and reset; what was open in between, the emulator has kept."""
    complete = {"ordered": True, "purge": True}
    shop = {**WEB, "description": "shop", "destination_port": "443, 80"}
    steps = {
        "made": firewall(ingress=[WEB, OFFICE, REST], egress=[MAIL], **complete),
        "changed": firewall(ingress=[OFFICE, shop, {**REST, "description": "nobody else"}], **complete),
        "switched": firewall(ingress=[{**shop, "state": "disabled"}]),
        "purged": firewall(egress=[], purge=True),
        "reset": firewall(state="absent"),
    }
    address = {"project": "Shop", "container": "shop-api"}
    outcome = ansible.run(
        {"name": "shut out", **firewall(ingress=[REST]), "ignore_errors": True},
        {"name": "meant", **firewall(ingress=[REST], force=True)},
        {"name": "all", **told("container_firewall", **address)},
        *[task for name, step in steps.items() for task in thrice(step, name)],
        {"name": "attached", **told("container", **address, firewall=True)},
    ).succeeded()
    assert "These rules would block all access to port 22 (SSH)" in outcome["shut out"]["msg"]
    assert "The services of this container stop answering [FIREWALL_RULE_COVERS_KIT_PORTS]" in outcome.said
    assert [rule["description"] for rule in outcome["all"]["firewall"]["ingress"]] == ["the rest"]
    expected = {
        "made": ["add", "add", "add_temporary", "delete", "add", "delete_temporary", "add"],
        "switched": ["disable"],
        "purged": ["delete"],
        "reset": ["reset"],
    }
    for name in steps:
        assert honest(outcome, name)["actions"] == expected.get(name, honest(outcome, name)["actions"]), name
    assert outcome["changed run"]["diff"]["after"]["ingress"] == [
        "allow tcp 1-65535 from 203.0.113.0/24: office",
        "allow tcp 80,443 from anywhere: shop",
        "drop tcp 1-65535 from anywhere: nobody else",
    ]
    assert outcome["attached"]["containers"][0]["firewall"]["ingress"] == []
    identity = ansible.emulator.id_of("shop-api")
    history = ansible.emulator.control("GET", f"/containers/{identity}/firewall")
    ends = [0]
    for name in ("meant", *(f"{name} run" for name in steps)):
        ends.append(ends[-1] + len(outcome[name]["actions"]))
    assert len(history) == ends[-1] + 1
    for first, last in pairwise(ends):
        assert not opened_meanwhile(history[first : last + 1])


def test_a_fleet_with_firewalls(ansible: Ansible) -> None:
    wall = {"ingress": [WEB, OFFICE, REST], "ordered": True, "purge": True}
    items: list[Task] = [{"name": "fort-[1:2]"}, {"name": "fort-open", "firewall": {"ingress": [REST]}}]
    task = fleet(project="Shop", defaults={"server": "amber-fox-1a2-de", "firewall": wall}, containers=items)
    outcome = ansible.run({**task, "ignore_errors": True}).succeeded()[0]
    assert "fort-open: These rules would block all access to port 22" in outcome["msg"]
    shop = {**wall, "ingress": [{**WEB, "description": "shop"}, OFFICE, REST]}
    task = fleet(project="Shop", defaults={"server": "amber-fox-1a2-de", "firewall": shop}, containers=items[:1])
    result = ansible.run(*thrice(task, "fleet")).succeeded()
    check, run, again = (result[f"fleet {part}"] for part in ("check", "run", "again"))
    assert [row["actions"] for row in check["results"]] == [row["actions"] for row in run["results"]]
    assert run["summary"]["text"] == "2 changed (2 firewall), 0 as declared"
    assert run["results"][0]["changes"] == ["firewall.ingress"]
    assert run["results"][1]["firewall"]["ingress"][0]["description"] == "shop"
    assert not again["changed"]


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
