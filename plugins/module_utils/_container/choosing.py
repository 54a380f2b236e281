# SPDX-License-Identifier: GPL-3.0-or-later
"""One of the containers that were listed, by the words of a user. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from .._api.errors import InputError
from .._engine.lookup import in_order
from .._text.types import Json
from .model import LEAVING
from .replacement import known_as


def living(containers: Iterable[Json]) -> list[Json]:
    """Those that nobody is deleting."""
    return [item for item in containers if item.get("status") not in LEAVING]


def called(name: str, containers: Iterable[Json]) -> list[Json]:
    """Those of this name."""
    return [item for item in containers if item.get("name") == name]


def one_called(name: str, containers: Iterable[Json]) -> Json | None:
    """The one of this name, or else the one that is about to get it from another; None for none.

    Names are unique inside a project only. Raises InputError for one that is not.
    """
    there = living(containers)
    matches = called(name, there) or [item for item in there if known_as(item) == name]
    if len(matches) > 1:
        places = in_order(f"{item['id']} in {place_of(item)}" for item in matches)
        raise InputError(f"The name '{name}' is ambiguous: give project, or one of these ids: {places}.")
    return matches[0] if matches else None


def place_of(container: Json) -> str:
    """What a message calls the project of a container."""
    return str(container.get("project_alias") or container.get("project_id"))
