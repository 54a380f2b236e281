# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frames of live events (API notes part 2, H.3 and H.4)."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ..wire.table import Table, member
from .events import FIRST, FURTHER, has_cursors
from .values import constants, moment_of


class Greeted(NamedTuple):
    """A connection that is admitted, and from where to where the history reaches then."""

    id: str
    user_id: str
    realm_id: str | None
    boundary_cursor: str
    latest_cursor: str
    retention_days: int
    now: float


class Problem(NamedTuple):
    """What is wrong with a connection, or with what was asked over it."""

    code: str
    message: str
    now: float


WELCOME = Table(
    "WelcomeFrame",
    "The connection is admitted.",
    *constants(type="welcome"),
    member("connectionId", str, "id"),
    member("userId", str, "user_id"),
    member("realmId", str, "realm_id", null=True),
    member("boundary_cursor", str, known=has_cursors),
    member("latest_cursor", str, known=has_cursors),
    member("retention_days", int, known=has_cursors),
    member("timestamp", str, moment_of("now")),
)
EVENT_FRAME = Table(
    "EventFrame",
    "Something has happened.",
    *constants(type="event"),
    *FIRST,
    member("data", dict[str, object], "payload"),
    *(replace(item, known=has_cursors) for item in FURTHER),
)
TICK = Table(
    "TickFrame",
    "How far the history reaches, now and then.",
    *constants(type="tick"),
    member("latest_cursor", str),
)
PONG = Table("PongFrame", "Answers a ping.", *constants(type="pong"), member("timestamp", str, moment_of("now")))
ERROR = Table(
    "ErrorFrame",
    "What was asked is not granted.",
    *constants(type="error"),
    member("error", str, "code"),
    member("message", str),
    member("timestamp", str, moment_of("now")),
)
REVOKED = Table(
    "RevokedFrame",
    "The connection ends, as its token is good no more.",
    *constants(type="revoked"),
    member("reason", str, "code"),
    member("message", str),
)
SCOPE_CHANGED = Table(
    "ScopeChangedFrame",
    "A project is seen no more.",
    *constants(type="scope_changed"),
    member("project_id", str, "id"),
    *constants(reason="PROJECT_ACCESS_REVOKED"),
)
