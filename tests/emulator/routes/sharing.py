# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of who else may use a project (API notes part 2, A.2)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Request
from starlette.responses import Response

from ..members.projects import (
    PERMISSION_CREATION,
    PERMISSION_PAGE,
    PERMISSION_UPDATE,
    PROJECT_PERMISSION,
    PermissionListQuery,
)
from ..wire.bodies import ID_PATTERN, Body, taking
from ..wire.envelope import ApiError, not_found, reply
from ..wire.pages import page_of
from ..wire.table import envelope_of
from ..world.people import PEOPLE
from ..world.records import Permission, Project
from ..world.sharing import share
from .call import Call, call_of
from .call import router as make_router
from .containers import ProjectId

router = make_router("project-permissions")
_PATH = "/projects/{id}/permissions"
_ONE = f"{_PATH}/{{permissionId}}"
PermissionId = Annotated[str, Path(alias="permissionId", pattern=ID_PATTERN, description="Id of the entry.")]
_REPLY = envelope_of(PROJECT_PERMISSION)


@router.get(_PATH, operation_id="listProjectPermissions", response_model=envelope_of(PERMISSION_PAGE))
async def list_permissions(
    request: Request, project_id: ProjectId, query: Annotated[PermissionListQuery, Query()]
) -> Response:
    """List with whom the project is shared; its owner is not among them."""
    call = call_of(request)
    found = list(_shareable(call, project_id).permissions.values())
    found.sort(key=lambda entry: (getattr(entry, query.sort_by), entry.id))
    shown = PERMISSION_PAGE.render(page_of(found, query), call.switches)
    return reply("Project permissions retrieved successfully", shown)


@router.post(_PATH, operation_id="createProjectPermission", status_code=201, response_model=_REPLY)
async def create_permission(
    request: Request, project_id: ProjectId, body: Annotated[Body, taking(PERMISSION_CREATION)]
) -> Response:
    """Share the project with a user."""
    call = call_of(request)
    project = _shareable(call, project_id)
    user = PEOPLE.get(body["user_id"])
    if not user:
        raise not_found("User")
    if user == project.owner or project.level_of(user):
        raise ApiError(409, "User already has access to this project")
    entry = share(call.world, project, user, body["permission_level"], call.now)
    return _told(call, entry, "created", 201)


@router.put(_ONE, operation_id="updateProjectPermission", response_model=_REPLY)
async def update_permission(
    request: Request,
    project_id: ProjectId,
    permission_id: PermissionId,
    body: Annotated[Body, taking(PERMISSION_UPDATE)],
) -> Response:
    """Change what somebody may do."""
    call = call_of(request)
    entry = _entry(_shareable(call, project_id), permission_id)
    entry.permission_level, entry.updated_at = body["permission_level"], call.now
    return _told(call, entry, "updated")


@router.delete(_ONE, operation_id="deleteProjectPermission", response_model=envelope_of(None))
async def delete_permission(request: Request, project_id: ProjectId, permission_id: PermissionId) -> Response:
    """Share it no longer."""
    project = _shareable(call_of(request), project_id)
    del project.permissions[_entry(project, permission_id).id]
    return reply("Project permission deleted successfully", None)


def _shareable(call: Call, project_id: str) -> Project:
    """A project that is the caller's own, or that they may edit."""
    project = call.project(project_id)
    call.check_level(project, "edit")
    return project


def _entry(project: Project, permission_id: str) -> Permission:
    if permission_id not in project.permissions:
        raise not_found("Project permission")
    return project.permissions[permission_id]


def _told(call: Call, entry: Permission, done: str, status: int = 200) -> Response:
    shown = PROJECT_PERMISSION.render(entry, call.switches)
    return reply(f"Project permission {done} successfully", shown, status)
