# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use the services of a container, or of all containers of a project (API notes part 2, E.7)."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictStr, model_validator

from ..wire.bodies import Body, BodyNumber, broken_rule
from ..wire.table import ABSENT, Table, member
from ..world.locks import Locked, document_of, hashed, version_of
from ..world.records import Container
from .values import newer

GROUP_PATTERN = "^[A-Za-z0-9_-]{1,50}$"
#: Of these there is one each, so that they are open or not.
UNNUMBERED = frozenset({"files", "exec", "notifications", "services"})


def _document(name: str, default: Any = None) -> Any:
    return lambda locked: document_of(locked).get(name, default)


def _of_container(value: Any) -> Any:
    """A value function: what the document of a project does not have."""
    return lambda locked: value(locked) if isinstance(locked, Container) else ABSENT


def _project_id(locked: Locked) -> str:
    return locked.project.id if isinstance(locked, Container) else locked.id


PROPAGATION = Table(
    "Propagation",
    "Whether the proxy knows of the last write; the emulator's does at once.",
    member("committed", bool, lambda _locked: True),
    member("complete", bool, lambda _locked: True),
    member("state", Literal["pending", "applied", "failed", "unknown", "superseded"], lambda _locked: "applied"),
    member("generation", int | str, version_of),
    member("counts", dict[str, Any], lambda _locked: {}),
)
PROXY_PERMISSIONS = Table(
    "ProxyPermissions",
    "API notes part 2, E.7. Contains credentials. The view `read` says nothing of the way to the proxy.",
    member("project", str, _project_id),
    member("container", str, _of_container(lambda container: container.id), optional=True),
    member("groups", dict[str, Any], _document("groups")),
    member("permissions", dict[str, Any], _document("permissions")),
    member("default", Literal["allow", "deny"], _document("default")),
    member("enable_proxy", bool, _document("enable_proxy", True)),
    member("hooks", dict[str, Any], _of_container(_document("hooks", {})), optional=True),
    member("schema_version", int, lambda _locked: 1),
    member("file_version", int, version_of),
    member("etag", str, lambda locked: f"file:v{version_of(locked)}"),
    member("propagation", PROPAGATION, lambda locked: locked, known=newer, not_in="read"),
)


class ProxyDefault(Body):
    """What becomes of a request that no rule is about."""

    default: Literal["allow", "deny"]


class ProxyState(Body):
    """Whether the container can be reached at all."""

    enable_proxy: StrictBool


class Group(Body):
    """Who may be let in."""

    def stored(self) -> dict[str, Any]:
        """As it stands in the document."""
        return self.model_dump(exclude={"type"})


class PasswordGroup(Group):
    """Everybody who knows a password, which is sent as it is or as the hash of the salt and itself."""

    username: StrictStr
    password: StrictStr
    salt: StrictStr
    algorithm: Annotated[Literal["sha256"], Field(json_schema_extra={"enum": ["sha256"]})] = "sha256"

    def stored(self) -> dict[str, Any]:
        """Without the password itself."""
        return {**super().stored(), "password": hashed(self.password, self.salt)}


class TokenGroup(Group):
    """Everybody who brings a value in one place."""

    header: StrictStr = ""
    cookie: StrictStr = ""
    param: StrictStr = ""
    value: StrictStr

    @model_validator(mode="after")
    def _one_place(self) -> TokenGroup:
        if len(self.sent & {"header", "cookie", "param"}) != 1:
            raise broken_rule("one_place", "must have exactly one of header, cookie and param")
        return self

    def stored(self) -> dict[str, Any]:
        """With the one place that was named."""
        return self.model_dump(exclude={"type"}, exclude_unset=True)


class JwtGroup(Group):
    """Everybody who brings a signed token that says this. Which claims there can be is not documented."""

    secret: StrictStr
    algorithm: Literal["HS256", "RS256", "ES256"]
    sources: Annotated[list[Annotated[StrictStr, Field(pattern="^(header|cookie):.+$")]], Field(min_length=1)]
    claims: dict[str, Any] = Field(default_factory=dict)


def _check_range(text: str) -> str:
    try:
        ipaddress.IPv4Network(text, strict=False)
    except ValueError:
        raise broken_rule("bad_range", "must be an IPv4 range in CIDR notation") from None
    return text


class IpGroup(Group):
    """Everybody who comes from there."""

    range: Annotated[StrictStr, AfterValidator(_check_range)]


def _check_access(access: Any) -> Any:
    if isinstance(access, str) and access != "*":
        first, _dash, last = access.partition("-")
        if not re.fullmatch(r"[0-9]{1,5}-[0-9]{1,5}", access) or int(first) > int(last):
            raise broken_rule("bad_access", "must be a range such as 8000-8010, or *")
    return access


Access = Annotated[StrictBool | BodyNumber | list[BodyNumber] | StrictStr, AfterValidator(_check_access)]


def _check_unnumbered(program: str, access: Any) -> None:
    if program in UNNUMBERED and not isinstance(access, bool):
        raise broken_rule("unnumbered", f"/access must be boolean for {program}")


class GroupAccess(Body):
    """What of a program a group may use."""

    program: StrictStr
    access: Access

    @model_validator(mode="after")
    def _unnumbered(self) -> GroupAccess:
        _check_unnumbered(self.program, self.access)
        return self


class _Password(PasswordGroup):
    type: Literal["password"]


class _Token(TokenGroup):
    type: Literal["token"]


class _Jwt(JwtGroup):
    type: Literal["jwt"]


class _Ip(IpGroup):
    type: Literal["ip"]


GroupName = Annotated[StrictStr, Field(pattern=GROUP_PATTERN)]
AnyGroup = Annotated[_Password | _Token | _Jwt | _Ip, Field(discriminator="type")]


class ProxyDocument(Body):
    """A whole document, as it is read; what is not in it is not in force. That groups tell their kind is inferred."""

    groups: dict[GroupName, AnyGroup] = Field(default_factory=dict)
    permissions: dict[GroupName, dict[str, Access]] = Field(default_factory=dict)
    default: Literal["allow", "deny"] = "deny"
    enable_proxy: StrictBool = True
    hooks: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _unnumbered(self) -> ProxyDocument:
        for rules in self.permissions.values():
            for program, access in rules.items():
                _check_unnumbered(program, access)
        return self
