# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the API, within a number of requests and a time, and takes whatever comes for an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .._api.client import PREFIX, Client
from .._api.errors import ApiError, HoodyError, RateLimited, Unreachable
from .._http.deadline import Deadline
from .._text.plain import plain
from .._text.types import Json
from .questions import NEVER

#: The seconds after which it is looked whether something has ended; durations are told in these.
STEPS = (0.0, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 240.0)
_TRIES = 3
_MOST_PAUSE = 20.0
_MOST_MEMBERS = 60
_PAGE_LENGTH = 100
_MOST_PAGES = 20


class Unanswered(Exception):
    """A question stays open. The text is the reason, a sentence."""


class Heard:
    """What came of a request: data, or an error."""

    def __init__(self, method: str, path: str, status: int | None, data: Any, error: ApiError | None = None) -> None:
        self.method = method
        self.path = path
        self.status = status
        self.data = data
        self.error = error

    @property
    def took(self) -> bool:
        """Whether it was a success of the API."""
        return self.error is None

    @property
    def evidence(self) -> Json:
        """The request and what its answer was made of, without any value."""
        data = self.data[0] if isinstance(self.data, list) and self.data else self.data
        members = [plain(str(name), 60) for name in data] if isinstance(data, dict) else []
        facts = {"method": self.method, "path": PREFIX + self.path, "status": self.status}
        return {**facts, "members": sorted(members)[:_MOST_MEMBERS]}

    def sound(self) -> Heard:
        """This one, if it is a success."""
        if self.error:
            raise Unanswered(str(self.error))
        return self

    def was_taken(self, *refusals: int) -> bool:
        """Whether the API did it; False when it refused it with one of these statuses, else with 400, 409 or 422."""
        if self.took:
            return True
        if self.status in (refusals or (400, 409, 422)):
            return False
        raise Unanswered(str(self.error))

    def refusal(self, *expected: int) -> int:
        """The status with which this was refused."""
        if self.took:
            raise Unanswered(f"{self.method} {PREFIX}{self.path} was accepted, although it should not be possible.")
        if self.status in expected:
            return self.status or 0
        raise Unanswered(str(self.error))

    def object(self) -> Json:
        """The data as an object."""
        if not isinstance(self.sound().data, dict):
            raise self._odd("data that is not an object")
        found: Json = self.data
        return found

    def member(self, name: str, *kinds: type) -> Any:
        """A member of the data, which is of one of these types."""
        value = self.object().get(name)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise self._odd(f"no usable {name}")
        return value

    def items(self, name: str | None = None) -> list[Json]:
        """The objects in a list: in the data, or that the data are."""
        found = self.member(name, list) if name else self.sound().data
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise self._odd(f"no list of {name or 'objects'}")
        return found

    def _odd(self, what: str) -> Unanswered:
        return Unanswered(f"{self.method} {PREFIX}{self.path} answered {self.status} with {what}.")


def nobody(_method: str, _path: str, _body: Json | None) -> bool:
    """Nothing may be written."""
    return False


class Asker:
    """Sends the requests of a survey, and counts them. ``may_write`` is asked before anything is written.

    ``log`` has all answers, in order.
    """

    def __init__(self, client: Client, most: int, seconds: float) -> None:
        self.client = client
        self.clock = client.clock
        self.log: list[Heard] = []
        self.may_write: Callable[[str, str, Json | None], bool] = nobody
        self.sent = 0
        self.begin(most, seconds)

    def begin(self, most: int, seconds: float) -> None:
        """From now on, so many requests may be sent, within so many seconds."""
        self._limit = self.sent + most
        self._most = most
        self._seconds = seconds
        self.deadline = Deadline(seconds, self.clock)

    def get(self, path: str, **query: Any) -> Heard:
        """Read. Whatever may pass is tried again."""
        return self._asked("GET", path, query, None)

    def send(self, method: str, path: str, body: Json | None = None) -> Heard:
        """Write. It is sent again only when it was not processed."""
        if not self.may_write(method, path, body):
            raise Unanswered(
                f"{method} {PREFIX}{path} was not sent, because it would change something that does not belong to "
                "the survey."
            )
        return self._asked(method, path, None, body)

    def pages(self, path: str, member: str, **query: Any) -> Iterator[Json]:
        """The objects of a list, page by page. Raises Unanswered where the list is not whole."""
        seen = 0
        for number in range(1, _MOST_PAGES + 1):
            answer = self.get(path, page=number, limit=_PAGE_LENGTH, **query)
            found = answer.items(member)
            yield from found
            seen += len(found)
            total = answer.member("pagination", dict).get("total")
            if not isinstance(total, int) or seen >= total:
                return
            if not found:
                break
        raise Unanswered(f"The list {PREFIX}{path} returned {seen} of {total} {member}.")

    def duration(self, since: float, patience: float, ended: Callable[[], bool]) -> float | str:
        """How long something takes that began then, in the steps; NEVER where it does not end within the patience."""
        for step in STEPS:
            if step > patience:
                break
            self.rest(since + step - self.clock.now())
            elapsed = self.clock.now() - since
            if ended():
                return min(STEPS, key=lambda known: abs(known - elapsed))
        return NEVER

    def rest(self, seconds: float) -> None:
        """Let so much time pass, if there is as much."""
        if seconds <= 0:
            return
        if seconds >= self.deadline.remaining():
            raise self._late()
        self.clock.sleep(seconds)

    def _late(self) -> Unanswered:
        return Unanswered(f"There was no time left: {self._seconds:.0f} s were given to the questions.")

    def _asked(self, method: str, path: str, query: Mapping[str, Any] | None, body: Json | None) -> Heard:
        tries = min(_TRIES, self.client.settings.api_retries + 1)
        for number in range(1, tries + 1):
            answer = self._sent_once(method, path, query, body)
            self.log.append(answer)
            error = answer.error
            unprocessed = isinstance(error, (RateLimited, Unreachable))
            if not error or error.busy or not error.transient or not (unprocessed or method == "GET"):
                break
            pause = min(number if error.retry_after is None else error.retry_after, _MOST_PAUSE)
            if number == tries or pause >= self.deadline.remaining():
                break
            self.clock.sleep(pause)
        return answer

    def _sent_once(self, method: str, path: str, query: Mapping[str, Any] | None, body: Json | None) -> Heard:
        if self.sent >= self._limit:
            raise Unanswered(f"There was no request left: {self._most} were given to the questions.")
        if not self.deadline.remaining():
            raise self._late()
        self.sent += 1
        try:
            status, envelope = self.client.once(method, path, query, body, self.deadline)
        except ApiError as error:
            return Heard(method, path, error.status, None, error)
        except HoodyError as problem:
            raise Unanswered(str(problem)) from None
        return Heard(method, path, status, envelope.get("data"))
