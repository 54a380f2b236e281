# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots of a container (API notes part 2, section C)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from pydantic import Field, StrictStr

from ..wire.bodies import Body, BodyNumber
from ..wire.switches import Switches
from ..wire.table import Table, member
from ..world.records import Container, Snapshot
from .values import moment_of

Alias = Annotated[StrictStr, Field(max_length=100)]
_SIZE = 41_943_040


class SnapshotCreate(Body):
    """API notes part 2, C.3."""

    alias: Alias = Field(default="", description="Also the source of the name.")
    expiry: Annotated[BodyNumber, Field(ge=1, le=3650)] = Field(default=0, description="Days.")


class SnapshotAlias(Body):
    """API notes part 2, C.1."""

    alias: Alias | None


class Taken(NamedTuple):
    """A container and one of its snapshots."""

    container: Container
    snapshot: Snapshot


class Kept(NamedTuple):
    """A container with its snapshots, and how many it can have."""

    container: Container
    snapshots: list[Snapshot]
    limit: int | None


SNAPSHOT = Table(
    "Snapshot",
    "API notes part 2, C.2; `name` is its only key.",
    member("name", str),
    member("alias", str, null=True),
    member("created_at", str, moment_of("created_at")),
    member("last_used_at", str, moment_of("last_used_at"), null=True),
    member("expires_at", str, moment_of("expires_at"), null=True),
    member("stateful", bool, lambda _snapshot: False),
    member("size", int, lambda _snapshot: _SIZE),
)
_PLACE = (member("container_id", str, "container.id"), member("project_id", str, "container.project.id"))
SNAPSHOTS = Table(
    "Snapshots",
    "API notes part 2, C.2.",
    *_PLACE,
    member("snapshot_count", int, lambda kept: len(kept.snapshots)),
    member("max_snapshots", int, "limit", null=True),
    member("snapshots", [SNAPSHOT]),
)
ONE_SNAPSHOT = Table("OneSnapshot", "API notes part 2, C.1.", *_PLACE, member("snapshot", SNAPSHOT))
RESTORED = Table(
    "Restored",
    "API notes part 2, C.1.",
    member("success", bool, lambda _taken: True),
    member("message", str, lambda _taken: "Restored"),
    member("snapshot", SNAPSHOT, null=True),
)
DELETED_SNAPSHOT = Table(
    "DeletedSnapshot", "API notes part 2, C.1.", *_PLACE, member("snapshot_name", str, "snapshot.name")
)


def limit_of(switches: Switches) -> int | None:
    """How many snapshots a container can have."""
    return None if switches.snapshot_limit == "none" else switches.snapshot_limit
