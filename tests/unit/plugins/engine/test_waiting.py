# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting alone: work that is a script, on a clock on which no time is lost."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import (
    ApiError,
    Forbidden,
    HoodyError,
    Interrupted,
    ServerFault,
    Unreachable,
)
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import (
    Job,
    Wait,
    WaitError,
    Work,
    at_once,
    drive,
)
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Deadline
from hypothesis import given
from hypothesis import strategies as st

from ..scripted import FakeClock

#: What is seen is a word; "done" is the goal, and what is "doomed" will never be.
DONE = "done"
FAULT = ServerFault("GET", "/thing", "no", status=500)
CUT_OFF = Interrupted("GET", "/thing", "cut off")


class Told(Wait[str]):
    """Sees one word of its script after the other, the last one again and again; ``looks`` are the times left."""

    def __init__(self, *script: str | ApiError, seconds: float = 10.0, listed: str | None = None) -> None:
        super().__init__("The thing", "become done", seconds)
        self.listed = listed
        self.looks: list[float] = []
        self._script = script

    def read(self, deadline: Deadline) -> str:
        """The next word."""
        self.looks.append(deadline.remaining())
        word = self._script[min(len(self.looks), len(self._script)) - 1]
        if isinstance(word, ApiError):
            raise word
        return word

    def reached(self, seen: str) -> bool:
        """Whether it is done."""
        if seen == "doomed":
            raise WaitError("it is doomed")
        return seen == DONE

    def state(self, seen: str) -> str:
        """The word."""
        return seen


def work(*waits: Wait[str]) -> Work[list[str]]:
    """Wait for one after the other; returns what was seen in the end."""
    seen: list[str] = []
    for wait in waits:
        seen += [(yield wait)]
    return seen


def failed(wait: Wait[str], clock: FakeClock) -> WaitError:
    """The error of a wait that fails."""
    with pytest.raises(WaitError) as caught:
        drive(work(wait), clock)
    return caught.value


def test_work_that_waits_for_nothing() -> None:
    clock = FakeClock()
    assert drive(work(), clock) == at_once(work()) == []
    assert not clock.slept
    with pytest.raises(AssertionError):
        at_once(work(Told(DONE)))


def test_what_is_so_already_takes_one_look_and_no_time() -> None:
    clock, wait = FakeClock(), Told(DONE)
    assert drive(work(wait, Told("done")), clock) == [DONE, DONE]
    assert (clock.slept, wait.looks) == ([], [10.0])


def test_it_looks_less_often_the_longer_it_takes() -> None:
    clock, wait = FakeClock(), Told(*["busy"] * 12, DONE, seconds=100)
    assert drive(work(wait), clock) == [DONE]
    assert clock.slept == sorted(clock.slept)
    assert (clock.slept[0], clock.slept[-1]) == (0.25, 5.0)
    assert wait.looks == [100 - sum(clock.slept[:count]) for count in range(13)]


def test_each_wait_has_its_own_time() -> None:
    clock = FakeClock()
    first, second = Told(*["busy"] * 5, DONE, seconds=9), Told(*["busy"] * 5, DONE, seconds=8)
    assert drive(work(first, second), clock) == [DONE, DONE]
    assert (first.looks[0], second.looks[0]) == (9, 8)


def test_a_wait_that_takes_too_long_says_what_it_saw() -> None:
    clock = FakeClock()
    late = failed(Told("new", "busy", seconds=7.5), clock)
    assert (str(late), late.request) == ("The thing did not become done: it was busy after 7.5 s.", None)
    assert clock.now() == 7.5


def test_looks_that_fail_for_a_passing_reason_see_nothing() -> None:
    wait = Told(Unreachable("GET", "/thing", "refused"), "busy", FAULT, CUT_OFF, DONE)
    assert drive(work(wait), FakeClock()) == [DONE]
    clock = FakeClock()
    assert str(failed(Told(FAULT), clock)) == "The thing did not become done: no answer within 10 s."
    assert clock.now() == 10
    assert str(failed(Told("busy", FAULT), FakeClock())) == "The thing did not become done: it was busy after 10 s."


@pytest.mark.parametrize(
    "script,told",
    [
        ((FAULT,), FAULT),
        ((CUT_OFF,), CUT_OFF),
        ((FAULT, CUT_OFF), FAULT),
        ((CUT_OFF, FAULT), FAULT),
        ((FAULT, "busy"), None),
        ((FAULT, "busy", CUT_OFF), CUT_OFF),
    ],
)
def test_the_last_failed_request_is_told_that_had_a_reply(script: tuple[str | ApiError, ...], told: object) -> None:
    """The end of the wait cuts off the one under way. One that succeeded since then makes the others worth nothing."""
    assert failed(Told(*script), FakeClock()).request is told


def test_what_cannot_come_any_more_is_not_waited_for() -> None:
    clock, wait = FakeClock(), Told("busy", "doomed")
    assert str(failed(wait, clock)) == "The thing did not become done: it is doomed."
    assert (clock.slept, len(wait.looks)) == ([0.25], 2)


def test_a_failure_that_does_not_pass_ends_the_wait() -> None:
    clock, refusal = FakeClock(), Forbidden("GET", "/thing", "no", status=403)
    with pytest.raises(Forbidden) as caught:
        drive(work(Told(refusal)), clock)
    assert caught.value is refusal
    assert not clock.slept


def test_work_may_clean_up_with_another_wait() -> None:
    clock, rescue = FakeClock(), Told("busy", DONE, seconds=60)
    seen: list[str] = []

    def careful() -> Work[str]:
        try:
            yield Told("doomed")
        except HoodyError:
            seen.append((yield rescue))
            raise
        return "never"

    with pytest.raises(WaitError, match="it is doomed"):
        drive(careful(), clock)
    assert (seen, rescue.looks) == ([DONE], [60, 59.75])


def test_work_may_go_on_after_an_error() -> None:
    def stubborn() -> Work[str]:
        for _attempt in range(3):
            try:
                yield Told("doomed")
            except WaitError:
                continue
        return "anyway"

    assert drive(stubborn(), FakeClock()) == "anyway"


@pytest.mark.parametrize("problem", [KeyboardInterrupt(), SystemExit(1), ZeroDivisionError()], ids=repr)
def test_work_is_closed_whatever_ends_the_waiting(problem: BaseException) -> None:
    closed: list[str] = []

    class Broken(FakeClock):
        def sleep(self, seconds: float) -> None:
            """Somebody presses Ctrl-C."""
            raise problem

    def careful() -> Work[None]:
        try:
            yield Told("busy")
        finally:
            closed.append("closed")

    with pytest.raises(type(problem)):
        drive(careful(), Broken())
    assert closed == ["closed"]


def test_what_a_listing_showed_in_time_is_not_late() -> None:
    """Threads may have been busy since; it is looked at once more, and that counts."""
    for word, value, error in (
        (DONE, [DONE], None),
        ("busy", None, "The thing did not become done: it was busy after 10 s."),
        (FAULT, None, "The thing did not become done: no answer within 10 s."),
    ):
        clock = FakeClock()
        job = Job("a", work(wait := Told(word, listed="a")), clock)
        job.advance(listing=True)
        assert not wait.looks
        assert job.look_up({"a": DONE})
        clock.pass_by(30)
        job.advance(listing=True)
        assert (job.value, job.error and str(job.error)) == (value, error)
        assert wait.looks == [5.0]


def test_a_listing_that_shows_no_reason_puts_off_the_next_look() -> None:
    clock = FakeClock()
    job = Job("a", work(Told(DONE, listed="a")), clock)
    job.advance(listing=True)
    clock.pass_by(job.due)
    assert not job.look_up({"a": "busy", "b": DONE})
    assert job.due > clock.now()
    assert job.look_up({"a": "doomed"})
    assert job.look_up({"b": "busy"})


def outcome(script: Sequence[str | ApiError], seconds: float) -> tuple[object, FakeClock, Told]:
    """What comes of waiting for this, on which clock, with which looks."""
    clock, wait = FakeClock(), Told(*script, seconds=seconds)
    job = Job("a", work(wait), clock)
    while not job.ended:
        clock.sleep(max(0.0, job.due - clock.now()))
        job.advance()
    return job.value or job.error, clock, wait


@given(st.lists(st.sampled_from(["busy", FAULT, CUT_OFF]), max_size=30), st.floats(0.001, 300))
def test_a_wait_ends_in_time_whatever_it_sees(script: list[str | ApiError], seconds: float) -> None:
    came, clock, wait = outcome([*script, DONE], seconds)
    if came == [DONE]:
        assert len(wait.looks) == len(script) + 1
        assert clock.now() <= seconds
    else:
        assert isinstance(came, WaitError)
        assert len(wait.looks) <= len(script)
        assert clock.now() == pytest.approx(seconds)
    assert all(0 < left <= seconds for left in wait.looks)
    assert max(clock.slept, default=0) <= 5
