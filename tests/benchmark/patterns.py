# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The usual ways to write a play, in a project of 1,000 containers at 50 ms a request, beside the same with ``debug``.

Each is said with its target. The counts of requests are tests, see tests/integration/test_sharing.py.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmark.timing import seconds
from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import Ansible, Task, container

ROUNDS = 3
LATENCY = 0.05
COUNT = 1_000
HOSTS = 100
MADE = 50
SERVER = "amber-fox-1a2-de"
DEBUG: Task = {"ansible.builtin.debug": {"msg": "{{ item | default(inventory_hostname) }}"}}


class Pattern(NamedTuple):
    """A way to write a play, what it is held against, and the most that it may cost beside that."""

    name: str
    run: Callable[[], object]
    floor: Callable[[], object]
    target: float


def declared(name: str, **options: Any) -> Task:
    """A container that is as declared."""
    return container(project="Fleet", name=name, comment="", **options)


def hosts_file(folder: Path, count: int) -> Path:
    """An inventory of so many hosts, named like the containers."""
    path = folder / "hosts.json"
    names: dict[str, Any] = {f"node-{number:05}": {} for number in range(1, count + 1)}
    path.write_text(json.dumps({"all": {"hosts": names}}))
    return path


class Bench:
    """Runs plays for all hosts, or for localhost."""

    def __init__(self, ansible: Ansible, emulator: EmulatorProcess) -> None:
        self.ansible = ansible
        self.emulator = emulator
        self.hosts = hosts_file(ansible.folder, HOSTS)
        self._made = 0

    def play(self, hosts: str, *tasks: Task, arguments: Sequence[str] = ()) -> None:
        """Run tasks."""
        path = self.ansible.folder / "play.json"
        defaults = {"group/hoody.cloud.hoody": self.ansible.connection}
        play = {"hosts": hosts, "gather_facts": False, "module_defaults": defaults, "tasks": list(tasks)}
        path.write_text(json.dumps([play]))
        self.emulator.clear_requests()
        self.ansible.run_file(path, arguments=arguments).succeeded()

    def each_host(self, task: Task) -> None:
        """One task for each of the hosts, delegated to the controller."""
        self.play("all", {**task, "delegate_to": "localhost"}, arguments=["-i", str(self.hosts), "-f", "20"])

    def loop(self, task: Task, count: int = HOSTS) -> None:
        """One task in a loop over names."""
        self.play("localhost", {**task, "loop": [f"node-{number:05}" for number in range(1, count + 1)]})

    def make(self) -> None:
        """A loop that creates containers and waits for none."""
        self._made += 1
        new = container(project="Fleet", name=f"new-{self._made}-{{{{ item }}}}", server=SERVER, wait=False)
        self.play("localhost", {**new, "loop": list(range(MADE))})

    def posts(self) -> None:
        """As many bare requests in a row."""
        for _number in range(MADE):
            self.emulator.api("GET", "/meta/public-key")


def main() -> None:
    """Measure and print."""
    with EmulatorProcess(empty=True, containers=COUNT) as emulator, tempfile.TemporaryDirectory() as folder:
        bench = Bench(Ansible(emulator, Path(folder)), emulator)
        emulator.switch(latency=LATENCY)
        patterns = [
            Pattern(
                f"{HOSTS} hosts, one container each, -f 20",
                lambda: bench.each_host(declared("{{ inventory_hostname }}")),
                lambda: bench.each_host(DEBUG),
                1.6,
            ),
            Pattern(
                f"a loop over {HOSTS} containers",
                lambda: bench.loop(declared("{{ item }}")),
                lambda: bench.loop(DEBUG),
                1.8,
            ),
            Pattern(f"a loop that creates {MADE}", bench.make, bench.posts, 0),
        ]
        print(
            f"\n{f'{COUNT:,} containers, 50 ms a request':<44}"
            f"{'s':>8}{'floor':>8}{'ratio':>8}{'target':>8}{'requests':>10}"
        )
        for pattern in patterns:
            pattern.run()
            pairs = [(seconds(pattern.floor), seconds(pattern.run)) for _round in range(ROUNDS)]
            requests = len(emulator.requests())
            floor, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
            target = f"{pattern.target:>8.1f}" if pattern.target else f"{'':>8}"
            print(f"{pattern.name:<44}{ours:>8.2f}{floor:>8.2f}{ours / floor:>8.2f}{target}{requests:>10}", flush=True)


if __name__ == "__main__":
    main()
