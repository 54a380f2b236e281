# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live events over Socket.IO, at the path of their history (API notes part 2, H.2)."""

from __future__ import annotations

import asyncio
import logging
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send

from ..wire.envelope import ApiError, route_not_found
from ..wire.scope import realm_of
from .events import HISTORY
from .gate import Gate
from .listener import Listener

#: How often it is looked whether there is something to tell.
_PAUSE_SECONDS = 0.05


class Stream:
    """Pure ASGI around the API. What is not about the stream goes on to it."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app = app
        self._gate = gate
        self._listeners: dict[str, Listener] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one connection."""
        switches, path = self._gate.world.switches, scope["path"].rstrip("/")
        is_socket, is_there = scope["type"] == "websocket", switches.events_socket != "absent"
        asks = path == HISTORY and "EIO" in _query(scope)
        if is_socket and asks and is_there:
            await self._endpoint(scope, receive, send)
        elif is_socket:
            await route_not_found("GET", scope["path"]).response(switches)(scope, receive, send)
        elif asks and is_there:
            refusal = ApiError(400, "Polling transport is not supported; use the websocket transport")
            await refusal.response(switches)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    @cached_property
    def _endpoint(self) -> ASGIApp:
        # It takes as long to import as all the rest, and few want it.
        import socketio

        # What a client does wrong is answered; it is no complaint of the emulator.
        silent = logging.getLogger("hoody.emulator.stream")
        silent.setLevel(logging.CRITICAL)
        self._server = socketio.AsyncServer(
            async_mode="asgi",
            transports=["websocket"],
            cors_allowed_origins="*",
            # Frames may be sent while the connection is being taken.
            always_connect=True,
            monitor_clients=False,
            logger=silent,
            engineio_logger=silent,
        )
        for handler in (self.connect, self.disconnect, self.subscribe, self.ping):
            self._server.on(handler.__name__, handler)
        endpoint: ASGIApp = socketio.ASGIApp(self._server, socketio_path=HISTORY)
        return endpoint

    async def connect(self, sid: str, environ: dict[str, Any], auth: Any) -> None:
        """A client has connected. Whether it is admitted, its first frame says."""
        scope = environ["asgi.scope"]
        realms = realm_of(scope), _query(scope).get("realm_id", [None])[0]
        token = auth.get("token") if isinstance(auth, dict) else None
        self._listeners[sid] = Listener(sid, self._gate, token, realms)
        task = asyncio.create_task(self._tell(sid, self._listeners[sid]))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def disconnect(self, sid: str, _reason: str) -> None:
        """A client has gone, or was sent away."""
        self._listeners.pop(sid, None)

    async def subscribe(self, sid: str, wish: Any = None) -> None:
        """A client wishes to hear of something."""
        problem = self._listeners[sid].subscribe(wish)
        if problem:
            await self._send(sid, problem)

    async def ping(self, sid: str, *_anything: object) -> None:
        """A client asks whether anybody is there."""
        await self._send(sid, self._listeners[sid].pong())

    async def _tell(self, sid: str, listener: Listener) -> None:
        await self._send(sid, listener.begin())
        while sid in self._listeners and not listener.over:
            await asyncio.sleep(_PAUSE_SECONDS)
            if self._gate.world.switches.events_socket != "accepts":
                break
            for frame in listener.frames():
                await self._send(sid, frame)
        await self._server.disconnect(sid)

    async def _send(self, sid: str, frame: dict[str, Any]) -> None:
        await self._server.emit("message", frame, to=sid)


def _query(scope: Scope) -> dict[str, list[str]]:
    return parse_qs(scope["query_string"].decode("latin-1"))
