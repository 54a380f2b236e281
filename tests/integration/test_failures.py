# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the network and the API fail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess
from tests.emulator.wire.fault_kinds import PASSING

from .playbook import Ansible, begun, container, container_info, network

SERVER = "amber-fox-1a2-de"


def shop(emulator: EmulatorProcess) -> list[dict[str, Any]]:
    """Everything in the project, dying containers too."""
    path = f"/projects/{emulator.project_id('Shop')}/containers?limit=100&include_deleting=true"
    containers: list[dict[str, Any]] = emulator.api("GET", path).json()["data"]["containers"]
    return containers


def test_a_third_of_all_requests_fails(ansible: Ansible) -> None:
    """Twenty creations and updates end as asked: no container twice, none missing, no traceback."""
    emulator = ansible.emulator
    before = {item["id"] for item in shop(emulator)}
    emulator.fault(kinds=PASSING, probability=1 / 3, retry_after=0, seed=20261122)
    names = [f"storm-{number:02}" for number in range(20)]
    declared = {"project": "Shop", "name": "{{ item }}", "server": SERVER, "comment": "one", "state": "started"}
    defaults = {**ansible.connection, "api_retries": 14}
    outcome = ansible.run(
        {**container(**declared), "loop": names},
        {**container(**{**declared, "comment": "two", "environment_vars": {"A": "1"}}), "loop": names},
        defaults=defaults,
    ).succeeded()
    rows = [result for result in outcome.results if "item" in result]
    assert [row["actions"] for row in rows] == [["create"]] * 20 + [["update"]] * 20
    emulator.clear_faults()
    made = [item for item in shop(emulator) if item["id"] not in before]
    assert sorted(item["name"] for item in made) == names
    assert {(item["comment"], item["status"]) for item in made} == {("two", "running")}
    assert len([entry for entry in emulator.requests() if entry["fault"]]) > 50


@pytest.mark.parametrize("kind", PASSING)
def test_a_creation_that_meets_a_fault_is_made_once(ansible: Ansible, kind: str) -> None:
    emulator = ansible.emulator
    emulator.fault(kind, times=2, retry_after=0, method="POST", path="/projects/.*/containers$")
    outcome = ansible.run(container(project="Shop", name="once", server=SERVER)).succeeded()
    assert outcome[0]["container"]["status"] == "running"
    assert [item["name"] for item in shop(emulator)].count("once") == 1


@pytest.mark.parametrize("kind", [*PASSING, "slow"])
def test_every_operation_survives_a_fault(ansible: Ansible, kind: str) -> None:
    emulator = ansible.emulator
    emulator.put_container(project="Shop", name="web-9", status="running")
    emulator.fault(kind, times=3, retry_after=0, seconds=0.1, path="/containers/[0-9a-f]{24}/.+")
    address = {"project": "Shop", "container": "web-9"}
    ansible.run(
        container(project="Shop", name="web-9", state="stopped"),
        network(**address, type="block", state="started"),
        container(project="Shop", name="web-9", state="restarted", comment="again"),
        network(**address, state="absent"),
        container(project="Shop", name="web-9", state="absent"),
    ).succeeded()
    assert "web-9" not in [item["name"] for item in shop(emulator)]


@pytest.mark.parametrize("as_date,least", [(False, 2.0), (True, 1.0)])
def test_retry_after_is_obeyed(ansible: Ansible, as_date: bool, least: float) -> None:
    """In seconds, or as a date, which knows whole seconds only."""
    ansible.emulator.fault("rate_limited", times=1, retry_after=2, retry_after_date=as_date)
    ansible.run(container_info(project="Shop")).succeeded()
    first, second = ansible.emulator.requests()[:2]
    assert (first["status"], second["status"]) == (429, 200)
    began, repeated = (begun(entry) for entry in (first, second))
    assert least <= (repeated - began).total_seconds() < 2 + 5


def test_a_rate_limit_longer_than_the_patience_is_said(ansible: Ansible) -> None:
    ansible.emulator.fault("rate_limited", retry_after=86400)
    message = ansible.run(container_info(project="Shop")).message
    assert "answered 429: Rate limit exceeded. The API asks to wait 86400 s before the next try." in message


@pytest.mark.parametrize(
    "kind,words",
    [
        ("html", "answered 200: a success with a body that is not the API's JSON (after 2 tries). Check that api_url"),
        ("empty", "answered 200: a success with an empty body (after 2 tries)."),
        ("truncated", "answered 200: a success with a body that is not the API's JSON"),
        ("bad_gateway", "answered 502: Bad Gateway, with a body that is not the API's (after 2 tries)."),
        ("reset_before", "failed: the connection was closed before the reply was complete (after 2 tries)."),
        ("hang", "failed: no complete reply in time (after 2 tries)."),
        ("drip", "failed: no complete reply in time (after 2 tries)."),
        ("gzip_bomb", "failed: the reply is larger than 16 MiB"),
        ("expired_token", "answered 401: Token has expired. The token came from the option api_token"),
    ],
)
def test_what_does_not_pass_is_one_sentence(ansible: Ansible, kind: str, words: str) -> None:
    ansible.emulator.fault(kind)
    defaults = {**ansible.connection, "api_retries": 1, "api_timeout": 1}
    message = ansible.run(container_info(project="Shop"), defaults=defaults).message
    assert message.startswith("GET /api/v1/projects/ ")
    assert words in message
    assert "\n" not in message


def test_the_api_is_down(ansible: Ansible) -> None:
    with EmulatorProcess() as gone:
        url = gone.url
    defaults = {"api_url": url, "api_token": "hdy_x", "api_retries": 1}
    message = ansible.run(container_info(), defaults=defaults).message
    assert message == (
        f"GET /api/v1/containers/ failed: connection refused (after 2 tries). "
        f"Check that {url} (api_url from the option api_url) can be reached."
    )


def test_there_is_no_such_host(ansible: Ansible) -> None:
    defaults = {"api_url": "https://api.invalid", "api_token": "hdy_x", "api_retries": 0}
    message = ansible.run(container_info(), defaults=defaults).message
    assert "failed: the host name cannot be resolved." in message


def test_a_certificate_that_is_not_trusted(ansible: Ansible, tmp_path: Path) -> None:
    from .tls import tls_server

    with tls_server(tmp_path) as (url, bundle):
        defaults = {"api_url": url, "api_token": "hdy_x", "api_retries": 1}
        message = ansible.run(container_info(), defaults=defaults).message
        assert "the certificate of localhost is not accepted: self-signed certificate." in message
        assert "tries" not in message
        trusted = ansible.run(container_info(), defaults={**defaults, "ca_path": bundle}).succeeded()
        unchecked = ansible.run(container_info(), defaults={**defaults, "validate_certs": False}).succeeded()
    assert trusted[0]["containers"] == unchecked[0]["containers"] == []


def test_what_does_not_speak_tls_is_said_at_once(ansible: Ansible) -> None:
    url = ansible.emulator.url.replace("http:", "https:")
    message = ansible.run(container_info(), defaults={**ansible.connection, "api_url": url, "api_retries": 1}).message
    assert f"failed: what answers at {url} does not speak TLS. Check that {url} (api_url from" in message


def test_a_container_that_vanishes_meanwhile(ansible: Ansible) -> None:
    """Another client deletes it after the listing; the next request finds nothing."""
    emulator = ansible.emulator
    made = emulator.put_container(project="Shop", name="fleeting", status="running")
    emulator.api("DELETE", f"/containers/{made['id']}")
    outcome = ansible.run(container(id=made["id"], state="absent")).succeeded()
    assert not outcome[0]["changed"]
    assert emulator.api("GET", f"/containers/{made['id']}").status_code == 404
