# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints what the collection costs beside a floor measured in the same run; only the ratios mean anything elsewhere.

* A task that changes nothing, beside ansible.builtin.ping: the seconds of one item of a loop, and the size of what is
  sent to the host.
* The emulator: how long it takes to answer after its start, and its own time for a page and for a single container.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from tests.benchmark import inventory
from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import Ansible, container, network

ROUNDS = 3
ITEMS = 40
PING: dict[str, Any] = {"ansible.builtin.ping": {}}


def seconds(call: Callable[[], object]) -> float:
    """The time that a call takes."""
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def loop_seconds(ansible: Ansible, task: dict[str, Any] | None) -> float:
    """The time of a play with this task in a loop, or with no task at all."""
    tasks = [{**task, "loop": list(range(ITEMS))}] if task else []
    return seconds(lambda: ansible.run(*tasks).succeeded())


def payload_bytes(ansible: Ansible, task: dict[str, Any]) -> int:
    """The size of the module as it is sent: the program that Ansible leaves behind when told to keep it."""
    folder = ansible.folder / "kept"
    playbook = ansible.folder / "kept.yml"
    variables = {
        "ansible_python_interpreter": sys.executable,
        "ansible_remote_tmp": str(folder),
        "ansible_pipelining": False,
    }
    defaults = {"group/hoody.cloud.hoody": ansible.connection}
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "vars": variables,
        "module_defaults": defaults,
        "tasks": [task],
    }
    playbook.write_text(yaml.safe_dump([play]), encoding="utf-8")
    kept = {"ANSIBLE_KEEP_REMOTE_FILES": "1", "ANSIBLE_PIPELINING": "0"}
    ansible.run_file(playbook, environment=kept).succeeded()
    sizes = [path.stat().st_size for path in folder.rglob("AnsiballZ_*.py")]
    subprocess.run(["rm", "-r", str(folder)], check=True)
    return max(sizes)


def modules() -> None:
    """Tasks that change nothing beside ping."""
    tasks = {
        "ansible.builtin.ping": PING,
        "hoody.cloud.container": container(project="Shop", name="shop-api", state="started"),
        "hoody.cloud.container_network": network(project="Shop", container="shop-crawler", state="started"),
    }
    with EmulatorProcess() as emulator, tempfile.TemporaryDirectory() as folder:
        ansible = Ansible(emulator, Path(folder))
        rounds: dict[str, list[float]] = {name: [] for name in ["nothing", *tasks]}
        for _round in range(ROUNDS):
            rounds["nothing"].append(loop_seconds(ansible, None))
            for name, task in tasks.items():
                rounds[name].append(loop_seconds(ansible, task))
        sizes = {name: payload_bytes(ansible, task) for name, task in tasks.items()}
    base = statistics.median(rounds.pop("nothing"))
    ping = statistics.median(rounds["ansible.builtin.ping"])
    title = f"a loop of {ITEMS}, nothing to change"
    print(f"{title:<40}{'s an item':>10}{'x ping':>8}{'bytes sent':>12}{'x ping':>8}")
    for name, times in rounds.items():
        median = statistics.median(times)
        size = sizes[name] / sizes["ansible.builtin.ping"]
        print(f"{name:<40}{(median - base) / ITEMS:>10.3f}{median / ping:>8.2f}{sizes[name]:>12}{size:>8.2f}")


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
    emulator()
    inventory.main()
