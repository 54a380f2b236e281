# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the parts together: world, routes, gate, faults, request log."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from . import control
from .kit.front import PREFIX, Front
from .kit.inside import Inside
from .members.plain import RESOURCES, Plain
from .routes import (
    accounts,
    aliases,
    claims,
    containers,
    copies,
    environment,
    events,
    firewall,
    images,
    locks,
    network,
    operations,
    pools,
    projects,
    realms,
    servers,
    sharing,
    snapshots,
)
from .routes.gate import Gate, method_not_allowed
from .routes.plain import router_of
from .routes.stream import Stream
from .wire.envelope import ApiError, issue, route_not_found, validation_response
from .wire.fault_kinds import KINDS
from .wire.faults import FaultInjector
from .wire.request_log import RequestLog
from .wire.switches import Switches, active_switches
from .world.world import World

ROUTERS: tuple[APIRouter, ...] = (
    containers.router,
    copies.router,
    operations.router,
    environment.router,
    network.router,
    firewall.router,
    projects.router,
    sharing.router,
    servers.router,
    pools.router,
    snapshots.router,
    aliases.router,
    locks.router,
    realms.router,
    events.router,
    images.router,
    claims.router,
    claims.meta,
    accounts.router,
)
DESCRIPTION = """
A stand-in for the Hoody API. Paste the lines that it printed into another terminal, and try there:

    ansible localhost -m hoody.cloud.container_info -a "project=Shop"

It keeps its state in memory and answers as the published specification says.

* Every point on which the revisions of the API differ, or say nothing, is a **switch**: see `/_emulator/switches`.
* **Faults** (429, 500, resets, truncated replies ...) are turned on at `/_emulator/faults`.
* With `--inside DIR` the containers have an **inside**: commands, files and SSH. What concerns it begins with `kit`.
* What happens is told over Socket.IO (websocket only) at `/api/v1/events`, whose history is read there, too.
* What was asked is in the **request log** at `/_emulator/requests`.
"""


#: Where the page finds its scripts, as the machine may have no internet.
ASSETS = "/docs-assets"
#: Where a fact is from helps those who read the code. Whoever reads the page cannot look it up.
_SOURCE = re.compile(r" \((?:API notes|part 2|[A-H]\.\d)[^)]*\)")


def _switches_and_faults() -> str:
    """Two tables for the page: all switches with their values, and all kinds of faults."""
    switches = "".join(
        f"| `{name}` | `{field.default}` | {_SOURCE.sub('', str(field.description))} |\n"
        for name, field in Switches.model_fields.items()
    )
    faults = ", ".join(f"`{kind}`" for kind in KINDS)
    return (
        "\n## Switches\n\n| switch | default | meaning |\n|---|---|---|\n"
        f"{switches}\n## Faults\n\n{faults}\n\n"
        "A kind that ends in `_after` strikes when the work is done.\n"
    )


@dataclass(frozen=True, slots=True)
class Emulator:
    """The whole emulator: an ASGI application and handles on its parts."""

    world: World
    api: FastAPI
    faults: FaultInjector
    log: RequestLog
    front: Front | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Faults, log and authentication concern the API only, not the control endpoints and the documentation."""
        if self.front and scope["type"] == "http" and scope["path"].startswith(PREFIX):
            await self.front(scope, receive, send)
        elif scope["type"] == "http" and _opened_in_a_browser(scope):
            await RedirectResponse("/docs")(scope, receive, send)
        elif scope["type"] == "websocket" or _is_api(scope["path"]):
            await self.log(scope, receive, send)
        else:
            await self.api(scope, receive, send)


def _opened_in_a_browser(scope: Scope) -> bool:
    """Whether a person has typed the address that the emulator printed; a client of the API wants no page."""
    accepted = [value for name, value in scope["headers"] if name == b"accept"]
    return scope["path"] == "/" and any(b"text/html" in value for value in accepted)


def _is_api(path: str) -> bool:
    return not path.startswith(("/_emulator/", "/docs", "/openapi.json", ASSETS))


def build(
    switches: Switches,
    token: str,
    *,
    empty: bool = False,
    fleet: int = 0,
    resources: Iterable[Plain] = RESOURCES,
    inside: Path | None = None,
) -> Emulator:
    """A new emulator with its own world; with a folder for it, also with the inside of its containers."""
    routers = (*ROUTERS, *map(router_of, resources), control.router)
    world = World(switches, empty=empty, fleet=fleet)
    api = FastAPIOffline(
        title="Hoody API emulator",
        version="2026.10",
        description=DESCRIPTION + _switches_and_faults(),
        static_url=ASSETS,
        redoc_url=None,
        redirect_slashes=False,
        openapi_tags=[{"name": "emulator", "description": "Control of the emulator; not part of the API."}],
    )
    for router in routers:
        # Its very routes: those of an included router are looked for in two steps, and with the context of both.
        api.router.routes.extend(router.routes)
    api.add_exception_handler(ApiError, _api_error)
    api.add_exception_handler(RequestValidationError, _validation_error)
    api.add_exception_handler(HTTPException, _routing_error)
    api.add_exception_handler(Exception, _unexpected_error)
    api.state.offer = partial(_methods_of, routers)
    gate = Gate(api, world, token, api.state.offer)
    faults = FaultInjector(gate, world)
    front = Front(Inside(inside, world), token, faults) if inside else None
    emulator = Emulator(world, api, faults, RequestLog(Stream(faults, gate)), front)
    api.state.emulator = emulator
    return emulator


def _methods_of(routers: Iterable[APIRouter], path: str) -> set[str]:
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    return {method for route in routes if route.path_regex.match(path) for method in route.methods or ()}


async def _api_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, ApiError):
        raise error
    return error.response(active_switches.get())


async def _validation_error(request: Request, error: Exception) -> Response:
    """Ids first, as their error has a sentence of its own whatever else is wrong (API notes 1.3)."""
    if not isinstance(error, RequestValidationError):
        raise error
    switches = active_switches.get()
    errors: list[Any] = list(error.errors())
    if any(item["loc"][0] == "path" and item["loc"][-1] in ("id", "permissionId") for item in errors):
        network_path = request.url.path.split("/")[5:6] == ["network"]
        return ApiError(400, f"Invalid {'container ' if network_path else ''}ID format").response(switches)
    if request.url.path == events.HISTORY:
        # Whatever a revision answers elsewhere, here it is 400 (API notes part 2, H.5).
        switches = switches.changed({"validation_status": 400})
    return validation_response([issue(item) for item in errors], switches)


async def _routing_error(request: Request, error: Exception) -> Response:
    switches, method, path = active_switches.get(), request.method, request.url.path
    if isinstance(error, HTTPException) and error.status_code == 405:
        return method_not_allowed(path, switches, request.app.state.offer).response(switches)
    if isinstance(error, HTTPException) and error.status_code == 400:
        # The body is not even text.
        return validation_response([("", "must be valid JSON")], switches)
    return route_not_found(method, path).response(switches)


async def _unexpected_error(_request: Request, _error: Exception) -> Response:
    return ApiError(500, "An unexpected error occurred").response(active_switches.get())
