# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request to a service inside a container, and the ways to answer it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.types import Receive

from ..wire.switches import Switches
from ..world.records import Container
from .house import House
from .journal import Journal


class ServiceError(Exception):
    """An error of a service; each shapes it in its own way."""

    def __init__(self, status: int, error: str, code: str | None = None, **members: Any) -> None:
        super().__init__(error)
        self.status = status
        self.members: dict[str, Any] = {"error": error, **({"code": code} if code else {}), **members}


@dataclass(frozen=True)
class Visit:
    """A request that has come to a running container; ``path`` begins after the address, and is decoded."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    house: House
    container: Container
    index: int
    switches: Switches
    receive: Receive

    @property
    def journal(self) -> Journal:
        """What was written through the files service."""
        return Journal(self.house.folder)

    def parameter(self, name: str) -> str | None:
        """The last value of a query parameter."""
        return self.query[name][-1] if name in self.query else None

    def wants(self, name: str) -> bool:
        """Whether a parameter that is a flag is set: ``?name``, ``?name=true`` or ``?name=1``."""
        return (self.parameter(name) or ("true" if name in self.query else "")).lower() in ("true", "1")

    def json(self) -> dict[str, Any]:
        """The body as a JSON object."""
        try:
            value = json.loads(self.body)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise ServiceError(400, "Invalid JSON body", "VALIDATION_ERROR")
        return value

    async def caller_left(self) -> None:
        """Wait until the caller breaks the connection."""
        while (await self.receive())["type"] != "http.disconnect":
            pass


def bare(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON without the envelope of the control plane."""
    return Response(json.dumps(value), status, headers, "application/json")


def health(visit: Visit, service: str, started: str, process: int) -> dict[str, Any]:
    """What a service says of itself (API notes part 2, G.1)."""
    return {
        "status": "ok",
        "service": service,
        "built": "2026-10-01T00:00:00.000Z",
        "started": started,
        "memory": {"rss": 41943040},
        "fds": 24,
        "pid": process,
        "ip": "127.0.0.1",
        "userAgent": visit.headers.get("user-agent", ""),
    }
