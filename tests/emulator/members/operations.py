# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations on a container, and the log of its status (API notes 6)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, model_validator

from ..wire.bodies import Body, BodyNumber, Paging, QueryNumber, ignoring
from ..wire.pages import page_table
from ..wire.switches import active_switches
from ..wire.table import Table, member
from ..world.records import Container, StatusLog
from .values import moment_of, newer

Operation = Literal["start", "stop", "force-stop", "restart", "pause", "resume"]


_drop_timeout = ignoring("timeout", unless=lambda: active_switches.get().newer_fields)


class OperationBody(Body):
    """Optional body of an operation, since b16 (API notes 6)."""

    timeout: Annotated[BodyNumber, Field(ge=1, le=600)] = Field(default=600, description="Seconds.")

    @model_validator(mode="before")
    @classmethod
    def _known_fields(cls, value: Any) -> Any:
        return _drop_timeout(value)


class StatusLogQuery(Paging):
    """API notes 6.1."""

    limit: Annotated[QueryNumber, Field(ge=1, le=100)] = 10
    sort_by: Literal["transition_time", "created_at", "to_status", "from_status"] = "transition_time"


class Accepted(NamedTuple):
    """An operation that was accepted."""

    container: Container
    operation: str
    operation_id: str
    copy_firewall_rules: bool = False
    copy_network_rules: bool = False


OPERATION_ID = member("operation_id", str, known=newer)


OPERATION = Table(
    "OperationResult",
    "API notes 6.",
    member("error", bool, lambda _accepted: False),
    member("operation", str),
    member("container_id", str, "container.id"),
    member("project_id", str, "container.project.id"),
    member("message", str, lambda accepted: f"Container {accepted.operation} accepted"),
    member("status", str, "container.status"),
    OPERATION_ID,
)


class Logged(NamedTuple):
    """An entry of the status log of a container."""

    container: Container
    entry: StatusLog


STATUS_LOG = Table(
    "StatusLogEntry",
    "API notes 6.1.",
    member("id", str, "entry.id"),
    member("container_id", str, "container.id"),
    member("from_status", str, "entry.from_status", null=True),
    member("to_status", str, "entry.to_status"),
    member("transition_time", str, moment_of("entry.at")),
    member("duration_ms", int, "entry.duration_ms", null=True),
    member("triggered_by", str, "entry.triggered_by"),
    member("metadata", dict[str, Any], "entry.metadata", null=True),
)
STATUS_LOG_PAGE = page_table("StatusLogPage", "logs", STATUS_LOG)
