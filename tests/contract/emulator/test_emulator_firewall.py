# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The firewall of a container as the notes have it, under every switch."""

from __future__ import annotations

import pytest

from tests.emulator.process import EmulatorProcess

WEB = {"action": "allow", "protocol": "tcp", "description": "Web", "destination_port": "80"}


def test_the_first_of_the_rules_that_match_is_changed_or_removed(cloud: EmulatorProcess) -> None:
    path = f"/containers/{cloud.id_of('shop-api')}/firewall/egress"
    for port in ("80", "443", "80-90"):
        assert cloud.api("POST", path, {**WEB, "destination_port": port}).status_code == 201
    changed = cloud.api("PATCH", path, {"state": "disabled", "action": "allow"}).json()
    assert changed["message"] == "Egress rule state toggled successfully"
    assert changed["data"]["updated"] == {**WEB, "state": "disabled"}
    removed = cloud.api("DELETE", path, {"action": "allow"}).json()["data"]
    assert (removed["removed_count"], removed["removed"]) == (1, [{**WEB, "state": "disabled"}])
    assert cloud.api("DELETE", path, {"action": "drop"}).status_code == 404
    assert cloud.api("DELETE", path, {}).status_code == 422
    assert cloud.api("DELETE", path, {"protocol": "tcp", "all": True}).json()["data"]["removed_count"] == 2


def test_a_reset_and_what_the_emulator_keeps_of_all_that(cloud: EmulatorProcess) -> None:
    container_id = cloud.id_of("shop-api")
    path = f"/containers/{container_id}/firewall"
    cloud.api("POST", f"{path}/ingress", WEB)
    assert cloud.api("POST", f"{path}/reset").json()["data"] == {"rules": {"ingress": [], "egress": []}}
    assert cloud.control("GET", f"/containers/{container_id}/firewall") == [
        {"ingress": [], "egress": []},
        {"ingress": [{**WEB, "state": "enabled"}], "egress": []},
        {"ingress": [], "egress": []},
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"destination_port": "90-80"},
        {"destination_port": "80, 443"},
        {"destination_port": "65536"},
        {"source": "2001:db8::1"},
        {"source": "office"},
        {"icmp_type": "8"},
        {"protocol": "icmp4"},
        {"direction": "ingress"},
    ],
)
def test_what_is_no_rule(cloud: EmulatorProcess, wrong: dict[str, str]) -> None:
    path = f"/containers/{cloud.id_of('shop-api')}/firewall/ingress"
    assert cloud.api("POST", path, {**WEB, **wrong}).status_code == 422
