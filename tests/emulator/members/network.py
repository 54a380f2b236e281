# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network of a container (API notes 7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StrictStr

from ..wire.bodies import Body
from ..wire.envelope import timestamp
from ..wire.table import Table, member
from ..world.records import Container, Network
from .values import moment_of, unless_null


class NetworkUpdate(Body):
    """API notes 7.3. That further members are forbidden is known from b16."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["socks5", "http", "https", "block"]
    proxy: Annotated[StrictStr, Field(min_length=1)] = Field(
        default="",
        description="Required unless type is block.",
        examples=["socks5://user:secret@proxy.example.com:1080"],
    )
    country: StrictStr = ""
    city: StrictStr = ""
    region: StrictStr = ""
    comment: StrictStr = ""
    dns_servers: Annotated[list[StrictStr], Field(max_length=4)] = Field(default_factory=list)


NetworkType = Literal["socks5", "http", "https", "block"]
NetworkStatus = Literal["configured", "running", "stopped", "error"]


@dataclass(frozen=True)
class Egress:
    """The network of a container at a moment. ``proxy`` is the URL as this revision shows it."""

    container: Container
    network: Network
    proxy: str | None
    credentials: bool
    now: float

    @property
    def checked(self) -> str:
        """When the platform looked last."""
        return timestamp(self.now)


BRIDGE = Table(
    "BridgeDetails",
    "Gone since beta.3 (API notes 7.2).",
    member("bridge_name", str, lambda _egress: "hdy-br0"),
    member("bridge_ip", str, lambda _egress: "10.77.0.1"),
    member("gost_listener_ip", str, lambda _egress: "10.77.0.2"),
    member("port", int, lambda _egress: 12345),
)
REMOTE_STATUS = Table(
    "RemoteStatus",
    "What the host says of the service.",
    member("is_running", bool, "network.running"),
    member("last_check", str, "checked"),
    member(
        "bridge_details",
        BRIDGE,
        lambda egress: egress,
        known=lambda switches: switches.proxy_credentials == "echoed",
    ),
)
NETWORK = Table(
    "Network",
    "API notes 7.2 and, for the view `update`, 7.3.",
    member("container_id", str, "container.id"),
    member("configured", bool, lambda _egress: True, not_in="update"),
    member("type", NetworkType, "network.type", optional=True),
    member("proxy", str, unless_null("proxy"), optional=True),
    member(
        "credentials_configured",
        bool,
        "credentials",
        known=lambda switches: switches.proxy_credentials == "write_only",
    ),
    member("country", str, unless_null("network.country"), optional=True),
    member("city", str, unless_null("network.city"), optional=True),
    member("region", str, unless_null("network.region"), optional=True),
    member("comment", str, unless_null("network.comment"), optional=True),
    member("dns_servers", list[str], "network.dns_servers", optional=True),
    member("status", NetworkStatus, "network.status", optional=True),
    member("configured_at", str, moment_of("network.configured_at"), optional=True),
    member("last_status_check", str, "checked", null=True, not_in="update"),
    member("remote_status", REMOTE_STATUS, lambda egress: egress, null=True, not_in="update"),
)
NO_NETWORK = Table(
    "NoNetwork",
    "What is told of a container without a network configuration (API notes 7.2).",
    member("container_id", str, "id"),
    member("configured", bool, lambda _container: False),
)
NETWORK_SERVICE = Table(
    "NetworkService",
    "API notes 7.5.",
    member("container_id", str, "container.id"),
    member("status", NetworkStatus, "network.status"),
    member("is_running", bool, "network.running"),
    member("last_check", str, "checked"),
)
