# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The things the emulator knows about, as plain records without behaviour of the API."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal

from .people import OWNER, User

NEVER = float("inf")
# A container that is being built (API notes 5.10).
UNDER_CONSTRUCTION = frozenset({"creating", "provisioning", "copying", "claiming"})
DEFAULT_DNS = ("1.1.1.1", "8.8.8.8")


@dataclass(slots=True)
class Transition:
    """A change of status that is on its way. `target` None means that the container vanishes."""

    due: float
    target: str | None
    operation: str
    triggered_by: str
    #: Who began it, None for the platform, and the id by which events name it.
    actor: User | None = None
    operation_id: str | None = None


@dataclass(slots=True)
class StatusLog:
    """One change of status (API notes 6.1)."""

    id: str
    from_status: str | None
    to_status: str
    at: float
    duration_ms: int | None
    triggered_by: str
    metadata: dict[str, Any] | None


@dataclass(slots=True)
class Network:
    """A stored network configuration; `effective` is what the running bridge really enforces."""

    type: str
    proxy: str | None = None
    country: str | None = None
    city: str | None = None
    region: str | None = None
    comment: str | None = None
    dns_servers: list[str] = field(default_factory=lambda: list(DEFAULT_DNS))
    status: Literal["configured", "running", "stopped", "error"] = "configured"
    configured_at: float = 0.0
    effective: dict[str, Any] | None = None
    #: When it was last started or stopped.
    switched_at: float | None = None
    #: What will be enforced, and when.
    coming: tuple[float, dict[str, Any] | None] | None = None

    @property
    def running(self) -> bool:
        """Whether the bridge enforces something."""
        return self.effective is not None

    def settle(self, now: float) -> None:
        """Let the last start or stop take effect when its time has come."""
        if self.coming and self.coming[0] <= now:
            self.effective, self.coming = self.coming[1], None


def effective_of(network: Network) -> dict[str, Any]:
    """The configuration that a bridge takes over when it is started."""
    return {
        "type": network.type,
        "proxy": network.proxy,
        "country": network.country,
        "city": network.city,
        "region": network.region,
        "dns_servers": list(network.dns_servers),
    }


Level = Literal["read", "edit", "delete"]
#: Each of them includes those before it.
LEVELS: tuple[Level, ...] = ("read", "edit", "delete")


@dataclass(slots=True, eq=False)
class Permission:
    """What somebody who is not the owner may do with a project (API notes part 2, A.1)."""

    id: str
    project: Project
    user: User
    permission_level: Level
    created_at: float
    updated_at: float

    @property
    def user_id(self) -> str:
        """By which lists can be ordered."""
        return self.user.id


@dataclass(slots=True, eq=False)
class Project:
    """API notes 9."""

    id: str
    alias: str
    color: str
    created_at: float
    updated_at: float
    max_containers: int | None = None
    is_default: bool = False
    realm_ids: list[str] = field(default_factory=list)
    containers: dict[str, Container] = field(default_factory=dict)
    owner: User = OWNER
    permissions: dict[str, Permission] = field(default_factory=dict)
    #: Who may use the services of all its containers, and how often that was written.
    proxy_permissions: dict[str, Any] | None = None
    proxy_version: int = 0
    gone_at: float | None = None

    def level_of(self, user: User) -> Level | None:
        """What somebody else may do with it; nothing when it is not shared with them."""
        return next((entry.permission_level for entry in self.permissions.values() if entry.user == user), None)


@dataclass(slots=True, eq=False)
class Thing:
    """An object of a plain resource, perhaps in a project; `values` holds its members as they were sent."""

    id: str
    created_at: float
    updated_at: float
    project: Project | None = None
    values: dict[str, Any] = field(default_factory=dict)
    realm_ids: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Rental:
    """A rented server: `id` is the rental's, `server_id` the one that containers name (API notes 10).

    ``pooled`` is one that somebody else has rented and shares in a pool: no rental of the caller's.
    """

    id: str
    server_id: str | None
    name: str
    country: str
    country_name: str
    city: str
    region: str
    datacenter: str
    status: str = "active"
    is_free: bool = False
    expired: bool = False
    capacity: int = 100_000
    #: Where its SSH endpoint really is, if there is one.
    ssh_host: str | None = None
    pooled: bool = False
    pool_id: str | None = None
    realm_ids: list[str] = field(default_factory=list)


Role = Literal["owner", "admin", "user"]


@dataclass(slots=True, eq=False)
class PoolMember:
    """Somebody who is in a pool."""

    id: str
    user: User
    role: Role
    joined_at: float


@dataclass(slots=True, eq=False)
class Pool:
    """Servers that several people use (API notes part 2, B.2). The first of its members is its owner."""

    id: str
    name: str
    created_at: float
    updated_at: float
    members: list[PoolMember]
    servers: list[Rental] = field(default_factory=list)
    description: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    is_default: bool = False

    @property
    def owner_id(self) -> str:
        """Who has made it."""
        return self.members[0].user.id

    def role_of(self, user: User) -> Role | None:
        """What somebody is in it; nothing for whoever is not in it."""
        return next((member.role for member in self.members if member.user == user), None)


@dataclass(slots=True, eq=False)
class Snapshot:
    """API notes part 2, C.2."""

    name: str
    alias: str | None
    created_at: float
    expires_at: float | None = None
    last_used_at: float | None = None


@dataclass(slots=True, eq=False)
class Alias:
    """A proxy alias (API notes part 2, E.3). It may outlive its container."""

    id: str
    container: Container
    name: str
    program: str
    #: For http and https the port.
    index: int
    created_at: float
    updated_at: float
    target_path: str | None = None
    allow_path_override: bool = True
    expires_at: float | None = None
    enabled: bool = True


@dataclass(slots=True, eq=False)
class Container:
    """API notes 4. `values` holds members as they were sent, `texts` rendered JSON until the container changes."""

    id: str
    project: Project
    server: Rental
    name: str
    color: str
    status: str
    created_at: float
    updated_at: float
    image: str = "debian/13"
    values: dict[str, Any] = field(default_factory=dict)
    prespawn: bool = False
    is_default: bool = False
    environment_vars: dict[str, str] = field(default_factory=dict)
    environment_revision: int = 1
    #: Which revision is in the container, and whether the server has given up on a newer one.
    environment_applied: int = 1
    environment_given_up: bool = False
    ssh_public_key: str | None = None
    ssh_key_installed_at: float | None = None
    #: The one that the server lets in, which may be the former one for a while (API notes part 2, G.11).
    ssh_key_in_place: str | None = None
    source_container_id: str | None = None
    realm_ids: list[str] = field(default_factory=list)
    aliases: dict[str, Alias] = field(default_factory=dict)
    proxy_permissions: dict[str, Any] | None = None
    #: How often they were written.
    proxy_version: int = 0
    network: Network | None = None
    firewall: dict[str, list[dict[str, str]]] = field(default_factory=lambda: {"ingress": [], "egress": []})
    #: How it was before the first write and after each; the newest of them.
    firewall_history: deque[dict[str, list[dict[str, str]]]] = field(default_factory=lambda: deque(maxlen=2000))
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    last_used_snapshot: str | None = None
    pending: Transition | None = None
    status_since: float = 0.0
    #: Code and message of what made it fail.
    failure: tuple[str, str] | None = None
    logs: list[StatusLog] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
