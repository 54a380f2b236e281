# SPDX-License-Identifier: GPL-3.0-or-later
"""What an argument specification says of an option: its names and its kind.

The two files beside it hold what a task gives against that: ``shapes`` refuses what cannot be, and ``shown`` tells what
may be shown.
"""

from __future__ import annotations

import re
from typing import Any

from .._text.plain import HIDDEN
from .._text.types import Json

#: What stands where a name is expected, and can be shown as one.
PLAIN_NAME = r"\w[\w.-]{0,127}"
#: The kinds of scalars, and the words for what such a value is.
KIND_WORDS = {"str": "a string", "path": "a string", "bool": "true or false", "int": "a number", "float": "a number"}
SCALARS = (str, int, float)
#: The name of an option and its entry, by each name that it may be given by.
Declared = dict[str, tuple[str, Json]]
_BOOLEANS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "t", "f", "1", "0", "1.0", "0.0"})


def declared(specification: Json) -> Declared:
    """The name of an option and its entry, by each name that it may be given by."""
    return {
        given: (name, entry) for name, entry in specification.items() for given in (name, *(entry.get("aliases") or ()))
    }


def label(name: Any) -> str:
    """The name of an option as far as it can be shown."""
    return name if isinstance(name, str) and re.fullmatch(PLAIN_NAME, name) else HIDDEN


def is_of_kind(kind: str, value: Any) -> bool:
    """Whether Ansible can make a value of this kind of a scalar."""
    if kind == "bool":
        return str(value).strip().lower() in _BOOLEANS
    if kind in ("int", "float"):
        try:
            float(value)
        except (TypeError, ValueError, OverflowError):
            return False
    return True
