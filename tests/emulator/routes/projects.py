# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of projects (API notes 9)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from ..members.projects import (
    PROJECT,
    PROJECT_CREATION,
    PROJECT_DELETION,
    PROJECT_PAGE,
    PROJECT_STATS,
    PROJECT_UPDATE,
    PROXY_USAGE,
    ProjectListQuery,
    ProxyUsageQuery,
    Removed,
    Usage,
    project_object,
)
from ..wire.bodies import Body, Flag, taking
from ..wire.envelope import ApiError, not_found, reply, route_not_found, timestamp
from ..wire.pages import page_of
from ..wire.table import envelope_of
from ..world.lifecycle import seconds
from ..world.records import Project
from .call import Call, call_of
from .call import router as make_router
from .containers import ProjectId
from .rules import stored_color

router = make_router("projects")
ProjectCreation = Annotated[Body, taking(PROJECT_CREATION)]
ProjectUpdate = Annotated[Body, taking(PROJECT_UPDATE)]


@router.get("/projects/", operation_id="listProjects", response_model=envelope_of(PROJECT_PAGE))
async def list_projects(request: Request, query: Annotated[ProjectListQuery, Query()]) -> Response:
    """List projects."""
    call = call_of(request)
    found = [
        project
        for project in call.world.projects.values()
        if call.in_realm(project.realm_ids)
        and call.sees(project)
        and (not query.realm_id or query.realm_id in project.realm_ids)
    ]
    found.sort(key=lambda project: (getattr(project, query.sort_by), project.id))
    shown = PROJECT_PAGE.render(page_of(found, query), call.switches, "plain")
    return reply("Projects retrieved successfully", shown)


@router.post("/projects/", operation_id="createProject", status_code=201, response_model=envelope_of(PROJECT))
async def create_project(request: Request, body: ProjectCreation) -> Response:
    """Create a project."""
    call = call_of(request)
    _check_alias(call, body["alias"], None)
    color = stored_color(body["color"], call.switches) if body["color"] else call.world.random_color()
    project = call.world.add_project(
        body["alias"],
        color,
        max_containers=body["max_containers"],
        realm_ids=call.realms_for(body["realm_ids"]),
        owner=call.credential.user,
    )
    call.world.history.tell("project.created", project, call.now)
    return reply("Project created successfully", project_object(project, call.switches), 201)


@router.get("/projects/{id}", operation_id="getProject", response_model=envelope_of(PROJECT))
async def get_project(
    request: Request, project_id: ProjectId, include_permissions: Annotated[Flag, Query()] = "false"
) -> Response:
    """Read one project."""
    call = call_of(request)
    project = call.project(project_id)
    view = "shared" if include_permissions == "true" else "plain"
    return reply("Project retrieved successfully", PROJECT.render(project, call.switches, view))


@router.patch("/projects/{id}", operation_id="updateProject", response_model=envelope_of(PROJECT))
@router.put("/projects/{id}", operation_id="updateProjectPut", response_model=envelope_of(PROJECT))
async def update_project(request: Request, project_id: ProjectId, body: ProjectUpdate) -> Response:
    """Change a project; what is not sent stays."""
    call = call_of(request)
    project = call.project(project_id)
    call.check_level(project, "edit")
    alias = body["alias"] if "alias" in body.sent else project.alias
    _check_alias(call, alias, project)
    _check_quota(call, project, body)
    project.alias = alias
    if "color" in body.sent:
        project.color = stored_color(body["color"], call.switches)
    if "max_containers" in body.sent:
        project.max_containers = body["max_containers"]
    if "realm_ids" in body.sent:
        project.realm_ids = call.realms_for(body["realm_ids"])
    project.updated_at = call.now
    call.world.history.tell("project.updated", project, call.now)
    for container in project.containers.values():
        # They show the alias.
        container.texts.clear()
    return reply("Project updated successfully", project_object(project, call.switches))


def _check_quota(call: Call, project: Project, body: Body) -> None:
    """The owner alone changes it, and with no token of a realm; anybody may send what it is (part 2, A.4)."""
    changes = "max_containers" in body.sent and body["max_containers"] != project.max_containers
    if changes and (call.restricted or not call.owns(project)):
        raise ApiError(403, "Insufficient permissions", code="INSUFFICIENT_PERMISSIONS")


def _check_alias(call: Call, alias: str, but: Project | None) -> None:
    owner = but.owner if but else call.credential.user
    same = [project for project in call.world.projects.values() if (project.alias, project.owner) == (alias, owner)]
    if any(project is not but for project in same):
        raise ApiError(409, "Project alias already exists")


@router.delete("/projects/{id}", operation_id="deleteProject", response_model=envelope_of(PROJECT_DELETION))
async def delete_project(
    request: Request, project_id: ProjectId, include_deleted_items: Annotated[Flag, Query()] = "false"
) -> Response:
    """Delete a project, and the containers in it unless the switch project_delete forbids that."""
    call = call_of(request)
    project = call.project(project_id)
    call.check_level(project, "delete")
    if project.is_default:
        raise ApiError(403, "The default project cannot be deleted")
    if project.containers and call.switches.project_delete == "refused":
        raise ApiError(422, "Project contains active containers")
    if project.gone_at is not None:
        if call.switches.second_project_delete == 404:
            raise not_found("Project")
        raise ApiError(409, "Resource already exists", code="RESOURCE_ALREADY_EXISTS")
    removed = Removed(list(project.containers.values()), len(project.permissions))
    project.gone_at = call.now + seconds(call.switches.project_delete_delay)
    call.world.settle()
    view = "items" if include_deleted_items == "true" else "plain"
    shown = PROJECT_DELETION.render(removed, call.switches, view)
    return reply("Project deleted successfully", shown)


@router.get("/projects/{id}/stats", operation_id="getProjectStats", response_model=envelope_of(PROJECT_STATS))
async def get_stats(request: Request, project_id: ProjectId) -> Response:
    """Read the figures of all containers of a project."""
    call = call_of(request)
    shown = PROJECT_STATS.render(call.project(project_id), call.switches, "project")
    return reply("Project statistics retrieved successfully", shown)


@router.get("/projects/{id}/proxy-usage", operation_id="getProxyUsage", response_model=envelope_of(PROXY_USAGE))
async def get_usage(request: Request, project_id: ProjectId, query: Annotated[ProxyUsageQuery, Query()]) -> Response:
    """Read the traffic of the proxy by months. Its reply is not documented."""
    call = call_of(request)
    if not call.switches.newer_fields:
        raise route_not_found(request.method, request.url.path)
    project = call.project(project_id)
    last = query.last or timestamp(call.now)[:7]
    usage = Usage(project, query.first or last, last)
    if usage.first > usage.last:
        raise ApiError(400, "Invalid parameter value", code="INVALID_PARAMETER_VALUE")
    return reply("Proxy usage retrieved successfully", PROXY_USAGE.render(usage, call.switches))
