# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a lookup asks for, and what it remembers."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._engine.lookup import Lookup, UnknownProject, in_order

from tests.emulator.world.people import COLLEAGUE, OWNER
from tests.emulator.world.seed import REALM_ID
from tests.emulator.world.sharing import share

from ..in_process_emulator import SERVER, Cloud
from ..strategies import ID

LIST = "GET /projects/"
SERVERS = "GET /rentals"


def test_an_id_is_taken_as_it_is() -> None:
    cloud = Cloud()
    lookup = cloud.session().lookup
    assert (lookup.project_id(ID), lookup.server_id(ID)) == (ID, ID)
    assert not cloud.lines


def test_projects_are_listed_once_for_all_that_are_there() -> None:
    cloud = Cloud()
    lookup = cloud.session().lookup
    found = [lookup.project_id(alias) for alias in ("Shop", "Lab", "Shop")]
    shop, lab = (project.id for project in map(cloud.world.project_called, ("Shop", "Lab")) if project)
    assert found == [shop, lab, shop]
    assert cloud.lines == [LIST]


def test_a_project_that_is_not_known_may_have_been_made_meanwhile() -> None:
    cloud = Cloud()
    lookup = cloud.session().lookup
    with pytest.raises(UnknownProject, match=r"There is no project 'New'\. The token sees: Default, Lab, Shop\."):
        lookup.project_id("New")
    made = cloud.world.add_project("New", "#000000")
    assert lookup.project_id("New") == made.id
    assert cloud.lines == [LIST, LIST]


def test_two_projects_of_one_alias_are_told_apart_by_their_ids() -> None:
    cloud = Cloud()
    first = cloud.world.project_called("Shop")
    second = cloud.world.add_project("Shop", "#000000")
    assert first
    with pytest.raises(
        InputError, match=f"'Shop' is ambiguous: give one of these ids instead: {first.id}, {second.id}"
    ):
        cloud.session().lookup.project_id("Shop")


@pytest.mark.parametrize("may_ask", [True, False])
def test_the_own_project_comes_before_one_that_somebody_shares(may_ask: bool) -> None:
    cloud = Cloud()
    own = cloud.world.project_called("Lab")
    theirs = cloud.world.add_project("Lab", "#000000", owner=COLLEAGUE)
    share(cloud.world, theirs, OWNER, "edit", cloud.world.now())
    assert own
    if may_ask:
        assert cloud.session().lookup.project_id("Lab") == own.id
        return
    cloud.fault("forbidden", path="/users/auth/me$")
    with pytest.raises(InputError, match="'Lab' is ambiguous"):
        cloud.session().lookup.project_id("Lab")


def test_in_a_realm_only_its_projects_are_there() -> None:
    cloud = Cloud()
    with pytest.raises(UnknownProject, match=r"The token sees: Lab\."):
        cloud.session(realm=REALM_ID).lookup.project_id("Shop")


def test_a_server_has_the_id_that_containers_name_and_not_that_of_its_rental() -> None:
    cloud = Cloud()
    lookup = cloud.session().lookup
    rental = cloud.world.server_called(SERVER)
    assert rental
    assert [lookup.server_id(SERVER), lookup.server_id("blue-owl-3b4-us")][0] == rental.server_id != rental.id
    assert cloud.lines == [SERVERS]


@pytest.mark.parametrize("name", ["grey-elk-5c6-fi", "pool-member", "none"])
def test_a_server_that_has_expired_or_no_id_cannot_be_meant(name: str) -> None:
    cloud = Cloud()
    with pytest.raises(InputError, match=rf"no active server '{name}' .*\({SERVER}, blue-owl-3b4-us\)"):
        cloud.session().lookup.server_id(name)


def test_many_who_ask_for_a_server_at_once_list_once() -> None:
    cloud = Cloud()
    session = cloud.session()
    found = session.client.concurrently(session.lookup.server_id, [SERVER] * 16)
    assert len(set(found)) == 1
    assert cloud.lines == [SERVERS]


def test_which_servers_are_free() -> None:
    lookup = Cloud().session().lookup
    assert lookup.is_free(lookup.server_id("blue-owl-3b4-us"))
    assert not lookup.is_free(lookup.server_id(SERVER))
    assert not lookup.is_free(ID)


def test_all_tasks_of_a_session_share_a_finder() -> None:
    class Finder:
        def __init__(self, lookup: Lookup) -> None:
            self.lookup = lookup

    session = Cloud().session()
    assert session.lookup.finder(Finder) is session.lookup.finder(Finder)
    assert session.lookup.finder(Finder).lookup is session.lookup


def test_names_from_the_api_in_a_message() -> None:
    assert in_order(["b\x1b[31m", "a", None]) == "None, a, b [31m"
