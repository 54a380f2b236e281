# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints what the collection costs beside a floor measured in the same run; only the ratios mean anything elsewhere.

* A task that changes nothing, in a loop, beside ansible.builtin.ping and beside a module that does nothing but one GET:
  the seconds of the whole run, and the size of what is sent to the host.
* The usual ways to write a play, an inventory, a fleet and the ways into a container, each beside its target; then how
  the cost of each grows with the number of containers.
* The emulator: how long it takes to answer after its start, and its own time for a page and for a single container.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmark import fleet, growth, inventory, targets
from tests.benchmark.timing import seconds
from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import Ansible, container, network

ROUNDS = 3
ITEMS = 50
OWN_PROCESS = {"HOODY_IN_PROCESS": "0"}
ONE_GET = """\
from ansible.module_utils.basic import AnsibleModule
import requests

module = AnsibleModule(argument_spec={"url": {"type": "str"}})
requests.get(module.params["url"], timeout=30).raise_for_status()
module.exit_json(changed=False)
"""


class Way(NamedTuple):
    """A task, and the environment that it is measured in."""

    task: dict[str, Any]
    environment: dict[str, str] = {}


def ways(emulator: EmulatorProcess, library: Path) -> dict[str, Way]:
    """Tasks that change nothing. One of them is a module that does nothing but one GET through requests."""
    library.mkdir()
    (library / "one_get.py").write_text(ONE_GET)
    single = container(project="Shop", name="shop-api", state="started")
    routed = network(project="Shop", container="shop-crawler", state="started")
    get = {"one_get": {"url": f"{emulator.url}/api/v1/meta/public-key"}}
    return {
        "ansible.builtin.ping": Way({"ansible.builtin.ping": {}}),
        "a module with one GET through requests": Way(get, {"ANSIBLE_LIBRARY": str(library)}),
        "hoody.cloud.container, own process": Way(single, OWN_PROCESS),
        "hoody.cloud.container_network, own process": Way(routed, OWN_PROCESS),
        "hoody.cloud.container": Way(single),
        "hoody.cloud.container_network": Way(routed),
    }


def loop_seconds(ansible: Ansible, way: Way) -> float:
    """The time of a play with this task in a loop."""
    task = {**way.task, "loop": list(range(ITEMS))}
    return seconds(lambda: ansible.run(task, environment=way.environment).succeeded())


def payload_bytes(ansible: Ansible, way: Way) -> int:
    """The size of the module as it is sent: the program that Ansible leaves behind when told to keep it."""
    folder = ansible.folder / "kept"
    environment = {**way.environment, "ANSIBLE_KEEP_REMOTE_FILES": "1", "ANSIBLE_REMOTE_TMP": str(folder)}
    ansible.run(way.task, environment=environment).succeeded()
    sizes = [path.stat().st_size for path in folder.rglob("AnsiballZ_*.py")]
    shutil.rmtree(folder)
    return max(sizes)


def modules() -> None:
    """Tasks that change nothing beside ping, as the time of the whole run."""
    with EmulatorProcess() as emulator, tempfile.TemporaryDirectory() as folder:
        ansible = Ansible(emulator, Path(folder))
        measured = ways(emulator, Path(folder, "library"))
        times: dict[str, list[float]] = {name: [] for name in measured}
        for _round in range(ROUNDS):
            for name, way in measured.items():
                times[name].append(loop_seconds(ansible, way))
        sizes = {name: payload_bytes(ansible, way) for name, way in measured.items()}
    ping = statistics.median(times["ansible.builtin.ping"])
    print(f"{f'a loop of {ITEMS}, nothing to change':<46}{'s':>8}{'x ping':>8}{'bytes sent':>12}{'x ping':>8}")
    for name, taken in times.items():
        median, sent = statistics.median(taken), sizes[name]
        size = f"{sent:>12}{sent / sizes['ansible.builtin.ping']:>8.2f}" if "hoody" not in name or "own" in name else ""
        print(f"{name:<46}{median:>8.2f}{median / ping:>8.2f}{size}")


def emulator() -> None:
    """The emulator with 10,000 containers in it."""
    starts = []
    for _round in range(ROUNDS):
        begin = time.perf_counter()
        with EmulatorProcess(containers=10_000):
            starts.append(time.perf_counter() - begin)
    with EmulatorProcess(containers=10_000) as process:
        project = process.project_id("Fleet")
        first = process.api("GET", f"/projects/{project}/containers?limit=1").json()["data"]["containers"][0]
        process.clear_requests()
        for page in range(1, 101):
            process.api("GET", f"/projects/{project}/containers?limit=100&page={page}&sort_by=id&sort_order=asc")
            process.api("GET", f"/containers/{first['id']}")
        log = process.requests()
    pages = [entry["milliseconds"] for entry in log if entry["path"].endswith("/containers")]
    singles = [entry["milliseconds"] for entry in log if not entry["path"].endswith("/containers")]
    print(f"\n{'the emulator with 10,000 containers':<40}{'median':>10}{'worst':>8}")
    for name, values, unit in (
        ("from its start to its first answer", starts, "s"),
        ("a page of 100, each for the first time", pages, "ms"),
        ("one container", singles, "ms"),
    ):
        print(f"{name:<40}{statistics.median(values):>8.2f} {unit:<2}{max(values):>7.2f}")


if __name__ == "__main__":
    modules()
    targets.main()
    growth.main()
    emulator()
    inventory.main()
    fleet.main()
