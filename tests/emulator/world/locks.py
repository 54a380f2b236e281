# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the proxy makes of the permissions of a container and of its project (API notes part 2, E.7)."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .records import Container, Project
from .webtokens import claims_of

Json = dict[str, Any]
#: What has a document of who may use its services.
Locked = Container | Project


@dataclass(frozen=True)
class Visitor:
    """What somebody brings who wants to reach a service; names of headers are in lower case."""

    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    #: When they come.
    at: float = 0.0


def document_of(locked: Locked) -> Json:
    """The document as the next write finds it. Where there is none, that is one that restricts nothing."""
    return {"groups": {}, "permissions": {}, "default": "allow", **(locked.proxy_permissions or {})}


def version_of(locked: Locked) -> int:
    """The version that a write has to name; 0 while there is no document."""
    return max(locked.proxy_version, 1) if locked.proxy_permissions is not None else 0


def scope_of(container: Container) -> Literal["none", "container", "project", "both"]:
    """Where there are documents that concern a container."""
    own, shared = (locked.proxy_permissions is not None for locked in (container, container.project))
    return ("both" if shared else "container") if own else ("project" if shared else "none")


def hashed(password: str, salt: str) -> str:
    """A password as the server keeps it. What looks like its hash already is taken for that."""
    if len(password) == 64 and set(password) <= set("0123456789abcdef"):
        return password
    return hashlib.sha256(f"{salt}{password}".encode()).hexdigest()


def refusal(container: Container, program: str, index: int, visitor: Visitor) -> Literal[401, 403] | None:
    """With which status the proxy refuses somebody; nothing for whoever may pass.

    Whoever is in a group with a rule for the program passes. A group with a password asks everybody else for it, also
    where the default is to allow. What a container says of `enable_proxy` overrides what its project says; that its
    document takes the place of the project's in everything else is not documented.
    """
    own, shared = container.proxy_permissions, container.project.proxy_permissions or {}
    document = shared if own is None else own
    if document.get("enable_proxy", shared.get("enable_proxy")) is False:
        return 403
    groups, rules = document.get("groups", {}), document.get("permissions", {})
    concerned = [
        groups[name]
        for name, programs in rules.items()
        if name in groups and program in programs and _covers(programs[program], index)
    ]
    if any(_is_in(group, visitor) for group in concerned):
        return None
    if any(group.get("type") == "password" for group in concerned):
        return 401
    return 403 if document.get("default") == "deny" else None


def _covers(access: Any, index: int) -> bool:
    """Whether an access rule is about this instance or port."""
    if isinstance(access, bool):
        return access
    if isinstance(access, int):
        return access == index
    if isinstance(access, list):
        return index in access
    first, _dash, last = str(access).partition("-")
    return access == "*" or int(first) <= index <= int(last or first)


def _is_in(group: Json, visitor: Visitor) -> bool:
    kind = group.get("type")
    if kind == "password":
        return _knows_password(group, visitor)
    if kind == "ip":
        inside = ipaddress.ip_network(group["range"], strict=False)
        return bool(visitor.address) and ipaddress.ip_address(visitor.address) in inside
    if kind == "token":
        brought = (
            visitor.headers.get(str(group.get("header")).lower()),
            visitor.cookies.get(str(group.get("cookie"))),
            visitor.parameters.get(str(group.get("param"))),
        )
        return group.get("value") in brought
    return kind == "jwt" and _brings_claims(group, visitor)


def _brings_claims(group: Json, visitor: Visitor) -> bool:
    """Whether a token in one of the places says all that the group wants, which is to be the very same."""
    for source in group.get("sources", ()):
        place, _colon, name = source.partition(":")
        sent = visitor.cookies.get(name) if place == "cookie" else visitor.headers.get(name.lower())
        token = (sent or "").removeprefix("Bearer ")
        claims = claims_of(token, str(group.get("secret")), str(group.get("algorithm")), visitor.at)
        if claims is not None and group.get("claims", {}).items() <= claims.items():
            return True
    return False


def _knows_password(group: Json, visitor: Visitor) -> bool:
    scheme, _space, sent = visitor.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        user, _colon, password = base64.b64decode(sent).decode().partition(":")
    except ValueError:
        return False
    salt = group.get("salt")
    known = hashlib.sha256(f"{salt}{password}".encode()).hexdigest() if salt is not None else password
    return (user, known) == (group.get("username"), group.get("password"))
