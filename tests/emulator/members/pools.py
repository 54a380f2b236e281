# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pools: servers that several people use (API notes part 2, B.2)."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from ..wire.table import Table, member
from ..world.records import Rental
from ..world.seed import POOL_ID
from .account import USER_ID, USERNAME
from .values import BOOT


class Pool(NamedTuple):
    """The pool that the caller is in, with these servers."""

    servers: list[Rental]


POOL_USER = Table(
    "PoolUser",
    "Who is in a pool.",
    member("id", str, lambda _pool: USER_ID),
    member("username", str, lambda _pool: USERNAME),
    member("alias", str, lambda _pool: "Emulator"),
)
_ROLE = Literal["owner", "admin", "user"]
POOL_MEMBER = Table(
    "PoolMember",
    "One who is in a pool.",
    member("id", str, lambda _pool: "65a1b2c3d4e5f60700000080"),
    member("role", _ROLE, lambda _pool: "user"),
    member("is_authorized", bool, lambda _pool: True),
    member("joined_at", str, lambda _pool: BOOT, null=True),
    member("user", POOL_USER, lambda pool: pool),
)
POOL_SERVER = Table(
    "PoolServer",
    "A server of a pool; `id` is what containers name (an inference of the notes).",
    member("id", str, "server_id"),
    member("name", str),
    member("rental_status", str, "status"),
    member("is_ready", bool, lambda rental: not rental.expired),
)
_LISTED, _SINGLE = "single", "list"
POOL = Table(
    "Pool",
    "API notes part 2, B.2. The view `list` has counts, the view `single` members and servers.",
    member("id", str, lambda _pool: POOL_ID),
    member("name", str, lambda _pool: "team"),
    member("description", str, lambda _pool: None, null=True),
    member("is_default", bool, lambda _pool: False),
    member("settings", dict[str, Any], lambda _pool: {}),
    member("created_at", str, lambda _pool: BOOT),
    member("updated_at", str, lambda _pool: BOOT),
    member("owner_id", str, lambda _pool: "65a1b2c3d4e5f60700000002", null=True),
    member("user_role", _ROLE, lambda _pool: "user", not_in=_LISTED),
    member("member_count", int, lambda _pool: 2, not_in=_LISTED),
    member("server_count", int, lambda pool: len(pool.servers), not_in=_LISTED),
    member("members", [POOL_MEMBER], lambda pool: [pool], not_in=_SINGLE),
    member("servers", [POOL_SERVER], not_in=_SINGLE),
)
