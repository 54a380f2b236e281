# SPDX-License-Identifier: GPL-3.0-or-later
"""One container in the place of another: what is lost with the old one, and how the new one is known until then. Pure.

The new one is built beside the old one, under a name that says whose place it takes. Its real name and key, which only
one container can have, stand in its comment until the old one is gone, where a later run finds them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from .._text.types import Json
from .aliases import has_aliases
from .model import (
    COMMENT,
    ENVIRONMENT,
    NAME,
    RAMDISK_SCOPE,
    SSH_KEY,
    Desired,
    hides_values,
)
from .values import own_environment


def unkept(old: Mapping[str, Any], wanted: Desired) -> list[str]:
    """What a container has that the one in its place cannot get, in words. Its files go, as replacing means that."""
    scope = old.get("proxy_permissions_scope")
    has_gate = scope in ("container", "both") or (scope is None and old.get("has_proxy_permissions"))
    names = set(own_environment(old.get(ENVIRONMENT.name)))
    is_named = wanted.purge_environment_vars and ENVIRONMENT.name in wanted.fields
    found = {
        f"{old.get('snapshot_count')} snapshots": old.get("snapshot_count"),
        "its proxy aliases": has_aliases(old),
        "its proxy permissions, which say who may use its services": has_gate,
        "its volumes": old.get("volumes"),
        "its tie to the container that it is a copy of": old.get("source_container_id"),
        f"the values of {', '.join(sorted(names))}, which are hidden from this token": (
            names and hides_values(old) and not is_named
        ),
    }
    return [words for words, is_there in found.items() if is_there]


#: A comment that begins like this says what a container lacks that is to take the place of another.
_NOTE = "hoody.cloud: replaces "
_MOST_COMMENT = 16000


def stand_in_name(identity: str) -> str:
    """How a container is called that is to take the place of the one with this id."""
    return f"replaces-{identity}"


def stand_in(old: Mapping[str, Any], body: Json) -> tuple[Json, Json]:
    """The body of a container that is to take the place of another, and the rest, which it gets when that is gone.

    A name and a key belong to one container only. Until it gets them the comment says which they are. And while there
    are two of them, the API may refuse to share a RAM disk with the project.
    """
    rest = {NAME.name: body[NAME.name], COMMENT.name: body.get(COMMENT.name)}
    if body.get(SSH_KEY.name):
        rest[SSH_KEY.name] = body[SSH_KEY.name]
    note = _NOTE + json.dumps(rest)
    if len(note) > _MOST_COMMENT:
        note = _NOTE + json.dumps({**rest, COMMENT.name: None})
    first = {name: value for name, value in body.items() if name not in (*rest, RAMDISK_SCOPE.name)}
    return {**first, NAME.name: stand_in_name(old["id"]), COMMENT.name: note}, rest


def lacking(container: Mapping[str, Any]) -> Json:
    """What a container still lacks to take the place of another one, by name; {} for any other container."""
    comment, name = str(container.get(COMMENT.name) or ""), str(container.get(NAME.name) or "")
    if not comment.startswith(_NOTE) or not re.fullmatch(stand_in_name("[0-9a-f]{24}"), name):
        return {}
    try:
        rest = json.loads(comment[len(_NOTE) :])
    except (ValueError, RecursionError):
        return {}
    if not isinstance(rest, dict) or not all(value is None or isinstance(value, str) for value in rest.values()):
        return {}
    return {item.name: rest[item.name] for item in (NAME, COMMENT, SSH_KEY) if item.name in rest}


def known_as(container: Mapping[str, Any]) -> str:
    """The name of a container, or the one that it is about to get from another."""
    return str(lacking(container).get(NAME.name) or container.get(NAME.name))
