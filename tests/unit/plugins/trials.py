# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Breaks a task at every one of its requests, in every way, and sees that the run after it ends as asked.

A trial begins in a world of its own, runs the task with one failure and without retries, as a process of its own that
may be killed; then it runs the task again without failures, and a third time, which must change nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task

from .in_process_emulator import Cloud, Killed

#: One without harm, and one that leaves open what was done.
FAULTS = ("internal_error", "reset_after")


class Trial(NamedTuple):
    """A failure of the request with this number, from 0: a kind of fault, or a kill before it or ``after`` it."""

    number: int
    fault: str | None = None
    after: bool = False


class Case(NamedTuple):
    """A task: the world before it, its options, what runs it, and whether the world is then as asked.

    ``meanwhile`` is what has to be so at every moment, whatever has failed.
    """

    before: Callable[[], Cloud]
    options: Mapping[str, Any]
    run: Callable[[Task], Mapping[str, Any]]
    holds: Callable[[Cloud], bool]
    meanwhile: Callable[[Cloud], bool] = lambda _cloud: True


def undisturbed(case: Case) -> list[str]:
    """The requests of a case with which nothing goes wrong."""
    cloud = case.before()
    cloud.forget()
    case.run(_task(cloud, case))
    assert case.holds(cloud)
    return cloud.lines


def trials(lines: list[str]) -> Iterator[Trial]:
    """Those that lead to a world of their own. A read that fails leaves what the write before it has left."""
    written = False
    for number, line in enumerate(lines):
        if line.startswith("GET "):
            yield from [Trial(number, "internal_error")] if written else []
            continue
        written = True
        yield from (Trial(number, fault) for fault in FAULTS)
        yield from (Trial(number), Trial(number, after=True))


def ends_as_asked(case: Case) -> None:
    """Do every trial. Raises AssertionError when the run after a failure does not end as asked."""
    for trial in trials(undisturbed(case)):
        cloud = case.before()
        _break(cloud, case, trial)
        assert case.meanwhile(cloud), trial
        cloud.mend()
        case.run(_task(cloud, case))
        assert case.holds(cloud), trial
        third = case.run(_task(cloud, case))
        assert not third["changed"], (trial, third)
        assert case.holds(cloud), trial


def _break(cloud: Cloud, case: Case, trial: Trial) -> None:
    if trial.fault:
        cloud.fault(trial.fault, skip=trial.number, times=1)
        with contextlib.suppress(HoodyError):
            case.run(_task(cloud, case))
        return
    cloud.transport.live_on(trial.number, after=trial.after)
    with contextlib.suppress(Killed):
        case.run(_task(cloud, case))
        raise AssertionError(f"it ended before {trial}")
    cloud.transport.live_on()


def _task(cloud: Cloud, case: Case) -> Task:
    return cloud.task(case.options, session=cloud.session(api_retries=0))
