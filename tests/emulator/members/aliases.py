# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxy aliases (API notes part 2, E.2 to E.4)."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import AfterValidator, BaseModel, Field, StrictBool, StrictFloat, StrictStr

from ..wire.bodies import ID_PATTERN, Body, BodyNumber, Flag, Id, broken_rule
from ..wire.switches import active_switches
from ..wire.table import Table, member
from ..world.records import Alias
from .account import USER_ID
from .values import DOMAIN, moment_of

_COMMON = (
    *("ssh", "terminal", "display", "desktop", "cron", "watch", "notifications", "files", "daemon", "code", "agent"),
    *("exec", "browser", "cdp", "curl", "run", "sqlite", "pipe", "notes", "tunnel"),
)
#: Those whose number is a port.
WEB = ("http", "https")
PROGRAMS = {
    "b16": (*WEB, *_COMMON, "logs", "egress", "bot"),
    "b12": (*WEB, *_COMMON, "cli", "proxy", "workspaces"),
}
#: Short forms; what most of them stand for is a guess.
SHORT = dict.fromkeys(("tty", "ttyd", "t"), "terminal") | {
    "d": "display",
    "f": "files",
    "w": "watch",
    "n": "notifications",
    "e": "exec",
    "b": "browser",
    "l": "logs",
}

IdFilter = Annotated[str, Field(pattern=ID_PATTERN)] | None
Name = Annotated[StrictStr, Field(min_length=3, max_length=61, pattern="^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")]
Port = Annotated[BodyNumber, Field(ge=1, le=65535)]
Index = Annotated[BodyNumber, Field(ge=1)]
TargetPath = Annotated[StrictStr, Field(max_length=2048)] | None


def _check_flag(text: str) -> str:
    if text not in get_args(Flag) and active_switches.get().alias_flags == "checked":
        raise broken_rule("no_flag", "must be boolean")
    return text


ListFlag = Annotated[str, AfterValidator(_check_flag), Field(json_schema_extra={"enum": list(get_args(Flag))})]


class AliasQuery(BaseModel):
    """What the list can be narrowed to; it is not paginated."""

    project_id: IdFilter = None
    container_id: IdFilter = None
    realm_id: IdFilter = None
    enabled: ListFlag | None = None
    expired: ListFlag | None = None


class _AliasBody(Body):
    """What a new alias and a changed one may have."""

    port: Port = Field(default=0, description="For http and https; wins over the port in program and over index.")
    index: Index = Field(default=0, description="The instance of a service, or the port.")
    target_path: TargetPath = None
    allow_path_override: StrictBool = True
    enabled: StrictBool = True


class AliasCreate(_AliasBody):
    """API notes part 2, E.4."""

    container_id: Id
    alias: Name | Literal[False] | None = Field(default=None, description="A random one when there is none.")
    program: StrictStr
    expires_at: StrictStr | None = None


class AliasUpdate(_AliasBody):
    """API notes part 2, E.4. The container is fixed."""

    alias: Name = ""
    program: StrictStr = ""
    expires_at: StrictStr | StrictFloat | None = Field(default=None, description="A time, or Unix seconds or ms.")


class AliasState(Body):
    """API notes part 2, E.2."""

    enabled: StrictBool


class Found(NamedTuple):
    """What the list holds."""

    aliases: list[Alias]


def url_of(alias: Alias) -> str:
    """The address of an alias."""
    return f"https://{alias.name}.{alias.container.server.name}.{DOMAIN}"


_BY_CONTAINER = (
    member("alias", str, "name"),
    member("program", str),
    member("index", int),
    member("target_path", str, null=True),
    member("allow_path_override", bool),
    member("expires_at", str, moment_of("expires_at"), null=True),
    member("enabled", bool),
    member("created_at", str, moment_of("created_at")),
    member("updated_at", str, moment_of("updated_at")),
    member("url", str, url_of, null=True),
)
PROXY_DOMAIN = Table(
    "ProxyDomain",
    "A proxy alias as its container shows it (API notes part 2, E.3).",
    member("id", str),
    *_BY_CONTAINER,
)
_ALIAS_PROJECT = Table("AliasProject", "Where an alias is.", member("id", str), member("alias", str))
_ALIAS_CONTAINER = Table("AliasContainer", "What an alias leads to.", member("id", str), member("name", str))
PROXY_ALIAS = Table(
    "ProxyAlias",
    "API notes part 2, E.3. The view `single` tells more of the place.",
    member("id", str),
    member("user_id", str, lambda _alias: USER_ID),
    member("project_id", str, "container.project.id"),
    member("container_id", str, "container.id"),
    *_BY_CONTAINER,
    member("server_id", str, "container.server.server_id", null=True),
    member("server_name", str, "container.server.name", null=True),
    member("subserver_name", str, lambda _alias: "sub-1"),
    member("project", _ALIAS_PROJECT, "container.project", not_in="plain"),
    member("container", _ALIAS_CONTAINER, not_in="plain"),
)
PROXY_ALIASES = Table(
    "ProxyAliases",
    "API notes part 2, E.2.",
    member("aliases", [PROXY_ALIAS]),
    member("count", int, lambda found: len(found.aliases)),
)
