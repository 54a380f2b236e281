# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request says of itself, as ASGI has it."""

from __future__ import annotations

import re

from starlette.types import Scope

_REALM_LABEL = re.compile(rb"([0-9a-f]{24})\.")


def header(scope: Scope, name: bytes) -> bytes | None:
    """The first header of that name."""
    return next((value for key, value in scope["headers"] if key == name), None)


def realm_of(scope: Scope) -> str | None:
    """The realm of a realm host: first label of 24 hexadecimal characters (API notes 3.4).

    A request in absolute form names its host in the target, which outweighs the Host header (RFC 9112, 3.2.2).
    """
    host = scope.get("hoody_target_host") or header(scope, b"host") or b""
    match = _REALM_LABEL.match(host)
    return match[1].decode() if match else None
