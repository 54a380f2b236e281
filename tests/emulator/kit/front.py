# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy before the services: address, gate, sleep, limits, and a log of its own (API notes 15; part 2, G.1)."""

from __future__ import annotations

import base64
import re
import secrets
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qs, unquote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from ..wire.faults import FaultInjector
from ..wire.switches import Switches
from ..world.locks import Visitor, refusal
from ..world.records import Container
from . import files, terminal
from .endpoint import Endpoint
from .house import HouseError
from .inside import Inside
from .visit import Visit, bare

PREFIX = "/inside/"
#: What opens the gate of kit_gate, whichever way it wants it.
GATE_USER, GATE_PASSWORD, GATE_TOKEN, GATE_HEADER = "gate", "gate-password", "gate-token", "x-gate-token"
_LABEL = re.compile(r"([0-9a-f]{24})-([0-9a-f]{24})-(terminal|t|files)-([0-9]{1,5})")
#: What a name in the DNS allows.
_LONGEST_LABEL = 63
_PAGE = (
    "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr><center>proxy</center></body></html>"
)
_SERVICES = {"terminal": terminal.answer, "t": terminal.answer, "files": files.answer}


@dataclass(slots=True)
class Entry:
    """One request to a service. No body, no credential, and not the secret of the address."""

    number: int
    method: str
    container_id: str
    service: str
    index: int
    path: str
    query: str
    status: int | None = None
    #: Whether the token of the account was anywhere in it, where it never belongs.
    account_token: bool = False
    fault: str | None = None


class Front:
    """ASGI for everything below PREFIX."""

    def __init__(self, inside: Inside, account_token: str, faults: FaultInjector) -> None:
        self.inside = inside
        self.endpoint = Endpoint(inside)
        self.log: deque[Entry] = deque(maxlen=50_000)
        self._token = account_token.encode()
        self._number = 0
        self._faults = FaultInjector(self._serve, inside.world, faults)

    async def begin(self, port: int) -> None:
        """Begin to serve, on the port where this is served; begins SSH, too."""
        self.inside.begin()
        await self.endpoint.begin(PREFIX + self.inside.secret, port)

    async def end(self) -> None:
        """End everything inside, and wait until it has ended."""
        await self.endpoint.end()
        await self.inside.end()

    def template(self, url: str) -> str:
        """The address of a service, with the placeholders of the option kit_url."""
        return f"{url}{PREFIX}{self.inside.secret}/{{project_id}}-{{container_id}}-{{service}}-{{index}}"

    def listing(self) -> list[dict[str, Any]]:
        """The log, oldest first."""
        return [asdict(entry) for entry in self.log]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        secret, _slash, rest = scope["raw_path"].decode("latin-1").removeprefix(PREFIX).partition("/")
        label, slash, path = rest.partition("/")
        match = _LABEL.fullmatch(label)
        if not secrets.compare_digest(secret.encode(), self.inside.secret.encode()):
            await bare({"error": "Direct access is not allowed"}, 403)(scope, receive, send)
            return
        if label == "ssh":
            await (await self.endpoint.answer(path, Headers(scope=scope)))(scope, receive, send)
            return
        if not match or len(label) > _LONGEST_LABEL or (match[3] == "files" and match[4] != "1"):
            await _page("404 Not Found", 404)(scope, receive, send)
            return
        body = await _body_of(receive)
        self._number += 1
        entry = Entry(
            self._number,
            scope["method"],
            match[2],
            "terminal" if match[3] == "t" else match[3],
            int(match[4]),
            slash + unquote(path, errors="replace"),
            scope["query_string"].decode("latin-1"),
            account_token=any(
                self._token in text for text in (*sum(scope["headers"], ()), scope["query_string"], body)
            ),
        )
        self.log.append(entry)

        async def noting_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
            await send(message)

        known = {"path": entry.path, "hoody_log": entry, "hoody_inside": (match, slash + path, body)}
        await self._faults({**scope, **known}, receive, noting_send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(scope, receive, *scope["hoody_inside"])
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, match: re.Match[str], path: str, body: bytes) -> Response:
        world, headers = self.inside.world, Headers(scope=scope)
        switches = world.switches
        now = world.settle()
        container = world.containers.get(match[2])
        if container is None or container.project.id != match[1] or not _serves(container):
            return _page("503 Service Temporarily Unavailable", 503)
        if refused := _refused_at_gate(switches, headers) or _refused_by_lock(scope, container, match, now):
            return refused
        if switches.kit_body_limit and len(body) > switches.kit_body_limit:
            return _page("413 Request Entity Too Large", 413)
        try:
            house = await self.inside.house(container)
        except HouseError:
            return _page("503 Service Temporarily Unavailable", 503)
        if switches.kit_sleep == "first_call" and match[3] not in house.awake:
            house.awake.add(match[3])
            return _page("502 Bad Gateway", 502)
        visit = Visit(
            method=scope["method"],
            path=unquote(path, errors="surrogateescape"),
            query=parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True, errors="surrogateescape"),
            headers=headers,
            body=body,
            house=house,
            container=container,
            index=int(match[4]),
            switches=switches,
            receive=receive,
        )
        try:
            response = await _SERVICES[match[3]](visit)
        except HouseError:
            response = None
        # A service ends with its container, and then the proxy waits for its answer in vain.
        return response if response and not house.ended else _page("502 Bad Gateway", 502)


def _serves(container: Container) -> bool:
    return container.status == "running" and container.values.get("hoody_kit", True)


async def _body_of(receive: Receive) -> bytes:
    """All of it, also when it is too long: a proxy that closes the connection instead would hide its own answer."""
    pieces = []
    while True:
        message = await receive()
        pieces.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(pieces)


def _page(title: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(_PAGE.format(title), status, headers, "text/html")


def _refused_at_gate(switches: Switches, headers: Headers) -> Response | None:
    """The answer to whoever does not bring what the gate asks for (API notes part 2, E.7 and G.1)."""
    basic = "Basic " + base64.b64encode(f"{GATE_USER}:{GATE_PASSWORD}".encode()).decode()
    wanted = {
        "basic": ("authorization", basic),
        "bearer": ("authorization", f"Bearer {GATE_TOKEN}"),
        "header": (GATE_HEADER, GATE_TOKEN),
    }
    if switches.kit_gate == "open":
        return None
    if switches.kit_gate in wanted:
        name, value = wanted[switches.kit_gate]
        if secrets.compare_digest(headers.get(name, "").encode(), value.encode()):
            return None
    return _refusal(401 if switches.kit_gate == "basic" else 403)


def _refused_by_lock(scope: Scope, container: Container, match: re.Match[str], now: float) -> Response | None:
    """The answer to whoever the permissions of the container do not let in (API notes part 2, E.7)."""
    request = Request(scope)
    client = request.client.host if request.client else ""
    visitor = Visitor(request.headers, request.cookies, request.query_params, client, now)
    status = refusal(container, "terminal" if match[3] == "t" else match[3], int(match[4]), visitor)
    return _refusal(status) if status else None


def _refusal(status: int) -> Response:
    """Whoever knows a password is asked for it."""
    if status == 401:
        return _page("401 Authorization Required", 401, {"WWW-Authenticate": 'Basic realm="container"'})
    return _page("403 Forbidden", 403)
