# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live information of a container, given on request (API notes 5.1)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, Field

from ..wire.bodies import broken_rule
from ..wire.table import ABSENT, Table, member


def _check_runtime(value: str) -> str:
    if value in ("true", "false"):
        return value
    try:
        wanted = json.loads(value)
    except ValueError:
        wanted = None
    if not isinstance(wanted, dict):
        raise broken_rule("bad_runtime", "must be true, false or a JSON object")
    return value


Runtime = Annotated[
    str,
    AfterValidator(_check_runtime),
    Field(description='`true`, `false`, or JSON such as `{"displays":true}`; `{}` means everything.'),
]


class Named(NamedTuple):
    """Something inside a container that is active or not; the API tells it in a word."""

    name: str
    active: str


DISPLAY = Table("Display", "A display inside a container.", member("index", int), member("active", str))
SERVICE = Table("Service", "A service inside a container.", member("name", str), member("active", str))
RUNTIME_PARTS = ("displays", "services", "network_services", "terminals")


class Live(NamedTuple):
    """Live information of a container: which parts were asked for, and whether it runs."""

    wanted: frozenset[str]
    running: bool

    def part(self, name: str, values: list[Any]) -> Any:
        """The values while it runs, if that part was asked for."""
        if self.wanted and name not in self.wanted:
            return ABSENT
        return values if self.running else []


@dataclass(frozen=True)
class Screen:
    """A display."""

    index: int
    active: str


RUNTIME = Table(
    "RuntimeInfo",
    "Live information, given on request only; the parts that were asked for.",
    member("displays", [DISPLAY], lambda live: live.part("displays", [Screen(1, "active")]), optional=True),
    member("services", [SERVICE], lambda live: live.part("services", [Named("terminal", "active")]), optional=True),
    member("network_services", [SERVICE], lambda live: live.part("network_services", []), optional=True),
    member("terminals", [SERVICE], lambda live: live.part("terminals", []), optional=True),
)
