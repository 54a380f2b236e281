# SPDX-License-Identifier: GPL-3.0-or-later
"""A project: its fields, and what a task may want of it (API notes, part 2, A). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.errors import InputError
from .._api.values import is_id
from .._container.values import canonical_color, read_color, read_realms
from .._engine.field import Field, read_options, refuse_blanks
from .._engine.plain import Desired
from .._text.types import Json

#: What an option says where the API says null: no limit.
UNLIMITED = -1
_LONGEST_ALIAS = 100


def _read_alias(value: str) -> str:
    if len(value) > _LONGEST_ALIAS:
        raise ValueError(f"have at most {_LONGEST_ALIAS} characters, not {len(value)}")
    if is_id(value):
        raise ValueError("not be 24 hexadecimal characters, because it would be mistaken for an id")
    return value


def _read_limit(value: int) -> int | None:
    if value < UNLIMITED:
        raise ValueError(f"be {UNLIMITED} for no limit, 0 or more, not {value}")
    return _no_limit_as_null(value)


def _no_limit_as_null(value: int | None) -> int | None:
    return None if value == UNLIMITED else value


ALIAS = Field("alias", read=_read_alias)
REALM_IDS = Field("realm_ids", type="list", elements="str", read=read_realms, canonical=sorted, default=())
FIELDS = (
    ALIAS,
    Field("color", read=read_color, canonical=canonical_color),
    Field("max_containers", type="int", read=_read_limit, canonical=_no_limit_as_null),
    REALM_IDS,
)


def desired(given: Mapping[str, Any]) -> Desired:
    """Check the options. ``name`` of what is wanted is the alias that the project is to have. Raises InputError."""
    refuse_blanks(given, FIELDS)
    called, alias = given.get("project"), given.get(ALIAS.option_name)
    if not called and not alias:
        raise InputError("Give project: the alias or the id of the project.")
    if not given["wait_timeout"] > 0:
        raise InputError(f"The option wait_timeout must be more than 0 seconds, not {given['wait_timeout']:g}.")
    identity = called if is_id(called) else None
    name = alias or (None if identity else called)
    fields: Json = read_options(FIELDS, {**given, ALIAS.option_name: name})
    return Desired(name, identity, None, given["state"], fields)
