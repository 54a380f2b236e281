# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the vendor's own programs find: login and session, copies, KVM, rentals, and shapes as the vendor's types."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

import pytest

from tests.emulator.members.account import USERNAME
from tests.emulator.members.containers import CONTAINER, Seen
from tests.emulator.members.figures import STATS
from tests.emulator.members.network import NETWORK, Egress
from tests.emulator.members.runtime import Live
from tests.emulator.process import EmulatorProcess
from tests.emulator.routes.accounts import PASSWORD
from tests.emulator.wire.profiles import profile
from tests.emulator.wire.switches import Switches
from tests.emulator.world.records import Network
from tests.emulator.world.seed import REALM_ID
from tests.emulator.world.world import World


def data(cloud: EmulatorProcess, method: str, path: str, body: object = None, **headers: str) -> Any:
    """The data of a successful reply."""
    answer = cloud.api(method, path, body, headers=headers)
    assert answer.status_code < 300, answer.text
    return answer.json()["data"]


def refusal(cloud: EmulatorProcess, method: str, path: str, body: object = None, **headers: str) -> tuple[int, str]:
    """Status and message of a reply that is an error."""
    answer = cloud.api(method, path, body, headers=headers)
    return answer.status_code, answer.json()["message"]


def test_login_and_session(cloud: EmulatorProcess) -> None:
    """As the official CLI does: no token is sent, what comes back is a bearer, a refresh needs its token twice."""
    asked = {"username": USERNAME, "password": PASSWORD, "response_mode": "tokens"}
    session = data(cloud, "POST", "/users/auth/login", asked, Authorization="")
    assert (session["expires_in"], session["refresh_expires_in"]) == (86400, 604800)
    bearer = {"Authorization": f"Bearer {session['token']}"}
    assert data(cloud, "GET", "/users/auth/me", **bearer)["username"] == session["user"]["username"]
    assert data(cloud, "GET", "/containers/", **bearer)["pagination"]["total"] == 6
    assert refusal(cloud, "GET", "/auth/tokens/me", **bearer)[0] == 403
    again = {"refreshToken": session["refreshToken"]}
    assert refusal(cloud, "POST", "/users/auth/refresh", again, **bearer)[0] == 401
    renewal = {"Authorization": f"Bearer {session['refreshToken']}"}
    assert data(cloud, "POST", "/users/auth/refresh", again, **renewal)["token"] != session["token"]
    data(cloud, "POST", "/users/auth/logout", **bearer)
    assert refusal(cloud, "GET", "/users/auth/me", **bearer) == (401, "Invalid authentication token")


@pytest.mark.parametrize(
    "body,status",
    [
        ({"username": USERNAME, "password": "wrong"}, 401),
        ({"username": "nobody", "password": PASSWORD}, 401),
        ({"username": "emulator@example.net", "password": PASSWORD}, 422),
        ({"email": "Emulator@example.net", "password": PASSWORD}, 200),
        ({"username": USERNAME}, 422),
    ],
)
def test_logins(cloud: EmulatorProcess, body: dict[str, str], status: int) -> None:
    assert cloud.api("POST", "/users/auth/login", body, headers={"Authorization": ""}).status_code == status


def test_a_token_about_itself(cloud: EmulatorProcess) -> None:
    told = data(cloud, "GET", "/auth/tokens/me")
    assert (told["realm_ids"], told["allow_no_realm"], told["permissions"]["containers"]["create"]) == ([], True, True)
    told = data(cloud, "GET", "/auth/tokens/me", Authorization="Bearer hdy_read_only")
    assert told["permissions"]["containers"]["create"] is False
    restricted = {"Authorization": "Bearer hdy_realm", "Host": f"{REALM_ID}.localhost"}
    assert data(cloud, "GET", "/auth/tokens/me", **restricted)["realm_ids"] == [REALM_ID]


def test_rentals_under_both_names(cloud: EmulatorProcess) -> None:
    rentals = data(cloud, "GET", "/rentals")
    assert rentals == data(cloud, "GET", "/servers")
    one = data(cloud, "GET", f"/rentals/{rentals[0]['id']}")
    assert one == {**rentals[0], "hold_days": 0, "usage_days": 90, "transaction": None}
    assert rentals[0]["server"]["specs"]["cpu"]["cores"] == 8
    assert refusal(cloud, "GET", f"/rentals/{rentals[0]['server_id']}")[0] == 404


def test_copy_and_sync(cloud: EmulatorProcess) -> None:
    cloud.switch(copy_delay="never")
    source = cloud.id_of("shop-crawler")
    rule = {"action": "drop", "protocol": "icmp4", "description": "No ping"}
    data(cloud, "POST", f"/containers/{source}/firewall/ingress", rule)
    wanted = {"target_project_id": cloud.project_id("Lab"), "name": "crawler-2", "copy_network_rules": True}
    made = data(cloud, "POST", f"/containers/{source}/copy", wanted)
    assert (made["status"], made["source_container_id"], made["ssh_public_key"]) == ("copying", source, None)
    assert refusal(cloud, "POST", f"/containers/{source}/copy", wanted)[0] == 409
    assert data(cloud, "GET", f"/containers/{made['id']}/network")["type"] == "socks5"
    assert data(cloud, "GET", f"/containers/{made['id']}/firewall/rules")["ingress"] == []
    closed = data(cloud, "POST", f"/containers/{source}/copy", {**wanted, "name": "3rd", "copy_firewall_rules": True})
    assert len(data(cloud, "GET", f"/containers/{closed['id']}/firewall/rules")["ingress"]) == 1
    cloud.force(made["id"], status="running", comment="changed in the copy")
    assert data(cloud, "POST", f"/containers/{made['id']}/sync")["status"] == "copying"
    assert data(cloud, "GET", f"/containers/{made['id']}")["comment"] is None
    assert refusal(cloud, "POST", f"/containers/{made['id']}/sync")[0] == 409
    status, message = refusal(cloud, "POST", f"/containers/{source}/sync")
    assert (status, message) == (409, "Container was not created from a copy, sync is not possible.")
    unknown = "65a1b2c3d4e5f607ffffffff"
    assert refusal(cloud, "POST", f"/containers/{unknown}/copy", wanted) == (404, "Source container not found")


def test_copy_outcome(cloud: EmulatorProcess) -> None:
    cloud.switch(copy_outcome="failed", copy_delay=0)
    source = cloud.id_of("shop-crawler")
    made = data(cloud, "POST", f"/containers/{source}/copy", {"target_project_id": cloud.project_id("Lab")})
    failed = data(cloud, "GET", f"/containers/{made['id']}")
    assert (failed["status"], failed["failure_reason"]["code"]) == ("failed", "COPY_FAILED")
    again = refusal(cloud, "POST", f"/containers/{made['id']}/sync")
    assert again == (409, "Operation cannot be performed in the container's current state")
    assert data(cloud, "GET", f"/containers/{source}")["failure_reason"] is None
    cloud.switch(newer_fields=False)
    assert "failure_reason" not in data(cloud, "GET", f"/containers/{made['id']}")


def test_kvm(cloud: EmulatorProcess) -> None:
    api, worker = cloud.id_of("shop-api"), cloud.id_of("shop-worker")
    assert refusal(cloud, "PATCH", f"/containers/{api}/kvm", {"kvm": True})[0] == 409, "it runs"
    assert refusal(cloud, "PATCH", f"/containers/{worker}/kvm", {"kvm": True})[0] == 403, "its server is free"
    assert refusal(cloud, "PATCH", f"/containers/{api}/kvm", {"kvm": True, "dev_kvm": False})[0] == 422
    cloud.force(api, status="stopped")
    assert data(cloud, "PUT", f"/containers/{api}/kvm", {"dev_kvm": True})["kvm"] is True
    assert data(cloud, "GET", f"/containers/{api}")["kvm"] is True
    cloud.switch(newer_fields=False)
    assert "Route" in refusal(cloud, "PATCH", f"/containers/{api}/kvm", {"kvm": True})[1]


def test_put_in_the_era_of_the_seed(cloud: EmulatorProcess) -> None:
    """The seed names PATCH for containers and their networks; of projects and variables it says nothing."""
    cloud.use_profile("seed")
    web, lab = cloud.id_of("web"), cloud.project_id("Lab")
    assert cloud.api("PUT", f"/containers/{web}", {"ai": True}).status_code == 405
    assert cloud.api("PUT", f"/containers/{web}/network", {"type": "block"}).status_code == 405
    assert cloud.api("PUT", f"/containers/{web}/env", {"A": "1"}).status_code == 200
    assert cloud.api("PUT", f"/projects/{lab}", {"alias": "Lab"}).status_code == 200


@pytest.mark.parametrize("variables", [{"LD_PRELOAD": "x"}, {"http_proxy": "x"}, {"A": "two\nlines"}])
def test_variables_of_the_system(cloud: EmulatorProcess, variables: dict[str, str]) -> None:
    path = f"/containers/{cloud.id_of('web')}"
    assert cloud.api("PATCH", path, {"environment_vars": variables}).status_code == 200
    cloud.switch(environment_system="refused")
    assert cloud.api("PATCH", path, {"environment_vars": variables}).status_code == 422
    assert cloud.api("PATCH", f"{path}/env", variables).status_code == 422


def test_live_information_is_told_in_words(cloud: EmulatorProcess) -> None:
    live = data(cloud, "GET", f"/containers/{cloud.id_of('web')}?runtime=true")["runtime_info"]
    assert set(live) == {"displays", "services", "network_services", "terminals"}
    assert {item["active"] for item in (*live["displays"], *live["services"])} == {"active"}


def test_an_ssh_endpoint_only_while_something_can_answer(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    assert data(cloud, "GET", f"/containers/{web}")["ssh_hostname"].endswith(".containers.hoody.com")
    cloud.force(web, status="creating")
    assert data(cloud, "GET", f"/containers/{web}")["ssh_hostname"] is None


def test_no_null_where_the_vendor_has_none(cloud: EmulatorProcess) -> None:
    cloud.put_container(project="Shop", name="blocked", network={"type": "block"})
    network = data(cloud, "GET", f"/containers/{cloud.id_of('blocked')}/network")
    assert {"proxy", "country", "city", "region", "comment"}.isdisjoint(network)
    web = data(cloud, "GET", f"/containers/{cloud.id_of('web')}?include_proxy_permissions=true")
    assert {"proxy_permissions", "project_proxy_permissions"}.isdisjoint(web)


@pytest.mark.parametrize("switches", [profile("current"), profile("seed")], ids=["current", "seed"])
def test_every_container_is_rendered_as_documented(switches: Switches) -> None:
    """In every state and view; what is not as documented raises."""
    world = World(switches)
    for container in world.containers.values():
        for status in ("running", "stopped", "failed", "copying"):
            container.status, container.network = status, Network("block")
            seen = Seen(container, Live(frozenset(), status == "running"), True, True)
            for view in ("single", "list", "project_list", "create", "update"):
                CONTAINER.render(seen, switches, view)
            STATS.render(container, switches)
            egress = Egress(container, container.network, None, credentials=False, now=world.now())
            NETWORK.render(egress, switches)
            NETWORK.render(egress, switches, "update")


def test_a_browser_is_led_to_the_page(cloud: EmulatorProcess) -> None:
    address = f"{cloud.url}/"
    seen = cloud.session.get(address, headers={"Accept": "text/html,*/*;q=0.8"}, timeout=30)
    assert (seen.status_code, seen.url) == (200, f"{cloud.url}/docs")
    assert cloud.session.get(address, timeout=30).status_code == 401


def test_the_page_loads_nothing_from_elsewhere(cloud: EmulatorProcess) -> None:
    """Without the internet it was white. It lists all switches and kinds of faults."""
    page = cloud.session.get(f"{cloud.url}/docs", timeout=30).text
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(loaded) >= 2
    for address in loaded:
        assert address.startswith("/"), address
        answer = cloud.session.get(urljoin(cloud.url, address), timeout=30)
        assert answer.status_code == 200, address
        if address.endswith(".css"):
            assert not re.search(r"url\(['\"]?https?:", answer.text)
    told = cloud.session.get(f"{cloud.url}/openapi.json", timeout=30).json()["info"]["description"]
    for name in (*Switches.model_fields, "rate_limited", "reset_after"):
        assert f"`{name}`" in told
    assert not [entry for entry in cloud.requests() if entry["path"].startswith("/docs")]
    assert not re.search(r"API notes|part 2|\([A-H]\.\d", told), "what the page says can be looked up by its readers"
