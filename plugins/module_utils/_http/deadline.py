# SPDX-License-Identifier: GPL-3.0-or-later
"""Time, and how long something may take."""

from __future__ import annotations

import time


class Clock:
    """The time that passes, in seconds from any beginning. A test hands in another one, on which no time is lost."""

    def now(self) -> float:
        """What the clock shows. It never goes back."""
        return time.monotonic()

    def today(self) -> float:
        """The time of day, in seconds since 1970, to compare with what the API says when something was."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)


CLOCK = Clock()


class Deadline:
    """A point in time, given as seconds from now."""

    def __init__(self, seconds: float, clock: Clock = CLOCK) -> None:
        self.clock = clock
        self._end = clock.now() + seconds

    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self._end - self.clock.now())

    def clamp(self, seconds: float) -> float:
        """The given time, or what is left if that is less."""
        return min(seconds, self.remaining())
