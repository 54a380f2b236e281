# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What bodies and queries are made of. Fields are strict: "true" is not a boolean.

A rule that depends on a switch reads the active switches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any, Literal, Optional

from fastapi import Depends
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

ID_PATTERN = "^[0-9a-f]{24}$"
Id = Annotated[StrictStr, Field(pattern=ID_PATTERN, examples=["65a1b2c3d4e5f60700100001"])]
Color = Annotated[StrictStr, Field(pattern="^#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$", examples=["#10B981"])]


RealmIds = list[Id]


Flag = Literal["true", "false"]
SortOrder = Literal["asc", "desc"]


def broken_rule(kind: str, text: str) -> PydanticCustomError:
    """An error of a validator, in words of our own."""
    # The text goes through str.format of pydantic, which braces would confuse.
    return PydanticCustomError(kind, "{text}", {"text": text})


def _whole_number(value: Any) -> Any:
    """JSON schema calls 5.0 an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _digits(value: Any) -> Any:
    """A query parameter that is a number must consist of digits."""
    if isinstance(value, str):
        if not re.fullmatch(r"-?[0-9]{1,300}", value):
            raise broken_rule("not_a_number", "must be integer")
        return int(value)
    return value


QueryNumber = Annotated[int, BeforeValidator(_digits)]
BodyNumber = Annotated[StrictInt, BeforeValidator(_whole_number)]
_STRICT: dict[Any, Any] = {bool: StrictBool, str: StrictStr, int: BodyNumber, list[str]: list[StrictStr]}


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

    def __getitem__(self, name: str) -> Any:
        """A member by its name; bodies that come from a table have no attributes that a type checker knows."""
        return getattr(self, name)


#: The default of a member that must be sent, and of one that need not be, but has none.
REQUIRED: Any = object()
UNSENT: Any = object()


@dataclass(frozen=True)
class Taken:
    """How a body takes a member: its kind for pydantic, what it is when it was left out, and a remark."""

    kind: Any
    default: Any = REQUIRED
    about: str | None = None

    def in_body(self, which: str) -> Taken:
        """The same in another body: nothing must be sent to change something else."""
        return replace(self, default=UNSENT) if which != "create" and self.default is REQUIRED else self

    def field(self) -> tuple[Any, Any]:
        """As pydantic's create_model wants it."""
        # A description that is None would hide that of the kind.
        remark: dict[str, Any] = {"description": self.about} if self.about else {}
        if self.default is REQUIRED:
            return self.kind, Field(**remark)
        if self.default is UNSENT:
            return self.kind, Field(default_factory=lambda: None, **remark)
        if isinstance(self.default, (dict, list)):
            return self.kind, Field(default_factory=partial(copy, self.default), **remark)
        return self.kind, Field(default=self.default, **remark)


def strict(kind: Any, limits: Mapping[str, Any], null: bool) -> Any:
    """The kind of a reply as a body takes it: nothing is converted, and limits are kept."""
    kind = _STRICT.get(kind, kind)
    kind = Annotated[kind, Field(**limits)] if limits else kind
    return Optional[kind] if null else kind  # noqa: UP045 - the kind is known at run time only


def body_model(
    name: str, about: str, base: type[Body], members: Mapping[str, Taken], before: Callable[[Any], Any]
) -> type[Body]:
    """A body of these members; ``before`` sees what was sent first."""
    fields: dict[str, Any] = {member: taken.field() for member, taken in members.items()}
    steps: dict[str, Any] = {"before": model_validator(mode="before")(before)}
    model: type[Body] = create_model(name, __base__=base, __doc__=about, __validators__=steps, **fields)
    return model


def taking(kind: Any, place: Any = None) -> Any:
    """A dependency of a route that takes such a body, or, with ``Query()`` or ``Path()``, what stands there."""

    async def read(sent: Any) -> Any:
        return sent

    read.__annotations__["sent"] = kind if place is None else Annotated[kind, place]
    return Depends(read)


class Paging(BaseModel):
    """Page and order of a list (API notes 1.4)."""

    page: Annotated[QueryNumber, Field(ge=1)] = 1
    sort_order: SortOrder = "desc"
