# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a newcomer has to know: which servers, which images, which realms."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import Incomplete, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._catalog.images import (
    inform_of_images,
    inform_of_realms,
    search_options,
)
from ansible_collections.hoody.cloud.plugins.module_utils._catalog.servers import inform_of_servers, server_options
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from ..in_process_emulator import Cloud

POOLED = "65a1b2c3d4e5f60700000079"


def servers(cloud: Cloud, **options: Any) -> dict[str, Json]:
    """What is told of servers, by their names."""
    defaults = {name: entry.get("default") for name, entry in server_options().items()}
    found: list[Json] = inform_of_servers(cloud.task({**defaults, **options}))["servers"]
    assert [item["name"] for item in found] == sorted(item["name"] for item in found)
    return {item["name"]: item for item in found}


@pytest.mark.parametrize("paths", ["both", "rentals", "servers"])
def test_the_rented_servers_under_either_path(paths: str) -> None:
    cloud = Cloud(rental_paths=paths)
    cloud.put("web-1")
    found = servers(cloud)
    assert set(found) == {"amber-fox-1a2-de", "blue-owl-3b4-us", "grey-elk-5c6-fi"}
    amber = found["amber-fox-1a2-de"]
    assert amber["containers_left"] == amber["container_capacity"]["max"] - 1
    assert (amber["status"], amber["country"], amber["pools"]) == ("active", "DE", [])
    assert (found["grey-elk-5c6-fi"]["status"], found["blue-owl-3b4-us"]["is_free_tier"]) == ("expired", True)
    assert cloud.session().lookup.server_id("amber-fox-1a2-de") == amber["server_id"]


def test_those_of_pools_on_request_and_each_once() -> None:
    cloud = Cloud()
    found = servers(cloud, pools=True)
    assert found["green-ray-7d8-nl"]["server_id"] == POOLED
    assert found["green-ray-7d8-nl"]["rental_id"] is None
    assert found["green-ray-7d8-nl"]["pools"] == [{"name": "team", "is_ready": True}]
    assert found["amber-fox-1a2-de"]["pools"] == [{"name": "team", "is_ready": True}]
    assert found["amber-fox-1a2-de"]["country"] == "DE", "what the rental tells stays"


@pytest.mark.parametrize("asked", ["green-ray-7d8-nl", POOLED])
def test_one_by_name_or_by_id(asked: str) -> None:
    cloud = Cloud()
    assert list(servers(cloud, server=asked, pools=True)) == ["green-ray-7d8-nl"]
    assert servers(cloud, server=asked) == {}


def test_images_on_several_pages_and_by_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = Cloud()
    monkeypatch.setattr("ansible_collections.hoody.cloud.plugins.module_utils._catalog.images._PAGE_SIZE", 2)
    everything = inform_of_images(cloud.task({"search": None}))["images"]
    assert [item["alias"] for item in everything] == [
        *("alpine/3.22", "debian/12", "debian/13", "ubuntu/22.04", "ubuntu/24.04")
    ]
    assert len(cloud.lines) == 3
    debian = inform_of_images(cloud.task({"search": "debian"}))["images"]
    assert [item["alias"] for item in debian] == ["debian/12", "debian/13"]
    assert inform_of_images(cloud.task({"search": "plan9"}))["images"] == []


@pytest.mark.parametrize("images", [[], [{"id": POOLED}]])
def test_images_of_a_server_whose_pages_never_come_to_an_end(images: list[Json]) -> None:
    cloud = Cloud()
    shown = {"images": images, "pagination": {"total": 9}}
    cloud.fault("altered", path="/images/public", at=["data"], value=shown)
    with pytest.raises(Incomplete, match=f"returned {len(images)} of 9 items"):
        inform_of_images(cloud.task({"search": None}))


@pytest.mark.parametrize("member", ["max", "used"])
def test_room_that_the_api_does_not_tell(member: str) -> None:
    cloud = Cloud()
    cloud.fault("altered", path="/rentals", at=["data", 0, "server", "container_capacity", member], value=None)
    assert None in [item["containers_left"] for item in servers(cloud).values()]


def test_servers_without_room_or_name_or_any_at_all() -> None:
    cloud = Cloud(rental_capacity="absent")
    assert {item["containers_left"] for item in servers(cloud).values()} == {None}
    worlds: tuple[Json, ...] = ({"rental_server": "null"}, {"rental_list": "empty"})
    for switch in worlds:
        cloud = Cloud(**switch)
        told = inform_of_servers(cloud.task({"server": None, "pools": False}))["servers"]
        assert [item["name"] for item in told] == ([None] * 3 if "rental_server" in switch else [])
        lookup = cloud.session().lookup
        with pytest.raises(InputError, match="There is no active server 'amber-fox-1a2-de' among the rented ones"):
            lookup.server_id("amber-fox-1a2-de")
        assert lookup.server_id(POOLED) == POOLED, "an id is taken as it is"


def test_realms_with_what_is_in_them() -> None:
    cloud = Cloud()
    [realm] = inform_of_realms(cloud.task({"search": None}))["realms"]
    counts = {"projects": 1, "containers": 0, "servers": 1, "auth_tokens": 1}
    assert realm == {"id": "65a1b2c3d4e5f607000000ee", **counts}
    assert inform_of_realms(cloud.task({"search": "ffff"}))["realms"] == []
    assert set(search_options()) == {"search"}
