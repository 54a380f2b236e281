# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of the snapshots of a container (API notes part 2, section C)."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from fastapi import Request
from starlette.responses import Response

from ..members.snapshots import (
    DELETED_SNAPSHOT,
    ONE_SNAPSHOT,
    RESTORED,
    SNAPSHOTS,
    Kept,
    SnapshotAlias,
    SnapshotCreate,
    Taken,
    limit_of,
)
from ..members.values import DAY
from ..wire.envelope import ApiError, not_found, reply
from ..wire.table import envelope_of
from ..world import lifecycle, snapshots
from ..world.records import Container, Snapshot
from .call import Call, call_of
from .call import router as make_router
from .containers import ContainerId

router = make_router("container-snapshots", errors=(400, 401, 403, 404, 409, 422, 429, 500, 503))
_PATH = "/containers/{id}/snapshots"
_LONGEST_NAME, _SHORTEST_NAME = 64, 2


@router.get(_PATH, operation_id="listSnapshots", response_model=envelope_of(SNAPSHOTS))
async def list_snapshots(request: Request, container_id: ContainerId) -> Response:
    """List the snapshots; not paginated."""
    call = call_of(request)
    container = call.container(container_id)
    kept = Kept(container, _living(call, container), limit_of(call.switches))
    return reply("Snapshots retrieved successfully", SNAPSHOTS.render(kept, call.switches))


@router.post(_PATH, operation_id="createSnapshot", response_model=envelope_of(ONE_SNAPSHOT))
async def create_snapshot(request: Request, container_id: ContainerId, body: SnapshotCreate) -> Response:
    """Take a snapshot. Its name is made of the alias; success is 200."""
    call = call_of(request)
    container = call.container(container_id)
    lifecycle.check_snapshot(call.world, container)
    there, limit = _living(call, container), limit_of(call.switches)
    name = _name_from(call, body.alias)
    same = [snapshot for snapshot in there if snapshot.name == name]
    if same and call.switches.snapshot_same_alias == "refused":
        raise ApiError(409, "A snapshot with this name already exists")
    for snapshot in same:
        snapshots.drop(call.world, container, snapshot.name)
    if limit is not None and len(there) - len(same) >= limit:
        details = {"field": "container_snapshot_limit", "container_id": container.id, "current_count": len(there)}
        data = {**details, "server_id": container.server.server_id, "limit": limit}
        message = "This container has reached its snapshot limit."
        raise ApiError(400, message, code="CONTAINER_SNAPSHOT_LIMIT", data=data)
    expires_at = call.now + body.expiry * DAY if "expiry" in body.sent else None
    snapshots.keep(call.world, container, Snapshot(name, body.alias or None, call.now, expires_at))
    return _one(call, container, name, "Snapshot created successfully")


@router.patch(_PATH + "/{name}", operation_id="restoreSnapshot", response_model=envelope_of(RESTORED))
@router.put(_PATH + "/{name}", operation_id="restoreSnapshotPut", response_model=envelope_of(RESTORED))
async def restore_snapshot(request: Request, container_id: ContainerId, name: str) -> Response:
    """Rewind the container."""
    call = call_of(request)
    taken = _taken(call, container_id, name)
    snapshots.rewind(call.world, taken.container, name)
    return reply("Container restored from snapshot successfully", RESTORED.render(taken, call.switches))


@router.delete(_PATH + "/{name}", operation_id="deleteSnapshot", response_model=envelope_of(DELETED_SNAPSHOT))
async def delete_snapshot(request: Request, container_id: ContainerId, name: str) -> Response:
    """Delete a snapshot."""
    call = call_of(request)
    taken = _taken(call, container_id, name)
    snapshots.drop(call.world, taken.container, name)
    return reply("Snapshot deleted successfully", DELETED_SNAPSHOT.render(taken, call.switches))


@router.patch(_PATH + "/{name}/alias", operation_id="setSnapshotAlias", response_model=envelope_of(ONE_SNAPSHOT))
@router.put(_PATH + "/{name}/alias", operation_id="setSnapshotAliasPut", response_model=envelope_of(ONE_SNAPSHOT))
async def set_alias(request: Request, container_id: ContainerId, name: str, body: SnapshotAlias) -> Response:
    """Change or remove the alias; the name stays."""
    call = call_of(request)
    taken = _taken(call, container_id, name)
    taken.snapshot.alias = body.alias
    return _one(call, taken.container, name, "Snapshot alias updated successfully")


def _one(call: Call, container: Container, name: str, message: str) -> Response:
    taken = Taken(container, container.snapshots[name])
    return reply(message, ONE_SNAPSHOT.render(taken, call.switches))


def _living(call: Call, container: Container) -> list[Snapshot]:
    """Those that have not expired; the others vanish."""
    for snapshot in list(container.snapshots.values()):
        if snapshot.expires_at is not None and snapshot.expires_at <= call.now:
            snapshots.drop(call.world, container, snapshot.name)
    return list(container.snapshots.values())


def _taken(call: Call, container_id: str, name: str) -> Taken:
    container = call.container(container_id)
    _living(call, container)
    if name not in container.snapshots:
        raise not_found("Snapshot")
    return Taken(container, container.snapshots[name])


def _name_from(call: Call, alias: str) -> str:
    """The name that is made of an alias (C.3)."""
    kept = re.sub(r"[^A-Za-z0-9_-]", "", alias)
    kept = kept.strip("-_") if call.switches.snapshot_name == "both_ends" else kept.lstrip("-")
    kept = kept[:_LONGEST_NAME]
    if not kept:
        return datetime.fromtimestamp(call.now, timezone.utc).strftime("snap-%Y%m%d-%H%M%S")
    if len(kept) < _SHORTEST_NAME:
        raise ApiError(400, "Validation failed")
    return kept
