# SPDX-License-Identifier: GPL-3.0-or-later
"""Deletes many containers: asks for all of it first, and waits afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from .._engine.task import Task
from .._engine.waiting import Work
from .._http.deadline import Deadline
from .._text.types import Json
from .model import Desired, status_of
from .operation import Operations
from .waiting import ABSENT, ContainerWait


def deleted(task: Task, containers: Sequence[Json], seconds: float, action: str) -> Work[None]:
    """Delete these and wait until all are gone, within so many seconds.

    Once the first one goes, the record of the task has it as this action.
    """
    deadline = Deadline(seconds, task.client.clock)
    operations = Operations(task.part(), Desired({}, state="absent", wait=False, wait_timeout=seconds))
    for container in containers:
        if status_of(container) != "absent":
            yield from operations.delete(container, last=True)
            if action not in task.record.actions:
                task.record.did(action)
    for container in containers:
        yield ContainerWait(task.client, container["id"], ABSENT, deadline.remaining())
