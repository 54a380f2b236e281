# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of servers, realms, images and the public key (API notes 8, 10, 12, 13)."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import Path, Query, Request
from starlette.responses import Response

from . import models, replies
from .call import call_of
from .call import router as make_router
from .containers import signing_not_configured
from .envelope import not_found, pagination, reply
from .listing import page_of
from .render import rental_object
from .signing import SIGNING_FORMAT
from .world import REALM_ID, World

servers = make_router("servers")
realms = make_router("realms")
images = make_router("images")
meta = make_router("meta", errors=(429, 500, 503))

# alias, operating system, release, price
_IMAGES = (
    ("debian/13", "debian", "13", "0.00"),
    ("debian/12", "debian", "12", "0.00"),
    ("ubuntu/24.04", "ubuntu", "24.04", "0.00"),
    ("ubuntu/22.04", "ubuntu", "22.04", "0.00"),
    ("alpine/3.22", "alpine", "3.22", "0.00"),
)


def _used(world: World) -> Counter[str | None]:
    return Counter(container.server.server_id for container in world.containers.values())


@servers.get("/servers", operation_id="listServers", response_model=replies.Reply[list[replies.RentalReply]])
async def list_servers(request: Request) -> Response:
    """List the caller's rented servers; not paginated."""
    call = call_of(request)
    used = _used(call.world)
    return reply(
        "Rentals retrieved successfully",
        [
            rental_object(rental, call.now, used[rental.server_id])
            for rental in call.world.rentals.values()
            if call.in_realm(rental.realm_ids)
        ],
    )


@servers.get("/servers/{id}", operation_id="getServer", response_model=replies.Reply[replies.RentalReply])
async def get_server(
    request: Request, rental_id: Annotated[str, Path(alias="id", pattern=models.ID_PATTERN, description="Rental id.")]
) -> Response:
    """Read one rental; a server id is not accepted here."""
    call = call_of(request)
    rental = call.world.rentals.get(rental_id)
    if not rental or not call.in_realm(rental.realm_ids):
        raise not_found()
    item = rental_object(rental, call.now, _used(call.world)[rental.server_id])
    return reply("Rental retrieved successfully", {**item, "hold_days": 0, "usage_days": 90, "transaction": None})


@realms.get("/realms/", operation_id="listRealms", response_model=replies.Reply[replies.Realms])
async def list_realms(request: Request, include_usage: Annotated[models.Flag, Query()] = "false") -> Response:
    """List the realm ids in use."""
    call = call_of(request)
    world = call.world
    found = [realm_id for realm_id in world.realm_ids() if call.realm_id in (None, realm_id)]
    data: dict[str, Any] = {"realm_ids": found, "total": len(found)}
    if include_usage == "true":
        data["usage"] = {
            realm_id: {
                "projects": sum(realm_id in project.realm_ids for project in world.projects.values()),
                "containers": sum(realm_id in container.realm_ids for container in world.containers.values()),
                "servers": sum(realm_id in rental.realm_ids for rental in world.rentals.values()),
                "auth_tokens": int(realm_id == REALM_ID),
            }
            for realm_id in found
        }
    return reply("Realm IDs retrieved successfully", data)


@images.get("/images/public", operation_id="listPublicImages", response_model=replies.Reply[replies.ImagePage])
async def list_images(query: Annotated[models.ImageQuery, Query()]) -> Response:
    """List the images that a container can be made from."""
    found = [_image(number, *row) for number, row in enumerate(_IMAGES, start=1)]
    wanted = [
        image
        for image in found
        if query.os in (None, image["os"])
        and query.architecture in (None, image["architecture"])
        and (query.search or "") in image["alias"]
    ]
    return reply(
        "Images retrieved successfully",
        {
            "images": page_of(wanted, query.page, query.limit, descending=False),
            "pagination": pagination(len(wanted), query.page, query.limit),
        },
    )


def _image(number: int, alias: str, system: str, release: str, price: str) -> dict[str, Any]:
    return {
        "id": f"65a1b2c3d4e5f60800{number:06x}",
        "alias": alias,
        "image_name": alias,
        "os": system,
        "release": release,
        "architecture": "amd64",
        "variant": "default",
        "size": 120_000_000,
        "price": price,
    }


@meta.get("/meta/public-key", operation_id="getPublicKey", response_model=replies.Reply[replies.PublicKeys])
async def get_public_key(request: Request) -> Response:
    """Read the Ed25519 verification keys; needs no token."""
    call = call_of(request)
    if call.switches.signing == "none":
        raise signing_not_configured()
    signer = call.world.signer
    return reply(
        "Hoody API signing public key",
        {
            "keys": [key.published() for key in signer.keys],
            "active_kid": signer.active.kid,
            "usage": ["response-signing", "identity-claims", "container-claims"],
            "signing_format": SIGNING_FORMAT,
        },
    )
