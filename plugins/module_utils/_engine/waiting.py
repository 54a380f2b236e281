# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting.

Work that has to wait is written as a generator that yields a Wait, and is sent what was seen when its goal is reached.
So the same work runs alone (``drive``) or beside hundreds of others that one listing looks after together (``pool``).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from typing import Any, Generic, TypeVar, cast

from .._api.errors import ApiError, HoodyError
from .._http.deadline import CLOCK, Clock, Deadline
from .._http.pauses import Pauses

_PAUSES = Pauses(first=0.25, factor=1.5, longest=5.0)
#: For how many seconds to look when time is up and a listing has shown the goal.
_LAST_LOOK = 5.0

Seen = TypeVar("Seen")
Value = TypeVar("Value")


class WaitError(HoodyError):
    """What was waited for did not come. ``seen`` is how it was last, fit to be shown."""

    def __init__(self, message: str, *, seen: Mapping[str, Any] | None = None, request: ApiError | None = None) -> None:
        super().__init__(message, request=request)
        self.seen = dict(seen or {})


class Wait(ABC, Generic[Seen]):
    """What is waited for, how to look at it, and what to say when it does not come.

    ``subject`` and ``goal`` are words of a sentence, such as "Container web-1" and "become running". ``seconds`` is how
    long it may take.
    """

    #: The id under which a listing may show what this is about; None where it has to be looked at itself.
    listed: str | None = None

    def __init__(self, subject: str, goal: str, seconds: float) -> None:
        self.subject = subject
        self.goal = goal
        self.seconds = seconds

    @abstractmethod
    def read(self, deadline: Deadline) -> Seen:
        """Look at it. Raises ApiError."""

    @abstractmethod
    def reached(self, seen: Seen) -> bool:
        """Whether the goal is reached. Raises WaitError when it cannot be reached any more."""

    @abstractmethod
    def state(self, seen: Seen) -> str:
        """How it looked, in a word."""

    def late(self, seen: Sequence[Seen]) -> str:
        """That it took too long, in words; ``seen`` holds what was seen last, or nothing."""
        if not seen:
            return f"no answer within {self.seconds:g} s"
        return f"it was {self.state(seen[0])} after {self.seconds:g} s"

    def unreached(self, seen: Sequence[Seen], reason: str = "") -> WaitError:
        """The error of a wait that failed, for this reason or because it took too long; ``seen`` as for ``late``."""
        return WaitError(f"{self.subject} did not {self.goal}: {reason or self.late(seen)}.")


Work = Generator[Wait[Any], Any, Value]


class Job(Generic[Value]):
    """Work and where it stands; in the end it has a ``value`` or an ``error``.

    ``due`` is when it is to be advanced again, as its clock tells the time.
    """

    def __init__(self, name: str, work: Work[Value], clock: Clock = CLOCK) -> None:
        self.name = name
        self.value: Value | None = None
        self.error: HoodyError | None = None
        self.attempted = False
        self.ended = False
        self.wait: Wait[Any] | None = None
        self.due = 0.0
        self._work = work
        self._clock = clock
        self._since = self._until = 0.0
        self._seen: list[Any] = []
        self._failed: ApiError | None = None

    @property
    def remaining(self) -> float:
        """How many seconds its wait may still take."""
        return max(0.0, self._until - self._clock.now())

    def advance(self, listing: bool = False) -> None:
        """Look whether its wait is over and go on, as far as that goes.

        With ``listing``, the first look at what a listing may show is left to that.
        """
        self.attempted = True
        try:
            self._advance(listing)
        except StopIteration as finished:
            self._end(value=finished.value)
        except HoodyError as problem:
            self._end(error=problem)

    def _advance(self, listing: bool) -> None:
        while True:
            try:
                if self.wait and not self._is_over(self.wait):
                    return
            except HoodyError as problem:
                # To the work, which may have something to clean up.
                wait = self._work.throw(problem)
            else:
                wait = self._work.send(self._seen[0] if self.wait else None)
            self._begin(wait)
            if listing and wait.listed:
                return

    def _begin(self, wait: Wait[Any]) -> None:
        self.wait, self._seen, self._failed = wait, [], None
        self._since = self._clock.now()
        self._until = self._since + wait.seconds
        # However short it is, there is a look before its end.
        self.due = self._since + min(_PAUSES.first, wait.seconds / 2)

    def _is_over(self, wait: Wait[Any]) -> bool:
        """Look, and see. Raises WaitError when the goal cannot be reached any more, or not in time.

        A look that fails for a passing reason has seen nothing: the wait goes on to its own end.
        """
        try:
            left = self.remaining
            # What a listing has shown by then is not late because threads were busy.
            if left or (self._seen and wait.reached(self._seen[0])):
                if not left:
                    self._seen = []
                self._seen = [wait.read(Deadline(left or _LAST_LOOK, self._clock))]
                self._failed = None
                if wait.reached(self._seen[0]):
                    return True
        except WaitError as problem:
            raise wait.unreached(self._seen, str(problem)) from None
        except ApiError as problem:
            if not problem.transient:
                raise
            self._failed = _more_telling(problem, self._failed)
        if not self.remaining:
            late = wait.unreached(self._seen)
            late.request = self._failed or late.request
            raise late
        self.put_off()
        return False

    def put_off(self) -> None:
        """Leave it alone for a while: the longer it has taken, the longer."""
        now = self._clock.now()
        self.due = min(now + _PAUSES.after(now - self._since), self._until)

    def look_up(self, listed: Mapping[str, Any]) -> bool:
        """Whether the listing, by id, gives reason to go on. It is put off where that gives none."""
        found = listed.get(self.wait.listed or "") if self.wait else None
        if self.wait is None or found is None:
            return True
        self._seen = [found]
        try:
            over = self.wait.reached(found)
        except WaitError:
            return True
        if not over:
            self.put_off()
        return over

    def close(self) -> None:
        """Give up what has not ended. The work may have something to clean up, and nobody waits for that."""
        self._work.close()

    def _end(self, value: Value | None = None, error: HoodyError | None = None) -> None:
        self.value, self.error, self.ended, self.wait = value, error, True, None


def drive(work: Work[Value], clock: Clock = CLOCK) -> Value:
    """Run work alone to its end. Raises what it raises, WaitError among others."""
    job = Job("", work, clock)
    with closing(work):
        job.advance()
        while not job.ended:
            clock.sleep(max(0.0, job.due - clock.now()))
            job.advance()
    if job.error:
        raise job.error
    return cast(Value, job.value)


def at_once(work: Work[Value]) -> Value:
    """What comes of work that waits for nothing, as in check mode."""
    try:
        next(work)
    except StopIteration as finished:
        return cast(Value, finished.value)
    raise AssertionError("work that waits for nothing has waited")


def _more_telling(latest: ApiError, earlier: ApiError | None) -> ApiError:
    """Of two failed requests of a wait the one to tell of: the end of the wait cuts the last one off."""
    return earlier if earlier and earlier.status and not latest.status else latest
