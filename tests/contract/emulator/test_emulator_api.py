# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds under every switch: credentials, realms, pages, uniqueness, the life of a container, claims."""

from __future__ import annotations

import base64
import http.client
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.emulator.process import EmulatorProcess
from tests.emulator.world.seed import REALM_ID, SEEDED_CONTAINERS, SEEDED_KEY

UNKNOWN = "65a1b2c3d4e5f607ffffffff"


def as_token(token: str, **headers: str) -> dict[str, str]:
    """Headers of another token."""
    return {"Authorization": f"Bearer {token}", **headers}


def names(cloud: EmulatorProcess, path: str, **headers: str) -> list[str]:
    """The names on a page of containers."""
    return [item["name"] for item in cloud.api("GET", path, headers=headers).json()["data"]["containers"]]


# -- credentials


@pytest.mark.parametrize(
    "header,status,message",
    [
        ("", 401, "Authentication token required"),
        ("Bearer nobody", 401, "Invalid authentication token"),
        ("bearer hdy_emulator_token", 401, "Invalid authentication token"),
        ("Bearer  hdy_emulator_token", 401, "Invalid authentication token"),
        ("hdy_emulator_token", 401, "Invalid authentication token"),
        ("Bearer hdy_expired", 401, "Token has expired"),
        ("Bearer hdy_emulator_token", 200, "Rentals retrieved successfully"),
    ],
)
def test_tokens(cloud: EmulatorProcess, header: str, status: int, message: str) -> None:
    answer = cloud.api("GET", "/servers", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["message"]) == (status, message)


@pytest.mark.parametrize("path,error", [("/containers/{id}/network", "Unauthorized"), ("/realms/", "UNAUTHORIZED")])
def test_missing_token_has_other_words_here(cloud: EmulatorProcess, path: str, error: str) -> None:
    answer = cloud.api("GET", path.format(id=UNKNOWN), headers={"Authorization": ""})
    assert answer.json() == {"statusCode": 401, "error": error, "message": "Authentication required"}


@pytest.mark.parametrize(
    "method,path,message",
    [
        ("PATCH", "/containers/{id}", "Insufficient permissions"),
        ("POST", "/containers/{id}/start", "Insufficient permissions"),
        ("PATCH", "/containers/{id}/network", "Cannot configure network for this container"),
        ("DELETE", "/containers/{id}/network", "Cannot remove network configuration from this container"),
        ("POST", "/containers/{id}/network/start", "Cannot start network for this container"),
        ("POST", "/containers/{id}/network/stop", "Cannot stop network for this container"),
    ],
)
def test_read_only_token(cloud: EmulatorProcess, method: str, path: str, message: str) -> None:
    path = path.format(id=cloud.id_of("web"))
    answer = cloud.api(method, path, {}, headers=as_token("hdy_read_only"))
    assert (answer.status_code, answer.json()["message"]) == (403, message)
    assert cloud.api("GET", "/containers/", headers=as_token("hdy_read_only")).status_code == 200


def test_public_key_needs_no_token(cloud: EmulatorProcess) -> None:
    assert cloud.api("GET", "/meta/public-key", headers={"Authorization": ""}).status_code == 200


# -- realms


def test_realm_host_shows_its_members_only(cloud: EmulatorProcess) -> None:
    host = {"Host": f"{REALM_ID}.api.hoody.com"}
    assert names(cloud, "/containers/", **host) == ["web"]
    assert cloud.api("GET", f"/containers/{cloud.id_of('web', 'Lab')}", headers=host).status_code == 200
    assert cloud.api("GET", f"/containers/{cloud.id_of('web', 'Shop')}", headers=host).status_code == 404
    assert cloud.api("GET", f"/projects/{cloud.project_id('Shop')}", headers=host).status_code == 404
    assert len(cloud.api("GET", "/servers", headers=host).json()["data"]) == 1


def test_realm_filter_of_the_list(cloud: EmulatorProcess) -> None:
    assert names(cloud, f"/containers/?realm_id={REALM_ID}") == ["web"]
    assert names(cloud, f"/containers/?realm_id={UNKNOWN}") == []


def test_create_through_a_realm_host_adds_the_realm(cloud: EmulatorProcess) -> None:
    path = f"/projects/{cloud.project_id('Lab')}/containers"
    answer = cloud.api("POST", path, {"server_id": cloud.server_id()}, headers={"Host": f"{REALM_ID}.localhost"})
    assert answer.json()["data"]["realm_ids"] == [REALM_ID]


def test_realm_token(cloud: EmulatorProcess) -> None:
    refused = cloud.api("GET", "/containers/", headers=as_token("hdy_realm"))
    assert (refused.status_code, "requires realm-scoped URL" in refused.text) == (403, True)
    host = {"Host": f"{REALM_ID}.localhost"}
    assert cloud.api("GET", "/containers/", headers=as_token("hdy_realm", **host)).status_code == 200
    other = {"Host": f"{UNKNOWN}.localhost"}
    assert cloud.api("GET", "/containers/", headers=as_token("hdy_realm", **other)).status_code == 403
    path = f"/containers/{cloud.id_of('web', 'Lab')}"
    moved = cloud.api("PATCH", path, {"realm_ids": [UNKNOWN]}, headers=as_token("hdy_realm", **host))
    assert moved.status_code == 403, "only an unrestricted token changes realms"


def test_absolute_form_of_the_target(cloud: EmulatorProcess) -> None:
    """As sent to an HTTP proxy; the host of the target counts."""
    connection = http.client.HTTPConnection(urlsplit(cloud.url).netloc, timeout=10)
    connection.request(
        "GET",
        f"http://{REALM_ID}.api.hoody.com/api/v1/containers/",
        headers={"Authorization": f"Bearer {cloud.token}", "Host": "elsewhere"},
    )
    reply = json.loads(connection.getresponse().read())
    connection.close()
    assert [item["name"] for item in reply["data"]["containers"]] == ["web"]


# -- lists


def test_the_seeded_world(cloud: EmulatorProcess) -> None:
    shop = [row[2] for row in SEEDED_CONTAINERS if row[0] == "Shop"]
    path = f"/projects/{cloud.project_id('Shop')}/containers"
    assert names(cloud, path) == shop[::-1], "newest first"
    assert names(cloud, path + "?sort_order=asc") == shop
    assert names(cloud, path + "?sort_by=name&sort_order=asc") == sorted(shop)
    assert names(cloud, "/containers/").count("web") == 2, "a name is unique in its project only"
    assert "lab-archive" not in names(cloud, "/containers/")
    assert "lab-archive" in names(cloud, "/containers/?include_expired=true")


@pytest.mark.parametrize("sort_by", ["id", "name", "status", "created_at", "updated_at"])
@pytest.mark.parametrize("sort_order", ["asc", "desc"])
def test_pages(cloud: EmulatorProcess, sort_by: str, sort_order: str) -> None:
    cloud.bulk(23, project="Pages")
    path = f"/projects/{cloud.project_id('Pages')}/containers?limit=10&sort_by={sort_by}&sort_order={sort_order}"
    pages = [cloud.api("GET", f"{path}&page={page}").json()["data"] for page in (1, 2, 3, 4)]
    assert [len(page["containers"]) for page in pages] == [10, 10, 3, 0]
    assert pages[1]["pagination"] == {"total": 23, "page": 2, "limit": 10, "totalPages": 3}
    keys = [item[sort_by] for page in pages for item in page["containers"]]
    assert keys == sorted(keys, reverse=sort_order == "desc")
    assert len({item["id"] for page in pages for item in page["containers"]}) == 23


def test_order_follows_changes(cloud: EmulatorProcess) -> None:
    project = f"/projects/{cloud.project_id('Shop')}/containers"
    newest = project + "?sort_by=updated_at"
    assert names(cloud, newest)[0] == "shop-crawler"
    cloud.api("PATCH", f"/containers/{cloud.id_of('web')}", {"comment": "changed"})
    assert names(cloud, newest)[0] == "web"
    cloud.api("PATCH", f"/containers/{cloud.id_of('web')}", {"name": "aaa"})
    assert names(cloud, project + "?sort_by=name&sort_order=asc")[0] == "aaa"


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=",
        "limit=ten",
        "page=0",
        "page=1.5",
        "sort_by=color",
        "sort_order=up",
        "include_deleting=yes",
        "runtime=maybe",
        "realm_id=x",
    ],
)
def test_bad_queries_are_refused(cloud: EmulatorProcess, query: str) -> None:
    assert cloud.api("GET", f"/containers/?{query}").status_code == 422


def test_extras_on_request(cloud: EmulatorProcess) -> None:
    web, api = f"/containers/{cloud.id_of('web')}", f"/containers/{cloud.id_of('shop-api')}"
    plain = cloud.api("GET", web).json()["data"]
    assert plain["runtime_info"] is None
    assert not {"proxy_domains", "proxy_permissions"} & plain.keys()
    rich = cloud.api("GET", web + "?include_proxy_domains=true&runtime=%7B%22displays%22%3Atrue%7D").json()["data"]
    assert rich["proxy_domains"][0]["alias"] == "shop-web"
    assert list(rich["runtime_info"]) == ["displays"]
    assert "gate-secret" in cloud.api("GET", api + "?include_proxy_permissions=true").text
    assert "gate-secret" not in cloud.api("GET", api).text


def test_replies_leave_members_out(cloud: EmulatorProcess) -> None:
    project = f"/projects/{cloud.project_id('Shop')}/containers"
    listed = cloud.api("GET", project).json()["data"]["containers"][0]
    assert not {"server", "ramdisk", "ramdisk_scope", "source_container_id", "server_expired"} & listed.keys()
    created = cloud.api("POST", project, {"server_id": cloud.server_id()}).json()["data"]
    assert not {"server", "ramdisk", "is_default", "pool_id", "snapshot_count"} & created.keys()
    updated = cloud.api("PATCH", f"/containers/{created['id']}", {"ai": False}).json()["data"]
    assert not {"snapshot_count", "runtime_info", "has_proxy_domains"} & updated.keys()
    assert "ramdisk" in updated


# -- containers


def create(cloud: EmulatorProcess, project: str = "Shop", **fields: object) -> Any:
    """Create a container; gives the response."""
    path = f"/projects/{cloud.project_id(project)}/containers"
    return cloud.api("POST", path, {"server_id": cloud.server_id(), **fields})


def test_ids_ascend(cloud: EmulatorProcess) -> None:
    ids = [create(cloud).json()["data"]["id"] for _round in range(3)]
    assert ids == sorted(ids)
    assert ids[0] > max(cloud.id_of(row[2], row[0]) for row in SEEDED_CONTAINERS)


def test_names_are_unique_in_a_project(cloud: EmulatorProcess) -> None:
    taken = create(cloud, name="web")
    assert (taken.status_code, taken.json()["message"]) == (409, "Container name already in use within the project")
    assert create(cloud, project="Default", name="web").status_code == 201
    assert create(cloud, name="Web").status_code == 201, "compared exactly"
    renamed = cloud.api("PATCH", f"/containers/{cloud.id_of('shop-api')}", {"name": "web"})
    assert renamed.status_code == 409


def test_missing_name_is_random(cloud: EmulatorProcess) -> None:
    made = [create(cloud).json()["data"]["name"], create(cloud, name="rand").json()["data"]["name"]]
    assert len({*made, "rand"}) == 3


def test_keys_are_unique_whatever_their_comment(cloud: EmulatorProcess) -> None:
    kind, blob, _comment = SEEDED_KEY.split()
    taken = create(cloud, name="other", ssh_public_key=f"{kind}  {blob} someone-else")
    assert (taken.status_code, taken.json()["message"]) == (409, "SSH public key already in use")
    again = cloud.api("PATCH", f"/containers/{cloud.id_of('shop-api')}", {"ssh_public_key": SEEDED_KEY})
    assert again.status_code == 200, "its own key again is no conflict"


def test_project_quota(cloud: EmulatorProcess) -> None:
    project = f"/projects/{cloud.project_id('Lab')}"
    cloud.api("PATCH", project, {"alias": "Lab", "max_containers": 2})
    full = create(cloud, project="Lab", name="one-more")
    assert full.status_code == 400
    assert full.json()["data"] == {"current_count": 2, "limit": 2}


def test_unknown_server(cloud: EmulatorProcess) -> None:
    rental = next(iter(cloud.api("GET", "/servers").json()["data"]))
    for server_id in (UNKNOWN, rental["id"]):
        answer = cloud.api("POST", f"/projects/{cloud.project_id('Shop')}/containers", {"server_id": server_id})
        assert (answer.status_code, answer.json()["message"]) == (404, "Server not found")


def test_dev_kit_follows_hoody_kit(cloud: EmulatorProcess) -> None:
    assert create(cloud, hoody_kit=False).json()["data"]["dev_kit"] is False
    assert create(cloud, hoody_kit=False, dev_kit=True).json()["data"]["dev_kit"] is True
    assert create(cloud).json()["data"]["dev_kit"] is True


def test_unchangeable_fields_are_ignored(cloud: EmulatorProcess) -> None:
    path = f"/containers/{cloud.id_of('web')}"
    changed = cloud.api("PATCH", path, {"container_image": "x/1", "hoody_kit": False, "server_id": UNKNOWN})
    assert changed.status_code == 200
    assert changed.json()["data"]["container_image"] == "debian/13"


@pytest.mark.parametrize(
    "body,path",
    [
        ({"ai": "true"}, "/ai"),
        ({"comment": 5}, "/comment"),
        ({"name": None}, "/name"),
        ({"color": "red"}, "/color"),
        ({"ssh_public_key": ""}, "/ssh_public_key"),
        ({"comment": "x" * 16001}, "/comment"),
        ({}, ""),
        ({"realm_ids": ["x"]}, "/realm_ids/0"),
        ([], ""),
    ],
)
def test_bad_bodies_are_refused(cloud: EmulatorProcess, body: object, path: str) -> None:
    answer = cloud.api("PATCH", f"/containers/{cloud.id_of('web')}", body)
    assert answer.status_code == 422
    assert answer.json()["data"][0]["instancePath"] == path


@pytest.mark.parametrize(
    "data,kind",
    [(b"{", "application/json"), (b"\xff\xfe", "application/json"), (b"{}", "text/plain"), (b"", "application/json")],
)
def test_what_is_no_json_is_refused(cloud: EmulatorProcess, data: bytes, kind: str) -> None:
    path = f"/containers/{cloud.id_of('web')}"
    answer = cloud.api("PATCH", path, data=data, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["error"]) == (422, "Validation Error")


@pytest.mark.parametrize(
    "path,message",
    [
        ("/containers/x", "Invalid ID format"),
        ("/containers/x/network", "Invalid container ID format"),
        ("/projects/X", "Invalid ID format"),
        ("/servers/1", "Invalid ID format"),
    ],
)
def test_bad_ids(cloud: EmulatorProcess, path: str, message: str) -> None:
    answer = cloud.api("GET", path)
    assert (answer.status_code, answer.json()["message"]) == (400, message)


@pytest.mark.parametrize(
    "method,path,status",
    [("GET", "/containers", 404), ("GET", "/nothing", 404), ("POST", "/containers/", 405), ("GET", "/projects", 404)],
)
def test_unknown_routes_have_the_envelope(cloud: EmulatorProcess, method: str, path: str, status: int) -> None:
    answer = cloud.api(method, path)
    assert answer.json()["statusCode"] == answer.status_code == status


def test_reserved_variables(cloud: EmulatorProcess) -> None:
    path = f"/containers/{cloud.id_of('web')}"
    for method, target, body in (
        ("PATCH", path, {"environment_vars": {"HOODY_X": "1"}}),
        ("PUT", f"{path}/env", {"HOODY_X": "1"}),
        ("PUT", f"{path}/env/HOODY_X", {"value": "1"}),
        ("DELETE", f"{path}/env/HOODY_PROJECT", None),
    ):
        answer = cloud.api(method, target, body)
        assert (answer.status_code, answer.json()["error"]) == (400, "RESERVED_ENV_PREFIX")
        assert answer.json()["message"] == "Environment variable keys starting with HOODY_ are reserved."


def test_environment_endpoints_merge(cloud: EmulatorProcess) -> None:
    path = f"/containers/{cloud.id_of('web')}/env"
    before = cloud.api("GET", path).json()["data"]["environment_vars"]
    assert cloud.api("PATCH", path, {"A": "1"}).json()["data"]["environment_vars"] == {**before, "A": "1"}
    assert cloud.api("PUT", path + "/A", {"value": "2"}).json()["data"]["environment_vars"]["A"] == "2"
    for _round in range(2):
        assert cloud.api("DELETE", path + "/A").json()["data"]["environment_vars"] == before
    assert cloud.api("PUT", path, {}).status_code == 422
    for refused in (cloud.api("PUT", path, {"1A": "x"}), cloud.api("DELETE", f"{path}/1A")):
        assert (refused.status_code, refused.json()["error"]) == (400, "INVALID_ENV_KEY")
        assert refused.json()["message"] == "Invalid environment variable key."


def test_status_log(cloud: EmulatorProcess) -> None:
    container_id = create(cloud).json()["data"]["id"]
    cloud.api("POST", f"/containers/{container_id}/stop")
    path = f"/containers/{container_id}/status-logs"
    logs = cloud.api("GET", path).json()["data"]["logs"]
    assert [(entry["from_status"], entry["to_status"], entry["triggered_by"]) for entry in logs] == [
        ("running", "stopped", "manual_operation"),
        ("provisioning", "running", "container_creation"),
        (None, "provisioning", "container_creation"),
    ]
    assert len(cloud.api("GET", path + "?limit=1&sort_order=asc").json()["data"]["logs"]) == 1


def test_expired_server(cloud: EmulatorProcess) -> None:
    path = f"/containers/{cloud.id_of('lab-archive', 'Lab')}"
    assert cloud.api("GET", path).json()["data"]["warnings"][0]["type"] == "server_expired"
    for method, target in (("PATCH", path), ("DELETE", path), ("POST", path + "/start")):
        answer = cloud.api(method, target, {"comment": "x"} if method == "PATCH" else None)
        assert (answer.status_code, answer.json()["error"]) == (403, "OPERATION_NOT_PERMITTED_ON_EXPIRED")


# -- network


def test_network_life(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    path = f"/containers/{web}/network"
    assert cloud.api("GET", path).json()["data"] == {"container_id": web, "configured": False}
    assert cloud.api("POST", path + "/start").json()["message"] == "Network not configured for this container"
    missing = cloud.api("DELETE", path)
    assert (missing.status_code, missing.json()["message"]) == (404, "Container or network configuration not found")
    needed = cloud.api("PATCH", path, {"type": "http"})
    assert (needed.status_code, needed.json()["message"]) == (400, "Proxy URL required for non-block type")
    assert cloud.api("PATCH", path, {"type": "block"}).json()["data"]["status"] == "configured"
    assert cloud.egress(web) == {"running": False, "effective": None}, "stored is not enforced"
    assert cloud.api("POST", path + "/start").json()["data"]["is_running"] is True
    assert cloud.egress(web)["effective"]["type"] == "block"
    assert cloud.api("POST", path + "/stop").json()["data"]["status"] == "stopped"
    assert cloud.api("GET", path).json()["data"]["configured"] is True
    cloud.api("POST", path + "/start")
    assert cloud.api("DELETE", path).status_code == 200
    assert cloud.egress(web) == {"running": False, "effective": None}


@pytest.mark.parametrize(
    "extra", [{"surprise": 1}, {"country": None}, {"dns_servers": ["1"] * 5}, {"type": "ftp"}, {"proxy": ""}]
)
def test_network_is_strict(cloud: EmulatorProcess, extra: dict[str, Any]) -> None:
    body = {"type": "http", "proxy": "http://p:1", **extra}
    assert cloud.api("PATCH", f"/containers/{cloud.id_of('web')}/network", body).status_code == 422


# -- claims


def test_claims_verify_offline(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    old = cloud.api("POST", f"/containers/{web}/authorize").json()["data"]["container_claim"]
    cloud.rotate()
    new = cloud.api("POST", f"/containers/{web}/authorize").json()["data"]["container_claim"]
    published = cloud.api("GET", "/meta/public-key").json()["data"]
    assert published["active_kid"] == new["kid"] != old["kid"]
    keys = {key["kid"]: bytes.fromhex(key["public_key_hex"]) for key in published["keys"]}
    for claim in (old, new):
        key, signature = Ed25519PublicKey.from_public_bytes(keys[claim["kid"]]), bytes.fromhex(claim["signature_hex"])
        key.verify(signature, claim["payload_b64"].encode())
        with pytest.raises(InvalidSignature):
            key.verify(signature, claim["payload_b64"].encode() + b"x")
    content = json.loads(base64.urlsafe_b64decode(new["payload_b64"] + "=="))
    assert (content["claim_type"], content["containerId"]) == ("container", web)
    assert content["projectId"] == cloud.project_id("Shop")
    last = cloud.rotate(withdraw=True)
    assert cloud.api("GET", "/meta/public-key").json()["data"]["keys"] == [last]
    assert last["kid"] not in (old["kid"], new["kid"])


# -- projects


def test_projects(cloud: EmulatorProcess) -> None:
    made = cloud.api("POST", "/projects/", {"alias": "New", "color": "22c55e"})
    project = made.json()["data"]
    assert (made.status_code, project["color"], project["max_containers"]) == (201, "#22C55E", None)
    path = f"/projects/{project['id']}"
    assert cloud.api("POST", "/projects/", {"alias": "New"}).status_code == 409
    assert cloud.api("PATCH", path, {"color": "#FFF"}).status_code == 422, "the alias is always required"
    assert cloud.api("PUT", path, {"alias": "Newer"}).json()["data"]["color"] == "#22C55E"
    assert cloud.api("DELETE", path).json()["data"]["deleted"]["containers"] == 0
    assert cloud.api("GET", path).status_code == 404
    assert cloud.api("DELETE", f"/projects/{cloud.project_id('Default')}").status_code == 403


def test_new_alias_shows_in_containers(cloud: EmulatorProcess) -> None:
    container, project = f"/containers/{cloud.id_of('web')}", f"/projects/{cloud.project_id('Shop')}"
    cloud.api("GET", container)
    cloud.api("PATCH", project, {"alias": "Store"})
    assert cloud.api("GET", container).json()["data"]["project_alias"] == "Store"


def test_servers(cloud: EmulatorProcess) -> None:
    rentals = cloud.api("GET", "/servers").json()["data"]
    assert [rental["status"] for rental in rentals] == ["active", "active", "expired", "active"]
    assert rentals[3]["server"] is None
    assert all(rental["id"] != rental["server_id"] for rental in rentals)
    assert cloud.api("GET", f"/servers/{rentals[0]['id']}").json()["data"]["hold_days"] == 0
    assert cloud.api("GET", f"/servers/{rentals[0]['server_id']}").status_code == 404


def test_realms_and_images(cloud: EmulatorProcess) -> None:
    assert cloud.api("GET", "/realms/?include_usage=true").json()["data"] == {
        "realm_ids": [REALM_ID],
        "total": 1,
        "usage": {REALM_ID: {"projects": 1, "containers": 1, "servers": 1, "auth_tokens": 1}},
    }
    images = cloud.api("GET", "/images/public?search=debian&sort_order=desc").json()["data"]["images"]
    assert [image["alias"] for image in images] == ["debian/13", "debian/12"]
