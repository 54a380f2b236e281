# SPDX-License-Identifier: GPL-3.0-or-later
"""Containers with all that they have: what a new one takes over from another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._container.keeping import Kept
from .._container.model import Desired
from .._container.resource import ContainerResource
from .._engine.task import Task
from .._text.types import Json


def _keep(task: Task, wanted: Desired, old: Json, body: Mapping[str, Any]) -> Kept:
    # Imported late: few runs replace anything.
    from . import recreation

    return recreation.read(task, wanted, old, body)


#: The one of them.
CONTAINERS = ContainerResource(_keep)
