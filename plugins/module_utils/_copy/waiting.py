# SPDX-License-Identifier: GPL-3.0-or-later
"""Waits until a copy is one."""

from __future__ import annotations

from .._container.model import failure_of, status_of
from .._container.waiting import STEADY, ContainerWait
from .._engine.task import Task
from .._engine.waiting import WaitError
from .._text.types import Json
from .model import READY


class CopyWait(ContainerWait):
    """Until a copy is made, in whichever state it is then."""

    def __init__(self, task: Task, container: Json, seconds: float) -> None:
        super().__init__(task.client, container["id"], STEADY, seconds)
        self.goal = "become a copy"

    def reached(self, seen: Json | None) -> bool:
        """Whether it has come to rest; what has failed or is gone is none."""
        if not super().reached(seen):
            return False
        if status_of(seen) not in READY:
            raise WaitError(f"it is {status_of(seen)}{failure_of(seen)}")
        return True
