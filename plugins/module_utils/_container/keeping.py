# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What a container takes over from the one whose place it takes, as far as containers know.

Network and firewall are packages above this one, so whoever knows them says what is kept: see ``_attached``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from ansible_collections.hoody.cloud.plugins.module_utils._container.model import Desired
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import Work
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json


class Kept(Protocol):
    """What a new container takes over beside its fields.

    ``settings`` are fields that it can be given only once it is there, ``left_out`` names those that its server lacks.
    """

    @property
    def settings(self) -> Json:
        """See above."""

    @property
    def left_out(self) -> tuple[str, ...]:
        """See above."""

    def restore(self, task: Task, name: str, container_id: str) -> Work[None]:
        """Give a new container what it takes over; what it has of it already stays."""


#: Reads what the container that a body will create is to keep of another one. Takes the task, what it wants, the other
#: container and the body. Raises InputError for what cannot be kept.
Keep = Callable[[Task, Desired, Json, Mapping[str, Any]], Kept]
