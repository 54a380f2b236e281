# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet brought about as a whole: what is foretold, what it takes, and what one failure does to others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._fleet.resource import FleetError, reconcile
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from tests.emulator.world.seed import add_fleet

from ..in_process_emulator import SERVER, Cloud
from ..strategies import KEYS
from ..trials import Case, ends_as_asked

IMAGE = "ubuntu/22.04"
PURGE: Json = {"purge": True, "purge_pattern": "old-*"}


def options(*containers: Json, **others: Any) -> Json:
    """The options of a fleet."""
    given = {"defaults": {"server": SERVER}, "concurrency": 8, "max_failures": 0, "purge": False, "purge_pattern": None}
    return {"project": "Shop", "containers": list(containers), **given, **others}


def task(cloud: Cloud, *containers: Json, check_mode: bool = False, **others: Any) -> Task:
    """A task for a fleet."""
    return cloud.task(options(*containers, **others), check_mode=check_mode)


def failed(run: Task) -> Json:
    """The result of a fleet that fails."""
    with pytest.raises(FleetError) as caught:
        reconcile(run)
    return run.failure(caught.value)


def by_name(result: Mapping[str, Any]) -> dict[str, Json]:
    """The rows of a result."""
    return {row["name"]: row for row in result["results"]}


def mixed(cloud: Cloud) -> list[Json]:
    """A fleet that asks for everything, and the containers that it finds."""
    for name in ("same", "gone", "moved", "old-1", "old-2", "kept"):
        cloud.put(name, values={"comment": "before"})
    cloud.put("asleep", "stopped")
    cloud.put("image-1")
    return [
        {"name": "new-[1:3]", "network": {"type": "block"}},
        {"name": "same", "comment": "before"},
        {"name": "gone", "state": "absent"},
        {"name": "moved", "comment": "after", "network": {"type": "block", "comment": "why"}},
        {"name": "asleep", "state": "started"},
        {"name": "image-1", "container_image": IMAGE, "recreate": True},
    ]


@pytest.mark.parametrize("delay", [0, 30])
def test_check_mode_says_what_a_run_does_and_the_next_run_does_nothing(delay: int) -> None:
    cloud = Cloud(create_delay=delay, start_delay=delay, delete_delay=delay)
    declared = mixed(cloud)
    foretold = reconcile(task(cloud, *declared, check_mode=True, **PURGE))
    assert not cloud.writes
    done = reconcile(task(cloud, *declared, **PURGE))
    names = ["new-1", "new-2", "new-3", "same", "gone", "moved", "asleep", "image-1", "old-1", "old-2"]
    for result in (foretold, done):
        assert [row["name"] for row in result["results"]] == names
    for member in ("actions", "changes", "changed", "diff", "error"):
        assert [row[member] for row in foretold["results"]] == [row[member] for row in done["results"]]
    changed = "3 changed (1 comment, 1 container_image, 1 network, 1 recreate, 1 status)"
    assert done["summary"]["text"] == f"3 created, {changed}, 1 deleted, 2 purged, 1 as declared"
    cloud.forget()
    again = reconcile(task(cloud, *declared, **PURGE))
    assert (again["changed"], again["summary"]["unchanged"], cloud.writes) == (False, 8, [])
    assert cloud.names() == ["asleep", "image-1", "kept", "moved", "new-1", "new-2", "new-3", "same"]


def test_many_that_are_as_declared_cost_one_listing() -> None:
    cloud = Cloud()
    add_fleet(cloud.world, "Shop", 300, "node-")
    declared = {"name": "node-[00001:00300]", "color": "#3B82F6", "state": "started"}
    assert not reconcile(task(cloud, declared, defaults=None))["changed"]
    shop = cloud.world.project_called("Shop")
    assert shop
    assert len(cloud.lines) == 1 + 4
    assert set(cloud.lines) == {"GET /projects/", f"GET /projects/{shop.id}/containers"}


def test_many_wait_together() -> None:
    cloud = Cloud(create_delay=60)
    assert reconcile(task(cloud, {"name": "node-[01:50]"}))["summary"]["create"] == 50
    assert len(cloud.writes) == 50
    reads = [line for line in cloud.lines if re.fullmatch("GET /containers/[0-9a-f]{24}", line)]
    assert len(reads) == 2 * 50, "one to see that it runs, and one to see what became of it"
    assert 60 <= cloud.clock.now() < 75


def test_what_takes_longest_begins_first() -> None:
    cloud = Cloud()
    there = cloud.put("web-1", values={"comment": "before"})
    reconcile(task(cloud, {"name": "web-1", "comment": "after"}, {"name": "web-2"}, concurrency=1))
    shop = there.project.id
    assert cloud.writes == [f"POST /projects/{shop}/containers", f"PATCH /containers/{there.id}"]


def test_one_that_fails_loses_no_other_row() -> None:
    cloud = Cloud()
    there = cloud.put("web-2")
    cloud.fault("forbidden", path=f"/containers/{there.id}$", method="PATCH")
    declared: list[Json] = [{"name": f"web-{number}", "comment": "after"} for number in range(1, 4)]
    result = failed(task(cloud, *declared, {"name": "x"}, {"name": "web-[9:1]"}))
    rows = by_name(result)
    assert list(rows) == ["web-1", "web-2", "web-3", "x", "web-[9:1]"]
    assert [bool(row["error"]) for row in rows.values()] == [False, True, False, True, True]
    assert (rows["web-1"]["actions"], rows["web-2"]["actions"]) == (["create"], [])
    assert (rows["web-2"]["error"]["status"], rows["web-2"]["container"]["id"]) == (403, there.id)
    assert {name: result["summary"][name] for name in ("create", "failed")} == {"create": 2, "failed": 3}
    assert result["changed"]


def test_a_part_that_fails_loses_no_other_row_either() -> None:
    cloud = Cloud()
    there = [cloud.put(f"web-{number}") for number in range(1, 4)]
    cloud.fault("forbidden", path=f"/containers/{there[1].id}/network/start$")
    result = failed(task(cloud, {"name": "web-[1:3]", "comment": "after", "network": {"type": "block"}}))
    rows = by_name(result)
    done = ["update", "configure network", "start network"]
    assert [row["actions"] for row in rows.values()] == [done, done[:2], done]
    assert [row["network"]["enforced"] for row in rows.values()] == [True, False, True]
    assert rows["web-2"]["container"]["comment"] == "after"


def test_what_cannot_be_planned_is_a_row_and_nothing_is_written_for_it() -> None:
    cloud = Cloud()
    there = cloud.put("web-1")
    cloud.fault("forbidden", path=f"/containers/{there.id}/network$", method="GET")
    result = failed(task(cloud, {"name": "web-1", "comment": "after", "network": {"type": "block"}}, {"name": "web-2"}))
    assert by_name(result)["web-1"]["error"]["status"] == 403
    assert cloud.writes == [f"POST /projects/{there.project.id}/containers"]


def test_after_so_many_failures_nothing_more_is_begun() -> None:
    cloud = Cloud()
    cloud.fault("forbidden", method="POST")
    result = failed(task(cloud, {"name": "web-[1:9]"}, max_failures=2, concurrency=1))
    assert (result["summary"]["failed"], result["summary"]["not_attempted"]) == (2, 7)
    assert len(cloud.writes) == 2
    assert by_name(result)["web-9"]["error"]["msg"] == "Not attempted: 2 others failed (max_failures)."
    cloud.forget()
    result = failed(task(cloud, {"name": "x"}, {"name": "y"}, {"name": "web-[1:9]"}, max_failures=2))
    assert (cloud.writes, result["summary"]["not_attempted"]) == ([], 9), "what was wrong from the beginning counts too"


def test_failures_of_one_cause_are_told_once() -> None:
    cloud = Cloud()
    cloud.fault("forbidden", method="POST")
    result = failed(task(cloud, {"name": "web-[1:9]"}))
    [reason] = result["summary"]["reasons"]
    assert (reason["count"], reason["names"]) == (9, [f"web-{number}" for number in range(1, 10)])


def test_names_change_hands_in_waves() -> None:
    cloud = Cloud()
    one, two = cloud.put("web-1"), cloud.put("web-2", ssh_public_key=KEYS[0])
    three: Json = {"name": "web-4", "ssh_public_key": KEYS[0]}
    reconcile(
        task(cloud, {"id": one.id, "name": "web-2"}, {"id": two.id, "name": "web-3", "ssh_public_key": ""}, three)
    )
    assert (one.name, two.name, cloud.named("web-4").ssh_public_key) == ("web-2", "web-3", KEYS[0])


@pytest.mark.parametrize("check_mode", [True, False])
def test_the_one_that_shares_its_ram_disk_comes_before_the_others(check_mode: bool) -> None:
    cloud = Cloud(create_delay=5)
    items = [{"name": name, "server": SERVER} for name in ("aaa", "shared", "zzz")]
    items[1]["ramdisk_scope"] = "project"
    run = task(cloud, *items, check_mode=check_mode)
    assert [row["actions"] for row in reconcile(run)["results"]] == [["create"]] * 3
    if not check_mode:
        assert cloud.named("shared").values["ramdisk_scope"] == "project"
        assert not reconcile(task(cloud, *items))["changed"]


@pytest.mark.parametrize("check_mode", [True, False])
def test_only_one_can_come_first(check_mode: bool) -> None:
    cloud = Cloud()
    items = [{"name": name, "server": SERVER, "ramdisk_scope": "project"} for name in ("aaa", "bbb")]
    with pytest.raises(FleetError, match="The item bbb of containers cannot have ramdisk_scope: project"):
        reconcile(task(cloud, *items, check_mode=check_mode))
    assert len(cloud.writes) == (0 if check_mode else 2)


@pytest.mark.parametrize("check_mode", [True, False])
def test_what_another_one_keeps_is_refused_before_anything_is_written(check_mode: bool) -> None:
    cloud = Cloud()
    one, two = cloud.put("web-1"), cloud.put("web-2", ssh_public_key=KEYS[0])
    asking: list[Json] = [{"id": one.id, "name": "web-2"}, {"name": "web-3", "ssh_public_key": KEYS[0]}]
    rows = by_name(failed(task(cloud, *asking, check_mode=check_mode)))
    assert f"The container web-2 ({two.id}) of the project Shop has this name." in rows["web-2"]["error"]["msg"]
    assert "has this SSH key" in rows["web-3"]["error"]["msg"]
    assert not cloud.writes


def test_check_mode_finds_a_key_in_another_project_too() -> None:
    cloud = Cloud()
    other = cloud.put("web-1", project="Lab", ssh_public_key=KEYS[0])
    rows = by_name(failed(task(cloud, {"name": "web-2", "ssh_public_key": KEYS[0]}, check_mode=True)))
    assert f"({other.id}) of the project Lab has this SSH key" in rows["web-2"]["error"]["msg"]


@pytest.mark.parametrize(
    "containers,others,words",
    [
        ([{"name": "web-1"}, {"name": "web-[1:2]"}], {}, "More than one item of containers has the name web-1"),
        ([{"name": "web-[1:2]", "ssh_public_key": KEYS[0]}], {}, "have the same ssh_public_key"),
        ([{"name": "web-[1:2]", "ssh_key_file": "/nowhere/key"}], {}, "have the same ssh_key_file"),
        ([], {"concurrency": 33}, "concurrency must be 1 to 32, not 33"),
        ([], {"max_failures": -1}, "max_failures must not be negative"),
        ([], {"purge": True}, "purge_pattern must not be empty"),
        ([], {"purge": True, "purge_pattern": "*"}, r"so all 1 containers would be deleted"),
    ],
)
def test_what_is_wrong_with_all_of_it_is_one_error(containers: list[Json], others: Json, words: str) -> None:
    cloud = Cloud()
    cloud.put("web-1")
    with pytest.raises(InputError, match=words):
        reconcile(task(cloud, *containers, **others))
    assert not cloud.writes


def test_two_items_about_one_container_are_one_too_many() -> None:
    cloud = Cloud()
    there = cloud.put("web-1")
    with pytest.raises(InputError, match="items web-1 and web-2 of containers are about the same container"):
        reconcile(task(cloud, {"name": "web-1"}, {"id": there.id, "name": "web-2"}))


def test_nothing_is_purged_unless_all_else_went_well() -> None:
    cloud = Cloud()
    cloud.put("old-1")
    cloud.fault("forbidden", method="POST")
    run = task(cloud, {"name": "web-1"}, **PURGE)
    with pytest.raises(FleetError, match="Nothing was purged"):
        reconcile(run)
    cloud.mend()
    assert cloud.names() == ["old-1"]
    failed(task(cloud, {"name": "x"}, **PURGE))
    assert cloud.names() == ["old-1"]
    assert reconcile(task(cloud, {"name": "web-1"}, **PURGE))["summary"]["purged"] == ["old-1"]


def test_what_is_purged_is_listed_by_name() -> None:
    cloud = Cloud()
    names = [f"old-{number}" for number in (3, 1, 2)]
    for name in names:
        cloud.put(name)
    assert reconcile(task(cloud, {"name": "web-1"}, **PURGE))["summary"]["purged"] == sorted(names)


def test_what_got_another_name_meanwhile_is_not_purged() -> None:
    cloud = Cloud(create_delay=60)
    there = cloud.put("old-1")

    def rename(_line: str) -> None:
        cloud.world.rename(there, "precious")
        cloud.world.touch(there, moved=True)

    run = cloud.task(options({"name": "web-1"}, **PURGE), progress=rename)
    assert reconcile(run)["summary"]["purged"] == []
    assert cloud.names() == ["precious", "web-1"]


def test_whoever_looks_on_is_told_how_far_it_has_come() -> None:
    cloud, lines = Cloud(create_delay=25), list[str]()
    reconcile(cloud.task(options({"name": "node-[1:6]"}), progress=lines.append))
    assert len(lines) >= 2
    assert lines[0].startswith("0 of 6 containers done; waiting for node-1 to become running, ")


@pytest.mark.parametrize("takes_long", [False, True])
def test_who_begins_long_after_the_listing_looks_again(takes_long: bool) -> None:
    cloud = Cloud()
    there = cloud.put("web-9", values={"comment": "before"})
    if takes_long:
        # The reply to the first creation never comes.
        cloud.fault("hang_after", method="POST", times=1)
    reconcile(task(cloud, {"name": "web-1"}, {"name": "web-9", "comment": "after"}, concurrency=1))
    before = cloud.lines[: cloud.lines.index(f"PATCH /containers/{there.id}")]
    assert (f"GET /containers/{there.id}" in before) is takes_long


def test_whatever_fails_at_whatever_request_the_next_run_ends_as_asked() -> None:
    def before() -> Cloud:
        cloud = Cloud(create_delay=0, delete_delay=0)
        for name in ("moved", "gone", "old-1"):
            cloud.put(name)
        return cloud

    def run(task: Task) -> Json:
        try:
            return reconcile(task)
        except FleetError as problem:
            raise HoodyError(str(problem)) from None

    def holds(cloud: Cloud) -> bool:
        network = cloud.named("moved").network
        is_blocked = bool(network and network.effective and network.effective["type"] == "block")
        return cloud.names() == ["moved", "new-1"] and is_blocked

    declared: list[Json] = [
        {"name": "new-1"},
        {"name": "moved", "network": {"type": "block"}},
        {"name": "gone", "state": "absent"},
    ]
    ends_as_asked(Case(before, options(*declared, concurrency=1, **PURGE), run, holds))


def test_each_item_of_a_range_has_a_key_file_of_its_own(tmp_path: Path) -> None:
    cloud = Cloud()
    given = [{"name": "web-[1:3]"}, {"name": "gone", "state": "absent"}]
    shared = {"server": SERVER, "ssh_key_file": str(tmp_path / "keys" / "{name}")}
    foretold = reconcile(task(cloud, *given, defaults=shared, check_mode=True))
    assert not (tmp_path / "keys").exists()
    done = reconcile(task(cloud, *given, defaults=shared))
    assert [row["diff"] for row in foretold["results"]] == [row["diff"] for row in done["results"]]
    assert {path.name for path in (tmp_path / "keys").iterdir()} == {"web-1", "web-2", "web-3"}
    keys = {name: cloud.named(name).ssh_public_key for name in ("web-1", "web-2", "web-3")}
    assert len(set(keys.values())) == 3
    assert not reconcile(task(cloud, *given, defaults=shared))["changed"]
    # Files that have changed places: a key that another item gives up goes to the next one.
    (tmp_path / "keys" / "web-1").unlink()
    (tmp_path / "keys" / "web-2").rename(tmp_path / "keys" / "web-1")
    moved = reconcile(task(cloud, *given, defaults=shared))
    assert moved["summary"]["text"] == "2 changed (2 ssh_public_key), 2 as declared"
    assert cloud.named("web-1").ssh_public_key == keys["web-2"]
    assert cloud.named("web-2").ssh_public_key not in keys.values()


def test_one_file_that_is_no_key_fails_one_item(tmp_path: Path) -> None:
    (tmp_path / "web-1").write_text("something else")
    result = failed(task(Cloud(), {"name": "web-[1:2]", "ssh_key_file": str(tmp_path / "{name}")}))
    assert "does not contain a private key" in by_name(result)["web-1"]["error"]["msg"]
    assert by_name(result)["web-2"]["actions"] == ["create"]
