# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of the account: login, session, who is asking (API notes 2), what it begins with (part 2, B.5).

So the official CLI can log in.
"""

from __future__ import annotations

import math

from fastapi import Request
from starlette.responses import Response

from ..members.account import (
    AUTH_TOKEN,
    FREE_TIER,
    LOGIN,
    SETUP,
    USER,
    USERNAME,
    Equipment,
    FreeTier,
    Login,
    Refresh,
    Setup,
)
from ..members.projects import project_object
from ..members.servers import RENTAL
from ..wire.envelope import ApiError, reply
from ..wire.table import envelope_of
from ..world import lifecycle
from ..world.records import Container, Project, Rental
from .call import Call, call_of
from .call import router as make_router
from .containers import container_object
from .rules import check_limits
from .servers import rented

router = make_router("account")

#: What logs in, with the name of the user or with the address.
PASSWORD = "emulator-password"
EMAIL = "emulator@example.net"
#: How often in seconds somebody may ask to be set up, and how what they get is called, which is not documented.
_SETUP_PAUSE, _DEFAULT = 60, "Default"


def _welcome(request: Request, message: str) -> Response:
    call = call_of(request)
    session = call.world.sessions.begin(call.now)
    return reply(message, LOGIN.render(session, call.switches))


@router.post("/users/auth/login", operation_id="login", response_model=envelope_of(LOGIN))
async def login(request: Request, body: Login) -> Response:
    """Begin a session; needs no token."""
    known = body.username == USERNAME or (body.email or "").lower() == EMAIL
    if not known or body.password != PASSWORD:
        raise ApiError(401, "Invalid credentials")
    return _welcome(request, "Login successful")


@router.post("/users/auth/refresh", operation_id="refreshSession", response_model=envelope_of(LOGIN))
async def refresh(request: Request, body: Refresh) -> Response:
    """Renew a session; the refresh token is wanted in the body and as the bearer."""
    call = call_of(request)
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
    if bearer != body.refreshToken or not call.world.sessions.may_refresh(bearer, call.now):
        raise ApiError(401, "Invalid authentication token")
    return _welcome(request, "Token refreshed successfully")


@router.post("/users/auth/logout", operation_id="logout", response_model=envelope_of(None))
async def logout(request: Request) -> Response:
    """End all sessions of the user."""
    call_of(request).world.sessions.end_all()
    return reply("Logged out successfully", None)


@router.get("/users/auth/me", operation_id="getUser", response_model=envelope_of(USER))
async def get_user(request: Request) -> Response:
    """Read who is asking."""
    call = call_of(request)
    return reply("User retrieved successfully", USER.render(call.credential.user, call.switches))


@router.get("/auth/tokens/me", operation_id="getAuthToken", response_model=envelope_of(AUTH_TOKEN))
async def get_token(request: Request) -> Response:
    """Read the auth token that asks; a session is none."""
    call = call_of(request)
    if call.credential.is_session:
        raise ApiError(403, "This endpoint requires an auth token")
    return reply("Auth token retrieved successfully", AUTH_TOKEN.render(call.credential, call.switches))


@router.get("/users/me/free-tier-status", operation_id="getFreeTierStatus", response_model=envelope_of(FREE_TIER))
async def get_free_tier(request: Request) -> Response:
    """Tell whether the account has a free server, or may claim one."""
    call = call_of(request)
    tier = FreeTier(any(rental.is_free for rental in call.rentals()))
    return reply("Free tier status retrieved successfully", FREE_TIER.render(tier, call.switches))


@router.post("/users/me/retry-setup", operation_id="retrySetup", response_model=envelope_of(SETUP))
async def retry_setup(request: Request, _body: Setup) -> Response:
    """Make what an account begins with and does not have, but a server: there is none to be given away."""
    call = call_of(request)
    if call.switches.newer_fields:
        call.check_login()
    user, world = call.credential.user, call.world
    last = world.set_up_at.get(user.id)
    if last is not None and call.now - last < _SETUP_PAUSE:
        left = math.ceil(_SETUP_PAUSE - (call.now - last))
        raise ApiError(429, "Rate limit exceeded", headers={"Retry-After": str(left)})
    world.set_up_at[user.id] = call.now
    project = _default_project(call)
    server = next((rental for rental in call.rentals() if rental.is_free and rental.server_id), None)
    container = _default_container(call, project, server) if server else None
    had = Equipment(
        RENTAL.render(rented(call, [server])[0], call.switches, "list") if server else None,
        project_object(project, call.switches),
        container_object(container, "create", call.switches) if container else None,
    )
    return reply("Setup completed successfully", SETUP.render(had, call.switches))


def _default_project(call: Call) -> Project:
    own = [project for project in call.world.projects.values() if call.owns(project)]
    there = next((project for project in own if project.is_default or project.alias == _DEFAULT), None)
    if there:
        return there
    made = call.world.add_project(_DEFAULT, call.world.random_color(), is_default=True, owner=call.credential.user)
    call.world.history.tell("project.created", made, call.now)
    return made


def _default_container(call: Call, project: Project, server: Rental) -> Container:
    alive = (container for container in project.containers.values() if container.status != "deleting")
    there = next((container for container in alive if container.is_default), None)
    if there:
        return there
    check_limits(project)
    made = call.world.add_container(
        project, server, call.world.random_name(), call.switches.first_status, is_default=True
    )
    lifecycle.create(call.world, made)
    return made
