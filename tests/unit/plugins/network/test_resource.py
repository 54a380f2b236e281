# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A network profile brought about as a whole, on servers of every kind: foretold, enforced, then left alone."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._network.resource import NETWORKS
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from tests.emulator.world.records import Network, effective_of

from ..in_process_emulator import Cloud
from ..trials import Case, ends_as_asked

#: A server that shows nothing when what is stored is not what a running service enforces.
SIGNLESS = {"network_running_update": "deferred", "network_updated_status": "running", "network_checks": "live"}
#: Servers with all that makes the work go another way.
WORLDS: dict[str, dict[str, Any]] = {
    "current": {},
    "seed": {"revision": "seed"},
    "signless": SIGNLESS,
    "telling": {
        "network_running_update": "deferred",
        "network_updated_status": "configured",
        "network_checks": "cached",
    },
    "stopping": {"network_running_update": "stops", "network_repeat": "refused", "network_omitted": "reset"},
    "slow": {"network_delay": 40},
    "keeping": {"network_empty_string": "ignored", "network_running_update": "immediate", "update_verbs": "put"},
}
OLD = Network("http", "http://me:old@old.example.net:3128", country="FR", comment="before", status="running")
STORED = Network("http", "http://me:old@old.example.net:3128", country="FR", comment="before")
BEFORE: dict[str, Network | None] = {"nothing": None, "stored": STORED, "enforced": OLD}
NEW = {
    "type": "socks5",
    "proxy": "socks5://new.example.net:1080",
    "proxy_username": "me",
    "proxy_password": "new-secret",
    "country": "DE",
    "comment": "after",
    "dns_servers": ["9.9.9.9"],
}
ENFORCED = {"type": "socks5", "proxy": "socks5://me:new-secret@new.example.net:1080", "country": "DE"}


def cloud_with(network: Network | None, **world: Any) -> Cloud:
    """One in which web-1 has this network."""
    cloud = Cloud(**world)
    there = cloud.put("web-1", network=copy.deepcopy(network))
    if there.network and there.network.status == "running":
        there.network.effective = effective_of(there.network)
    return cloud


def task(cloud: Cloud, options: Mapping[str, Any], *, check_mode: bool = False) -> Task:
    """A task about it."""
    return cloud.task({"container": "web-1", "project": "Shop", **options}, check_mode=check_mode)


def effective(cloud: Cloud) -> dict[str, Any] | None:
    """What is enforced."""
    network = cloud.named("web-1").network
    if network:
        network.settle(cloud.world.now())
    return network.effective if network else None


def members(found: Mapping[str, Any] | None, names: Mapping[str, Any]) -> dict[str, Any]:
    """Some members of what is enforced."""
    return {name: (found or {}).get(name) for name in names}


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("state", ["started", "present", "stopped", "absent"])
@pytest.mark.parametrize("before", BEFORE)
def test_check_mode_says_what_a_run_does_and_the_next_run_does_nothing(before: str, state: str, world: str) -> None:
    cloud = cloud_with(BEFORE[before], **WORLDS[world])
    served = effective(cloud) is not None
    options = {**NEW, "state": state} if state != "absent" else {"state": state}
    foretold = NETWORKS.reconcile(task(cloud, options, check_mode=True))
    assert not cloud.writes
    done = NETWORKS.reconcile(task(cloud, options))
    assert foretold["actions"] == done["actions"]
    assert foretold["diff"] == done["diff"]
    assert foretold["network"]["enforced"] is done["network"]["enforced"]
    cloud.forget()
    again = NETWORKS.reconcile(task(cloud, options))
    assert (again["changed"], cloud.writes) == (False, [])
    if state == "started" or (state == "present" and served):
        assert members(effective(cloud), ENFORCED) == ENFORCED
    else:
        assert effective(cloud) is None


@pytest.mark.parametrize("world", WORLDS)
def test_a_restart_enforces_what_is_stored_each_time(world: str) -> None:
    cloud = cloud_with(OLD, **WORLDS[world])
    network = cloud.named("web-1").network
    assert network
    # Somebody else has stored this, and started nothing.
    network.country = "US"
    for _time in range(2):
        assert NETWORKS.reconcile(task(cloud, {"state": "restarted"}))["actions"] == ["restart"]
        assert members(effective(cloud), {"country": "US"}) == {"country": "US"}


def test_the_order_of_the_requests() -> None:
    cloud = cloud_with(OLD)
    path = f"/containers/{cloud.named('web-1').id}/network"
    NETWORKS.reconcile(task(cloud, NEW))
    assert cloud.writes == [f"POST {path}/stop", f"PATCH {path}", f"POST {path}/start"]
    cloud.forget()
    assert NETWORKS.reconcile(task(cloud, {"comment": "later"}))["actions"] == ["configure"]
    assert cloud.writes == [f"PATCH {path}"], "a comment is not enforced"
    cloud.forget()
    assert not NETWORKS.reconcile(task(cloud, NEW | {"comment": "later"}))["changed"]
    listing = f"GET /projects/{cloud.named('web-1').project.id}/containers"
    assert cloud.lines == ["GET /projects/", listing, f"GET {path}"]


def test_passwords_are_compared_only_where_they_can_be_or_it_is_asked_for() -> None:
    for world, options, actions in (
        ({}, {}, []),
        ({}, {"update_password": "always"}, ["configure"]),
        ({"revision": "seed"}, {"update_password": "always"}, ["configure"]),
        ({"revision": "seed"}, {"update_password": "always", "proxy_password": "old"}, []),
    ):
        cloud = cloud_with(OLD, **world)
        same = {"type": "http", "proxy": "http://old.example.net:3128", "proxy_username": "me", "proxy_password": "new"}
        assert NETWORKS.reconcile(task(cloud, {**same, **options}))["actions"] == actions


@pytest.mark.parametrize("revision", ["current", "seed"])
def test_no_password_is_shown_or_left_in_an_error(revision: str) -> None:
    cloud = cloud_with(OLD, revision=revision)
    run = task(cloud, NEW)
    shown = str(NETWORKS.reconcile(run))
    assert "new-secret" not in shown
    assert "me:" not in shown
    assert "new-secret" in run.secrets
    cloud.fault("internal_error", method="PATCH")
    failing = task(cloud, {**NEW, "proxy": "socks5://other.example.net", "proxy_password": "new-other"})
    with pytest.raises(HoodyError) as caught:
        NETWORKS.reconcile(failing)
    assert "new-" not in str(failing.failure(caught.value)).replace("new-1", "")


def test_where_the_service_starts_only_with_the_container() -> None:
    cloud = cloud_with(None, network_start_needs="running")
    cloud.world.set_status(cloud.named("web-1"), "stopped", "test", cloud.world.now())
    run = task(cloud, NEW)
    done = NETWORKS.reconcile(run)
    assert (done["actions"], done["network"]["enforced"]) == (["configure"], False)
    assert "while the container is stopped: the network profile is stored, and nothing is enforced" in run.warnings[0]
    cloud.world.set_status(cloud.named("web-1"), "running", "test", cloud.world.now())
    assert NETWORKS.reconcile(task(cloud, NEW))["actions"] == ["start"]
    assert members(effective(cloud), ENFORCED) == ENFORCED


def test_what_is_stored_and_not_enforced_is_told_where_it_was_asked_for() -> None:
    for check_mode in (True, False):
        run = task(cloud_with(STORED), {"state": "present", "comment": "after"}, check_mode=check_mode)
        NETWORKS.reconcile(run)
        told = "The network profile of container web-1 is not enforced, so its egress is unfiltered."
        assert run.warnings == [f"{told} Use state=started to enforce it."]


def test_a_text_that_a_server_does_not_clear_is_cleared_with_the_whole_or_not_at_all() -> None:
    stubborn = {"network_empty_string": "ignored", "network_omitted": "kept"}
    cloud = cloud_with(OLD, **stubborn)
    with pytest.raises(HoodyError, match=r"did not clear country .* Give these options as well: .*proxy"):
        NETWORKS.reconcile(task(cloud, {"type": "http", "country": ""}))
    assert members(effective(cloud), {"country": "FR"}) == {"country": "FR"}, "it is enforced as it was"
    whole = {**NEW, "country": "", "city": "", "region": ""}
    assert NETWORKS.reconcile(task(cloud, whole))["actions"] == ["configure"]
    assert members(effective(cloud), {**ENFORCED, "country": None}) == {**ENFORCED, "country": None}
    assert not NETWORKS.reconcile(task(cloud, whole))["changed"]


def test_a_failure_tells_what_is_enforced_and_what_was_done() -> None:
    cloud = cloud_with(STORED)
    cloud.fault("forbidden", path="/start$")
    run = task(cloud, NEW)
    with pytest.raises(HoodyError, match="the profile is stored, but nothing is enforced") as caught:
        NETWORKS.reconcile(run)
    told = run.failure(caught.value)
    assert (told["actions"], told["network"]["enforced"], told["network"]["country"]) == (["configure"], False, "DE")


@pytest.mark.parametrize("before,world", [("enforced", "signless"), ("enforced", "stopping"), ("nothing", "keeping")])
def test_whatever_fails_at_whatever_request_the_next_run_enforces_what_was_asked(before: str, world: str) -> None:
    def run(task: Task) -> Json:
        return NETWORKS.reconcile(task)

    ends_as_asked(
        Case(
            lambda: cloud_with(BEFORE[before], **WORLDS[world]),
            {"container": "web-1", "project": "Shop", **NEW},
            run,
            lambda cloud: members(effective(cloud), ENFORCED) == ENFORCED,
        )
    )
