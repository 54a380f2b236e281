# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Time: how long something may take, and how long to pause before the next try."""

from __future__ import annotations

import time

from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import ApiError, Busy
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Deadline
from ansible_collections.hoody.cloud.plugins.module_utils._http.pauses import Pauses

PAUSES = Pauses(first=0.25, factor=2, longest=10.0, jitter=0.5)


class Backoff:
    """The pauses between the tries of one request: exponential with jitter, or what ``Retry-After`` asks for.

    A busy container is not a failing API, so waiting for it is limited by the deadline only.
    """

    def __init__(self, retries: int, deadline: Deadline) -> None:
        self._retries = retries
        self._deadline = deadline
        self._failures = 0
        self._pauses = 0

    @property
    def tries(self) -> int:
        """Which try the present one is, counted from 1."""
        return self._pauses + 1

    def pause(self, error: ApiError) -> None:
        """Sleep before the next try, or raise the error when there may be none."""
        self._failures += not isinstance(error, Busy)
        self._pauses += 1
        seconds = PAUSES.nth(self._pauses)
        if error.retry_after is not None:
            seconds = max(error.retry_after, 0.01)
        if self._failures > self._retries or seconds >= self._deadline.remaining():
            if error.retry_after:
                error.hint = f"The API asks to wait {error.retry_after:.0f} s before the next try. {error.hint}".strip()
            raise error
        time.sleep(seconds)
