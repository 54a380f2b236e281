# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plain resource, from one entry: its routes, its rules, and what the page of the emulator tells of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.emulator.app import build
from tests.emulator.members.plain import plain
from tests.emulator.routes.call import Call
from tests.emulator.routes.gate import READ_ONLY_TOKEN
from tests.emulator.routes.plain import router_of
from tests.emulator.wire.bodies import Body
from tests.emulator.wire.envelope import ApiError
from tests.emulator.wire.switches import Switches
from tests.emulator.wire.table import member
from tests.emulator.world.records import Thing
from tests.emulator.world.seed import REALM_ID

from .in_process import TOKEN, Asked

VOLUMES = plain(
    "Volume",
    "Invented.",
    "/projects/{id}/volumes",
    member("name", str, taken="create update", limits={"min_length": 1, "max_length": 20}),
    member("size", int, default=10, taken="create update", limits={"ge": 1}),
    member("comment", str, null=True, taken="create update"),
    member("fast", bool, default=False, taken="create", known=lambda switches: switches.newer_fields),
    limit=2,
)
LABELS = plain("Label", "Invented.", "/labels/", member("name", str, taken="create update"), realms=True)
UNKNOWN = "65a1b2c3d4e5f607ffffffff"


class Cloud(Asked):
    """An emulator with both."""

    def __init__(self) -> None:
        super().__init__(build(Switches(), TOKEN, resources=(VOLUMES, LABELS)))
        ids = {project.alias: project.id for project in self.emulator.world.projects.values()}
        self.shop, self.lab = (f"/projects/{ids[alias]}/volumes" for alias in ("Shop", "Lab"))


@pytest.fixture(name="cloud")
def emulator_with_volumes() -> Cloud:
    return Cloud()


def test_the_life_of_a_volume(cloud: Cloud) -> None:
    """What is not sent has its default, and stays as it is in an update with either verb."""
    made = cloud.data("POST", cloud.shop, {"name": "data", "comment": "for the shop"})
    assert cloud.shop == f"/projects/{made['project_id']}/volumes"
    assert (made["name"], made["size"], made["comment"], made["fast"]) == ("data", 10, "for the shop", False)
    path = f"/volumes/{made['id']}"
    assert cloud.data("GET", path) == made
    changed = cloud.data("PATCH", path, {"size": 20, "comment": None})
    assert changed == {**made, "size": 20, "comment": None, "updated_at": changed["updated_at"]}
    assert cloud.data("PUT", path, {"name": "data-2"})["size"] == 20
    assert cloud.data("DELETE", path) is None
    assert cloud.refusal("GET", path) == (404, "Volume not found")


def test_what_is_refused(cloud: Cloud) -> None:
    first, other = (cloud.data("POST", cloud.shop, {"name": name})["id"] for name in ("first", "other"))
    assert cloud.refusal("POST", cloud.shop, {"name": "first"}) == (409, "Volume name already exists")
    assert cloud.refusal("PATCH", f"/volumes/{other}", {"name": "first"})[0] == 409
    assert cloud.data("PATCH", f"/volumes/{first}", {"name": "first"}), "its own name"
    assert cloud.data("POST", cloud.lab, {"name": "first"}), "names are unique within a project"
    bodies: list[Any] = [{}, [], {"name": ""}, {"name": "x" * 21}, *({"name": "x", "size": size} for size in (0, "1"))]
    for body in bodies:
        assert cloud.refusal("POST", cloud.shop, body)[0] == 422, body
    changes: list[Any] = [{}, {"name": None}, {"size": 0}]
    for change in changes:
        assert cloud.refusal("PATCH", f"/volumes/{first}", change)[0] == 422, change
    assert cloud.refusal("POST", f"/projects/{UNKNOWN}/volumes", {"name": "x"}) == (404, "Project not found")
    assert cloud.refusal("GET", "/volumes/no-id") == (400, "Invalid ID format")
    assert cloud.refusal("POST", cloud.shop, {"name": "x"}, token=READ_ONLY_TOKEN)[0] == 403
    assert cloud.refusal("POST", f"/volumes/{first}")[0] == 405
    for method in ("GET", "PATCH", "DELETE"):
        assert cloud.refusal(method, f"/volumes/{UNKNOWN}", {"size": 1})[0] == 404


def test_pages(cloud: Cloud) -> None:
    for name in ("b", "c", "a"):
        cloud.data("POST", cloud.shop, {"name": name})
    cloud.data("POST", cloud.lab, {"name": "elsewhere"})
    page = cloud.data("GET", f"{cloud.shop}?sort_by=name&sort_order=asc")
    assert page["pagination"] == {"total": 3, "page": 1, "limit": 2, "totalPages": 2}
    assert [volume["name"] for volume in page["volumes"]] == ["a", "b"]
    assert [one["name"] for one in cloud.data("GET", f"{cloud.shop}?page=2")["volumes"]] == ["b"], "the newest first"
    assert cloud.refusal("GET", f"{cloud.shop}?sort_by=size")[0] == 422
    assert cloud.refusal("GET", f"{cloud.shop}?limit=101")[0] == 422


def test_realms_and_the_project(cloud: Cloud) -> None:
    """Who has realms of its own is seen by these, who is in a project by those of the project."""
    host = f"{REALM_ID}.localhost"
    hidden = cloud.data("POST", cloud.shop, {"name": "hidden"})["id"]
    seen = cloud.data("POST", cloud.lab, {"name": "seen"})["id"]
    assert cloud.data("GET", f"/volumes/{seen}", host=host)
    assert cloud.refusal("GET", f"/volumes/{hidden}", host=host)[0] == 404
    made = cloud.data("POST", "/labels/", {"name": "within"}, host=host)
    assert made["realm_ids"] == [REALM_ID]
    outside = cloud.data("POST", "/labels/", {"name": "outside"})["id"]
    assert [one["id"] for one in cloud.data("GET", "/labels/", host=host)["labels"]] == [made["id"]]
    assert [one["id"] for one in cloud.data("GET", f"/labels/?realm_id={REALM_ID}")["labels"]] == [made["id"]]
    assert cloud.data("PATCH", f"/labels/{outside}", {"realm_ids": [REALM_ID]})["realm_ids"] == [REALM_ID]
    cloud.data("DELETE", cloud.lab.removesuffix("/volumes"))
    assert cloud.refusal("GET", f"/volumes/{seen}")[0] == 404, "it went with its project"


def test_switches_hold_for_it(cloud: Cloud) -> None:
    """The verbs of updates, and members that an older revision ignores."""
    path = f"/volumes/{cloud.data('POST', cloud.shop, {'name': 'data', 'fast': True})['id']}"
    assert cloud.data("GET", path)["fast"] is True
    cloud.emulator.world.switch(Switches(update_verbs="put", newer_fields=False))
    assert cloud.refusal("PATCH", path, {"size": 1})[0] == 405
    assert "fast" not in cloud.data("PUT", path, {"size": 1})
    other = cloud.data("POST", cloud.shop, {"name": "other", "fast": "no boolean, and nobody looks"})["id"]
    cloud.emulator.world.switch(Switches())
    assert cloud.data("GET", f"/volumes/{other}")["fast"] is False


def test_it_may_refuse_more(cloud: Cloud) -> None:
    def no_shrinking(_call: Call, volume: Thing | None, body: Body) -> None:
        if volume and "size" in body.sent and body["size"] < volume.values["size"]:
            raise ApiError(409, "A volume cannot shrink")

    emulator = cloud.emulator = build(Switches(), TOKEN, resources=())
    emulator.api.include_router(router_of(VOLUMES, no_shrinking))
    path = f"/volumes/{cloud.data('POST', cloud.shop, {'name': 'data', 'size': 5})['id']}"
    assert cloud.refusal("PATCH", path, {"size": 4}) == (409, "A volume cannot shrink")
    assert cloud.data("PATCH", path, {"size": 6})["size"] == 6


def test_where_its_objects_are() -> None:
    assert (VOLUMES.item, LABELS.item) == ("/volumes/{id}", "/labels/{id}")
    assert plain("Alias", "Invented.", "/proxy/aliases").item == "/proxy/aliases/{id}"
    assert plain("Alias", "Invented.", "/proxy/aliases", item="/aliases/{id}").item == "/aliases/{id}"


def test_it_is_documented(cloud: Cloud) -> None:
    page = cloud.ask("GET", "/openapi.json")[1]
    operations = {
        operation["operationId"]
        for path, methods in page["paths"].items()
        if "volumes" in path
        for operation in methods.values()
    }
    names = ("listVolumes", "createVolume", "getVolume", "updateVolume", "updateVolumePut", "deleteVolume")
    assert operations == set(names)
    schemas = page["components"]["schemas"]
    assert schemas["VolumeCreate"]["required"] == ["name"]
    assert "required" not in schemas["VolumeUpdate"]
    size = schemas["VolumeCreate"]["properties"]["size"]
    assert (size["type"], size["default"], size["ge"]) == ("integer", 10, 1)
    assert list(schemas["Volume"]["properties"])[:3] == ["id", "project_id", "name"]
    asked = page["paths"]["/api/v1/projects/{id}/volumes"]["get"]["parameters"]
    assert {parameter["name"] for parameter in asked} == {"id", "page", "limit", "sort_by", "sort_order"}


def test_a_world_without_it() -> None:
    """It exists where it is asked for only, and what it holds is part of the world that is kept and reset."""
    assert "volumes" not in json.dumps(build(Switches(), TOKEN, resources=()).api.openapi()["paths"])
    nameless = replace(VOLUMES, unique="")
    cloud = Cloud()
    cloud.emulator = build(Switches(), TOKEN, resources=(nameless,))
    for _time in range(2):
        cloud.data("POST", cloud.shop, {"name": "twice"})
    cloud.emulator.world.reset()
    assert cloud.data("GET", cloud.shop)["volumes"] == []
