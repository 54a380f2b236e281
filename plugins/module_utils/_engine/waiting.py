# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Waiting for containers.

Work that has to wait is written as a generator that yields a Wait and is sent the container when its goal is reached.
So the same work runs alone, polling its one container, or beside hundreds of others that one listing polls together.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar, cast

from ansible_collections.hoody.cloud.plugins.module_utils._api.client import Client
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import ApiError, HoodyError, WaitError
from ansible_collections.hoody.cloud.plugins.module_utils._container.finding import read_container
from ansible_collections.hoody.cloud.plugins.module_utils._container.model import in_progress, present, status_of
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Deadline
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 5.0
_LOG_LINES = 5
_LOG_SECONDS = 5.0

SETTLED = "settled"
ABSENT = "absent"


class Wait(NamedTuple):
    """Until when to wait: a status of API notes 5.10, ``absent``, or ``settled`` for any status that stays.

    ``reason`` is a sentence that tells why, for the error of a wait that fails.
    """

    container_id: str
    goal: str
    reason: str = ""

    def reached(self, container: Json | None) -> bool:
        """Whether the goal is reached. Raises WaitError when it cannot be reached any more."""
        status = status_of(container)
        if self.goal == ABSENT:
            # One that is still being deleted blocks its name (U6), so only one that is gone counts.
            return container is None or container.get("status") == "deleted"
        if self.goal == SETTLED:
            return not in_progress(container)
        if status in ("failed", "absent"):
            raise WaitError(f"the container is {status}")
        return status == self.goal


Work = Generator[Wait, "Json | None", "Json | None"]
Value = TypeVar("Value")


def drive(work: Generator[Wait, Any, Value], client: Client, timeout: float) -> Value:
    """Run the work of one container to its end; each wait may take ``timeout`` seconds. Raises WaitError."""
    go_on: Callable[[], Wait] = partial(work.send, None)
    while True:
        try:
            wait = go_on()
        except StopIteration as finished:
            return cast(Value, finished.value)
        try:
            go_on = partial(work.send, _await(wait, client, timeout))
        except HoodyError as problem:
            # To the work, which may have something to clean up.
            go_on = partial(work.throw, problem)


def poll(
    read: Callable[[Deadline], Value], reached: Callable[[Value], bool], timeout: float
) -> tuple[bool, Value | None]:
    """Read until it is as awaited or the time is over; says which, and what was last seen.

    A read that fails for a passing reason is a read that saw nothing: the wait goes on to its own end.
    """
    deadline, pause, seen = Deadline(timeout), _FIRST_PAUSE, None
    while True:
        try:
            seen = read(deadline)
            if reached(seen):
                return True, seen
        except ApiError as error:
            if not error.transient:
                raise
        if not deadline.remaining():
            return False, seen
        time.sleep(deadline.clamp(pause))
        pause = min(pause * 1.5, _LONGEST_PAUSE)


def _await(wait: Wait, client: Client, timeout: float) -> Json | None:
    seen: list[Json | None] = []
    failed: list[ApiError] = []

    def read(deadline: Deadline) -> Json | None:
        try:
            seen[:] = [read_container(client, wait.container_id, deadline)]
        except ApiError as problem:
            failed[:] = [more_telling(problem, failed[0] if failed else None)]
            raise
        failed.clear()
        return seen[0]

    try:
        done, container = poll(read, wait.reached, timeout)
    except WaitError as problem:
        raise unreached(client, wait, seen, problem) from None
    if done:
        return container
    raise unreached(client, wait, seen, late(seen, timeout, failed[0] if failed else None))


def late(seen: Sequence[Json | None], timeout: float, failed: ApiError | None) -> WaitError:
    """The reason of a wait that took too long; ``seen`` holds the container as it was last, or nothing.

    ``failed`` is the last request, if that failed.
    """
    # As the API calls it, since one that is being deleted counts as absent and is there.
    status = "absent" if not seen or seen[0] is None else seen[0].get("status") or "unknown"
    said = f"it was {status} after {timeout:g} s" if seen else f"no answer within {timeout:g} s"
    return WaitError(said, request=failed)


def more_telling(latest: ApiError, earlier: ApiError | None) -> ApiError:
    """Of two failed requests of a wait the one to tell of: the end of the wait cuts the last one off."""
    return earlier if earlier and earlier.status and not latest.status else latest


def unreached(client: Client, wait: Wait, seen: Sequence[Json | None], reason: WaitError) -> WaitError:
    """The error of a wait that failed; ``seen`` as for ``late``. An API that gave no answer is not asked why."""
    last = (seen[0] if seen else None) or {}
    logs = last_logs(client, wait.container_id) if seen else ""
    why = f" {wait.reason}" if wait.reason else ""
    said = f"Container {last.get('name', wait.container_id)} did not become {wait.goal}: {reason}.{why}{logs}"
    return WaitError(said, seen=present(last), request=reason.request)


def last_logs(client: Client, container_id: str) -> str:
    """The newest lines of the status log as a sentence, empty when they cannot be had: they only explain."""
    query = {"limit": _LOG_LINES, "sort_by": "transition_time", "sort_order": "desc"}
    try:
        data = client.get(f"/containers/{container_id}/status-logs", query, Deadline(_LOG_SECONDS))
    except ApiError:
        return ""
    entries = data.get("logs") if isinstance(data, dict) else None
    lines = [
        f"{entry.get('transition_time')} {entry.get('from_status')} -> {entry.get('to_status')}"
        + (f" ({entry['triggered_by']})" if entry.get("triggered_by") else "")
        for entry in (entries if isinstance(entries, list) else [])[:_LOG_LINES]
        if isinstance(entry, dict)
    ]
    return f" Last status changes: {'; '.join(lines)}." if lines else ""
