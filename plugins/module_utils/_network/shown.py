# SPDX-License-Identifier: GPL-3.0-or-later
"""A network profile as it is shown, in results and in diffs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._engine.plan import Secret
from .._text.secrets import without_userinfo
from .._text.types import Json
from .enforcement import (
    enforced,
    has_credentials,
    is_configured,
)
from .model import (
    BLOCK,
    CREDENTIALS,
    ENFORCED,
    FIELDS,
    PROXY,
    TYPE,
)
from .values import userinfo


def stored_in(current: Json | Mapping[str, Any]) -> Json:
    """What is configured, {} for nothing. A blocked container has no proxy, whatever the server still remembers."""
    stored = dict(current) if is_configured(current) else {}
    if stored.get(TYPE.name) == BLOCK:
        stored.pop(PROXY.name, None)
        stored.pop("credentials_configured", None)
    return stored


def view(current: Mapping[str, Any]) -> Json:
    """The configuration in canonical form with the credentials wrapped, {} when there is none."""
    if not is_configured(current):
        return {}
    state = stored_in(current)
    shown = {item.name: item.current(state) for item in FIELDS}
    if has_credentials(state):
        shown[CREDENTIALS] = Secret(userinfo(state.get(PROXY.name)))
    return {**{name: value for name, value in shown.items() if value is not None}, ENFORCED: enforced(current)}


def present(current: Mapping[str, Any]) -> Json:
    """The configuration in the form in which it may be returned: no userinfo, ever."""
    configured = is_configured(current)
    found = {"configured": configured, ENFORCED: enforced(current)}
    shown = {**current, "container_id": current.get("container_id"), **found}
    if configured:
        shown["credentials_configured"] = has_credentials(current)
    if shown.get(PROXY.name):
        shown[PROXY.name] = without_userinfo(shown[PROXY.name])
    return shown
