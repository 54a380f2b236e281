# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A container brought about as a whole, on servers of every kind: foretold, done, and left alone afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import Conflict, HoodyError, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._container.keeping import Kept
from ansible_collections.hoody.cloud.plugins.module_utils._container.model import Desired
from ansible_collections.hoody.cloud.plugins.module_utils._container.resource import ContainerResource
from ansible_collections.hoody.cloud.plugins.module_utils._engine.lookup import UnknownProject
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import Work
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from tests.emulator.world.records import Container, Transition
from tests.emulator.world.seed import REALM_ID

from ..in_process_emulator import SERVER, Cloud
from ..strategies import ID, KEYS

IMAGE = "ubuntu/22.04"


class Keepsake:
    """What a new container takes over, said by the test; ``asked`` is what was asked of it, in order."""

    def __init__(self, left_out: tuple[str, ...] = ()) -> None:
        self.left_out = left_out
        self.asked: list[object] = []

    def keep(self, _task: Task, wanted: Desired, old: Json, body: Mapping[str, Any]) -> Kept:
        """A Keep."""
        self.asked.append((wanted.name, old["id"], body["container_image"]))
        return self

    def restore(self, task: Task, name: str, _container_id: str) -> Work[None]:
        """As a Kept does it."""
        yield from ()
        self.asked.append((name, task.client.get("/containers/", {"limit": 1})["pagination"]["total"]))


#: Servers with all that makes the work go another way.
WORLDS: dict[str, dict[str, Any]] = {
    "current": {},
    "seed": {"revision": "seed"},
    "refusing": {
        "delete_running": "refused",
        "delete_unfinished": "refused",
        "operation_conflict": 409,
        "second_delete": 409,
        "update_verbs": "put",
        "verb_refusal": 404,
    },
    "merging": {"environment_update": "merge", "color_digits": "expanded", "second_delete": 404, "dying_name": "free"},
    "slow": {f"{name}_delay": 40 for name in ("create", "start", "stop", "pause", "delete")},
}
#: The status of a container that is there, what is asked of it, and what is done.
CASES: dict[str, tuple[str | None, dict[str, Any], list[str]]] = {
    "create": (None, {"server": SERVER, "comment": "new", "color": "#ABC"}, ["create"]),
    "create started": (None, {"server": SERVER, "state": "started"}, ["create"]),
    "create stopped": (None, {"server": SERVER, "state": "stopped"}, ["create", "stop"]),
    "create paused": (None, {"server": SERVER, "state": "paused"}, ["create", "pause"]),
    "update": ("running", {"comment": "new", "color": "#00FF00", "ssh_public_key": KEYS[0]}, ["update"]),
    "environment": ("running", {"environment_vars": {"A": "2", "B": "3"}}, ["update"]),
    "clear": ("running", {"comment": "", "environment_vars": {}}, ["update"]),
    "start": ("stopped", {"state": "started"}, ["start"]),
    "resume": ("paused", {"state": "started"}, ["resume"]),
    "stop": ("running", {"state": "stopped", "comment": "new"}, ["update", "stop"]),
    "stop paused": ("paused", {"state": "stopped"}, ["stop"]),
    "stop by force": ("running", {"state": "stopped", "force": True}, ["stop"]),
    "pause": ("running", {"state": "paused"}, ["pause"]),
    "pause stopped": ("stopped", {"state": "paused"}, ["start", "pause"]),
    "delete": ("running", {"state": "absent"}, ["delete"]),
    "delete paused": ("paused", {"state": "absent"}, ["delete"]),
    "recreate": ("running", {"container_image": IMAGE, "recreate": True}, ["create", "delete"]),
    "recreate stopped": ("stopped", {"container_image": IMAGE, "recreate": True}, ["create", "delete", "stop"]),
    "recreate by force": (
        "running",
        {"container_image": IMAGE, "recreate": True, "force": True, "comment": "new"},
        ["delete", "create"],
    ),
    "recreate failed": ("failed", {"recreate": True}, ["create", "delete"]),
}


def subject(cloud: Cloud, status: str, **fields: Any) -> Container:
    """The container that tasks are about."""
    given = {"values": {"comment": "old"}, "environment_vars": {"A": "1", "C": "1"}, **fields}
    return cloud.put("web-1", status, **given)


def task(cloud: Cloud, options: Mapping[str, Any], *, check_mode: bool = False) -> Task:
    """A task about it."""
    return cloud.task({"name": "web-1", "project": "Shop", **options}, check_mode=check_mode)


def reconcile(task: Task) -> Json:
    """Its result."""
    return ContainerResource(Keepsake().keep).reconcile(task)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("case", CASES)
def test_check_mode_says_what_a_run_does_and_the_next_run_does_nothing(case: str, world: str) -> None:
    status, options, actions = CASES[case]
    cloud = Cloud(**WORLDS[world])
    if status:
        subject(cloud, status)
    foretold = reconcile(task(cloud, options, check_mode=True))
    assert not cloud.writes
    assert not cloud.clock.slept
    run = task(cloud, options)
    done = reconcile(run)
    assert (foretold["actions"], done["actions"]) == (actions, actions)
    assert foretold["diff"] == done["diff"]
    assert not run.warnings
    cloud.forget()
    again = reconcile(task(cloud, options))
    assert (again["changed"], again["actions"], cloud.writes) == (False, [], [])
    assert again["diff"]["before"] == again["diff"]["after"]
    assert cloud.names() == ([] if options.get("state") == "absent" else ["web-1"])


@pytest.mark.parametrize("status,actions", [("running", ["restart"]), ("stopped", ["start"]), ("paused", ["restart"])])
def test_a_restart_is_one_each_time(status: str, actions: list[str]) -> None:
    cloud = Cloud()
    subject(cloud, status)
    options = {"state": "restarted"}
    assert reconcile(task(cloud, options, check_mode=True))["actions"] == actions
    assert reconcile(task(cloud, options))["actions"] == actions
    assert reconcile(task(cloud, options))["actions"] == ["restart"]


def test_all_is_looked_up_before_anything_is_written() -> None:
    cloud = Cloud()
    for options, words in (
        ({"server": "none"}, "no active server 'none'"),
        ({}, "to create it, give server too"),
        ({"server": SERVER, "project": None}, "to create it, give project as well"),
    ):
        with pytest.raises(InputError, match=words):
            reconcile(task(cloud, options))
    assert not cloud.writes


def test_what_is_as_wanted_takes_a_listing_and_a_look() -> None:
    cloud = Cloud()
    there = subject(cloud, "running")
    for server in (SERVER, there.server.server_id):
        cloud.forget()
        assert not reconcile(task(cloud, {"comment": "old", "server": server}))["changed"]
        listing = f"GET /projects/{there.project.id}/containers"
        assert cloud.lines == ["GET /projects/", listing, f"GET /containers/{there.id}"]


def test_the_realm_of_the_host_is_one_of_its_realms_in_any_case() -> None:
    cloud = Cloud()
    shop = cloud.world.project_called("Shop")
    assert shop
    shop.realm_ids = [REALM_ID]
    for actions in (["create"], []):
        options = {"name": "web-1", "project": "Shop", "server": SERVER, "realm_ids": []}
        foretold, done = (
            reconcile(cloud.task(options, session=cloud.session(realm=REALM_ID), check_mode=check_mode))
            for check_mode in (True, False)
        )
        assert foretold["actions"] == done["actions"] == actions
        assert foretold["diff"] == done["diff"]
        assert done["container"]["realm_ids"] == [REALM_ID]


def test_another_server_is_told_apart_from_one_that_does_not_exist() -> None:
    cloud = Cloud()
    subject(cloud, "running")
    with pytest.raises(InputError, match=f"server is '{SERVER}', wanted 'blue-owl-3b4-us'"):
        reconcile(task(cloud, {"server": "blue-owl-3b4-us"}))
    with pytest.raises(InputError, match="no active server 'none'"):
        reconcile(task(cloud, {"server": "none"}))


def test_what_is_on_its_way_is_waited_for_before_it_is_judged() -> None:
    cloud = Cloud()
    there = subject(cloud, "provisioning")
    cloud.world.schedule(there, 60, Transition(0.0, "running", "create", "test"))
    assert reconcile(task(cloud, {"state": "stopped"}, check_mode=True))["actions"] == ["stop"]
    assert not cloud.clock.slept
    assert reconcile(task(cloud, {"state": "stopped"}))["actions"] == ["stop"]
    assert cloud.clock.now() >= 60


def test_who_waits_for_nothing_is_told_of_it_as_it_is() -> None:
    cloud = Cloud(create_delay=60)
    done = reconcile(task(cloud, {"server": SERVER, "wait": False}))
    assert (done["actions"], done["container"]["status"]) == (["create"], "provisioning")
    assert not cloud.clock.slept
    assert not reconcile(task(cloud, {"wait": False}))["changed"]


def test_one_that_somebody_else_deletes_is_waited_for_and_no_change() -> None:
    cloud = Cloud()
    there = subject(cloud, "deleting")
    cloud.world.schedule(there, 60, Transition(0.0, None, "delete", "test"))
    done = reconcile(task(cloud, {"state": "absent"}))
    assert (done["changed"], done["container"], cloud.names()) == (False, {}, [])
    assert cloud.clock.now() >= 60
    assert not cloud.writes


def test_in_a_project_that_is_gone_there_is_nothing_to_delete() -> None:
    run = task(Cloud(), {"state": "absent", "project": "Gone"})
    assert not reconcile(run)["changed"]
    assert run.warnings == [
        "There is no project 'Gone'. The token sees: Default, Lab, Shop. So there is nothing to delete."
    ]


def test_in_check_mode_an_earlier_task_would_have_made_the_project() -> None:
    cloud = Cloud()
    options = {"server": SERVER, "project": "Next", "ssh_public_key": KEYS[0], "state": "stopped"}
    run = task(cloud, options, check_mode=True)
    foretold = reconcile(run)
    assert (foretold["actions"], foretold["container"]["name"]) == (["create", "stop"], "web-1")
    [warning] = run.warnings
    assert warning.startswith("There is no project 'Next'. The token sees: Default, Lab, Shop. Check mode continues as")
    with pytest.raises(UnknownProject):
        reconcile(task(cloud, options))
    assert not cloud.writes
    cloud.world.add_project("Next", "#000000")
    assert reconcile(task(cloud, options))["diff"] == foretold["diff"]


def test_a_failed_one_is_an_error_that_says_how_it_came_to_that() -> None:
    cloud = Cloud(creation_outcome="failed")
    with pytest.raises(HoodyError, match="the container is failed"):
        reconcile(task(cloud, {"server": SERVER}))
    with pytest.raises(
        InputError, match=r"in the state failed .*: true\. Last status changes: .* provisioning -> failed"
    ):
        reconcile(task(cloud, {}))


@pytest.mark.parametrize("claimed", ["name", "ssh_public_key"])
def test_check_mode_refuses_what_the_run_is_refused(claimed: str) -> None:
    cloud = Cloud()
    there = subject(cloud, "running")
    holder = cloud.put("web-2", ssh_public_key=KEYS[0])
    options = {"id": there.id, "name": "web-2" if claimed == "name" else None}
    if claimed == "ssh_public_key":
        options["ssh_public_key"] = KEYS[0]
    for check_mode, kind in ((True, InputError), (False, Conflict)):
        with pytest.raises(kind, match=f"The container web-2 \\({holder.id}\\) of the project Shop has this"):
            reconcile(task(cloud, options, check_mode=check_mode))


def test_a_given_id_that_is_not_there_cannot_be_made() -> None:
    with pytest.raises(InputError, match=f"no container with the id {ID}, and a container with a certain id cannot"):
        reconcile(task(Cloud(), {"id": ID, "name": None}))


def test_a_failure_tells_what_was_done_and_how_the_container_is() -> None:
    cloud = Cloud()
    there = subject(cloud, "running")
    cloud.fault("forbidden", path="/stop$")
    run = task(cloud, {"comment": "new", "state": "stopped"})
    with pytest.raises(HoodyError) as caught:
        reconcile(run)
    told = run.failure(caught.value)
    assert (told["changed"], told["actions"]) == (True, ["update"])
    assert (told["container"]["id"], told["container"]["comment"]) == (there.id, "new")
    assert set(told["container"]["environment_vars"].values()) == {"(hidden)"}


@pytest.mark.parametrize("by_name", [True, False])
def test_a_replacement_shows_what_differs_and_nothing_else(by_name: bool) -> None:
    cloud = Cloud()
    there = subject(cloud, "running")
    server = SERVER if by_name else there.server.server_id
    diff = reconcile(task(cloud, {"server": server, "container_image": IMAGE, "recreate": True}))["diff"]
    assert (diff["before"].pop("container_image"), diff["after"].pop("container_image")) == ("debian/13", IMAGE)
    assert diff["before"] == diff["after"] == {"name": "web-1", "server": server, "status": "running"}


def test_only_what_takes_the_place_of_another_keeps_anything() -> None:
    kept = Keepsake()
    resource, cloud = ContainerResource(kept.keep), Cloud()
    for options in ({"server": SERVER}, {"comment": "new"}, {"state": "absent"}):
        resource.reconcile(task(cloud, options))
    assert not kept.asked


def test_what_is_kept_is_there_before_the_old_one_goes() -> None:
    kept = Keepsake(("kvm",))
    cloud = Cloud()
    old = subject(cloud, "running", values={"comment": "old", "kvm": True, "ramdisk_scope": "project"})
    options = {"container_image": IMAGE, "recreate": True}
    done = ContainerResource(kept.keep).reconcile(task(cloud, options))
    assert kept.asked == [("web-1", old.id, IMAGE), (f"replaces-{old.id}", 2)]
    new = cloud.named("web-1")
    assert cloud.writes == [
        f"POST /projects/{old.project.id}/containers",
        f"DELETE /containers/{old.id}",
        f"PATCH /containers/{new.id}",
        f"PATCH /containers/{new.id}",
    ]
    assert (done["container"]["kvm"], done["container"]["ramdisk_scope"]) == (False, "project")
    assert (new.values["comment"], new.environment_vars["A"]) == ("old", "1")
