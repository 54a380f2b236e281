# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that is a script, and a clock on which no time is lost: what a client does, in milliseconds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils._api.client import Client
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Clock
from ansible_collections.hoody.cloud.plugins.module_utils._http.endpoint import Endpoint
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Reply, TransportError
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

URL = "https://api.example.com"
FAR = Endpoint(URL, "the option api_url")


class Request(NamedTuple):
    """What was sent; ``seconds`` is how long its reply could have taken."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    seconds: float


#: What comes of a request: a reply, none, or what a function makes of it.
Answer = Reply | TransportError | Callable[[Request], "Reply | TransportError"]


class FakeClock(Clock):
    """Stands still until somebody sleeps; ``slept`` is for how long each time."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._now = 0.0

    def now(self) -> float:
        """What it shows."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Sleep, at once."""
        self.slept.append(seconds)
        self._now += seconds

    def pass_by(self, seconds: float) -> None:
        """Time passes although nobody sleeps."""
        self._now += seconds


class FakeTransport:
    """Answers one request after the other as its script says; the last answer is given again and again."""

    def __init__(self, *script: Answer) -> None:
        self._script = list(script)
        self.sent: list[Request] = []
        self.closed = False

    @property
    def lines(self) -> list[str]:
        """What was asked for, as "GET /path"."""
        return [f"{request.method} {request.path}" for request in self.sent]

    def exchange(self, method: str, url: str, query: Mapping[str, str], body: Any, seconds: float) -> Reply:
        """As a Transport does it."""
        request = Request(method, url.removeprefix(f"{URL}/api/v1"), query, body, seconds)
        self.sent.append(request)
        answer = self._script[min(len(self.sent), len(self._script)) - 1]
        result = answer(request) if callable(answer) else answer
        if isinstance(result, TransportError):
            raise result
        return result

    def close(self) -> None:
        """There is nothing to close."""
        self.closed = True


def success(data: Any = None, status: int = 200) -> Reply:
    """A reply as the API gives it."""
    envelope = {"statusCode": status, "message": "Done", "data": data}
    return Reply(status, "OK", {}, json.dumps(envelope).encode())


def failure(status: int, message: str = "Failed", headers: Mapping[str, str] | None = None, **members: Any) -> Reply:
    """The envelope of a failure; ``members`` are more of it."""
    envelope: Json = {"statusCode": status, "message": message, **members}
    return Reply(status, "No", headers or {}, json.dumps(envelope).encode())


def broken(kind: Any = "interrupted") -> TransportError:
    """No reply at all."""
    return TransportError(kind, f"it is {kind}", "Do something.")


class Scene(NamedTuple):
    """A client with what is around it."""

    client: Client
    transport: FakeTransport
    clock: FakeClock


def scene(*script: Answer, **settings: Any) -> Scene:
    """A client whose server follows the script."""
    transport, clock = FakeTransport(*script), FakeClock()
    given = {"api_url": URL, "url_source": "the test", "api_retries": 3, "api_timeout": 30.0, **settings}
    client = Client(Settings("hdy_secret_token", "the option api_token", **given), transport, clock)
    return Scene(client, transport, clock)
