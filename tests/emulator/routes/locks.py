# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of who may use the services of a container, or of all containers of a project (API notes part 2, E.7).

Every write names the version that it changes; 428 without, 412 where it is another one. Of the document of a project
only its address is published, and that it is as the one of a container, without hooks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import Path, Request
from starlette.responses import Response

from ..members.aliases import PROGRAMS, SHORT
from ..members.locks import (
    GROUP_PATTERN,
    PROXY_PERMISSIONS,
    UNNUMBERED,
    Group,
    GroupAccess,
    IpGroup,
    JwtGroup,
    PasswordGroup,
    ProxyDefault,
    ProxyDocument,
    ProxyState,
    TokenGroup,
)
from ..wire.bodies import ID_PATTERN
from ..wire.envelope import ApiError, not_found, reply
from ..wire.table import envelope_of
from ..world.locks import Locked, document_of, version_of
from ..world.records import Container
from .call import Call, call_of
from .call import router as make_router

router = make_router("proxy-permissions", errors=(400, 401, 403, 404, 412, 422, 428, 429, 500))
#: Whose documents there are, as names of operations have it, and where they are.
_PLACES = {"Proxy": "/containers/{id}/proxy/permissions", "ProjectProxy": "/projects/{id}/proxy/permissions"}
_GROUP, _ACCESS = "/groups/{groupName}", "/permissions/{groupName}"
LockedId = Annotated[str, Path(alias="id", pattern=ID_PATTERN, description="Id of the container or project.")]
GroupName = Annotated[str, Path(alias="groupName", pattern=GROUP_PATTERN)]
_REPLY = envelope_of(PROXY_PERMISSIONS)
Handler = TypeVar("Handler", bound=Callable[..., Any])


def _route(method: str, rest: str, name: str) -> Callable[[Handler], Handler]:
    """A route to the documents of containers, and the same to those of projects."""

    def register(handler: Handler) -> Handler:
        for whose, path in _PLACES.items():
            operation = name.format(whose)
            router.add_api_route(path + rest, handler, methods=[method], operation_id=operation, response_model=_REPLY)
        return handler

    return register


@_route("GET", "", "get{}Permissions")
async def get_permissions(request: Request, locked_id: LockedId) -> Response:
    """Read the document; where there is none, what holds without."""
    call = call_of(request)
    return _tell(call, _locked(call, request, locked_id), "retrieved", "read")


@_route("PUT", "", "replace{}Permissions")
async def replace_permissions(request: Request, locked_id: LockedId, body: ProxyDocument) -> Response:
    """Put a whole document in place of the present one."""
    call = call_of(request)
    locked = _writable(call, request, locked_id)
    named = [name for name in ("enable_proxy", "hooks") if name in body.sent]
    document: dict[str, Any] = {"default": body.default, **{name: body[name] for name in named}}
    if "hooks" in document and not isinstance(locked, Container):
        raise ApiError(422, "The permissions of a project have no hooks")
    groups = {name: _group(group, group.type) for name, group in body.groups.items()}
    permissions = {
        name: {_program(call, program): access for program, access in rules.items()}
        for name, rules in body.permissions.items()
    }
    return _store(call, locked, {"groups": groups, "permissions": permissions, **document})


@_route("DELETE", "", "delete{}Permissions")
async def delete_permissions(request: Request, locked_id: LockedId) -> Response:
    """Remove the document, and with it every lock."""
    call = call_of(request)
    locked = _writable(call, request, locked_id)
    locked.proxy_permissions, locked.proxy_version = None, 0
    _touch(call, locked)
    return _tell(call, locked, "deleted")


@_route("PATCH", "/default", "set{}Default")
async def set_default(request: Request, locked_id: LockedId, body: ProxyDefault) -> Response:
    """Say what becomes of requests that no rule is about."""
    return _change(request, locked_id, default=body.default)


@_route("PATCH", "/state", "set{}State")
async def set_state(request: Request, locked_id: LockedId, body: ProxyState) -> Response:
    """Switch all addresses off or on."""
    return _change(request, locked_id, enable_proxy=body.enable_proxy)


@_route("PUT", f"{_GROUP}/password", "set{}PasswordGroup")
async def set_password(request: Request, locked_id: LockedId, name: GroupName, body: PasswordGroup) -> Response:
    """Make or replace a group of whoever knows a password."""
    return _put_group(request, locked_id, name, _group(body, "password"))


@_route("PUT", f"{_GROUP}/token", "set{}TokenGroup")
async def set_token(request: Request, locked_id: LockedId, name: GroupName, body: TokenGroup) -> Response:
    """Make or replace a group of whoever brings a token."""
    return _put_group(request, locked_id, name, _group(body, "token"))


@_route("PUT", f"{_GROUP}/jwt", "set{}JwtGroup")
async def set_jwt(request: Request, locked_id: LockedId, name: GroupName, body: JwtGroup) -> Response:
    """Make or replace a group of whoever brings a JSON web token."""
    return _put_group(request, locked_id, name, _group(body, "jwt"))


@_route("PUT", f"{_GROUP}/ip", "set{}IpGroup")
async def set_range(request: Request, locked_id: LockedId, name: GroupName, body: IpGroup) -> Response:
    """Make or replace a group of whoever comes from somewhere."""
    return _put_group(request, locked_id, name, _group(body, "ip"))


@_route("DELETE", _GROUP, "delete{}Group")
async def delete_group(request: Request, locked_id: LockedId, name: GroupName) -> Response:
    """Remove a group; its rules stay, and are about nobody."""
    groups = dict(document_of(_writable(call_of(request), request, locked_id))["groups"])
    if groups.pop(name, None) is None:
        raise not_found("Proxy group")
    return _change(request, locked_id, groups=groups)


@_route("PUT", _ACCESS, "set{}GroupAccess")
async def set_access(request: Request, locked_id: LockedId, name: GroupName, body: GroupAccess) -> Response:
    """Say what of a program a group may use."""
    call = call_of(request)
    document = document_of(_writable(call, request, locked_id))
    program = _program(call, body.program)
    if name not in document["groups"]:
        raise not_found("Proxy group")
    rules = {**document["permissions"].get(name, {}), program: body.access}
    return _change(request, locked_id, permissions={**document["permissions"], name: rules})


@_route("DELETE", _ACCESS, "delete{}GroupAccess")
async def delete_access(request: Request, locked_id: LockedId, name: GroupName) -> Response:
    """Remove all rules of a group."""
    permissions = dict(document_of(_writable(call_of(request), request, locked_id))["permissions"])
    if permissions.pop(name, None) is None:
        raise not_found("Proxy permission")
    return _change(request, locked_id, permissions=permissions)


@_route("DELETE", f"{_ACCESS}/{{program}}", "delete{}ProgramAccess")
async def delete_program(request: Request, locked_id: LockedId, name: GroupName, program: str) -> Response:
    """Remove the rule of a group for one program."""
    permissions = dict(document_of(_writable(call_of(request), request, locked_id))["permissions"])
    rules = dict(permissions.get(name, {}))
    if rules.pop(SHORT.get(program, program), None) is None:
        raise not_found("Proxy permission")
    return _change(request, locked_id, permissions={**permissions, name: rules})


def _locked(call: Call, request: Request, locked_id: str) -> Locked:
    of_project = request.url.path.startswith("/api/v1/projects/")
    return call.project(locked_id) if of_project else call.container(locked_id)


def _writable(call: Call, request: Request, locked_id: str) -> Locked:
    """The container or project, if the request says which version of its document it changes."""
    locked = _locked(call, request, locked_id)
    if not isinstance(locked, Container):
        call.check_level(locked, "edit")
    named = request.headers.get("if-match")
    if named is None:
        raise ApiError(428, "If-Match is required")
    if named != f"file:v{version_of(locked)}":
        raise ApiError(412, "If-Match is not the present version")
    return locked


def _program(call: Call, name: str) -> str:
    """The program that is meant."""
    program = SHORT.get(name, name)
    if program not in {*PROGRAMS[call.switches.alias_programs], *UNNUMBERED}:
        raise ApiError(400, f'Unknown program name "{name}"')
    return program


def _group(group: Group, kind: str) -> dict[str, Any]:
    return {"type": kind, **group.stored()}


def _put_group(request: Request, locked_id: str, name: str, group: dict[str, Any]) -> Response:
    locked = _writable(call_of(request), request, locked_id)
    return _change(request, locked_id, groups={**document_of(locked)["groups"], name: group})


def _change(request: Request, locked_id: str, **members: Any) -> Response:
    """Put these members of the document in place of the present ones."""
    call = call_of(request)
    locked = _writable(call, request, locked_id)
    return _store(call, locked, {**document_of(locked), **members})


def _store(call: Call, locked: Locked, document: dict[str, Any]) -> Response:
    locked.proxy_version = version_of(locked) + 1
    locked.proxy_permissions = document
    _touch(call, locked)
    return _tell(call, locked, "updated")


def _touch(call: Call, locked: Locked) -> None:
    if isinstance(locked, Container):
        call.world.touch(locked)
        return
    locked.updated_at = call.now
    for container in locked.containers.values():
        # They show where there are permissions.
        container.texts.clear()


def _tell(call: Call, locked: Locked, done: str, view: str = "write") -> Response:
    response = reply(f"Proxy permissions {done} successfully", PROXY_PERMISSIONS.render(locked, call.switches, view))
    response.headers["ETag"] = f"file:v{version_of(locked)}"
    return response
