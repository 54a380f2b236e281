# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is asking: auth tokens, and the sessions that a login begins (API notes 2)."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any, NamedTuple

from .people import OWNER, User

LIFETIME = 86400
REFRESH_LIFETIME = 7 * 86400


class Credential(NamedTuple):
    """What a token may do, and within which realm."""

    name: str = "emulator"
    writes: bool = True
    expired: bool = False
    realm_id: str | None = None
    is_session: bool = False
    user: User = OWNER


class Session(NamedTuple):
    """A login: its two tokens, when it began, and for how many seconds each token is good."""

    token: str
    refresh_token: str
    begun: float
    lifetime: int = LIFETIME
    refresh_lifetime: int = REFRESH_LIFETIME


class Sessions:
    """The sessions of the user."""

    def __init__(self) -> None:
        self._begun = 0
        self._open: list[Session] = []

    def begin(self, now: float) -> Session:
        """A new session."""
        self._begun += 1
        session = Session(_token("access", self._begun, now), _token("refresh", self._begun, now), now)
        self._open.append(session)
        return session

    def credential(self, token: str, now: float) -> Credential | None:
        """What this access token may do, or None when there is no such session."""
        found = next((session for session in self._open if session.token == token), None)
        return Credential(expired=now > found.begun + LIFETIME, is_session=True) if found else None

    def may_refresh(self, token: str, now: float) -> bool:
        """Whether this refresh token is good."""
        return any(item.refresh_token == token and now <= item.begun + REFRESH_LIFETIME for item in self._open)

    def end_all(self) -> None:
        """A logout ends them all."""
        self._open.clear()


def _token(kind: str, number: int, now: float) -> str:
    """A text in the form of a JSON web token; nobody verifies its signature."""
    parts = ({"alg": "HS256", "typ": "JWT"}, {"kind": kind, "jti": number, "iat": int(now)})
    texts = [_base64(json.dumps(part, separators=(",", ":")).encode()) for part in parts]
    return ".".join([*texts, _base64(hashlib.sha256(".".join(texts).encode()).digest())])


def _base64(content: Any) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
