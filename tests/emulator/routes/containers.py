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
    ContainerCreate,
    ContainerListQuery,
    ContainerUpdate,
    Extras,
    ProjectContainersQuery,
    Seen,
)
from ..members.environment import environment_entries
from ..members.figures import STATS
from ..members.runtime import Live
from ..wire.bodies import ID_PATTERN
from ..wire.envelope import ApiError, not_found, reply, reply_text, to_json
from ..wire.pages import PAGINATION, Pages, page_of
from ..wire.switches import Switches
from ..wire.table import Json, envelope_of
from ..world import lifecycle
from ..world.listing import Selection
from ..world.records import Container, Project
from ..world.seed import DEFAULT_SSH_KEY
from ..world.world import PLATFORM_PREFIX, World
from .call import Call, call_of
from .call import router as make_router

router = make_router("containers")
ContainerId = Annotated[str, Path(alias="id", pattern=ID_PATTERN, description="Container id.")]
ProjectId = Annotated[str, Path(alias="id", pattern=ID_PATTERN, description="Project id.")]

_IMAGE_SHORTHAND = frozenset({"debian", "debian-13", "debian:13", "debian 13"})
DEFAULT_IMAGE = "debian/13"


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
    chosen = page_of(everything, query.page, query.limit, query.sort_order == "desc")
    texts = ",".join(_text(call, container, view, query) for container in chosen)
    place = Pages(len(everything), query.page, query.limit)
    pages = to_json(PAGINATION.render(place, call.switches))
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
async def create_container(request: Request, project_id: ProjectId, body: ContainerCreate) -> Response:
    """Create a container; it is built in the background and then starts by itself."""
    call = call_of(request)
    project = call.project(project_id)
    _check_creation(call, project, body)
    container = _build(call, project, body)
    lifecycle.create(call.world, container)
    return reply_text("Container created successfully", container_text(container, "create", call.switches), 201)


def _check_creation(call: Call, project: Project, body: ContainerCreate) -> None:
    world = call.world
    server = world.server(body.server_id)
    if not server or not call.in_realm(server.realm_ids):
        raise not_found("Server")
    if server.expired:
        raise lifecycle.expired_error()
    if body.prespawn:
        raise ApiError(403, "Insufficient permissions")
    if (body.kvm or body.dev_kvm) and server.is_free:
        raise ApiError(403, "Insufficient permissions")
    check_reserved(body.environment_vars)
    check_limits(project)
    check_claims(world, project, body.name, body.ssh_public_key)


def check_limits(project: Project) -> None:
    """A project may have a greatest number of containers."""
    if project.max_containers is not None and len(project.containers) >= project.max_containers:
        raise ApiError(
            400,
            "This project has reached its container limit.",
            data={"current_count": len(project.containers), "limit": project.max_containers},
        )


def check_claims(world: World, project: Project, name: str, ssh_public_key: str | None) -> None:
    """The name and the key of a new container must be free."""
    if name != "rand" and world.name_taken(project, name):
        raise name_in_use()
    if ssh_public_key and world.key_taken(ssh_public_key):
        raise key_in_use()


def _build(call: Call, project: Project, body: ContainerCreate) -> Container:
    world, switches = call.world, call.switches
    server = world.server(body.server_id)
    if not server:
        raise not_found("Server")
    return world.add_container(
        project,
        server,
        world.random_name() if body.name == "rand" else body.name,
        switches.first_status,
        color=stored_color(body.color, switches) if body.color else None,
        image=stored_image(body.container_image, switches),
        ai=body.ai,
        hoody_kit=body.hoody_kit,
        dev_kit=body.dev_kit if "dev_kit" in body.sent else body.hoody_kit,
        kvm=body.kvm or body.dev_kvm,
        autostart=body.autostart,
        ramdisk=body.ramdisk,
        environment_vars=dict(body.environment_vars),
        ssh_public_key=_stored_key(body.ssh_public_key, switches),
        comment=body.comment,
        realm_ids=call.realms_for(body.realm_ids),
    )


def stored_color(color: str, switches: Switches) -> str:
    """The color as the server keeps it: with `#`, upper case (seed)."""
    digits = color.removeprefix("#").upper()
    if len(digits) == 3 and switches.color_digits == "expanded":
        digits = "".join(digit * 2 for digit in digits)
    return f"#{digits}"


def stored_image(image: str | None, switches: Switches) -> str:
    """The image as the server keeps it (API notes 5.4)."""
    if not image:
        return DEFAULT_IMAGE
    if switches.image_shorthand == "normalised" and image in _IMAGE_SHORTHAND:
        return DEFAULT_IMAGE
    return image


def _stored_key(ssh_public_key: str | None, switches: Switches) -> str | None:
    if ssh_public_key:
        return ssh_public_key
    return DEFAULT_SSH_KEY if switches.ssh_key_null == "inherits" else None


def check_reserved(environment_vars: dict[str, str]) -> None:
    """The platform's variables cannot be written (API notes 11)."""
    if any(name.startswith(PLATFORM_PREFIX) for name in environment_vars):
        raise ApiError(
            400, f"Environment variable names beginning with {PLATFORM_PREFIX} are reserved", code="RESERVED_ENV_PREFIX"
        )


def name_in_use() -> ApiError:
    """409 of create and update."""
    return ApiError(409, "Container name already in use within the project")


def key_in_use() -> ApiError:
    """409 of create and update."""
    return ApiError(409, "SSH public key already in use")


# -- changing


@router.patch("/containers/{id}", operation_id="updateContainer", response_model=envelope_of(CONTAINER))
@router.put("/containers/{id}", operation_id="updateContainerPut", response_model=envelope_of(CONTAINER))
async def update_container(request: Request, container_id: ContainerId, body: ContainerUpdate) -> Response:
    """Change a container; what is not sent stays as it is."""
    call = call_of(request)
    container = call.container(container_id)
    _check_update(call, container, body)
    _apply_update(call, container, body)
    call.world.touch(container, moved="realm_ids" in body.sent)
    return reply_text("Container updated successfully", container_text(container, "update", call.switches))


def _check_update(call: Call, container: Container, body: ContainerUpdate) -> None:
    world = call.world
    if container.server.expired:
        raise lifecycle.expired_error()
    if container.status == "deleting":
        raise lifecycle.state_error()
    check_reserved(body.environment_vars)
    if body.ramdisk_scope == "project" and len(container.project.containers) > 1:
        raise lifecycle.state_error()
    if "name" in body.sent and world.name_taken(container.project, body.name, but=container):
        raise name_in_use()
    if body.ssh_public_key and world.key_taken(body.ssh_public_key, but=container):
        raise key_in_use()
    if "realm_ids" in body.sent and call.restricted and set(body.realm_ids) != set(container.realm_ids):
        raise ApiError(403, "Insufficient permissions")
    if "environment_vars" in body.sent and call.switches.environment_update == "merge":
        check_entries({**container.environment_vars, **body.environment_vars})


def check_entries(environment_vars: dict[str, str]) -> None:
    """The number of variables after a merge; those of the platform do not count."""
    own = [name for name in environment_vars if not name.startswith(PLATFORM_PREFIX)]
    if len(own) > environment_entries():
        raise ApiError(400, "Validation failed")


def _apply_update(call: Call, container: Container, body: ContainerUpdate) -> None:
    world, sent = call.world, body.sent
    for name in sent & {"ai", "autostart", "ramdisk", "ramdisk_scope", "comment"}:
        setattr(container, name, getattr(body, name))
    if "name" in sent:
        world.rename(container, body.name)
    if "color" in sent:
        container.color = stored_color(body.color, call.switches)
    if "environment_vars" in sent:
        replace_environment(world, container, body.environment_vars, call.switches.environment_update == "merge")
    if "ssh_public_key" in sent and body.ssh_public_key != container.ssh_public_key:
        world.set_key(container, _stored_key(body.ssh_public_key, call.switches))
    if "realm_ids" in sent:
        container.realm_ids = call.realms_for(body.realm_ids)


def replace_environment(world: World, container: Container, wanted: dict[str, str], merge: bool) -> None:
    """Store variables; the platform's own survive every update."""
    kept = {
        name: value for name, value in container.environment_vars.items() if merge or name.startswith(PLATFORM_PREFIX)
    }
    container.environment_vars = {**kept, **wanted}
    container.environment_revision += 1
    world.touch(container)


@router.delete("/containers/{id}", operation_id="deleteContainer", response_model=envelope_of(None))
async def delete_container(request: Request, container_id: ContainerId) -> Response:
    """Delete a container; it is marked and goes later."""
    call = call_of(request)
    lifecycle.delete(call.world, call.container(container_id))
    return reply("Container deleted successfully", None)
