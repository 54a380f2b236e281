# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An inventory as one host sees it, and what was made of it."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.inventory.data import InventoryData
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.one_host import Made, OneHost

API = "https://api.example.com"


@pytest.fixture
def inventory() -> Any:
    """Of another source, with a host and a group."""
    found = InventoryData()
    found.add_group("theirs")
    found.add_host("bastion", group="theirs")
    return found


def one(inventory: Any) -> OneHost:
    return OneHost(inventory, Made.of(inventory), lambda value: f"marked {value}")


def test_what_was_made_belongs_to_the_inventory(inventory: Any) -> None:
    made = Made.of(inventory)
    assert Made.of(inventory) is made
    assert Made.of(InventoryData()) is not made


def test_names_that_are_taken(inventory: Any) -> None:
    made = Made.of(inventory)
    made.hosts["web-1"] = (API, "id-1")
    made.hosts["web-2"] = ("https://other", "id-2")
    taken = made.taken(inventory, API, merge=False)
    assert taken == {"all": "", "ungrouped": "", "theirs": "", "bastion": "", "web-1": "id-1", "web-2": ""}
    assert "bastion" not in made.taken(inventory, API, merge=True)


def test_a_group_of_ours_takes_no_name(inventory: Any) -> None:
    assert one(inventory).add_group("ours") == "ours"
    assert "ours" not in Made.of(inventory).taken(inventory, API, merge=False)


def test_a_host_of_ours_alone(inventory: Any) -> None:
    view = one(inventory)
    host = view.turn_to("web-1", {"a": 1})
    assert view.is_new
    assert host.vars["a"] == 1
    view.set_variable("whatever", "b", 2)
    assert host.vars["b"] == "marked 2"


def test_a_host_of_another_source(inventory: Any) -> None:
    view = one(inventory)
    host = view.turn_to("bastion", {"a": {"b": 1}})
    assert not view.is_new
    assert host.vars["a"] == {"b": 1}


@pytest.mark.parametrize("name", ["bastion", "localhost", "127.0.0.1"])
def test_a_group_takes_the_place_of_no_host(inventory: Any, name: str) -> None:
    view = one(inventory)
    assert view.add_group(name) == f"hoody_{name}"
    assert view.renamed == {name}
    assert view.add_group(name) == f"hoody_{name}"


def test_hosts_and_groups_are_put_into_groups(inventory: Any) -> None:
    view = one(inventory)
    host = view.turn_to("web-1", {})
    for name in ("first", "second", "third"):
        view.add_group(name)
    view.add_host("web-1", "first")
    view.add_child("second", "web-1")
    view.children_are_hosts = False
    view.add_child("third", "first")
    groups = inventory.groups
    assert host in groups["first"].hosts
    assert host in groups["second"].hosts
    assert groups["first"] in groups["third"].child_groups
