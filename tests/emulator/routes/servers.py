# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of servers (API notes 10 and part 2, B.1)."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import Path, Request
from starlette.responses import Response

from ..members.servers import RENTAL, RENTAL_RUNTIME, RENTED_SERVER, Rented
from ..wire.bodies import ID_PATTERN
from ..wire.envelope import ApiError, not_found, reply, route_not_found
from ..wire.table import envelope_of
from ..world.records import Rental
from ..world.seed import ON_OFFER
from .call import Call, call_of
from .call import router as make_router

router = make_router("servers")
RentalId = Annotated[str, Path(alias="id", pattern=ID_PATTERN, description="Rental id.")]


def rented(call: Call, rentals: list[Rental]) -> list[Rented]:
    """These rentals as they are now."""
    used = Counter(container.server.server_id for container in call.world.containers.values())
    return [Rented(rental, call.now, used[rental.server_id]) for rental in rentals]


def _check_path(call: Call, request: Request) -> None:
    """Some revisions have one of the two paths only (part 2, B.6)."""
    known = call.switches.rental_paths
    if known != "both" and f"/{known}" not in request.url.path:
        raise route_not_found(request.method, request.url.path)


@router.get("/rentals", operation_id="listRentals", response_model=envelope_of(RENTAL, many=True))
@router.get("/servers", operation_id="listServers", response_model=envelope_of(RENTAL, many=True))
async def list_servers(request: Request) -> Response:
    """List the caller's rented servers, under their new and their old name; not paginated."""
    call = call_of(request)
    _check_path(call, request)
    visible = [rental for rental in call.rentals() if call.in_realm(rental.realm_ids)]
    items = [RENTAL.render(one, call.switches, "list") for one in rented(call, visible)]
    return reply("Rentals retrieved successfully", items)


@router.get(
    "/servers/available", operation_id="listAvailableServers", response_model=envelope_of(RENTED_SERVER, many=True)
)
async def list_available(request: Request) -> Response:
    """List what could be rented. Nothing is published of its form: here they are as those of rentals are."""
    call = call_of(request)
    if not call.credential.writes:
        raise ApiError(403, "Insufficient permissions", code="INSUFFICIENT_PERMISSIONS")
    offered = [RENTED_SERVER.render(one, call.switches) for one in rented(call, [ON_OFFER])]
    return reply("Available servers retrieved successfully", offered)


@router.get("/rentals/{id}", operation_id="getRental", response_model=envelope_of(RENTAL))
@router.get("/servers/{id}", operation_id="getServer", response_model=envelope_of(RENTAL))
async def get_server(request: Request, rental_id: RentalId) -> Response:
    """Read one rental; a server id is not accepted here."""
    call = call_of(request)
    _check_path(call, request)
    [one] = rented(call, [_rental(call, rental_id)])
    return reply("Rental retrieved successfully", RENTAL.render(one, call.switches, "single"))


@router.get("/rentals/{id}/runtime", operation_id="getRentalRuntime", response_model=envelope_of(RENTAL_RUNTIME))
async def get_runtime(request: Request, rental_id: RentalId) -> Response:
    """Tell how a server runs that is the caller's alone, to whoever has logged in. Its reply is not documented."""
    call = call_of(request)
    if not call.switches.newer_fields:
        raise route_not_found(request.method, request.url.path)
    _check_path(call, request)
    call.check_login()
    rental = _rental(call, rental_id)
    if rental.is_free:
        raise ApiError(409, "The server is shared with other accounts")
    return reply("Rental runtime retrieved successfully", RENTAL_RUNTIME.render(rental, call.switches))


def _rental(call: Call, rental_id: str) -> Rental:
    rental = next((rental for rental in call.rentals() if rental.id == rental_id), None)
    if not rental or not call.in_realm(rental.realm_ids):
        raise not_found()
    return rental
