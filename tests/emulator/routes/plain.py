# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The routes of plain resources: list, create, read, update with either verb, delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from ..members.plain import Plain
from ..wire.bodies import ID_PATTERN, Body, taking
from ..wire.envelope import ApiError, not_found, reply
from ..wire.pages import page_of
from ..wire.table import envelope_of
from ..world.records import Project, Thing
from .call import Call, call_of
from .call import router as make_router

#: Looks at a body before it is stored; the object is None when it would be a new one.
Check = Callable[[Call, Thing | None, Body], None]


class _Work:
    """What the routes of a plain resource do."""

    def __init__(self, plain: Plain, check: Check) -> None:
        self.plain = plain
        self.check = check

    def sees(self, call: Call, thing: Thing) -> bool:
        """Whether the caller can see it: by its own realms, or by those of its project."""
        if self.plain.realms:
            return call.in_realm(thing.realm_ids)
        return thing.project is None or call.in_realm(thing.project.realm_ids)

    def find(self, call: Call, key: str) -> Thing:
        """The one with this id, else 404."""
        thing = call.world.things[self.plain.plural].get(key)
        if not thing or not self.sees(call, thing):
            raise not_found(self.plain.name)
        return thing

    def page(self, call: Call, project: Project | None, query: Any) -> Response:
        """One page of the list."""
        realm_id = query.realm_id if self.plain.realms else None
        found = [
            thing
            for thing in call.world.things[self.plain.plural].values()
            if thing.project is project and self.sees(call, thing) and realm_id in (None, *thing.realm_ids)
        ]
        order = {item.name: item.value for item in self.plain.table.members}[query.sort_by]
        found.sort(key=lambda thing: (order(thing), thing.id))
        shown = self.plain.page.render(page_of(found, query), call.switches)
        return reply(f"{self.plain.plural.capitalize()} retrieved successfully", shown)

    def store(self, call: Call, thing: Thing | None, project: Project | None, body: Body) -> Thing:
        """Make one, or change the one that is given."""
        self._check_unique(call, thing, project, body)
        self.check(call, thing, body)
        realm_ids = call.realms_for(body["realm_ids"]) if self.plain.realms else []
        if thing is None:
            thing = call.world.add_thing(self.plain.plural, project)
            thing.realm_ids = realm_ids
        elif "realm_ids" in body.sent and self.plain.realms:
            thing.realm_ids = realm_ids
        self.plain.table.keep(body, thing.values)
        thing.updated_at = call.world.now()
        return thing

    def _check_unique(self, call: Call, thing: Thing | None, project: Project | None, body: Body) -> None:
        unique = self.plain.unique
        if not unique or unique not in body.sent:
            return
        for other in call.world.things[self.plain.plural].values():
            if other is not thing and other.project is project and other.values.get(unique) == body[unique]:
                raise ApiError(409, f"{self.plain.name} {unique} already exists")

    def tell(self, call: Call, thing: Thing, done: str, status: int = 200) -> Response:
        """The reply that shows one."""
        shown = self.plain.table.render(thing, call.switches)
        return reply(f"{self.plain.name} {done} successfully", shown, status)


def router_of(plain: Plain, check: Check = lambda _call, _thing, _body: None) -> APIRouter:
    """All routes of a plain resource; ``check`` raises what else it refuses."""
    work, router = _Work(plain, check), make_router(plain.plural)
    one, many, owner, key = envelope_of(plain.table), envelope_of(plain.page), _owner(plain), _id(plain.name)
    query, creation, change = taking(plain.query, Query()), taking(plain.creation), taking(plain.update)

    @router.get(plain.collection, operation_id=f"list{plain.plural.capitalize()}", response_model=many)
    async def list_all(request: Request, project_id: Any = owner, query: Any = query) -> Response:
        call = call_of(request)
        return work.page(call, _project(call, project_id), query)

    @router.post(plain.collection, operation_id=f"create{plain.name}", status_code=201, response_model=one)
    async def create(request: Request, project_id: Any = owner, body: Body = creation) -> Response:
        call = call_of(request)
        thing = work.store(call, None, _project(call, project_id), body)
        return work.tell(call, thing, "created", 201)

    @router.get(plain.item, operation_id=f"get{plain.name}", response_model=one)
    async def read(request: Request, key: str = key) -> Response:
        call = call_of(request)
        return work.tell(call, work.find(call, key), "retrieved")

    @router.patch(plain.item, operation_id=f"update{plain.name}", response_model=one)
    @router.put(plain.item, operation_id=f"update{plain.name}Put", response_model=one)
    async def update(request: Request, key: str = key, body: Body = change) -> Response:
        call = call_of(request)
        thing = work.find(call, key)
        return work.tell(call, work.store(call, thing, thing.project, body), "updated")

    @router.delete(plain.item, operation_id=f"delete{plain.name}", response_model=envelope_of(None))
    async def delete(request: Request, key: str = key) -> Response:
        call = call_of(request)
        del call.world.things[plain.plural][work.find(call, key).id]
        return reply(f"{plain.name} deleted successfully", None)

    return router


def _id(name: str) -> Any:
    return taking(str, Path(alias="id", pattern=ID_PATTERN, description=f"{name} id."))


def _owner(plain: Plain) -> Any:
    async def none() -> None:
        pass

    return _id("Project") if plain.in_project else Depends(none)


def _project(call: Call, project_id: str | None) -> Project | None:
    return call.project(project_id) if project_id else None
