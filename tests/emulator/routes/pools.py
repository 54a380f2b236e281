# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of pools (API notes part 2, B.2). There is one, and it cannot be changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request
from starlette.responses import Response

from ..members.pools import POOL, Pool
from ..wire.bodies import ID_PATTERN
from ..wire.envelope import not_found, reply
from ..wire.table import envelope_of
from ..world.seed import POOL_ID
from .call import Call, call_of
from .call import router as make_router

router = make_router("pools")
PoolId = Annotated[str, Path(alias="id", pattern=ID_PATTERN, description="Pool id.")]


def _pool(call: Call) -> Pool:
    """Somebody else's server, and the first of the caller's own."""
    rentals = [rental for rental in call.world.rentals.values() if rental.server_id]
    own = [rental for rental in rentals if not rental.pooled][:1]
    return Pool([*own, *(rental for rental in rentals if rental.pooled)])


@router.get("/pools", operation_id="listPools", response_model=envelope_of(POOL, many=True))
async def list_pools(request: Request) -> Response:
    """List the pools that the caller is in; not paginated."""
    call = call_of(request)
    return reply("Pools retrieved successfully", [POOL.render(_pool(call), call.switches, "list")])


@router.get("/pools/{id}", operation_id="getPool", response_model=envelope_of(POOL))
async def get_pool(request: Request, pool_id: PoolId) -> Response:
    """Read a pool with its members and servers."""
    call = call_of(request)
    if pool_id != POOL_ID:
        raise not_found("Pool")
    return reply("Pool retrieved successfully", POOL.render(_pool(call), call.switches, "single"))
