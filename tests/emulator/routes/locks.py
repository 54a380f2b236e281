# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of who may use the services of a container (API notes part 2, E.7).

Every write names the version that it changes; 428 without, 412 where it is another one.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Request
from starlette.responses import Response

from ..members.aliases import PROGRAMS, SHORT
from ..members.locks import (
    GROUP_PATTERN,
    PROXY_PERMISSIONS,
    UNNUMBERED,
    GroupAccess,
    IpGroup,
    PasswordGroup,
    ProxyDefault,
    ProxyState,
    TokenGroup,
)
from ..wire.envelope import ApiError, not_found, reply
from ..wire.table import envelope_of
from ..world.locks import empty_document, hashed, version_of
from ..world.records import Container
from .call import Call, call_of
from .call import router as make_router
from .containers import ContainerId

router = make_router("proxy-permissions", errors=(400, 401, 403, 404, 412, 422, 428, 429, 500))
_PATH = "/containers/{id}/proxy/permissions"
_GROUP, _ACCESS = f"{_PATH}/groups/{{groupName}}", f"{_PATH}/permissions/{{groupName}}"
GroupName = Annotated[str, Path(alias="groupName", pattern=GROUP_PATTERN)]
_REPLY = envelope_of(PROXY_PERMISSIONS)


@router.get(_PATH, operation_id="getProxyPermissions", response_model=_REPLY)
async def get_permissions(request: Request, container_id: ContainerId) -> Response:
    """Read the document; where there is none, what holds without."""
    call = call_of(request)
    container = call.container(container_id)
    return _tell(call, container, "retrieved", "read")


@router.delete(_PATH, operation_id="deleteProxyPermissions", response_model=_REPLY)
async def delete_permissions(request: Request, container_id: ContainerId) -> Response:
    """Remove the document, and with it every lock."""
    call = call_of(request)
    container = _writable(call, request, container_id)
    container.proxy_permissions, container.proxy_version = None, 0
    call.world.touch(container)
    return _tell(call, container, "deleted")


@router.patch(f"{_PATH}/default", operation_id="setProxyDefault", response_model=_REPLY)
async def set_default(request: Request, container_id: ContainerId, body: ProxyDefault) -> Response:
    """Say what becomes of requests that no rule is about."""
    return _change(request, container_id, default=body.default)


@router.patch(f"{_PATH}/state", operation_id="setProxyState", response_model=_REPLY)
async def set_state(request: Request, container_id: ContainerId, body: ProxyState) -> Response:
    """Switch all addresses of the container off or on."""
    return _change(request, container_id, enable_proxy=body.enable_proxy)


@router.put(f"{_GROUP}/password", operation_id="setProxyPasswordGroup", response_model=_REPLY)
async def set_password(request: Request, container_id: ContainerId, name: GroupName, body: PasswordGroup) -> Response:
    """Make or replace a group of whoever knows a password."""
    group = {**body.model_dump(), "password": hashed(body.password, body.salt)}
    return _put_group(request, container_id, name, "password", group)


@router.put(f"{_GROUP}/token", operation_id="setProxyTokenGroup", response_model=_REPLY)
async def set_token(request: Request, container_id: ContainerId, name: GroupName, body: TokenGroup) -> Response:
    """Make or replace a group of whoever brings a token."""
    return _put_group(request, container_id, name, "token", body.model_dump(exclude_unset=True))


@router.put(f"{_GROUP}/ip", operation_id="setProxyIpGroup", response_model=_REPLY)
async def set_range(request: Request, container_id: ContainerId, name: GroupName, body: IpGroup) -> Response:
    """Make or replace a group of whoever comes from somewhere."""
    return _put_group(request, container_id, name, "ip", body.model_dump())


@router.delete(_GROUP, operation_id="deleteProxyGroup", response_model=_REPLY)
async def delete_group(request: Request, container_id: ContainerId, name: GroupName) -> Response:
    """Remove a group; its rules stay, and are about nobody."""
    container = _writable(call_of(request), request, container_id)
    groups = dict(_document(container)["groups"])
    if groups.pop(name, None) is None:
        raise not_found("Proxy group")
    return _change(request, container_id, groups=groups)


@router.put(_ACCESS, operation_id="setProxyGroupAccess", response_model=_REPLY)
async def set_access(request: Request, container_id: ContainerId, name: GroupName, body: GroupAccess) -> Response:
    """Say what of a program a group may use."""
    call = call_of(request)
    document = _document(_writable(call, request, container_id))
    program = SHORT.get(body.program, body.program)
    if program not in {*PROGRAMS[call.switches.alias_programs], *UNNUMBERED}:
        raise ApiError(400, f'Unknown program name "{body.program}"')
    if name not in document["groups"]:
        raise not_found("Proxy group")
    rules = {**document["permissions"].get(name, {}), program: body.access}
    return _change(request, container_id, permissions={**document["permissions"], name: rules})


@router.delete(_ACCESS, operation_id="deleteProxyGroupAccess", response_model=_REPLY)
async def delete_access(request: Request, container_id: ContainerId, name: GroupName) -> Response:
    """Remove all rules of a group."""
    permissions = dict(_document(_writable(call_of(request), request, container_id))["permissions"])
    if permissions.pop(name, None) is None:
        raise not_found("Proxy permission")
    return _change(request, container_id, permissions=permissions)


@router.delete(f"{_ACCESS}/{{program}}", operation_id="deleteProxyProgramAccess", response_model=_REPLY)
async def delete_program(request: Request, container_id: ContainerId, name: GroupName, program: str) -> Response:
    """Remove the rule of a group for one program."""
    permissions = dict(_document(_writable(call_of(request), request, container_id))["permissions"])
    rules = dict(permissions.get(name, {}))
    if rules.pop(SHORT.get(program, program), None) is None:
        raise not_found("Proxy permission")
    return _change(request, container_id, permissions={**permissions, name: rules})


def _writable(call: Call, request: Request, container_id: str) -> Container:
    """The container, if the request says which version of the document it changes."""
    container = call.container(container_id)
    named = request.headers.get("if-match")
    if named is None:
        raise ApiError(428, "If-Match is required")
    if named != f"file:v{version_of(container)}":
        raise ApiError(412, "If-Match is not the present version")
    return container


def _document(container: Container) -> dict[str, Any]:
    return {**empty_document(), **(container.proxy_permissions or {})}


def _put_group(request: Request, container_id: str, name: str, kind: str, group: dict[str, Any]) -> Response:
    container = _writable(call_of(request), request, container_id)
    groups = {**_document(container)["groups"], name: {"type": kind, **group}}
    return _change(request, container_id, groups=groups)


def _change(request: Request, container_id: str, **members: Any) -> Response:
    """Put these members of the document in place of the present ones."""
    call = call_of(request)
    container = _writable(call, request, container_id)
    version = version_of(container)
    container.proxy_permissions = {**_document(container), **members}
    container.proxy_version = version + 1
    call.world.touch(container)
    return _tell(call, container, "updated")


def _tell(call: Call, container: Container, done: str, view: str = "write") -> Response:
    response = reply(f"Proxy permissions {done} successfully", PROXY_PERMISSIONS.render(container, call.switches, view))
    response.headers["ETag"] = f"file:v{version_of(container)}"
    return response
