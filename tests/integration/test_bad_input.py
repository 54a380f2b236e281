# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input is one clear sentence, and nothing is written."""

from __future__ import annotations

import venv
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess

from .playbook import Ansible, Outcome, Task, container, container_info, network

NEW = {"project": "Shop", "name": "new-one", "server": "amber-fox-1a2-de"}
SHOP_API = {"project": "Shop", "container": "shop-api"}

CASES: dict[str, tuple[Task, str]] = {
    "unknown project": (
        container(name="x-1", project="Shpo", server="amber-fox-1a2-de"),
        "There is no project 'Shpo'. The token sees: Default, Lab, Shop.",
    ),
    "unknown project id": (
        container(name="x-1", project="65a1b2c3d4e5f6ffffffffff"),
        "There is no project with the id 65a1b2c3d4e5f6ffffffffff, or the token cannot see it.",
    ),
    "ambiguous name": (container(name="web", state="started"), "The name 'web' is ambiguous: give project, or one of"),
    "bad name": (container(**{**NEW, "name": "no spaces"}), "The option name must be 3 to 100 letters"),
    "random name": (container(**{**NEW, "name": "rand"}), "The option name must not be 'rand'"),
    "neither name nor id": (container(project="Shop"), "one of the following is required: name, id"),
    "bad colour": (container(**NEW, color="red"), "The option color must be a colour such as '#10B981'"),
    "bad variable name": (container(**NEW, environment_vars={"1ST": "x"}), "that begin with no digit, not '1ST'"),
    "platform variable": (container(**NEW, environment_vars={"HOODY_X": "x"}), "belong to the platform"),
    "boolean variable": (container(**NEW, environment_vars={"DEBUG": True}), "put the value of DEBUG in quotes"),
    "no time to wait": (container(**NEW, wait_timeout=-1), "The option wait_timeout must be more than 0 seconds,"),
    "creation without project": (
        container(name="new-one", server="amber-fox-1a2-de"),
        "The container new-one does not exist in any project; to create it, give project too.",
    ),
    "creation without server": (
        container(project="Shop", name="new-one"),
        "The container new-one does not exist; to create it, give server too.",
    ),
    "unknown server": (
        container(**{**NEW, "server": "green-cat"}),
        "There is no active server 'green-cat' among the rented ones (amber-fox-1a2-de, blue-owl-3b4-us).",
    ),
    "immutable field": (
        container(project="Shop", name="shop-api", container_image="ubuntu/24.04"),
        "container_image is 'debian/13', wanted 'ubuntu/24.04'",
    ),
    "five DNS servers": (
        network(**SHOP_API, type="block", dns_servers=["1.1.1.1"] * 5),
        "The option dns_servers must name at most 4 servers, not 5.",
    ),
    "proxy type without proxy": (network(**SHOP_API, type="http"), "The network type http needs a proxy: give proxy."),
    "started without configuration": (
        network(**SHOP_API, state="started"),
        "Container shop-api has no network configuration to start: give type.",
    ),
    "bad proxy": (network(**SHOP_API, type="http", proxy="proxy"), "The option proxy must be a URL such as"),
    "network of a missing id": (
        network(container="65a1b2c3d4e5f6ffffffffff", type="block"),
        "There is no container with the id 65a1b2c3d4e5f6ffffffffff.",
    ),
    "bad runtime": (container_info(runtime="perhaps"), "The option runtime must be true, false, or a dictionary"),
}


@pytest.fixture(scope="module")
def bad_input(emulator_process: EmulatorProcess, tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, set[str]]:
    """All cases in one run, in check mode and for real, and the methods of the requests that they made."""
    emulator_process.restore()
    tasks = [
        {"name": f"{case} {mode}", **task, "check_mode": mode == "check", "ignore_errors": True}
        for case, (task, _sentence) in CASES.items()
        for mode in ("check", "run")
    ]
    outcome = Ansible(emulator_process, tmp_path_factory.mktemp("bad")).run(*tasks).succeeded()
    return outcome, {entry["method"] for entry in emulator_process.requests()}


@pytest.mark.parametrize("case", CASES)
def test_one_sentence_and_nothing_written(bad_input: tuple[Outcome, set[str]], case: str) -> None:
    outcome, methods = bad_input
    run = outcome[f"{case} run"]
    assert run["failed"]
    assert CASES[case][1] in run["msg"]
    assert outcome[f"{case} check"]["msg"] == run["msg"], "check mode finds the same fault"
    assert methods == {"GET"}


@pytest.mark.parametrize("validation_status", [400, 422])
def test_what_only_the_api_refuses(ansible: Ansible, validation_status: int) -> None:
    ansible.emulator.switch(validation_status=validation_status)
    message = ansible.run(container(**NEW, comment="x" * 16001)).message
    assert f"/containers answered {validation_status}: Validation failed" in message
    assert "x" * 20 not in message


def test_a_name_that_is_taken(ansible: Ansible) -> None:
    message = ansible.run(container(id=ansible.emulator.id_of("shop-api"), name="shop-worker")).message
    assert "answered 409: Container name already in use within the project." in message


def test_an_id_of_another_project(ansible: Ansible) -> None:
    message = ansible.run(container(id=ansible.emulator.id_of("shop-api"), project="Lab")).message
    assert "is not in the project 'Lab' but in 'Shop'." in message


def test_a_token_without_the_right(ansible: Ansible) -> None:
    message = ansible.run(container(**NEW), defaults={**ansible.connection, "api_token": "hdy_read_only"}).message
    assert "answered 403: Insufficient permissions. The token came from the option api_token" in message


def test_requests_is_not_installed(ansible: Ansible, tmp_path: Path) -> None:
    venv.create(tmp_path / "bare", with_pip=False)
    interpreter: dict[str, Any] = {"ansible_python_interpreter": str(tmp_path / "bare" / "bin" / "python")}
    message = ansible.run(container_info(), variables=interpreter).message
    assert message.startswith("Failed to import the required Python library (requests) on ")
