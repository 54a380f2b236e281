# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of containers: lists, create, read, update, delete, stats, authorize (API notes 5)."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import Path, Query, Request
from starlette.responses import Response

from ..members.containers import (
    CONTAINER,
    CONTAINER_PAGE,
    CREATION,
    UPDATE,
    ContainerListQuery,
    Extras,
    ProjectContainersQuery,
    Seen,
)
from ..members.figures import STATS
from ..members.kvm import WithKvm
from ..members.runtime import Live
from ..wire.bodies import ID_PATTERN, Body, taking
from ..wire.envelope import ApiError, not_found, reply, reply_text, to_json
from ..wire.pages import PAGINATION, page_of
from ..wire.switches import Switches
from ..wire.table import Json, envelope_of
from ..world import lifecycle
from ..world.listing import Selection
from ..world.records import Container, Project
from .call import Call, call_of
from .call import router as make_router
from .rules import (
    check_claims,
    check_entries,
    check_limits,
    check_reserved,
    key_in_use,
    name_in_use,
    replace_environment,
    stored_color,
    stored_image,
    stored_key,
)

router = make_router("containers")
Creation = Annotated[WithKvm, taking(CREATION)]
Update = Annotated[Body, taking(UPDATE)]
ContainerId = Annotated[str, Path(alias="id", pattern=ID_PATTERN, description="Container id.")]
ProjectId = Annotated[str, Path(alias="id", pattern=ID_PATTERN, description="Project id.")]


# -- reading


@router.get("/containers/", operation_id="listContainers", response_model=envelope_of(CONTAINER_PAGE))
async def list_containers(request: Request, query: Annotated[ContainerListQuery, Query()]) -> Response:
    """List the containers of all projects."""
    call = call_of(request)
    if call.realm_id and query.realm_id and query.realm_id != call.realm_id:
        selection = Selection(realm_id="none")
    else:
        selection = _selection(query, None, call.realm_id or query.realm_id)
    return _page(call, query, selection, "list")


@router.get(
    "/projects/{id}/containers",
    operation_id="listProjectContainers",
    response_model=envelope_of(CONTAINER_PAGE),
)
async def list_project_containers(
    request: Request, project_id: ProjectId, query: Annotated[ProjectContainersQuery, Query()]
) -> Response:
    """List the containers of one project."""
    call = call_of(request)
    project = call.project(project_id)
    return _page(call, query, _selection(query, project.id, call.realm_id), "project_list")


def _selection(
    query: ContainerListQuery | ProjectContainersQuery, project_id: str | None, realm_id: str | None
) -> Selection:
    return Selection(
        project_id=project_id,
        realm_id=realm_id,
        deleting=query.include_deleting == "true",
        expired=query.include_expired == "true",
        prespawn=query.include_prespawn == "true",
    )


def _page(call: Call, query: ContainerListQuery | ProjectContainersQuery, selection: Selection, view: str) -> Response:
    everything = call.world.select(selection, query.sort_by)
    if not all(map(call.sees, call.world.projects.values())):
        everything = [container for container in everything if call.sees(container.project)]
    page = page_of(everything, query)
    texts = ",".join(_text(call, container, view, query) for container in page.items)
    pages = to_json(PAGINATION.render(page.pages, call.switches))
    return reply_text("Containers retrieved successfully", f'{{"containers":[{texts}],"pagination":{pages}}}')


def _text(call: Call, container: Container, view: str, extras: Extras) -> str:
    """A container as JSON text; what was asked for in addition is rendered each time."""
    live = None
    if extras.runtime != "false":
        asked: Json = {} if extras.runtime == "true" else json.loads(extras.runtime)
        wanted = frozenset(name for name in asked if asked[name])
        live = Live(wanted, container.status == "running")
    seen = Seen(
        container,
        live,
        domains=extras.include_proxy_domains == "true",
        permissions=extras.include_proxy_permissions == "true",
    )
    if seen == Seen(container):
        return container_text(container, view, call.switches)
    return to_json(CONTAINER.render(seen, call.switches, view))


def container_text(container: Container, view: str, switches: Switches) -> str:
    """A container as JSON text; kept until the container changes."""
    text = container.texts.get(view)
    if text is None:
        text = container.texts[view] = to_json(container_object(container, view, switches))
    return text


def container_object(container: Container, view: str, switches: Switches) -> Json:
    """A container as one kind of reply shows it."""
    return CONTAINER.render(Seen(container), switches, view)


@router.get("/containers/{id}", operation_id="getContainer", response_model=envelope_of(CONTAINER))
async def get_container(request: Request, container_id: ContainerId, query: Annotated[Extras, Query()]) -> Response:
    """Read one container."""
    call = call_of(request)
    container = call.container(container_id)
    return reply_text("Container retrieved successfully", _text(call, container, "single", query))


@router.get("/containers/{id}/stats", operation_id="getContainerStats", response_model=envelope_of(STATS))
async def get_stats(request: Request, container_id: ContainerId) -> Response:
    """Read live resource figures (API notes 5.7); processor and memory are null when the container is stopped."""
    call = call_of(request)
    container = call.container(container_id)
    stats = STATS.render(container, call.switches)
    return reply("Container statistics retrieved successfully", stats)


# -- creating


@router.post(
    "/projects/{id}/containers",
    operation_id="createContainer",
    status_code=201,
    response_model=envelope_of(CONTAINER),
)
async def create_container(request: Request, project_id: ProjectId, body: Creation) -> Response:
    """Create a container; it is built in the background and then starts by itself."""
    call = call_of(request)
    project = call.project(project_id)
    _check_creation(call, project, body)
    container = _build(call, project, body)
    lifecycle.create(call.world, container)
    return reply_text("Container created successfully", container_text(container, "create", call.switches), 201)


def _check_creation(call: Call, project: Project, body: WithKvm) -> None:
    world = call.world
    server = world.server(body["server_id"])
    if not server or not call.in_realm(server.realm_ids):
        raise not_found("Server")
    if server.expired:
        raise lifecycle.expired_error()
    if body["prespawn"]:
        raise ApiError(403, "Insufficient permissions")
    if body.wants_kvm and server.is_free:
        raise ApiError(403, "Insufficient permissions")
    check_reserved(body["environment_vars"])
    check_limits(project)
    check_claims(world, project, body["name"], body["ssh_public_key"])


def _build(call: Call, project: Project, body: WithKvm) -> Container:
    world, switches = call.world, call.switches
    server = world.server(body["server_id"])
    if not server:
        raise not_found("Server")
    container = world.add_container(
        project,
        server,
        world.random_name() if body["name"] == "rand" else body["name"],
        switches.first_status,
        color=stored_color(body["color"], switches) if body["color"] else None,
        image=stored_image(body["container_image"], switches),
        environment_vars=dict(body["environment_vars"]),
        ssh_public_key=stored_key(body["ssh_public_key"], switches),
        realm_ids=call.realms_for(body["realm_ids"]),
    )
    CONTAINER.keep(body, container.values)
    container.values["kvm"] = body.wants_kvm
    if "dev_kit" not in body.sent:
        container.values["dev_kit"] = body["hoody_kit"]
    return container


# -- changing


@router.patch("/containers/{id}", operation_id="updateContainer", response_model=envelope_of(CONTAINER))
@router.put("/containers/{id}", operation_id="updateContainerPut", response_model=envelope_of(CONTAINER))
async def update_container(request: Request, container_id: ContainerId, body: Update) -> Response:
    """Change a container; what is not sent stays as it is."""
    call = call_of(request)
    container = call.container(container_id)
    _check_update(call, container, body)
    _apply_update(call, container, body)
    call.world.touch(container, moved="realm_ids" in body.sent)
    call.world.history.of_container("renamed" if "name" in body.sent else "updated", container, call.now)
    return reply_text("Container updated successfully", container_text(container, "update", call.switches))


def _check_update(call: Call, container: Container, body: Body) -> None:
    world = call.world
    if container.server.expired:
        raise lifecycle.expired_error()
    if container.status == "deleting":
        raise lifecycle.state_error()
    check_reserved(body["environment_vars"])
    if body["ramdisk_scope"] == "project" and len(container.project.containers) > 1:
        raise lifecycle.state_error()
    if "name" in body.sent and world.name_taken(container.project, body["name"], but=container):
        raise name_in_use()
    if body["ssh_public_key"] and world.key_taken(body["ssh_public_key"], but=container):
        raise key_in_use()
    if "realm_ids" in body.sent and call.restricted and set(body["realm_ids"]) != set(container.realm_ids):
        raise ApiError(403, "Insufficient permissions")
    if "environment_vars" in body.sent and call.switches.environment_update == "merge":
        check_entries({**container.environment_vars, **body["environment_vars"]})


def _apply_update(call: Call, container: Container, body: Body) -> None:
    world, sent = call.world, body.sent
    CONTAINER.keep(body, container.values)
    if "name" in sent:
        world.rename(container, body["name"])
    if "color" in sent:
        container.color = stored_color(body["color"], call.switches)
    if "environment_vars" in sent:
        replace_environment(world, container, body["environment_vars"], call.switches.environment_update == "merge")
    if "ssh_public_key" in sent and body["ssh_public_key"] != container.ssh_public_key:
        world.set_key(container, stored_key(body["ssh_public_key"], call.switches))
    if "realm_ids" in sent:
        container.realm_ids = call.realms_for(body["realm_ids"])


@router.delete("/containers/{id}", operation_id="deleteContainer", response_model=envelope_of(None))
async def delete_container(request: Request, container_id: ContainerId) -> Response:
    """Delete a container; it is marked and goes later."""
    call = call_of(request)
    lifecycle.delete(call.world, call.container(container_id))
    return reply("Container deleted successfully", None)
