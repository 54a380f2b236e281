# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of servers, realms, images and the public key (API notes 8, 10, 12, 13)."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import Annotated

from fastapi import Path, Query, Request
from starlette.responses import Response

from . import members, models
from .call import Call, call_of
from .call import router as make_router
from .containers import signing_not_configured
from .envelope import not_found, reply
from .listing import page_of
from .records import Rental
from .table import envelope_of
from .world import REALM_ID

servers = make_router("servers")
realms = make_router("realms")
images = make_router("images")
meta = make_router("meta", errors=(429, 500, 503))
RentalId = Annotated[str, Path(alias="id", pattern=models.ID_PATTERN, description="Rental id.")]

_SYSTEMS = (("debian", "13"), ("debian", "12"), ("ubuntu", "24.04"), ("ubuntu", "22.04"), ("alpine", "3.22"))
_IMAGES = [
    members.PublicImage(number, f"{system}/{release}", system, release)
    for number, (system, release) in enumerate(_SYSTEMS, start=1)
]


def _rented(call: Call, rentals: list[Rental]) -> list[members.Rented]:
    used = Counter(container.server.server_id for container in call.world.containers.values())
    return [members.Rented(rental, call.now, used[rental.server_id]) for rental in rentals]


@servers.get("/rentals", operation_id="listRentals", response_model=envelope_of(members.RENTAL, many=True))
@servers.get("/servers", operation_id="listServers", response_model=envelope_of(members.RENTAL, many=True))
async def list_servers(request: Request) -> Response:
    """List the caller's rented servers, under their new and their old name; not paginated."""
    call = call_of(request)
    visible = [rental for rental in call.world.rentals.values() if call.in_realm(rental.realm_ids)]
    items = [members.RENTAL.render(rented, call.switches, "list") for rented in _rented(call, visible)]
    return reply("Rentals retrieved successfully", items)


@servers.get("/rentals/{id}", operation_id="getRental", response_model=envelope_of(members.RENTAL))
@servers.get("/servers/{id}", operation_id="getServer", response_model=envelope_of(members.RENTAL))
async def get_server(request: Request, rental_id: RentalId) -> Response:
    """Read one rental; a server id is not accepted here."""
    call = call_of(request)
    rental = call.world.rentals.get(rental_id)
    if not rental or not call.in_realm(rental.realm_ids):
        raise not_found()
    [rented] = _rented(call, [rental])
    return reply("Rental retrieved successfully", members.RENTAL.render(rented, call.switches, "single"))


@realms.get("/realms/", operation_id="listRealms", response_model=envelope_of(members.REALMS))
async def list_realms(request: Request, include_usage: Annotated[models.Flag, Query()] = "false") -> Response:
    """List the realm ids in use."""
    call = call_of(request)
    world = call.world
    found = [realm_id for realm_id in world.realm_ids() if call.realm_id in (None, realm_id)]
    usage = {
        realm_id: {
            "projects": sum(realm_id in project.realm_ids for project in world.projects.values()),
            "containers": sum(realm_id in container.realm_ids for container in world.containers.values()),
            "servers": sum(realm_id in rental.realm_ids for rental in world.rentals.values()),
            "auth_tokens": int(realm_id == REALM_ID),
        }
        for realm_id in found
    }
    counted = members.Counted(found, usage if include_usage == "true" else None)
    return reply("Realm IDs retrieved successfully", members.REALMS.render(counted, call.switches))


@images.get("/images/public", operation_id="listPublicImages", response_model=envelope_of(members.IMAGE_PAGE))
async def list_images(request: Request, query: Annotated[models.ImageQuery, Query()]) -> Response:
    """List the images that a container can be made from."""
    call = call_of(request)
    wanted = [
        image
        for image in _IMAGES
        if query.os in (None, image.os)
        and query.architecture in (None, "amd64")
        and (query.search or "") in image.alias
        and _within(image.price, query.min_price, query.max_price)
        and _within(image.rating, query.min_rating, query.max_rating)
    ]
    if query.sort_by in ("price", "rating"):
        wanted.sort(key=attrgetter(query.sort_by))
    elif query.sort_by == "alias":
        wanted.sort(key=attrgetter("alias"))
    chosen = page_of(wanted, query.page, query.limit, query.sort_order == "desc")
    page = members.Page(chosen, members.Pages(len(wanted), query.page, query.limit))
    return reply("Images retrieved successfully", members.IMAGE_PAGE.render(page, call.switches, "list"))


def _within(value: float, least: float | None, most: float | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)


@meta.get("/meta/public-key", operation_id="getPublicKey", response_model=envelope_of(members.PUBLIC_KEYS))
async def get_public_key(request: Request) -> Response:
    """Read the Ed25519 verification keys; needs no token."""
    call = call_of(request)
    if call.switches.signing == "none":
        raise signing_not_configured()
    return reply("Hoody API signing public key", members.PUBLIC_KEYS.render(call.world.signer, call.switches))
