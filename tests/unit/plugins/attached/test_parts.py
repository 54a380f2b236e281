# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What containers have: once it is among the parts, whoever takes containers with all of it takes it too."""

from __future__ import annotations

from ansible_collections.hoody.cloud.plugins.module_utils._attached import info
from ansible_collections.hoody.cloud.plugins.module_utils._attached.parts import PARTS
from ansible_collections.hoody.cloud.plugins.module_utils._attached.readings import READINGS
from ansible_collections.hoody.cloud.plugins.module_utils._fleet import model as fleet
from ansible_collections.hoody.cloud.plugins.module_utils._fleet.rows import Row


def test_each_has_a_member_of_its_own() -> None:
    members = [part.member for part in PARTS]
    assert len(members) == len(set(members))


def test_each_can_be_asked_for() -> None:
    parts = [part.member for part in PARTS]
    assert [reading.member for reading in READINGS][: len(parts)] == parts


def test_each_is_known_wherever_containers_are_taken_with_all_that_they_have() -> None:
    items = fleet.options()["containers"]["options"]
    for part in PARTS:
        assert set(items[part.member]["options"]) == set(part.own_options())
        assert info.options()[part.member]["type"] == "bool"
        assert Row("web-1").result(False)[part.member] is None
