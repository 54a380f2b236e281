# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the values of members come from, and constants that several objects share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..wire.envelope import timestamp
from ..wire.switches import Switches
from ..wire.table import ABSENT, member

DAY = 86400
#: Where the proxy serves what is inside of containers.
DOMAIN = "containers.hoody.com"
BOOT = "2025-01-01T00:00:00.000Z"


def newer(switches: Switches) -> bool:
    """Whether the revision knows what is newer."""
    return switches.newer_fields


def moment_of(attribute: str) -> Any:
    """A value function: a moment of the subject as text."""

    def value(subject: Any) -> str | None:
        moment = subject
        for name in attribute.split("."):
            moment = getattr(moment, name)
        return None if moment is None else timestamp(moment)

    return value


def unless_null(attribute: str) -> Any:
    """A value function: members that are strings are left out when there is none; the vendor's types know no null."""

    def value(subject: Any) -> Any:
        found = subject
        for name in attribute.split("."):
            found = getattr(found, name)
        return ABSENT if found is None else found

    return value


def constants(**values: Any) -> list[Any]:
    """Members whose values are the same everywhere."""

    def giving(value: Any) -> Callable[[Any], Any]:
        return lambda _subject: value

    return [member(name, type(value), giving(value)) for name, value in values.items()]
