# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables that lead to a container over HTTPS."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._inventory.https import https_variables

CONTAINER = {"id": "65a1b2c3d4e5f60718293b01", "project_id": "65a1b2c3d4e5f60718293a01", "server_name": "amber-fox"}
LEADS = {
    "ansible_connection": "hoody.cloud.https",
    "ansible_hoody_container_id": "65a1b2c3d4e5f60718293b01",
    "ansible_hoody_project_id": "65a1b2c3d4e5f60718293a01",
    "ansible_hoody_server_name": "amber-fox",
}


def test_what_leads_to_a_container() -> None:
    assert https_variables(CONTAINER, "https://api.hoody.com") == LEADS


def test_another_api_has_other_addresses() -> None:
    found = https_variables(CONTAINER, "https://api.hoody.icu")
    assert found == {**LEADS, "ansible_hoody_api_url": "https://api.hoody.icu"}


@pytest.mark.parametrize("value", [None, "{{ 1 }}", "a/b", 7, ""])
@pytest.mark.parametrize("member", ["id", "project_id", "server_name"])
def test_what_cannot_be_part_of_an_address_is_left_out(member: str, value: object) -> None:
    found = https_variables({**CONTAINER, member: value}, "https://api.hoody.com")
    assert found == {name: text for name, text in LEADS.items() if text != CONTAINER[member]}
