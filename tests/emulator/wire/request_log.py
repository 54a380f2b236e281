# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request log: what arrived, what it got, and how many were under way at once. No bodies, no credentials."""

from __future__ import annotations

import re
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .envelope import timestamp
from .scope import header

CAPACITY = 50_000
_IDENTIFIER = re.compile(r"/[0-9a-f]{24}(?=/|$)")
#: How an answer begins; a connection that is taken has no status of its own.
_ANSWERS = ("http.response.start", "websocket.http.response.start", "websocket.accept")
_VARIABLE = re.compile(r"/env/[^/]+$")


@dataclass(slots=True)
class Entry:
    """One request, or one connection. `status` None means that no answer was given."""

    number: int
    method: str
    path: str
    query: str
    host: str
    user_agent: str
    has_body: bool
    content_type: str | None
    started_at: str
    in_flight: int
    status: int | None = None
    fault: str | None = None
    milliseconds: float = 0.0


class RequestLog:
    """Pure ASGI around everything that counts as the API."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.entries: deque[Entry] = deque(maxlen=CAPACITY)
        self.number = 0
        self.in_flight = 0

    def clear(self) -> None:
        """Forget what was logged; requests that are under way still count as such."""
        self.entries.clear()
        self.number = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve and log one request."""
        self.in_flight += 1
        entry = self._entry(scope)
        self.entries.append(entry)
        scope["hoody_log"] = entry
        begin = time.perf_counter()

        async def noting_send(message: Message) -> None:
            if message["type"] in _ANSWERS:
                entry.status = message.get("status", 101)
                entry.milliseconds = round((time.perf_counter() - begin) * 1000, 3)
            await send(message)

        try:
            await self.app(scope, receive, noting_send)
        finally:
            self.in_flight -= 1
            entry.milliseconds = round((time.perf_counter() - begin) * 1000, 3)

    def _entry(self, scope: Scope) -> Entry:
        self.number += 1
        length = header(scope, b"content-length")
        kind = header(scope, b"content-type")
        return Entry(
            number=self.number,
            method=scope.get("method", "GET"),
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            host=(header(scope, b"host") or b"").decode("latin-1"),
            user_agent=(header(scope, b"user-agent") or b"").decode("latin-1"),
            has_body=header(scope, b"transfer-encoding") is not None or length not in (None, b"0"),
            content_type=kind.decode("latin-1") if kind is not None else None,
            started_at=timestamp(time.time()),
            in_flight=self.in_flight,
        )

    def listing(self) -> list[dict[str, Any]]:
        """All entries, oldest first."""
        return [asdict(entry) for entry in self.entries]

    def summary(self) -> dict[str, Any]:
        """Counts by method and route, by status and by fault."""
        routes = Counter(f"{entry.method} {route_of(entry.path)}" for entry in self.entries)
        return {
            "count": len(self.entries),
            "max_in_flight": max((entry.in_flight for entry in self.entries), default=0),
            "by_route": dict(sorted(routes.items())),
            "by_status": dict(sorted(Counter(str(entry.status) for entry in self.entries).items())),
            "by_fault": dict(Counter(entry.fault for entry in self.entries if entry.fault)),
        }


def route_of(path: str) -> str:
    """A path with its identifiers replaced."""
    return _VARIABLE.sub("/env/{key}", _IDENTIFIER.sub("/{id}", path))
