# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of copy, sync and KVM (API notes part 2, F.1 to F.3)."""

from __future__ import annotations

import copy
from typing import Any

from fastapi import Request
from starlette.responses import Response

from ..members.containers import CONTAINER
from ..members.copies import COPY, KVM, SYNC, ContainerCopy
from ..members.kvm import Kvm
from ..members.operations import Accepted
from ..wire.envelope import ApiError, not_found, reply, route_not_found
from ..wire.table import envelope_of
from ..world import lifecycle
from ..world.records import Container, Rental
from .call import Call, call_of
from .call import router as make_router
from .containers import ContainerId
from .rules import check_claims, check_limits

router = make_router("container-copy")
#: What a copy does not take over.
_OWN = frozenset({"kvm", "ramdisk_scope"})
_SETTLED = frozenset({"running", "stopped", "paused"})
_WRONG_STATE = "OPERATION_STATE_CONFLICT"


@router.post("/containers/{id}/copy", operation_id="copyContainer", status_code=201, response_model=envelope_of(COPY))
async def copy_container(request: Request, container_id: ContainerId, body: ContainerCopy) -> Response:
    """Copy a container; the copy is made in the background and then starts by itself."""
    call = call_of(request)
    source = call.world.containers.get(container_id)
    if not source or not call.shows(source):
        raise not_found("Source container")
    server = _target_server(call, source, body)
    project = call.project(body.target_project_id)
    check_limits(project)
    check_claims(call.world, project, body.name or "rand", body.ssh_public_key)
    if source.status not in _SETTLED:
        raise lifecycle.state_error(_WRONG_STATE)
    if body.source_snapshot and body.source_snapshot not in source.snapshots:
        raise not_found("Snapshot")
    made = call.world.add_container(
        project,
        server,
        body.name or call.world.random_name(),
        "copying",
        source_container_id=source.id,
        ssh_public_key=body.ssh_public_key or None,
        realm_ids=call.realms_for(source.realm_ids),
        **_copied(source),
    )
    made.values["kvm"] = body.wants_kvm
    if body.copy_network_rules and source.network:
        made.network = copy.deepcopy(source.network)
        if call.switches.copy_network == "stored":
            made.network.effective, made.network.status = None, "configured"
    if body.copy_firewall_rules:
        made.firewall = copy.deepcopy(source.firewall)
    call.world.history.begun(made, call.now)
    lifecycle.fill(call.world, made, source, body.source_snapshot)
    accepted = Accepted(made, "copy", call.world.new_operation_id(), body.copy_firewall_rules, body.copy_network_rules)
    return reply("Container copy initiated successfully", COPY.render(accepted, call.switches), 201)


def _target_server(call: Call, source: Container, body: ContainerCopy) -> Rental:
    server = call.world.server(body.target_server_id) if body.target_server_id else source.server
    if not server or not call.in_realm(server.realm_ids):
        raise not_found()
    if server.expired:
        raise lifecycle.expired_error()
    if body.wants_kvm and server.is_free:
        raise ApiError(403, "Insufficient permissions")
    if sum(container.server is server for container in call.world.containers.values()) >= server.capacity:
        raise ApiError(400, "This server has reached its container limit.", code="SERVER_CONTAINER_LIMIT")
    return server


def _copied(source: Container) -> dict[str, Any]:
    """The settings that a copy takes over (inference in the notes)."""
    values = {name: item.value(source) for name, item in CONTAINER.kept.items() if name not in _OWN}
    return {
        "color": source.color,
        "image": source.image,
        "environment_vars": dict(source.environment_vars),
        "values": values,
    }


@router.post("/containers/{id}/sync", operation_id="syncContainer", response_model=envelope_of(SYNC))
async def sync_container(request: Request, container_id: ContainerId) -> Response:
    """Refresh a copy from its source."""
    call = call_of(request)
    container = call.container(container_id)
    if not container.source_container_id:
        raise ApiError(
            409,
            "Container was not created from a copy, sync is not possible.",
            code="CONTAINER_NOT_COPIED",
        )
    source = call.container(container.source_container_id)
    if source.status not in _SETTLED or container.status not in _SETTLED:
        raise lifecycle.state_error(_WRONG_STATE)
    copied = _copied(source)
    container.values.update(copied.pop("values"))
    for name, value in copied.items():
        setattr(container, name, value)
    call.world.set_status(container, "copying", "manual_operation", call.now)
    lifecycle.fill(call.world, container, source)
    accepted = Accepted(container, "sync", call.world.new_operation_id())
    return reply("Container sync initiated successfully", SYNC.render(accepted, call.switches))


@router.patch("/containers/{id}/kvm", operation_id="setContainerKvm", response_model=envelope_of(KVM))
@router.put("/containers/{id}/kvm", operation_id="setContainerKvmPut", response_model=envelope_of(KVM))
async def set_kvm(request: Request, container_id: ContainerId, body: Kvm) -> Response:
    """Switch KVM on or off; the container is stopped, and not on a free server."""
    call = call_of(request)
    if not call.switches.newer_fields:
        raise route_not_found(request.method, request.url.path)
    container = call.container(container_id)
    if container.server.is_free:
        raise ApiError(403, "Insufficient permissions")
    if container.status != "stopped":
        raise lifecycle.state_error()
    container.values["kvm"] = body.kvm or body.dev_kvm
    call.world.touch(container)
    return reply("Container KVM setting updated", KVM.render(container, call.switches))
