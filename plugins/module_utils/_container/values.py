# SPDX-License-Identifier: GPL-3.0-or-later
"""How the values of a container's fields are read and compared. Pure.

The rules are those of the seed (Containers API); where it is silent the comment names the section of the API notes.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Mapping
from typing import Any

from .._api.values import is_id
from .._text.placeholder import STANDS_FOR, placeholder_in
from .._text.plain import HIDDEN

PLATFORM_PREFIX = "HOODY_"
#: Stands for a public key that nobody knows yet, in plans and in what is shown of them.
NEW_KEY = "(new key)"
#: What a name consists of, and how short and how long it may be.
NAME_CHARACTERS = string.ascii_letters + string.digits + "_-"
NAME_LENGTHS = (3, 100)
_NAME = "[{}]{{{},{}}}".format(NAME_CHARACTERS, *NAME_LENGTHS)
_COLOR = r"#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})"
_VARIABLE = r"[a-zA-Z_][a-zA-Z0-9_]*"
_SHORT_IMAGE = r"([a-z]+)[/: -](\d[\w.]*)"


def read_name(value: str) -> str:
    """A name that create and update both accept (API notes, conflict C12)."""
    if value == "rand":
        raise ValueError("not be 'rand': a random name creates another container at every run")
    if not re.fullmatch(_NAME, value):
        raise ValueError(f"be 3 to 100 letters, digits, hyphens and underscores, not '{value}'")
    return value


def canonical_color(value: str | None) -> str | None:
    """#RRGGBB. Whether the server expands three digits is unknown, so both spellings are made equal (U9)."""
    digits = (value or "").lstrip("#").upper()
    return digits and "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def read_color(value: str) -> str | None:
    if not re.fullmatch(_COLOR, value):
        raise ValueError(f"be a color such as '#10B981' or '10b981', not '{value}'")
    return canonical_color(value)


def canonical_image(value: str | None) -> str | None:
    """The short forms of an image are one image (API notes 5.4 and conflict C25)."""
    text = (value or "").strip().lower()
    if text == "debian":
        return "debian/13"
    short = re.fullmatch(_SHORT_IMAGE, text)
    return "/".join(short.groups()) if short else (value or None)


def canonical_ssh_key(value: str | None) -> str | None:
    """Type and key; what follows is a comment (API notes, U19)."""
    return " ".join((value or "").split()[:2]) or None


def read_ssh_key(value: str) -> str | None:
    if not value.strip():
        return None
    if len(value.split()) < 2 or "\n" in value.strip():
        raise ValueError("be one public key in one line, such as 'ssh-ed25519 AAAA... comment'")
    return value.strip()


def read_comment(value: str | None) -> str | None:
    return value or None


def read_environment(value: Mapping[str, Any]) -> dict[str, str]:
    return {name: _read_variable(name, content) for name, content in value.items()}


def _read_variable(name: Any, value: Any) -> str:
    if not isinstance(name, str) or not re.fullmatch(_VARIABLE, name):
        raise ValueError(f"have names of letters, digits and underscores that do not begin with a digit, not '{name}'")
    if name.startswith(PLATFORM_PREFIX):
        raise ValueError(f"not contain {name}: names that begin with {PLATFORM_PREFIX} belong to the platform")
    # What YAML read as 420 may have been written 0644, so any string made of it would be a guess.
    if not isinstance(value, str):
        raise ValueError(no_string(name, _as_read(value)))
    placeholder = placeholder_in(value)
    if placeholder:
        raise ValueError(
            f"not hold '{placeholder}' as the value of {name}, {STANDS_FOR}. To add variables and keep the others, "
            "name only the new ones and set purge_environment_vars: false"
        )
    return value


def no_string(name: str, read: str) -> str:
    """The end of the sentence "<option> must ..." for a variable that YAML read as something else, in words."""
    return (
        f"have strings as values, and YAML read {name} as {read}. Put the value in quotes. If it comes from a "
        'template, end the template with a filter: "{{ ... | string }}"'
    )


def _as_read(value: Any) -> str:
    """What YAML made of a value, in its own spelling; what may hold many values is only called what it is."""
    if isinstance(value, (dict, list)):
        return "a dictionary" if isinstance(value, dict) else "a list"
    kind = "" if value is None else "the boolean " if isinstance(value, bool) else "the number "
    return f"{kind}{json.dumps(value)}"


def own_environment(value: Mapping[str, Any] | None) -> dict[str, str]:
    """The variables without those of the platform, which no task can change."""
    return {name: str(text) for name, text in (value or {}).items() if not name.startswith(PLATFORM_PREFIX)}


def hidden_environment(value: Any) -> Any:
    """The names of variables without their values."""
    return dict.fromkeys(value, HIDDEN) if isinstance(value, Mapping) else HIDDEN


def read_realms(value: list[str]) -> list[str]:
    for realm in value:
        if not is_id(realm):
            raise ValueError(f"hold ids of 24 lower-case hexadecimal characters, not '{realm}'")
    return sorted(set(value))
