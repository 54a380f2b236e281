# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies: foretold, made once with what was closed closed, refreshed where that is meant, and waited for."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import Conflict, HoodyError, InputError, Refused
from ansible_collections.hoody.cloud.plugins.module_utils._copy.model import desired
from ansible_collections.hoody.cloud.plugins.module_utils._copy.resource import COPIES
from ansible_collections.hoody.cloud.plugins.module_utils._copy.waiting import CopyWait
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import WaitError
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.emulator.world import lifecycle
from tests.emulator.world.records import Container, Network, Snapshot, effective_of

from ..in_process_emulator import SERVER, Cloud
from ..strategies import ID, KEYS, selection
from ..trials import Case, ends_as_asked

DEFAULTS: Json = {name: entry.get("default") for name, entry in COPIES.options().items()}
OTHER_SERVER = "blue-owl-3b4-us"
RULES = {"ingress": [{"action": "drop", "protocol": "icmp4", "description": "", "state": "enabled"}], "egress": []}
WORLDS: dict[str, Json] = {
    "current": {},
    "seed": {"revision": "seed"},
    "slow": {"copy_delay": 40, "dying_name": "taken", "delete_delay": 20},
}


def cloud_with(status: str = "running", **world: Any) -> Cloud:
    """One with the container web-1, which is blocked and has a firewall."""
    cloud = Cloud(**world)
    source = cloud.put(
        "web-1",
        status,
        network=Network("block", status="running"),
        firewall=copy.deepcopy(RULES),
        environment_vars={"A": "1"},
    )
    assert source.network
    source.network.effective = effective_of(source.network)
    cloud.forget()
    return cloud


def options(**given: Any) -> Json:
    """Those of a task that copies web-1."""
    return {**DEFAULTS, "container": "web-1", "project": "Shop", "name": "web-2", **given}


def task(cloud: Cloud, *, check_mode: bool = False, **given: Any) -> Task:
    """A task with them."""
    return cloud.task(options(**given), check_mode=check_mode)


def done(cloud: Cloud, **given: Any) -> Json:
    """What comes of a task that check mode has foretold, and which a repetition leaves as it is."""
    foretold = COPIES.reconcile(task(cloud, check_mode=True, **given))
    assert not cloud.writes
    result = COPIES.reconcile(task(cloud, **given))
    assert (foretold["actions"], foretold["diff"]) == (result["actions"], result["diff"])
    if result["actions"] == ["copy"]:
        assert foretold["container"].items() <= result["container"].items()
    cloud.forget()
    if not given.get("sync"):
        again = COPIES.reconcile(task(cloud, **given))
        assert (again["changed"], again["actions"], cloud.writes) == (False, [], [])
    cloud.forget()
    return result


def refused(cloud: Cloud, **given: Any) -> str:
    """The sentence with which a task and its prediction end, before anything is written."""
    sentences = set()
    for check_mode in (True, False):
        with pytest.raises(InputError) as caught:
            COPIES.reconcile(task(cloud, check_mode=check_mode, **given))
        sentences.add(str(caught.value))
    assert not cloud.writes
    [sentence] = sentences
    return sentence


def is_closed(container: Container) -> bool:
    """Whether nothing of it is open that was not."""
    return bool(container.network and (container.network.effective or {}).get("type") == "block") and (
        container.firewall == RULES
    )


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("status", ["running", "stopped", "paused"])
def test_made_once_and_nothing_of_it_is_open_that_was_not(status: str, world: str) -> None:
    cloud = cloud_with(status, **WORLDS[world])
    made = done(cloud)
    assert (made["actions"], made["container"]["status"]) == (["copy"], "running")
    assert made["container"]["source_container_id"] == cloud.named("web-1").id
    assert made["container"]["environment_vars"]["A"] == "(hidden)"
    assert is_closed(cloud.named("web-2"))
    assert (cloud.names(), cloud.named("web-1").status) == (["web-1", "web-2"], status)


def test_open_where_that_is_asked_for() -> None:
    cloud = cloud_with()
    done(cloud, copy_firewall=False, copy_network=False)
    there = cloud.named("web-2")
    assert (there.network, there.firewall) == (None, {"ingress": [], "egress": []})


@pytest.mark.parametrize("state", ["enforced", "stored"])
def test_a_copy_whose_egress_is_open_after_all_is_told(state: str) -> None:
    cloud = cloud_with(copy_network=state)
    running = task(cloud)
    COPIES.reconcile(running)
    told = [line for line in running.warnings if "copy web-2 is not, so the egress of the copy is" in line]
    assert len(told) == (state == "stored")
    open_anyway = task(cloud, name="web-3", copy_network=False)
    COPIES.reconcile(open_anyway)
    assert open_anyway.warnings == []


def test_elsewhere_with_a_key_of_its_own_and_from_a_snapshot() -> None:
    cloud = cloud_with()
    source = cloud.named("web-1")
    source.ssh_public_key = KEYS[1]
    for number, alias in enumerate(("n-1", "n-2")):
        source.snapshots[f"s{number}"] = Snapshot(f"s{number}", alias, float(number))
    given = {
        "target_project": "Lab",
        "target_server": OTHER_SERVER,
        "ssh_public_key": KEYS[0],
        "source_snapshot": "n-*",
    }
    sent: list[Json] = []
    original = cloud.transport.exchange

    def seen(method: str, url: str, query: Any, body: Any, seconds: float) -> Any:
        sent.extend([body] if method == "POST" else [])
        return original(method, url, query, body, seconds)

    cloud.transport.exchange = seen  # type: ignore[method-assign]
    done(cloud, **given)
    made = cloud.named("web-2", "Lab")
    assert (made.server.name, made.ssh_public_key, sent[0]["source_snapshot"]) == (OTHER_SERVER, KEYS[0], "s1")
    assert done(cloud, **{**given, "target_server": made.server.server_id})["actions"] == []


def test_the_project_is_that_of_the_original_unless_given() -> None:
    cloud = cloud_with()
    identity = cloud.named("web-1").id
    assert done(cloud, container=identity, project=None)["container"]["project_alias"] == "Shop"
    assert done(cloud, project=None)["actions"] == []


@pytest.mark.parametrize("status", ["running", "stopped", "paused"])
def test_refreshed_at_every_run(status: str) -> None:
    cloud = cloud_with(copy_delay=30)
    assert done(cloud, sync=True)["actions"] == ["copy"], "it was not there"
    there = cloud.named("web-2")
    cloud.world.set_status(there, status, "x", cloud.world.now())
    for _time in range(2):
        there.values["comment"] = "changed in the copy"
        refreshed = done(cloud, sync=True)
        assert (refreshed["changed"], refreshed["actions"]) == (True, ["sync"])
        assert refreshed["diff"]["after"]["refreshed"] is True
        assert refreshed["container"]["comment"] is None
    assert done(cloud)["actions"] == []


def test_what_is_under_way_is_waited_for() -> None:
    cloud = cloud_with("provisioning", copy_delay=30)
    source = cloud.named("web-1")
    source.pending = None
    cloud.world.set_status(source, "stopped", "x", cloud.world.now())
    assert COPIES.reconcile(task(cloud, wait=False))["container"]["status"] == "copying"
    assert COPIES.reconcile(task(cloud, wait=False))["container"]["status"] == "copying"
    assert COPIES.reconcile(task(cloud, sync=True))["actions"] == ["sync"]
    assert cloud.named("web-2").status == "running"


def test_a_dying_one_of_the_name_is_waited_for() -> None:
    cloud = cloud_with(delete_delay=20)
    there = cloud.put("web-2")
    cloud.session().client.delete(f"/containers/{there.id}")
    cloud.forget()
    assert done(cloud)["actions"] == ["copy"]
    assert cloud.named("web-2") is not there


def test_a_copy_that_fails_says_why_and_a_later_run_what_to_do() -> None:
    cloud = cloud_with(copy_outcome="failed")
    failing = task(cloud)
    words = r"Container web-2 did not become a copy: it is failed \(COPY_FAILED: .*\)\. Last status changes: "
    with pytest.raises(WaitError, match=words) as caught:
        COPIES.reconcile(failing)
    told = failing.failure(caught.value)
    assert (told["actions"], told["container"]["status"]) == (["copy"], "failed")
    cloud.forget()
    assert "in the state failed (COPY_FAILED: " in refused(cloud)
    assert "can only be deleted, which hoody.cloud.container does" in refused(cloud, sync=True)


def test_a_copy_that_does_not_end() -> None:
    cloud = cloud_with(copy_delay="never")
    endless = task(cloud, wait_timeout=20.0)
    with pytest.raises(WaitError, match="Container web-2 did not become a copy: it was copying after 20 s"):
        COPIES.reconcile(endless)
    assert endless.record.actions == ["copy"]


def test_a_copy_is_one_in_whichever_state_and_never_one_that_is_gone() -> None:
    wait = CopyWait(task(Cloud()), {"id": ID}, 20.0)
    seen = {
        status: wait.reached({"id": ID, "status": status}) for status in ("copying", "running", "stopped", "paused")
    }
    assert seen == {"copying": False, "running": True, "stopped": True, "paused": True}
    for container, words in ((None, "it is absent"), ({"id": ID, "status": "failed"}, "it is failed")):
        with pytest.raises(WaitError, match=words):
            wait.reached(container)


@pytest.mark.parametrize(
    "given,words",
    [
        ({"name": " "}, "The option name must not be blank"),
        ({"name": "rand"}, "must not be 'rand'"),
        ({"name": "a b c"}, "must be 3 to 100 letters"),
        ({"ssh_public_key": "x"}, "must be one public key in one line"),
        ({"wait_timeout": 0.0}, "The option wait_timeout must be more than 0 seconds, not 0"),
    ],
)
def test_bad_input_is_told_in_one_sentence(given: Json, words: str) -> None:
    with pytest.raises(InputError) as caught:
        desired(options(**given))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "given,words",
    [
        ({"name": "web-1"}, "A container cannot be copied to its own name, web-1"),
        ({"container": ID}, f"There is no container with the id {ID}."),
        ({"name": "of-another"}, "is a copy of the container"),
        ({"name": "by-hand", "sync": True}, "is not a copy, so sync: true cannot update it"),
        (
            {"container": "broken"},
            "broken cannot be copied: the container broken is failed, and has to be running, stopped",
        ),
        ({"target_server": "nowhere"}, "There is no active server 'nowhere'"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_written(given: Json, words: str) -> None:
    cloud = cloud_with()
    cloud.put("of-another", source_container_id=ID)
    cloud.put("by-hand")
    cloud.put("broken", "failed")
    assert words in refused(cloud, **given)


def test_a_copy_is_not_moved() -> None:
    cloud = cloud_with()
    done(cloud)
    words = f"is on the server {SERVER} and cannot be moved to {OTHER_SERVER}."
    assert words in refused(cloud, target_server=OTHER_SERVER)


def test_a_container_that_shows_no_original_is_told() -> None:
    cloud = cloud_with()
    cloud.put("web-2")
    running = task(cloud)
    assert COPIES.reconcile(running)["actions"] == []
    assert "the API does not report that it is a copy of web-1" in running.warnings[0]


def test_the_original_may_be_gone() -> None:
    cloud = cloud_with()
    done(cloud)
    cloud.world.remove(cloud.named("web-1"))
    assert done(cloud)["actions"] == []
    with pytest.raises(InputError, match="There is no container 'web-1'"):
        COPIES.reconcile(task(cloud, sync=True))


def test_what_is_yet_to_come() -> None:
    cloud = Cloud()
    wishes: list[Json] = [{}, {"target_project": "Nowhere"}, {"project": None}, {"source_snapshot": "before"}]
    for wish in wishes:
        foretold = COPIES.reconcile(task(cloud, check_mode=True, **wish))
        assert foretold["actions"] == ["copy"]
        with pytest.raises(InputError, match="There is no"):
            COPIES.reconcile(task(cloud, **wish))
    cloud = cloud_with()
    assert COPIES.reconcile(task(cloud, check_mode=True, source_snapshot="before"))["actions"] == ["copy"]
    with pytest.raises(InputError, match="has no snapshot 'before'"):
        COPIES.reconcile(task(cloud, source_snapshot="before"))


def test_what_the_api_refuses_is_told_in_its_words() -> None:
    cloud = cloud_with()
    cloud.named("web-1").server.capacity = 1
    with pytest.raises(Refused, match="This server has reached its container limit"):
        COPIES.reconcile(task(cloud))
    cloud = cloud_with()
    cloud.named("web-1").project.max_containers = 1
    with pytest.raises(Refused, match="This project has reached its container limit"):
        COPIES.reconcile(task(cloud))
    cloud = cloud_with()
    cloud.put("holder", ssh_public_key=KEYS[0])
    with pytest.raises(Conflict, match=r"The container holder \(.*\) of the project Shop has this SSH key"):
        COPIES.reconcile(task(cloud, ssh_public_key=KEYS[0]))


def test_a_refresh_that_the_state_forbids_says_which_it_needs() -> None:
    cloud = cloud_with()
    done(cloud)
    original = cloud.transport.exchange

    def in_between(method: str, url: str, query: Any, body: Any, seconds: float) -> Any:
        if method == "POST":
            cloud.world.set_status(cloud.named("web-1"), "restoring", "x", cloud.world.now())
        return original(method, url, query, body, seconds)

    cloud.transport.exchange = in_between  # type: ignore[method-assign]
    words = (
        "Both the copy, which was running, and the container web-1, which was running, have to be running, stopped or"
    )
    with pytest.raises(Conflict, match=words):
        COPIES.reconcile(task(cloud, sync=True))


@pytest.mark.parametrize("sync", [False, True])
@pytest.mark.parametrize("fault", ["reset_after", "internal_error_after", "truncated"])
def test_never_done_twice(fault: str, sync: bool) -> None:
    cloud = cloud_with(copy_delay=30)
    if sync:
        done(cloud)
    cloud.fault(fault, method="POST", times=1)
    assert COPIES.reconcile(task(cloud, sync=sync))["actions"] == ["sync" if sync else "copy"]
    assert (cloud.names(), len(cloud.writes)) == (["web-1", "web-2"], 1)


WANTED = selection(
    {},
    target_project=["Shop", "Lab"],
    target_server=[SERVER, OTHER_SERVER],
    copy_firewall=[True, False],
    copy_network=[True, False],
    ssh_public_key=KEYS,
    sync=[False, True],
    wait=[True, False],
    name=["web-1", "web-2", "web-3"],
)
THERE = st.sampled_from(["nothing", "copy", "copy of another", "by hand", "failed", "copying", "stopped copy"])


@settings(max_examples=120)
@given(THERE, WANTED, st.sampled_from(sorted(WORLDS)), st.sampled_from(["running", "stopped", "paused", "failed"]))
def test_any_container_and_any_wish(there: str, wanted: Json, world: str, status: str) -> None:
    """What check mode predicted is what the run did, and a second run changes nothing; or both refuse."""
    cloud = cloud_with(status, **WORLDS[world])
    if there != "nothing":
        source = {"copy of another": ID, "by hand": None}.get(there, cloud.named("web-1").id)
        now = {"failed": "failed", "copying": "copying", "stopped copy": "stopped"}.get(there, "running")
        made = cloud.put("web-2", "running", source_container_id=source)
        cloud.world.set_status(made, now, "x", cloud.world.now())
        if now == "copying":
            lifecycle.fill(cloud.world, made, cloud.named("web-1"))
    try:
        COPIES.reconcile(task(cloud, check_mode=True, **wanted))
    except HoodyError:
        assert refused(cloud, **wanted)
        return
    result = done(cloud, **wanted)
    if result["actions"] == ["copy"]:
        assert result["container"]["source_container_id"] == cloud.named("web-1").id


@pytest.mark.parametrize("world", WORLDS)
def test_whatever_fails_at_whatever_request_the_next_run_ends_as_asked(world: str) -> None:
    def holds(cloud: Cloud) -> bool:
        return cloud.names() == ["web-1", "web-2"] and cloud.named("web-2").status == "running"

    def meanwhile(cloud: Cloud) -> bool:
        return all(map(is_closed, (cloud.named(name) for name in cloud.names())))

    ends_as_asked(Case(lambda: cloud_with(**WORLDS[world]), options(), COPIES.reconcile, holds, meanwhile))
