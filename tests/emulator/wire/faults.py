# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fault injection: everything that a network, a proxy or a busy service does to a client.

Kinds that end in `_after`, and those that spoil an answer, strike when the work is done, so the client cannot know
whether it was.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import math
import random
import re
import socket
import struct
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from functools import cache
from time import time
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, model_validator
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .envelope import ApiError
from .switches import Switched

FaultKind = Literal[
    "rate_limited",
    "internal_error",
    "internal_error_after",
    "dispatch_failed",
    "bad_gateway",
    "bad_gateway_after",
    "unavailable",
    "gateway_timeout",
    "gateway_timeout_after",
    "reset_before",
    "reset_after",
    "truncated",
    "empty",
    "html",
    "redirect",
    "slow",
    "hang",
    "hang_after",
    "drip",
    "expired_token",
    "altered",
    "short_page",
    "gzip_bomb",
    "deep",
    "forbidden",
]
#: After these, another try may succeed.
PASSING: tuple[str, ...] = (
    *("rate_limited", "internal_error", "internal_error_after", "dispatch_failed", "bad_gateway", "bad_gateway_after"),
    *("unavailable", "gateway_timeout", "gateway_timeout_after", "reset_before", "reset_after", "truncated", "empty"),
)
# These let the request do its work and then spoil the answer.
_AFTER = frozenset(
    {
        *("internal_error_after", "bad_gateway_after", "gateway_timeout_after", "reset_after"),
        *("truncated", "empty", "drip", "hang_after", "altered", "short_page", "gzip_bomb", "deep"),
    }
)
_CREATE = re.compile(r"/api/v1/projects/[^/]+/containers")
_DEEP = b'{"statusCode": 200, "data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
_LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>"
_GATEWAY_PAGE = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>"


def _valid_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


class FaultRule(BaseModel):
    """One rule. Rules are tried in the order in which they were added; the first that fires wins."""

    model_config = ConfigDict(extra="forbid")

    kind: FaultKind | None = Field(None, description="What happens; or give `kinds`.")
    kinds: list[FaultKind] | None = Field(None, min_length=1, description="One of these is chosen each time.")
    probability: float = Field(1.0, ge=0, le=1)
    method: str | None = Field(None, description="Only requests with this method.", examples=["POST"])
    path: Annotated[str, AfterValidator(_valid_pattern)] | None = Field(
        None, description="Only paths in which this regular expression is found.", examples=["/network$"]
    )
    times: int | None = Field(None, ge=1, description="How often the rule fires at most; null: for ever.")
    skip: int = Field(0, ge=0, description="How many requests that it concerns pass before it fires.")
    seconds: float | None = Field(
        None, ge=0, description="slow: how long to wait (default 1). drip: pause between two bytes (default 0.2)."
    )
    retry_after: int | None = Field(
        None, ge=0, description="Retry-After in seconds; default 1 for rate_limited, absent for others."
    )
    retry_after_date: bool = Field(False, description="Retry-After as an HTTP date.")
    at: list[str | int] | None = Field(
        None, description="altered: the way to a member of the reply.", examples=[["data", "pagination", "total"]]
    )
    value: Any = Field(None, description="altered: what stands there instead.")
    location: str = Field("https://elsewhere.example.net/", description="Target of a redirect.")
    seed: int = Field(0, description="Start of the random numbers of this rule; the same seed gives the same faults.")
    fired: int = Field(0, ge=0, description="How often the rule has fired; counts by itself.")
    held: int = Field(0, ge=0, description="hang, hang_after: how many requests wait now; counts by itself.")

    _random: random.Random = PrivateAttr(default_factory=random.Random)

    @model_validator(mode="after")
    def _complete(self) -> FaultRule:
        if (self.kind is None) == (self.kinds is None):
            raise ValueError("give either kind or kinds")
        if "altered" in (self.kind, *(self.kinds or ())) and not self.at:
            raise ValueError("altered needs at")
        self._random.seed(self.seed)
        return self

    def strike(self, method: str, path: str) -> FaultKind | None:
        """The fault for this request, if the rule fires."""
        if self.times is not None and self.fired >= self.times:
            return None
        if not self._concerns(method, path):
            return None
        if self.skip:
            self.skip -= 1
            return None
        kinds: list[FaultKind] = self.kinds or ([self.kind] if self.kind else [])
        if not (method == "POST" and _CREATE.fullmatch(path)):
            kinds = [kind for kind in kinds if kind != "dispatch_failed"]
        if not kinds or self._random.random() >= self.probability:
            return None
        self.fired += 1
        return kinds[0] if len(kinds) == 1 else self._random.choice(kinds)

    def _concerns(self, method: str, path: str) -> bool:
        return (not self.method or self.method.upper() == method) and (
            not self.path or re.search(self.path, path) is not None
        )

    def wait_header(self, default: int | None) -> dict[str, str]:
        """The Retry-After header: whole seconds, or an HTTP date."""
        seconds = default if self.retry_after is None else self.retry_after
        if seconds is None:
            return {}
        # A date has no fractions: rounded up, so that waiting until then is waiting long enough.
        date = formatdate(math.ceil(time() + seconds), usegmt=True)
        return {"Retry-After": date if self.retry_after_date else str(seconds)}


class FaultInjector:
    """Pure ASGI between the request log and the gate."""

    def __init__(self, app: ASGIApp, world: Switched) -> None:
        self.app = app
        self.world = world
        self.rules: list[FaultRule] = []
        # Set when the server ends, so that nothing waits any longer.
        self.ending = asyncio.Event()
        self._special: dict[str, Callable[[FaultRule, Scope, Receive, Send], Awaitable[None]]] = {
            "slow": self._slow,
            "hang": self._hang,
            "reset_before": self._reset,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or spoil it."""
        if self.world.switches.latency:
            await self._pause(self.world.switches.latency)
        for rule in self.rules:
            kind = rule.strike(scope["method"], scope["path"])
            if kind:
                scope["hoody_log"].fault = kind
                await self._commit(kind, rule, scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _commit(self, kind: str, rule: FaultRule, scope: Scope, receive: Receive, send: Send) -> None:
        if kind in self._special:
            await self._special[kind](rule, scope, receive, send)
            return
        answer = Captured()
        if kind in _AFTER:
            await self.app(scope, receive, answer)
        if kind == "reset_after":
            await self._reset(rule, scope, receive, send)
        elif kind == "hang_after":
            await self._hang(rule, scope, receive, send)
        elif kind == "drip":
            await self._drip(answer, send, 0.2 if rule.seconds is None else rule.seconds)
        else:
            await self._response(kind, rule, answer)(scope, receive, send)

    def _response(self, kind: str, rule: FaultRule, answer: Captured) -> Response:
        if kind in ("truncated", "empty"):
            body = answer.body[: len(answer.body) // 2] if kind == "truncated" else b""
            return Response(body, 200 if kind == "empty" else answer.status, media_type="application/json")
        if kind in ("altered", "short_page"):
            body = _altered(answer.body, rule.at or [], rule.value) if kind == "altered" else _shortened(answer.body)
            return Response(body, answer.status, media_type="application/json")
        if kind == "gzip_bomb":
            return Response(_bomb(), 200, {"Content-Encoding": "gzip"}, "application/json")
        if kind == "deep":
            return Response(_DEEP, 200, media_type="application/json")
        if kind == "html":
            return Response(_LOGIN_PAGE, 200, media_type="text/html")
        if kind == "redirect":
            return Response(b"", 302, {"Location": rule.location})
        if kind.startswith("bad_gateway"):
            return Response(_GATEWAY_PAGE.format("502 Bad Gateway"), 502, rule.wait_header(None), "text/html")
        if kind == "unavailable":
            page = _GATEWAY_PAGE.format("503 Service Temporarily Unavailable")
            return Response(page, 503, rule.wait_header(None), "text/html")
        return _error(kind, rule).response(self.world.switches)

    async def _slow(self, rule: FaultRule, scope: Scope, receive: Receive, send: Send) -> None:
        await self._pause(1.0 if rule.seconds is None else rule.seconds)
        await self.app(scope, receive, send)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.ending.wait(), seconds)

    async def _drip(self, answer: Captured, send: Send, pause: float) -> None:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        left = answer.body
        while left and not self.ending.is_set():
            await send({"type": "http.response.body", "body": left[:1], "more_body": True})
            left = left[1:]
            await self._pause(pause)
        await send({"type": "http.response.body", "body": left, "more_body": False})

    async def _hang(self, rule: FaultRule, _scope: Scope, receive: Receive, _send: Send) -> None:
        rule.held += 1
        while (await receive())["type"] != "http.disconnect":
            pass
        rule.held -= 1

    async def _reset(self, _rule: FaultRule, scope: Scope, receive: Receive, _send: Send) -> None:
        transport = scope["hoody_transport"]
        connection = transport.get_extra_info("socket")
        # Without lingering, closing sends RST, which the client sees as "connection reset".
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
        # The server must learn that the client is gone before this returns, or it would answer 500.
        while (await receive())["type"] != "http.disconnect":
            pass


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


def _error(kind: str, rule: FaultRule) -> ApiError:
    """Faults that have the shape of an API error (API notes 1.3, 5.4, 6)."""
    errors: dict[str, Any] = {
        "rate_limited": (429, "Rate limit exceeded", None),
        "dispatch_failed": (
            500,
            "Container creation could not be started on its host",
            "CONTAINER_CREATE_DISPATCH_FAILED",
        ),
        "gateway_timeout": (504, "The host did not answer in time", "CONTAINER_HOST_TIMEOUT"),
        "expired_token": (401, "Token has expired", None),
        "forbidden": (403, "Insufficient permissions", None),
        "internal_error": (500, "An unexpected error occurred", None),
    }
    status, message, code = errors[kind.removesuffix("_after")]
    return ApiError(status, message, code=code, headers=rule.wait_header(1 if status == 429 else None))
