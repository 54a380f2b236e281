# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pools: servers that several people use (API notes part 2, B.2)."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from pydantic import Field, StrictStr

from ..wire.bodies import Taken
from ..wire.table import Table, member
from ..world.people import User
from ..world.records import Pool, Role
from .values import moment_of


class Shown(NamedTuple):
    """A pool as somebody sees it who is in it."""

    pool: Pool
    user: User


POOL_USER = Table(
    "PoolUser",
    "Who is in a pool.",
    member("id", str),
    member("username", str),
    member("alias", str),
)
POOL_MEMBER = Table(
    "PoolMember",
    "One who is in a pool.",
    member("id", str),
    member("role", Role),
    member("is_authorized", bool, lambda _member: True),
    member("joined_at", str, moment_of("joined_at"), null=True),
    member("user", POOL_USER),
)
POOL_SERVER = Table(
    "PoolServer",
    "A server of a pool; `id` is what containers name (an inference of the notes).",
    member("id", str, "server_id"),
    member("name", str),
    member("rental_status", str, "status"),
    member("is_ready", bool, lambda rental: not rental.expired),
)
_NAME = {"create": Taken(Annotated[StrictStr, Field(min_length=1, max_length=100)])}
_DESCRIPTION = Taken(Annotated[StrictStr, Field(max_length=500)] | None, None)
_WRITTEN = ("create", "update")
_LISTED, _SINGLE = "single", "list"
POOL = Table(
    "Pool",
    "API notes part 2, B.2. The view `list` has counts, the view `single` members and servers.",
    member("id", str, "pool.id"),
    member("name", str, "pool.name", taken=_NAME),
    member("description", str, "pool.description", null=True, taken=dict.fromkeys(_WRITTEN, _DESCRIPTION)),
    member("is_default", bool, "pool.is_default"),
    member("settings", dict[str, Any], "pool.settings", taken=dict.fromkeys(_WRITTEN, Taken(dict[str, Any], {}))),
    member("created_at", str, moment_of("pool.created_at")),
    member("updated_at", str, moment_of("pool.updated_at")),
    member("owner_id", str, "pool.owner_id", null=True),
    member("user_role", Role, lambda shown: shown.pool.role_of(shown.user), not_in=_LISTED),
    member("member_count", int, lambda shown: len(shown.pool.members), not_in=_LISTED),
    member("server_count", int, lambda shown: len(shown.pool.servers), not_in=_LISTED),
    member("members", [POOL_MEMBER], "pool.members", not_in=_SINGLE),
    member("servers", [POOL_SERVER], "pool.servers", not_in=_SINGLE),
)
POOL_CREATION = POOL.body("create", "PoolCreate", "API notes part 2, B.2.")
POOL_UPDATE = POOL.body("update", "PoolUpdate", "API notes part 2, B.2: the name stays, and what is not sent.")
POOL_DONE = Table("PoolDone", "All that a change of a pool answers.", member("success", bool, lambda _pool: True))
