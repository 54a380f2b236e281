# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxy aliases in the emulator: what is listed, what is refused and how, on both sides of each switch."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess

Json = dict[str, Any]
PATH = "/proxy/aliases"


def create(cloud: EmulatorProcess, container: str = "shop-api", **fields: Any) -> Any:
    """Create an alias; gives the response."""
    body = {"container_id": cloud.id_of(container), "program": "http", "port": 3000, **fields}
    return cloud.api("POST", PATH, {name: value for name, value in body.items() if value is not ...})


def created(cloud: EmulatorProcess, *arguments: Any, **fields: Any) -> Json:
    """Its data."""
    answer = create(cloud, *arguments, **fields)
    assert answer.status_code == 201, answer.text
    data: Json = answer.json()["data"]
    return data


def changed(cloud: EmulatorProcess, alias: Json, **fields: Any) -> Any:
    """Change one; gives the response."""
    return cloud.api("PATCH", f"{PATH}/{alias['id']}", fields)


def names(cloud: EmulatorProcess, query: str = "") -> list[str]:
    """The names that are listed."""
    found = cloud.api("GET", f"{PATH}?{query}").json()["data"]
    assert found["count"] == len(found["aliases"])
    return sorted(alias["alias"] for alias in found["aliases"])


def visit(cloud: EmulatorProcess, alias: str, path: str = "/") -> tuple[int, str | None]:
    """What a visitor gets."""
    found = cloud.control("GET", f"/visit?alias={alias}&path={path}")
    return found["status"], found["path"] or found["code"]


def test_alias_flags(cloud: EmulatorProcess) -> None:
    created(cloud, alias="shop-off", enabled=False)
    for flags, status in (("checked", 422), ("text", 200)):
        cloud.switch(alias_flags=flags)
        assert names(cloud, "enabled=false") == ["shop-off"]
        assert names(cloud, "enabled=true&expired=false") == ["shop-web"]
        assert names(cloud, "expired=true") == []
        for query in ("enabled=yes", "expired=1"):
            answer = cloud.api("GET", f"{PATH}?{query}")
            assert answer.status_code == status
            assert status != 200 or answer.json()["data"]["count"] == 2


def test_one_is_made_read_changed_and_deleted(cloud: EmulatorProcess) -> None:
    made = created(cloud, alias="shop-backend", target_path="docs?v=2")
    assert (made["index"], made["target_path"], made["enabled"]) == (3000, "/docs?v=2", True)
    assert made["url"] == "https://shop-backend.amber-fox-1a2-de.containers.hoody.com"
    assert not {"port", "project", "container"} & made.keys()
    single = cloud.api("GET", f"{PATH}/{made['id']}").json()["data"]
    assert (single["project"]["alias"], single["container"]["name"]) == ("Shop", "shop-api")
    other = changed(cloud, made, port=8080, target_path=None, allow_path_override=False).json()["data"]
    assert (other["index"], other["target_path"], other["allow_path_override"]) == (8080, None, False)
    off = cloud.api("PATCH", f"{PATH}/{made['id']}/state", {"enabled": False}).json()["data"]
    assert off["enabled"] is False
    assert cloud.api("PATCH", f"{PATH}/{made['id']}/state", {}).status_code == 422
    assert cloud.api("DELETE", f"{PATH}/{made['id']}").json()["data"] is None
    for method in ("GET", "PATCH", "DELETE"):
        gone = cloud.api(method, f"{PATH}/{made['id']}", {} if method == "PATCH" else None)
        assert (gone.status_code, gone.json()["message"]) == (404, "Proxy alias not found")


def test_the_container_shows_it(cloud: EmulatorProcess) -> None:
    identity = cloud.id_of("shop-api")
    assert cloud.api("GET", f"/containers/{identity}").json()["data"]["has_proxy_domains"] is False
    made = created(cloud, alias="shop-backend")
    shown = cloud.api("GET", f"/containers/{identity}?include_proxy_domains=true").json()["data"]
    assert (shown["has_proxy_domains"], shown["proxy_domains_count"]) == (True, 1)
    [domain] = shown["proxy_domains"]
    assert domain == {name: made[name] for name in domain}
    assert not {"container_id", "server_name"} & domain.keys()


def test_the_list_is_narrowed(cloud: EmulatorProcess) -> None:
    made = created(cloud, alias="shop-backend", enabled=False)
    assert names(cloud) == ["shop-backend", "shop-web"]
    assert names(cloud, f"container_id={made['container_id']}") == ["shop-backend"]
    assert names(cloud, f"project_id={cloud.project_id('Lab')}") == []
    assert names(cloud, "enabled=true") == ["shop-web"]
    assert names(cloud, "enabled=false") == ["shop-backend"]
    assert names(cloud, "expired=true") == []
    assert names(cloud, "realm_id=65a1b2c3d4e5f607000000ee") == []
    assert cloud.api("GET", f"{PATH}?enabled=1").status_code == 422


def test_one_that_expires_is_disabled(cloud: EmulatorProcess) -> None:
    soon = time.time() + 0.4
    made = created(cloud, alias="for-a-moment", expires_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(soon + 60)))
    assert visit(cloud, "for-a-moment")[0] == 200
    changed(cloud, made, expires_at=soon)
    cloud.wait_until(lambda: names(cloud, "expired=true") == ["for-a-moment"], "it expires")
    single = cloud.api("GET", f"{PATH}/{made['id']}").json()["data"]
    assert (single["enabled"], visit(cloud, "for-a-moment")) == (False, (404, None))
    assert changed(cloud, made, enabled=True).json()["data"]["enabled"] is False
    for later in ("2199-01-01T00:00:00Z", 7226582400, 7226582400000.5):
        again = changed(cloud, made, expires_at=later, enabled=True).json()["data"]
        assert (again["enabled"], again["expires_at"]) == (True, "2199-01-01T00:00:00.000Z")
    assert changed(cloud, made, expires_at=None).json()["data"]["expires_at"] is None


@pytest.mark.parametrize(
    "fields,status,code",
    [
        ({"container_id": "65a1b2c3d4e5f607ffffffff"}, 404, "CONTAINER_NOT_FOUND"),
        ({"alias": "containers"}, 400, "INVALID_ALIAS_FORMAT"),
        ({"alias": "egress-1"}, 400, "INVALID_ALIAS_FORMAT"),
        ({"alias": "Shop"}, 422, "Validation Error"),
        ({"alias": "shop-web"}, 409, "ALIAS_IN_USE"),
        ({"alias": "popular"}, 409, "ALIAS_IN_USE"),
        ({"program": "web"}, 400, "Bad Request"),
        ({"port": ...}, 400, "PORT_REQUIRED"),
        ({"port": 70000}, 422, "Validation Error"),
        ({"expires_at": "2001-01-01T00:00:00Z"}, 400, "VALIDATION_ERROR"),
        ({"expires_at": "tomorrow"}, 400, "VALIDATION_ERROR"),
    ],
)
def test_what_is_refused(cloud: EmulatorProcess, fields: Json, status: int, code: str) -> None:
    answer = create(cloud, **{"alias": "shop-backend", **fields})
    assert (answer.status_code, answer.json()["error"]) == (status, code)


def test_a_container_that_is_being_built_takes_none_yet(cloud: EmulatorProcess) -> None:
    built = cloud.put_container(project="Shop", name="unready", status="provisioning")
    answer = create(cloud, container_id=built["id"], alias="early")
    assert (answer.status_code, answer.json()["message"].partition(":")[0]) == (409, "container_finalizing")


def test_there_is_an_end_to_aliases(cloud: EmulatorProcess) -> None:
    for number in range(99):
        created(cloud, alias=f"shop-{number:02}")
    answer = create(cloud, alias="one-more")
    assert (answer.status_code, answer.json()["message"]) == (422, "Alias limit reached (100/100)")


@pytest.mark.parametrize(
    "fields,program,index",
    [
        ({"program": "http-8080", "port": ..., "index": 1}, "http", 8080),
        ({"program": "https-8443"}, "https", 3000),
        ({"port": ..., "index": 99}, "http", 99),
        ({"program": "tty", "port": ...}, "terminal", 1),
        ({"program": "n", "index": 2}, "notifications", 2),
    ],
)
def test_the_port_and_the_instance(cloud: EmulatorProcess, fields: Json, program: str, index: int) -> None:
    made = created(cloud, alias="shop-backend", **fields)
    assert (made["program"], made["index"]) == (program, index)


def test_a_name_is_made_where_none_is_given(cloud: EmulatorProcess) -> None:
    assert len(created(cloud)["alias"]) == len(created(cloud, alias=False)["alias"]) == 48


def test_alias_port(cloud: EmulatorProcess) -> None:
    cloud.switch(alias_port="one")
    assert created(cloud, port=...)["index"] == 1


def test_alias_scope(cloud: EmulatorProcess) -> None:
    for scope in ("server", "account"):
        cloud.switch(alias_scope=scope)
        assert create(cloud, alias="shop-web").json()["data"] == {"field": "alias", "value": "shop-web", "scope": scope}
    cloud.switch(alias_scope="server")
    elsewhere = create(cloud, container="shop-worker", alias="shop-web")
    assert elsewhere.json()["data"]["scope"] == "account", "it is on another server"


def test_alias_programs(cloud: EmulatorProcess) -> None:
    assert create(cloud, alias="a-proxy", program="proxy").status_code == 400
    kept = created(cloud, alias="proxy-1", program="logs", enabled=False)
    cloud.switch(alias_programs="b12")
    assert created(cloud, alias="logs-1", program="proxy")["program"] == "proxy"
    assert create(cloud, alias="other", program="logs").status_code == 400
    assert create(cloud, alias="proxy-2").json()["data"] == {"field": "alias", "reserved_prefix": "proxy-"}
    again = cloud.api("PATCH", f"{PATH}/{kept['id']}/state", {"enabled": True})
    assert (again.status_code, again.json()["error"]) == (409, "ALIAS_IN_USE")


def test_alias_orphans(cloud: EmulatorProcess) -> None:
    created(cloud, alias="first")
    cloud.api("DELETE", f"/containers/{cloud.id_of('shop-api')}")
    assert names(cloud) == ["shop-web"]
    cloud.switch(alias_orphans="kept")
    cloud.api("DELETE", f"/containers/{cloud.id_of('web')}")
    assert names(cloud) == ["shop-web"]
    deleted = cloud.api("DELETE", f"/projects/{cloud.project_id('Shop')}").json()["data"]["deleted"]
    assert (deleted["aliases"], names(cloud)) == (0, [])


PATHS = {
    # allow_path_override, then what answers for the root, the target path and another one
    "enforced": {
        True: ((200, "/docs"), (200, "/docs"), (200, "/x")),
        False: ((200, "/docs"), (200, "/docs"), (404, "ALIAS_PATH_PINNED")),
    },
    "no_effect": {
        True: ((200, "/docs"), (200, "/docs"), (200, "/x")),
        False: ((200, "/docs"), (200, "/docs"), (200, "/x")),
    },
    "prefix": {
        True: ((200, "/docs/"), (200, "/docs/docs"), (200, "/docs/x")),
        False: ((404, "ALIAS_PATH_PINNED"), (200, "/docs"), (404, "ALIAS_PATH_PINNED")),
    },
}


@pytest.mark.parametrize("paths", PATHS)
def test_alias_paths(cloud: EmulatorProcess, paths: str) -> None:
    cloud.switch(alias_paths=paths)
    made = created(cloud, alias="shop-backend", target_path="/docs")
    for override, expected in PATHS[paths].items():
        changed(cloud, made, allow_path_override=override)
        assert tuple(visit(cloud, "shop-backend", path) for path in ("/", "/docs", "/x")) == expected
    assert visit(cloud, "nobody") == (404, None)


def test_a_server_that_knows_put_only_takes_patch_here(cloud: EmulatorProcess) -> None:
    made = created(cloud, alias="shop-backend")
    cloud.switch(update_verbs="put")
    assert changed(cloud, made, port=8080).status_code == 200
    assert cloud.api("PUT", f"{PATH}/{made['id']}", {"port": 1}).status_code == 405


def test_on_the_host_of_a_realm_others_do_not_exist(cloud: EmulatorProcess) -> None:
    made = created(cloud, alias="shop-backend")
    realm = {"Authorization": "Bearer hdy_realm", "Host": "65a1b2c3d4e5f607000000ee.localhost"}
    assert cloud.api("GET", PATH, headers=realm).json()["data"]["aliases"] == []
    assert cloud.api("GET", f"{PATH}/{made['id']}", headers=realm).status_code == 404
