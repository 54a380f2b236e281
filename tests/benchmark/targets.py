# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the usual ways to write a play cost, each beside its floor in the same run and its target.

A floor is the same play without the work: with ``debug``, with no task, the bare requests, or the same over SSH. What
is a pair was run one after the other, so a machine that is slower for a while is so for both. The counts of requests
are tests, too: tests/integration/test_sharing.py.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import requests

from tests.benchmark import inside, inventory
from tests.benchmark.plays import DEBUG, LATENCY, Plays, declared, declared_fleet, plays
from tests.benchmark.timing import seconds

ROUNDS = 5
COUNT, HOSTS, MADE = 1_000, 100, 50
PAGES = COUNT // 100 + 1
LARGE = 20 * 2**20
PIECE = 8 * 2**20
#: Bytes a second of the wire over which something large is copied, which are 200 Mbit/s.
RATE = 25e6
TIMES, MORE, REQUESTS = "x", "s more", "requests"


class Target(NamedTuple):
    """A way to do something, what it is held against, and the most that it may cost beside that.

    ``ours`` and ``floor`` give seconds, or the number of requests where there is no floor.
    """

    name: str
    ours: Callable[[], float]
    floor: Callable[[], float] | None
    most: float
    unit: str = TIMES

    def measure(self) -> None:
        """Run it a few times and print it."""
        floor = self.floor
        if floor is None:
            self._print(self.ours(), "", "")
            return
        self.ours()  # so that it does not pay for what is done once
        pairs = [(floor(), self.ours()) for _round in range(ROUNDS)]
        value = median(ours / base if self.unit == TIMES else ours - base for base, ours in pairs)
        base, ours = (median(times) for times in zip(*pairs, strict=True))
        self._print(value, f"{ours:.2f}", f"{base:.2f}")

    def _print(self, value: float, ours: str, floor: str) -> None:
        number = f"{value:.0f}" if self.unit == REQUESTS else f"{value:.2f}"
        most = f"{self.most:.0f}" if self.unit == REQUESTS else f"{self.most:.2f}"
        print(f"{self.name:<56}{ours:>8}{floor:>8}{number:>8}{most:>8} {self.unit}", flush=True)


def timed(call: Callable[..., object], *arguments: object) -> Callable[[], float]:
    """The time of this call, whenever it is asked for."""
    return lambda: seconds(lambda: call(*arguments))


def of_loops(ours: Plays) -> list[Target]:
    """A task for each container."""

    def counted(call: Callable[[], object]) -> Callable[[], float]:
        def count() -> float:
            call()
            return len(ours.ansible.emulator.requests())

        return count

    host, item = declared("{{ inventory_hostname }}"), declared("{{ item }}")
    return [
        Target(
            f"{HOSTS} hosts, a container each", timed(ours.for_each_host, host), timed(ours.for_each_host, DEBUG), 1.6
        ),
        Target("its requests", counted(lambda: ours.for_each_host(host)), None, PAGES + 1 + HOSTS, REQUESTS),
        Target(f"a loop over {HOSTS}", timed(ours.loop, item, HOSTS), timed(ours.loop, DEBUG, HOSTS), 1.8),
        Target("its requests", counted(lambda: ours.loop(item, HOSTS)), None, PAGES + 1, REQUESTS),
        Target(
            f"a loop that creates {MADE}, its requests",
            counted(lambda: ours.create(MADE)),
            None,
            2 * MADE + PAGES + 3,
            REQUESTS,
        ),
    ]


def of_fleets(ours: Plays) -> list[Target]:
    """A thousand in one task."""
    emulator = ours.ansible.emulator
    project = emulator.project_id("Fleet")
    page = emulator.api("GET", f"/projects/{project}/containers?limit=100&sort_by=id&sort_order=asc").json()
    tenth = [item["id"] for item in page["data"]["containers"]]

    def disturbed() -> float:
        for identity in tenth:
            emulator.force(identity, comment="changed by hand")
        return seconds(lambda: ours.run(declared_fleet(COUNT)))

    return [
        Target(
            f"a fleet of {COUNT:,}, nothing to change", timed(ours.run, declared_fleet(COUNT)), timed(ours.run), 2.2
        ),
        Target(f"a fleet of {COUNT:,}, a tenth differs", disturbed, timed(ours.run), 3.0),
    ]


def of_inventories(folder: Path, ours: Plays) -> list[Target]:
    """All containers as hosts."""
    bench = inventory.Bench(folder, ROUNDS)
    source = inventory.ours(bench, ours.ansible.emulator, "cold")
    floor, _data = inventory.floor_of(bench, "cold", source)

    def run(path: Path) -> Callable[[], float]:
        return lambda: bench.run(path).seconds

    return [
        Target(
            f"an inventory of {COUNT:,}, cold, less two requests",
            lambda: run(source)() - 2 * LATENCY,
            run(floor),
            0.12,
            MORE,
        )
    ]


def of_surveys(ours: Plays) -> list[Target]:
    """What a server does."""

    def count() -> float:
        ours.run({"hoody.cloud.api_survey": {}})
        return len(ours.ansible.emulator.requests())

    return [Target("a survey that only reads, its requests", count, None, 40, REQUESTS)]


def of_small_tasks(way: inside.Ways) -> list[Target]:
    """Small tasks inside of a container, over HTTPS beside the same over SSH."""
    return [
        Target(
            f"{name} over HTTPS, beside SSH", timed(way.run, inside.HTTPS, task), timed(way.run, inside.SSH, task), 1.3
        )
        for name, task in (
            (f"a loop of {inside.ITEMS} commands", inside.COMMAND),
            (f"a loop of {inside.ITEMS} small files", inside.FILE),
        )
    ]


def of_large_files(way: inside.Ways) -> list[Target]:
    """A large file into a container, beside its bytes once over the same wire."""
    large, small = (way.folder / name for name in ("large", "small"))
    large.write_bytes(os.urandom(LARGE))
    small.write_bytes(b"small")

    def copied(file: Path) -> float:
        return seconds(lambda: way.run(inside.HTTPS, inside.removed(f"/root/{file.name}"), inside.copied(file)))

    def bare() -> None:
        content = large.read_bytes()
        with requests.Session() as session:
            for number in range(0, LARGE, PIECE):
                url = way.address(f"/tmp/bare-{number}")
                session.put(url, content[number : number + PIECE], timeout=60).raise_for_status()

    return [Target("20 MB over HTTPS at 200 Mbit/s", lambda: copied(large) - copied(small), timed(bare), 2.0)]


def main() -> None:
    """Measure and print."""
    print(f"\n{f'{COUNT:,} containers, 50 ms a request':<56}{'s':>8}{'floor':>8}{'ours':>8}{'target':>8}")
    with plays(COUNT, HOSTS) as ours, TemporaryDirectory() as folder:
        # All are as declared from now on; those that are created come last, as they are more.
        ours.run(declared_fleet(COUNT))
        some = [*of_fleets(ours), *of_inventories(Path(folder), ours), *of_surveys(ours), *of_loops(ours)]
        for target in some:
            target.measure()
    reason = inside.reason_against()
    if reason:
        print(f"nothing is measured inside of containers: {reason}")
        return
    for ways, targets in ((inside.ways(), of_small_tasks), (inside.ways(RATE), of_large_files)):
        with ways as way:
            for target in targets(way):
                target.measure()


if __name__ == "__main__":
    main()
