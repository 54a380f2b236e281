# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the items of a fleet claim of each other."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._fleet import claims as _fleet_claims
from ansible_collections.hoody.cloud.plugins.module_utils._fleet import model as _fleet
from hypothesis import given
from hypothesis import strategies as st

NAMES = ["aaa", "bbb", "ccc", "ddd", "eee"]
FREE = "zzz"


def container_id(number: int) -> str:
    """The id of a container by its number."""
    return f"65a1b2c3d4e5f6070000{number:04}"


def there(number: int, **members: object) -> dict[str, Any]:
    """A container of the project as the listing shows it."""
    return {"id": container_id(number), "name": NAMES[number], "project_alias": "Shop", "status": "running", **members}


def item(**given_options: object) -> _fleet.Item:
    """A declared container."""
    return _fleet.desired(_fleet.merged(None, given_options), "Shop")


@given(st.lists(st.sampled_from([*NAMES, FREE]), min_size=5, max_size=5, unique=True), st.sets(st.integers(0, 4)))
def test_renamed_in_waves_no_name_is_claimed_before_it_is_free(wanted: list[str], deleted: set[int]) -> None:
    """Played out on the names alone: every rename of a wave finds its name free, and what is refused could not be."""
    listed = [there(number) for number in range(5)]
    items = [
        item(id=container_id(number), **({"state": "absent"} if number in deleted else {"name": wanted[number]}))
        for number in range(5)
    ]
    refused, waves = _fleet_claims.order(items, listed, listed)
    names: dict[int, str] = dict(enumerate(NAMES))
    for wave in waves:
        for number in wave:
            others = {name for other, name in names.items() if other != number}
            assert number in deleted or wanted[number] not in others
            if number in deleted:
                del names[number]
            else:
                names[number] = wanted[number]
    assert sorted([*refused, *[number for wave in waves for number in wave]]) == list(range(5))
    for number in refused:
        assert wanted[number] in names.values(), "it is held by what cannot be renamed either"


@pytest.mark.parametrize("holders,is_refused", [(0, False), (1, True), (2, False)])
def test_a_key_that_several_show_is_the_default_of_the_project(holders: int, is_refused: bool) -> None:
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 somebody"
    listed = [there(number, ssh_public_key=key if number < holders else None) for number in range(3)]
    asking = item(name="new-1", ssh_public_key=f"{key}-else")
    refused, _waves = _fleet_claims.order([asking], [None], listed)
    assert bool(refused) == is_refused
