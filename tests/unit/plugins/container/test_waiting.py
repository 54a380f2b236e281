# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a container is what the work waits for, and what is said when it does not become so."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._container.waiting import (
    ABSENT,
    STEADY,
    ContainerWait,
    last_logs,
)
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import WaitError, Work, drive
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from ..scripted import Answer, Scene, failure, scene, success
from ..strategies import ID

LOGS = [
    {"transition_time": "12:01", "from_status": "creating", "to_status": "failed", "triggered_by": "creation"},
    {"transition_time": "12:00", "from_status": "none", "to_status": "creating"},
    "not a line",
]
SAID_LOGS = "Last status changes: 12:01 creating -> failed (creation); 12:00 none -> creating."


def container(status: object) -> Json:
    """As GET shows it."""
    return {"id": ID, "name": "web-1", "status": status}


def waiting(there: Scene, status: str, seconds: float = 20.0, reason: str = "") -> Work[Json | None]:
    """Wait for it."""
    seen: Json | None = yield ContainerWait(there.client, ID, status, seconds, reason)
    return seen


def failed(status: str, *script: Answer, reason: str = "") -> tuple[WaitError, Scene]:
    """The error of a wait, and what was asked for."""
    there = scene(*script, api_retries=0)
    with pytest.raises(WaitError) as caught:
        drive(waiting(there, status, reason=reason), there.clock)
    return caught.value, there


@pytest.mark.parametrize(
    "goal,reached,not_yet",
    [
        ("running", ["running"], ["stopped", "paused", "creating", "odd", None]),
        ("stopped", ["stopped"], ["running", "creating"]),
        (STEADY, ["running", "stopped", "paused", "failed"], ["creating", "odd"]),
        (ABSENT, ["deleted"], ["running", "failed", "deleting"]),
    ],
)
def test_when_it_is_reached(goal: str, reached: list[str], not_yet: list[str | None]) -> None:
    wait = ContainerWait(scene(success()).client, ID, goal, 20)
    assert [wait.reached(container(status)) for status in reached] == [True] * len(reached)
    assert [wait.reached(container(status)) for status in not_yet] == [False] * len(not_yet)
    assert wait.listed == ID


@pytest.mark.parametrize("goal", ["running", "stopped", "paused"])
@pytest.mark.parametrize("there", [container("failed"), container("deleting"), None])
def test_what_failed_or_is_gone_becomes_nothing_any_more(goal: str, there: Json | None) -> None:
    with pytest.raises(WaitError, match="the container is "):
        ContainerWait(scene(success()).client, ID, goal, 20).reached(there)


def test_it_is_read_until_it_is_so() -> None:
    there = scene(success(container("creating")), failure(500), success(container("running")))
    assert drive(waiting(there, "running"), there.clock) == container("running")
    assert there.transport.lines == [f"GET /containers/{ID}"] * 3
    there = scene(success(container("deleting")), failure(404, "Container not found"))
    assert drive(waiting(there, ABSENT), there.clock) is None


def test_the_error_has_the_last_lines_of_the_status_log() -> None:
    problem, there = failed("running", success(container("failed")), success({"logs": LOGS}), reason="So it must be.")
    assert str(problem) == (
        f"Container web-1 did not become running: the container is failed. So it must be. {SAID_LOGS}"
    )
    assert problem.seen["id"] == ID
    assert there.transport.sent[-1].query["limit"] == "5"


def test_a_wait_that_takes_too_long_says_the_status_as_the_api_calls_it() -> None:
    problem, _there = failed(ABSENT, success(container("deleting")))
    assert str(problem) == "Container web-1 did not become absent: it was deleting after 20 s."
    problem, _there = failed("running", success(container(None)))
    assert str(problem) == "Container web-1 did not become running: it was unknown after 20 s."


def test_an_api_that_gives_no_answer_is_not_asked_why() -> None:
    problem, there = failed("running", failure(500))
    assert str(problem) == f"Container {ID} did not become running: no answer within 20 s."
    assert (problem.seen, problem.result["error"]["status"]) == ({}, 500)
    assert set(there.transport.lines) == {f"GET /containers/{ID}"}


@pytest.mark.parametrize("reply", [failure(500), success(None), success({"logs": None}), success({"logs": []})])
def test_a_status_log_that_cannot_be_had_explains_nothing(reply: Answer) -> None:
    assert last_logs(scene(reply, api_retries=0).client, ID) == ""
