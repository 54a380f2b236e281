# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that are not in the container at once."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._attached.containers import CONTAINERS

from ..in_process_emulator import SERVER, Cloud


def run(cloud: Cloud, level: str, **options: Any) -> tuple[list[str], list[str], float]:
    """Actions and warnings of a task that sets a variable, and how many seconds it has waited."""
    defaults = {name: entry.get("default") for name, entry in CONTAINERS.options().items()}
    given = {"name": "web-1", "project": "Shop", "environment_vars": {"LEVEL": level}, **options}
    task = cloud.task({**defaults, **given})
    slept = sum(cloud.clock.slept)
    result = CONTAINERS.reconcile(task)
    return result["actions"], task.warnings, sum(cloud.clock.slept) - slept


@pytest.fixture
def cloud() -> Cloud:
    """One with the container web-1."""
    cloud = Cloud()
    cloud.put("web-1")
    return cloud


def test_they_are_waited_for(cloud: Cloud) -> None:
    cloud.switch(environment_sync_delay=20.0)
    actions, warnings, slept = run(cloud, "one")
    assert (actions, warnings) == (["update"], [])
    assert slept >= 20
    container = cloud.named("web-1")
    assert container.environment_applied == container.environment_revision
    assert run(cloud, "one") == ([], [], 0)
    assert run(cloud, "two", wait=False)[2] == 0
    assert run(cloud, "two", comment="other")[2] == 0, "what this task did not write it does not wait for"


def test_what_never_arrives_is_told(cloud: Cloud) -> None:
    cloud.switch(environment_sync_delay="never")
    actions, [warning], slept = run(cloud, "one", wait_timeout=30)
    assert actions == ["update"]
    assert slept >= 29
    assert "did not get its environment variables: it was still pending after 30 s. They are stored" in warning
    assert run(cloud, "one") == ([], [], 0)


def test_what_the_server_gave_up_is_told_at_once(cloud: Cloud) -> None:
    cloud.switch(environment_sync="exhausted")
    actions, [warning], slept = run(cloud, "one")
    assert actions == ["update"]
    assert slept < 5
    assert "did not get its environment variables: the server gave up with ENV_APPLY_FAILED. They are" in warning


@pytest.mark.parametrize("case", ["stopped", "older"])
def test_nothing_is_waited_for_where_nothing_tells(cloud: Cloud, case: str) -> None:
    cloud.switch(environment_sync_delay="never", newer_fields=case != "older")
    cloud.named("web-1").status = "stopped" if case == "stopped" else "running"
    state = {"state": "stopped"} if case == "stopped" else {}
    actions, warnings, _slept = run(cloud, "one", **state)
    assert (actions, warnings) == (["update"], [])


def test_a_new_container_has_them(cloud: Cloud) -> None:
    cloud.switch(environment_sync_delay="never")
    assert run(cloud, "one", name="web-2", server=SERVER)[:2] == (["create"], [])
