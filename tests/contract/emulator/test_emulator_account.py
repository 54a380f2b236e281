# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an account has around its containers: servers, pools, images, what it begins with (API notes part 2, A, B)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.app import build
from tests.emulator.members.account import USERNAME
from tests.emulator.process import EmulatorProcess
from tests.emulator.routes.accounts import PASSWORD
from tests.emulator.routes.gate import COLLEAGUE_TOKEN, READ_ONLY_TOKEN
from tests.emulator.wire.switches import Switches
from tests.emulator.world.people import COLLEAGUE, OWNER
from tests.emulator.world.seed import DEFAULT_POOL_ID, ON_OFFER, POOL_ID
from tests.unit.emulator.in_process import TOKEN, Asked

Json = dict[str, Any]
COLLEAGUE_ASKS = {"Authorization": f"Bearer {COLLEAGUE_TOKEN}"}


def data(cloud: EmulatorProcess, method: str, path: str, body: object = None, **headers: str) -> Any:
    """The data of a successful reply."""
    answer = cloud.api(method, path, body, headers=headers)
    assert answer.status_code < 300, answer.text
    return answer.json()["data"]


def status(cloud: EmulatorProcess, method: str, path: str, body: object = None, **headers: str) -> int:
    """How a request ends."""
    return int(cloud.api(method, path, body, headers=headers).status_code)


def login(cloud: EmulatorProcess) -> dict[str, str]:
    """The credentials of whoever has logged in."""
    asked = {"username": USERNAME, "password": PASSWORD}
    return {"Authorization": "Bearer " + data(cloud, "POST", "/users/auth/login", asked, Authorization="")["token"]}


def pools(cloud: EmulatorProcess, **headers: str) -> dict[str, str]:
    """What the caller is in each of the pools."""
    return {pool["name"]: pool["user_role"] for pool in data(cloud, "GET", "/pools", **headers)}


def test_the_life_of_a_pool(cloud: EmulatorProcess) -> None:
    assert pools(cloud) == {"team": "user", "Default": "owner"}
    made = data(cloud, "POST", "/pools", {"name": "night", "settings": {"limit": 3}})
    path = f"/pools/{made['id']}"
    assert (made["owner_id"], made["description"], made["servers"], made["is_default"]) == (OWNER.id, None, [], False)
    assert [(member["role"], member["user"]["id"]) for member in made["members"]] == [("owner", OWNER.id)]
    assert data(cloud, "PUT", path, {"name": "day", "description": "Runs at night"}) == {"success": True}
    changed = data(cloud, "GET", path)
    assert (changed["name"], changed["description"], changed["settings"]) == ("night", "Runs at night", {"limit": 3})
    assert pools(cloud)["night"] == "owner"
    assert data(cloud, "DELETE", path) == {"success": True}
    assert status(cloud, "GET", path) == 404


@pytest.mark.parametrize(
    "body",
    [{}, {"name": ""}, {"name": "n" * 101}, {"name": "n", "description": "d" * 501}, {"name": "n", "settings": []}],
)
def test_a_pool_that_is_refused(cloud: EmulatorProcess, body: Json) -> None:
    assert status(cloud, "POST", "/pools", body) == 422
    assert len(pools(cloud)) == 2


def test_only_its_owner_changes_a_pool(cloud: EmulatorProcess) -> None:
    for method in ("PUT", "DELETE"):
        assert status(cloud, method, f"/pools/{POOL_ID}", {}) == 403
        assert status(cloud, method, f"/pools/{DEFAULT_POOL_ID}", {}, **COLLEAGUE_ASKS) == 404, "who is not in it"
        assert status(cloud, method, f"/pools/{DEFAULT_POOL_ID}", {}, Authorization=f"Bearer {READ_ONLY_TOKEN}") == 403
    assert status(cloud, "DELETE", f"/pools/{DEFAULT_POOL_ID}") == 403
    assert pools(cloud, **COLLEAGUE_ASKS) == {"team": "owner"}
    team = data(cloud, "GET", f"/pools/{POOL_ID}")
    assert team["owner_id"] == COLLEAGUE.id
    assert {member["user"]["username"]: member["role"] for member in team["members"]} == {
        "colleague": "owner",
        "emulator": "user",
    }
    assert {rental["pool_id"] for rental in data(cloud, "GET", "/rentals")} == {None, POOL_ID}
    assert status(cloud, "DELETE", f"/pools/{POOL_ID}", **COLLEAGUE_ASKS) == 200
    assert pools(cloud) == {"Default": "owner"}
    assert {rental["pool_id"] for rental in data(cloud, "GET", "/rentals")} == {None}


def test_what_could_be_rented(cloud: EmulatorProcess) -> None:
    [offered] = data(cloud, "GET", "/servers/available")
    assert (offered["name"], offered["container_capacity"]["used"]) == (ON_OFFER.name, 0)
    rented = {rental["server_id"] for rental in data(cloud, "GET", "/rentals")}
    assert offered["id"] not in rented
    wanted = {"server_id": offered["id"], "name": "there"}
    assert status(cloud, "POST", f"/projects/{cloud.project_id('Shop')}/containers", wanted) == 404
    # The leaf of the permission tree that it needs.
    told = data(cloud, "GET", "/auth/tokens/me", Authorization=f"Bearer {READ_ONLY_TOKEN}")["permissions"]
    assert told["financial"]["server_rental"]["view_marketplace"] is False
    assert status(cloud, "GET", "/servers/available", Authorization=f"Bearer {READ_ONLY_TOKEN}") == 403


def test_how_a_server_of_ones_own_runs(cloud: EmulatorProcess) -> None:
    rentals = {rental["server_id"]: rental for rental in data(cloud, "GET", "/rentals")}
    own, free = (rentals[cloud.server_id(name)]["id"] for name in ("amber-fox-1a2-de", "blue-owl-3b4-us"))
    path, session = f"/rentals/{own}/runtime", login(cloud)
    assert status(cloud, "GET", path) == 403, "it wants a login"
    assert data(cloud, "GET", path, **session)["server_id"] == cloud.server_id("amber-fox-1a2-de")
    assert status(cloud, "GET", f"/rentals/{free}/runtime", **session) == 409
    assert status(cloud, "GET", f"/rentals/{cloud.server_id()}/runtime", **session) == 404
    cloud.switch(newer_fields=False)
    assert cloud.api("GET", path, headers=session).json()["message"].startswith("Route ")


def test_the_traffic_of_a_project_by_months(cloud: EmulatorProcess) -> None:
    path = f"/projects/{cloud.project_id('Shop')}/proxy-usage"
    told = data(cloud, "GET", f"{path}?from=2025-11&to=2026-02")
    assert [month["month"] for month in told["usage"]] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert told["project_id"] == cloud.project_id("Shop")
    now = data(cloud, "GET", path)
    assert now["from"] == now["to"] == now["usage"][0]["month"]
    assert status(cloud, "GET", f"{path}?from=2026-02&to=2026-01") == 400
    assert status(cloud, "GET", f"{path}?from=2026-13") == 422
    assert status(cloud, "GET", path, **COLLEAGUE_ASKS) == 200
    lab = f"/projects/{cloud.project_id('Lab')}/proxy-usage"
    assert status(cloud, "GET", lab, **COLLEAGUE_ASKS) == 404
    cloud.switch(newer_fields=False)
    assert cloud.api("GET", path).json()["message"].startswith("Route ")


def test_an_image_that_is_imported_is_the_callers_own(cloud: EmulatorProcess) -> None:
    [image] = data(cloud, "GET", "/images/public?search=alpine")["images"]
    path = f"/images/import/{image['id']}"
    imported = data(cloud, "POST", path)
    assert (imported["alias"], imported["has_rated"]) == ("alpine/3.22", False)
    assert data(cloud, "POST", path) == imported
    assert [own["alias"] for own in data(cloud, "GET", "/images/user")["images"]] == ["alpine/3.22", "team/base"]
    assert [own["alias"] for own in data(cloud, "GET", "/images/user", **COLLEAGUE_ASKS)["images"]] == ["team/base"]
    assert status(cloud, "POST", "/images/import/alpine") == 404


def test_what_an_account_begins_with_is_made_once(cloud: EmulatorProcess) -> None:
    assert status(cloud, "POST", "/users/me/retry-setup", {}) == 403, "it wants a login"
    session = login(cloud)
    assert status(cloud, "POST", "/users/me/retry-setup", {"region": 1}, **session) == 422
    had = data(cloud, "POST", "/users/me/retry-setup", {"region": "eu"}, **session)
    assert (had["project"]["is_default"], had["server"]["is_free_tier"], had["blocked_reason"]) == (True, True, None)
    made = data(cloud, "GET", f"/containers/{had['container']['id']}")
    assert (made["is_default"], made["server_id"]) == (True, had["server"]["server_id"])
    assert made["project_id"] == had["project"]["id"] == cloud.project_id("Default")
    again = cloud.api("POST", "/users/me/retry-setup", {}, headers=session)
    assert again.status_code == 429
    assert 0 < int(again.headers["Retry-After"]) <= 60


def test_an_account_is_set_up_once_a_minute() -> None:
    asked = Asked(build(Switches(newer_fields=False), TOKEN))
    first = asked.data("POST", "/users/me/retry-setup", {})
    asked.emulator.world.advance(58)
    assert asked.refusal("POST", "/users/me/retry-setup", {})[0] == 429
    asked.emulator.world.advance(2)
    again = asked.data("POST", "/users/me/retry-setup", {})
    assert again["container"]["id"] == first["container"]["id"]


def test_an_account_without_a_free_server_gets_none(cloud: EmulatorProcess) -> None:
    """Of older revisions, which ask for no login, also for somebody who has nothing yet."""
    cloud.switch(rental_list="empty")
    had = data(cloud, "POST", "/users/me/retry-setup", {}, **login(cloud))
    assert (had["server"], had["container"], had["blocked_reason"]) == (None, None, "support_required")
    cloud.switch(newer_fields=False)
    had = data(cloud, "POST", "/users/me/retry-setup", {}, **COLLEAGUE_ASKS)
    assert (had["server"], had["project"]["user_id"]) == (None, COLLEAGUE.id)
    assert "blocked_reason" not in had
    listed = data(cloud, "GET", "/projects/", **COLLEAGUE_ASKS)["projects"]
    assert {project["alias"]: project["is_default"] for project in listed} == {"Shop": False, "Default": True}
