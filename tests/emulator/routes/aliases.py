# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of proxy aliases (API notes part 2, section E)."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Annotated

from fastapi import Path, Query, Request
from starlette.responses import Response

from ..members.aliases import (
    PROGRAMS,
    PROXY_ALIAS,
    PROXY_ALIASES,
    SHORT,
    WEB,
    AliasCreate,
    AliasQuery,
    AliasState,
    AliasUpdate,
    Found,
)
from ..wire.bodies import ID_PATTERN
from ..wire.envelope import ApiError, not_found, reply
from ..wire.table import envelope_of
from ..world.aliases import STRANGERS
from ..world.records import UNDER_CONSTRUCTION, Alias, Container
from .call import Call, call_of
from .call import router as make_router

router = make_router("proxy-aliases", errors=(400, 401, 403, 404, 409, 422, 429, 500, 503))
_PATH = "/proxy/aliases"
_ONE = f"{_PATH}/{{id}}"
AliasId = Annotated[str, Path(alias="id", pattern=ID_PATTERN, description="Alias id.")]
_MOST = 100
#: A number that is greater than this counts milliseconds.
_MILLISECONDS = 1e11
_REPLY = envelope_of(PROXY_ALIAS)


@router.get(_PATH, operation_id="listProxyAliases", response_model=envelope_of(PROXY_ALIASES))
async def list_aliases(request: Request, query: Annotated[AliasQuery, Query()]) -> Response:
    """List the aliases of the account; not paginated."""
    call = call_of(request)
    found = Found([alias for alias in call.world.aliases if _is_meant(call, alias, query)])
    shown = PROXY_ALIASES.render(found, call.switches, "plain")
    return reply("Proxy aliases retrieved successfully", shown)


def _is_meant(call: Call, alias: Alias, query: AliasQuery) -> bool:
    container = alias.container
    expired = alias.expires_at is not None and alias.expires_at <= call.now
    return (
        call.shows(container)
        and query.project_id in (None, container.project.id)
        and query.container_id in (None, container.id)
        and query.realm_id in (None, *container.realm_ids)
        and query.enabled != str(not alias.enabled).lower()
        and query.expired != str(not expired).lower()
    )


@router.post(_PATH, operation_id="createProxyAlias", status_code=201, response_model=_REPLY)
async def create_alias(request: Request, body: AliasCreate) -> Response:
    """Create an alias of a container."""
    call = call_of(request)
    container = _container(call, body.container_id)
    program, index = _target(call, body, None)
    expires_at = _expiry(call, body.expires_at)
    name = body.alias or f"{call.world.random.getrandbits(192):048x}"
    _check_name(call, name)
    _check_free(call, name, container, None)
    _check_limit(call)
    alias = Alias(call.world.new_id(), container, name, program, index, call.now, call.now, expires_at=expires_at)
    _keep(alias, body)
    return _shown(call, call.world.aliases.add(alias), "created", 201)


def _container(call: Call, container_id: str) -> Container:
    container = call.world.containers.get(container_id)
    if not container or not call.shows(container) or container.status == "deleting":
        raise ApiError(404, "Container not found", code="CONTAINER_NOT_FOUND")
    if container.status in UNDER_CONSTRUCTION:
        message = "container_finalizing: This container is still being set up. Retry in a few seconds."
        raise ApiError(409, message)
    return container


def _check_limit(call: Call) -> None:
    there = len(list(call.world.aliases))
    if there >= _MOST:
        raise ApiError(422, f"Alias limit reached ({there}/{_MOST})")


@router.get(_ONE, operation_id="getProxyAlias", response_model=_REPLY)
async def get_alias(request: Request, alias_id: AliasId) -> Response:
    """Read one alias, with the names of its project and its container."""
    call = call_of(request)
    shown = PROXY_ALIAS.render(_found(call, alias_id), call.switches, "single")
    return reply("Proxy alias retrieved successfully", shown)


@router.patch(_ONE, operation_id="updateProxyAlias", response_model=_REPLY)
async def update_alias(request: Request, alias_id: AliasId, body: AliasUpdate) -> Response:
    """Change an alias; what is not sent stays as it is."""
    call = call_of(request)
    alias = _found(call, alias_id)
    program, index = _target(call, body, alias)
    expires_at = _expiry(call, body.expires_at) if "expires_at" in body.sent else alias.expires_at
    if "alias" in body.sent and body.alias != alias.name:
        _check_name(call, body.alias)
        _check_free(call, body.alias, alias.container, alias)
        alias.name = body.alias
    if "enabled" in body.sent and body.enabled:
        _check_enabled(call, alias)
    alias.program, alias.index, alias.expires_at = program, index, expires_at
    _keep(alias, body)
    return _shown(call, alias, "updated")


@router.patch(_ONE + "/state", operation_id="setProxyAliasState", response_model=_REPLY)
async def set_state(request: Request, alias_id: AliasId, body: AliasState) -> Response:
    """Enable or disable an alias."""
    call = call_of(request)
    alias = _found(call, alias_id)
    if body.enabled:
        _check_enabled(call, alias)
    alias.enabled = body.enabled
    return _shown(call, alias, "updated")


@router.delete(_ONE, operation_id="deleteProxyAlias", response_model=envelope_of(None))
async def delete_alias(request: Request, alias_id: AliasId) -> Response:
    """Delete an alias."""
    call = call_of(request)
    call.world.aliases.discard(_found(call, alias_id))
    return reply("Proxy alias deleted successfully", None)


def _found(call: Call, alias_id: str) -> Alias:
    alias = call.world.aliases.get(alias_id)
    if not alias or not call.shows(alias.container):
        raise not_found("Proxy alias")
    return alias


def _shown(call: Call, alias: Alias, done: str, status: int = 200) -> Response:
    alias.updated_at = call.now
    # One that has expired is disabled whatever was sent.
    call.world.aliases.settle(call.now)
    shown = PROXY_ALIAS.render(alias, call.switches, "plain")
    return reply(f"Proxy alias {done} successfully", shown, status)


def _keep(alias: Alias, body: AliasCreate | AliasUpdate) -> None:
    """Store what has no rules of its own."""
    if "target_path" in body.sent:
        path = body.target_path
        alias.target_path = f"/{path.removeprefix('/')}" if path is not None else None
    if "allow_path_override" in body.sent:
        alias.allow_path_override = body.allow_path_override
    if "enabled" in body.sent:
        alias.enabled = body.enabled


def _target(call: Call, body: AliasCreate | AliasUpdate, there: Alias | None) -> tuple[str, int]:
    """The program and its number, of what was sent and what is there."""
    program, _separator, port = body.program.partition("-")
    if program not in WEB or not port.isdecimal():
        program, port = body.program, ""
    if there and "program" not in body.sent:
        program = there.program
    program = SHORT.get(program, program)
    if program not in PROGRAMS[call.switches.alias_programs]:
        raise ApiError(400, f'Unknown program name "{program}"')
    number = body.index or (there.index if there else 0)
    if program not in WEB:
        return program, number or 1
    if not (body.port or port or number) and call.switches.alias_port == "required":
        raise ApiError(400, "A port is required for http and https aliases", code="PORT_REQUIRED")
    return program, body.port or int(port or 0) or number or 1


def _expiry(call: Call, sent: str | float | None) -> float | None:
    if sent is None:
        return None
    try:
        moment = sent / 1000 if isinstance(sent, float) and sent > _MILLISECONDS else sent
        if isinstance(moment, str):
            read = datetime.fromisoformat(moment)
            moment = (read if read.tzinfo else read.replace(tzinfo=timezone.utc)).timestamp()
        datetime.fromtimestamp(moment, timezone.utc)
    except (ValueError, OverflowError, OSError):
        raise ApiError(400, "expires_at must be a time", code="VALIDATION_ERROR") from None
    if moment <= call.now:
        raise ApiError(400, "expires_at must be in the future", code="VALIDATION_ERROR")
    return moment


def _reserved(call: Call, name: str) -> dict[str, str]:
    """What of a name belongs to the platform; nothing for most."""
    services = [program for program in PROGRAMS[call.switches.alias_programs] if program not in (*WEB, "ssh")]
    if name in ("containers", *services):
        return {"reserved_alias": name}
    prefix = next((program for program in services if name.startswith(f"{program}-")), None)
    return {"reserved_prefix": f"{prefix}-"} if prefix else {}


def _check_name(call: Call, name: str) -> None:
    reserved = _reserved(call, name)
    if reserved:
        data = {"field": "alias", **reserved}
        raise ApiError(400, "Invalid alias format.", code="INVALID_ALIAS_FORMAT", data=data)


def _in_use(name: str, scope: str) -> ApiError:
    data = {"field": "alias", "value": name, "scope": scope}
    return ApiError(409, "Alias is already in use.", code="ALIAS_IN_USE", data=data)


def _check_free(call: Call, name: str, container: Container, but: Alias | None) -> None:
    """A name is free on the server, over all tenants, and in the account."""
    holder = call.world.aliases.named(name)
    if name == STRANGERS:
        raise _in_use(name, "server")
    if holder and holder is not but:
        raise _in_use(name, call.switches.alias_scope if holder.container.server is container.server else "account")


def _check_enabled(call: Call, alias: Alias) -> None:
    """A name that was free once may be reserved by now."""
    if not alias.enabled and _reserved(call, alias.name):
        raise _in_use(alias.name, "server")
