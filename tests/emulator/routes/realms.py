# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of realms (API notes 12)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from ..members.realms import REALMS, Counted
from ..wire.bodies import Flag
from ..wire.envelope import reply
from ..wire.table import envelope_of
from ..world.realms import realms_in_use
from ..world.seed import REALM_ID
from .call import call_of
from .call import router as make_router

router = make_router("realms")


@router.get("/realms/", operation_id="listRealms", response_model=envelope_of(REALMS))
async def list_realms(request: Request, include_usage: Annotated[Flag, Query()] = "false") -> Response:
    """List the realm ids in use."""
    call = call_of(request)
    world = call.world
    found = [realm_id for realm_id in realms_in_use(world) if call.realm_id in (None, realm_id)]
    usage = {
        realm_id: {
            "projects": sum(realm_id in project.realm_ids for project in world.projects.values()),
            "containers": sum(realm_id in container.realm_ids for container in world.containers.values()),
            "servers": sum(realm_id in rental.realm_ids for rental in world.rentals.values()),
            "auth_tokens": int(realm_id == REALM_ID),
        }
        for realm_id in found
    }
    counted = Counted(found, usage if include_usage == "true" else None)
    return reply("Realm IDs retrieved successfully", REALMS.render(counted, call.switches))
