# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting together: a world that changes with the time of a clock on which none is lost, and real threads."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import ApiError, Forbidden, Interrupted
from ansible_collections.hoody.cloud.plugins.module_utils._engine.pool import Pool
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import Job, Wait, WaitError, Work
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Deadline
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json
from hypothesis import given, settings
from hypothesis import strategies as st

from ..scripted import FakeClock

NEVER = math.inf


class World:
    """Things that are done from some second on. It counts the looks at each, and the listings of all."""

    def __init__(self, **done_at: float) -> None:
        self.clock = FakeClock()
        self.done_at = done_at
        self.looks = dict.fromkeys(done_at, 0)
        self.listings: list[float] = []
        self.fault: Callable[[], ApiError | None] = lambda: None
        self.lines: list[str] = []

    def see(self, name: str) -> Json:
        """How a thing looks now."""
        return {"id": name, "state": "done" if self.clock.now() >= self.done_at[name] else "busy"}

    def listing(self, deadline: Deadline) -> list[Json]:
        """How all of them look."""
        self.listings.append(deadline.remaining())
        problem = self.fault()
        if problem:
            raise problem
        return [self.see(name) for name in self.done_at]

    def pool(self, concurrency: int = 2) -> Pool:
        """A pool for work in this world."""
        return Pool(concurrency, self.listing, self.lines.append, self.clock)

    def job(self, name: str, seconds: float = 60.0, *, listed: bool = True) -> Job[Json]:
        """Work that waits for a thing."""
        return Job(name, waiting(Done(self, name, seconds, listed=listed)), self.clock)

    def run(self, *, seconds: float = 60.0, concurrency: int = 2, most_failures: int = 0) -> list[Job[Json]]:
        """A job for each thing, ended."""
        jobs = [self.job(name, seconds) for name in self.done_at]
        self.pool(concurrency).run(jobs, most_failures)
        return jobs


class Done(Wait[Json]):
    """Until a thing of the world is done."""

    def __init__(self, world: World, name: str, seconds: float, *, listed: bool = True) -> None:
        super().__init__(f"The thing {name}", "become done", seconds)
        self.listed = name if listed else None
        self._world = world
        self._name = name

    def read(self, deadline: Deadline) -> Json:
        """The thing."""
        assert deadline.remaining() > 0
        self._world.looks[self._name] += 1
        return self._world.see(self._name)

    def reached(self, seen: Json) -> bool:
        """Whether it is done."""
        return bool(seen["state"] == "done")

    def state(self, seen: Json) -> str:
        """Done or busy."""
        return str(seen["state"])


def waiting(*waits: Wait[Json]) -> Work[Json]:
    """Wait for one after the other."""
    seen: Json = {}
    for wait in waits:
        seen = yield wait
    return seen


def failing() -> Work[Json]:
    """Work that fails without having waited."""
    yield from ()
    raise WaitError("broken")


def things(count: int, done_at: float) -> dict[str, float]:
    """So many things, and when they are done."""
    return {f"t{number}": done_at for number in range(count)}


def values(jobs: Sequence[Job[Json]]) -> list[str | None]:
    """The ids of what the jobs ended with, None where they failed."""
    return [job.value["id"] if job.value else None for job in jobs]


def test_many_wait_together_by_one_listing() -> None:
    world = World(**things(20, 3.0))
    assert values(world.run()) == list(world.done_at)
    assert set(world.looks.values()) == {1}, "only what the listing shows to be done is looked at, as it shows less"
    assert len(world.listings) < 10
    assert 3 <= world.clock.now() <= 6


def test_few_are_looked_at_one_by_one() -> None:
    world = World(**things(4, 3.0))
    assert values(world.run()) == list(world.done_at)
    assert not world.listings
    assert min(world.looks.values()) > 1
    world = World(**things(5, 3.0))
    world.run()
    assert world.listings


def test_once_few_are_left_there_is_no_more_listing() -> None:
    world = World(**things(6, 1.0), late=30.0)
    world.run()
    assert world.clock.now() >= 30
    assert len(world.listings) < 6
    assert world.looks["late"] > 4


def test_what_no_listing_shows_is_looked_at_itself_and_at_once() -> None:
    """In no thread of its own: with a single one, all of them wait at the same time."""
    world = World(**things(6, 10.0))
    jobs = [world.job(name, listed=False) for name in world.done_at]
    world.pool(concurrency=1).run(jobs)
    assert values(jobs) == list(world.done_at)
    assert not world.listings
    assert 10 <= world.clock.now() < 16
    world = World(now=0.0)
    world.pool().run([world.job("now", listed=False)])
    assert (world.looks, world.clock.slept) == ({"now": 1}, [])


def test_what_the_listing_lacks_is_looked_at_itself() -> None:
    world = World(**things(6, 4.0))
    lacking = world.listing
    pool = Pool(2, lambda deadline: lacking(deadline)[1:], world.lines.append, world.clock)
    jobs = [world.job(name) for name in world.done_at]
    pool.run(jobs)
    assert values(jobs) == list(world.done_at)
    assert world.looks["t0"] > 1
    assert world.looks["t1"] == 1


def test_a_listing_that_fails_for_a_passing_reason_is_tried_again_later() -> None:
    world = World(**things(6, 0.0))
    world.fault = lambda: Interrupted("GET", "/things", "broken") if world.clock.now() < 5 else None
    assert values(world.run()) == list(world.done_at)
    assert set(world.looks.values()) == {1}
    assert 2 < len(world.listings) < 12


def test_waits_end_although_every_listing_fails() -> None:
    world = World(**things(6, 0.0))
    world.fault = lambda: Interrupted("GET", "/things", "broken")
    jobs = world.run(seconds=8)
    assert {str(job.error) for job in jobs} == {
        f"The thing {name} did not become done: no answer within 8 s." for name in world.done_at
    }
    assert world.clock.now() == 8
    assert all(0 < left <= 8 for left in world.listings)


def test_a_listing_that_fails_for_good_leaves_it_to_the_jobs() -> None:
    world = World(**things(6, 0.0))
    world.fault = lambda: Forbidden("GET", "/things", "no", status=403)
    assert values(world.run()) == list(world.done_at)
    assert len(world.listings) == 1


def test_after_so_many_failures_nothing_more_is_begun() -> None:
    """What has begun ends well."""
    world = World(slow=30.0, never=0.0)
    slow, never = world.job("slow"), world.job("never")
    jobs = [slow, *(Job(name, failing(), world.clock) for name in ("one", "two")), never]
    world.pool(concurrency=1).run(jobs, most_failures=2)
    assert [str(job.error) for job in jobs[1:3]] == ["broken", "broken"]
    assert (slow.value and slow.value["id"], slow.attempted) == ("slow", True)
    assert (never.attempted, never.ended, world.looks["never"]) == (False, False, 0)


def test_a_failure_spares_the_others() -> None:
    world = World(**things(6, 3.0), late=NEVER)
    jobs = world.run(seconds=20)
    assert values(jobs) == [*things(6, 0), None]
    assert str(jobs[-1].error) == "The thing late did not become done: it was busy after 20 s."
    assert world.clock.now() == 20


def test_whoever_looks_on_is_told_every_ten_seconds() -> None:
    world = World(**things(7, NEVER), quick=1.0)
    jobs = [*(world.job(name, 25) for name in world.done_at), Job("wrong", failing(), world.clock)]
    world.pool().run(jobs)
    names = ", ".join(f"t{number} to become done" for number in range(5))
    assert world.lines == [f"2 of 9 containers done, 1 failed; waiting for {names} and 2 more"] * 2
    world = World(**things(6, 5.0))
    world.run()
    assert not world.lines


@pytest.mark.parametrize("problem", [ZeroDivisionError("oops"), SystemExit(3)], ids=repr)
def test_an_exception_in_a_thread_ends_the_pool_and_closes_what_waits(problem: BaseException) -> None:
    world = World(**things(2, NEVER))
    closed: list[str] = []
    waits = threading.Event()

    def careful() -> Work[Json]:
        waits.set()
        try:
            yield Done(world, "t0", 60)
        finally:
            closed.append("t0")
        return {}

    def broken() -> Work[Json]:
        yield from ()
        waits.wait()
        raise problem

    begun = Job("begun", careful(), world.clock)
    with pytest.raises(type(problem)):
        world.pool().run([begun, Job("broken", broken(), world.clock)])
    assert (closed, begun.ended) == (["t0"], False)


def test_work_that_is_given_up_by_an_interrupt_is_closed() -> None:
    world = World(**things(2, NEVER))
    closed: list[str] = []

    class Interrupting(FakeClock):
        def sleep(self, seconds: float) -> None:
            """Somebody presses Ctrl-C."""
            raise KeyboardInterrupt

    def careful(name: str) -> Work[Json]:
        try:
            yield Done(world, name, 60)
        finally:
            closed.append(name)
        return {}

    world.clock = Interrupting()
    with pytest.raises(KeyboardInterrupt):
        world.pool().run([Job(name, careful(name), world.clock) for name in world.done_at])
    assert sorted(closed) == ["t0", "t1"]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from([0.0, 0.3, 2.0, 7.0, 19.0, 40.0]), st.booleans()), min_size=1, max_size=12),
    st.integers(1, 4),
    st.sampled_from([0.1, 1.0, 20.0]),
)
def test_every_job_ends_in_time(given_things: list[tuple[float, bool]], concurrency: int, seconds: float) -> None:
    """As it would alone: what is done well before its time is up succeeds, what is not done by then fails."""
    world = World(**{f"t{number}": done_at for number, (done_at, _listed) in enumerate(given_things)})
    jobs: list[Job[Any]] = [
        world.job(name, seconds, listed=listed)
        for name, (_done_at, listed) in zip(world.done_at, given_things, strict=True)
    ]
    world.pool(concurrency).run(jobs)
    assert world.clock.now() <= seconds
    for job in jobs:
        assert job.ended
        assert not job.error or world.done_at[job.name] > seconds * 0.6
        assert job.error or world.done_at[job.name] <= seconds
