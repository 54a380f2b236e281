# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environment variables: what they must be, and how they are shown (API notes 11 and part 2, F.4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, Field, StrictStr

from ..wire.bodies import Body, broken_rule
from ..wire.switches import Switches, active_switches
from ..wire.table import Table, member
from ..world.records import Container
from .values import moment_of, newer

# The published limits: entries, length of a name, shortest and longest value (API notes 16.1 C5).
_ENVIRONMENT_LIMITS = {"current": (256, 128, 1, 4096), "seed": (200, None, 0, 65536)}
# What the CLI of b12 refuses (API notes part 2, F.4).
_SYSTEM_VARIABLES = frozenset(
    {"TMPDIR", "TMP", "TEMP", "http_proxy", "https_proxy", "ALL_PROXY", "GCONV_PATH", "RESOLV_HOST_CONF"}
)
_LINE_BREAK = re.compile(r"[\r\n\0]")
ENVIRONMENT_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*\Z")


def environment_problem(name: str, value: Any) -> str | None:
    """What is wrong with one environment variable under the active rules, if anything."""
    switches = active_switches.get()
    _entries, name_length, shortest, longest = _ENVIRONMENT_LIMITS[switches.environment_limits]
    if not isinstance(value, str):
        return "must be string"
    if switches.environment_system == "refused":
        if name in _SYSTEM_VARIABLES or name.startswith("LD_"):
            return "is a variable of the system"
        if _LINE_BREAK.search(value):
            return "must NOT have line breaks"
    if name_length and len(name) > name_length:
        return f"must NOT have more than {name_length} characters in its name"
    if len(value) < shortest:
        return f"must NOT have fewer than {shortest} characters"
    if len(value) > longest:
        return f"must NOT have more than {longest} characters"
    return None


def environment_entries() -> int:
    """How many variables a container may have."""
    return _ENVIRONMENT_LIMITS[active_switches.get().environment_limits][0] or 0


def _check_environment(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if len(value) > environment_entries():
        raise broken_rule("too_many", f"must NOT have more than {environment_entries()} properties")
    for name, text in value.items():
        if not ENVIRONMENT_NAME.match(name):
            raise broken_rule("bad_name", "property name must be valid")
        if problem := environment_problem(name, text):
            raise broken_rule("bad_value", f"{name} {problem}")
    return value


EnvironmentVars = Annotated[
    dict[StrictStr, StrictStr],
    BeforeValidator(_check_environment),
    Field(description="Names match ^[a-zA-Z_][a-zA-Z0-9_]*$; number and length depend on environment_limits."),
]


class EnvironmentValue(Body):
    """Body of an update of one variable (API notes 11)."""

    value: Annotated[StrictStr, Field(max_length=65536)]


def _last_error(container: Container) -> str | None:
    return "ENV_APPLY_FAILED" if container.environment_given_up else None


ENV_SYNC = Table(
    "EnvironmentSync",
    "State of the transport of variables into the container.",
    member("pending", bool, lambda container: container.environment_applied < container.environment_revision),
    member("revision", int, "environment_revision"),
    member("applied_revision", int, "environment_applied"),
    member("verified_at", str, moment_of("updated_at"), null=True),
    member("attempted_at", str, moment_of("updated_at"), null=True),
    member("last_error", str, _last_error, null=True),
    member("exhausted", bool, "environment_given_up"),
)


def variables_of(container: Callable[[Any], Container]) -> list[Any]:
    """The variables of a container, or their names alone (API notes part 2, F.4)."""

    def redacted(switches: Switches) -> bool:
        return switches.environment_values == "redacted"

    return [
        member(
            "environment_vars",
            dict[str, str],
            lambda subject: container(subject).environment_vars,
            known=lambda switches: not redacted(switches),
        ),
        member(
            "environment_vars",
            dict[str, Any],
            lambda subject: dict.fromkeys(container(subject).environment_vars),
            known=redacted,
        ),
        member("values_redacted", bool, lambda _subject: True, known=redacted),
    ]


class Written(NamedTuple):
    """A container whose variables were written."""

    container: Container

    @property
    def synced(self) -> bool:
        """Whether the running container has them."""
        present = self.container.environment_applied == self.container.environment_revision
        return present and self.container.status == "running"


ENVIRONMENT = Table(
    "Environment",
    "API notes part 2, F.4.",
    *variables_of(lambda container: container),
    member("env_sync", ENV_SYNC, lambda container: container, known=newer),
)
ENVIRONMENT_CHANGE = Table(
    "EnvironmentChange",
    "API notes part 2, F.4.",
    member("environment_vars", dict[str, str], "container.environment_vars"),
    member("synced", bool),
    member("env_sync", ENV_SYNC, "container", known=newer),
)
