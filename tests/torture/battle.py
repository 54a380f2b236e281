# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One fleet, an API that fails in every way, a neighbour at work in the same project, and runs that are killed.

The seed decides about the declared fleet, the switches, the faults, and when runs are killed and the API restarts. It
cannot decide how the operating system shares its time out, so a seed repeats a battle closely, not exactly.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from requests import RequestException

from tests.emulator.process import EmulatorProcess
from tests.emulator.wire.fault_kinds import PASSING
from tests.integration.playbook import Ansible, fleet
from tests.integration.test_every_option import SWITCHES

SERVER = "amber-fox-1a2-de"
#: Everything that passes. Slowness has a rule of its own, as it would eat the others' share of the time.
FAULTS = sorted(PASSING)
_DISTURBED = 4
_MOST_RUNS = 30


class Neighbour(threading.Thread):
    """Creates, renames and deletes containers of its own in the same project, and knows what it has."""

    def __init__(self, emulator: EmulatorProcess, seed: int) -> None:
        super().__init__(daemon=True)
        self.owns: dict[str, str] = {}
        self._emulator = emulator
        self._random = random.Random(seed)
        self._count = 0
        self._end = threading.Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Go on until told to stop; a restart of the API interrupts it."""
        try:
            while not self._end.wait(0.03):
                with contextlib.suppress(RequestException):
                    self._act()
        except BaseException as problem:
            self.failure = problem

    def stop(self) -> None:
        """End it."""
        self._end.set()
        self.join()
        if self.failure:
            raise self.failure

    def _act(self) -> None:
        self._count += 1
        name = f"foreign-{self._count:05}"
        act = self._random.choice(["create", "rename", "delete"]) if len(self.owns) > 20 else "create"
        identity = self._random.choice(sorted(self.owns)) if act != "create" else ""
        if act == "create":
            made = self._emulator.put_container(project="Shop", name=name, status="running")
            self.owns[made["id"]] = name
        elif act == "rename":
            self._emulator.force(identity, name=name)
            self.owns[identity] = name
        else:
            self._emulator.control("DELETE", f"/containers/{identity}")
            del self.owns[identity]


class Battle:
    """One battle; ``fight`` raises AssertionError when it is lost."""

    def __init__(self, seed: int, size: int, folder: Path) -> None:
        self._random = random.Random(seed)
        self._seed = seed
        self._size = size
        self._folder = folder
        self._events: Counter[str] = Counter()

    def fight(self) -> str:
        """Bring the fleet about against all odds; gives a line that tells what happened."""
        switches: dict[str, Any] = {name: self._random.choice(values) for name, values in SWITCHES.items()}
        switches |= {f"{name}_delay": 0.2 for name in ("create", "start", "stop", "pause", "delete")}
        with EmulatorProcess(empty=True, state=self._folder / "state", **switches) as emulator:
            for number in range(self._size // 4):
                emulator.put_container(project="Shop", name=f"web-{number * 5:04}", status="stopped", comment="old")
            neighbour = Neighbour(emulator, self._seed)
            neighbour.start()
            declared = self._declare()
            ansible = Ansible(emulator, self._folder)
            runs = self._struggle(ansible, declared)
            neighbour.stop()
            emulator.clear_faults()
            self._assert_peace(ansible, declared, neighbour.owns)
        told = ", ".join(f"{count} {event}" for event, count in sorted(self._events.items()))
        return f"{self._size} containers as declared after {runs} runs ({told})"

    def _declare(self) -> dict[str, Any]:
        """A fleet with every kind of item."""
        items = []
        for number in range(self._size):
            item: dict[str, Any] = {"name": f"web-{number:04}", "comment": self._random.choice(["one", "two", ""])}
            item["state"] = self._random.choice(["present", "started", "started", "stopped", "absent"])
            item["environment_vars"] = {"NUMBER": str(number)}
            if number % 10 == 0:
                item["network"] = self._random.choice(
                    [{"type": "block", "state": "started"}, {"type": "http", "proxy": "http://p.example.net:3128"}]
                )
            items.append(item)
        return {
            "project": "Shop",
            "defaults": {"server": SERVER, "wait_timeout": 60},
            "containers": items,
            "concurrency": 12,
            "purge": True,
            "purge_pattern": "web-*",
            "api_retries": 8,
        }

    def _struggle(self, ansible: Ansible, declared: dict[str, Any]) -> int:
        """Run it under fire until a run succeeds. The first runs do not live long, and the API restarts meanwhile."""
        self._fire(ansible.emulator)
        for run in range(1, _MOST_RUNS + 1):
            process = start(ansible, declared, run)
            if run <= _DISTURBED:
                self._disturb(ansible.emulator, process, run)
            process.wait(timeout=600)
            output = said(ansible, run).read_text(encoding="utf-8")
            assert "Traceback" not in output, output
            if process.returncode == 0:
                return run
            self._events["failed or killed"] += 1
        raise AssertionError(f"not one of {_MOST_RUNS} runs succeeded; the last one said:\n{output[-3000:]}")

    def _fire(self, emulator: EmulatorProcess) -> None:
        seed = self._random.randrange(10**6)
        emulator.fault(kinds=FAULTS, probability=0.25, retry_after=0, seed=seed)
        emulator.fault("slow", probability=0.05, seconds=0.5, seed=seed)

    def _disturb(self, emulator: EmulatorProcess, process: subprocess.Popen[bytes], run: int) -> None:
        """Kill the first run, restart the API under the second, and do either or both to others, in their midst."""
        self._await_requests(emulator, process)
        if run == 2 or (run > 2 and self._random.random() < 0.5):
            emulator.restart(self._random.uniform(0.0, 0.5))
            self._fire(emulator)
            self._events["restarts"] += 1
            self._await_requests(emulator, process)
        if (run == 1 or self._random.random() < 0.5) and process.poll() is None:
            kill(process.pid)
            self._events["kills"] += 1

    def _await_requests(self, emulator: EmulatorProcess, process: subprocess.Popen[bytes]) -> None:
        """Wait until the run has sent some requests more, or has ended."""
        wanted = emulator.summary()["count"] + self._random.randrange(5, self._size)
        pause = threading.Event()
        while process.poll() is None and emulator.summary()["count"] < wanted:
            pause.wait(0.02)

    def _assert_peace(self, ansible: Ansible, declared: dict[str, Any], foreign: dict[str, str]) -> None:
        """All is as declared, nothing is there twice, nobody else's is touched, and another run changes nothing."""
        outcome = ansible.run(fleet(**declared)).succeeded()
        assert not outcome[0]["changed"], [row for row in outcome[0]["results"] if row["changed"]]
        flags = "limit=100&sort_by=id&sort_order=asc"
        project = ansible.emulator.project_id("Shop")
        path = f"/projects/{project}/containers?{flags}"
        pages = ansible.emulator.api("GET", path).json()["data"]["pagination"]["totalPages"]
        there = [
            item
            for page in range(1, pages + 1)
            for item in ansible.emulator.api("GET", f"{path}&page={page}").json()["data"]["containers"]
        ]
        ours = {item["name"]: item for item in there if item["name"].startswith("web-")}
        wanted = {item["name"]: item for item in declared["containers"] if item["state"] != "absent"}
        assert len(there) == len(ours) + len(foreign)
        assert set(ours) == set(wanted)
        assert {item["id"]: item["name"] for item in there if item["name"] not in ours} == foreign
        for name, item in wanted.items():
            assert (ours[name]["comment"] or "") == item["comment"], name
            assert ours[name]["environment_vars"]["NUMBER"] == item["environment_vars"]["NUMBER"], name
            if item["state"] != "present":
                assert ours[name]["status"] == {"started": "running"}.get(item["state"], item["state"]), name


def said(ansible: Ansible, run: int) -> Path:
    """What a run says. A pipe that nobody reads would hold it up as soon as it is full."""
    return ansible.folder / f"battle-{run}.txt"


def start(ansible: Ansible, declared: dict[str, Any], run: int) -> subprocess.Popen[bytes]:
    """Start a run of the fleet."""
    playbook = ansible.folder / f"battle-{run}.yml"
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "vars": {"ansible_python_interpreter": sys.executable},
        "tasks": [fleet(**declared, **ansible.connection)],
    }
    playbook.write_text(yaml.safe_dump([play]))
    record = ansible.folder / "battle.json"
    record.touch()
    with said(ansible, run).open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "ansible", "playbook", str(playbook)],
            cwd=ansible.folder,
            env={**ansible.environment(), "HOODY_TEST_RECORD": str(record)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def kill(pid: int) -> None:
    """Kill a process and all that it started, as a power failure would."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], stdout=subprocess.PIPE, text=True, check=True).stdout
    parents = [tuple(map(int, line.split())) for line in table.splitlines()]
    doomed = [pid]
    for parent in doomed:
        doomed += [child for child, its_parent in parents if its_parent == parent]
    for victim in doomed:
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
