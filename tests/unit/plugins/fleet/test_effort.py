# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One item of a fleet: whether there is work for it, and what its row says of work that failed half way."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._container.finding import read_container
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import at_once, drive
from ansible_collections.hoody.cloud.plugins.module_utils._fleet import model as fleet
from ansible_collections.hoody.cloud.plugins.module_utils._fleet.effort import Effort, Sketch, impossible
from ansible_collections.hoody.cloud.plugins.module_utils._fleet.rows import Row
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from ..in_process_emulator import SERVER, Cloud
from ..strategies import ID

NETWORK = {"type": "block"}


def item(**given: Any) -> fleet.Item:
    """A declared container."""
    return fleet.desired(fleet.merged(None, {"name": "web-1", **given}), "Shop")


def there(status: str) -> Json:
    """A container as it is listed."""
    return {"id": ID, "name": "web-1", "status": status}


@pytest.mark.parametrize(
    "options,current,actions,begins",
    [
        ({}, None, ["create"], True),
        ({}, there("running"), [], False),
        ({}, there("provisioning"), [], True),
        ({"wait": False}, there("provisioning"), [], False),
        ({"wait": False}, there("running"), ["update"], True),
        ({"state": "absent"}, there("deleting"), [], True),
        ({"state": "absent", "wait": False}, there("deleting"), [], False),
        ({"state": "absent"}, None, [], False),
    ],
)
def test_what_is_under_way_is_work_for_whoever_waits(
    options: Json, current: Json | None, actions: list[str], begins: bool
) -> None:
    assert Sketch(item(**options), current, Row("web-1", actions)).begins is begins
    assert not Sketch(item(**options), current, Row("web-1", actions, error={"msg": "No."})).begins


def test_the_container_comes_first_and_then_what_it_has() -> None:
    cloud = Cloud()
    effort = Effort(cloud.task({}), item(server=SERVER, network=NETWORK))
    row = drive(effort.reconciled(None), cloud.clock)
    assert row.actions == ["create", "configure network", "start network"]
    assert (row.container["name"], (row.parts["network"] or {})["enforced"]) == ("web-1", True)
    assert [line.rpartition("/")[2] for line in cloud.writes] == ["containers", "network", "start"]


def test_in_check_mode_nothing_is_read_of_what_would_be_made() -> None:
    cloud = Cloud()
    effort = Effort(cloud.task({}, check_mode=True), item(server=SERVER, network=NETWORK))
    row = at_once(effort.reconciled(None))
    assert row.actions == ["create", "configure network", "start network"]
    assert not [line for line in cloud.lines if line.endswith("/network")]


@pytest.mark.parametrize("state", ["started", "stopped"])
@pytest.mark.parametrize("wanted", [NETWORK, {"type": "block", "comment": "New"}, {"state": "absent"}])
def test_check_mode_knows_what_a_container_has_that_takes_the_place_of_another(state: str, wanted: Json) -> None:
    cloud = Cloud()
    before = drive(
        Effort(cloud.task({}), item(server=SERVER, network={**NETWORK, "state": state})).reconciled(None), cloud.clock
    )
    current = read_container(cloud.session().client, before.container["id"])
    replaced = item(container_image="ubuntu/22.04", recreate=True, network=wanted)
    foretold = at_once(Effort(cloud.task({}, check_mode=True), replaced).reconciled(current))
    done = drive(Effort(cloud.task({}), replaced).reconciled(current), cloud.clock)
    assert (foretold.actions, foretold.changes, foretold.diff) == (done.actions, done.changes, done.diff)


def test_what_is_deleted_has_nothing_left_to_bring_about() -> None:
    cloud = Cloud()
    container = cloud.put("web-1")
    effort = Effort(cloud.task({}), fleet.Item(item(state="absent").container, item(network=NETWORK).parts))
    current = read_container(effort.client, container.id)
    row = drive(effort.reconciled(current), cloud.clock)
    assert (row.actions, row.container, row.parts["network"]) == (["delete"], {}, None)


def test_a_part_that_fails_takes_nothing_from_what_was_done_before() -> None:
    cloud = Cloud()
    cloud.fault("forbidden", path="/network/start$")
    effort = Effort(cloud.task({}), item(server=SERVER, comment="new", network=NETWORK))
    with pytest.raises(HoodyError) as caught:
        drive(effort.reconciled(None), cloud.clock)
    row = effort.failed(caught.value)
    assert row.actions == ["create", "configure network"]
    assert (row.container["comment"], row.container["status"]) == ("new", "running")
    assert ((row.parts["network"] or {})["type"], (row.parts["network"] or {})["enforced"]) == ("block", False)
    assert row.error
    assert (row.error["status"], row.error["method"]) == (403, "POST")
    assert row.error["path"].endswith("/network/start")


def test_a_failure_before_anything_was_done_shows_what_was_there() -> None:
    cloud = Cloud()
    container = cloud.put("web-1")
    cloud.fault("forbidden", method="PATCH")
    effort = Effort(cloud.task({}), item(comment="new", network=NETWORK))
    current = read_container(effort.client, container.id)
    with pytest.raises(HoodyError) as caught:
        drive(effort.reconciled(current), cloud.clock)
    row = effort.failed(caught.value)
    assert (row.actions, row.container["id"], row.parts["network"]) == ([], container.id, None)


def test_a_row_of_many_holds_what_a_task_can_manage_and_no_value_of_a_variable() -> None:
    cloud = Cloud()
    effort = Effort(cloud.task({}), item(server=SERVER, environment_vars={"A": "hidden-value"}))
    row = drive(effort.reconciled(None), cloud.clock)
    assert "hidden-value" not in str(row)
    assert not {"created_at", "server_info", "proxy_permissions"} & set(row.container)


@pytest.mark.parametrize("given,name", [({"name": "web-1"}, "web-1"), ({"id": ID}, ID), ({}, "")])
def test_an_item_that_is_wrong_in_itself_has_a_row(given: Json, name: str) -> None:
    row = impossible(given, InputError("It is wrong."))
    assert (row.name, row.actions, row.fate) == (name, [], "failed")
    assert row.error == {
        "msg": "It is wrong.",
        "status": None,
        "code": None,
        "method": None,
        "path": None,
        "tries": None,
    }
