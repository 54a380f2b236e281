# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells from time to time how far long work has come."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from .._http.deadline import Clock

#: So many seconds pass between two lines, and before the first.
PROGRESS_EVERY = 10.0


class Tally:
    """Counts what is done of so many. ``what`` says what is done to them, such as "containers compared"."""

    def __init__(self, many: int, what: str, tell: Callable[[str], None], clock: Clock) -> None:
        self._many = many
        self._what = what
        self._tell = tell
        self._clock = clock
        self._counting = Lock()
        self._done = 0
        self._next = clock.now() + PROGRESS_EVERY

    def one_more(self) -> None:
        """Another one is done. Any thread may say so."""
        with self._counting:
            self._done += 1
            if self._done == self._many or self._clock.now() < self._next:
                return
            self._next = self._clock.now() + PROGRESS_EVERY
            line = f"{self._done} of {self._many} {self._what}"
        self._tell(line)
