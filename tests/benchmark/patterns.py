# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The usual ways to write a play, in a project of 1,000 containers at 50 ms a request, beside the same with ``debug``.

Each is said with its target. The counts of requests are tests, see tests/integration/test_sharing.py. Then how the cost
of each way grows with the number of containers, as a plot, and the memory that a fleet takes.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmark.fleet import DOCS
from tests.benchmark.timing import seconds
from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import Ansible, Task, container, fleet

ROUNDS = 3
LATENCY = 0.05
COUNT = 1_000
HOSTS = 100
MADE = 50
GROWTH = (10, 100, 1_000, 10_000)
#: Ansible itself takes half a minute for a thousand hosts.
MOST_HOSTS = 1_000
MEASURED = "import resource, subprocess, sys; most = lambda: resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss"
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

    def __init__(self, ansible: Ansible, emulator: EmulatorProcess, hosts: int = HOSTS) -> None:
        self.ansible = ansible
        self.emulator = emulator
        self.hosts = hosts_file(ansible.folder, hosts)
        self._made = 0

    def play(self, hosts: str, *tasks: Task, arguments: Sequence[str] = ()) -> None:
        """Run tasks."""
        path = self.write(hosts, *tasks)
        self.emulator.clear_requests()
        self.ansible.run_file(path, arguments=arguments).succeeded()

    def write(self, hosts: str, *tasks: Task) -> Path:
        """Write a playbook with tasks."""
        path = self.ansible.folder / "play.json"
        defaults = {"group/hoody.cloud.hoody": self.ansible.connection}
        play = {"hosts": hosts, "gather_facts": False, "module_defaults": defaults, "tasks": list(tasks)}
        path.write_text(json.dumps([play]))
        return path

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


def growing(count: int) -> dict[str, float]:
    """The seconds of each way in a project of so many containers, all of them as declared."""
    with EmulatorProcess(empty=True, containers=count) as emulator, tempfile.TemporaryDirectory() as folder:
        bench = Bench(Ansible(emulator, Path(folder)), emulator, count)
        emulator.switch(latency=LATENCY)
        source = bench.ansible.folder / "all.hoody.yml"
        source.write_text(json.dumps({"plugin": "hoody.cloud.containers", **bench.ansible.connection}))
        ways: dict[str, Callable[[], object]] = {
            "no task": lambda: bench.play("localhost"),
            "container_fleet": lambda: bench.play("localhost", fleet(project="Fleet", containers=items(count))),
            "inventory": lambda: bench.play("localhost", arguments=["-i", str(source)]),
            "a loop": lambda: bench.loop(declared("{{ item }}"), count),
        }
        if count <= MOST_HOSTS:
            ways["a host each"] = lambda: bench.each_host(declared("{{ inventory_hostname }}"))
        bench.loop(declared("{{ item }}"), count)
        return {way: seconds(run) for way, run in ways.items()}


def items(count: int) -> list[dict[str, Any]]:
    """The items of a fleet that is as declared."""
    return [{"name": f"node-{number:05}", "comment": ""} for number in range(1, count + 1)]


def plot(rows: dict[int, dict[str, float]], path: Path) -> None:
    """Seconds over containers, one line for each way."""
    from matplotlib import use

    use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(10, 5), dpi=110)
    for way in rows[min(rows)]:
        points = [(count, times[way]) for count, times in rows.items() if way in times]
        axes.plot(*zip(*points, strict=True), marker="o", label=way)
    axes.set(xscale="log", yscale="log", xlabel="containers", ylabel="seconds, whole run")
    axes.set_title("As declared already, 50 ms a request")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend(fontsize="small")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)


def megabytes(count: int) -> float:
    """The most memory that one process of a fleet of so many takes."""
    with EmulatorProcess(empty=True, containers=count) as emulator, tempfile.TemporaryDirectory() as folder:
        bench = Bench(Ansible(emulator, Path(folder)), emulator, 1)
        task = fleet(project="Fleet", containers=items(count), concurrency=16)
        path = bench.write("localhost", task)
        measuring = f"{MEASURED}; sys.exit(subprocess.run(sys.argv[1:], stdout=2).returncode or print(most()))"
        done = subprocess.run(
            [sys.executable, "-c", measuring, sys.executable, "-m", "ansible", "playbook", str(path)],
            cwd=folder,
            env={**bench.ansible.environment(), "HOODY_TEST_RECORD": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        return int(done.stdout.split()[-1]) / 1024


def memory() -> None:
    """What a container takes: the slope, which has no share of what Ansible takes anyway."""
    counts = (2_500, 5_000, 10_000)
    most = [megabytes(count) for count in counts]
    slopes = [(most[2] - most[number]) * 1024 / (counts[2] - counts[number]) for number in (0, 1)]
    above = ", ".join(f"{slope:.1f} kB above {count:,}" for slope, count in zip(slopes, counts, strict=False))
    print(f"\na fleet of {counts[2]:,}: {most[2]:.0f} MB; each container {above}")


def main() -> None:
    """Measure and print, and write the plot."""
    targets()
    rows = {count: growing(count) for count in GROWTH}
    print(f"\n{'seconds, 50 ms a request':<20}" + "".join(f"{count:>10,}" for count in rows))
    for way in rows[GROWTH[0]]:
        print(
            f"{way:<20}" + "".join(f"{times[way]:>10.2f}" if way in times else f"{'':>10}" for times in rows.values())
        )
    plot(rows, DOCS / "patterns.png")
    memory()


def targets() -> None:
    """The usual ways, each beside its floor."""
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
