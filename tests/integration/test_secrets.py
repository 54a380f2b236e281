# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret is shown: not on the screen at any verbosity, not in diffs, not in registered results, not in the log."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from .awx import Awx
from .inventory import Inventory
from .playbook import Ansible, container, container_info, fleet, network, network_info

SECRETS = {
    "token": "hdy_emulator_token",
    "value": "env-value-9f3a",
    "old value": "env-value-51cc",
    "password": "proxy-password-77d1",
    "quoted": "proxy%20password",
    "plain": "proxy password",
}
SHOP_API = {"project": "Shop", "container": "shop-api"}


def everything() -> list[dict[str, Any]]:
    """Tasks that handle every kind of secret, and fail with each of them too."""
    address = {"project": "Shop", "name": "shop-api"}
    proxy = {"type": "http", "proxy": "http://proxy.example.net:3128"}
    described = {**proxy, "proxy_username": "me", "proxy_password": SECRETS["password"]}
    items = [
        {"name": "shop-api", "environment_vars": {"KEY": SECRETS["value"]}, "network": described},
        {"name": "shop-worker", "environment_vars": {"K-Y": SECRETS["value"]}},
        {
            "name": "shop-cache",
            "network": {"type": "http", "proxy": f"http://me:{SECRETS['quoted']}@proxy.example.net"},
        },
    ]
    shared = {
        "environment_vars": {"KEY": SECRETS["old value"]},
        "network": {"proxy": f"http://me:{SECRETS['quoted']}@p"},
    }
    tasks = [
        fleet(project="Shop", containers=items, defaults=shared),
        fleet(project="Shop", containers=items, defaults={"state": "bogus", **shared}),
        fleet(project="Shop", containers=[{**items[0], "bogus": True}]),
        fleet(project="Shop", containers=items[:1]),
        container(**address, environment_vars={"KEY": SECRETS["old value"]}),
        container(**address, environment_vars={"KEY": SECRETS["value"]}),
        container(**address, environment_vars={"K-Y": SECRETS["value"]}),
        container(**address, environment_vars={"KEY": SECRETS["value"]}, state="bogus"),
        container(**address, environment_vars={"KEY": SECRETS["value"] * 500}),
        network(**SHOP_API, **proxy, proxy_username="me", proxy_password=SECRETS["password"], state="started"),
        network(**SHOP_API, type="http", proxy=f"http://me:{SECRETS['quoted']}@proxy.example.net"),
        network(**SHOP_API, type="http", proxy=f"http://me:{SECRETS['quoted']}@proxy.example.net:notaport"),
        network(**SHOP_API, type="bogus", proxy=f"http://me:{SECRETS['quoted']}@proxy.example.net"),
        network_info(**SHOP_API),
        container_info(project="Shop", network=True),
        container(**address, color="bad"),
        container(**address, state="absent"),
    ]
    both = [{**task, "check_mode": check, "ignore_errors": True} for task in tasks for check in (True, False)]
    return [
        part
        for number, task in enumerate(both)
        for part in ({**task, "register": f"r{number}"}, {"ansible.builtin.debug": {"var": f"r{number}"}})
    ]


@pytest.mark.parametrize("profile", ["seed", "current"])
def test_no_secret_on_the_screen_or_in_results(ansible: Ansible, profile: str) -> None:
    ansible.emulator.use_profile(profile)
    log = ansible.folder / "ansible.log"
    outcome = ansible.run(*everything(), arguments=["-vvvv", "--diff"], environment={"ANSIBLE_LOG_PATH": str(log)})
    outcome.succeeded()
    seen = outcome.output + repr(outcome.results) + log.read_text()
    assert "(hidden, changed)" in seen
    for name, secret in SECRETS.items():
        assert secret not in seen, name


def test_values_that_are_common_words_leave_the_output_readable(ansible: Ansible) -> None:
    outcome = ansible.run(
        container(project="Shop", name="shop-api", environment_vars={"A": "running", "B": "1", "C": "shop-api"})
    ).succeeded()
    shown = outcome[0]["container"]
    assert (shown["status"], shown["name"]) == ("running", "shop-api")


def test_short_values_leave_the_explanation_of_the_api_readable(ansible: Ansible) -> None:
    """And so do those that are a word of it."""
    address = {"project": "Shop", "name": "shop-api"}
    values = {"DEBUG": "1", "EMPTY": "", "KIND": "comment", "HOW": "characters"}
    outcome = ansible.run(
        {**container(**address, environment_vars=values), "ignore_errors": True},
        {**container(**address, environment_vars={"KIND": "comment"}, comment="x" * 16001), "ignore_errors": True},
    )
    outcome.succeeded()
    assert "EMPTY must NOT have fewer than 1 characters" in outcome[0]["msg"]
    assert "/comment must NOT have more than 16000 characters" in outcome[1]["msg"]


def test_what_the_api_quotes_is_hidden(ansible: Ansible) -> None:
    """The emulator quotes the name of a variable, a stricter server might quote its value."""
    value = "a-secret-with-a-line-break\n"
    outcome = ansible.run(container(project="Shop", name="shop-api", environment_vars={"KEY": value * 9000}))
    assert outcome.returncode
    assert "a-secret" not in outcome.output


@pytest.mark.parametrize("token,kind", [([SECRETS["value"]], "a list"), ({"a": SECRETS["value"]}, "a dictionary")])
def test_no_secret_of_a_malformed_inventory(inventory: Inventory, token: object, kind: str) -> None:
    listing = inventory.list(inventory.file(api_token=token), "-vvvv")
    assert listing.returncode
    assert f"The option api_token must be a single value, not {kind}." in listing.messages
    assert SECRETS["value"] not in listing.messages + listing.output


def test_nothing_in_the_cache_folders(ansible: Ansible) -> None:
    ansible.run(*everything()).succeeded()
    for path in Path(ansible.folder, "ansible").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [name for name, secret in SECRETS.items() if secret.encode() in content], path


def malformed() -> list[dict[str, Any]]:
    """Tasks whose options do not have the shapes that they should have, with secrets in them, and what is said."""
    value, password = SECRETS["value"], SECRETS["password"]
    item = {"name": "shop-api", "environment_vars": {"KEY": value}, "network": {"proxy_password": password}}
    cases = {
        "Item 1 of containers must be a dictionary": fleet(project="Shop", containers=["web-1", "web-2"]),
        "The option network of item 2 (web-2) of containers": fleet(
            project="Shop", containers=[item, {"name": "web-2", "network": password}]
        ),
        "The option defaults must be a dictionary": fleet(project="Shop", containers=[item], defaults=[value]),
        "The option containers must be a list": fleet(project="Shop", containers={"shop-api": item}),
        "has no option environment": fleet(project="Shop", containers=[{"name": "web-1", "environment": value}]),
        "The module has no option environment": container(name="shop-api", environment={"KEY": value}),
        "The option environment_vars must be a dictionary": container(name="shop-api", environment_vars=[value]),
        "The option name must be a string": container(name=item),
        "The option proxy must be a URL": network(**SHOP_API, type="http", proxy=f"me:{password}@proxy.example.net"),
        "value of state must be one of": network(**SHOP_API, state="bogus", proxy_username=SECRETS["plain"]),
        "must not contain a user": container_info(api_url=f"https://me:{password}@api.example.com"),
    }
    return [{"name": sentence, **task, "ignore_errors": True} for sentence, task in cases.items()]


@pytest.mark.parametrize("in_process", ["1", "0"])
def test_no_secret_of_malformed_options_is_in_the_events_of_a_job(ansible: Ansible, awx: Awx, in_process: str) -> None:
    """AWX stores the events of a job, with the options of each task, whatever its verbosity."""
    play = {
        "hosts": "all",
        "connection": "local",
        "gather_facts": False,
        # Newer ansible-core puts options beside results only where that is asked for.
        "vars": {"ansible_python_interpreter": sys.executable, "ansible_inject_invocation": True},
        "module_defaults": {"group/hoody.cloud.hoody": ansible.connection},
        "environment": {"HOODY_IN_PROCESS": in_process},
        "tasks": malformed(),
    }
    inventory = {"all": {"hosts": ["localhost"]}}
    job = awx.job("malformed.yml", inventory, files={"malformed.yml": json.dumps([play])}).succeeded()
    results = [event["event_data"] for event in job.events if event["event"] == "runner_on_failed"]
    assert not [result["res"]["msg"] for result in results if result["task"] not in result["res"]["msg"]]
    assert len(results) == len(malformed())
    assert all("invocation" in result["res"] for result in results)
    said = json.dumps(job.events) + job.said
    assert not [name for name, secret in SECRETS.items() if secret in said]
