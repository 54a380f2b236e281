# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The account: login, session, who is asking (API notes 2)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictStr

from ..wire.bodies import Body
from ..wire.envelope import timestamp
from ..wire.table import Json, Table, member
from .values import BOOT

USER_ID = "65a1b2c3d4e5f60700000001"
USERNAME = "emulator"


class Login(Body):
    """API notes 2.1: the name of the user or the address."""

    username: Annotated[StrictStr, Field(min_length=3, max_length=50, pattern="^[a-zA-Z0-9_-]+$")] | None = None
    email: Annotated[StrictStr, Field(max_length=255)] | None = None
    password: StrictStr
    response_mode: Literal["tokens", "intent"] = "tokens"


class Refresh(Body):
    """API notes 2.1."""

    refreshToken: StrictStr


USER = Table(
    "User",
    "Who is asking.",
    member("id", str, lambda _subject: USER_ID),
    member("username", str, lambda _subject: USERNAME),
    member("alias", str, lambda _subject: "Emulator"),
    member("email", str, lambda _subject: "emulator@example.net"),
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
    member("user", USER, lambda session: session),
)
AUTH_TOKEN = Table(
    "AuthToken",
    "An auth token about itself (API notes 2 and part 2, 0.4).",
    member("id", str, lambda _credential: "65a1b2c3d4e5f60700000002"),
    member("alias", str, "name"),
    member("user_id", str, lambda _credential: USER_ID),
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
    }
