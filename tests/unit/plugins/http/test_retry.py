# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether and when a request is sent once more."""

from __future__ import annotations

from typing import NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Deadline
from ansible_collections.hoody.cloud.plugins.module_utils._http.retry import PAUSES, Backoff
from hypothesis import given
from hypothesis import strategies as st

from ..scripted import FakeClock


class Setback(NamedTuple):
    """As little of an error as is looked at."""

    retry_after: float | None = None
    busy: bool = False


def pauses(setback: Setback, *, retries: int, seconds: float, most: int = 1000) -> list[float]:
    """The pauses of a request that always meets this setback."""
    clock = FakeClock()
    backoff = Backoff(retries, Deadline(seconds, clock))
    while len(clock.slept) < most and backoff.pause(setback):
        assert backoff.tries == len(clock.slept) + 1
    return clock.slept


def test_so_many_retries_and_no_more() -> None:
    assert pauses(Setback(), retries=0, seconds=100) == []
    slept = pauses(Setback(), retries=4, seconds=100)
    assert len(slept) == 4
    for number, pause in enumerate(slept):
        assert 0.125 * 2**number <= pause <= 0.25 * 2**number


def test_what_is_busy_is_limited_by_the_deadline_only() -> None:
    slept = pauses(Setback(busy=True), retries=0, seconds=60)
    assert len(slept) > 5
    assert 60 - PAUSES.longest <= sum(slept) < 60


def test_what_the_server_asks_for_is_obeyed() -> None:
    assert pauses(Setback(7.5), retries=2, seconds=100) == [7.5, 7.5]
    assert pauses(Setback(90), retries=2, seconds=100) == [90]
    assert pauses(Setback(100), retries=2, seconds=100) == []
    assert all(pauses(Setback(0, busy=True), retries=0, seconds=1, most=50))


@given(st.integers(0, 8), st.floats(0.01, 120), st.none() | st.floats(0, 200), st.booleans())
def test_no_pause_reaches_the_deadline(retries: int, seconds: float, asked: float | None, busy: bool) -> None:
    slept = pauses(Setback(asked, busy), retries=retries, seconds=seconds, most=50)
    assert sum(slept) <= seconds
    assert busy or len(slept) <= retries
