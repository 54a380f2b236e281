# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of fault as a client sees it."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from tests.emulator.process import EmulatorProcess


def create(cloud: EmulatorProcess) -> requests.Response:
    """Try to create a container."""
    path = f"/projects/{PROJECT}/containers"
    return cloud.api("POST", path, {"server_id": SERVER, "name": "fresh"}, allow_redirects=False, timeout=5)


# Ids are the same in every seeded world; looked up once.
PROJECT = SERVER = ""


@pytest.fixture(autouse=True)
def _seeded_ids(cloud: EmulatorProcess) -> None:
    globals().update(PROJECT=cloud.project_id("Shop"), SERVER=cloud.server_id())


def exists(cloud: EmulatorProcess) -> bool:
    """Whether the container was created, whatever the client was told."""
    cloud.clear_faults()
    return "fresh" in cloud.api("GET", f"/projects/{PROJECT}/containers").text


@pytest.mark.parametrize(
    "kind,status,text,done",
    [
        ("rate_limited", 429, "Rate limit exceeded", False),
        ("internal_error", 500, "An unexpected error occurred", False),
        ("internal_error_after", 500, "An unexpected error occurred", True),
        ("dispatch_failed", 500, "CONTAINER_CREATE_DISPATCH_FAILED", False),
        ("bad_gateway", 502, "<html>", False),
        ("bad_gateway_after", 502, "<html>", True),
        ("unavailable", 503, "<html>", False),
        ("firewall_host", 503, "FIREWALL_HOST_UNAVAILABLE", False),
        ("firewall_inventory", 503, "FIREWALL_INVENTORY_UNAVAILABLE", False),
        ("gateway_timeout", 504, "CONTAINER_HOST_TIMEOUT", False),
        ("gateway_timeout_after", 504, "CONTAINER_HOST_TIMEOUT", True),
        ("html", 200, "Sign in", False),
        ("expired_token", 401, "Token has expired", False),
        ("redirect", 302, "", False),
        ("empty", 200, "", True),
    ],
)
def test_answers(cloud: EmulatorProcess, kind: str, status: int, text: str, done: bool) -> None:
    cloud.fault(kind)
    answer = create(cloud)
    assert answer.status_code == status
    assert text in answer.text
    assert cloud.requests()[-1]["fault"] == kind
    assert exists(cloud) is done


def test_redirect_goes_where_the_rule_says(cloud: EmulatorProcess) -> None:
    cloud.fault("redirect", location="http://other.example.net/x")
    assert create(cloud).headers["Location"] == "http://other.example.net/x"


@pytest.mark.parametrize("kind,done", [("reset_before", False), ("reset_after", True)])
def test_resets(cloud: EmulatorProcess, kind: str, done: bool) -> None:
    cloud.fault(kind)
    with pytest.raises(requests.ConnectionError):
        create(cloud)
    assert cloud.requests()[-1]["status"] is None
    assert exists(cloud) is done


def test_truncated(cloud: EmulatorProcess) -> None:
    cloud.fault("truncated")
    answer = create(cloud)
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    with pytest.raises(ValueError, match=r"."):
        answer.json()
    assert exists(cloud)


def test_slow(cloud: EmulatorProcess) -> None:
    cloud.fault("slow", seconds=0.05)
    assert create(cloud).status_code == 201
    assert cloud.requests()[-1]["milliseconds"] >= 50


def test_hang(cloud: EmulatorProcess) -> None:
    cloud.fault("hang")
    with pytest.raises(requests.ReadTimeout):
        cloud.api("GET", "/servers", timeout=0.2)


def test_hang_after_the_work_was_done(cloud: EmulatorProcess) -> None:
    cloud.fault("hang_after", method="POST", skip=1)
    assert create(cloud).status_code == 201
    with pytest.raises(requests.ReadTimeout):
        cloud.api("POST", f"/containers/{cloud.id_of('web')}/stop", timeout=0.2)
    cloud.wait_for(cloud.id_of("web"), "stopped")


def test_drip(cloud: EmulatorProcess) -> None:
    cloud.fault("drip", seconds=0.2)
    answer = cloud.api("GET", "/servers", timeout=5, stream=True)
    assert answer.raw.read(1) == b"{"
    answer.close()
    cloud.clear_faults()
    cloud.fault("drip", seconds=0)
    assert create(cloud).json()["statusCode"] == 201


def test_retry_after(cloud: EmulatorProcess) -> None:
    for rule, expected in (({}, "1"), ({"retry_after": 7}, "7")):
        cloud.clear_faults()
        cloud.fault("rate_limited", **rule)
        assert create(cloud).headers["Retry-After"] == expected
    cloud.clear_faults()
    cloud.fault("rate_limited", retry_after=5, retry_after_date=True)
    answer = create(cloud)
    wait = parsedate_to_datetime(answer.headers["Retry-After"]) - parsedate_to_datetime(answer.headers["Date"])
    assert 5 <= wait.total_seconds() <= 8


def statuses(cloud: EmulatorProcess, count: int = 60, path: str = "/servers") -> list[int]:
    """Statuses of many requests."""
    return [cloud.api("GET", path).status_code for _round in range(count)]


def test_probability_is_repeatable(cloud: EmulatorProcess) -> None:
    runs: list[list[int]] = []
    for seed in (1, 1, 2):
        cloud.clear_faults()
        cloud.fault("internal_error", probability=0.3, seed=seed)
        runs.append(statuses(cloud))
    assert runs[0] == runs[1] != runs[2]
    assert 5 < runs[0].count(500) < 35


def test_kinds_share_one_probability(cloud: EmulatorProcess) -> None:
    cloud.fault(kinds=["internal_error", "bad_gateway", "unavailable"], probability=0.5, seed=3)
    seen = statuses(cloud)
    assert {500, 502, 503, 200} == set(seen)
    assert 15 < seen.count(200) < 45


def test_times(cloud: EmulatorProcess) -> None:
    cloud.fault("unavailable", times=2)
    assert statuses(cloud, 4) == [503, 503, 200, 200]
    assert cloud.control("GET", "/faults")[0]["fired"] == 2


@pytest.mark.parametrize(
    "rule,status",
    [({"method": "POST"}, 200), ({"method": "get"}, 500), ({"path": "/containers"}, 200), ({"path": "/servers$"}, 500)],
)
def test_rules_choose_requests(cloud: EmulatorProcess, rule: dict[str, Any], status: int) -> None:
    cloud.fault("internal_error", **rule)
    assert statuses(cloud, 1) == [status]


def test_the_first_rule_that_fires_wins(cloud: EmulatorProcess) -> None:
    cloud.fault("unavailable", times=1)
    cloud.fault("internal_error")
    assert statuses(cloud, 2) == [503, 500]


def test_dispatch_failure_concerns_creation_only(cloud: EmulatorProcess) -> None:
    cloud.fault("dispatch_failed")
    assert statuses(cloud, 1) == [200]


def test_control_endpoints_never_fail(cloud: EmulatorProcess) -> None:
    cloud.fault("reset_before")
    assert cloud.control("GET", "/health")["status"] == "ok"


@pytest.mark.parametrize(
    "rule",
    [{}, {"kind": "slow", "kinds": ["slow"]}, {"kind": "no such"}, {"kind": "altered"}, {"kind": "slow", "path": "("}],
)
def test_wrong_rules_are_refused(cloud: EmulatorProcess, rule: dict[str, Any]) -> None:
    with pytest.raises(RuntimeError, match="422"):
        cloud.control("POST", "/faults", rule)


def test_altered_replies(cloud: EmulatorProcess) -> None:
    """A member of another value, and lists that are shorter than they say."""
    cloud.fault("altered", at=["data", "containers", 0, "color"], value=["x"], times=1)
    cloud.fault("altered", at=["data", "nowhere", 7, "color"], value=1, times=1)
    cloud.fault("short_page", times=1)
    pages = [cloud.api("GET", "/containers/").json()["data"] for _number in range(4)]
    assert pages[0]["containers"][0]["color"] == ["x"]
    assert pages[1] == pages[3]
    total = pages[3]["pagination"]["total"]
    assert len(pages[2]["containers"]) == total // 2
    assert pages[2]["pagination"]["total"] == total


def test_replies_that_are_too_much(cloud: EmulatorProcess) -> None:
    cloud.fault("gzip_bomb", times=1)
    cloud.fault("deep", times=1)
    bomb = cloud.api("GET", "/containers/", stream=True)
    assert int(bomb.headers["Content-Length"]) < 1 << 20
    bomb.close()
    assert cloud.api("GET", "/containers/").content.count(b"[") == 100_000
