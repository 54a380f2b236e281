# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Containers with all that they have: what a new one takes over from another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._container.keeping import Kept
from ansible_collections.hoody.cloud.plugins.module_utils._container.model import Desired
from ansible_collections.hoody.cloud.plugins.module_utils._container.resource import ContainerResource
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json


def _keep(task: Task, wanted: Desired, old: Json, body: Mapping[str, Any]) -> Kept:
    # Imported late: few runs replace anything.
    from ansible_collections.hoody.cloud.plugins.module_utils._attached import recreation

    return recreation.read(task, wanted, old, body)


#: The one of them.
CONTAINERS = ContainerResource(_keep)
