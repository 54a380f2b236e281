# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever fails or is killed at whatever request: the run after it ends as asked, and the one after that does nothing.

Every operation, every request and every failure that leads to a world of its own; the switches are combined in pairs
and spread over the operations, and half of the trials of each meet a server without any sign of what is enforced.
``make torture ARGS="--every-request"`` tries everything with everything.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emulator.process import EmulatorProcess

from .every_request import COMBINATIONS, FAILURES, SIGNLESS, Prober, Request, telling_trials
from .forks import Forks
from .operations import QUICK, Operation, operations

#: Over how many combinations of the switches the trials of an operation are spread.
_SHARES = 2


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with Forks() as process:
        yield process


@pytest.fixture(scope="module")
def table() -> Iterator[dict[str, Operation]]:
    with operations() as every:
        yield every


@pytest.mark.parametrize("share", range(_SHARES))
@pytest.mark.parametrize("name", QUICK)
def test_the_run_after_it_ends_as_asked(
    emulator: EmulatorProcess, forks: Forks, table: dict[str, Operation], name: str, share: int
) -> None:
    prober, operation = Prober(emulator, forks), table[name]
    combination = COMBINATIONS[(QUICK.index(name) * _SHARES + share) % len(COMBINATIONS)]
    if share == 0:
        combination = {**combination, **SIGNLESS}
    prober.choose(combination)
    for trial in telling_trials(prober.undisturbed(operation), share, _SHARES):
        try:
            prober.tried(operation, trial)
        except AssertionError as problem:
            raise AssertionError(f"{trial} with {combination}: {problem}") from problem


def test_the_trials_meet_every_write_with_every_failure() -> None:
    requests = [Request("GET", "/a"), Request("PATCH", "/a"), Request("GET", "/a"), Request("POST", "/a/start")]
    tried = [trial for share in range(_SHARES) for trial in telling_trials(requests, share, _SHARES)]
    assert len(tried) == len(set(tried))
    both = {(number, failure) for number in (1, 3) for failure in FAILURES} - {(3, "killed before the work")}
    assert both <= set(tried)
    assert {trial.number for trial in tried} == {0, 1, 2, 3}
