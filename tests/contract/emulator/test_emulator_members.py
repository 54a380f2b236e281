# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator makes of one line in the table of a container's members."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.emulator.members.containers import CONTAINER
from tests.emulator.process import EmulatorProcess

#: For each kept member of a container, something that is not its default.
OTHER: dict[Any, Callable[[Any], Any]] = {bool: lambda default: not default, str: lambda _default: "other"}


@pytest.mark.parametrize("name", CONTAINER.kept)
def test_every_plain_member_of_a_container_goes_all_the_way(cloud: EmulatorProcess, name: str) -> None:
    """From each body that takes it, and from the control endpoint, into the reply."""
    item = CONTAINER.kept[name]
    other = OTHER[item.kind](item.default) if item.kind in OTHER else "project"
    placed = cloud.put_container(project="Lab", name=f"placed-{name.replace('_', '-')}", **{name: other})
    assert placed[name] == other
    wanted = {"server_id": cloud.server_id(), "name": "made"}
    path = f"/projects/{cloud.project_id('Default')}/containers"
    sent = {**wanted, name: other} if "create" in item.taken else wanted
    made = cloud.api("POST", path, sent).json()["data"]
    shown = cloud.api("GET", f"/containers/{made['id']}").json()["data"][name]
    assert shown == (other if "create" in item.taken else item.default)
    if "update" in item.taken:
        assert cloud.api("PATCH", f"/containers/{made['id']}", {name: other}).json()["data"][name] == other
