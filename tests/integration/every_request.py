# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Breaks an operation at every one of its requests, in every way, and sees that the run after it ends as asked.

A trial puts the world back, runs the operation with one failure and without retries, runs it again without failures,
looks at the world, and runs it a third time, which must change nothing.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any, NamedTuple

from allpairspy import AllPairs

from tests.emulator.process import EmulatorProcess

from .forks import Forks
from .operations import Operation, World, operations

SWITCHES: dict[str, list[Any]] = {
    "network_running_update": ["deferred", "immediate", "stops"],
    "network_updated_status": ["running", "configured"],
    "network_checks": ["live", "cached"],
    "network_repeat": ["accepted", "refused"],
    "network_omitted": ["kept", "reset"],
    "network_empty_string": ["clears", "ignored"],
    "proxy_credentials": ["write_only", "echoed"],
    "update_verbs": ["both", "put"],
    "environment_update": ["replace", "merge"],
    "delete_running": ["accepted", "refused"],
    "operation_conflict": [400, 409],
    "dying_name": ["taken", "free"],
    "second_delete": [200, 404, 409],
}
COMBINATIONS = [dict(zip(SWITCHES, values, strict=True)) for values in AllPairs(list(SWITCHES.values()))]

#: A server that shows nothing when what is stored is not what a running service enforces: the hardest of them.
SIGNLESS: dict[str, Any] = {
    "network_running_update": "deferred",
    "network_updated_status": "running",
    "network_checks": "live",
}

#: What befalls a request. The first word says who ends the run: the failure, or somebody who kills it.
FAILURES = {
    "fails before the work": "internal_error",
    "fails after the work": "internal_error_after",
    "breaks after the work": "reset_after",
    "killed before the work": "hang",
    "killed after the work": "hang_after",
}
_PATIENCE = 60.0


class Request(NamedTuple):
    """One request of an operation that nothing disturbs."""

    method: str
    path: str

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"


class Trial(NamedTuple):
    """A failure of the request with this number, from 0."""

    number: int
    failure: str


class Prober:
    """Runs operations against an emulator."""

    def __init__(self, emulator: EmulatorProcess, forks: Forks) -> None:
        self._emulator = emulator
        self._forks = forks

    def choose(self, switches: dict[str, Any]) -> None:
        """Set the switches. Nothing takes time here."""
        durations = {f"{name}_delay": 0 for name in ("create", "start", "stop", "pause", "delete")}
        self._emulator.use_profile("current")
        self._emulator.switch(**switches, **durations)

    def undisturbed(self, operation: Operation) -> list[Request]:
        """The requests of the operation; asserts that it does what is asked."""
        options = self._restore(operation)
        self._emulator.clear_requests()
        result = self._run(operation, options)
        requests = [Request(entry["method"], entry["path"]) for entry in self._emulator.requests()]
        assert result
        assert not result.get("failed"), result.get("msg")
        operation.holds(World(self._emulator))
        self._changes_nothing(operation, options)
        return requests

    def tried(self, operation: Operation, trial: Trial) -> None:
        """Do one trial. Raises AssertionError when the run after the failure does not end as asked."""
        options = self._restore(operation)
        self._emulator.fault(FAILURES[trial.failure], skip=trial.number, times=1)
        broken = self._broken(operation, options, trial)
        self._emulator.clear_faults()
        if broken and operation.module == "container_network":
            self._tells_the_truth(broken)
        again = self._run(operation, options)
        assert again
        assert not again.get("failed"), again.get("msg")
        operation.holds(World(self._emulator))
        self._changes_nothing(operation, options)

    def _restore(self, operation: Operation) -> dict[str, Any]:
        self._emulator.reset(empty=True)
        for state in operation.before:
            self._emulator.put_container(**state)
        options = operation.given(self._emulator)
        if "dest" in options and os.path.exists(options["dest"]):
            os.unlink(options["dest"])
        return options

    def _run(self, operation: Operation, options: dict[str, Any]) -> dict[str, Any] | None:
        return self._forks.start(operation.module, options).result()

    def _broken(self, operation: Operation, options: dict[str, Any], trial: Trial) -> dict[str, Any] | None:
        """Run with the failure; gives the result, or None after a kill."""
        run = self._forks.start(operation.module, options)
        if trial.failure.startswith("killed"):
            while not self._emulator.control("GET", "/faults")[0]["held"]:
                assert not run.ended(0.002), f"it ended before {trial}: {run.result()}"
            os.kill(run.pid, signal.SIGKILL)
            assert run.result() is None
            return None
        result = run.result()
        assert result
        return result

    def _changes_nothing(self, operation: Operation, options: dict[str, Any]) -> None:
        third = self._run(operation, options)
        assert third
        assert not third.get("failed"), third.get("msg")
        assert third.get("actions", operation.repeats) == operation.repeats, third
        assert third["changed"] == bool(operation.repeats), third
        operation.holds(World(self._emulator))

    def _tells_the_truth(self, broken: dict[str, Any]) -> None:
        """What the failed run says of the network is so: enforced means that what is stored is what is enforced."""
        told = (broken.get("network") or {}).get("enforced")
        world = World(self._emulator)
        enforced, stored = world.enforced(), world.stored()
        if told is False:
            assert enforced is None, broken
        if told is True:
            assert enforced, broken
            assert (enforced["type"], enforced.get("country")) == (stored["type"], stored.get("country")), broken


def every_trial(requests: list[Request]) -> Iterator[Trial]:
    """All of them."""
    for number in range(len(requests)):
        for failure in FAILURES:
            yield Trial(number, failure)


def telling_trials(requests: list[Request], share: int, shares: int) -> Iterator[Trial]:
    """Those that lead to a world of their own, and of them one share.

    To be killed before a write leaves what being killed after the last write left; a read that fails before the first
    write leaves what was.
    """
    writes = [number for number, request in enumerate(requests) if request.writes]
    first = min(writes, default=len(requests))
    trials = [Trial(0, "fails before the work")]
    for number, request in enumerate(requests):
        if request.writes:
            trials += [Trial(number, failure) for failure in FAILURES if failure != "killed before the work"]
        elif number > first:
            trials.append(Trial(number, "fails before the work"))
    if writes:
        trials.append(Trial(first, "killed before the work"))
    yield from trials[share::shares]


class Told(NamedTuple):
    """A line for whoever watches, and whether it tells of something that went wrong."""

    line: str
    wrong: bool = False


def exhaust(part: str) -> Iterator[Told]:
    """Try everything with everything, for the operations with this in their name."""
    with EmulatorProcess() as emulator, Forks() as forks, operations() as table:
        prober = Prober(emulator, forks)
        for operation in [operation for name, operation in table.items() if part in name]:
            tried = 0
            for combination in COMBINATIONS:
                prober.choose(combination)
                for trial in every_trial(prober.undisturbed(operation)):
                    tried += 1
                    try:
                        prober.tried(operation, trial)
                    except AssertionError as problem:
                        yield Told(f"{operation.name}: {trial} with {combination}: {problem}", wrong=True)
            yield Told(f"{operation.name}: {tried} failures and kills")
