# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surveys of a cloud in this process, and what they leave of it."""

from __future__ import annotations

from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._survey.course import conduct, survey_options
from ansible_collections.hoody.cloud.plugins.module_utils._survey.house import NAMES
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from ..in_process_emulator import SERVER, Cloud

TRYING: dict[str, Any] = {"project": "Shop", "server": SERVER}
#: Each request takes its time, too: what takes a while takes long enough.
DELAYS: dict[str, Any] = dict.fromkeys(
    ("create_delay", "start_delay", "stop_delay", "pause_delay", "delete_delay", "copy_delay"), 2.0
)
FOREIGN = ("survey-app", "web-1")


def survey(cloud: Cloud, *, check_mode: bool = False, **options: Any) -> Json:
    """A survey of this cloud, in a process of its own."""
    defaults = {name: entry.get("default") for name, entry in survey_options().items()}
    return conduct(cloud.task({**defaults, **options}, check_mode=check_mode))


def answers(found: Json) -> dict[str, Any]:
    """The answers, by the ids of their questions."""
    return {item["id"]: item["answer"] for item in found["findings"]}


def peopled(**switches: Any) -> Cloud:
    """A cloud in which there are other things, too, some of which have names that begin alike."""
    cloud = Cloud(**{**DELAYS, **switches})
    for name in FOREIGN:
        cloud.put(name, environment_vars={"SECRET": "do-not-tell-me"})
    cloud.put("survey-first", project="Lab")
    cloud.world.add_project("survey-results", "#AABBCC")
    return cloud


def others(cloud: Cloud) -> dict[str, Any]:
    """What is not the survey's, with when it was changed."""
    cloud.world.settle()
    projects = {item.id: (item.alias, item.updated_at) for item in cloud.world.projects.values()}
    own = f"survey-{cloud.world.project_called('Shop').id}"  # type: ignore[union-attr]
    containers = {
        item.id: (item.name, item.status, item.updated_at)
        for item in cloud.world.containers.values()
        if item.name not in NAMES or item.project.alias == "Lab"
    }
    return {**containers, **{key: value for key, value in projects.items() if value[0] != own}}


def left(cloud: Cloud) -> list[str]:
    """What is the survey's."""
    cloud.world.settle()
    containers = [item.name for item in cloud.world.containers.values() if item.name in NAMES]
    projects = [item.alias for item in cloud.world.projects.values() if item.alias.startswith("survey-6")]
    return [*containers, *projects, *(alias.name for alias in cloud.world.aliases)]
