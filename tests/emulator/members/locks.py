# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use the services of a container (API notes part 2, E.7)."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictStr, model_validator

from ..wire.bodies import Body, BodyNumber, broken_rule
from ..wire.table import Table, member
from ..world.locks import empty_document, version_of
from .values import newer

GROUP_PATTERN = "^[A-Za-z0-9_-]{1,50}$"
#: Of these there is one each, so that they are open or not.
UNNUMBERED = frozenset({"files", "exec", "notifications", "services"})


def _document(name: str) -> Any:
    return lambda container: {**empty_document(), **(container.proxy_permissions or {})}[name]


PROPAGATION = Table(
    "Propagation",
    "Whether the proxy knows of the last write; the emulator's does at once.",
    member("committed", bool, lambda _container: True),
    member("complete", bool, lambda _container: True),
    member("state", Literal["pending", "applied", "failed", "unknown", "superseded"], lambda _container: "applied"),
    member("generation", int | str, version_of),
    member("counts", dict[str, Any], lambda _container: {}),
)
PROXY_PERMISSIONS = Table(
    "ProxyPermissions",
    "API notes part 2, E.7. Contains credentials. The view `read` says nothing of the way to the proxy.",
    member("project", str, "project.id"),
    member("container", str, "id"),
    member("groups", dict[str, Any], _document("groups")),
    member("permissions", dict[str, Any], _document("permissions")),
    member("default", Literal["allow", "deny"], _document("default")),
    member("enable_proxy", bool, _document("enable_proxy")),
    member("hooks", dict[str, Any], lambda _container: {}),
    member("schema_version", int, lambda _container: 1),
    member("file_version", int, version_of),
    member("etag", str, lambda container: f"file:v{version_of(container)}"),
    member("propagation", PROPAGATION, lambda container: container, known=newer, not_in="read"),
)


class ProxyDefault(Body):
    """What becomes of a request that no rule is about."""

    default: Literal["allow", "deny"]


class ProxyState(Body):
    """Whether the container can be reached at all."""

    enable_proxy: StrictBool


class PasswordGroup(Body):
    """Everybody who knows a password, which is sent as it is or as the hash of the salt and itself."""

    username: StrictStr
    password: StrictStr
    salt: StrictStr
    algorithm: Annotated[Literal["sha256"], Field(json_schema_extra={"enum": ["sha256"]})] = "sha256"


class TokenGroup(Body):
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


def _check_range(text: str) -> str:
    try:
        ipaddress.IPv4Network(text, strict=False)
    except ValueError:
        raise broken_rule("bad_range", "must be an IPv4 range in CIDR notation") from None
    return text


class IpGroup(Body):
    """Everybody who comes from there."""

    range: Annotated[StrictStr, AfterValidator(_check_range)]


def _check_access(access: Any) -> Any:
    if isinstance(access, str) and access != "*":
        first, _dash, last = access.partition("-")
        if not re.fullmatch(r"[0-9]{1,5}-[0-9]{1,5}", access) or int(first) > int(last):
            raise broken_rule("bad_access", "must be a range such as 8000-8010, or *")
    return access


Access = Annotated[StrictBool | BodyNumber | list[BodyNumber] | StrictStr, AfterValidator(_check_access)]


class GroupAccess(Body):
    """What of a program a group may use."""

    program: StrictStr
    access: Access

    @model_validator(mode="after")
    def _unnumbered(self) -> GroupAccess:
        if self.program in UNNUMBERED and not isinstance(self.access, bool):
            raise broken_rule("unnumbered", f"/access must be boolean for {self.program}")
        return self
