# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of containers: lists, create, read, update, delete, stats, authorize (API notes 5)."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import Path, Query, Request
from starlette.responses import Response

from . import lifecycle, members, models
from .call import Call, call_of
from .call import router as make_router
from .envelope import ApiError, Error, not_found, reply, reply_text, to_json
from .listing import Selection, page_of
from .members import USER_ID
from .records import Container, Project
from .switches import Switches
from .table import Json, envelope_of
from .world import DEFAULT_SSH_KEY, PLATFORM_PREFIX, World

router = make_router("containers")
ContainerId = Annotated[str, Path(alias="id", pattern=models.ID_PATTERN, description="Container id.")]
ProjectId = Annotated[str, Path(alias="id", pattern=models.ID_PATTERN, description="Project id.")]

_IMAGE_SHORTHAND = frozenset({"debian", "debian-13", "debian:13", "debian 13"})
DEFAULT_IMAGE = "debian/13"


# -- reading


@router.get("/containers/", operation_id="listContainers", response_model=envelope_of(members.CONTAINER_PAGE))
async def list_containers(request: Request, query: Annotated[models.ContainerListQuery, Query()]) -> Response:
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
    response_model=envelope_of(members.CONTAINER_PAGE),
)
async def list_project_containers(
    request: Request, project_id: ProjectId, query: Annotated[models.ProjectContainersQuery, Query()]
) -> Response:
    """List the containers of one project."""
    call = call_of(request)
    project = call.project(project_id)
    return _page(call, query, _selection(query, project.id, call.realm_id), "project_list")


def _selection(
    query: models.ContainerListQuery | models.ProjectContainersQuery, project_id: str | None, realm_id: str | None
) -> Selection:
    return Selection(
        project_id=project_id,
        realm_id=realm_id,
        deleting=query.include_deleting == "true",
        expired=query.include_expired == "true",
        prespawn=query.include_prespawn == "true",
    )


def _page(
    call: Call, query: models.ContainerListQuery | models.ProjectContainersQuery, selection: Selection, view: str
) -> Response:
    everything = call.world.select(selection, query.sort_by)
    chosen = page_of(everything, query.page, query.limit, query.sort_order == "desc")
    texts = ",".join(_text(call, container, view, query) for container in chosen)
    place = members.Pages(len(everything), query.page, query.limit)
    pages = to_json(members.PAGINATION.render(place, call.switches))
    return reply_text("Containers retrieved successfully", f'{{"containers":[{texts}],"pagination":{pages}}}')


def _text(call: Call, container: Container, view: str, extras: models.Extras) -> str:
    """A container as JSON text; what was asked for in addition is rendered each time."""
    live = None
    if extras.runtime != "false":
        asked: Json = {} if extras.runtime == "true" else json.loads(extras.runtime)
        wanted = frozenset(name for name in asked if asked[name])
        live = members.Live(wanted, container.status == "running")
    seen = members.Seen(
        container,
        live,
        domains=extras.include_proxy_domains == "true",
        permissions=extras.include_proxy_permissions == "true",
    )
    if seen == members.Seen(container):
        return container_text(container, view, call.switches)
    return to_json(members.CONTAINER.render(seen, call.switches, view))


def container_text(container: Container, view: str, switches: Switches) -> str:
    """A container as JSON text; kept until the container changes."""
    text = container.texts.get(view)
    if text is None:
        text = container.texts[view] = to_json(container_object(container, view, switches))
    return text


def container_object(container: Container, view: str, switches: Switches) -> Json:
    """A container as one kind of reply shows it."""
    return members.CONTAINER.render(members.Seen(container), switches, view)


@router.get("/containers/{id}", operation_id="getContainer", response_model=envelope_of(members.CONTAINER))
async def get_container(
    request: Request, container_id: ContainerId, query: Annotated[models.Extras, Query()]
) -> Response:
    """Read one container."""
    call = call_of(request)
    container = call.container(container_id)
    return reply_text("Container retrieved successfully", _text(call, container, "single", query))


@router.get("/containers/{id}/stats", operation_id="getContainerStats", response_model=envelope_of(members.STATS))
async def get_stats(request: Request, container_id: ContainerId) -> Response:
    """Read live resource figures (API notes 5.7); processor and memory are null when the container is stopped."""
    call = call_of(request)
    container = call.container(container_id)
    stats = members.STATS.render(container, call.switches)
    return reply("Container statistics retrieved successfully", stats)


# -- creating


@router.post(
    "/projects/{id}/containers",
    operation_id="createContainer",
    status_code=201,
    response_model=envelope_of(members.CONTAINER),
)
async def create_container(request: Request, project_id: ProjectId, body: models.ContainerCreate) -> Response:
    """Create a container; it is built in the background and then starts by itself."""
    call = call_of(request)
    project = call.project(project_id)
    _check_creation(call, project, body)
    container = _build(call, project, body)
    lifecycle.create(call.world, container)
    return reply_text("Container created successfully", container_text(container, "create", call.switches), 201)


def _check_creation(call: Call, project: Project, body: models.ContainerCreate) -> None:
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


def _build(call: Call, project: Project, body: models.ContainerCreate) -> Container:
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


@router.patch("/containers/{id}", operation_id="updateContainer", response_model=envelope_of(members.CONTAINER))
@router.put("/containers/{id}", operation_id="updateContainerPut", response_model=envelope_of(members.CONTAINER))
async def update_container(request: Request, container_id: ContainerId, body: models.ContainerUpdate) -> Response:
    """Change a container; what is not sent stays as it is."""
    call = call_of(request)
    container = call.container(container_id)
    _check_update(call, container, body)
    _apply_update(call, container, body)
    call.world.touch(container, moved="realm_ids" in body.sent)
    return reply_text("Container updated successfully", container_text(container, "update", call.switches))


def _check_update(call: Call, container: Container, body: models.ContainerUpdate) -> None:
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
    if len(own) > models.environment_entries():
        raise ApiError(400, "Validation failed")


def _apply_update(call: Call, container: Container, body: models.ContainerUpdate) -> None:
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


# -- claims


@router.post(
    "/containers/{id}/authorize",
    operation_id="authorizeContainer",
    response_model=envelope_of(members.AUTHORIZATION),
    responses={503: {"model": Error}},
)
async def authorize_container(request: Request, container_id: ContainerId) -> Response:
    """Issue a signed container claim (API notes 5.8)."""
    call = call_of(request)
    container = call.container(container_id)
    if call.switches.signing == "none":
        raise signing_not_configured()
    lifetime, issued = call.switches.claim_lifetime, int(call.now)
    payload = {
        "claim_type": "container",
        "sub": USER_ID,
        "type": "user",
        "containerId": container.id,
        "projectId": container.project.id,
        "iat": issued,
        "exp": issued + lifetime,
    }
    claim = call.world.signer.claim(payload, padded=call.switches.claim_padding == "present")
    issued_claim = members.Issued(container, claim, lifetime)
    return reply("Container authorization claim issued", members.AUTHORIZATION.render(issued_claim, call.switches))


def signing_not_configured() -> ApiError:
    """503 of a deployment without a signing key (API notes 5.8, 8)."""
    return ApiError(503, "Response signing is not available", code="SIGNING_NOT_CONFIGURED")
