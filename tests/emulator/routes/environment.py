# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of environment variables (API notes 11)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Body, Request
from starlette.responses import Response

from ..members.environment import (
    ENVIRONMENT,
    ENVIRONMENT_CHANGE,
    ENVIRONMENT_NAME,
    EnvironmentValue,
    Written,
    environment_problem,
)
from ..wire.envelope import ApiError, reply, validation_response
from ..wire.table import envelope_of
from ..world import lifecycle
from ..world.records import Container
from .call import Call, call_of
from .call import router as make_router
from .containers import ContainerId
from .rules import check_entries, check_reserved, replace_environment

router = make_router("container-environment")
_PATH = "/containers/{id}/env"


@router.get(_PATH, operation_id="getContainerEnvironment", response_model=envelope_of(ENVIRONMENT))
async def get_environment(request: Request, container_id: ContainerId) -> Response:
    """Read the variables."""
    call = call_of(request)
    container = call.container(container_id)
    shown = ENVIRONMENT.render(container, call.switches)
    return reply("Environment variables retrieved successfully", shown)


@router.patch(_PATH, operation_id="updateContainerEnvironment", response_model=envelope_of(ENVIRONMENT_CHANGE))
@router.put(_PATH, operation_id="updateContainerEnvironmentPut", response_model=envelope_of(ENVIRONMENT_CHANGE))
async def update_environment(
    request: Request, container_id: ContainerId, variables: Annotated[dict[str, Any], Body()]
) -> Response:
    """Merge variables into the present ones; the body is the flat map."""
    if not variables:
        return validation_response([("", "must NOT have fewer than 1 properties")], call_of(request).switches)
    return _merge(call_of(request), container_id, variables)


@router.patch(_PATH + "/{key}", operation_id="updateContainerVariable", response_model=envelope_of(ENVIRONMENT_CHANGE))
@router.put(_PATH + "/{key}", operation_id="updateContainerVariablePut", response_model=envelope_of(ENVIRONMENT_CHANGE))
async def update_variable(request: Request, container_id: ContainerId, key: str, body: EnvironmentValue) -> Response:
    """Set one variable."""
    return _merge(call_of(request), container_id, {key: body.value})


@router.delete(_PATH + "/{key}", operation_id="deleteContainerVariable", response_model=envelope_of(ENVIRONMENT_CHANGE))
async def delete_variable(request: Request, container_id: ContainerId, key: str) -> Response:
    """Remove one variable; no error when there is none of that name."""
    call = call_of(request)
    container = _changeable(call, container_id)
    _check_name(key)
    check_reserved({key: ""})
    remaining = {name: value for name, value in container.environment_vars.items() if name != key}
    replace_environment(call.world, container, remaining, merge=False)
    return _changed(call, container)


def _check_name(name: str) -> None:
    if not ENVIRONMENT_NAME.match(name):
        raise ApiError(400, "Invalid environment variable key.", code="INVALID_ENV_KEY")


def _changeable(call: Call, container_id: str) -> Container:
    container = call.container(container_id)
    if container.server.expired:
        raise lifecycle.expired_error()
    return container


def _merge(call: Call, container_id: str, variables: dict[str, Any]) -> Response:
    container = _changeable(call, container_id)
    issues: list[tuple[str, str]] = []
    for name, value in variables.items():
        _check_name(name)
        if problem := environment_problem(name, value):
            issues.append((f"/{name}", problem))
    if issues:
        return validation_response(issues, call.switches)
    check_reserved(variables)
    check_entries({**container.environment_vars, **variables})
    replace_environment(call.world, container, variables, merge=True)
    return _changed(call, container)


def _changed(call: Call, container: Container) -> Response:
    shown = ENVIRONMENT_CHANGE.render(Written(container), call.switches)
    return reply("Environment variables updated successfully", shown)
