# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator has every endpoint that the API notes name in part 2, sections A to F.

Left out are only those without a path: how servers and images are paid for, and how images are rated.
"""

from __future__ import annotations

import re

import pytest

from tests.emulator.app import build
from tests.emulator.process import EmulatorProcess
from tests.emulator.wire.switches import Switches

_SNAPSHOT = "/containers/{id}/snapshots/{name}"
_LOCKS = "/{}/{{id}}/proxy/permissions"
#: A line is a path, below /api/v1, and its methods; a section is as the notes number it.
ENDPOINTS: dict[str, dict[str, str]] = {
    "A.2": {
        "/projects/": "GET POST",
        "/projects/{id}": "GET PUT PATCH DELETE",
        "/projects/{id}/stats": "GET",
        "/projects/{id}/proxy-usage": "GET",
        "/projects/{id}/permissions": "GET POST",
        "/projects/{id}/permissions/{permissionId}": "PUT DELETE",
        "/projects/{id}/containers": "GET POST",
    },
    "B.1": {
        "/servers": "GET",
        "/rentals": "GET",
        "/servers/{id}": "GET",
        "/rentals/{id}": "GET",
        "/rentals/{id}/runtime": "GET",
        "/servers/available": "GET",
    },
    "B.2": {"/pools": "GET POST", "/pools/{id}": "GET PUT DELETE"},
    "B.3": {"/realms/": "GET"},
    "B.4": {
        "/images/public": "GET",
        "/images/public/{id}": "GET",
        "/images/user": "GET",
        "/images/import/{id}": "POST",
    },
    "B.5": {
        "/users/me/free-tier-status": "GET",
        "/users/me/retry-setup": "POST",
        "/auth/tokens/me": "GET",
    },
    "C.1": {
        "/containers/{id}/snapshots": "GET POST",
        _SNAPSHOT: "PUT PATCH DELETE",
        f"{_SNAPSHOT}/alias": "PUT PATCH",
    },
    "D.1": {
        "/containers/{id}/firewall/rules": "GET",
        "/containers/{id}/firewall/ingress": "POST PATCH DELETE",
        "/containers/{id}/firewall/egress": "POST PATCH DELETE",
        "/containers/{id}/firewall/reset": "POST",
    },
    "E.2": {
        "/proxy/aliases": "GET POST",
        "/proxy/aliases/{id}": "GET PATCH DELETE",
        "/proxy/aliases/{id}/state": "PATCH",
    },
    "E.7": {
        _LOCKS.format(whose) + rest: methods
        for whose in ("containers", "projects")
        for rest, methods in {
            "": "GET PUT DELETE",
            "/state": "PATCH",
            "/default": "PATCH",
            "/groups/{groupName}": "DELETE",
            **{f"/groups/{{groupName}}/{kind}": "PUT" for kind in ("password", "token", "jwt", "ip")},
            "/permissions/{groupName}": "PUT DELETE",
            "/permissions/{groupName}/{program}": "DELETE",
        }.items()
    },
    "F.1": {"/containers/{id}/copy": "POST"},
    "F.2": {"/containers/{id}/sync": "POST"},
    "F.3": {"/containers/{id}/kvm": "PUT PATCH"},
    "F.4": {
        "/containers/{id}/env": "GET PUT PATCH",
        "/containers/{id}/env/{key}": "PUT PATCH DELETE",
    },
}
NAMED = [
    pytest.param(method, path, id=f"{section} {method} {path}")
    for section, paths in ENDPOINTS.items()
    for path, methods in paths.items()
    for method in methods.split()
]
DOCUMENTED = build(Switches(), "any").api.openapi()["paths"]


@pytest.mark.parametrize("method, path", NAMED)
def test_every_endpoint_is_there(cloud: EmulatorProcess, method: str, path: str) -> None:
    """It has a route of its own, and what comes to it is not turned away as unknown or as a wrong verb."""
    assert method.lower() in DOCUMENTED[f"/api/v1{path}"]
    asked = re.sub(r"\{\w*[iI]d\}", "65a1b2c3d4e5f607ffffffff", path)
    answer = cloud.api(method, re.sub(r"\{\w+\}", "some", asked), {})
    assert answer.status_code not in (405, 500)
    assert not answer.json()["message"].startswith("Route ")


def test_what_is_not_there_is_seen(cloud: EmulatorProcess) -> None:
    """The test above can fail."""
    assert cloud.api("GET", "/projects/65a1b2c3d4e5f607ffffffff/proxy").json()["message"].startswith("Route ")
    assert cloud.api("POST", "/rentals").status_code == 405
