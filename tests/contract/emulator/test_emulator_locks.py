# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use the services of a container, or of all of a project (API notes part 2, E.7)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from tests.emulator.process import EmulatorProcess
from tests.emulator.routes.gate import COLLEAGUE_TOKEN
from tests.emulator.wire.switches import Switches
from tests.emulator.world.locks import Visitor, hashed, refusal
from tests.emulator.world.seed import REALM_ID
from tests.emulator.world.world import World

Json = dict[str, Any]
PASSWORD = {"username": "ops", "password": "secret", "salt": "s"}
HASH = hashlib.sha256(b"ssecret").hexdigest()


JWT = {"secret": "hmac", "algorithm": "HS256", "sources": ["header:Authorization", "cookie:jwt"], "claims": {"org": 7}}
RSA, EC = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())


def path_of(cloud: EmulatorProcess, rest: str = "", container: str = "web") -> str:
    """The document of a container, or a part of it."""
    return f"/containers/{cloud.id_of(container)}/proxy/permissions{rest}"


def shared(cloud: EmulatorProcess, project: str = "Shop") -> str:
    """The document of a project."""
    return f"/projects/{cloud.project_id(project)}/proxy/permissions"


def write(
    cloud: EmulatorProcess,
    method: str,
    rest: str,
    body: Any = None,
    *,
    status: int = 200,
    where: str = "",
    credentials: Mapping[str, str] = MappingProxyType({}),
) -> Json:
    """Change the present version."""
    document = where or path_of(cloud)
    etag = cloud.api("GET", document).headers["ETag"]
    answer = cloud.api(method, document + rest, body, headers={"If-Match": etag, **credentials})
    assert answer.status_code == status, answer.text
    return dict(answer.json().get("data") or {})


def visit(cloud: EmulatorProcess) -> int:
    """What a visitor of the seeded alias of the container gets."""
    return int(cloud.control("GET", "/visit?alias=shop-web")["status"])


def test_a_container_without_a_document_is_open(cloud: EmulatorProcess) -> None:
    answer = cloud.api("GET", path_of(cloud))
    data = answer.json()["data"]
    assert (data["groups"], data["permissions"], data["default"], data["enable_proxy"]) == ({}, {}, "allow", True)
    assert answer.headers["ETag"] == data["etag"] == "file:v0"
    assert "propagation" not in data
    seeded = cloud.api("GET", path_of(cloud, container="shop-api")).json()["data"]
    assert (seeded["file_version"], list(seeded["groups"])) == (1, ["ops"])


@pytest.mark.parametrize("named, status", [(None, 428), ("file:v1", 412), ("v0", 412), ("*", 412), ("file:v0", 200)])
def test_a_write_names_the_version_that_it_changes(cloud: EmulatorProcess, named: str | None, status: int) -> None:
    headers = {"If-Match": named} if named else {}
    answer = cloud.api("PATCH", path_of(cloud, "/default"), {"default": "deny"}, headers=headers)
    assert answer.status_code == status
    after = cloud.api("GET", path_of(cloud)).json()["data"]
    assert (after["file_version"], after["default"]) == ((1, "deny") if status == 200 else (0, "allow"))


def test_every_write_counts_and_is_shown(cloud: EmulatorProcess) -> None:
    write(cloud, "PUT", "/groups/ops/password", PASSWORD)
    write(cloud, "PUT", "/groups/robots/token", {"header": "X-Robot", "value": "t"})
    write(cloud, "PUT", "/groups/office/ip", {"range": "203.0.113.0/24"})
    write(cloud, "PUT", "/permissions/ops", {"program": "tty", "access": [1, 2]})
    data = write(cloud, "PUT", "/permissions/ops", {"program": "files", "access": True})
    assert data["file_version"] == data["propagation"]["generation"] == 5
    assert data["groups"]["ops"] == {
        "type": "password",
        "username": "ops",
        "salt": "s",
        "algorithm": "sha256",
        "password": HASH,
    }
    assert data["groups"]["robots"] == {"type": "token", "header": "X-Robot", "value": "t"}
    assert data["permissions"] == {"ops": {"terminal": [1, 2], "files": True}}
    shown = cloud.api("GET", f"/containers/{cloud.id_of('web')}?include_proxy_permissions=true").json()["data"]
    assert shown["proxy_permissions"]["groups"] == data["groups"]
    assert (shown["has_proxy_permissions"], shown["proxy_permissions_scope"]) == (True, "container")
    left = write(cloud, "DELETE", "/permissions/ops/tty")
    assert left["permissions"] == {"ops": {"files": True}}
    assert write(cloud, "DELETE", "/permissions/ops")["permissions"] == {}
    data = write(cloud, "PUT", "/groups/signed/jwt", JWT)
    assert data["groups"]["signed"] == {"type": "jwt", **JWT}
    assert list(write(cloud, "DELETE", "/groups/ops")["groups"]) == ["robots", "office", "signed"]
    write(cloud, "DELETE", "/groups/ops", status=404)
    write(cloud, "DELETE", "/permissions/ops", status=404)
    write(cloud, "DELETE", "/permissions/ops/files", status=404)
    assert write(cloud, "DELETE", "")["etag"] == "file:v0"
    cloud.switch(newer_fields=False)
    assert "propagation" not in write(cloud, "PATCH", "/default", {"default": "allow"})


@pytest.mark.parametrize(
    "method, rest, body, status",
    [
        ("PATCH", "/default", {"default": "ask"}, 422),
        ("PATCH", "/state", {"enable_proxy": "no"}, 422),
        ("PUT", "/groups/a b/ip", {"range": "10.0.0.0/8"}, 422),
        ("PUT", "/groups/ops/ip", {"range": "10.0.0.0/33"}, 422),
        ("PUT", "/groups/ops/ip", {"range": "2001:db8::/32"}, 422),
        ("PUT", "/groups/ops/token", {"value": "t"}, 422),
        ("PUT", "/groups/ops/token", {"value": "t", "header": "X", "cookie": "x"}, 422),
        ("PUT", "/groups/ops/password", {"username": "ops", "password": "secret"}, 422),
        ("PUT", "/groups/ops/password", {**PASSWORD, "algorithm": "md5"}, 422),
        ("PUT", "/groups/ops/jwt", {**JWT, "algorithm": "none"}, 422),
        ("PUT", "/groups/ops/jwt", {**JWT, "sources": []}, 422),
        ("PUT", "/groups/ops/jwt", {**JWT, "sources": ["param:jwt"]}, 422),
        ("PUT", "/groups/ops/jwt", {**JWT, "secret": None}, 422),
        ("PUT", "", {"groups": {"ops": {"type": "card"}}}, 422),
        ("PUT", "", {"groups": {"ops": PASSWORD}}, 422),
        ("PUT", "", {"groups": {"a b": {"type": "ip", "range": "10.0.0.0/8"}}}, 422),
        ("PUT", "", {"permissions": {"ops": {"files": 1}}}, 422),
        ("PUT", "", {"permissions": {"ops": {"shell": True}}}, 400),
        ("PUT", "", {"default": "ask"}, 422),
        ("PUT", "/permissions/nobody", {"program": "files", "access": True}, 404),
        ("PUT", "/permissions/nobody", {"program": "shell", "access": True}, 400),
        ("PUT", "/permissions/nobody", {"program": "files", "access": 1}, 422),
        ("PUT", "/permissions/nobody", {"program": "http", "access": "9-1"}, 422),
        ("PUT", "/permissions/nobody", {"program": "http", "access": "all"}, 422),
    ],
)
def test_what_is_refused(cloud: EmulatorProcess, method: str, rest: str, body: Json, status: int) -> None:
    write(cloud, method, rest, body, status=status)
    assert cloud.api("GET", path_of(cloud)).json()["data"]["file_version"] == 0


def test_a_whole_document_can_be_put_back(cloud: EmulatorProcess) -> None:
    write(cloud, "PUT", "/groups/ops/password", PASSWORD)
    write(cloud, "PUT", "/groups/robots/token", {"header": "X-Robot", "value": "t"})
    write(cloud, "PUT", "/groups/signed/jwt", JWT)
    write(cloud, "PUT", "/groups/office/ip", {"range": "203.0.113.0/24"})
    write(cloud, "PUT", "/permissions/ops", {"program": "http", "access": "80-90"})
    # What is about nobody any more is still in the document.
    write(cloud, "PUT", "/permissions/office", {"program": "files", "access": True})
    write(cloud, "DELETE", "/groups/office")
    before = cloud.api("GET", path_of(cloud)).json()["data"]
    after = write(cloud, "PUT", "", before)
    said = ("groups", "permissions", "default", "enable_proxy", "hooks")
    assert {name: after[name] for name in said} == {name: before[name] for name in said}
    assert after["file_version"] == before["file_version"] + 1


def test_what_a_whole_document_does_not_say(cloud: EmulatorProcess) -> None:
    """It is not as it was before, and the default is to deny."""
    write(cloud, "PUT", "/groups/ops/password", PASSWORD)
    write(cloud, "PATCH", "/state", {"enable_proxy": False})
    rules = {"ops": {"tty": [1]}}
    data = write(cloud, "PUT", "", {"permissions": rules, "hooks": {"before": "x"}})
    assert (data["groups"], data["default"], data["enable_proxy"]) == ({}, "deny", True)
    assert (data["permissions"], data["hooks"]) == ({"ops": {"terminal": [1]}}, {"before": "x"})
    assert visit(cloud) == 403
    write(cloud, "PUT", "", {"default": "allow"})
    assert visit(cloud) == 200


def listed_scopes(cloud: EmulatorProcess) -> tuple[str, str, str]:
    """Where the list says that permissions are: of one with its own in the project, of another, of one elsewhere."""
    listed = cloud.api("GET", "/containers/?limit=100").json()["data"]["containers"]
    scopes = {(item["project_alias"], item["name"]): item["proxy_permissions_scope"] for item in listed}
    return scopes["Shop", "shop-api"], scopes["Shop", "web"], scopes["Lab", "web"]


def test_the_document_of_a_project_is_about_all_its_containers(cloud: EmulatorProcess) -> None:
    where, web = shared(cloud), f"/containers/{cloud.id_of('web')}?include_proxy_permissions=true"
    empty = cloud.api("GET", where).json()["data"]
    assert (empty["project"], empty["etag"], empty["default"]) == (cloud.project_id("Shop"), "file:v0", "allow")
    assert {"container", "hooks"}.isdisjoint(empty)
    assert listed_scopes(cloud) == ("container", "none", "none")
    write(cloud, "PUT", "/groups/ops/password", PASSWORD, where=where)
    data = write(cloud, "PUT", "/permissions/ops", {"program": "http", "access": True}, where=where)
    assert (data["file_version"], data["permissions"]) == (2, {"ops": {"http": True}})
    assert visit(cloud) == 401
    seen = cloud.api("GET", web).json()["data"]
    assert (seen["has_proxy_permissions"], seen["proxy_permissions_scope"]) == (True, "project")
    assert seen["project_proxy_permissions"]["groups"] == data["groups"]
    assert "proxy_permissions" not in seen
    assert listed_scopes(cloud) == ("both", "project", "none")
    # Another version is meant than the one of the container.
    write(cloud, "PATCH", "/default", {"default": "allow"})
    assert cloud.api("GET", where).json()["data"]["file_version"] == 2
    assert visit(cloud) == 200, "the document of the container takes its place"
    write(cloud, "DELETE", "")
    write(cloud, "DELETE", "", where=where)
    assert visit(cloud) == 200
    assert listed_scopes(cloud) == ("container", "none", "none")


def test_a_container_can_be_reached_although_its_project_is_switched_off(cloud: EmulatorProcess) -> None:
    write(cloud, "PATCH", "/state", {"enable_proxy": False}, where=shared(cloud))
    assert visit(cloud) == 403
    write(cloud, "PATCH", "/default", {"default": "allow"})
    assert visit(cloud) == 403, "of the switch it says nothing"
    write(cloud, "PATCH", "/state", {"enable_proxy": True})
    assert visit(cloud) == 200


def test_what_is_refused_of_a_project(cloud: EmulatorProcess) -> None:
    where = shared(cloud)
    write(cloud, "PUT", "", {"default": "allow", "hooks": {}}, status=422, where=where)
    write(cloud, "DELETE", "/groups/ops", status=404, where=where)
    assert cloud.api("PATCH", f"{where}/default", {"default": "deny"}).status_code == 428
    stale = {"If-Match": "file:v1"}
    assert cloud.api("PATCH", f"{where}/default", {"default": "deny"}, headers=stale).status_code == 412
    somebody = {"Authorization": f"Bearer {COLLEAGUE_TOKEN}"}
    assert cloud.api("GET", shared(cloud, "Lab"), headers=somebody).status_code == 404
    write(cloud, "PATCH", "/default", {"default": "allow"}, where=where, credentials=somebody)
    entries = f"/projects/{cloud.project_id('Shop')}/permissions"
    [entry] = cloud.api("GET", entries).json()["data"]["permissions"]
    cloud.api("PUT", f"{entries}/{entry['id']}", {"permission_level": "read"})
    write(cloud, "PATCH", "/default", {"default": "deny"}, status=403, where=where, credentials=somebody)
    elsewhere = {"Host": f"{REALM_ID}.localhost"}
    assert cloud.api("GET", where, headers=elsewhere).status_code == 404
    assert cloud.api("GET", shared(cloud, "Lab"), headers=elsewhere).status_code == 200


def test_an_alias_has_the_locks_of_its_container(cloud: EmulatorProcess) -> None:
    assert visit(cloud) == 200
    write(cloud, "PUT", "/groups/ops/password", PASSWORD)
    assert visit(cloud) == 200, "a group alone locks nothing"
    write(cloud, "PUT", "/permissions/ops", {"program": "http", "access": 80})
    assert visit(cloud) == 401, "a password is asked for also where the default is to allow"
    write(cloud, "PUT", "/permissions/ops", {"program": "http", "access": 81})
    assert visit(cloud) == 200
    write(cloud, "PATCH", "/default", {"default": "deny"})
    assert visit(cloud) == 403
    write(cloud, "DELETE", "")
    write(cloud, "PATCH", "/state", {"enable_proxy": False})
    assert visit(cloud) == 403
    assert cloud.api("GET", f"/containers/{cloud.id_of('web')}").json()["data"]["proxy_domains_count"] == 1


def basic(user: str, password: str) -> Visitor:
    """Somebody who knows this."""
    return Visitor({"authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()})


@pytest.mark.parametrize(
    "group, member, stranger",
    [
        ({"type": "password", **PASSWORD, "password": HASH}, basic("ops", "secret"), basic("ops", HASH)),
        ({"type": "token", "header": "X-Robot", "value": "t"}, Visitor({"x-robot": "t"}), Visitor({"x-robot": "u"})),
        ({"type": "token", "cookie": "c", "value": "t"}, Visitor(cookies={"c": "t"}), Visitor({"c": "t"})),
        ({"type": "token", "param": "p", "value": "t"}, Visitor(parameters={"p": "t"}), Visitor(cookies={"p": "t"})),
        ({"type": "ip", "range": "192.0.2.0/24"}, Visitor(address="192.0.2.9"), Visitor(address="198.51.100.9")),
        ({"type": "password", **PASSWORD}, Visitor(), Visitor({"authorization": "Basic %"})),
    ],
)
def test_who_is_in_a_group(group: Json, member: Visitor, stranger: Visitor) -> None:
    container = next(iter(World(Switches()).containers.values()))
    container.proxy_permissions = {
        "groups": {"some": group},
        "permissions": {"some": {"files": True}},
        "default": "deny",
    }
    expected = 401 if group["type"] == "password" else 403
    assert refusal(container, "files", 1, stranger) == expected
    assert refusal(container, "files", 1, member) == (None if member != Visitor() else 401)
    assert refusal(container, "terminal", 1, member) == 403


def signed(algorithm: str, claims: Json, key: Any = b"hmac") -> str:
    """A JSON web token."""
    parts = [json.dumps(part).encode() for part in ({"alg": algorithm}, claims)]
    text = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
    if isinstance(key, bytes):
        signature = hmac.digest(key, text.encode(), "sha256")
    elif isinstance(key, rsa.RSAPrivateKey):
        signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    else:
        first, second = utils.decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        signature = first.to_bytes(32, "big") + second.to_bytes(32, "big")
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def public(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    """The public half, as a group names it."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


@pytest.mark.parametrize(
    "group, visitor, is_in",
    [
        (JWT, Visitor({"authorization": "Bearer " + signed("HS256", {"org": 7, "sub": "me"})}), True),
        (JWT, Visitor(cookies={"jwt": signed("HS256", {"org": 7})}), True),
        (JWT, Visitor(parameters={"jwt": signed("HS256", {"org": 7})}), False),
        (JWT, Visitor(cookies={"jwt": signed("HS256", {"org": 8})}), False),
        (JWT, Visitor(cookies={"jwt": signed("HS256", {})}), False),
        (JWT, Visitor(cookies={"jwt": signed("HS256", {"org": 7}, b"another")}), False),
        (JWT, Visitor(cookies={"jwt": signed("none", {"org": 7})}), False),
        (JWT, Visitor(cookies={"jwt": "no.token"}), False),
        (JWT, Visitor(cookies={"jwt": signed("HS256", {"org": 7, "nbf": 100, "exp": 200})}, at=150), True),
        (JWT, Visitor(cookies={"jwt": signed("HS256", {"org": 7, "exp": 200})}, at=201), False),
        (JWT, Visitor(cookies={"jwt": signed("HS256", {"org": 7, "nbf": 100})}, at=99), False),
        (
            {**JWT, "algorithm": "RS256", "secret": public(RSA)},
            Visitor(cookies={"jwt": signed("RS256", {"org": 7}, RSA)}),
            True,
        ),
        (
            {**JWT, "algorithm": "ES256", "secret": public(EC)},
            Visitor(cookies={"jwt": signed("ES256", {"org": 7}, EC)}),
            True,
        ),
        (
            {**JWT, "algorithm": "RS256", "secret": public(EC)},
            Visitor(cookies={"jwt": signed("RS256", {"org": 7}, RSA)}),
            False,
        ),
        (
            {**JWT, "algorithm": "ES256", "secret": public(RSA)},
            Visitor(cookies={"jwt": signed("ES256", {"org": 7}, EC)}),
            False,
        ),
        ({**JWT, "algorithm": "RS256"}, Visitor(cookies={"jwt": signed("RS256", {"org": 7}, RSA)}), False),
        # A public key is no secret, so a token that is signed with it proves nothing.
        (
            {**JWT, "algorithm": "RS256", "secret": public(RSA)},
            Visitor(cookies={"jwt": signed("HS256", {"org": 7}, public(RSA).encode())}),
            False,
        ),
        (
            {**JWT, "algorithm": "ES256", "secret": public(EC)},
            Visitor(cookies={"jwt": signed("ES256", {"org": 7}, ec.generate_private_key(ec.SECP256R1()))}),
            False,
        ),
    ],
)
def test_who_brings_a_web_token(group: Json, visitor: Visitor, is_in: bool) -> None:
    container = next(iter(World(Switches()).containers.values()))
    container.proxy_permissions = {
        "groups": {"some": {"type": "jwt", **group}},
        "permissions": {"some": {"files": True}},
        "default": "deny",
    }
    assert refusal(container, "files", 1, visitor) == (None if is_in else 403)


@pytest.mark.parametrize(
    "access, open_to",
    [(True, {1, 5, 9}), (False, set()), (5, {5}), ([1, 9], {1, 9}), ("4-9", {5, 9}), ("*", {1, 5, 9})],
)
def test_what_an_access_rule_is_about(access: Any, open_to: set[int]) -> None:
    container = next(iter(World(Switches()).containers.values()))
    container.proxy_permissions = {
        "groups": {"all": {"type": "ip", "range": "0.0.0.0/0"}},
        "permissions": {"all": {"http": access}},
        "default": "deny",
    }
    somebody = Visitor(address="198.51.100.1")
    assert {port for port in (1, 5, 9) if refusal(container, "http", port, somebody) is None} == open_to


def test_a_password_is_kept_as_its_hash() -> None:
    assert hashed("secret", "s") == HASH
    assert hashed(HASH, "s") == HASH
