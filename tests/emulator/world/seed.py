# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fresh world holds."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from .people import COLLEAGUE, OWNER
from .records import Alias, Network, Pool, PoolMember, Project, Rental, effective_of
from .sharing import share

if TYPE_CHECKING:
    from .world import World

REALM_ID = "65a1b2c3d4e5f607000000ee"
SEED_TIME = 1735689600.0  # 2025-01-01T00:00:00Z; long ago, so that everything made later has a later time

# alias, is_default, in the realm
SEEDED_PROJECTS = (
    ("Default", True, False),
    ("Shop", False, False),
    ("Lab", False, True),
)
#: One that a colleague may change, too.
SHARED = "Shop"
#: The pool of a colleague that the caller is in, and the one that the caller has from the start.
POOL_ID, DEFAULT_POOL_ID = "65a1b2c3d4e5f60700000077", "65a1b2c3d4e5f6070000007a"
# server name, country, country name, city, datacenter, fields that differ from an ordinary active rental
SEEDED_SERVERS: tuple[tuple[str, str, str, str, str, dict[str, Any]], ...] = (
    ("amber-fox-1a2-de", "DE", "Germany", "Falkenstein", "FSN1", {"realm_ids": [REALM_ID]}),
    ("blue-owl-3b4-us", "US", "United States", "Ashburn", "IAD2", {"is_free": True}),
    ("grey-elk-5c6-fi", "FI", "Finland", "Helsinki", "HEL1", {"status": "expired", "expired": True}),
    ("pool-member", "NL", "Netherlands", "Amsterdam", "AMS3", {"server_id": None, "pool_id": POOL_ID}),
)
#: A server that somebody else has put into the pool that the caller is in.
POOLED = Rental(
    "65a1b2c3d4e5f60700000078",
    "65a1b2c3d4e5f60700000079",
    "green-ray-7d8-nl",
    *("NL", "Netherlands", "Amsterdam", "Europe", "AMS3"),
    pooled=True,
)
#: One that anybody could rent, and nobody has rented.
ON_OFFER = Rental(
    "65a1b2c3d4e5f6070000007b",
    "65a1b2c3d4e5f6070000007c",
    "iron-yak-9e0-se",
    *("SE", "Sweden", "Stockholm", "Europe", "ARN1"),
)
SEEDED_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEVtdWxhdG9yU2VlZGVkS2V5T2ZTaG9wQXBpMDAwMDAw ops@example.com"
# project, server, name, status, further fields. `web` exists in two projects on purpose.
SEEDED_CONTAINERS: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    (
        "Shop",
        "amber-fox-1a2-de",
        "web",
        "running",
        {"values": {"comment": "role=web tier=front"}, "environment_vars": {"LOG_LEVEL": "info"}},
    ),
    (
        "Shop",
        "amber-fox-1a2-de",
        "shop-api",
        "running",
        {
            "values": {"comment": "role=api tier=back"},
            "ssh_public_key": SEEDED_KEY,
            "environment_vars": {"LOG_LEVEL": "debug", "DATABASE_URL": "postgresql://db.internal/shop"},
            "proxy_permissions": {
                "groups": {"ops": {"type": "password", "username": "ops", "password": "gate-secret"}}
            },
        },
    ),
    ("Shop", "blue-owl-3b4-us", "shop-worker", "stopped", {"values": {"comment": "role=worker"}}),
    ("Shop", "blue-owl-3b4-us", "shop-cache", "paused", {}),
    (
        "Shop",
        "amber-fox-1a2-de",
        "shop-crawler",
        "running",
        {
            "network": Network(
                "socks5",
                "socks5://crawler:crawler-secret@proxy.example.net:1080",
                country="DE",
                city="Berlin",
                region="Europe",
                comment="Egress for crawlers",
                status="running",
            )
        },
    ),
    ("Lab", "amber-fox-1a2-de", "web", "stopped", {"realm_ids": [REALM_ID]}),
    ("Lab", "grey-elk-5c6-fi", "lab-archive", "stopped", {}),
)
DEFAULT_SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEVtdWxhdG9yUHJvamVjdERlZmF1bHRLZXkwMDAwMDA project-default"


def fill(world: World, *, empty: bool) -> None:
    """Put into an empty world what a fresh one holds."""
    moment = SEED_TIME
    for alias, is_default, in_realm in SEEDED_PROJECTS:
        moment += 1
        world.add_project(
            alias,
            world.random_color(),
            created_at=moment,
            is_default=is_default,
            realm_ids=[REALM_ID] if in_realm else [],
        )
    for name, country, country_name, city, datacenter, fields in SEEDED_SERVERS:
        rental_id, server_id = world.new_id(), world.new_id()
        values = {"server_id": server_id, **fields, "realm_ids": list(fields.get("realm_ids", ()))}
        region = "North America" if country == "US" else "Europe"
        world.rentals[rental_id] = Rental(
            rental_id, values.pop("server_id"), name, country, country_name, city, region, datacenter, **values
        )
    world.rentals[POOLED.id] = copy.deepcopy(POOLED)
    own = next(rental for rental in world.rentals.values() if rental.server_id)
    world.pools = {pool.id: pool for pool in _pools([own, world.rentals[POOLED.id]])}
    if not empty:
        for project, server, name, status, fields in SEEDED_CONTAINERS:
            moment += 60
            _put_container(world, project, server, name, status, moment, fields)
    shared = world.project_called(SHARED)
    if shared:
        share(world, shared, COLLEAGUE, "edit", moment + 60)
    if world.fleet:
        add_fleet(world, "Fleet", world.fleet, "node-")


def _pools(servers: list[Rental]) -> list[Pool]:
    first, second, third = (f"65a1b2c3d4e5f607000000{number}" for number in (80, 81, 82))
    team = [PoolMember(second, COLLEAGUE, "owner", SEED_TIME), PoolMember(first, OWNER, "user", SEED_TIME)]
    alone = [PoolMember(third, OWNER, "owner", SEED_TIME)]
    return [
        Pool(POOL_ID, "team", SEED_TIME, SEED_TIME, team, servers),
        Pool(DEFAULT_POOL_ID, "Default", SEED_TIME, SEED_TIME, alone, is_default=True),
    ]


def _put_container(
    world: World, project: str, server: str, name: str, status: str, moment: float, fields: dict[str, Any]
) -> None:
    owner, host = world.project_called(project), world.server_called(server)
    if not owner or not host:
        raise LookupError(f"the seeded container {name} names an unknown project or server")
    # Copies, as a reset must not find the tables changed.
    container = world.add_container(owner, host, name, status, created_at=moment, **copy.deepcopy(fields))
    if container.network and container.network.status == "running":
        container.network.effective = effective_of(container.network)
    if name == "web" and project == "Shop":
        world.aliases.add(Alias(world.new_id(), container, "shop-web", "http", 80, moment, moment))


def add_fleet(world: World, project: str, count: int, prefix: str) -> Project:
    """Many running containers, fast; the project is made when it does not exist."""
    owner = world.project_called(project) or world.add_project(project, world.random_color())
    hosts = [
        rental
        for rental in world.rentals.values()
        if rental.status == "active" and rental.server_id and not rental.pooled
    ]
    # Numbers go on where an earlier call stopped.
    first = len(owner.containers) + 1
    for number in range(first, first + count):
        world.add_container(
            owner,
            hosts[number % len(hosts)],
            f"{prefix}{number:05d}",
            "running",
            color="#3B82F6",
            values={"comment": f"role=node number={number}"},
            environment_vars={"NODE": str(number)},
        )
    return owner
