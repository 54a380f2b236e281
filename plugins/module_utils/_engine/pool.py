# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Drives the work on many containers at once: a few threads send, and whatever waits is looked after together.

The work is the same that ``waiting.drive`` runs alone: generators that yield a Wait.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Any, Generic, TypeVar

from ansible_collections.hoody.cloud.plugins.module_utils._api.client import Client
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import ApiError, HoodyError, WaitError
from ansible_collections.hoody.cloud.plugins.module_utils._container.finding import read_container
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import Wait, late, more_telling, unreached
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Deadline
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import plain
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

_SHORTEST_PAUSE = 0.25
_LONGEST_PAUSE = 5.0
_PROGRESS_EVERY = 10.0
_LAST_LOOK = 5.0
_MOST_NAMES = 5
#: So few containers are read one by one; for more of them, one listing is less.
_FEW = 4

Value = TypeVar("Value")


class Job(Generic[Value]):
    """The work on one container and where it stands; in the end it has a ``value`` or an ``error``.

    ``timeout`` is in seconds, for each of its waits.
    """

    def __init__(self, name: str, work: Generator[Wait, Any, Value], timeout: float) -> None:
        self.name = name
        self.value: Value | None = None
        self.error: HoodyError | None = None
        self.attempted = False
        self.ended = False
        self.wait: Wait | None = None
        self._work = work
        self._timeout = timeout
        self._since = 0.0
        self._seen: list[Json | None] = []
        self._failed: ApiError | None = None

    @property
    def waited(self) -> float:
        """For how many seconds it has been waiting."""
        return time.monotonic() - self._since

    @property
    def pause(self) -> float:
        """For how many seconds its container may be left alone: the longer it takes, the longer."""
        return min(max(self.waited / 2, _SHORTEST_PAUSE), _LONGEST_PAUSE, self.remaining)

    @property
    def remaining(self) -> float:
        """How many seconds its wait may still take."""
        return max(0.0, self._timeout - self.waited)

    def advance(self, client: Client) -> None:
        """Go on to the next wait or to the end, unless the present wait is not over."""
        self.attempted = True
        try:
            self._advance(client)
        except StopIteration as finished:
            self._end(value=finished.value)
        except HoodyError as problem:
            self._end(error=problem)

    def _advance(self, client: Client) -> None:
        try:
            if self.wait and not self._is_reached(client, self.wait):
                return
        except HoodyError as problem:
            # To the work, which may have something to clean up.
            self.wait = self._work.throw(problem)
        else:
            self.wait = self._work.send(self._seen[0] if self.wait else None)
        self._since, self._seen, self._failed = time.monotonic(), [], None

    def _is_reached(self, client: Client, wait: Wait) -> bool:
        """Read the container and see. Raises WaitError when its goal cannot be reached any more, or not in time."""
        try:
            self._check_time(wait)
            self._seen = [read_container(client, wait.container_id, Deadline(self.remaining or _LAST_LOOK))]
            self._failed = None
            return wait.reached(self._seen[0])
        except WaitError as problem:
            raise unreached(client, wait, self._seen, problem) from None
        except ApiError as problem:
            if not problem.transient:
                raise
            self._failed = more_telling(problem, self._failed)
            return False

    def _check_time(self, wait: Wait) -> None:
        """Raise WaitError when time is up. What a listing has shown by then is not late because threads were busy."""
        if not self.remaining and not (self._seen and wait.reached(self._seen[0])):
            raise late(self._seen, self._timeout, self._failed)

    def is_due(self, listed: dict[str, Json]) -> bool:
        """Whether the listing, by id, gives reason to go on."""
        seen = listed.get(self.wait.container_id) if self.wait else None
        self._seen = [seen] if seen else self._seen
        try:
            return seen is None or self.wait is None or self.wait.reached(seen)
        except WaitError:
            return True

    def _end(self, value: Value | None = None, error: HoodyError | None = None) -> None:
        self.value, self.error, self.ended, self.wait = value, error, True, None


class Pool:
    """Runs jobs in threads. ``listing`` lists all containers that the jobs may wait for, dying ones too."""

    def __init__(
        self,
        client: Client,
        concurrency: int,
        listing: Callable[[Deadline], Iterable[Json]],
        progress: Callable[[str], None],
    ) -> None:
        self._client = client
        self._concurrency = concurrency
        self._listing = listing
        self._progress = progress
        self._next_progress = time.monotonic() + _PROGRESS_EVERY
        self._steps: SimpleQueue[tuple[Job[Any], BaseException | None]] = SimpleQueue()
        self._counting = Lock()
        self._failures = 0
        self._most_failures = math.inf

    def run(self, jobs: Sequence[Job[Any]], most_failures: int = 0) -> None:
        """Run the jobs to their ends, begun in this order.

        After so many failures (0: however many there are) no other job is begun; those that have begun end well.
        """
        self._most_failures = most_failures or math.inf
        with ThreadPoolExecutor(self._concurrency) as threads:
            try:
                self._drive(threads, jobs)
            except BaseException:
                # No thread begins anything more, as the pool waits for those that have begun.
                self._most_failures = 0
                raise

    def _drive(self, threads: ThreadPoolExecutor, jobs: Sequence[Job[Any]]) -> None:
        for job in jobs:
            threads.submit(self._step, job)
        waiting: set[Job[Any]] = set()
        running, next_poll = len(jobs), math.inf
        while running or waiting:
            for job in self._brought_on(min(self._next_progress, next_poll) - time.monotonic()):
                running -= 1
                if job.wait:
                    waiting.add(job)
                    next_poll = min(next_poll, time.monotonic() + job.pause)
            if time.monotonic() >= next_poll:
                due = self._due(waiting)
                waiting -= due
                for job in due:
                    threads.submit(self._step, job)
                running += len(due)
                next_poll = time.monotonic() + min((job.pause for job in waiting), default=math.inf)
            self._tell(jobs, waiting)

    def _step(self, job: Job[Any]) -> None:
        """In a thread: bring a job on, unless it would begin and nothing is to begin any more."""
        problem = None
        try:
            if job.attempted or self._failures < self._most_failures:
                job.advance(self._client)
            # Counted here, so that no thread begins another before it is known.
            with self._counting:
                self._failures += job.error is not None
        except BaseException as caught:
            problem = caught
        self._steps.put((job, problem))

    def _brought_on(self, pause: float) -> Iterator[Job[Any]]:
        """The next job that a thread has brought on; none if that takes longer than the pause."""
        with contextlib.suppress(Empty):
            job, problem = self._steps.get(timeout=max(pause, 0.0))
            if problem:
                raise problem
            yield job

    def _due(self, waiting: set[Job[Any]]) -> set[Job[Any]]:
        """The waiting jobs that may go on, or whose time is over."""
        overdue = {job for job in waiting if not job.remaining}
        left = waiting - overdue
        if len(left) <= _FEW:
            return set(waiting)
        try:
            listed = {item["id"]: item for item in self._listing(Deadline(min(job.remaining for job in left)))}
        except HoodyError as problem:
            # What is not a passing failure is found again by reading one of the containers, and ends that job.
            return overdue if isinstance(problem, ApiError) and problem.transient else set(waiting)
        return overdue | {job for job in left if job.is_due(listed)}

    def _tell(self, jobs: Sequence[Job[Any]], waiting: set[Job[Any]]) -> None:
        """Show how far it has come, from time to time."""
        if time.monotonic() < self._next_progress:
            return
        self._next_progress = time.monotonic() + _PROGRESS_EVERY
        ended = [job for job in jobs if job.ended]
        names = sorted(f"{job.name} to become {job.wait.goal}" for job in waiting if job.wait)
        more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        said = (
            f"{len(ended)} of {len(jobs)} containers done"
            + (f", {self._failures} failed" if self._failures else "")
            + (f"; waiting for {', '.join(names[:_MOST_NAMES])}{more}" if names else "")
        )
        self._progress(plain(said))
