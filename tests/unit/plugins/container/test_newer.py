# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""KVM and the scope of the RAM disk: ways of their own, servers without them, revisions that do not know them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._attached.containers import CONTAINERS
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task

from ..in_process_emulator import SERVER, Cloud
from ..trials import Case, ends_as_asked

Json = dict[str, Any]
FREE = "blue-owl-3b4-us"
IMAGE = "ubuntu/22.04"


def task(cloud: Cloud, options: Mapping[str, Any], *, check_mode: bool = False) -> Task:
    """A task about the container web-1."""
    return cloud.task({"name": "web-1", "project": "Shop", **options}, check_mode=check_mode)


def reconcile(task: Task) -> Json:
    """Its result."""
    task.options = {**{name: entry.get("default") for name, entry in CONTAINERS.options().items()}, **task.options}
    return CONTAINERS.reconcile(task)


#: The status of a container that is there, what is asked of it, and what is done.
CASES: dict[str, tuple[str | None, Json, list[str]]] = {
    "create": (None, {"server": SERVER, "kvm": True}, ["create"]),
    "create without": (None, {"server": SERVER, "kvm": False}, ["create"]),
    "create free without": (None, {"server": FREE, "kvm": False}, ["create"]),
    "create shared": (None, {"server": SERVER, "ramdisk_scope": "project"}, ["create"]),
    "switch": ("stopped", {"kvm": True}, ["set_kvm"]),
    "switch and start": ("stopped", {"kvm": True, "state": "started"}, ["set_kvm", "start"]),
    "switch and pause": ("stopped", {"kvm": True, "state": "paused"}, ["set_kvm", "start", "pause"]),
    "stop and switch": ("running", {"kvm": True, "state": "stopped"}, ["stop", "set_kvm"]),
    "stop paused and switch": ("paused", {"kvm": True, "state": "stopped"}, ["stop", "set_kvm"]),
    "with others": ("stopped", {"kvm": True, "comment": "new"}, ["update", "set_kvm"]),
    "share": ("running", {"ramdisk_scope": "project"}, ["update"]),
    "replace": ("running", {"container_image": IMAGE, "recreate": True, "kvm": True}, ["create", "delete"]),
    "replace shared": (
        "running",
        {"container_image": IMAGE, "recreate": True, "ramdisk_scope": "project"},
        ["create", "delete"],
    ),
}


@pytest.mark.parametrize("verbs", ["patch", "put"])
@pytest.mark.parametrize("case", CASES)
def test_check_mode_says_what_a_run_does_and_the_next_run_does_nothing(case: str, verbs: str) -> None:
    status, options, actions = CASES[case]
    cloud = Cloud(update_verbs=verbs)
    if status:
        cloud.put("web-1", status)
    foretold = reconcile(task(cloud, options, check_mode=True))
    assert not cloud.writes
    run = task(cloud, options)
    done = reconcile(run)
    assert (foretold["actions"], done["actions"], foretold["diff"]) == (actions, actions, done["diff"])
    assert not run.warnings
    for name in {"kvm", "ramdisk_scope"} & set(options):
        assert done["container"][name] == options[name]
        assert done["diff"]["after"][name] == options[name]
    assert not reconcile(task(cloud, options))["changed"]


def test_what_runs_is_restarted_by_way_of_a_stop() -> None:
    cloud = Cloud()
    cloud.put("web-1")
    options = {"kvm": True, "state": "restarted"}
    assert reconcile(task(cloud, options, check_mode=True))["actions"] == ["stop", "set_kvm", "start"]
    done = reconcile(task(cloud, options))
    assert (done["actions"], done["container"]["status"]) == (["stop", "set_kvm", "start"], "running")
    assert reconcile(task(cloud, options))["actions"] == ["restart"]


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("status,state", [("running", "present"), ("running", "started"), ("paused", "started")])
def test_nothing_is_stopped_that_nobody_wants_stopped(status: str, state: str, check_mode: bool) -> None:
    cloud = Cloud()
    cloud.put("web-1", status)
    options = {"kvm": True, "state": state, "comment": "new"}
    with pytest.raises(InputError, match=f"web-1 is {status}, and KVM can be switched only while it is stopped: give"):
        reconcile(task(cloud, options, check_mode=check_mode))
    assert not cloud.writes


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("there", [True, False])
def test_a_free_server_has_no_kvm(there: bool, check_mode: bool) -> None:
    cloud = Cloud()
    if there:
        cloud.put("web-1", "stopped", server=FREE)
    with pytest.raises(InputError, match="web-1 cannot have KVM, because its server is a free one"):
        reconcile(task(cloud, {"server": FREE, "kvm": True}, check_mode=check_mode))
    assert not cloud.writes


def test_a_token_that_may_not_see_servers_is_told_by_the_api() -> None:
    cloud = Cloud()
    there = cloud.put("web-1", "stopped", server=FREE)
    cloud.fault("forbidden", path="/(rentals|servers)")
    with pytest.raises(HoodyError, match="/kvm answered 403"):
        reconcile(task(cloud, {"kvm": True}))
    assert not there.values.get("kvm")


OLD = {"kvm": True, "ramdisk_scope": "project"}


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("name", OLD)
def test_a_revision_that_does_not_know_it(name: str, check_mode: bool) -> None:
    cloud = Cloud("seed")
    cloud.put("web-1", "stopped")
    with pytest.raises(InputError, match=f"does not return {name} for the container web-1, .*: leave out {name}"):
        reconcile(task(cloud, {name: OLD[name]}, check_mode=check_mode))
    assert not cloud.writes
    usual = {"kvm": False, "ramdisk_scope": "container"}
    assert not reconcile(task(cloud, usual, check_mode=check_mode))["changed"]


def test_what_is_created_by_such_a_revision_is_warned_of() -> None:
    for name, value in OLD.items():
        run = task(Cloud("seed"), {"server": SERVER, name: value})
        assert reconcile(run)["actions"] == ["create"]
        assert run.warnings == [f"The API accepted the container web-1, but returns another value for {name}."]


def test_what_is_not_asked_for_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = Cloud()
    cloud.put("web-1")
    sent: list[Json] = []
    exchange = cloud.transport.exchange

    def seen(method: str, url: str, query: Mapping[str, str], body: Any, seconds: float) -> Any:
        sent.append(body or {})
        return exchange(method, url, query, body, seconds)

    monkeypatch.setattr(cloud.transport, "exchange", seen)
    assert reconcile(task(cloud, {"container_image": IMAGE, "recreate": True}))["actions"] == ["create", "delete"]
    assert [body for body in sent if "container_image" in body]
    assert not [body for body in sent if {"kvm", "ramdisk_scope"} & set(body)]


def _one(status: str, **values: Any) -> Cloud:
    cloud = Cloud()
    cloud.put("web-1", status, values=values)
    return cloud


TRIALS: dict[str, Case] = {
    "stop and switch": Case(
        lambda: _one("running"),
        {"kvm": True, "state": "stopped", "comment": "new"},
        reconcile,
        lambda cloud: (cloud.named("web-1").status, cloud.named("web-1").values.get("kvm")) == ("stopped", True),
    ),
    "switch and start": Case(
        lambda: _one("stopped", kvm=True),
        {"kvm": False, "state": "started"},
        reconcile,
        lambda cloud: (cloud.named("web-1").status, cloud.named("web-1").values.get("kvm")) == ("running", False),
    ),
    "create shared": Case(
        Cloud,
        {"server": SERVER, "kvm": True, "ramdisk_scope": "project"},
        reconcile,
        lambda cloud: {**cloud.named("web-1").values, **OLD} == cloud.named("web-1").values,
    ),
    "replace shared": Case(
        lambda: _one("running"),
        {"container_image": IMAGE, "recreate": True, **OLD},
        reconcile,
        lambda cloud: (
            cloud.names() == ["web-1"]
            and {**cloud.named("web-1").values, **OLD} == cloud.named("web-1").values
            and cloud.named("web-1").image == IMAGE
        ),
    ),
}


@pytest.mark.parametrize("case", TRIALS)
def test_whatever_fails_the_next_run_ends_as_asked(case: str) -> None:
    given = TRIALS[case]
    ends_as_asked(given._replace(options={"name": "web-1", "project": "Shop", **given.options}))


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("there", [True, False])
def test_a_ram_disk_is_shared_only_by_a_container_that_is_alone(there: bool, check_mode: bool) -> None:
    cloud = Cloud()
    cloud.put("other")
    if there:
        cloud.put("web-1")
    with pytest.raises(InputError, match=r"ramdisk_scope: project, which only a container .* 'other' is there too"):
        reconcile(task(cloud, {"server": SERVER, "ramdisk_scope": "project"}, check_mode=check_mode))
    assert not cloud.writes


@pytest.mark.parametrize("force", [True, False])
def test_a_shared_ram_disk_cannot_be_kept_where_others_have_come(force: bool) -> None:
    cloud = Cloud()
    cloud.put("web-1", values={"ramdisk_scope": "project"})
    cloud.put("other")
    options = {"container_image": IMAGE, "recreate": True, "force": force}
    if not force:
        with pytest.raises(InputError, match="loses the sharing of its RAM disk"):
            reconcile(task(cloud, options))
        assert not cloud.writes
        return
    run = task(cloud, options)
    assert reconcile(run)["container"]["ramdisk_scope"] == "container"
    assert "loses the sharing of its RAM disk" in " ".join(run.warnings)
    assert not reconcile(task(cloud, {"container_image": IMAGE, "recreate": True}))["changed"]
