# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of faults: everything that a network, a proxy or a busy service does to a client.

A new kind is one entry of KINDS. Those that end in `_after`, and those that spoil an answer, strike when the work is
done, so the client cannot know whether it was.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .envelope import ApiError
from .switches import Switched

if TYPE_CHECKING:
    from .faults import FaultRule

_DEEP = b'{"statusCode": 200, "data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
_LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>"
_GATEWAY_PAGE = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>"


class Captured:
    """Takes the answer of the application instead of the client."""

    def __init__(self) -> None:
        self.status = 200
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""

    async def __call__(self, message: Message) -> None:
        """ASGI send."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")


async def pause(ending: asyncio.Event, seconds: float) -> None:
    """Let time pass, unless the emulator ends."""
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(ending.wait(), seconds)


@dataclass(frozen=True)
class Strike:
    """A request that a fault strikes; `answer` is what it would have got, where it does its work first."""

    rule: FaultRule
    world: Switched
    ending: asyncio.Event
    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send
    answer: Captured = field(default_factory=Captured)

    async def reply(self, response: Response) -> None:
        """Let the client have this."""
        await response(self.scope, self.receive, self.send)

    async def pause(self, seconds: float) -> None:
        """Let time pass, unless the emulator ends."""
        await pause(self.ending, seconds)

    async def departure(self) -> None:
        """Wait until the client has gone."""
        while (await self.receive())["type"] != "http.disconnect":
            pass


Effect = Callable[[Strike], Awaitable[None]]


class Kind(NamedTuple):
    """A kind: what it does, whether the request does its work `first`, and whether another try may succeed."""

    effect: Effect
    first: bool = False
    passing: bool = False


# -- replies instead of the answer


def _error(status: int, message: str, code: str | None = None, *, wait: int | None = None) -> Effect:
    """An error in the shape of the API (API notes 1.3, 5.4, 6); `wait` is Retry-After where the rule says none."""

    async def effect(strike: Strike) -> None:
        error = ApiError(status, message, code=code, headers=strike.rule.wait_header(wait))
        await strike.reply(error.response(strike.world.switches))

    return effect


def _page(status: int, title: str) -> Effect:
    """The page of a gateway."""

    async def effect(strike: Strike) -> None:
        page = _GATEWAY_PAGE.format(title)
        await strike.reply(Response(page, status, strike.rule.wait_header(None), "text/html"))

    return effect


async def _html(strike: Strike) -> None:
    await strike.reply(Response(_LOGIN_PAGE, 200, media_type="text/html"))


async def _redirect(strike: Strike) -> None:
    await strike.reply(Response(b"", 302, {"Location": strike.rule.location}))


# -- what is done to the answer


def _spoiled(spoil: Callable[[bytes, FaultRule], bytes]) -> Effect:
    """The answer with another body."""

    async def effect(strike: Strike) -> None:
        body = spoil(strike.answer.body, strike.rule)
        await strike.reply(Response(body, strike.answer.status, media_type="application/json"))

    return effect


async def _empty(strike: Strike) -> None:
    await strike.reply(Response(b"", 200, media_type="application/json"))


async def _gzip_bomb(strike: Strike) -> None:
    await strike.reply(Response(_bomb(), 200, {"Content-Encoding": "gzip"}, "application/json"))


async def _deep(strike: Strike) -> None:
    await strike.reply(Response(_DEEP, 200, media_type="application/json"))


@cache
def _bomb() -> bytes:
    """A reply that is some hundred times as large when it is unpacked."""
    return gzip.compress(b'{"statusCode": 200, "data": "' + b" " * (20 << 20) + b'"}', 1)


def _altered(body: bytes, way: list[str | int], value: Any) -> bytes:
    """The reply with something else in one place; as it is where there is no such place."""
    envelope = json.loads(body)
    holder = envelope
    with contextlib.suppress(LookupError, TypeError):
        for key in way[:-1]:
            holder = holder[key]
        holder[way[-1]] = value
    return json.dumps(envelope).encode()


def _shortened(body: bytes) -> bytes:
    """The reply with the first half of each of its lists, and everything else as if they were whole."""
    envelope = json.loads(body)
    data = envelope.get("data")
    for name, items in data.items() if isinstance(data, dict) else ():
        if isinstance(items, list):
            data[name] = items[: len(items) // 2]
    return json.dumps(envelope).encode()


# -- what is done to time and to the connection


async def _slow(strike: Strike) -> None:
    await strike.pause(1.0 if strike.rule.seconds is None else strike.rule.seconds)
    await strike.app(strike.scope, strike.receive, strike.send)


async def _drip(strike: Strike) -> None:
    pause = 0.2 if strike.rule.seconds is None else strike.rule.seconds
    answer, send = strike.answer, strike.send
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    left = answer.body
    while left and not strike.ending.is_set():
        await send({"type": "http.response.body", "body": left[:1], "more_body": True})
        left = left[1:]
        await strike.pause(pause)
    await send({"type": "http.response.body", "body": left, "more_body": False})


async def _hang(strike: Strike) -> None:
    strike.rule.held += 1
    await strike.departure()
    strike.rule.held -= 1


async def _reset(strike: Strike) -> None:
    transport = strike.scope["hoody_transport"]
    connection = transport.get_extra_info("socket")
    # Without lingering, closing sends RST, which the client sees as "connection reset".
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    # The server must learn that the client is gone before this returns, or it would answer 500.
    await strike.departure()


_INTERNAL = _error(500, "An unexpected error occurred")
_DISPATCH = _error(500, "Container creation could not be started on its host", "CONTAINER_CREATE_DISPATCH_FAILED")
_TIMEOUT = _error(504, "The host did not answer in time", "CONTAINER_HOST_TIMEOUT")
_SNAPSHOT_BUSY = _error(
    409, "A snapshot operation is already running for this container", "SNAPSHOT_OPERATION_IN_PROGRESS", wait=2
)
_SNAPSHOT_INVENTORY = _error(
    503,
    "Unable to verify this container's snapshot inventory. No changes were made.",
    "SNAPSHOT_INVENTORY_UNAVAILABLE",
)
_FIREWALL_HOST = _error(
    503,
    "This container's firewall rules could not be read right now. Retry shortly.",
    "FIREWALL_HOST_UNAVAILABLE",
    wait=1,
)
_FIREWALL_INVENTORY = _error(
    503, "Unable to verify this container's firewall rules. No changes were made.", "FIREWALL_INVENTORY_UNAVAILABLE"
)
_BAD_GATEWAY = _page(502, "502 Bad Gateway")
KINDS: dict[str, Kind] = {
    "rate_limited": Kind(_error(429, "Rate limit exceeded", wait=1), passing=True),
    "internal_error": Kind(_INTERNAL, passing=True),
    "internal_error_after": Kind(_INTERNAL, first=True, passing=True),
    "dispatch_failed": Kind(_DISPATCH, passing=True),
    "bad_gateway": Kind(_BAD_GATEWAY, passing=True),
    "bad_gateway_after": Kind(_BAD_GATEWAY, first=True, passing=True),
    "unavailable": Kind(_page(503, "503 Service Temporarily Unavailable"), passing=True),
    "gateway_timeout": Kind(_TIMEOUT, passing=True),
    "gateway_timeout_after": Kind(_TIMEOUT, first=True, passing=True),
    "reset_before": Kind(_reset, passing=True),
    "reset_after": Kind(_reset, first=True, passing=True),
    "truncated": Kind(_spoiled(lambda body, _rule: body[: len(body) // 2]), first=True, passing=True),
    "empty": Kind(_empty, first=True, passing=True),
    "html": Kind(_html),
    "redirect": Kind(_redirect),
    "slow": Kind(_slow),
    "hang": Kind(_hang),
    "hang_after": Kind(_hang, first=True),
    "drip": Kind(_drip, first=True),
    "expired_token": Kind(_error(401, "Token has expired")),
    "altered": Kind(_spoiled(lambda body, rule: _altered(body, rule.at or [], rule.value)), first=True),
    "short_page": Kind(_spoiled(lambda body, _rule: _shortened(body)), first=True),
    "gzip_bomb": Kind(_gzip_bomb, first=True),
    "deep": Kind(_deep, first=True),
    "snapshot_busy": Kind(_SNAPSHOT_BUSY, passing=True),
    "snapshot_inventory": Kind(_SNAPSHOT_INVENTORY, passing=True),
    "refused": Kind(_error(400, "The request cannot be processed in the present state")),
    "firewall_host": Kind(_FIREWALL_HOST, passing=True),
    "firewall_inventory": Kind(_FIREWALL_INVENTORY, passing=True),
    "forbidden": Kind(_error(403, "Insufficient permissions")),
}
#: After these, another try may succeed.
PASSING = tuple(name for name, kind in KINDS.items() if kind.passing)
