# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The account: login, session, who is asking (API notes 2)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, StrictStr

from ..wire.bodies import Body
from ..wire.envelope import timestamp
from ..wire.table import Json, Table, member
from ..world.people import OWNER
from .values import BOOT, newer

USER_ID, USERNAME = OWNER.id, OWNER.username


class Login(Body):
    """API notes 2.1: the name of the user or the address."""

    username: Annotated[StrictStr, Field(min_length=3, max_length=50, pattern="^[a-zA-Z0-9_-]+$")] | None = None
    email: Annotated[StrictStr, Field(max_length=255)] | None = None
    password: StrictStr
    response_mode: Literal["tokens", "intent"] = "tokens"


class Refresh(Body):
    """API notes 2.1."""

    refreshToken: StrictStr


class Setup(Body):
    """API notes part 2, B.5: where a new server is to be. Which regions there are is not documented."""

    region: StrictStr = ""


USER = Table(
    "User",
    "Who is asking.",
    member("id", str),
    member("username", str),
    member("alias", str),
    member("email", str, lambda user: f"{user.username}@example.net"),
    member("created_at", str, lambda _subject: BOOT),
)
LOGIN = Table(
    "Login",
    "API notes 2.1.",
    member("token", str),
    member("refreshToken", str, "refresh_token"),
    member("expires_at", str, lambda session: timestamp(session.begun + session.lifetime)),
    member("expires_in", int, "lifetime"),
    member("refresh_expires_at", str, lambda session: timestamp(session.begun + session.refresh_lifetime)),
    member("refresh_expires_in", int, "refresh_lifetime"),
    member("user", USER, lambda _session: OWNER),
)
AUTH_TOKEN = Table(
    "AuthToken",
    "An auth token about itself (API notes 2 and part 2, 0.4).",
    member("id", str, lambda _credential: "65a1b2c3d4e5f60700000002"),
    member("alias", str, "name"),
    member("user_id", str, "user.id"),
    member("permissions", dict[str, Any], lambda credential: permissions_of(credential.writes)),
    member("realm_ids", list[str], lambda credential: [credential.realm_id] if credential.realm_id else []),
    member("allow_no_realm", bool, lambda credential: credential.realm_id is None),
    member("event_access", bool, lambda _credential: True),
    member("vault_access", bool, lambda _credential: False),
    member("expires_at", str, lambda _credential: None, null=True),
    member("created_at", str, lambda _credential: BOOT),
)


def permissions_of(writes: bool) -> Json:
    """The part of the permission tree that concerns what the emulator has (API notes part 2, 0.4)."""
    actions = dict.fromkeys(("start", "stop", "restart", "exec"), writes)
    features = dict.fromkeys(("ai", "hoody_kit", "snapshots", "networking", "kvm"), writes)
    changes = dict.fromkeys(("create", "update", "delete"), writes)
    return {
        "containers": {"read": True, **changes, "actions": {**actions, "logs": True}, "features": features},
        "projects": {"read": True, **changes},
        "resources": {
            **dict.fromkeys(("ssh_keys", "proxy_aliases", "firewalls"), writes),
            "realms": True,
            "events": True,
            "read_account": True,
        },
        "financial": {"server_rental": {"view_marketplace": writes}},
    }


class FreeTier(NamedTuple):
    """What the account has of the free tier."""

    has_free_server: bool


FREE_TIER = Table(
    "FreeTier",
    "Whether the account has a free server, or may claim one (API notes part 2, B.5).",
    member("gate_enabled", bool, lambda _tier: False),
    member("unlocked", bool, lambda _tier: True),
    member("has_free_server", bool),
    member("can_claim", bool, lambda tier: not tier.has_free_server),
    member(
        "claim_blocked_reason",
        Literal["none", "invite_required", "pool_empty", "already_claimed"],
        lambda tier: "already_claimed" if tier.has_free_server else "none",
    ),
    member("signup_code_failed", bool, lambda _tier: False),
)


class Equipment(NamedTuple):
    """What an account begins with, as it is shown elsewhere; nothing of what it cannot have."""

    server: Json | None
    project: Json | None
    container: Json | None


SETUP = Table(
    "AccountSetup",
    "What an account begins with (API notes part 2, B.5). In which form is not published.",
    member("server", dict[str, Any], null=True),
    member("project", dict[str, Any], null=True),
    member("container", dict[str, Any], null=True),
    member(
        "blocked_reason",
        Literal["support_required"],
        lambda had: None if had.server else "support_required",
        null=True,
        known=newer,
    ),
)
