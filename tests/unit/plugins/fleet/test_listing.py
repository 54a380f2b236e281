# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one listing tells of a fleet, and what has to be asked beside it."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._container.replacement import stand_in
from ansible_collections.hoody.cloud.plugins.module_utils._engine.lookup import UnknownProject
from ansible_collections.hoody.cloud.plugins.module_utils._fleet import model as fleet
from ansible_collections.hoody.cloud.plugins.module_utils._fleet.listing import Listing
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Deadline

from ..in_process_emulator import Cloud
from ..strategies import ID


def item(**given: Any) -> fleet.Item:
    """A declared container."""
    return fleet.desired(fleet.merged(None, given), "Shop")


def listing(cloud: Cloud, *declared: fleet.Item, project: str = "Shop", purge: bool = False) -> Listing:
    """What was listed for these."""
    found = Listing(cloud.task({}), project)
    found.read(declared, purge)
    return found


def test_who_is_there_is_found_by_name_and_by_id_without_another_request() -> None:
    cloud = Cloud()
    there = cloud.put("web-1")
    declared = (item(name="web-1"), item(id=there.id, name="web-2"))
    found = listing(cloud, *declared)
    cloud.forget()
    for wanted in declared:
        assert (found.found(wanted.container) or {})["id"] == there.id
        assert found.tells(wanted.container)
        assert (found.current(wanted.container) or {})["id"] == there.id
    assert found.current(item(name="web-3").container) is None
    assert not cloud.lines


@pytest.mark.parametrize(
    "status,options",
    [
        ("running", {"state": "absent"}),
        ("failed", {}),
        ("running", {"ramdisk": True}),
    ],
)
def test_what_a_listing_leaves_out_is_read(status: str, options: dict[str, Any]) -> None:
    cloud = Cloud()
    there = cloud.put("web-1", status)
    wanted = item(name="web-1", **options).container
    found = listing(cloud, fleet.Item(wanted))
    cloud.forget()
    assert not found.tells(wanted)
    assert "ramdisk" in (found.current(wanted) or {})
    assert cloud.lines == [f"GET /containers/{there.id}"]


def test_an_id_that_is_not_listed_is_looked_at_itself() -> None:
    cloud = Cloud()
    wanted = item(id=ID, name="web-1").container
    found = listing(cloud, fleet.Item(wanted))
    cloud.forget()
    assert not found.tells(wanted)
    assert found.current(wanted) is None
    assert cloud.lines == [f"GET /containers/{ID}"]


def test_dying_ones_are_listed_only_where_something_is_to_be_absent() -> None:
    cloud = Cloud()
    dying = cloud.put("web-1", "deleting")
    gone, kept = item(name="web-1", state="absent"), item(name="web-1")
    found = listing(cloud, gone)
    assert (found.found(gone.container) or {})["id"] == dying.id
    assert (found.found(kept.container), found.living) == (None, [])
    assert listing(cloud, kept).found(gone.container) is None


def test_a_name_is_that_of_the_living_one_and_not_of_what_is_to_take_its_place() -> None:
    cloud = Cloud()
    first, _rest = stand_in({"id": ID}, {"name": "web-1"})
    new = cloud.put(first["name"], values={"comment": first["comment"]})
    wanted = item(name="web-1")
    assert (listing(cloud, wanted).found(wanted.container) or {})["id"] == new.id
    cloud.put("web-1", "deleting")
    old = cloud.put("web-1")
    found = listing(cloud, wanted, item(name="web-9", state="absent"))
    assert (found.found(wanted.container) or {})["id"] == old.id


def test_of_others_no_more_is_kept_than_what_they_keep_from_the_declared_ones() -> None:
    cloud = Cloud()
    cloud.put("web-1", values={"comment": "declared"})
    cloud.put("web-2", values={"comment": "not declared"})
    for purge, comments in (
        (False, {"web-1": "declared", "web-2": None}),
        (True, {"web-1": "declared", "web-2": "not declared"}),
    ):
        living = listing(cloud, item(name="web-1"), purge=purge).living
        assert {there["name"]: there.get("comment") for there in living} == comments
        assert all({"id", "status", "project_id", "ssh_public_key"} <= set(there) for there in living)


def test_what_was_listed_is_fresh_for_a_while() -> None:
    cloud = Cloud()
    found = listing(cloud)
    assert found.is_fresh
    cloud.clock.pass_by(5.1)
    assert not found.is_fresh


def test_in_a_project_that_is_gone_there_is_nothing_to_delete() -> None:
    cloud = Cloud()
    found = Listing(cloud.task({}), "Gone")
    found.read([item(name="web-1", state="absent")], purge=False)
    assert found.living == []
    for declared, purge in (([], False), ([item(name="web-1")], True)):
        with pytest.raises(UnknownProject):
            found.read(declared, purge)
    found.read([], purge=True)
    # In check mode an earlier task would have made it.
    foretelling = cloud.task({}, check_mode=True)
    found = Listing(foretelling, "Gone")
    found.read([item(name="web-1")], purge=True)
    assert found.living == []
    assert "There is no project 'Gone'." in foretelling.warnings[0]


def test_what_other_projects_hold_is_told_as_far_as_it_can_be_seen() -> None:
    cloud = Cloud()
    cloud.put("web-1")
    other = cloud.put("web-2", project="Lab")
    found = listing(cloud)
    assert [there["id"] for there in found.elsewhere()] == [other.id]
    cloud.fault("forbidden", path="/containers/$")
    assert found.elsewhere() == []


def test_looking_again_shows_dying_ones_too() -> None:
    cloud = Cloud()
    found = listing(cloud)
    dying = cloud.put("web-1", "deleting")
    assert [there["id"] for there in found.again(Deadline(5, cloud.clock))] == [dying.id]
