# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a route handler knows about the request it serves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request

from ..wire.envelope import ApiError, Error, not_found
from ..wire.switches import Switches
from ..world.people import OWNER
from ..world.records import LEVELS, Container, Level, Project, Rental
from ..world.sessions import Credential
from ..world.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """The world at the time of the request, and the scope of the caller."""

    world: World
    now: float
    realm_id: str | None
    credential: Credential

    @property
    def switches(self) -> Switches:
        """The switches in force."""
        return self.world.switches

    @property
    def restricted(self) -> bool:
        """Whether the token is good for one realm only."""
        return self.credential.realm_id is not None

    def in_realm(self, realm_ids: list[str]) -> bool:
        """On the host of a realm only its members exist (API notes 3.4)."""
        return self.realm_id is None or self.realm_id in realm_ids

    def owns(self, project: Project) -> bool:
        """Whether the project is the caller's own."""
        return project.owner == self.credential.user

    def sees(self, project: Project) -> bool:
        """Whether the project is the caller's own, or shared with them."""
        return self.owns(project) or project.level_of(self.credential.user) is not None

    def check_level(self, project: Project, least: Level) -> None:
        """403 for whoever has the project shared with them, but with less than that (API notes part 2, A)."""
        level = project.level_of(self.credential.user) or "read"
        if not self.owns(project) and LEVELS.index(level) < LEVELS.index(least):
            raise ApiError(403, "Insufficient permissions", code="INSUFFICIENT_PERMISSIONS")

    def check_login(self) -> None:
        """403 for a token: some things are for whoever has logged in (API notes part 2, B)."""
        if not self.credential.is_session:
            raise ApiError(403, "This endpoint requires a login")

    def shows(self, container: Container) -> bool:
        """Whether the caller can see a container."""
        return self.in_realm(container.realm_ids) and self.sees(container.project)

    def rentals(self) -> list[Rental]:
        """The servers that the caller has rented."""
        mine = self.credential.user == OWNER and self.switches.rental_list == "full"
        return [rental for rental in self.world.rentals.values() if mine and not rental.pooled]

    def container(self, container_id: str) -> Container:
        """A container that the caller can see, else 404."""
        container = self.world.containers.get(container_id)
        if not container or not self.shows(container):
            raise not_found("Container")
        return container

    def project(self, project_id: str) -> Project:
        """A project that the caller can see, else 404."""
        project = self.world.projects.get(project_id)
        if not project or not self.in_realm(project.realm_ids) or not self.sees(project):
            raise not_found("Project")
        return project

    def realms_for(self, wanted: list[str]) -> list[str]:
        """The realms of a new or changed member: the host's realm always belongs to them (API notes 3.4)."""
        if self.restricted and any(realm_id != self.realm_id for realm_id in wanted):
            raise ApiError(403, "Insufficient permissions")
        return list(dict.fromkeys([*wanted, *([self.realm_id] if self.realm_id else [])]))


def call_of(request: Request) -> Call:
    """The call that the gate has put into the scope."""
    call: Call = request.scope["hoody_call"]
    return call


def router(tag: str, *, errors: tuple[int, ...] = (400, 401, 403, 404, 409, 422, 429, 500)) -> APIRouter:
    """A router whose documented errors have the shape of the API."""
    documented: dict[int | str, dict[str, Any]] = {status: {"model": Error} for status in errors}
    return APIRouter(prefix="/api/v1", tags=[tag], responses=documented)
