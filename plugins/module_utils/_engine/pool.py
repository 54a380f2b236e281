# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives many jobs at once: a few threads send, and whatever waits is looked after together, in none of them.

The work is the same that ``waiting.drive`` runs alone: generators that yield a Wait.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Any

from .._api.errors import ApiError, HoodyError
from .._http.deadline import CLOCK, Clock, Deadline
from .._text.plain import plain, some
from .._text.types import Json
from .progress import PROGRESS_EVERY
from .waiting import Job

#: So few are looked at one by one; for more of them, one listing is less.
_FEW = 4


class Pool:
    """Runs jobs in threads. ``listing`` lists all that the jobs may wait for, by id, dying ones too."""

    def __init__(
        self,
        concurrency: int,
        listing: Callable[[Deadline], Iterable[Json]],
        progress: Callable[[str], None],
        clock: Clock = CLOCK,
    ) -> None:
        self._concurrency = concurrency
        self._listing = listing
        self._progress = progress
        self._clock = clock
        self._next_progress = clock.now() + PROGRESS_EVERY
        self._steps: SimpleQueue[tuple[Job[Any], BaseException | None]] = SimpleQueue()
        self._counting = Lock()
        self._failures = 0
        self._most_failures = math.inf

    def run(self, jobs: Sequence[Job[Any]], most_failures: int = 0) -> None:
        """Run the jobs to their ends, begun in this order.

        After so many failures (0: however many there are) no other job is begun; those that have begun end well.
        """
        self._most_failures = most_failures or math.inf
        try:
            with ThreadPoolExecutor(self._concurrency) as threads:
                try:
                    self._drive(threads, jobs)
                except BaseException:
                    # No thread begins anything more, as the pool waits for those that have begun.
                    self._most_failures = 0
                    raise
        finally:
            for job in jobs:
                job.close()

    def _drive(self, threads: ThreadPoolExecutor, jobs: Sequence[Job[Any]]) -> None:
        for job in jobs:
            threads.submit(self._step, job)
        waiting: set[Job[Any]] = set()
        running, next_look = len(jobs), math.inf
        while running or waiting:
            advanced = self._advanced(running, min(self._next_progress, next_look))
            if advanced is not None:
                running -= 1
                if advanced.wait:
                    waiting.add(advanced)
                    next_look = min(next_look, advanced.due)
            if self._clock.now() >= next_look:
                due = self._due(waiting)
                waiting -= due
                for job in due:
                    threads.submit(self._step, job)
                running += len(due)
                next_look = min((job.due for job in waiting), default=math.inf)
            self._tell(jobs, waiting)

    def _step(self, job: Job[Any]) -> None:
        """In a thread: bring a job on, unless it would begin and nothing is to begin any more."""
        problem = None
        try:
            if job.attempted or self._failures < self._most_failures:
                job.advance(listing=True)
            # Counted here, so that no thread begins another before it is known.
            with self._counting:
                self._failures += job.error is not None
        except BaseException as caught:
            problem = caught
        self._steps.put((job, problem))

    def _advanced(self, running: int, until: float) -> Job[Any] | None:
        """The next job that a thread has brought on; None if that takes longer, or none is running."""
        pause = max(0.0, until - self._clock.now())
        if not running:
            self._clock.sleep(pause)
            return None
        try:
            job, problem = self._steps.get(timeout=pause)
        except Empty:
            return None
        if problem:
            raise problem
        return job

    def _due(self, waiting: set[Job[Any]]) -> set[Job[Any]]:
        """The waiting jobs that may go on, whose time is over, or that have to look themselves."""
        now = self._clock.now()
        due = {job for job in waiting if job.due <= now}
        listed = {job for job in waiting if job.wait and job.wait.listed and job.remaining}
        if len(listed) <= _FEW or not listed & due:
            return due
        deadline = Deadline(min(job.remaining for job in listed), self._clock)
        try:
            found = {item["id"]: item for item in self._listing(deadline)}
        except HoodyError as problem:
            if not (isinstance(problem, ApiError) and problem.transient):
                # It is found again by looking at one of them, and ends that job.
                return due | listed
            for job in listed:
                job.put_off()
            return due - listed
        return (due - listed) | {job for job in listed if job.look_up(found)}

    def _tell(self, jobs: Sequence[Job[Any]], waiting: set[Job[Any]]) -> None:
        """Show how far it has come, from time to time."""
        if self._clock.now() < self._next_progress:
            return
        self._next_progress = self._clock.now() + PROGRESS_EVERY
        ended = [job for job in jobs if job.ended]
        names = sorted(f"{job.name} to {job.wait.goal}" for job in waiting if job.wait)
        said = (
            f"{len(ended)} of {len(jobs)} containers done"
            + (f", {self._failures} failed" if self._failures else "")
            + (f"; waiting for {some(names, 5)}" if names else "")
        )
        self._progress(plain(said))
