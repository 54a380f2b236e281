# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures a fleet in one task beside everything else that could do the same, and writes a table and a plot into docs.

The floor is ``ansible-playbook`` with no task. Beside it stand the bare listing, a loop of the module for one
container (in the controller's process, and in processes of their own) and a loop of another cloud's module. The fleet
is declared in JSON; what Ansible takes longer to read the same fleet from YAML is measured by itself.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from requests import Session

from tests.benchmark.peers import PEERS, install_peers, served
from tests.benchmark.plays import UNRECORDED, names
from tests.emulator.process import ROOT, EmulatorProcess
from tests.integration.playbook import Ansible, Task, container, fleet

from .timing import seconds

DOCS = ROOT / "docs" / "benchmark"
SIZES = (10, 100, 1000)
LATENCIES = (0.0, 0.05)
ROUNDS = 3
OWN_PROCESS = {"HOODY_IN_PROCESS": "0"}
PEER_PATH = {"ANSIBLE_COLLECTIONS_PATH": f"{ROOT / '.build' / 'collections'}:{PEERS}"}
READING = "no task, but the fleet in its variables, as YAML"
LOOP = "a loop of container"
#: These take up to half a second an item, so they are run once, for what the plot shows, and not for long fleets.
SLOW = ("a loop of container, processes of their own", "a loop of vultr.cloud.ssh_key")
LONGEST_SLOW_LOOP = 100


class Measured(NamedTuple):
    """Seconds of one way to do it, as a median, and as a multiple of the floor in the same run."""

    way: str
    containers: int
    drift: float
    latency: float
    seconds: float
    ratio: float


def items(count: int) -> list[dict[str, Any]]:
    """The fleet as it is declared."""
    return [{"name": name, "state": "started", "comment": "declared"} for name in names(count)]


class Bench:
    """The emulator with a fleet in it, and everything that is measured on it."""

    def __init__(self, ansible: Ansible, count: int) -> None:
        self._ansible = ansible
        self._emulator = ansible.emulator
        self._count = count
        self._written = ansible.folder / "read.yml"
        project = self._emulator.project_id("Fleet")
        path = f"/projects/{project}/containers?limit=100&sort_by=id&sort_order=asc&page="
        self._path = f"{self._emulator.url}/api/v1{path}"
        pages = [self._emulator.api("GET", f"{path}{page}") for page in range(1, -(-count // 100) + 1)]
        self._ids = [item["id"] for page in pages for item in page.json()["data"]["containers"]]
        for identity in self._ids:
            self._emulator.force(identity, comment="declared")

    def disturb(self, drift: float) -> None:
        """Make this share of the fleet differ from what is declared."""
        for identity in self._ids[: round(drift * self._count)]:
            self._emulator.force(identity, comment="changed by hand")

    def run(self, *tasks: Task, environment: dict[str, str] | None = None) -> float:
        """The time of a playbook with these tasks."""
        quiet = {**UNRECORDED, **(environment or {})}
        return seconds(lambda: self._ansible.run(*tasks, environment=quiet).succeeded())

    def read(self) -> float:
        """The time of a playbook without a task, but with the fleet among its variables, as YAML."""
        play = {"hosts": "localhost", "gather_facts": False, "vars": {"containers": items(self._count)}}
        self._written.write_text(yaml.safe_dump([play]), encoding="utf-8")
        return seconds(lambda: self._ansible.run_file(self._written, environment=UNRECORDED).succeeded())

    def ways(self, peer: str, *, with_slow: bool) -> dict[str, Callable[[], float]]:
        """What is measured, by name, the floor first."""
        declared = fleet(project="Fleet", containers=items(self._count), concurrency=16)
        single = {"project": "Fleet", "name": "{{ item }}", "state": "started", "comment": "declared"}
        loop = {**container(**single), "loop": names(self._count)}
        ways: dict[str, Callable[[], float]] = {
            "ansible-playbook, no task": self.run,
            READING: self.read,
            "the bare listing with requests": self._listing,
            "container_fleet": lambda: self.run(declared),
            "container_fleet, a process of its own": lambda: self.run(declared, environment=OWN_PROCESS),
        }
        if with_slow or self._count <= LONGEST_SLOW_LOOP:
            ways[LOOP] = lambda: self.run(loop)
        if with_slow and self._count <= LONGEST_SLOW_LOOP:
            ways[SLOW[0]] = lambda: self.run(loop, environment=OWN_PROCESS)
            if peer:
                ways[SLOW[1]] = lambda: self.run(self._peer(peer), environment=PEER_PATH)
        return ways

    def _listing(self) -> float:
        def listing() -> None:
            with Session() as session:
                session.headers["Authorization"] = f"Bearer {self._emulator.token}"
                for page in range(1, -(-self._count // 100) + 1):
                    session.get(f"{self._path}{page}", timeout=30).raise_for_status()

        return seconds(listing)

    def _peer(self, url: str) -> Task:
        key = {"name": "{{ item }}", "ssh_key": "ssh-ed25519 AAAA", "api_key": "x", "api_endpoint": url}
        return {"vultr.cloud.ssh_key": key, "loop": names(self._count)}


@contextmanager
def peer_api(count: int, latency: float) -> Iterator[str]:
    """A stand-in for another cloud's API with this many SSH keys, each as the loop declares it; gives its address."""
    keys = [{"id": name, "name": name, "ssh_key": "ssh-ed25519 AAAA", "date_created": ""} for name in names(count)]
    reply = {"ssh_keys": keys, "meta": {"links": {"next": "", "prev": ""}, "total": count}}
    with served({"": reply}, latency) as url:
        yield f"{url}/v2"


def measure(count: int, latency: float, with_peer: bool) -> list[Measured]:
    """All ways for a fleet of this size, without drift and with a tenth of it, in turn."""
    rows = []
    with (
        EmulatorProcess(empty=True, containers=count) as emulator,
        peer_api(count, latency) as peer,
        tempfile.TemporaryDirectory() as folder,
    ):
        bench = Bench(Ansible(emulator, Path(folder)), count)
        emulator.switch(latency=latency)
        for drift in (0.0, 0.1):
            ways = bench.ways(peer if with_peer else "", with_slow=bool(latency) and not drift)
            times: dict[str, list[float]] = {way: [] for way in ways}
            for number in range(ROUNDS):
                for way, run in ways.items():
                    if number and (way in SLOW or (way == LOOP and count > LONGEST_SLOW_LOOP)):
                        continue
                    bench.disturb(drift)
                    times[way].append(run())
            floor = statistics.median(times["ansible-playbook, no task"])
            rows += [
                Measured(way, count, drift, latency, statistics.median(taken), statistics.median(taken) / floor)
                for way, taken in times.items()
            ]
    return rows


def creations() -> None:
    """A hundred containers that take a second to build, beside the slowest chain of one."""
    with EmulatorProcess(empty=True) as emulator, tempfile.TemporaryDirectory() as folder:
        ansible = Ansible(emulator, Path(folder))
        emulator.switch(create_delay=1.0, latency=0.05)
        new = {"server": "amber-fox-1a2-de", "state": "started"}
        times = []
        for count in (1, 100):
            made = [{"name": f"new-{count}-{number:03}"} for number in range(count)]
            task = fleet(project="Shop", defaults=new, containers=made, concurrency=16)
            times.append(seconds(lambda: ansible.run(task).succeeded()))  # noqa: B023
    one, many = times
    print(f"\n100 creations, 1 s to build, 50 ms a request: {many:.1f} s, {many / one:.1f} x the time of one")


def table(rows: list[Measured]) -> str:
    """The rows as a table in Markdown."""
    lines = [
        "| containers | differing | a request | way | seconds | x no task |",
        "|---:|---:|---:|---|---:|---:|",
    ]
    lines += [
        f"| {row.containers:,} | {row.drift:.0%} | {row.latency * 1000:.0f} ms | {row.way} | {row.seconds:.2f} "
        f"| {row.ratio:.1f} |"
        for row in rows
    ]
    return "\n".join(lines)


def plot(rows: list[Measured], path: Path) -> None:
    """Seconds over the size of the fleet, one line for each way, nothing to change and 50 ms a request."""
    from matplotlib import use

    use("Agg")
    from matplotlib import pyplot

    chosen = [row for row in rows if not row.drift and row.latency and row.way != READING]
    figure, axes = pyplot.subplots(figsize=(11, 5), dpi=110)
    for way in dict.fromkeys(row.way for row in chosen):
        points = [(row.containers, row.seconds) for row in chosen if row.way == way]
        axes.plot(*zip(*points, strict=True), marker="o", label=way)
    axes.set(xscale="log", yscale="log", xlabel="containers", ylabel="seconds, whole run")
    axes.set_title("As declared already: how long does it take to find that out? 50 ms a request")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend(fontsize="small", loc="center left", bbox_to_anchor=(1.02, 0.5))
    figure.tight_layout()
    figure.savefig(path)


def main() -> None:
    """Measure, print, and write the table and the plot."""
    creations()
    with_peer = install_peers()
    rows = []
    for count in SIZES:
        for latency in LATENCIES:
            measured = measure(count, latency, with_peer)
            print(f"\n{table(measured)}", flush=True)
            rows += measured
    DOCS.mkdir(parents=True, exist_ok=True)
    head = "# A fleet in one task, measured\n\nWritten by `make bench`; only the ratios mean anything elsewhere.\n\n"
    (DOCS / "fleet.md").write_text(f"{head}![Seconds over containers](fleet.png)\n\n{table(rows)}\n", encoding="utf-8")
    plot(rows, DOCS / "fleet.png")


if __name__ == "__main__":
    main()
