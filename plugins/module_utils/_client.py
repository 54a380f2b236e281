# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""The wire: session, authentication, deadlines, retries, pages, errors.

Knows HTTP and the envelope of the Hoody API, and nothing of Ansible or of any resource. One client may be used by many
threads at once.
"""

from __future__ import annotations

import json
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from ansible_collections.hoody.cloud.plugins.module_utils import _errors as errors
from ansible_collections.hoody.cloud.plugins.module_utils._pages import read_all
from ansible_collections.hoody.cloud.plugins.module_utils._retry import LONGEST_PAUSE, Backoff, Deadline
from ansible_collections.hoody.cloud.plugins.module_utils._settings import Settings

try:
    from http.cookiejar import DefaultCookiePolicy

    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.exceptions import HTTPError

    REQUESTS_ERROR: str | None = None
except ImportError:
    REQUESTS_ERROR = traceback.format_exc()

VERSION = "1.0.0"
PREFIX = "/api/v1"
PAGE_SIZE = 100
CONCURRENCY = 16

Json = dict[str, Any]
Item = TypeVar("Item")
Result = TypeVar("Result")
Settle = Callable[[], "Json | None"]

# DELETE, PUT and PATCH of this API set a state, so sending them twice is sending them once. POST is not like that.
_REPEATABLE = frozenset({"GET", "PUT", "PATCH", "DELETE"})


class Client:
    """Talks to one API with one token. Use it as a context manager, or call ``close``."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._base = settings.base_url
        self._secrets: set[str] = set(settings.secrets)
        self._update_verb = "PATCH"
        self._session = _session(settings.api_token)
        self._slots = threading.BoundedSemaphore(CONCURRENCY)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the kept-alive connections."""
        self._session.close()

    def hide(self, values: Iterable[str]) -> None:
        """Replace these values in every error text from now on: the API may quote what it was sent."""
        self._secrets.update(value for value in values if value)

    def at_most(self, requests_at_once: int) -> None:
        """Never have more requests under way than this from now on."""
        self._slots = threading.BoundedSemaphore(requests_at_once)

    def get(self, path: str, query: Mapping[str, Any] | None = None, deadline: Deadline | None = None) -> Any:
        """Read; returns the ``data`` of the envelope."""
        return self._call("GET", path, query=query, deadline=deadline)

    def post(
        self, path: str, body: Json | None = None, *, settle: Settle | None = None, deadline: Deadline | None = None
    ) -> Any:
        """Do something once.

        After a failure that leaves open whether it was done, and after a refusal that may mean that it is done
        already, ``settle`` is asked: it looks at the API and returns what it found when the work is done, or None
        when it is not. The request is repeated only after a None; without ``settle`` it is not repeated.
        """
        return self._call("POST", path, body=body, settle=settle, deadline=deadline)

    def update(self, path: str, body: Json, deadline: Deadline | None = None) -> Any:
        """Change the given members with PATCH, or with PUT where the server knows only that (API notes 3.1)."""
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

    def delete(self, path: str, deadline: Deadline | None = None) -> Any:
        """Remove; what is already gone raises NotFound."""
        return self._call("DELETE", path, deadline=deadline)

    def list_all(
        self, path: str, member: str, query: Mapping[str, Any] | None = None, deadline: Deadline | None = None
    ) -> list[Json]:
        """Every item of a paged listing, sorted by id, each once. ``member`` is the name of the list in ``data``."""

        def page(number: int, limit: int, order: str) -> tuple[list[Json], int]:
            asked = {**(query or {}), "page": number, "limit": limit, "sort_by": "id", "sort_order": order}
            return self._page(path, member, asked, deadline)

        return read_all(page, PAGE_SIZE, self.concurrently)

    def concurrently(self, function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """Call the function for each item, several at once; the results keep the order of the items."""
        todo = list(items)
        if len(todo) < 2:
            return [function(item) for item in todo]
        # Imported late: most module runs never need it.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(min(CONCURRENCY, len(todo))) as pool:
            return list(pool.map(function, todo))

    def _page(self, path: str, member: str, query: Json, deadline: Deadline | None) -> tuple[list[Json], int]:
        """One page of a listing: its items, and how many there are in all."""
        data = self.get(path, query, deadline)
        if not isinstance(data, dict) or not isinstance(data.get(member), list):
            raise errors.Garbled("GET", PREFIX + path, f"a success without a list of {member}", status=200)
        items: list[Json] = data[member]
        total = (data.get("pagination") or {}).get("total")
        # A full page that does not say how many there are may not be all.
        return items, int(total) if total is not None else len(items) + (len(items) == query["limit"])

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Json | None = None,
        settle: Settle | None = None,
        deadline: Deadline | None = None,
    ) -> Any:
        """Try until it succeeds, cannot succeed, or there is no try or no time left."""
        settings = self.settings
        deadline = deadline or Deadline((settings.api_timeout + LONGEST_PAUSE) * (settings.api_retries + 1))
        backoff = Backoff(settings.api_retries, deadline)
        while True:
            try:
                return self._exchange(method, path, query, body, deadline)
            except errors.ApiError as error:
                doubtful = error.unclear or isinstance(error, (errors.Refused, errors.Conflict))
                if settle and doubtful:
                    found = settle()
                    if found is not None:
                        return found
                if not error.transient or (error.unclear and method not in _REPEATABLE and settle is None):
                    raise
                backoff.pause(error)

    def _exchange(
        self, method: str, path: str, query: Mapping[str, Any] | None, body: Json | None, deadline: Deadline
    ) -> Any:
        """Send one request and return the ``data`` of its reply; every failure is an ApiError."""
        full_path = PREFIX + path
        limit = Deadline(deadline.clamp(self.settings.api_timeout))
        try:
            with (
                self._slots,
                self._session.request(
                    method,
                    self._base + quote(full_path, safe="/%"),
                    params=_encoded(query),
                    json=body,
                    timeout=max(limit.remaining(), 0.001),
                    verify=self._verify(),
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                content = _content(response, limit)
        except (requests.exceptions.RequestException, HTTPError) as failure:
            raise _failure().of_transport(method, full_path, failure, self.settings) from None
        except TimeoutError:
            raise errors.Interrupted(method, full_path, "the reply took too long") from None
        if 200 <= response.status_code < 300:
            return _data(method, full_path, response.status_code, content)
        raise _failure().of_reply(method, full_path, response, _envelope(content), self.settings, self._secrets)

    def _verify(self) -> bool | str:
        return (self.settings.ca_path or True) if self.settings.validate_certs else False


def _failure() -> Any:
    """The module that explains failures, which most runs never load."""
    from ansible_collections.hoody.cloud.plugins.module_utils import _failure as failure

    return failure


def _session(token: str) -> requests.Session:
    session = requests.Session()
    adapter = HTTPAdapter(pool_connections=CONCURRENCY, pool_maxsize=CONCURRENCY * 2)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.update({"Accept": "application/json", "User-Agent": f"hoody.cloud/{VERSION} (Ansible collection)"})

    def bearer(request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {token}"
        return request

    # As an auth object, not as a header: only then does requests leave .netrc alone.
    session.auth = bearer
    return session


def _encoded(query: Mapping[str, Any] | None) -> dict[str, str]:
    """Booleans as the lower-case words that every revision takes (API notes 3.2); None is left out."""
    words = {True: "true", False: "false"}
    return {
        key: words[value] if isinstance(value, bool) else str(value)
        for key, value in (query or {}).items()
        if value is not None
    }


def _content(response: Any, limit: Deadline) -> bytes:
    """The whole body. The time limit of requests is for each packet, so a dripping reply is stopped here."""
    chunks = []
    # Only read1 returns what has arrived instead of waiting for a full chunk; urllib3 before version 2 lacks it.
    read = getattr(response.raw, "read1", response.raw.read)
    while chunk := read(65536, decode_content=True):
        chunks.append(chunk)
        if not limit.remaining():
            raise TimeoutError
    return b"".join(chunks)


def _envelope(content: bytes) -> Json:
    try:
        envelope = json.loads(content)
    except ValueError:
        return {}
    return envelope if isinstance(envelope, dict) else {}


def _data(method: str, path: str, status: int, content: bytes) -> Any:
    if status == 204:
        return None
    envelope = _envelope(content)
    if not envelope:
        what = "an empty body" if not content.strip() else "a body that is not the API's JSON"
        hint = "Check that api_url points to the API and not to a web page or a proxy in front of it."
        raise errors.Garbled(method, path, f"a success with {what}", status=status, hint=hint)
    return envelope.get("data")
