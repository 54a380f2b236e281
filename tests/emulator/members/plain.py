# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain resources: those that can be listed, created, read, updated and deleted, and nothing else.

Such a resource is one entry in RESOURCES; ``routes/plain.py`` makes its routes. One that refuses more than its members
say is no entry, but has a file in ``routes`` with ``router = router_of(plain(...), check)``. For example::

    plain(
        "Volume",
        "API notes 99.",
        "/projects/{id}/volumes",
        member("name", str, taken="create update", limits={"min_length": 1, "max_length": 100}),
        member("size", int, default=10, taken="create update", limits={"ge": 1}),
        member("comment", str, null=True, taken="create update"),
    )
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model

from ..wire.bodies import ID_PATTERN, Body, Paging, QueryNumber, RealmIds, Taken
from ..wire.pages import page_table
from ..wire.table import Member, Table, member
from .values import moment_of

_IN_PROJECT = "/projects/{id}/"
_REALM_IDS = member("realm_ids", list[str], "realm_ids", taken=dict.fromkeys(("create", "update"), Taken(RealmIds, [])))


@dataclass(frozen=True)
class Plain:
    """A plain resource.

    ``name`` and ``plural`` are how it is called; ``collection`` and ``item`` its paths below ``/api/v1``. ``unique``
    names the member that no two may share, within a project where they are in one; it is empty where there is none.
    """

    name: str
    plural: str
    collection: str
    item: str
    unique: str
    realms: bool
    table: Table
    page: Table
    creation: type[Body]
    update: type[Body]
    query: type[BaseModel]

    @property
    def in_project(self) -> bool:
        """Whether each belongs to a project."""
        return self.collection.startswith(_IN_PROJECT)


def plain(
    name: str,
    about: str,
    collection: str,
    *members: Member,
    item: str = "",
    unique: str = "name",
    realms: bool = False,
    limit: int = 10,
) -> Plain:
    """A plain resource with these members, beside its id, its project and its times.

    The last part of ``collection`` is its plural. Its objects are read at ``item``; unless it is given, that is
    ``/volumes/{id}`` for volumes, also where these are in projects, as with containers. ``limit`` is the length of a
    page when the caller does not say.
    """
    plural = collection.strip("/").rpartition("/")[2]
    above = "" if collection.startswith(_IN_PROJECT) else collection.rstrip("/").removesuffix(f"/{plural}")
    owner = [member("project_id", str, "project.id")] if collection.startswith(_IN_PROJECT) else []
    times = [member(word, str, moment_of(word)) for word in ("created_at", "updated_at")]
    realm_ids = [_REALM_IDS] if realms else []
    table = Table(name, about, member("id", str), *owner, *members, *realm_ids, *times)
    return Plain(
        name,
        plural,
        collection,
        item or f"{above}/{plural}/{{id}}",
        unique,
        realms,
        table,
        page_table(f"{name}Page", plural, table),
        table.body("create", f"{name}Create", f"What a new {name.lower()} is made of. {about}"),
        table.body("update", f"{name}Update", f"Only what is sent changes. {about}", empty=False),
        _query(name, ("id", *filter(None, [unique]), "created_at", "updated_at"), limit, realms),
    )


def _query(name: str, orders: tuple[str, ...], limit: int, realms: bool) -> type[BaseModel]:
    orders_of: Any = Literal
    fields: dict[str, Any] = {
        "limit": (Annotated[QueryNumber, Field(ge=1, le=100)], limit),
        "sort_by": (orders_of[orders], "created_at"),
    }
    if realms:
        fields["realm_id"] = (Annotated[str, Field(pattern=ID_PATTERN)] | None, None)
    query: type[BaseModel] = create_model(f"{name}ListQuery", __base__=Paging, **fields)
    return query


#: A new plain resource is one more of them.
RESOURCES: tuple[Plain, ...] = ()
