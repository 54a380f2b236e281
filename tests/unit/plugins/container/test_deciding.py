# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is looked up before it is decided what to do with a container."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._container.deciding import place, with_known_server
from ansible_collections.hoody.cloud.plugins.module_utils._container.model import Desired
from ansible_collections.hoody.cloud.plugins.module_utils._container.refusing import neighbours
from ansible_collections.hoody.cloud.plugins.module_utils._container.replacement import stand_in_name
from ansible_collections.hoody.cloud.plugins.module_utils._engine.lookup import UnknownProject

from ..in_process_emulator import SERVER, Cloud

FREE = "blue-owl-3b4-us"


def test_a_server_that_is_named_otherwise_than_the_container_shows_it() -> None:
    lookup = Cloud().session().lookup
    identity = lookup.server_id(SERVER)
    shown = {"server_id": identity, "server_name": "of-old", "status": "running"}
    assert with_known_server(lookup, Desired({"server_id": SERVER}), shown).fields == {"server_id": identity}
    assert with_known_server(lookup, Desired({"server_id": FREE}), shown).fields == {"server_id": FREE}
    with pytest.raises(InputError, match="There is no active server 'nowhere'"):
        with_known_server(lookup, Desired({"server_id": "nowhere"}), shown)


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_project_that_an_earlier_task_would_have_made(check_mode: bool) -> None:
    task = Cloud().task({}, check_mode=check_mode)
    if check_mode:
        assert place(task, "Nowhere") is None
        return
    with pytest.raises(UnknownProject):
        place(task, "Nowhere")


def test_the_neighbours_of_a_container() -> None:
    cloud = Cloud()
    own, other = cloud.put("web-1"), cloud.put("web-2")
    cloud.put(stand_in_name(own.id))
    cloud.put("web-3", "deleting")
    lookup = cloud.session().lookup
    assert [item["id"] for item in neighbours(lookup, own.project.id, {"id": own.id})] == [other.id]
    assert len(neighbours(lookup, own.project.id, None)) == 3
    assert neighbours(lookup, None, None) == []
