# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether and when a request is sent once more."""

from __future__ import annotations

from typing import Protocol

from .deadline import Deadline
from .pauses import Pauses

PAUSES = Pauses(first=0.25, factor=2, longest=10.0, jitter=0.5)
# What asks for no pause at all is not asked again and again without one.
_LEAST_PAUSE = 0.01


class Setback(Protocol):
    """Why a request has to be sent once more."""

    @property
    def retry_after(self) -> float | None:
        """The seconds that the server asks to wait; None when it does not say."""

    @property
    def busy(self) -> bool:
        """Whether something else has to end first. That is no failure, so it is limited by the deadline only."""


class Backoff:
    """The pauses between the tries of one request: exponential with jitter, or what ``Retry-After`` asks for."""

    def __init__(self, retries: int, deadline: Deadline) -> None:
        self._retries = retries
        self._deadline = deadline
        self._failures = 0
        self._pauses = 0

    @property
    def tries(self) -> int:
        """Which try the present one is, counted from 1."""
        return self._pauses + 1

    def pause(self, setback: Setback) -> bool:
        """Sleep before the next try; False, without a pause, when there may be none."""
        self._failures += not setback.busy
        self._pauses += 1
        seconds = PAUSES.nth(self._pauses)
        if setback.retry_after is not None:
            seconds = max(setback.retry_after, _LEAST_PAUSE)
        if self._failures > self._retries or seconds >= self._deadline.remaining():
            return False
        self._deadline.clock.sleep(seconds)
        return True
