# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects that somebody else may use, and what an account has besides (API notes part 2, A and B)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess
from tests.emulator.routes.gate import COLLEAGUE_TOKEN
from tests.emulator.world.people import COLLEAGUE, NEWCOMER, OWNER

Json = dict[str, Any]


def permissions(cloud: EmulatorProcess, project: str = "Shop") -> str:
    """The path of the entries of a project."""
    return f"/projects/{cloud.project_id(project)}/permissions"


def colleague(cloud: EmulatorProcess, method: str, path: str, body: Any = None) -> Any:
    """What somebody else is answered."""
    return cloud.api(method, path, body, headers={"Authorization": f"Bearer {COLLEAGUE_TOKEN}"})


def share_at(cloud: EmulatorProcess, level: str) -> None:
    """Give the colleague this level in the seeded entry."""
    path = permissions(cloud)
    [entry] = cloud.api("GET", path).json()["data"]["permissions"]
    assert cloud.api("PUT", f"{path}/{entry['id']}", {"permission_level": level}).status_code == 200


def test_an_entry_is_made_changed_shown_and_removed(cloud: EmulatorProcess) -> None:
    path = permissions(cloud)
    made = cloud.api("POST", path, {"user_id": NEWCOMER.id, "permission_level": "read"})
    assert made.status_code == 201
    entry: Json = made.json()["data"]
    assert entry["user"] == NEWCOMER._asdict()
    changed = cloud.api("PUT", f"{path}/{entry['id']}", {"permission_level": "edit"}).json()["data"]
    assert changed["permission_level"] == "edit"
    project = path.removesuffix("/permissions")
    shown = cloud.api("GET", f"{project}?include_permissions=true").json()["data"]["permissions"]
    assert [item["user_id"] for item in shown] == [COLLEAGUE.id, NEWCOMER.id]
    newest = cloud.api("GET", f"{path}?limit=1&sort_by=user_id").json()["data"]
    assert (newest["permissions"], newest["pagination"]["total"]) == ([changed], 2)
    assert cloud.api("DELETE", f"{path}/{entry['id']}").status_code == 200
    assert cloud.api("DELETE", f"{path}/{entry['id']}").status_code == 404


@pytest.mark.parametrize(
    "body, status",
    [
        ({"user_id": NEWCOMER.id, "permission_level": "write"}, 422),
        ({"user_id": NEWCOMER.id}, 422),
        ({"user_id": "somebody", "permission_level": "read"}, 422),
        ({"user_id": "65a1b2c3d4e5f60718293a0e", "permission_level": "read"}, 404),
        ({"user_id": COLLEAGUE.id, "permission_level": "read"}, 409),
        ({"user_id": OWNER.id, "permission_level": "read"}, 409),
    ],
)
def test_an_entry_that_is_refused(cloud: EmulatorProcess, body: Json, status: int) -> None:
    assert cloud.api("POST", permissions(cloud), body).status_code == status


def test_somebody_else_sees_what_is_shared_only(cloud: EmulatorProcess) -> None:
    projects = colleague(cloud, "GET", "/projects/").json()["data"]["projects"]
    assert [project["alias"] for project in projects] == ["Shop"]
    assert projects[0]["user_id"] == OWNER.id
    listed = colleague(cloud, "GET", "/containers/?limit=100").json()["data"]["containers"]
    assert {item["project_id"] for item in listed} == {projects[0]["id"]}
    assert colleague(cloud, "GET", f"/projects/{cloud.project_id('Lab')}").status_code == 404
    assert colleague(cloud, "GET", f"/containers/{cloud.id_of('web', 'Lab')}").status_code == 404
    assert colleague(cloud, "GET", f"/containers/{cloud.id_of('web')}").status_code == 200
    assert colleague(cloud, "GET", "/rentals").json()["data"] == []
    assert colleague(cloud, "GET", "/users/auth/me").json()["data"]["id"] == COLLEAGUE.id
    # An alias is one's own; the same may be shared by somebody else.
    assert colleague(cloud, "POST", "/projects/", {"alias": "Lab"}).status_code == 201
    assert cloud.api("GET", "/projects/").json()["data"]["pagination"]["total"] == 3
    assert colleague(cloud, "GET", "/projects/").json()["data"]["pagination"]["total"] == 2


@pytest.mark.parametrize(
    "level, changes, shares, deletes", [("read", 403, 403, 403), ("edit", 200, 200, 403), ("delete", 200, 200, 200)]
)
def test_each_level_allows_what_it_says(
    cloud: EmulatorProcess, level: str, changes: int, shares: int, deletes: int
) -> None:
    share_at(cloud, level)
    path = f"/projects/{cloud.project_id('Shop')}"
    assert colleague(cloud, "GET", path).status_code == 200
    assert colleague(cloud, "PUT", path, {"alias": "Shop", "color": "#111111"}).status_code == changes
    assert colleague(cloud, "GET", f"{path}/permissions").status_code == shares
    deleted = colleague(cloud, "DELETE", path)
    assert deleted.status_code == deletes
    if deletes == 200:
        assert deleted.json()["data"]["deleted"]["permissions"] == 1


def test_only_the_owner_changes_how_many_containers_there_may_be(cloud: EmulatorProcess) -> None:
    path = f"/projects/{cloud.project_id('Shop')}"
    assert cloud.api("PUT", path, {"alias": "Shop", "max_containers": 9}).status_code == 200
    for most, status in ((9, 200), (10, 403), (None, 403)):
        answer = colleague(cloud, "PUT", path, {"alias": "Shop", "max_containers": most})
        assert answer.status_code == status, most
    assert colleague(cloud, "PUT", path, {"alias": "Bazaar"}).status_code == 200
    assert cloud.api("GET", path).json()["data"]["max_containers"] == 9


def test_the_figures_of_a_project(cloud: EmulatorProcess) -> None:
    told = cloud.api("GET", f"/projects/{cloud.project_id('Shop')}/stats").json()["data"]
    names = {item["id"] for item in told["stats"]}
    assert cloud.id_of("web") in names
    assert told["summary"]["container_count"] == len(names) == 5
    assert told["summary"]["project_name"] == "Shop"
    # It is a part of what there is for one container.
    assert "network" not in told["stats"][0]
    assert "network" in cloud.api("GET", f"/containers/{cloud.id_of('web')}/stats").json()["data"]


def test_the_free_server_of_an_account(cloud: EmulatorProcess) -> None:
    owner = cloud.api("GET", "/users/me/free-tier-status").json()["data"]
    assert (owner["has_free_server"], owner["claim_blocked_reason"]) == (True, "already_claimed")
    other = colleague(cloud, "GET", "/users/me/free-tier-status").json()["data"]
    assert (other["can_claim"], other["claim_blocked_reason"]) == (True, "none")


def test_an_image_by_its_id_and_those_of_the_caller(cloud: EmulatorProcess) -> None:
    image = cloud.api("GET", "/images/public").json()["data"]["images"][0]
    assert "serial" not in image
    single = cloud.api("GET", f"/images/public/{image['id']}").json()["data"]
    assert image.items() <= single.items()
    assert single["serial"]
    assert cloud.api("GET", "/images/public/debian").status_code == 404
    [own] = cloud.api("GET", "/images/user?sort_by=added_date").json()["data"]["images"]
    assert (own["alias"], own["has_rated"], own["user_rating"]) == ("team/base", False, None)
