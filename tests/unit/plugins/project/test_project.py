# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects: foretold, made once, renamed with their containers, and deleted with them only where that is meant."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import Conflict, Forbidden, InputError, Refused
from ansible_collections.hoody.cloud.plugins.module_utils._container.deletion import deleted
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import WaitError, drive
from ansible_collections.hoody.cloud.plugins.module_utils._project.model import desired
from ansible_collections.hoody.cloud.plugins.module_utils._project.resource import PROJECTS
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from tests.emulator.routes.gate import COLLEAGUE_TOKEN
from tests.emulator.world.records import Level
from tests.emulator.world.seed import REALM_ID

from .. import in_process_emulator
from ..in_process_emulator import Cloud

DEFAULTS: Json = {name: entry.get("default") for name, entry in PROJECTS.options().items()}


def task(cloud: Cloud, project: str | None = "Market", *, check_mode: bool = False, **options: Any) -> Task:
    """A task about a project."""
    return cloud.task({**DEFAULTS, "project": project, **options}, check_mode=check_mode)


def done(cloud: Cloud, *arguments: Any, **options: Any) -> Json:
    """What comes of it, which check mode has foretold and a repetition does not change."""
    foretold = PROJECTS.reconcile(task(cloud, *arguments, check_mode=True, **options))
    assert not cloud.writes
    result = PROJECTS.reconcile(task(cloud, *arguments, **options))
    assert (foretold["actions"], foretold["diff"]) == (result["actions"], result["diff"])
    cloud.forget()
    again = PROJECTS.reconcile(task(cloud, *arguments, **options))
    assert (again["actions"], cloud.writes) == ([], [])
    return result


def aliases(cloud: Cloud) -> list[str]:
    """What the projects are called."""
    return sorted(project.alias for project in cloud.world.projects.values())


@pytest.mark.parametrize("alias", ["required", "optional"])
def test_made_changed_and_deleted(alias: str) -> None:
    cloud = Cloud(project_update_alias=alias)
    made = done(cloud, color="10b981", max_containers=10)
    assert (made["actions"], made["project"]["color"]) == (["create"], "#10B981")
    assert made["diff"]["after"] == {"alias": "Market", "color": "#10B981", "max_containers": 10}
    changed = done(cloud, max_containers=-1)
    assert (changed["actions"], changed["project"]["max_containers"]) == (["update"], None)
    assert changed["project"]["color"] == "#10B981", "what is not named stays"
    assert done(cloud, made["project"]["id"], color="#abc")["actions"] == ["update"]
    assert done(cloud, state="absent")["actions"] == ["delete"]
    assert "Market" not in aliases(cloud)


def test_renamed_with_what_is_in_it_and_renamed_once() -> None:
    cloud = Cloud()
    cloud.put("web-1")
    assert done(cloud, "Shop", alias="Market")["actions"] == ["update"]
    assert (cloud.names("Market"), "Shop" in aliases(cloud)) == (["web-1"], False)


def test_a_new_name_is_free_or_refused_before_anything_is_written() -> None:
    cloud = Cloud()
    for check_mode in (True, False):
        with pytest.raises(InputError, match=r"Shop cannot be renamed to 'Lab', because the project 65a1.* has this"):
            PROJECTS.reconcile(task(cloud, "Shop", alias="Lab", check_mode=check_mode))
    assert not cloud.writes


def test_one_that_is_to_be_renamed_and_is_nowhere_is_made_under_its_new_name() -> None:
    cloud = Cloud()
    assert done(cloud, "Bazaar", alias="Market")["actions"] == ["create"]
    assert "Bazaar" not in aliases(cloud)


def test_an_id_that_is_gone_cannot_be_made() -> None:
    cloud = Cloud()
    gone = "65a1b2c3d4e5f6ffffffffff"
    with pytest.raises(InputError, match="no project with the id 65a1b2c3d4e5f6ffffffffff, and a project with"):
        PROJECTS.reconcile(task(cloud, gone, alias="Lab"))
    assert done(cloud, gone, state="absent")["actions"] == []


@pytest.mark.parametrize("delete", ["cascade", "refused"])
def test_containers_go_first_and_only_where_that_is_meant(delete: str) -> None:
    cloud = Cloud(project_delete=delete)
    for number in range(7):
        cloud.put(f"web-{number}")
    with pytest.raises(InputError, match=r"which would be deleted with it: web-0, .*web-4 and 2 more\. If this is"):
        PROJECTS.reconcile(task(cloud, "Shop", state="absent"))
    assert not cloud.writes
    result = done(cloud, "Shop", state="absent", cascade=True)
    assert result["actions"] == ["delete_containers", "delete"]
    assert result["diff"]["before"]["containers"] == [f"web-{number}" for number in range(7)]
    assert "Shop" not in aliases(cloud)


def test_what_is_on_its_way_out_is_waited_for_and_is_nothing_to_ask_about() -> None:
    cloud = Cloud(project_delete="refused", delete_delay=20)
    going = cloud.put("web-1")
    cloud.session().client.delete(f"/containers/{going.id}")
    assert going.status == "deleting"
    assert PROJECTS.reconcile(task(cloud, "Shop", state="absent"))["actions"] == ["delete"]


def test_without_a_wait_the_api_deletes_what_is_in_it() -> None:
    cloud = Cloud()
    cloud.put("web-1")
    result = PROJECTS.reconcile(task(cloud, "Shop", state="absent", cascade=True, wait=False))
    assert (result["actions"], len(cloud.writes)) == (["delete"], 1)
    cloud = Cloud(project_delete="refused")
    cloud.put("web-1")
    with pytest.raises(Refused, match="Project contains active containers"):
        PROJECTS.reconcile(task(cloud, "Shop", state="absent", cascade=True, wait=False))


@pytest.mark.parametrize("second", [404, 409])
def test_a_deletion_that_is_under_way_is_waited_for(second: int) -> None:
    cloud = Cloud(project_delete_delay=20, second_project_delete=second)
    PROJECTS.reconcile(task(cloud, "Shop", state="absent", wait=False))
    impatient = task(cloud, "Shop", state="absent", wait_timeout=5.0)
    with pytest.raises(WaitError, match=r"Project Shop did not go away: it was still there after 5 s"):
        PROJECTS.reconcile(impatient)
    assert impatient.record.actions == ["delete"]
    assert PROJECTS.reconcile(task(cloud, "Shop", state="absent"))["actions"] == ["delete"]
    assert "Shop" not in aliases(cloud)


def test_without_a_wait_a_deletion_that_is_under_way_is_told() -> None:
    cloud = Cloud(project_delete_delay=20)
    PROJECTS.reconcile(task(cloud, "Shop", state="absent", wait=False))
    with pytest.raises(Conflict, match="Resource already exists"):
        PROJECTS.reconcile(task(cloud, "Shop", state="absent", wait=False))


def test_a_project_that_the_api_does_not_delete_is_told_with_the_reason() -> None:
    cloud = Cloud()
    cloud.fault("snapshot_busy", method="DELETE", path="/projects/")
    with pytest.raises(
        WaitError, match=r"Project Shop did not go away: it was still there.* answered 409: A snap"
    ) as told:
        PROJECTS.reconcile(task(cloud, "Shop", state="absent", wait_timeout=5.0))
    assert told.value.result["error"]["status"] == 409


def test_through_a_realm_nobody_sees_whether_a_project_is_empty() -> None:
    cloud = Cloud()
    shop = cloud.world.project_called("Shop")
    assert shop
    shop.realm_ids = [REALM_ID]
    cloud.put("web-1")
    session = cloud.session(realm=REALM_ID)
    given = {**DEFAULTS, "project": "Shop", "state": "absent"}
    with pytest.raises(InputError, match=f"is empty, because only containers of the realm {REALM_ID} are visible"):
        PROJECTS.reconcile(cloud.task(given, session=session))
    assert not cloud.writes
    PROJECTS.reconcile(cloud.task({**given, "cascade": True}, session=session))
    assert "Shop" not in aliases(cloud)


def test_the_realm_of_the_host_is_one_of_them_in_any_case() -> None:
    cloud = Cloud()
    options = {**DEFAULTS, "project": "Market", "realm_ids": []}
    for actions in (["create"], []):
        foretold, result = (
            PROJECTS.reconcile(cloud.task(options, session=cloud.session(realm=REALM_ID), check_mode=check_mode))
            for check_mode in (True, False)
        )
        assert foretold["actions"] == result["actions"] == actions
        assert result["project"]["realm_ids"] == [REALM_ID]


def test_one_that_is_odd_is_in_the_way_of_no_other() -> None:
    cloud = Cloud()
    cloud.fault("altered", path="/projects/$", at=["data", "projects", 0, "color"], value=7)
    assert {item["alias"] for item in PROJECTS.inform(cloud.task({"project": None, "members": False}))["projects"]}
    assert PROJECTS.reconcile(task(cloud))["actions"] == ["create"]


def test_the_default_project_stays() -> None:
    cloud = Cloud()
    [default] = [project.alias for project in cloud.world.projects.values() if project.is_default]
    with pytest.raises(InputError, match=f"The project {default} is the default project of the account"):
        PROJECTS.reconcile(task(cloud, default, state="absent", cascade=True))
    assert not cloud.writes


@pytest.mark.parametrize(
    "options, message",
    [
        ({"project": None}, "Give project: the alias or the id"),
        ({"project": " "}, "The option project must not be blank"),
        (
            {"alias": "65a1b2c3d4e5f60718293a01"},
            "must not be 24 hexadecimal characters, because it would be mistaken for an id",
        ),
        ({"project": "x" * 101}, "The option alias must have at most 100 characters, not 101"),
        ({"max_containers": -2}, "The option max_containers must be -1 for no limit, 0 or more, not -2"),
        ({"color": "green"}, "The option color must be a color"),
        ({"wait_timeout": 0.0}, "The option wait_timeout must be more than 0 seconds, not 0"),
    ],
)
def test_bad_input_is_told_in_one_sentence(options: Json, message: str) -> None:
    with pytest.raises(InputError, match=message):
        desired({**DEFAULTS, "project": "Market", **options})


@pytest.mark.parametrize("level, allowed", [("read", False), ("edit", True)])
def test_a_project_of_somebody_else(monkeypatch: pytest.MonkeyPatch, level: Level, allowed: bool) -> None:
    """Who may change it says what there may be of containers only where that is another number."""
    cloud = Cloud()
    shop = cloud.world.project_called("Shop")
    assert shop
    shop.max_containers = 9
    [entry] = shop.permissions.values()
    entry.permission_level = level
    monkeypatch.setattr(in_process_emulator, "TOKEN", COLLEAGUE_TOKEN)
    assert PROJECTS.reconcile(task(cloud, "Shop", max_containers=9))["actions"] == []
    changed = task(cloud, "Shop", max_containers=9, color="#123456")
    if allowed:
        assert PROJECTS.reconcile(changed)["actions"] == ["update"]
    else:
        with pytest.raises(Forbidden):
            PROJECTS.reconcile(changed)
    with pytest.raises(Forbidden, match="Insufficient permissions"):
        PROJECTS.reconcile(task(cloud, "Shop", max_containers=8))
    assert shop.max_containers == 9
    assert (shop.color == "#123456") == allowed


def test_what_is_told_of_them() -> None:
    cloud = Cloud()
    cloud.put("web-1")
    told = PROJECTS.inform(cloud.task({"project": None, "members": False}))["projects"]
    assert {item["alias"]: item["container_count"] for item in told}["Shop"] == 1
    assert [item["alias"] for item in told] == aliases(cloud)
    [one] = PROJECTS.inform(cloud.task({"project": "Shop", "members": True}))["projects"]
    [shared] = one["permissions"]
    assert (shared["permission_level"], shared["user"]["username"]) == ("edit", "colleague")


def test_what_is_gone_already_when_it_is_to_be_deleted() -> None:
    cloud = Cloud()
    there = cloud.put("web-1")
    cloud.put("web-2", "paused")
    listed = [{"id": item.id, "name": item.name, "status": item.status} for item in cloud.world.containers.values()]
    del cloud.world.containers[there.id]
    there.project.containers.pop(there.id)
    running = task(cloud)
    drive(deleted(running, listed, 60.0, "delete_containers"), cloud.clock)
    assert (cloud.names(), running.record.actions) == ([], ["delete_containers"])
