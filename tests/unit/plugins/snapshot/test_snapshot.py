# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots: foretold, taken once, kept in number and age, and gone back to, under all that the API leaves open."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import Busy, InputError, Refused
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import WaitError
from ansible_collections.hoody.cloud.plugins.module_utils._snapshot.model import desired
from ansible_collections.hoody.cloud.plugins.module_utils._snapshot.reading import SNAPSHOT_READING
from ansible_collections.hoody.cloud.plugins.module_utils._snapshot.resource import SNAPSHOTS
from ansible_collections.hoody.cloud.plugins.module_utils._text.moments import seconds_of
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from ..in_process_emulator import Cloud

DEFAULTS: Json = {name: entry.get("default") for name, entry in SNAPSHOTS.options().items()}
HOUR = 3600


def cloud_with(status: str = "running", *aliases: str, **switches: Any) -> Cloud:
    """One with the container web-1, of which these snapshots were taken, an hour between two."""
    cloud = Cloud(**switches)
    cloud.put("web-1", "running")
    for alias in aliases:
        SNAPSHOTS.reconcile(task(cloud, alias))
        cloud.world.advance(HOUR)
    cloud.world.set_status(cloud.named("web-1"), status, "manual_operation", cloud.world.now())
    cloud.forget()
    return cloud


def task(cloud: Cloud, snapshot: str = "before", *, check_mode: bool = False, **options: Any) -> Task:
    """A task about snapshots of web-1."""
    address = {"project": "Shop", "container": "web-1", "snapshot": snapshot}
    return cloud.task({**DEFAULTS, **address, **options}, check_mode=check_mode)


def done(cloud: Cloud, *arguments: Any, **options: Any) -> Json:
    """What comes of a task that check mode has foretold."""
    foretold = SNAPSHOTS.reconcile(task(cloud, *arguments, check_mode=True, **options))
    assert not cloud.writes
    result = SNAPSHOTS.reconcile(task(cloud, *arguments, **options))
    assert (foretold["actions"], untimed(foretold["diff"])) == (result["actions"], untimed(result["diff"]))
    cloud.forget()
    return result


def untimed(diff: Json) -> str:
    """A diff without the second in which it was made, which is part of what a snapshot by a pattern is called."""
    return re.sub(r"\d{8}-\d{6}", "<time>", json.dumps(diff))


def aliases(cloud: Cloud) -> list[str | None]:
    """What there is, the oldest first."""
    asked = cloud.task({"container": "web-1", "project": "Shop"})
    return [item["alias"] for item in SNAPSHOT_READING.inform(asked)["snapshots"]]


def test_taken_once_and_deleted_once() -> None:
    cloud = cloud_with()
    taken = done(cloud, expires_in=14)
    assert (taken["actions"], taken["snapshot"]["name"]) == (["create"], "before")
    expires, created = (seconds_of(taken["snapshot"][name]) or 0 for name in ("expires_at", "created_at"))
    assert expires - created == 14 * 24 * HOUR
    assert done(cloud, expires_in=14)["actions"] == []
    assert done(cloud, state="absent")["actions"] == ["delete"]
    assert done(cloud, state="absent")["actions"] == []
    assert aliases(cloud) == []


@pytest.mark.parametrize("way", ["both_ends", "leading"])
def test_found_by_its_alias_whatever_the_api_makes_a_name_of_it(way: str) -> None:
    cloud = cloud_with(snapshot_name=way)
    name = done(cloud, "-before the upgrade_")["snapshot"]["name"]
    assert name == {"both_ends": "beforetheupgrade", "leading": "beforetheupgrade_"}[way]
    for word in ("-before the upgrade_", name):
        assert done(cloud, word)["actions"] == []


def test_an_expiry_that_differs_is_told() -> None:
    cloud = cloud_with()
    done(cloud, expires_in=14)
    other = task(cloud, expires_in=30)
    SNAPSHOTS.reconcile(other)
    assert "expires 20" in other.warnings[0]
    assert "not 30 days after its creation. The API cannot change this." in other.warnings[0]


def test_one_a_day_and_the_last_few() -> None:
    cloud = cloud_with()
    for day in range(5):
        result = done(cloud, "nightly-*", max_age=20, keep=3)
        assert result["actions"] == ["create", *(["delete"] if day > 2 else [])]
        assert done(cloud, "nightly-*", max_age=20, keep=3)["actions"] == []
        cloud.world.advance(24 * HOUR)
    assert len(aliases(cloud)) == 3
    assert all(str(alias).startswith("nightly-20") for alias in aliases(cloud))


def test_others_stay_when_a_pattern_cleans_up() -> None:
    cloud = cloud_with("running", "mine", "n-1", "n-2", "n-3")
    assert done(cloud, "n-*", state="absent", keep=1)["actions"] == ["delete", "delete"]
    assert aliases(cloud) == ["mine", "n-3"]
    assert done(cloud, "n-*", state="absent", keep=0)["actions"] == ["delete"]
    assert aliases(cloud) == ["mine"]


@pytest.mark.parametrize("running", ["runs", "stops", "refused"])
@pytest.mark.parametrize("delay", [0, 5])
@pytest.mark.parametrize("status", ["running", "stopped"])
def test_restored_whatever_the_api_does_with_a_container(running: str, delay: float, status: str) -> None:
    switches = {"snapshot_restore_running": running, "snapshot_restore_delay": delay}
    cloud = cloud_with(status, "before", **switches)
    restoring = task(cloud, state="restored")
    result = SNAPSHOTS.reconcile(restoring)
    assert (result["changed"], result["actions"]) == (True, ["restore"])
    ends = "stopped" if status == "stopped" or running == "stops" else "running"
    assert result["container"]["status"] == cloud.named("web-1").status == ends
    told = [line for line in restoring.warnings if "ran before the restore and is now stopped" in line]
    assert bool(told) == (status == "running" and ends == "stopped")
    assert result["snapshot"]["last_used_at"]


def test_restored_at_every_run_and_to_the_newest_that_matches() -> None:
    cloud = cloud_with("running", "n-1", "n-2")
    foretold = SNAPSHOTS.reconcile(task(cloud, "n-*", state="restored", check_mode=True))
    assert foretold["diff"]["after"]["restored"] == "n-2"
    for _run in range(2):
        assert done(cloud, "n-*", state="restored")["actions"] == ["restore"]


def test_nothing_to_go_back_to() -> None:
    cloud = cloud_with("running", "n-1")
    with pytest.raises(InputError, match=r"The container web-1 has no snapshot 'before'. There are: n-1\."):
        SNAPSHOTS.reconcile(task(cloud, state="restored"))
    foretold = SNAPSHOTS.reconcile(task(cloud, state="restored", check_mode=True))
    assert foretold["actions"] == ["restore"], "an earlier task would have taken it"


def test_a_restore_that_does_not_end() -> None:
    cloud = cloud_with("running", "before", snapshot_restore_delay="never")
    hopeless = task(cloud, state="restored", wait_timeout=20.0)
    with pytest.raises(WaitError, match="Container web-1 did not become settled: it was restoring after 20 s"):
        SNAPSHOTS.reconcile(hopeless)
    assert hopeless.record.actions == ["restore"]
    assert done(cloud_with("running", "before"), state="restored", wait=False)["actions"] == ["restore"]


def test_a_running_container_is_not_stopped_for_a_moment_in_which_the_api_is_busy() -> None:
    cloud = cloud_with("running", "before")
    cloud.fault("snapshot_busy", path="/snapshots/before$")
    with pytest.raises(Busy):
        SNAPSHOTS.reconcile(task(cloud, state="restored"))
    assert cloud.named("web-1").status == "running"
    assert not [line for line in cloud.writes if line.endswith("/stop")]


@pytest.mark.parametrize("wait", [True, False])
@pytest.mark.parametrize("times", [1, None])
def test_one_that_was_stopped_for_it_runs_again_whatever_comes_of_it(wait: bool, times: int | None) -> None:
    cloud = cloud_with("running", "before")
    cloud.fault("refused", path="/snapshots/before$", times=times)
    restoring = task(cloud, state="restored", wait=wait)
    if times:
        assert SNAPSHOTS.reconcile(restoring)["actions"] == ["restore"]
    else:
        with pytest.raises(Refused, match="cannot be processed"):
            SNAPSHOTS.reconcile(restoring)
        assert restoring.record.actions == []
    assert cloud.named("web-1").status == "running"


def test_a_name_that_is_no_word_of_a_path() -> None:
    cloud = cloud_with("running", "before")
    snapshots = cloud.named("web-1").snapshots
    snapshots["50%/x?"] = snapshots.pop("before")
    snapshots["50%/x?"].name = "50%/x?"
    deleting = task(cloud, state="absent")
    SNAPSHOTS.reconcile(deleting)
    assert cloud.writes == [f"DELETE /containers/{cloud.named('web-1').id}/snapshots/50%25%2Fx%3F"]


@pytest.mark.parametrize("fault", ["snapshot_busy", "snapshot_inventory", "reset_after", "internal_error_after"])
def test_never_two_of_one_alias(fault: str) -> None:
    cloud = cloud_with()
    cloud.fault(fault, method="POST", times=1)
    assert SNAPSHOTS.reconcile(task(cloud))["actions"] == ["create"]
    assert aliases(cloud) == ["before"]


def test_several_of_one_alias_that_others_have_made() -> None:
    cloud = cloud_with("running", "a1", "a2")
    for snapshot in cloud.named("web-1").snapshots.values():
        snapshot.alias = "twin"
    with pytest.raises(InputError, match=r"Several snapshots have the alias 'twin': give one of these names: a1, a2\."):
        SNAPSHOTS.reconcile(task(cloud, "twin", state="absent"))
    assert done(cloud, "a1", state="absent")["actions"] == ["delete"]


def test_what_the_api_refuses_is_told_in_its_words() -> None:
    with pytest.raises(Refused, match="Cannot take a snapshot of a container that is paused"):
        SNAPSHOTS.reconcile(task(cloud_with("paused")))
    full = cloud_with("running", *(f"n-{number}" for number in range(10)))
    with pytest.raises(Refused, match="This container has reached its snapshot limit"):
        SNAPSHOTS.reconcile(task(full))


def test_an_api_that_refuses_less() -> None:
    cloud = cloud_with("paused", snapshot_state="any", snapshot_limit="none")
    assert done(cloud)["actions"] == ["create"]
    asked = cloud.task({"container": "web-1", "project": "Shop"})
    assert SNAPSHOT_READING.inform(asked)["max_snapshots"] is None


@pytest.mark.parametrize("same", ["refused", "replaced"])
def test_two_aliases_of_which_the_api_makes_one_name(same: str) -> None:
    cloud = cloud_with("running", "before it", snapshot_same_alias=same)
    with pytest.raises(
        InputError, match="would derive the name beforeit from the alias 'beforeit!', but the snapshot 'before it'"
    ):
        SNAPSHOTS.reconcile(task(cloud, "beforeit!"))
    assert aliases(cloud) == ["before it"]


def test_a_container_that_is_yet_to_come_or_is_gone() -> None:
    cloud = Cloud()
    assert SNAPSHOTS.reconcile(task(cloud, check_mode=True))["actions"] == ["create"]
    assert SNAPSHOTS.reconcile(task(cloud, state="absent"))["actions"] == []
    with pytest.raises(InputError, match="no container 'web-1'"):
        SNAPSHOTS.reconcile(task(cloud))


@pytest.mark.parametrize(
    "options, message",
    [
        ({"snapshot": " "}, "The option snapshot must not be blank"),
        ({"snapshot": "x"}, "must contain at least two letters or digits"),
        ({"snapshot": "x" * 101}, "must have at most 100 characters, not 101"),
        ({"snapshot": "n-*-*"}, "must contain exactly one"),
        ({"snapshot": "n-[ab]"}, "must contain exactly one"),
        ({"expires_in": 0}, "must be 1 to 3650 days, not 0"),
        ({"keep": 3}, r"The option keep needs several snapshots: give snapshot as a pattern such as 'before-\*'"),
        ({"max_age": 3.0}, "The option max_age needs several snapshots"),
        ({"snapshot": "n-*", "keep": 0}, "The option keep must be at least 1, not 0"),
        ({"snapshot": "n-*", "max_age": 0.0}, "The option max_age must be more than 0 hours"),
        ({"snapshot": "n-*", "state": "absent"}, "give keep, the number of the newest ones to keep, or 0"),
        ({"wait_timeout": 0.0}, "The option wait_timeout must be more than 0 seconds, not 0"),
    ],
)
def test_bad_input_is_told_in_one_sentence(options: Json, message: str) -> None:
    with pytest.raises(InputError, match=message):
        desired({**DEFAULTS, "container": "web-1", "snapshot": "before", **options})
