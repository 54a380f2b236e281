# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret is shown: not on the screen at any verbosity, not in diffs, not in registered results, not in the log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

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


def test_what_the_api_quotes_is_hidden(ansible: Ansible) -> None:
    """The emulator quotes the name of a variable, a stricter server might quote its value."""
    value = "a-secret-with-a-line-break\n"
    outcome = ansible.run(container(project="Shop", name="shop-api", environment_vars={"KEY": value * 9000}))
    assert outcome.returncode
    assert "a-secret" not in outcome.output


def test_nothing_in_the_cache_folders(ansible: Ansible) -> None:
    ansible.run(*everything()).succeeded()
    for path in Path(ansible.folder, "ansible").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [name for name, secret in SECRETS.items() if secret.encode() in content], path
