# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The members of every object that a reply holds. Each is written here and nowhere else."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from .records import UNDER_CONSTRUCTION, Container, Network, Project, Rental, StatusLog, timestamp
from .switches import Switches
from .table import ABSENT, Json, Table, member

USER_ID = "65a1b2c3d4e5f60700000001"
USERNAME = "emulator"
DOMAIN = "containers.hoody.com"
_DAY = 86400
_BOOT = "2025-01-01T00:00:00.000Z"


def _newer(switches: Switches) -> bool:
    return switches.newer_fields


def _time(attribute: str) -> Any:
    """A value function: a moment of the subject as text."""

    def value(subject: Any) -> str | None:
        moment = subject
        for name in attribute.split("."):
            moment = getattr(moment, name)
        return None if moment is None else timestamp(moment)

    return value


class Pages(NamedTuple):
    """The place of a page in a list."""

    total: int
    page: int
    limit: int


PAGINATION = Table(
    "Pagination",
    "API notes 1.4.",
    member("total", int),
    member("page", int),
    member("limit", int),
    member("totalPages", int, lambda pages: -(-pages.total // pages.limit)),
)


class Page(NamedTuple):
    """One page of a list, before it is rendered."""

    items: Any
    pages: Pages


def page_table(name: str, collection: str, item: Table) -> Table:
    """The table of a page of such objects."""
    return Table(
        name,
        "One page of a list (API notes 1.4).",
        member(collection, [item], "items"),
        member("pagination", PAGINATION, "pages"),
    )


# -- containers

SPECS = Table(
    "ServerSpecs",
    "The size of the server of a container.",
    member("cpu_cores", int, lambda _server: 8, null=True),
    member("ram_gb", int, lambda _server: 32, null=True),
    member("disk_gb", int, lambda _server: None, null=True),
    member("shared_compute", bool, "is_free"),
)
SERVER = Table(
    "ServerSummary",
    "The server inside a container (API notes 4).",
    member("name", str),
    member("country", str),
    member("country_name", str),
    member("city", str),
    member("region", str),
    member("datacenter", str),
    member("is_free", bool),
    member("specs", SPECS, lambda server: server, null=True),
    member("expires_at", str, lambda _server: None, null=True),
)
WARNING = Table(
    "ContainerWarning",
    "What the platform warns of; in the single read only.",
    member("type", str),
    member("message", str),
    member("expired_at", str, null=True),
)


class Warned(NamedTuple):
    """A warning about a container."""

    type: str
    message: str
    expired_at: str | None


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
ENV_SYNC = Table(
    "EnvironmentSync",
    "State of the transport of variables into the container; the emulator's is immediate.",
    member("pending", bool, lambda _container: False),
    member("revision", int, "environment_revision"),
    member("applied_revision", int, "environment_revision"),
    member("verified_at", str, _time("updated_at"), null=True),
    member("attempted_at", str, _time("updated_at"), null=True),
    member("last_error", str, lambda _container: None, null=True),
    member("exhausted", bool, lambda _container: False),
)
PROXY_DOMAIN = Table(
    "ProxyDomain",
    "A proxy alias as its container shows it (API notes part 2, E.3).",
    *(
        member(name, kind, itemgetter(name), null=null)
        for name, kind, null in (
            ("id", str, False),
            ("alias", str, False),
            ("program", str, False),
            ("index", int, False),
            ("target_path", str, True),
            ("allow_path_override", bool, False),
            ("expires_at", str, True),
            ("enabled", bool, False),
            ("created_at", str, False),
            ("updated_at", str, False),
            ("url", str, True),
        )
    ),
)


@dataclass(frozen=True)
class Seen:
    """A container, and what the caller asked for beside it."""

    container: Container
    live: Live | None = None
    domains: bool = False
    permissions: bool = False
    extra: Json = field(default_factory=dict)

    @property
    def expired_at(self) -> str | None:
        """When its server ended."""
        return timestamp(self.container.created_at + _DAY) if self.container.server.expired else None

    @property
    def ssh_hostname(self) -> str | None:
        """The SSH endpoint; null while there is nothing that could answer (API notes 14)."""
        container = self.container
        if container.status in UNDER_CONSTRUCTION or container.status == "failed" or container.server.expired:
            return None
        return f"{container.project.id}-{container.id}-ssh.{container.server.name}.{DOMAIN}"

    @property
    def warnings(self) -> list[Warned]:
        """What is to be warned of."""
        if not self.container.server.expired:
            return []
        return [Warned("server_expired", "The server has expired.", self.expired_at)]


def fingerprint(ssh_public_key: str | None) -> str | None:
    """The fingerprint as OpenSSH prints it; of the text itself where that is no key."""
    if not ssh_public_key:
        return None
    try:
        blob = base64.b64decode(ssh_public_key.split()[1], validate=True)
    except (IndexError, ValueError, binascii.Error):
        blob = ssh_public_key.encode()
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


#: The views of a container are ``single``, ``list``, ``project_list``, ``create`` and ``update`` (API notes 4).
def _environment(container: Callable[[Any], Container]) -> list[Any]:
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


CONTAINER = Table(
    "Container",
    "API notes 4; which members a reply leaves out stands there too.",
    member("id", str, "container.id"),
    member("project_id", str, "container.project.id"),
    member("project_alias", str, "container.project.alias", null=True),
    member("server_id", str, "container.server.server_id", null=True),
    member("server_name", str, "container.server.name", null=True),
    member("name", str, "container.name"),
    member("color", str, "container.color"),
    member("container_image", str, "container.image"),
    member("ai", bool, "container.ai"),
    member("hoody_kit", bool, "container.hoody_kit"),
    member("dev_kit", bool, "container.dev_kit"),
    member("kvm", bool, "container.kvm", known=_newer),
    member("autostart", bool, "container.autostart"),
    member("ramdisk", bool, "container.ramdisk", not_in="project_list create"),
    member(
        "ramdisk_scope", Literal["container", "project"], "container.ramdisk_scope", not_in="project_list", known=_newer
    ),
    member("prespawn", bool, "container.prespawn", known=lambda switches: switches.prespawn_fields == "known"),
    member("status", str, "container.status"),
    *_environment(lambda seen: seen.container),
    member("env_sync", ENV_SYNC, "container", null=True, known=_newer),
    member("ssh_public_key", str, "container.ssh_public_key", null=True),
    member(
        "ssh_key_fingerprint", str, lambda seen: fingerprint(seen.container.ssh_public_key), null=True, known=_newer
    ),
    member("ssh_key_installed_at", str, _time("container.ssh_key_installed_at"), null=True, known=_newer),
    member("comment", str, "container.comment", null=True),
    member("realm_ids", list[str], "container.realm_ids"),
    member("created_at", str, _time("container.created_at")),
    member("updated_at", str, _time("container.updated_at")),
    member("subserver_name", str, lambda _seen: "sub-1"),
    member("server", SERVER, "container.server", null=True, not_in="project_list create"),
    member("ssh_hostname", str, null=True),
    member("is_default", bool, "container.is_default", not_in="create"),
    member("volumes", dict[str, Any], lambda _seen: {}),
    member("source_container_id", str, "container.source_container_id", null=True, not_in="project_list"),
    member("server_expired", bool, "container.server.expired", not_in="project_list"),
    member("server_expired_at", str, "expired_at", null=True, not_in="project_list"),
    member(
        "server_expired_reason",
        str,
        lambda seen: "rental_ended" if seen.container.server.expired else None,
        null=True,
        not_in="project_list",
    ),
    member("snapshot_count", int, lambda _seen: 0, not_in="create update"),
    member("last_used_snapshot", str, lambda _seen: None, null=True, not_in="update"),
    member("warnings", [WARNING], not_in="list project_list create update"),
    member("runtime_info", RUNTIME, "live", null=True, not_in="update"),
    member("pool_id", str, lambda _seen: None, null=True, not_in="create"),
    member("has_proxy_permissions", bool, lambda seen: seen.container.proxy_permissions is not None, not_in="update"),
    member(
        "proxy_permissions_scope",
        Literal["none", "container", "project", "both"],
        lambda seen: "container" if seen.container.proxy_permissions else "none",
        not_in="update",
    ),
    member("has_proxy_domains", bool, lambda seen: bool(seen.container.proxy_domains), not_in="update"),
    member("proxy_domains_count", int, lambda seen: len(seen.container.proxy_domains), not_in="update"),
    member(
        "proxy_domains",
        [PROXY_DOMAIN],
        lambda seen: seen.container.proxy_domains if seen.domains else ABSENT,
        optional=True,
        about="On request.",
    ),
    member(
        "proxy_permissions",
        dict[str, Any],
        lambda seen: (seen.permissions and seen.container.proxy_permissions) or ABSENT,
        optional=True,
        about="On request, if there are any. Contains credentials.",
    ),
    member(
        "project_proxy_permissions",
        dict[str, Any],
        lambda _seen: ABSENT,
        optional=True,
        about="On request, if there are any. Contains credentials.",
    ),
)
CONTAINER_PAGE = page_table("ContainerPage", "containers", CONTAINER)
KVM = Table(
    "Kvm",
    "API notes part 2, F.3.",
    member("id", str),
    member("name", str),
    member("status", str),
    member("kvm", bool),
)


class Accepted(NamedTuple):
    """An operation that was accepted."""

    container: Container
    operation: str
    operation_id: str
    copy_firewall_rules: bool = False
    copy_network_rules: bool = False


OPERATION_ID = member("operation_id", str, known=_newer)
COPY = Table(
    "ContainerCopy",
    "A container that is being copied (API notes part 2, F.1).",
    member("id", str, "container.id"),
    member("name", str, "container.name"),
    member("status", str, "container.status"),
    member("source_container_id", str, "container.source_container_id"),
    member("project_id", str, "container.project.id"),
    member("server_id", str, "container.server.server_id", null=True),
    member("server_name", str, "container.server.name", null=True),
    member("container_image_id", str, lambda _accepted: None, null=True),
    member("ssh_public_key", str, "container.ssh_public_key", null=True),
    member("kvm", bool, "container.kvm", known=_newer),
    member("copy_firewall_rules", bool),
    member("copy_network_rules", bool),
    OPERATION_ID,
    member("realm_ids", list[str], "container.realm_ids"),
)
SYNC = Table(
    "ContainerSync",
    "API notes part 2, F.2.",
    member("container_id", str, "container.id"),
    member("source_container_id", str, "container.source_container_id"),
    member("status", str, "container.status"),
    OPERATION_ID,
)
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

# -- figures and logs


def _if_running(value: Any) -> Any:
    """A value function: the container, or null when it is stopped."""
    return lambda container: value(container) if container.status == "running" else None


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
    member("scope", Literal["container", "project"], "ramdisk_scope"),
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
    "API notes 5.7. The status is the host's word.",
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
    member("ramdisk", RAMDISK, lambda container: container if container.ramdisk else ABSENT, optional=True),
    member("disk", DISK, lambda container: container),
    member("network", [INTERFACE], lambda container: [container]),
    member("processing_time", str, lambda _container: "3ms"),
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
    member("transition_time", str, _time("entry.at")),
    member("duration_ms", int, "entry.duration_ms", null=True),
    member("triggered_by", str, "entry.triggered_by"),
    member("metadata", dict[str, Any], "entry.metadata", null=True),
)
STATUS_LOG_PAGE = page_table("StatusLogPage", "logs", STATUS_LOG)

# -- claims and keys


class Issued(NamedTuple):
    """A claim that was issued for a container; ``claim`` holds its three members."""

    container: Container
    claim: Json
    expires_in: int


CLAIM = Table(
    "ContainerClaim",
    "API notes 5.8. The signature covers the text of payload_b64.",
    member("kid", str, itemgetter("kid")),
    member("payload_b64", str, itemgetter("payload_b64")),
    member("signature_hex", str, itemgetter("signature_hex")),
)
AUTHORIZATION = Table(
    "Authorization",
    "A claim and for how many seconds it is valid.",
    member("container_claim", CLAIM, "claim"),
    member("expires_in", int),
    member("container_id", str, "container.id"),
    member("project_id", str, "container.project.id"),
)
PUBLIC_KEY = Table(
    "PublicKey",
    "API notes 8: the same 32 bytes in three spellings.",
    *(
        member(name, str, itemgetter(name))
        for name in ("kid", "algorithm", "public_key_hex", "public_key_b64", "public_key_b64url")
    ),
)
SIGNING_FORMAT = Table(
    "SigningFormat",
    "The rules of signing in force.",
    member(
        "response_header",
        str,
        lambda _signer: "X-Hoody-Signature: t=<seconds>,kid=<id>,m=<method>,s=<status>,path=<path>,sig=<hex>",
    ),
    member("response_signed_data", str, lambda _signer: "t, m, s, path and body, joined by line feeds"),
    member("identity_claim_signed_data", str, lambda _signer: "UTF-8 bytes of payload_b64"),
    member("container_claim_signed_data", str, lambda _signer: "UTF-8 bytes of payload_b64"),
    member("replay_tolerance_seconds", int, lambda _signer: 300),
)
PUBLIC_KEYS = Table(
    "PublicKeys",
    "API notes 8.",
    member("keys", [PUBLIC_KEY], lambda signer: [key.published() for key in signer.keys]),
    member("active_kid", str, "active.kid"),
    member("usage", list[str], lambda _signer: ["response-signing", "identity-claims", "container-claims"]),
    member("signing_format", SIGNING_FORMAT, lambda signer: signer),
)

# -- environment variables


class Written(NamedTuple):
    """A container whose variables were written."""

    container: Container

    @property
    def synced(self) -> bool:
        """Whether the running container has them."""
        return self.container.status == "running"


ENVIRONMENT = Table(
    "Environment",
    "API notes part 2, F.4.",
    *_environment(lambda container: container),
    member("env_sync", ENV_SYNC, lambda container: container, known=_newer),
)
ENVIRONMENT_CHANGE = Table(
    "EnvironmentChange",
    "API notes part 2, F.4.",
    member("environment_vars", dict[str, str], "container.environment_vars"),
    member("synced", bool),
    member("env_sync", ENV_SYNC, "container", known=_newer),
)

# -- firewall

_RULE_TEXTS = ("description", "destination_port", "source", "destination", "source_port", "icmp_type", "icmp_code")


def _of_rule(name: str) -> Callable[[Any], Any]:
    return lambda rule: rule.get(name, ABSENT)


_RULE = (
    member("action", Literal["allow", "reject", "drop"], itemgetter("action")),
    member("protocol", Literal["tcp", "udp", "icmp4"], itemgetter("protocol")),
    *(member(name, str, _of_rule(name), optional=True) for name in _RULE_TEXTS),
    member("state", Literal["enabled", "disabled"], itemgetter("state")),
    member("direction", Literal["ingress", "egress"], _of_rule("direction"), optional=True),
)
FIREWALL_RULE = Table("FirewallRule", "API notes part 2, D.2.", *_RULE)
_DIRECTIONS = (
    member("ingress", [FIREWALL_RULE], itemgetter("ingress")),
    member("egress", [FIREWALL_RULE], itemgetter("egress")),
)
FIREWALL_SET = Table("FirewallSet", "API notes part 2, D.1.", *_DIRECTIONS)
FIREWALL_RULES_REPLY = Table(
    "FirewallRules",
    "API notes part 2, D.1; the numbers are newer.",
    *_DIRECTIONS,
    member("rule_count", int, lambda rules: len(rules["ingress"]) + len(rules["egress"]), known=_newer),
    member("byte_count", int, lambda rules: len(repr(rules)), known=_newer),
    member("max_rules", int, lambda _rules: 500, known=_newer),
    member("max_bytes", int, lambda _rules: 262144, known=_newer),
)
FIREWALL_DUPLICATE = Table(
    "FirewallDuplicate",
    "API notes part 2, D.1.",
    *_RULE,
    member("duplicate", bool, itemgetter("duplicate")),
    member("duplicate_of", dict[str, Any], itemgetter("duplicate_of")),
)

# -- network

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


def _unless_null(attribute: str) -> Any:
    """A value function: members that are strings are left out when there is none; the vendor's types know no null."""

    def value(subject: Any) -> Any:
        found = subject
        for name in attribute.split("."):
            found = getattr(found, name)
        return ABSENT if found is None else found

    return value


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
    member("proxy", str, _unless_null("proxy"), optional=True),
    member(
        "credentials_configured",
        bool,
        "credentials",
        known=lambda switches: switches.proxy_credentials == "write_only",
    ),
    member("country", str, _unless_null("network.country"), optional=True),
    member("city", str, _unless_null("network.city"), optional=True),
    member("region", str, _unless_null("network.region"), optional=True),
    member("comment", str, _unless_null("network.comment"), optional=True),
    member("dns_servers", list[str], "network.dns_servers", optional=True),
    member("status", NetworkStatus, "network.status", optional=True),
    member("configured_at", str, _time("network.configured_at"), optional=True),
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

# -- projects

PROJECT_MEMBER_USER = Table(
    "ProjectUser",
    "Whom a permission is for.",
    member("id", str, lambda _project: USER_ID),
    member("username", str, lambda _project: USERNAME),
    member("alias", str, lambda _project: "Emulator"),
)
PROJECT_PERMISSION = Table(
    "ProjectPermission",
    "API notes part 2, A.1.",
    member("id", str),
    member("project_id", str, "id"),
    member("user_id", str, lambda _project: USER_ID),
    member("permission_level", Literal["read", "edit", "delete"], lambda _project: "delete"),
    member("created_at", str, _time("created_at")),
    member("updated_at", str, _time("created_at")),
    member("user", PROJECT_MEMBER_USER, lambda project: project),
)
PROJECT = Table(
    "Project",
    "API notes part 2, A.1. The view `shared` tells who may use it.",
    member("id", str),
    member("user_id", str, lambda _project: USER_ID),
    member("alias", str),
    member("color", str),
    member("max_containers", int, null=True),
    member("is_default", bool),
    member("realm_ids", list[str]),
    member("created_at", str, _time("created_at")),
    member("updated_at", str, _time("updated_at")),
    member("permissions", [PROJECT_PERMISSION], lambda project: [project], not_in="plain"),
)
PROJECT_PAGE = page_table("ProjectPage", "projects", PROJECT)


class Removed(NamedTuple):
    """A project that was deleted with these containers."""

    containers: list[Container]


DELETED = Table(
    "DeletedWithProject",
    "How many went with a project.",
    member("containers", int, lambda removed: len(removed.containers)),
    member("permissions", int, lambda _removed: 0),
    member("aliases", int, lambda _removed: 0),
)
DELETED_CONTAINER = Table("DeletedContainer", "A container that went.", member("id", str), member("name", str))
DELETED_ITEMS = Table("DeletedItems", "What went with a project.", member("containers", [DELETED_CONTAINER]))
PROJECT_DELETION = Table(
    "ProjectDeletion",
    "API notes part 2, A.5. The view `items` names what went.",
    member("deleted", DELETED, lambda removed: removed),
    member("deleted_items", DELETED_ITEMS, lambda removed: removed, not_in="plain"),
)

# -- servers


class Rented(NamedTuple):
    """A rental at a moment, and how many containers are on its server."""

    rental: Rental
    now: float
    used: int

    @property
    def today(self) -> float:
        """Midnight (UTC) before the moment."""
        return self.now - self.now % _DAY

    @property
    def days_left(self) -> int:
        """How many days the rental goes on."""
        return 0 if self.rental.expired else 60


def _constants(**values: Any) -> list[Any]:
    """Members whose values are the same everywhere."""

    def giving(value: Any) -> Callable[[Any], Any]:
        return lambda _subject: value

    return [member(name, type(value), giving(value)) for name, value in values.items()]


RENTED_SPECS = Table(
    "RentedSpecs",
    "The hardware (API notes part 2, B.1).",
    member(
        "cpu",
        Table(
            "Cpu",
            "Processor.",
            *_constants(model="EPYC 4344P", cores=8, threads=16, score=32000, score_type="multi"),
        ),
        lambda rental: rental,
    ),
    member(
        "ram",
        Table("Ram", "Memory.", *_constants(capacity_gb=32, type="DDR5", speed_mhz=4800)),
        lambda rental: rental,
    ),
    member(
        "disks",
        Table(
            "Disks", "Disks.", *_constants(config=[{"type": "nvme", "size_gb": 960}], total_gb=960, summary="1x 960 GB")
        ),
        lambda rental: rental,
    ),
    member(
        "network",
        Table(
            "Uplink",
            "Network.",
            *_constants(bandwidth_mbps=1000, bandwidth_formatted="1 Gbit/s", traffic_tb=20, traffic_unlimited=False),
        ),
        lambda rental: rental,
    ),
    member(
        "additional",
        Table("Additional", "Addresses.", *_constants(ipv4_count=1, ipv6_enabled=True)),
        lambda rental: rental,
    ),
)
CAPACITY = Table("Capacity", "Containers on a server.", member("used", int), member("max", int, "rental.capacity"))
RENTED_SERVER = Table(
    "RentedServer",
    "The server of a rental.",
    member("id", str, "rental.server_id"),
    member("name", str, "rental.name"),
    member("country", str, "rental.country"),
    member("region", str, "rental.region"),
    member("city", str, "rental.city"),
    member("datacenter", str, "rental.datacenter"),
    *_constants(model="M-32", is_vm=False),
    member("specs", RENTED_SPECS, lambda rented: rented),
    member("container_capacity", CAPACITY, lambda rented: rented),
)
RENTAL = Table(
    "Rental",
    "API notes 10; `id` is the rental's, `server_id` is what containers name.",
    member("id", str, "rental.id"),
    member("server_id", str, "rental.server_id", null=True),
    member("pool_id", str, lambda rented: None if rented.rental.server_id else "65a1b2c3d4e5f60700000077", null=True),
    member("status", str, "rental.status"),
    member("is_free_tier", bool, "rental.is_free"),
    member("rental_start", str, lambda rented: timestamp(rented.today - 90 * _DAY)),
    member("rental_end", str, lambda rented: timestamp(rented.today + (rented.days_left or -7) * _DAY)),
    member("remaining_days", int, "days_left"),
    member("amount", str, lambda rented: "0.00" if rented.rental.is_free else "29.00"),
    member("setup_fee_cents", int, lambda _rented: 0),
    member("total_paid_cents", int, lambda rented: 0 if rented.rental.is_free else 8700),
    member("renewal_pricing_frozen", dict[str, Any], lambda _rented: None, null=True),
    member("server", RENTED_SERVER, lambda rented: rented if rented.rental.server_id else None, null=True),
    member("hold_days", int, lambda _rented: 0, not_in="list"),
    member("usage_days", int, lambda _rented: 90, not_in="list"),
    member("transaction", dict[str, Any], lambda _rented: None, null=True, not_in="list"),
)

# -- realms and images


class Counted(NamedTuple):
    """The realms in use; ``counts`` is None when it was not asked for."""

    realm_ids: list[str]
    counts: dict[str, dict[str, int]] | None


REALMS = Table(
    "Realms",
    "API notes 12.",
    member("realm_ids", list[str]),
    member("total", int, lambda counted: len(counted.realm_ids)),
    member("usage", dict[str, dict[str, int]], _unless_null("counts"), optional=True),
)


class PublicImage(NamedTuple):
    """An image that a container can be made from."""

    number: int
    alias: str
    os: str
    release: str
    price: float = 0.0
    rating: float = 4.5


IMAGE = Table(
    "Image",
    "API notes part 2, B.4.",
    member("id", str, lambda image: f"65a1b2c3d4e5f60800{image.number:06x}"),
    member("alias", str),
    member("description", str, lambda image: f"{image.os} {image.release}"),
    member("image_name", str, "alias"),
    member("architecture", str, lambda _image: "amd64"),
    member("os", str),
    member("release", str),
    member("variant", str, lambda _image: "default", null=True),
    member("serial", str, lambda _image: "20260901_0000", not_in="list"),
    member("size", int, lambda _image: 120_000_000),
    member("price", float),
    member("added_date", str, lambda _image: _BOOT),
    member("average_rating", float, "rating"),
    member("rating_count", int, lambda _image: 2),
    member("icon_url", str, lambda _image: None, null=True),
    member("prespawn", bool, lambda _image: False, known=lambda switches: switches.prespawn_fields == "known"),
)
IMAGE_PAGE = page_table("ImagePage", "images", IMAGE)

# -- the account


USER = Table(
    "User",
    "Who is asking.",
    member("id", str, lambda _subject: USER_ID),
    member("username", str, lambda _subject: USERNAME),
    member("alias", str, lambda _subject: "Emulator"),
    member("email", str, lambda _subject: "emulator@example.net"),
    member("created_at", str, lambda _subject: _BOOT),
)
LOGIN = Table(
    "Login",
    "API notes 2.1.",
    member("token", str),
    member("refreshToken", str, "refresh_token"),
    member("expires_at", str, lambda session: timestamp(session.begun + session.lifetime)),
    member("expires_in", int, "lifetime"),
    member("refresh_expires_at", str, lambda session: timestamp(session.begun + session.refresh_lifetime)),
    member("refresh_expires_in", int, "refresh_lifetime"),
    member("user", USER, lambda session: session),
)
AUTH_TOKEN = Table(
    "AuthToken",
    "An auth token about itself (API notes 2 and part 2, 0.4).",
    member("id", str, lambda _credential: "65a1b2c3d4e5f60700000002"),
    member("alias", str, "name"),
    member("user_id", str, lambda _credential: USER_ID),
    member("permissions", dict[str, Any], lambda credential: permissions_of(credential.writes)),
    member("realm_ids", list[str], lambda credential: [credential.realm_id] if credential.realm_id else []),
    member("allow_no_realm", bool, lambda credential: credential.realm_id is None),
    member("event_access", bool, lambda _credential: True),
    member("vault_access", bool, lambda _credential: False),
    member("expires_at", str, lambda _credential: None, null=True),
    member("created_at", str, lambda _credential: _BOOT),
)


def permissions_of(writes: bool) -> Json:
    """The part of the permission tree that concerns what the emulator has (API notes part 2, 0.4)."""
    actions = dict.fromkeys(("start", "stop", "restart", "exec"), writes)
    features = dict.fromkeys(("ai", "hoody_kit", "snapshots", "networking", "kvm"), writes)
    changes = dict.fromkeys(("create", "update", "delete"), writes)
    return {
        "containers": {"read": True, **changes, "actions": {**actions, "logs": True}, "features": features},
        "projects": {"read": True, **changes},
        "resources": {
            **dict.fromkeys(("ssh_keys", "proxy_aliases", "firewalls"), writes),
            "realms": True,
            "events": True,
            "read_account": True,
        },
    }


def project_object(project: Project, switches: Switches) -> Json:
    """A project without who may use it."""
    return PROJECT.render(project, switches, "plain")
