# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each switch, both sides. The name of a test is the name of its switch."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest

from tests.emulator.process import ROOT, EmulatorProcess
from tests.emulator.wire.profiles import parse_assignment, profile
from tests.emulator.wire.switches import Switches
from tests.emulator.world.seed import DEFAULT_SSH_KEY

PROXY = "socks5://user:secret@proxy.example.com:1080"
BARE_PROXY = "socks5://proxy.example.com:1080"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtleU9mQVRlc3RrZXlPZkFUZXN0a2V5T2ZBVGVz me@example.com"


def create(cloud: EmulatorProcess, project: str = "Shop", **fields: object) -> Any:
    """Create a container; gives the response."""
    path = f"/projects/{cloud.project_id(project)}/containers"
    return cloud.api("POST", path, {"server_id": cloud.server_id(), "name": "fresh", **fields})


def created(cloud: EmulatorProcess, **fields: Any) -> dict[str, Any]:
    """Create a container; gives its data."""
    answer = create(cloud, **fields)
    assert answer.status_code == 201, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


def read(cloud: EmulatorProcess, container_id: str) -> dict[str, Any]:
    """Read a container."""
    data: dict[str, Any] = cloud.api("GET", f"/containers/{container_id}").json()["data"]
    return data


def network_of(cloud: EmulatorProcess, container_id: str) -> dict[str, Any]:
    """Read a network configuration."""
    data: dict[str, Any] = cloud.api("GET", f"/containers/{container_id}/network").json()["data"]
    return data


def configure(cloud: EmulatorProcess, container_id: str, **fields: object) -> dict[str, Any]:
    """Update a network configuration."""
    answer = cloud.api("PATCH", f"/containers/{container_id}/network", fields)
    assert answer.status_code == 200, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


@pytest.mark.parametrize("path", ["/containers/{web}", "/containers/{web}/network"])
def test_update_verbs(cloud: EmulatorProcess, path: str) -> None:
    body = {"type": "block"} if path.endswith("network") else {"comment": None}
    path = path.format(web=cloud.id_of("web"))
    for verbs, patch, put in (("both", 200, 200), ("patch", 200, 405), ("put", 405, 200)):
        cloud.switch(update_verbs=verbs)
        assert cloud.api("PATCH", path, body).status_code == patch
        assert cloud.api("PUT", path, body).status_code == put


def test_verb_refusal(cloud: EmulatorProcess) -> None:
    path = f"/containers/{cloud.id_of('web')}"
    cloud.switch(update_verbs="put")
    refused = cloud.api("PATCH", path, {"comment": "x"})
    assert (refused.status_code, refused.headers["Allow"]) == (405, "DELETE, GET, PUT")
    cloud.switch(verb_refusal=404)
    assert cloud.api("PATCH", path, {"comment": "x"}).json() == {
        "statusCode": 404,
        "error": "Not Found",
        "message": f"Route PATCH:/api/v1{path} not found",
    }


def test_validation_status(cloud: EmulatorProcess) -> None:
    assert cloud.api("GET", "/containers/?limit=101").json() == {
        "statusCode": 422,
        "error": "Validation Error",
        "message": "Validation failed: /limit must be <= 100",
        "data": [{"instancePath": "/limit", "message": "must be <= 100"}],
    }
    cloud.switch(validation_status=400)
    assert cloud.api("GET", "/containers/?limit=101").json() == {
        "statusCode": 400,
        "error": "Bad Request",
        "message": "Validation failed",
    }


def payload(cloud: EmulatorProcess) -> tuple[str, dict[str, Any]]:
    """The claim of a container: text and content."""
    data = cloud.api("POST", f"/containers/{cloud.id_of('web')}/authorize").json()["data"]
    text: str = data["container_claim"]["payload_b64"]
    return text, {**json.loads(base64.urlsafe_b64decode(text + "==")), "expires_in": data["expires_in"]}


def test_claim_lifetime(cloud: EmulatorProcess) -> None:
    for lifetime in (21600, 3600):
        cloud.switch(claim_lifetime=lifetime)
        claim = payload(cloud)[1]
        assert claim["expires_in"] == claim["exp"] - claim["iat"] == lifetime


def test_claim_padding(cloud: EmulatorProcess) -> None:
    for padding in ("absent", "present"):
        cloud.switch(claim_padding=padding)
        text = payload(cloud)[0]
        assert not text.endswith("=") if padding == "absent" else len(text) % 4 == 0


@pytest.mark.parametrize(
    "variables,current,seed",
    [
        ({f"V{number}": "x" for number in range(201)}, 201, 400),
        ({f"V{number}": "x" for number in range(257)}, 422, 400),
        ({"EMPTY": ""}, 422, 201),
        ({"LONG": "x" * 4097}, 422, 201),
        ({"N" * 129: "x"}, 422, 201),
        ({"HUGE": "x" * 65537}, 422, 400),
        ({"1BAD": "x"}, 422, 400),
    ],
)
def test_environment_limits(cloud: EmulatorProcess, variables: dict[str, str], current: int, seed: int) -> None:
    assert create(cloud, environment_vars=variables).status_code == current
    cloud.reset()
    cloud.use_profile("seed")
    assert create(cloud, environment_vars=variables).status_code == seed


def test_prespawn_fields(cloud: EmulatorProcess) -> None:
    spare = cloud.put_container(project="Shop", name="spare", prespawn=True)
    lists_spare = f"/projects/{cloud.project_id('Shop')}/containers?include_prespawn=true"
    assert "prespawn" not in created(cloud, name="one", prespawn="not even a boolean")
    assert "spare" not in cloud.api("GET", lists_spare).text
    cloud.switch(prespawn_fields="known")
    assert create(cloud, name="two", prespawn=True).status_code == 403
    assert create(cloud, name="two", prespawn="true").status_code == 422
    assert read(cloud, spare["id"])["prespawn"] is True
    assert "spare" in cloud.api("GET", lists_spare).text


def test_project_list_include_expired(cloud: EmulatorProcess) -> None:
    path = f"/projects/{cloud.project_id('Lab')}/containers?include_expired="
    assert "lab-archive" in cloud.api("GET", path + "true").text
    assert cloud.api("GET", path + "maybe").status_code == 422
    cloud.switch(project_list_include_expired="unknown")
    assert "lab-archive" not in cloud.api("GET", path + "true").text
    assert cloud.api("GET", path + "maybe").status_code == 200


def test_proxy_credentials_write_only(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    assert configure(cloud, web, type="socks5", proxy=PROXY)["proxy"] == BARE_PROXY
    assert network_of(cloud, web)["credentials_configured"] is True
    configure(cloud, web, type="socks5", proxy="SOCKS5://Proxy.example.com:1080/")
    assert network_of(cloud, web)["credentials_configured"] is True, "the same endpoint keeps its credentials"
    configure(cloud, web, type="socks5", proxy="socks5://proxy.example.com:1081")
    assert network_of(cloud, web)["credentials_configured"] is False, "another endpoint does not"
    assert "bridge_details" not in network_of(cloud, web)["remote_status"]


def test_proxy_credentials_echoed(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    cloud.switch(proxy_credentials="echoed")
    assert configure(cloud, web, type="socks5", proxy=PROXY)["proxy"] == PROXY
    assert "credentials_configured" not in network_of(cloud, web)
    assert network_of(cloud, web)["remote_status"]["bridge_details"]["bridge_name"]
    assert configure(cloud, web, type="socks5", proxy=BARE_PROXY)["proxy"] == BARE_PROXY


@pytest.mark.parametrize("image", ["debian", "debian-13", "debian:13", "debian 13"])
def test_image_shorthand(cloud: EmulatorProcess, image: str) -> None:
    assert created(cloud, name="one", container_image=image)["container_image"] == "debian/13"
    cloud.switch(image_shorthand="as_sent")
    assert created(cloud, name="two", container_image=image)["container_image"] == image


def test_newer_fields(cloud: EmulatorProcess) -> None:
    newer = {"ramdisk_scope", "kvm", "env_sync", "ssh_key_fingerprint", "ssh_key_installed_at"}
    container_id = created(cloud, ssh_public_key=KEY)["id"]
    assert newer <= read(cloud, container_id).keys()
    assert len(cloud.api("POST", f"/containers/{container_id}/stop").json()["data"]["operation_id"]) == 32
    cloud.switch(newer_fields=False)
    assert not newer & read(cloud, container_id).keys()
    assert "operation_id" not in cloud.api("POST", f"/containers/{container_id}/start").json()["data"]


def test_first_status(cloud: EmulatorProcess) -> None:
    cloud.switch(create_delay="never")
    assert created(cloud, name="one")["status"] == "provisioning"
    cloud.switch(first_status="creating")
    assert created(cloud, name="two")["status"] == "creating"


def test_machine_codes(cloud: EmulatorProcess) -> None:
    path = f"/containers/{cloud.id_of('lab-archive', 'Lab')}/start"
    assert cloud.api("POST", path).json()["error"] == "OPERATION_NOT_PERMITTED_ON_EXPIRED"
    cloud.switch(machine_codes="rare")
    assert cloud.api("POST", path).json()["error"] == "Forbidden"


def test_environment_update(cloud: EmulatorProcess) -> None:
    path = f"/containers/{cloud.id_of('web')}"
    kept = cloud.api("PATCH", path, {"environment_vars": {"A": "1"}}).json()["data"]["environment_vars"]
    assert kept == {"HOODY_PROJECT": cloud.project_id("Shop"), "A": "1"}, "what the platform set survives"
    cloud.switch(environment_update="merge")
    merged = cloud.api("PATCH", path, {"environment_vars": {"B": "2"}}).json()["data"]["environment_vars"]
    assert merged == {**kept, "B": "2"}


def test_network_omitted(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    configure(cloud, web, type="http", proxy="http://p:1", country="DE", comment="note", dns_servers=["9.9.9.9"])
    kept = configure(cloud, web, type="http", proxy="http://p:1")
    assert (kept["country"], kept["comment"], kept["dns_servers"]) == ("DE", "note", ["9.9.9.9"])
    cloud.switch(network_omitted="reset")
    reset = configure(cloud, web, type="http", proxy="http://p:1")
    assert {"country", "comment"}.isdisjoint(reset)
    assert reset["dns_servers"] == ["1.1.1.1", "8.8.8.8"]


def test_network_empty_string(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    configure(cloud, web, type="block", country="DE", city="Berlin")
    assert "city" not in configure(cloud, web, type="block", city="")
    cloud.switch(network_empty_string="ignored")
    assert configure(cloud, web, type="block", country="")["country"] == "DE"


def test_network_empty_dns(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    assert configure(cloud, web, type="block", dns_servers=[])["dns_servers"] == []
    cloud.switch(network_empty_dns="default")
    assert configure(cloud, web, type="block", dns_servers=[])["dns_servers"] == ["1.1.1.1", "8.8.8.8"]


def test_network_running_update(cloud: EmulatorProcess) -> None:
    crawler = cloud.id_of("shop-crawler")
    before = cloud.egress(crawler)["effective"]
    configure(cloud, crawler, type="http", proxy="http://p:1")
    assert cloud.egress(crawler) == {"running": True, "effective": before}, "deferred"
    cloud.api("POST", f"/containers/{crawler}/network/start")
    assert cloud.egress(crawler)["effective"]["proxy"] == "http://p:1", "until started again"
    cloud.switch(network_running_update="immediate")
    configure(cloud, crawler, type="block")
    assert cloud.egress(crawler)["effective"]["type"] == "block"
    cloud.switch(network_running_update="stops")
    configure(cloud, crawler, type="http", proxy="http://p:1")
    assert cloud.egress(crawler) == {"running": False, "effective": None}
    assert network_of(cloud, crawler)["status"] == "configured"


def test_network_updated_status(cloud: EmulatorProcess) -> None:
    crawler = cloud.id_of("shop-crawler")
    for status in ("running", "configured"):
        cloud.switch(network_updated_status=status)
        configure(cloud, crawler, type="block")
        shown = network_of(cloud, crawler)
        assert (shown["status"], shown["remote_status"]["is_running"]) == (status, True)


def test_network_checks(cloud: EmulatorProcess) -> None:
    crawler = cloud.id_of("shop-crawler")
    cloud.api("POST", f"/containers/{crawler}/network/start")
    for checks, recent in (("live", True), ("cached", False)):
        cloud.switch(network_checks=checks)
        configure(cloud, crawler, type="block")
        shown = network_of(cloud, crawler)
        assert (shown["last_status_check"] >= shown["configured_at"]) == recent
        assert shown["remote_status"]["last_check"] == shown["last_status_check"]


def test_network_delay(cloud: EmulatorProcess) -> None:
    cloud.switch(network_delay="never")
    crawler = cloud.id_of("shop-crawler")
    cloud.api("POST", f"/containers/{crawler}/network/stop")
    shown = network_of(cloud, crawler)
    assert (shown["status"], shown["remote_status"]["is_running"]) == ("stopped", True)
    assert cloud.egress(crawler)["running"]
    cloud.switch(network_delay=0)
    cloud.api("POST", f"/containers/{crawler}/network/stop")
    assert not network_of(cloud, crawler)["remote_status"]["is_running"]


@pytest.mark.parametrize("needs,status", [("nothing", 200), ("running", 400)])
def test_network_start_needs(cloud: EmulatorProcess, needs: str, status: int) -> None:
    cloud.switch(network_start_needs=needs)
    stopped = cloud.put_container(project="Shop", status="stopped", network={"type": "block"})["id"]
    assert cloud.api("POST", f"/containers/{stopped}/network/start").status_code == status
    assert cloud.egress(stopped)["running"] == (needs == "nothing")


def test_network_repeat(cloud: EmulatorProcess) -> None:
    path = f"/containers/{cloud.id_of('shop-crawler')}/network"
    for repeat, status in (("accepted", 200), ("refused", 400)):
        cloud.switch(network_repeat=repeat)
        cloud.api("POST", path + "/start")
        assert cloud.api("POST", path + "/start").status_code == status
        cloud.api("POST", path + "/stop")
        assert cloud.api("POST", path + "/stop").status_code == status


@pytest.mark.parametrize(
    "delay,operation,name,before,after",
    [
        ("start_delay", "start", "shop-worker", "stopped", "running"),
        ("stop_delay", "stop", "web", "running", "stopped"),
        ("pause_delay", "pause", "web", "running", "paused"),
        ("pause_delay", "resume", "shop-cache", "paused", "running"),
        ("start_delay", "restart", "web", "stopped", "running"),
        ("stop_delay", "restart", "web", "stopped", "running"),
    ],
)
def test_delays_of_operations(
    cloud: EmulatorProcess, delay: str, operation: str, name: str, before: str, after: str
) -> None:
    container_id = cloud.id_of(name)
    cloud.switch(**{delay: "never"})
    assert cloud.api("POST", f"/containers/{container_id}/{operation}").status_code == 200
    assert cloud.status_of(container_id) == before
    cloud.reset()
    cloud.switch(**{delay: 0.05})
    cloud.api("POST", f"/containers/{container_id}/{operation}")
    cloud.wait_for(container_id, after)


def test_stop_delay_does_not_bind_a_forced_stop(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    cloud.switch(stop_delay="never")
    cloud.api("POST", f"/containers/{web}/force-stop")
    assert cloud.status_of(web) == "stopped"


def test_create_delay(cloud: EmulatorProcess) -> None:
    assert read(cloud, created(cloud, name="zero")["id"])["status"] == "running"
    cloud.switch(create_delay=0.05)
    cloud.wait_for(created(cloud, name="some")["id"], "running")
    cloud.switch(create_delay="never")
    assert read(cloud, created(cloud, name="never")["id"])["status"] == "provisioning"


def test_ssh_key_delay(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")

    def told(key: str) -> bool:
        cloud.api("PATCH", f"/containers/{web}", {"ssh_public_key": f"ssh-ed25519 AAAA{key}"})
        return read(cloud, web)["ssh_key_installed_at"] is not None

    assert told("AAAA")
    cloud.switch(ssh_key_delay="never")
    assert not told("AAAB")
    cloud.switch(ssh_key_delay=0.05)
    told("AAAC")
    cloud.wait_until(lambda: read(cloud, web)["ssh_key_installed_at"] is not None, "the key is in place")


def test_delete_delay(cloud: EmulatorProcess) -> None:
    web, api = cloud.id_of("web"), cloud.id_of("shop-api")
    cloud.switch(delete_delay="never")
    cloud.api("DELETE", f"/containers/{web}")
    assert cloud.status_of(web) == "deleting"
    assert web not in cloud.api("GET", "/containers/").text
    assert web in cloud.api("GET", "/containers/?include_deleting=true").text
    cloud.switch(delete_delay=0.05)
    cloud.api("DELETE", f"/containers/{api}")
    cloud.wait_for(api, "gone")


def test_creation_outcome(cloud: EmulatorProcess) -> None:
    assert created(cloud, name="good")["status"] == "running"
    cloud.switch(creation_outcome="failed")
    failed = created(cloud, name="bad")
    assert failed["status"] == "failed"
    last = cloud.api("GET", f"/containers/{failed['id']}/status-logs").json()["data"]["logs"][0]
    assert (last["to_status"], last["triggered_by"]) == ("failed", "container_creation")
    assert last["metadata"]["reason"]


def test_delete_running(cloud: EmulatorProcess) -> None:
    for name in ("web", "shop-cache"):
        assert cloud.api("DELETE", f"/containers/{cloud.id_of(name)}").status_code == 200
    cloud.reset()
    cloud.switch(delete_running="refused")
    for name, status in (("web", 409), ("shop-cache", 409), ("shop-worker", 200)):
        assert cloud.api("DELETE", f"/containers/{cloud.id_of(name)}").status_code == status


@pytest.mark.parametrize(
    "name,operation",
    [
        ("web", "start"),
        ("web", "resume"),
        ("shop-worker", "stop"),
        ("shop-worker", "pause"),
        ("shop-cache", "pause"),
        ("shop-cache", "stop"),
        ("shop-cache", "force-stop"),
        ("shop-cache", "restart"),
        ("shop-cache", "start"),
    ],
)
def test_operation_conflict(cloud: EmulatorProcess, name: str, operation: str) -> None:
    path = f"/containers/{cloud.id_of(name)}/{operation}"
    for status in (400, 409):
        cloud.switch(operation_conflict=status)
        answer = cloud.api("POST", path)
        assert (answer.status_code, answer.json()["data"]["error"]) == (status, True)


def test_operation_while_busy(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    cloud.switch(stop_delay="never", create_delay="never")
    cloud.api("POST", f"/containers/{web}/stop")
    assert cloud.api("POST", f"/containers/{web}/pause").json()["error"] == "CONTAINER_OPERATION_IN_PROGRESS"
    fresh = created(cloud)["id"]
    assert cloud.api("POST", f"/containers/{fresh}/stop").json()["error"] == "container_finalizing"
    cloud.switch(operation_while_busy="accepted")
    assert cloud.api("POST", f"/containers/{web}/pause").status_code == 200
    assert cloud.status_of(web) == "paused"


def test_dying_name(cloud: EmulatorProcess) -> None:
    cloud.switch(delete_delay="never")
    first = created(cloud, ssh_public_key=KEY)
    cloud.api("DELETE", f"/containers/{first['id']}")
    assert create(cloud).status_code == 409
    assert create(cloud, name="other", ssh_public_key=KEY).status_code == 409
    cloud.switch(dying_name="free")
    assert create(cloud, ssh_public_key=KEY).status_code == 201


def test_second_delete(cloud: EmulatorProcess) -> None:
    path = f"/containers/{cloud.id_of('web')}"
    cloud.switch(delete_delay="never")
    cloud.api("DELETE", path)
    for status in (200, 404, 409):
        cloud.switch(second_delete=status)
        assert cloud.api("DELETE", path).status_code == status


def test_color_digits(cloud: EmulatorProcess) -> None:
    path = f"/containers/{cloud.id_of('web')}"
    assert cloud.api("PATCH", path, {"color": "abc"}).json()["data"]["color"] == "#ABC"
    cloud.switch(color_digits="expanded")
    assert cloud.api("PATCH", path, {"color": "#abc"}).json()["data"]["color"] == "#AABBCC"


def test_ssh_key_null(cloud: EmulatorProcess) -> None:
    path = f"/containers/{cloud.id_of('shop-api')}"
    assert cloud.api("PATCH", path, {"ssh_public_key": None}).json()["data"]["ssh_public_key"] is None
    cloud.switch(ssh_key_null="inherits")
    cloud.api("PATCH", path, {"ssh_public_key": KEY})
    assert cloud.api("PATCH", path, {"ssh_public_key": None}).json()["data"]["ssh_public_key"] == DEFAULT_SSH_KEY
    assert created(cloud)["ssh_public_key"] == DEFAULT_SSH_KEY, "the default key is shared"


def test_signing(cloud: EmulatorProcess) -> None:
    path = f"/containers/{cloud.id_of('web')}/authorize"
    assert cloud.api("POST", path).status_code == cloud.api("GET", "/meta/public-key").status_code == 200
    cloud.switch(signing="none")
    for answer in (cloud.api("POST", path), cloud.api("GET", "/meta/public-key")):
        assert (answer.status_code, answer.json()["error"]) == (503, "SIGNING_NOT_CONFIGURED")


def test_empty_json_body(cloud: EmulatorProcess) -> None:
    kind = {"Content-Type": "application/json"}
    for policy, status in (("accepted", 200), ("refused", 400)):
        cloud.switch(empty_json_body=policy)
        assert cloud.api("GET", "/servers", headers=kind).status_code == status
        assert cloud.api("POST", f"/containers/{cloud.id_of('web')}/restart", headers=kind).status_code == status
    assert cloud.api("GET", "/servers").status_code == 200


def test_project_delete(cloud: EmulatorProcess) -> None:
    cloud.switch(project_delete="refused")
    path = f"/projects/{cloud.project_id('Shop')}?include_deleted_items=true"
    assert cloud.api("DELETE", path).status_code == 422
    cloud.switch(project_delete="cascade")
    gone = cloud.api("DELETE", path).json()["data"]
    assert gone["deleted"]["containers"] == len(gone["deleted_items"]["containers"]) == 5


def test_firewall_duplicate(cloud: EmulatorProcess) -> None:
    path = f"/containers/{cloud.id_of('shop-api')}/firewall/ingress"
    rule = {"action": "allow", "protocol": "icmp4", "description": "Ping"}
    assert cloud.api("POST", path, rule).status_code == 201
    again = cloud.api("POST", path, rule)
    assert (again.status_code, again.json()["data"]["duplicate"]) == (200, True)
    cloud.switch(firewall_duplicate="added")
    assert len(cloud.api("POST", path, rule).json()["data"]["ingress"]) == 2


RULE = {"action": "allow", "protocol": "tcp", "description": "Web", "destination_port": "80"}


def firewall_of(cloud: EmulatorProcess, *rules: dict[str, str]) -> str:
    """Let a container have these inbound rules; gives their path."""
    container_id = cloud.id_of("shop-api")
    cloud.force(container_id, firewall={"ingress": [{"state": "enabled", **rule} for rule in rules]})
    return f"/containers/{container_id}/firewall/ingress"


def test_firewall_key(cloud: EmulatorProcess) -> None:
    path = firewall_of(cloud, RULE)
    other = {**RULE, "description": "Other"}
    assert cloud.api("POST", path, other).json()["data"]["duplicate_of"] == {"direction": "ingress", "index": 0}
    cloud.switch(firewall_key="everything")
    assert cloud.api("POST", path, other).status_code == 201
    assert cloud.api("POST", path, other).status_code == 200


def test_firewall_matching(cloud: EmulatorProcess) -> None:
    spelled = {**RULE, "destination_port": "80-80", "source": "0.0.0.0/0"}
    for policy, added, found in (("exact", 201, 404), ("normalised", 200, 200)):
        cloud.switch(firewall_matching=policy)
        assert cloud.api("POST", firewall_of(cloud, RULE), spelled).status_code == added
        path = firewall_of(cloud, RULE)
        assert cloud.api("PATCH", path, {**spelled, "state": "disabled"}).status_code == found
        assert cloud.api("DELETE", path, spelled).status_code == found
    assert cloud.api("POST", firewall_of(cloud, RULE), {**RULE, "destination_port": "81"}).status_code == 201


def test_firewall_missing_state(cloud: EmulatorProcess) -> None:
    disabled = {**RULE, "state": "disabled"}
    for policy, status in (("either", 200), ("enabled", 404)):
        cloud.switch(firewall_missing_state=policy)
        assert cloud.api("DELETE", firewall_of(cloud, disabled), RULE).status_code == status
        assert cloud.api("DELETE", firewall_of(cloud, disabled), disabled).status_code == 200
        assert cloud.api("DELETE", firewall_of(cloud, disabled), {"all": True}).json()["data"]["removed_count"] == 1


def test_firewall_figures(cloud: EmulatorProcess) -> None:
    closing = {**RULE, "action": "drop", "destination_port": "1000-2000"}
    figures = {"rule_count", "byte_count", "max_rules", "max_bytes"}
    for policy in ("present", "absent"):
        cloud.switch(firewall_figures=policy)
        path = firewall_of(cloud)
        answer = cloud.api("POST", path, closing).json()
        shown = cloud.api("GET", path.replace("/ingress", "/rules")).json()["data"]
        assert (figures <= shown.keys(), "warnings" in answer) == ((policy == "present",) * 2)
    cloud.switch(firewall_figures="present")
    assert "warnings" not in cloud.api("POST", firewall_of(cloud), RULE).json()


def test_firewall_peers(cloud: EmulatorProcess) -> None:
    several = {**RULE, "source": "10.0.0.0/8,192.0.2.1"}
    for policy, status in (("list", 201), ("one", 422)):
        cloud.switch(firewall_peers=policy)
        assert cloud.api("POST", firewall_of(cloud), several).status_code == status
        assert cloud.api("POST", firewall_of(cloud), {**RULE, "source": "10.0.0.0/8"}).status_code == 201


def test_project_update_alias(cloud: EmulatorProcess) -> None:
    path = f"/projects/{cloud.project_id('Shop')}"
    refused = cloud.api("PATCH", path, {"color": "#111111"})
    assert (refused.status_code, refused.json()["data"][0]["message"]) == (422, "must have required property 'alias'")
    cloud.switch(validation_status=400)
    assert cloud.api("PUT", path, {"color": "#111111"}).status_code == 400
    cloud.switch(project_update_alias="optional")
    changed = cloud.api("PATCH", path, {"color": "#111111"}).json()["data"]
    assert (changed["alias"], changed["color"]) == ("Shop", "#111111")
    assert cloud.api("POST", "/projects/", {"color": "#111111"}).status_code == 400


def rentals(cloud: EmulatorProcess) -> list[dict[str, Any]]:
    """The rented servers."""
    data: list[dict[str, Any]] = cloud.api("GET", "/rentals").json()["data"]
    return data


def test_rental_list(cloud: EmulatorProcess) -> None:
    rental = rentals(cloud)[0]["id"]
    cloud.switch(rental_list="empty")
    assert rentals(cloud) == []
    assert cloud.api("GET", f"/rentals/{rental}").status_code == 404
    assert cloud.api("GET", "/users/me/free-tier-status").json()["data"]["can_claim"] is True


def test_rental_server(cloud: EmulatorProcess) -> None:
    assert any(item["server"] for item in rentals(cloud))
    cloud.switch(rental_server="null")
    assert {item["server"] for item in rentals(cloud)} == {None}
    assert any(item["server_id"] for item in rentals(cloud))


def test_rental_capacity(cloud: EmulatorProcess) -> None:
    for present in ("present", "absent"):
        cloud.switch(rental_capacity=present)
        shown = [item["server"] for item in rentals(cloud) if item["server"]]
        assert {"container_capacity" in server for server in shown} == {present == "present"}


def environment_sync(cloud: EmulatorProcess, container_id: str) -> dict[str, Any]:
    """How far the variables of a container are."""
    state: dict[str, Any] = cloud.api("GET", f"/containers/{container_id}/env").json()["data"]["env_sync"]
    return state


def write_variable(cloud: EmulatorProcess, container_id: str, value: str) -> bool:
    """Write one; whether it is in the container already."""
    data = cloud.api("PATCH", f"/containers/{container_id}/env", {"LOG_LEVEL": value}).json()["data"]
    assert data["synced"] == (not data["env_sync"]["pending"])
    return bool(data["synced"])


def test_environment_sync_delay(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    assert write_variable(cloud, web, "one")
    cloud.switch(environment_sync_delay="never")
    assert not write_variable(cloud, web, "two")
    state = environment_sync(cloud, web)
    assert (state["pending"], state["revision"] - state["applied_revision"], state["exhausted"]) == (True, 1, False)
    assert read(cloud, web)["env_sync"] == state
    cloud.switch(environment_sync_delay=0.2)
    assert not write_variable(cloud, web, "three")
    cloud.wait_until(lambda: not environment_sync(cloud, web)["pending"], "the variables are there")
    state = environment_sync(cloud, web)
    assert state["applied_revision"] == state["revision"]
    assert read(cloud, web)["env_sync"] == state
    cloud.switch(newer_fields=False)
    assert "env_sync" not in read(cloud, web)


def test_environment_sync(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    cloud.switch(environment_sync="exhausted")
    assert not write_variable(cloud, web, "one")
    state = environment_sync(cloud, web)
    assert (state["pending"], state["exhausted"], state["last_error"]) == (True, True, "ENV_APPLY_FAILED")
    cloud.switch(environment_sync="done")
    assert write_variable(cloud, web, "two")
    state = environment_sync(cloud, web)
    assert (state["pending"], state["exhausted"], state["last_error"]) == (False, False, None)


def test_latency(cloud: EmulatorProcess) -> None:
    cloud.switch(latency=1)
    cloud.api("GET", "/servers")
    assert cloud.requests()[-1]["milliseconds"] >= 1000
    cloud.switch(latency=0)
    cloud.clear_requests()
    cloud.api("GET", "/servers")
    assert cloud.requests()[-1]["milliseconds"] < 1000


def test_unknown_switch_is_refused(cloud: EmulatorProcess) -> None:
    with pytest.raises(RuntimeError, match="422"):
        cloud.switch(no_such_switch=1)
    with pytest.raises(RuntimeError, match="422"):
        cloud.switch(update_verbs="post")


def test_profiles_differ_where_the_notes_say(cloud: EmulatorProcess) -> None:
    cloud.use_profile("seed")
    assert cloud.control("GET", "/switches") == profile("seed").model_dump()
    cloud.use_profile("current")
    assert cloud.control("GET", "/switches") == Switches().model_dump()


def test_every_switch_is_read_and_tried() -> None:
    """One that nobody reads switches nothing, and one that no test changes may."""
    read, tried = (
        "\n".join(path.read_text(encoding="utf-8") for path in paths if path.name != "switches.py")
        for paths in ((ROOT / "tests" / "emulator").rglob("*.py"), (ROOT / "tests").glob("[uic]*/**/test_*.py"))
    )
    for name in Switches.model_fields:
        assert re.search(rf"(switches|\.get\(\))\.{name}\b", read), f"{name} is not read"
        assert name in tried, f"{name} is not tried"


def test_every_switch_is_documented() -> None:
    assert all(field.description for field in Switches.model_fields.values())


@pytest.mark.parametrize(
    "text,expected",
    [
        ("create_delay=never", ("create_delay", "never")),
        ("create_delay=2", ("create_delay", 2)),
        ("newer_fields=false", ("newer_fields", False)),
        ("verb_refusal=404", ("verb_refusal", 404)),
    ],
)
def test_assignment_on_the_command_line(text: str, expected: tuple[str, Any]) -> None:
    assert parse_assignment(text) == expected
