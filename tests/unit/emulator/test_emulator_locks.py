# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use the services of a container (API notes part 2, E.7)."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess
from tests.emulator.wire.switches import Switches
from tests.emulator.world.locks import Visitor, hashed, refusal
from tests.emulator.world.world import World

Json = dict[str, Any]
PASSWORD = {"username": "ops", "password": "secret", "salt": "s"}
HASH = hashlib.sha256(b"ssecret").hexdigest()


def path_of(cloud: EmulatorProcess, rest: str = "", container: str = "web") -> str:
    """The document of a container, or a part of it."""
    return f"/containers/{cloud.id_of(container)}/proxy/permissions{rest}"


def write(cloud: EmulatorProcess, method: str, rest: str, body: Any = None, *, status: int = 200) -> Json:
    """Change the present version."""
    etag = cloud.api("GET", path_of(cloud)).headers["ETag"]
    answer = cloud.api(method, path_of(cloud, rest), body, headers={"If-Match": etag})
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
    assert list(write(cloud, "DELETE", "/groups/ops")["groups"]) == ["robots", "office"]
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
