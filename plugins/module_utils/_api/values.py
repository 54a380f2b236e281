# SPDX-License-Identifier: GPL-3.0-or-later
"""What the values of the API can be: ids, the kinds of members, and the words of a query. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: The types that a member of the API can have, and their words. Lists are of strings, and objects have string values.
_KINDS: Mapping[str, tuple[type, str]] = {
    "str": (str, "a string"),
    "bool": (bool, "true or false"),
    "int": (int, "a number"),
    "list": (list, "a list"),
    "dict": (dict, "an object"),
}


def is_id(text: Any) -> bool:
    """Whether this is an id, of a container, a project, a server or a realm (API notes 1)."""
    return isinstance(text, str) and re.fullmatch(r"[0-9a-f]{24}", text) is not None


def misfit(value: Any, kind: str, inside: str = "str") -> str | None:
    """Why a value that the API shows cannot be of this kind, as the end of a sentence that does not show the value.

    ``inside`` is the kind of what a list or an object holds. None when the value can be; null stands for a member that
    is not there.
    """
    expected, word = _KINDS[kind]
    if value is None or (value.__class__ is expected and expected is not list and expected is not dict):
        return None
    if not isinstance(value, expected) or (kind == "int" and isinstance(value, bool)):
        return f"is {_word(value)} and not {word}"
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    expected, word = _KINDS[inside]
    strange = next((item for item in held if item is not None and not isinstance(item, expected)), None)
    return None if strange is None else f"contains {_word(strange)} instead of {word}"


def _word(value: Any) -> str:
    return next((word for expected, word in _KINDS.values() if value.__class__ is expected), "something else")


def query_words(query: Mapping[str, Any] | None) -> dict[str, str]:
    """Booleans as the lower-case words that every revision takes (API notes 3.2); None is left out."""
    words = {True: "true", False: "false"}
    return {
        key: words[value] if isinstance(value, bool) else str(value)
        for key, value in (query or {}).items()
        if value is not None
    }
