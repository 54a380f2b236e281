# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live figures of a container (API notes 5.7)."""

from __future__ import annotations

from typing import Any, Literal

from ..wire.envelope import timestamp
from ..wire.table import ABSENT, Table, member
from .containers import CONTAINER


def _if_running(value: Any) -> Any:
    """A value function: the container, or null when it is stopped."""
    return lambda container: value(container) if container.status == "running" else None


def _with_ramdisk(container: Any) -> Any:
    return container if CONTAINER.kept["ramdisk"].value(container) else ABSENT


CPU = Table(
    "CpuFigures",
    "Nanoseconds; null when the container is stopped.",
    member("usage", int, lambda _container: 123456789),
    member("allocated_time", int, lambda _container: 4000000000),
    member("usage_percent", float, lambda _container: 3.1),
)
MEMORY = Table(
    "MemoryFigures",
    "Bytes; null when the container is stopped.",
    member("usage", int, lambda _container: 268435456),
    member("total", int, lambda _container: 4294967296),
    member("usage_percent", float, lambda _container: 6.25),
    member("swap_usage", int, lambda _container: 0),
    member("swap_usage_peak", int, lambda _container: 0),
    member("usage_peak", int, lambda _container: 301989888),
)
RAMDISK_USAGE = Table(
    "RamdiskUsage",
    "Bytes.",
    member("private", int, lambda _container: 0, null=True),
    member("secrets", int, lambda _container: 0, null=True),
    member("project", int, lambda _container: None, null=True),
)
RAMDISK = Table(
    "RamdiskFigures",
    "The RAM disk of a container that has one.",
    member("scope", Literal["container", "project"], CONTAINER.kept["ramdisk_scope"].value),
    member("shared_pool_maximum", int, lambda _container: 2147483648, null=True),
    member("capacity_reserved", bool, lambda _container: False),
    member("usage", RAMDISK_USAGE, _if_running(lambda container: container), null=True),
)
ROOT_DISK = Table(
    "RootDisk",
    "Bytes.",
    member("total", int, lambda _container: 21474836480),
    member("usage", int, lambda _container: 1610612736),
)
DISK = Table("DiskFigures", "The disks.", member("root", ROOT_DISK, lambda container: container))
ADDRESS = Table(
    "InterfaceAddress",
    "An address of a network interface.",
    member("address", str, lambda _container: "10.20.30.40"),
    member("family", str, lambda _container: "inet"),
    member("netmask", str, lambda _container: "24"),
    member("scope", str, lambda _container: "global"),
)
COUNTERS = Table(
    "InterfaceCounters",
    "What went through a network interface.",
    *(
        member(f"{what}_{way}", int, lambda _container: 0)
        for what, way in (
            ("bytes", "received"),
            ("bytes", "sent"),
            ("packets", "received"),
            ("packets", "sent"),
            ("errors", "received"),
            ("errors", "sent"),
            ("packets_dropped", "inbound"),
            ("packets_dropped", "outbound"),
        )
    ),
)
INTERFACE = Table(
    "InterfaceFigures",
    "A network interface of the container.",
    member("interface", str, lambda _container: "eth0"),
    member("addresses", [ADDRESS], lambda container: [container]),
    member("counters", COUNTERS, lambda container: container),
    member("state", str, lambda container: "up" if container.status == "running" else "down"),
    member("type", str, lambda _container: "broadcast"),
)
STATS = Table(
    "Stats",
    "API notes 5.7. The status is the host's word. The view `project` has a part of them.",
    member("id", str),
    member("project_id", str, "project.id"),
    member("project_name", str, "project.alias", null=True),
    member("server_name", str, "server.name", null=True),
    member("subserver_name", str, lambda _container: "sub-1"),
    member(
        "status",
        str,
        lambda container: {"running": "Running", "paused": "Frozen"}.get(container.status, "Stopped"),
    ),
    member("status_code", int, lambda container: {"running": 103, "paused": 110}.get(container.status, 102)),
    member("processes", int, lambda container: 42 if container.status == "running" else 0),
    member("started_at", str, lambda container: timestamp(container.status_since).replace("Z", "456789Z")),
    member("cpu", CPU, _if_running(lambda container: container), null=True),
    member("memory", MEMORY, _if_running(lambda container: container), null=True),
    member("ramdisk", RAMDISK, _with_ramdisk, optional=True),
    member("disk", DISK, lambda container: container, not_in="project"),
    member("network", [INTERFACE], lambda container: [container], not_in="project"),
    member("processing_time", str, lambda _container: "3ms"),
)
