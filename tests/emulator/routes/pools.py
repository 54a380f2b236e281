# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of pools (API notes part 2, B.2). Who is in one sees it, and only its owner changes it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request
from starlette.responses import Response

from ..members.pools import POOL, POOL_CREATION, POOL_DONE, POOL_UPDATE, Shown
from ..wire.bodies import ID_PATTERN, Body, taking
from ..wire.envelope import ApiError, not_found, reply
from ..wire.table import envelope_of
from ..world.records import Pool, PoolMember
from .call import Call, call_of
from .call import router as make_router

router = make_router("pools")
PoolId = Annotated[str, Path(alias="id", pattern=ID_PATTERN, description="Pool id.")]
_DONE = envelope_of(POOL_DONE)


@router.get("/pools", operation_id="listPools", response_model=envelope_of(POOL, many=True))
async def list_pools(request: Request) -> Response:
    """List the pools that the caller is in; not paginated."""
    call = call_of(request)
    user = call.credential.user
    seen = [Shown(pool, user) for pool in call.world.pools.values() if pool.role_of(user)]
    return reply("Pools retrieved successfully", [POOL.render(shown, call.switches, "list") for shown in seen])


@router.post("/pools", operation_id="createPool", status_code=201, response_model=envelope_of(POOL))
async def create_pool(request: Request, body: Annotated[Body, taking(POOL_CREATION)]) -> Response:
    """Make a pool, in which nobody else and no server is. That its reply is the pool is not documented."""
    call = call_of(request)
    world, user = call.world, call.credential.user
    owner = PoolMember(world.new_id(), user, "owner", call.now)
    pool = Pool(world.new_id(), body["name"], call.now, call.now, [owner])
    pool.description, pool.settings = body["description"], body["settings"]
    world.pools[pool.id] = pool
    return reply("Pool created successfully", POOL.render(Shown(pool, user), call.switches, "single"), 201)


@router.get("/pools/{id}", operation_id="getPool", response_model=envelope_of(POOL))
async def get_pool(request: Request, pool_id: PoolId) -> Response:
    """Read a pool with its members and servers."""
    call = call_of(request)
    shown = Shown(_pool(call, pool_id), call.credential.user)
    return reply("Pool retrieved successfully", POOL.render(shown, call.switches, "single"))


@router.put("/pools/{id}", operation_id="updatePool", response_model=_DONE)
async def update_pool(request: Request, pool_id: PoolId, body: Annotated[Body, taking(POOL_UPDATE)]) -> Response:
    """Change what is said of a pool and how it is set; its name stays."""
    call = call_of(request)
    pool = _own_pool(call, pool_id)
    for name in body.sent & {"description", "settings"}:
        setattr(pool, name, body[name])
    pool.updated_at = call.now
    return reply("Pool updated successfully", POOL_DONE.render(pool, call.switches))


@router.delete("/pools/{id}", operation_id="deletePool", response_model=_DONE)
async def delete_pool(request: Request, pool_id: PoolId) -> Response:
    """Dissolve a pool. What becomes of containers on its servers is not documented: here they stay."""
    call = call_of(request)
    pool = _own_pool(call, pool_id)
    if pool.is_default:
        raise ApiError(403, "The default pool cannot be deleted")
    for rental in call.world.rentals.values():
        if rental.pool_id == pool.id:
            rental.pool_id = None
    del call.world.pools[pool.id]
    return reply("Pool deleted successfully", POOL_DONE.render(pool, call.switches))


def _pool(call: Call, pool_id: str) -> Pool:
    pool = call.world.pools.get(pool_id)
    if not pool or not pool.role_of(call.credential.user):
        raise not_found("Pool")
    return pool


def _own_pool(call: Call, pool_id: str) -> Pool:
    pool = _pool(call, pool_id)
    if pool.role_of(call.credential.user) != "owner":
        raise ApiError(403, "Insufficient permissions", code="INSUFFICIENT_PERMISSIONS")
    return pool
