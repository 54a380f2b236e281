# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What bodies and queries are made of. Fields are strict: "true" is not a boolean.

A rule that depends on a switch reads the active switches.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, StrictStr
from pydantic_core import PydanticCustomError

ID_PATTERN = "^[0-9a-f]{24}$"
Id = Annotated[StrictStr, Field(pattern=ID_PATTERN, examples=["65a1b2c3d4e5f60700100001"])]
Color = Annotated[StrictStr, Field(pattern="^#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$", examples=["#10B981"])]


RealmIds = list[Id]


Flag = Literal["true", "false"]
SortOrder = Literal["asc", "desc"]


def broken_rule(kind: str, text: str) -> PydanticCustomError:
    # The text goes through str.format of pydantic, which braces would confuse.
    return PydanticCustomError(kind, "{text}", {"text": text})


def _whole_number(value: Any) -> Any:
    """JSON schema calls 5.0 an integer; a query parameter must consist of digits."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        if not re.fullmatch(r"-?[0-9]{1,300}", value):
            raise broken_rule("not_a_number", "must be integer")
        return int(value)
    return value


QueryNumber = Annotated[int, BeforeValidator(_whole_number)]
BodyNumber = Annotated[StrictInt, BeforeValidator(_whole_number)]


def ignoring(*names: str, unless: Callable[[], bool]) -> Callable[[Any], Any]:
    """A step that drops fields the active revision does not know, whatever they hold."""

    def drop(value: Any) -> Any:
        if isinstance(value, dict) and not unless():
            return {key: item for key, item in value.items() if key not in names}
        return value

    return drop


class Body(BaseModel):
    """A request body. Unknown members are ignored, as nothing is published about them (API notes 3.3)."""

    model_config = ConfigDict(extra="ignore")

    @property
    def sent(self) -> set[str]:
        """The members that the caller named."""
        return self.model_fields_set


class Paging(BaseModel):
    """Page and order of a list (API notes 1.4)."""

    page: Annotated[QueryNumber, Field(ge=1)] = 1
    sort_order: SortOrder = "desc"
