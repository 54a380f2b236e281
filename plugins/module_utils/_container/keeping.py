# SPDX-License-Identifier: GPL-3.0-or-later
"""What a container takes over from the one whose place it takes, as far as containers know.

Network and firewall are packages above this one, so whoever knows them says what is kept: see ``_attached``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from .._engine.task import Task
from .._engine.waiting import Work
from .._text.types import Json
from .model import Desired


class Kept(Protocol):
    """What a new container takes over beside its fields.

    ``left_out`` names fields that its server or its project does not allow.
    """

    @property
    def left_out(self) -> tuple[str, ...]:
        """See above."""

    def restore(self, task: Task, name: str, container_id: str) -> Work[None]:
        """Give a new container what it takes over; what it has of it already stays."""


#: Reads what the container that a body will create is to keep of another one. Takes the task, what it wants, the other
#: container and the body. Raises InputError for what cannot be kept.
Keep = Callable[[Task, Desired, Json, Mapping[str, Any]], Kept]
