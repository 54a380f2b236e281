# SPDX-License-Identifier: GPL-3.0-or-later
"""The conventions of the Hoody API: envelope, verbs, pages, retries, errors.

Knows nothing of Ansible or of any resource. One client may be used by many threads at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from math import inf
from typing import Any, TypeVar
from urllib.parse import quote

from .._http.deadline import CLOCK, Clock, Deadline
from .._http.exchange import Transport, TransportError
from .._http.retry import PAUSES, Backoff
from .._text.types import Json
from . import errors, reading
from .pages import Unproven, read_all
from .reply import Check, checked_data, envelope_of, warnings_of
from .sending import CONCURRENCY, transport_for
from .settings import Settings
from .values import query_words

PREFIX = "/api/v1"
PAGE_SIZE = 100

Given = TypeVar("Given")
Result = TypeVar("Result")
Settle = Callable[[], "Json | None"]

# DELETE, PUT and PATCH of this API set a state, so sending them twice is sending them once. POST is not like that.
_REPEATABLE = frozenset({"GET", "PUT", "PATCH", "DELETE"})


class Client:
    """Talks to one API with one token. Use it as a context manager, or call ``close``.

    ``clock`` is what its time is measured with, and that of whoever waits for something with it.
    """

    def __init__(self, settings: Settings, transport: Transport | None = None, clock: Clock = CLOCK) -> None:
        self.settings = settings
        self.clock = clock
        self._base = settings.base_url
        self._secrets: set[str] = set(settings.secrets)
        self._update_verb = "PATCH"
        self._transport = transport or transport_for(settings)
        self._slots = threading.BoundedSemaphore(CONCURRENCY)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the kept-alive connections."""
        self._transport.close()

    def hide(self, values: Iterable[str]) -> None:
        """Replace these values in every error text from now on: the API may quote what it was sent."""
        self._secrets.update(value for value in values if value)

    def at_most(self, requests_at_once: int) -> None:
        """Never have more requests under way than this from now on."""
        self._slots = threading.BoundedSemaphore(requests_at_once)

    def get(
        self,
        path: str,
        query: Mapping[str, Any] | None = None,
        deadline: Deadline | None = None,
        check: Check | None = None,
    ) -> Any:
        """Read; returns the ``data`` of the envelope, or what ``check`` makes of it."""
        return self._call("GET", path, query=query, deadline=deadline, check=check)

    def post(
        self,
        path: str,
        body: Json | None = None,
        *,
        settle: Settle | None = None,
        deadline: Deadline | None = None,
        check: Check | None = None,
        warnings: list[str] | None = None,
        mine: bool = False,
    ) -> Any:
        """Do something once. What the API warns of in its reply is added to ``warnings``.

        After a failure that leaves open whether it was done, and after a refusal that may mean that it is done
        already, ``settle`` is asked: it looks at the API and returns what it found when the work is done, or None
        when it is not. The request is repeated only after a None; without ``settle`` it is not repeated. With ``mine``
        a refusal of the first try means that: what is done already is somebody else's.
        """
        return self._call("POST", path, None, body, settle, deadline, check, warnings, not mine)

    def patch(self, path: str, body: Json) -> Any:
        """Change with PATCH where no revision knows PUT; what is left out of the body may mean something else."""
        return self._call("PATCH", path, body=body)

    def update(self, path: str, body: Json | None = None, deadline: Deadline | None = None) -> Any:
        """Change the given members with PATCH, or with PUT where the server knows only that (API notes 3.1).

        Some changes are said by the path alone.
        """
        verb = self._update_verb
        try:
            return self._call(verb, path, body=body, deadline=deadline)
        except (errors.WrongMethod, errors.NotFound) as error:
            other = "PUT" if verb == "PATCH" else "PATCH"
            if isinstance(error, errors.NotFound) and _failure().names_resource(error):
                raise
            try:
                data = self._call(other, path, body=body, deadline=deadline)
            except (errors.WrongMethod, errors.NotFound):
                raise error from None
        self._update_verb = other
        return data

    def delete(
        self,
        path: str,
        deadline: Deadline | None = None,
        *,
        body: Json | None = None,
        settle: Settle | None = None,
        check: Check | None = None,
    ) -> Any:
        """Remove; what is already gone raises NotFound.

        Where a body selects one of several, a second request would remove another: ``settle`` is then as in ``post``.
        """
        return self._call("DELETE", path, body=body, settle=settle, deadline=deadline, check=check)

    def list_all(
        self,
        path: str,
        member: str,
        query: Mapping[str, Any] | None = None,
        deadline: Deadline | None = None,
        most: float = inf,
    ) -> list[Json]:
        """Every item of a paged listing, sorted by id, each once. ``member`` is the name of the list in ``data``.

        Raises TooMany after the first page where there are more than ``most``.
        """

        def page(number: int, limit: int, order: str) -> tuple[list[Json], int]:
            asked = {**(query or {}), "page": number, "limit": limit, "sort_by": "id", "sort_order": order}
            found: tuple[list[Json], int] = self.get(path, asked, deadline, lambda data: reading.page(data, member))
            return found

        try:
            return read_all(page, PAGE_SIZE, self.concurrently, most)
        except Unproven as problem:
            raise errors.Incomplete("GET", PREFIX + path, f"a listing of {member} {problem}", status=200) from None

    def concurrently(self, function: Callable[[Given], Result], items: Iterable[Given]) -> list[Result]:
        """Call the function for each item, several at once; the results keep the order of the items."""
        todo = list(items)
        if len(todo) < 2:
            return [function(item) for item in todo]
        # Imported late: most module runs never need it.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(min(CONCURRENCY, len(todo))) as pool:
            return list(pool.map(function, todo))

    def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None = None,
        body: Json | None = None,
        settle: Settle | None = None,
        deadline: Deadline | None = None,
        check: Check | None = None,
        warnings: list[str] | None = None,
        unsure: bool = True,
    ) -> Any:
        """Try until it succeeds, cannot succeed, or there is no try or no time left."""
        settings = self.settings
        longest = (settings.api_timeout + PAUSES.longest) * (settings.api_retries + 1)
        deadline = deadline or Deadline(longest, self.clock)
        backoff = Backoff(settings.api_retries, deadline)
        while True:
            try:
                _status, envelope = self.once(method, path, query, body, deadline)
                if warnings is not None:
                    warnings += warnings_of(envelope)
                data = envelope.get("data")
                return checked_data(method, PREFIX + path, data, check) if check else data
            except errors.ApiError as error:
                error.tries = backoff.tries
                doubtful = error.unclear or (unsure and isinstance(error, (errors.Refused, errors.Conflict)))
                unsure = unsure or error.unclear
                if settle and doubtful:
                    found = _settled(settle, error)
                    if found is not None:
                        return found
                if not error.transient or (error.unclear and method not in _REPEATABLE and settle is None):
                    raise
                if not backoff.pause(error):
                    raise _failure().told_to_wait(error) from None

    def once(
        self, method: str, path: str, query: Mapping[str, Any] | None, body: Json | None, deadline: Deadline
    ) -> tuple[int, Json]:
        """Send one request, never again; the status and the envelope of its reply. Every failure is an ApiError."""
        full_path = PREFIX + path
        if "/." in path:
            # Some part of it is a name that came from the API: the libraries would follow it to another resource.
            raise errors.Unreadable(
                f"{method} {full_path} was not sent: a name from the API in it would address another resource."
            )
        try:
            with self._slots:
                reply = self._transport.exchange(
                    method,
                    self._base + quote(full_path, safe="/%"),
                    query_words(query),
                    body,
                    max(deadline.clamp(self.settings.api_timeout), 0.001),
                )
        except TransportError as problem:
            raise _failure().of_transport(method, full_path, problem) from None
        if 200 <= reply.status < 300:
            return reply.status, envelope_of(method, full_path, reply)
        raise _failure().of_reply(method, full_path, reply, self.settings, self._secrets)


def _settled(settle: Settle, error: errors.ApiError) -> Json | None:
    """What can be found of the work that ended with this error; raises it again when the API does not tell."""
    try:
        return settle()
    except errors.ApiError as second:
        if error.unclear:
            unknown = f"It is unknown whether it was done, because {second.method} {second.path} failed as well."
            error.hint = f"{unknown} {error.hint}".strip()
        raise error from None


def _failure() -> Any:
    """The module that explains failures, which most runs never load."""
    from . import failure

    return failure
