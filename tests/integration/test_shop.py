# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an empty account to a shop in two projects and back, with the playbooks of the guide, also on a bad day."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess
from tests.emulator.wire.fault_kinds import PASSING

from .guides import blocks
from .playbook import Ansible, Outcome

FILES = {block.file: block.text for block in blocks("guide_around") if block.file}
BUILD, REMOVE = "market.yml", "market_gone.yml"
PROJECTS = ("Market", "Market-Data")
SERVER = "amber-fox-1a2-de"


def well(emulator: EmulatorProcess) -> None:
    """Nothing goes wrong, and one server is rented: that is what is shown of all those of the emulator."""
    emulator.clear_faults()
    rented = emulator.api("GET", "/rentals").json()["data"]
    only = [rental for rental in rented if rental["server"] and rental["server"]["name"] == SERVER]
    emulator.fault("altered", method="GET", path="/(rentals|servers)$", at=["data"], value=only)


@pytest.fixture
def newcomer(ansible: Ansible) -> Ansible:
    """An account with one rented server, its default project, and nothing else."""
    emulator = ansible.emulator
    emulator.reset(empty=True)
    for project in emulator.api("GET", "/projects/?limit=100").json()["data"]["projects"]:
        if not project["is_default"]:
            assert emulator.api("DELETE", f"/projects/{project['id']}").status_code == 200
    well(emulator)
    for name, text in FILES.items():
        (ansible.folder / name).write_text(text)
    emulator.clear_requests()
    return ansible


def run(ansible: Ansible, name: str, *arguments: str, **variables: str) -> Outcome:
    """Run a file of the guide."""
    return ansible.run_file(
        ansible.folder / name,
        arguments=arguments,
        environment={"HOODY_TOKEN": ansible.emulator.token, "HOODY_API_URL": ansible.emulator.url, **variables},
    )


def told(outcome: Outcome, emulator: EmulatorProcess) -> list[str]:
    """What each task, and each item of a loop, says of what it changes. An id is known only of what is there."""
    listed = emulator.api("GET", "/containers/?limit=100").json()["data"]["containers"]
    names = {container["id"]: container["name"] for container in listed}
    members = ("task", "changed", "actions", "diff")
    said = [json.dumps([result.get(member) for member in members]) for result in outcome.results]
    return [re.sub("|".join(names) or "$^", lambda found: names[found[0]], line) for line in said]


def changed(outcome: Outcome) -> list[str]:
    """The tasks of a run that succeeds which change something."""
    return [result["task"] for result in outcome.succeeded().results if result["changed"]]


#: What differs from one shop to the next that is built alike.
_PASSING = ("_at", "id", "_hostname", "_check", "HOODY_PROJECT", "env_sync", "color")


def lasting(value: Any) -> Any:
    """What is as declared: the same whenever and in whatever order it was brought about."""
    if isinstance(value, dict):
        return {name: lasting(item) for name, item in value.items() if not name.endswith(_PASSING)}
    return [lasting(item) for item in value] if isinstance(value, list) else value


def world(emulator: EmulatorProcess) -> dict[str, Any]:
    """Everything that there is: projects, containers, and what these have."""
    well(emulator)

    def data(path: str) -> Any:
        return emulator.api("GET", path).json()["data"]

    found: dict[str, Any] = {"": {"aliases": lasting(data("/proxy/aliases"))}}
    for project in data("/projects/?limit=100")["projects"]:
        listed = data(f"/projects/{project['id']}/containers?limit=100&include_deleting=true")["containers"]
        found[project["alias"]] = {"project": lasting(project)}
        for container in sorted(listed, key=lambda item: str(item["name"])):
            path = f"/containers/{container['id']}"
            parts = {part: lasting(data(f"{path}/{part}")) for part in ("network", "firewall/rules", "snapshots")}
            found[project["alias"]][container["name"]] = {"container": lasting(data(path)), **parts}
    return found


def visit(emulator: EmulatorProcess) -> dict[str, Any]:
    """What a customer gets."""
    found: dict[str, Any] = emulator.control("GET", "/visit?alias=market-front")
    return found


def different(found: Any, wanted: Any, where: str = "") -> list[str]:
    """Where two worlds differ, and in what."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        names = sorted({*found, *wanted})
        return [line for name in names for line in different(found.get(name), wanted.get(name), f"{where}.{name}")]
    return [] if found == wanted else [f"{where}: {found} and not {wanted}"]


def test_a_shop_is_built_and_removed(newcomer: Ansible) -> None:
    emulator = newcomer.emulator
    nothing = world(emulator)
    assert sorted(nothing) == ["", "Default"]
    emulator.clear_requests()
    foretold = run(newcomer, BUILD, "--check", "--diff").succeeded()
    assert {entry["method"] for entry in emulator.requests()} == {"GET"}
    built = run(newcomer, BUILD, "--diff").succeeded()
    assert told(foretold, emulator) == told(built, emulator)
    assert not changed(run(newcomer, BUILD, "--diff"))
    shop = world(emulator)
    assert sorted(shop["Market"]) == ["mailer", "project", "web-1", "web-2"]
    assert sorted(shop["Market-Data"]) == ["database", "project"]
    kept = {name: len(entry["snapshots"]["snapshots"]) for name, entry in shop["Market"].items() if name != "project"}
    assert kept == {"mailer": 0, "web-1": 1, "web-2": 0}
    assert emulator.egress(emulator.id_of("database", "Market-Data"))["effective"]["type"] == "block"
    closed = {
        name: entry["firewall/rules"]
        for name, entry in {**shop["Market"], **shop["Market-Data"]}.items()
        if name != "project"
    }
    assert {name: (len(rules["ingress"]), len(rules["egress"])) for name, rules in closed.items()} == {
        "web-1": (0, 1),
        "web-2": (0, 1),
        "mailer": (0, 0),
        "database": (2, 0),
    }
    assert [rule["action"] for rule in closed["database"]["ingress"]] == ["allow", "drop"]
    led = visit(emulator)
    assert (led["status"], led["container_id"]) == (200, emulator.id_of("web-1", "Market"))
    foretold = run(newcomer, REMOVE, "--check", "--diff").succeeded()
    removed = run(newcomer, REMOVE, "--diff").succeeded()
    assert told(foretold, emulator) == told(removed, emulator)
    assert not changed(run(newcomer, REMOVE))
    assert visit(emulator)["status"] == 404
    assert not different(world(emulator), nothing)


@pytest.mark.parametrize("seed", [1, 2])
def test_on_a_day_on_which_every_third_request_fails_the_end_is_the_same(newcomer: Ansible, seed: int) -> None:
    emulator = newcomer.emulator
    nothing = world(emulator)
    run(newcomer, BUILD).succeeded()
    shop = world(emulator)
    run(newcomer, REMOVE).succeeded()
    patience = {"HOODY_API_RETRIES": "30"}
    for name, wanted in ((BUILD, shop), (REMOVE, nothing)):
        emulator.fault(kinds=sorted({*PASSING} - {"slow", "drip"}), probability=1 / 3, seed=seed, retry_after=0)
        run(newcomer, name, **patience).succeeded()
        assert not changed(run(newcomer, name, **patience))
        assert not different(world(emulator), wanted)
