# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts, stops, pauses, resumes, restarts and deletes a container, with the detours that the API may force on it.

Which detours there are follows from what is unknown about the API (API notes 16.2): whether a running container, or one
that is still being built, can be deleted, and whether a paused one can be stopped.
"""

from __future__ import annotations

from .._api.errors import Conflict, NotFound, Refused
from .._engine.task import Task
from .._engine.waiting import Work
from .._http.deadline import Deadline
from .._text.types import Json
from .aliases import delete_aliases
from .finding import read_container
from .model import Desired, in_progress, status_of
from .waiting import ABSENT, STEADY, ContainerWait

_GOALS = {"start": "running", "resume": "running", "restart": "running", "pause": "paused", "stop": "stopped"}
_MOST_DELETE_TRIES = 3


class Operations:
    """What is done to a container as a whole; the record of the task has it."""

    def __init__(self, task: Task, wanted: Desired) -> None:
        self._task = task
        self._client = task.client
        self._record = task.record
        self._wanted = wanted

    def operate(self, container: Json, action: str, last: bool, *, detour: bool = False) -> Work[Json | None]:
        """Start, stop, pause, resume or restart, and wait for the effect. ``detour``: another step needs it."""
        operation = "force-stop" if action == "stop" and self._wanted.force else action
        goal = _GOALS[action]
        try:
            self._send(container, operation, goal)
        except (Refused, Conflict):
            now = read_container(self._client, container["id"])
            if status_of(now) != "paused" or action not in ("stop", "restart"):
                raise
            # Whether a paused container can be stopped or restarted is not documented (API notes 6).
            self._send(container, "resume", "running")
            self._record.on_the_way("resume")
            yield self._wait(container, "running")
            self._send(container, operation, goal)
        (self._record.on_the_way if detour else self._record.did)(action)
        if last and not self._wanted.wait:
            return read_container(self._client, container["id"])
        arrived: Json | None = yield self._wait(container, goal)
        return arrived

    def _send(self, container: Json, operation: str, goal: str) -> None:
        """Send an operation once; one that is refused because its goal is reached has succeeded (API notes 6)."""

        def settle() -> Json | None:
            now = read_container(self._client, container["id"])
            if operation == "restart":
                # Its goal is the status that it began with, so only a later change shows that it was done.
                done = now is not None and now.get("updated_at") != container.get("updated_at")
            else:
                done = status_of(now) == goal
            return now if done else None

        deadline = Deadline(self._wanted.wait_timeout, self._client.clock)
        self._client.post(f"/containers/{container['id']}/{operation}", settle=settle, deadline=deadline)

    def _wait(self, container: Json, status: str, reason: str = "") -> ContainerWait:
        return ContainerWait(self._client, container["id"], status, self._wanted.wait_timeout, reason)

    def delete(self, container: Json, last: bool, *, detour: bool = False) -> Work[Json | None]:
        """Delete, stopping first where the API wants that (U8), and wait until it is gone. Its aliases go with it."""
        delete_aliases(self._task, container)
        for tries_left in range(_MOST_DELETE_TRIES - 1, -1, -1):
            try:
                self._client.delete(f"/containers/{container['id']}")
                break
            except NotFound:
                return None
            except Conflict as conflict:
                now = read_container(self._client, container["id"])
                if now is None or status_of(now) == "absent":
                    break
                if not tries_left:
                    raise
                if in_progress(now):
                    yield self._wait(container, STEADY, str(conflict))
                elif status_of(now) in ("running", "paused"):
                    yield from self.operate(now, "stop", last=False, detour=True)
        (self._record.on_the_way if detour else self._record.did)("delete")
        if last and not self._wanted.wait:
            return None
        arrived: Json | None = yield self._wait(container, ABSENT)
        return arrived
