# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Request bodies and queries with their rules; one place for each schema. Source: API notes 5 to 11 and the seeds.

A rule that depends on a switch reads the active switches. Fields are strict: "true" is not a boolean.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    model_validator,
)
from pydantic_core import PydanticCustomError

from .switches import active_switches

ID_PATTERN = "^[0-9a-f]{24}$"
Id = Annotated[StrictStr, Field(pattern=ID_PATTERN, examples=["65a1b2c3d4e5f60700100001"])]
Color = Annotated[StrictStr, Field(pattern="^#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$", examples=["#10B981"])]
Comment = Annotated[StrictStr, Field(max_length=16000)]
RealmIds = list[Id]
Operation = Literal["start", "stop", "force-stop", "restart", "pause", "resume"]
Flag = Literal["true", "false"]
SortOrder = Literal["asc", "desc"]
ContainerSortBy = Literal["id", "name", "status", "created_at", "updated_at"]

# The published limits: entries, length of a name, shortest and longest value (API notes 16.1 C5).
_ENVIRONMENT_LIMITS = {"current": (256, 128, 1, 4096), "seed": (200, None, 0, 65536)}
# What the CLI of b12 refuses (API notes part 2, F.4).
_SYSTEM_VARIABLES = frozenset(
    {"TMPDIR", "TMP", "TEMP", "http_proxy", "https_proxy", "ALL_PROXY", "GCONV_PATH", "RESOLV_HOST_CONF"}
)
_LINE_BREAK = re.compile(r"[\r\n\0]")
ENVIRONMENT_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*\Z")


def _issue(kind: str, text: str) -> PydanticCustomError:
    # The text goes through str.format of pydantic, which braces would confuse.
    return PydanticCustomError(kind, "{text}", {"text": text})


def _whole_number(value: Any) -> Any:
    """JSON schema calls 5.0 an integer; a query parameter must consist of digits."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        if not re.fullmatch(r"-?[0-9]{1,300}", value):
            raise _issue("not_a_number", "must be integer")
        return int(value)
    return value


QueryNumber = Annotated[int, BeforeValidator(_whole_number)]
BodyNumber = Annotated[StrictInt, BeforeValidator(_whole_number)]


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
        raise _issue("too_many", f"must NOT have more than {environment_entries()} properties")
    for name, text in value.items():
        if not ENVIRONMENT_NAME.match(name):
            raise _issue("bad_name", "property name must be valid")
        if problem := environment_problem(name, text):
            raise _issue("bad_value", f"{name} {problem}")
    return value


EnvironmentVars = Annotated[
    dict[StrictStr, StrictStr],
    BeforeValidator(_check_environment),
    Field(description="Names match ^[a-zA-Z_][a-zA-Z0-9_]*$; number and length depend on environment_limits."),
]


def _check_runtime(value: str) -> str:
    if value in ("true", "false"):
        return value
    try:
        wanted = json.loads(value)
    except ValueError:
        wanted = None
    if not isinstance(wanted, dict):
        raise _issue("bad_runtime", "must be true, false or a JSON object")
    return value


Runtime = Annotated[
    str,
    AfterValidator(_check_runtime),
    Field(description='`true`, `false`, or JSON such as `{"displays":true}`; `{}` means everything.'),
]


def _ignoring(*names: str, unless: Callable[[], bool]) -> Callable[[Any], Any]:
    """A step that drops fields the active revision does not know, whatever they hold."""

    def drop(value: Any) -> Any:
        if isinstance(value, dict) and not unless():
            return {key: item for key, item in value.items() if key not in names}
        return value

    return drop


_drop_prespawn = _ignoring(
    "prespawn", "bypass_prespawn", "include_prespawn", unless=lambda: active_switches.get().prespawn_fields == "known"
)
_drop_newer = _ignoring("kvm", "dev_kvm", "ramdisk_scope", "timeout", unless=lambda: active_switches.get().newer_fields)
_drop_include_expired = _ignoring(
    "include_expired", unless=lambda: active_switches.get().project_list_include_expired == "known"
)


class Body(BaseModel):
    """A request body. Unknown members are ignored, as nothing is published about them (API notes 3.3)."""

    model_config = ConfigDict(extra="ignore")

    @property
    def sent(self) -> set[str]:
        """The members that the caller named."""
        return self.model_fields_set


def _check_kvm(sent: set[str], kvm: bool, dev_kvm: bool) -> None:
    if {"kvm", "dev_kvm"} <= sent and kvm != dev_kvm:
        raise _issue("kvm_differs", "kvm and dev_kvm must agree")


class ContainerCreate(Body):
    """API notes 5.4."""

    server_id: Id
    name: Annotated[StrictStr, Field(min_length=3, max_length=100, pattern="^[a-zA-Z0-9_-]+$")] = Field(
        default="rand", description="Left out or `rand`: a random name. Unique inside the project."
    )
    color: Color = Field(default="", description="A random one when left out.")
    container_image: Annotated[StrictStr, Field(max_length=255)] | None = Field(
        default=None, description="The default image when null or left out. Cannot be changed later."
    )
    ai: StrictBool = True
    environment_vars: EnvironmentVars = Field(default_factory=dict)
    ssh_public_key: StrictStr | None = Field(default=None, description="One container per key.")
    comment: Comment | None = None
    hoody_kit: StrictBool = True
    dev_kit: StrictBool = Field(default=True, description="The value of hoody_kit when left out.")
    autostart: StrictBool = True
    ramdisk: StrictBool = True
    cache: StrictBool = True
    cache_image: StrictBool = False
    prespawn: StrictBool = Field(default=False, description="Known under prespawn_fields=known only.")
    bypass_prespawn: StrictBool = Field(default=False, description="Known under prespawn_fields=known only.")
    realm_ids: RealmIds = Field(default_factory=list)
    kvm: StrictBool = Field(default=False, description="Known under newer_fields only. Not on free servers.")
    dev_kvm: StrictBool = Field(default=False, description="Alias of kvm; both must agree.")

    @model_validator(mode="before")
    @classmethod
    def _known_fields(cls, value: Any) -> Any:
        return _drop_newer(_drop_prespawn(value))

    @model_validator(mode="after")
    def _one_kvm(self) -> ContainerCreate:
        _check_kvm(self.sent, self.kvm, self.dev_kvm)
        return self


class ContainerCopy(Body):
    """API notes part 2, F.1."""

    target_project_id: Id
    target_server_id: Id = Field(default="", description="The same server when left out.")
    name: Annotated[StrictStr, Field(min_length=3, max_length=100, pattern="^[a-zA-Z0-9_-]+$")] = Field(
        default="", description="A random one when left out. Unique inside the target project."
    )
    ssh_public_key: StrictStr | None = Field(default=None, description="Never taken from the source.")
    source_snapshot: Annotated[StrictStr, Field(pattern="^[a-zA-Z0-9_-]+$")] = Field(
        default="", description="Name of a snapshot; the present state when left out."
    )
    copy_firewall_rules: StrictBool = False
    copy_network_rules: StrictBool = False
    kvm: StrictBool = Field(default=False, description="Known under newer_fields only. Not on free servers.")
    dev_kvm: StrictBool = Field(default=False, description="Alias of kvm; both must agree.")

    @model_validator(mode="before")
    @classmethod
    def _known_fields(cls, value: Any) -> Any:
        return _drop_newer(value)

    @model_validator(mode="after")
    def _one_kvm(self) -> ContainerCopy:
        _check_kvm(self.sent, self.kvm, self.dev_kvm)
        return self


class Kvm(Body):
    """API notes part 2, F.3."""

    kvm: StrictBool = False
    dev_kvm: StrictBool = Field(default=False, description="Alias of kvm; both must agree.")

    @model_validator(mode="after")
    def _one_kvm(self) -> Kvm:
        if not self.sent:
            raise _issue("kvm_missing", "must have required property 'kvm'")
        _check_kvm(self.sent, self.kvm, self.dev_kvm)
        return self


class Login(Body):
    """API notes 2.1: the name of the user or the address."""

    username: Annotated[StrictStr, Field(min_length=3, max_length=50, pattern="^[a-zA-Z0-9_-]+$")] | None = None
    email: Annotated[StrictStr, Field(max_length=255)] | None = None
    password: StrictStr
    response_mode: Literal["tokens", "intent"] = "tokens"


class Refresh(Body):
    """API notes 2.1."""

    refreshToken: StrictStr


class ContainerUpdate(Body):
    """API notes 5.5: only what is sent changes."""

    name: Annotated[StrictStr, Field(min_length=1, max_length=100)] = ""
    color: Color = ""
    ai: StrictBool = True
    autostart: StrictBool = True
    ramdisk: StrictBool = True
    ramdisk_scope: Literal["container", "project"] = "container"
    environment_vars: EnvironmentVars = Field(default_factory=dict)
    ssh_public_key: Annotated[StrictStr, Field(min_length=1)] | None = None
    comment: Comment | None = None
    realm_ids: RealmIds = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _known_fields(cls, value: Any) -> Any:
        if value == {}:
            raise _issue("empty", "must NOT have fewer than 1 properties")
        return _drop_newer(value)


class OperationBody(Body):
    """Optional body of an operation, since b16 (API notes 6)."""

    timeout: Annotated[BodyNumber, Field(ge=1, le=600)] = Field(default=600, description="Seconds.")

    @model_validator(mode="before")
    @classmethod
    def _known_fields(cls, value: Any) -> Any:
        return _drop_newer(value)


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


Peer = Annotated[StrictStr, Field(max_length=512)]
IcmpNumber = Annotated[StrictStr, Field(max_length=8)]


class FirewallRule(Body):
    """A rule of the firewall (API notes part 2, D.2). Ports are text, too."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["allow", "reject", "drop"]
    protocol: Literal["tcp", "udp", "icmp4"]
    description: Annotated[StrictStr, Field(max_length=255)]
    destination_port: Annotated[StrictStr, Field(max_length=64)] = ""
    source_port: Annotated[StrictStr, Field(max_length=64)] = ""
    state: Literal["enabled", "disabled"] = "enabled"
    icmp_type: IcmpNumber = ""
    icmp_code: IcmpNumber = ""

    @model_validator(mode="after")
    def _port_of_the_protocol(self) -> FirewallRule:
        if ("destination_port" in self.sent) != (self.protocol != "icmp4"):
            raise _issue("port", "destination_port is required for tcp and udp, and forbidden for icmp4")
        return self


class IngressRule(FirewallRule):
    """An inbound rule."""

    source: Peer = Field(default="", description="IPv4 address or CIDR; left out: any.")


class EgressRule(FirewallRule):
    """An outbound rule."""

    destination: Peer = Field(default="", description="IPv4 address or CIDR; left out: any.")


class EnvironmentValue(Body):
    """Body of an update of one variable (API notes 11)."""

    value: Annotated[StrictStr, Field(max_length=65536)]


class ProjectBody(Body):
    """Body of create and update of a project; the alias is always required (API notes 9)."""

    alias: Annotated[StrictStr, Field(min_length=1, max_length=100)]
    color: Color = ""
    max_containers: Annotated[BodyNumber, Field(ge=0)] | None = Field(default=None, description="Null: unlimited.")
    realm_ids: RealmIds = Field(default_factory=list)


class Paging(BaseModel):
    """Page and order of a list (API notes 1.4)."""

    page: Annotated[QueryNumber, Field(ge=1)] = 1
    sort_order: SortOrder = "desc"


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


class StatusLogQuery(Paging):
    """API notes 6.1."""

    limit: Annotated[QueryNumber, Field(ge=1, le=100)] = 10
    sort_by: Literal["transition_time", "created_at", "to_status", "from_status"] = "transition_time"


class ProjectListQuery(Paging):
    """API notes 9."""

    limit: Annotated[QueryNumber, Field(ge=1, le=100)] = 10
    sort_by: Literal["id", "alias", "created_at", "updated_at"] = "created_at"
    realm_id: Annotated[str, Field(pattern=ID_PATTERN)] | None = None


class ImageQuery(BaseModel):
    """API notes 13 and part 2, B.4."""

    page: Annotated[QueryNumber, Field(ge=1)] = 1
    sort_by: Literal["alias", "added_date", "price", "rating"] = "alias"
    sort_order: SortOrder = "asc"
    min_price: float | None = None
    max_price: float | None = None
    min_rating: float | None = None
    max_rating: float | None = None
    limit: Annotated[QueryNumber, Field(ge=1, le=100)] = 20
    os: str | None = None
    architecture: str | None = None
    search: str | None = None
