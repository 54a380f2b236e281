# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Containers (API notes 4 and 5)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, Field, StrictBool, StrictStr, model_validator

from ..wire.bodies import ID_PATTERN, Color, Flag, Id, Paging, QueryNumber, RealmIds, Taken, ignoring
from ..wire.envelope import timestamp
from ..wire.pages import page_table
from ..wire.switches import Switches, active_switches
from ..wire.table import ABSENT, Json, Table, member
from ..world.locks import scope_of
from ..world.records import UNDER_CONSTRUCTION, Container
from .aliases import PROXY_DOMAIN
from .environment import ENV_SYNC, EnvironmentVars, variables_of
from .kvm import WithKvm
from .runtime import RUNTIME, Live, Runtime
from .values import DAY, DOMAIN, moment_of, newer

ContainerSortBy = Literal["id", "name", "status", "created_at", "updated_at"]


def _prespawn(switches: Switches) -> bool:
    return switches.prespawn_fields == "known"


_drop_prespawn = ignoring("include_prespawn", unless=lambda: _prespawn(active_switches.get()))
_drop_include_expired = ignoring(
    "include_expired", unless=lambda: active_switches.get().project_list_include_expired == "known"
)


class Extras(BaseModel):
    """What a container reply adds on request."""

    runtime: Runtime = "false"
    include_proxy_domains: Flag = "false"
    include_proxy_permissions: Flag = "false"


class ContainerListQuery(Paging, Extras):
    """Query of the list of all containers (API notes 5.1)."""

    limit: Annotated[QueryNumber, Field(ge=1, le=100)] = 50
    sort_by: ContainerSortBy = "created_at"
    realm_id: Annotated[str, Field(pattern=ID_PATTERN)] | None = None
    include_prespawn: Flag = "false"
    include_expired: Flag = "false"
    include_deleting: Flag = "false"

    @model_validator(mode="before")
    @classmethod
    def _known_parameters(cls, value: Any) -> Any:
        return _drop_prespawn(value)


class ProjectContainersQuery(Paging, Extras):
    """Query of the list of one project's containers (API notes 5.2): without realm_id."""

    limit: Annotated[QueryNumber, Field(ge=1, le=100)] = 50
    sort_by: ContainerSortBy = "created_at"
    include_prespawn: Flag = "false"
    include_expired: Flag = "false"
    include_deleting: Flag = "false"

    @model_validator(mode="before")
    @classmethod
    def _known_parameters(cls, value: Any) -> Any:
        return _drop_include_expired(_drop_prespawn(value))


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


FAILURE = Table("FailureReason", "Why a container has failed.", member("code", str), member("message", str))


class Failure(NamedTuple):
    """What made a container fail."""

    code: str
    message: str


class Warned(NamedTuple):
    """A warning about a container."""

    type: str
    message: str
    expired_at: str | None


@dataclass(frozen=True)
class Seen:
    """A container, and what the caller asked for beside it."""

    container: Container
    live: Live | None = None
    domains: bool = False
    permissions: bool = False

    @property
    def values(self) -> Json:
        """Where the members are kept that have no rules of their own."""
        return self.container.values

    @property
    def expired_at(self) -> str | None:
        """When its server ended."""
        return timestamp(self.container.created_at + DAY) if self.container.server.expired else None

    @property
    def ssh_hostname(self) -> str | None:
        """The SSH endpoint; null while there is nothing that could answer (API notes 14)."""
        container = self.container
        if container.status in UNDER_CONSTRUCTION or container.status == "failed" or container.server.expired:
            return None
        if container.server.ssh_host:
            return container.server.ssh_host
        return f"{container.project.id}-{container.id}-ssh.{container.server.name}.{DOMAIN}"

    @property
    def failure_reason(self) -> Failure | None:
        """Why it is failed."""
        container = self.container
        return Failure(*container.failure) if container.status == "failed" and container.failure else None

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


# How bodies take the members that have rules of their own.
_SERVER_ID = {"create": Taken(Id)}
_NAME = {
    "create": Taken(
        Annotated[StrictStr, Field(min_length=3, max_length=100, pattern="^[a-zA-Z0-9_-]+$")],
        "rand",
        "Left out or `rand`: a random name. Unique inside the project.",
    ),
    "update": Taken(Annotated[StrictStr, Field(min_length=1, max_length=100)], ""),
}
_COLOR = {"create": Taken(Color, "", "A random one when left out."), "update": Taken(Color, "")}
_IMAGE = {
    "create": Taken(
        Annotated[StrictStr, Field(max_length=255)] | None,
        None,
        "The default image when null or left out. Cannot be changed later.",
    )
}
_DEV_KIT = {"create": Taken(StrictBool, True, "The value of hoody_kit when left out.")}
_SSH_KEY = {
    "create": Taken(StrictStr | None, None, "One container per key."),
    "update": Taken(Annotated[StrictStr, Field(min_length=1)] | None, None),
}
_REALM_IDS = dict.fromkeys(("create", "update"), Taken(RealmIds, []))
_PRESPAWN = {"create": Taken(StrictBool, False, "Known under prespawn_fields=known only.")}

#: The views of a container are ``single``, ``list``, ``project_list``, ``create`` and ``update`` (API notes 4).
#: A new plain member is one line, such as ``member("hostname", str, null=True, taken="create update")``.
CONTAINER = Table(
    "Container",
    "API notes 4; which members a reply leaves out stands there too.",
    member("id", str, "container.id"),
    member("project_id", str, "container.project.id"),
    member("project_alias", str, "container.project.alias", null=True),
    member("server_id", str, "container.server.server_id", null=True, taken=_SERVER_ID),
    member("server_name", str, "container.server.name", null=True),
    member("name", str, "container.name", taken=_NAME),
    member("color", str, "container.color", taken=_COLOR),
    member("container_image", str, "container.image", taken=_IMAGE),
    member("ai", bool, default=True, taken="create update"),
    member("hoody_kit", bool, default=True, taken="create"),
    member("dev_kit", bool, default=True, taken=_DEV_KIT),
    member("kvm", bool, default=False, known=newer, taken="create"),
    member("autostart", bool, default=True, taken="create update"),
    member("ramdisk", bool, default=True, taken="create update", not_in="project_list create"),
    member(
        "ramdisk_scope",
        Literal["container", "project"],
        default="container",
        taken="update",
        not_in="project_list",
        known=newer,
    ),
    member("prespawn", bool, "container.prespawn", known=_prespawn, taken=_PRESPAWN),
    member("status", str, "container.status"),
    member("failure_reason", FAILURE, null=True, known=newer),
    *variables_of(lambda seen: seen.container),
    member("env_sync", ENV_SYNC, "container", null=True, known=newer),
    member("ssh_public_key", str, "container.ssh_public_key", null=True, taken=_SSH_KEY),
    member("ssh_key_fingerprint", str, lambda seen: fingerprint(seen.container.ssh_public_key), null=True, known=newer),
    member("ssh_key_installed_at", str, moment_of("container.ssh_key_installed_at"), null=True, known=newer),
    member("comment", str, null=True, taken="create update", limits={"max_length": 16000}),
    member("realm_ids", list[str], "container.realm_ids", taken=_REALM_IDS),
    member("created_at", str, moment_of("container.created_at")),
    member("updated_at", str, moment_of("container.updated_at")),
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
    member("snapshot_count", int, lambda seen: len(seen.container.snapshots), not_in="create update"),
    member("last_used_snapshot", str, "container.last_used_snapshot", null=True, not_in="update"),
    member("warnings", [WARNING], not_in="list project_list create update"),
    member("runtime_info", RUNTIME, "live", null=True, not_in="update"),
    member("pool_id", str, lambda _seen: None, null=True, not_in="create"),
    member("has_proxy_permissions", bool, lambda seen: scope_of(seen.container) != "none", not_in="update"),
    member(
        "proxy_permissions_scope",
        Literal["none", "container", "project", "both"],
        lambda seen: scope_of(seen.container),
        not_in="update",
    ),
    member("has_proxy_domains", bool, lambda seen: bool(seen.container.aliases), not_in="update"),
    member("proxy_domains_count", int, lambda seen: len(seen.container.aliases), not_in="update"),
    member(
        "proxy_domains",
        [PROXY_DOMAIN],
        lambda seen: seen.container.aliases.values() if seen.domains else ABSENT,
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
        lambda seen: (seen.permissions and seen.container.project.proxy_permissions) or ABSENT,
        optional=True,
        about="On request, if there are any. Contains credentials.",
    ),
)
CONTAINER_PAGE = page_table("ContainerPage", "containers", CONTAINER)
_VARIABLES = member(
    "environment_vars", dict[str, str], taken=dict.fromkeys(("create", "update"), Taken(EnvironmentVars, {}))
)
CREATION = CONTAINER.body(
    "create",
    "ContainerCreate",
    "API notes 5.4.",
    _VARIABLES,
    member("cache", bool, default=True, taken="create"),
    member("cache_image", bool, default=False, taken="create"),
    member("bypass_prespawn", bool, known=_prespawn, taken=_PRESPAWN),
    base=WithKvm,
)
UPDATE = CONTAINER.body(
    "update", "ContainerUpdate", "API notes 5.5: only what is sent changes.", _VARIABLES, empty=False
)
