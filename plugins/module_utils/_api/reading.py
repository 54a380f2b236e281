# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate for what the API says: nothing behind it meets a type, an id or a number that cannot be. Pure.

Only what is read is looked at; whatever else a reply holds passes as it is. Null stands for a member that is not there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .._text.types import Json
from .values import is_id, misfit

#: The members of an object that are read, and the kind of each, as ``misfit`` takes it.
Members = Mapping[str, str]

#: More than anybody has: of a greater number no requests are planned.
MOST_ITEMS = 100_000
# What is nested deeper than this, or has more values, is not from the API; both would cost far more than their bytes.
_MOST_DEPTH = 64
_MOST_VALUES = 1_000_000
_NO_BRACKET = bytes(set(range(256)) - set(b"[]{}"))


class Unlike(ValueError):
    """The data of a reply is not what the API promises; the text ends the sentence that begins with "a success"."""


class Excessive(ValueError):
    """A body holds more than a reply of the API can; the text names what."""


def envelope(content: bytes) -> Json:
    """The outer object of a reply (API notes 1.1), {} when there is none. Raises Excessive."""
    # What has fewer bytes has fewer values, and counting takes a fifth of the time of reading.
    if len(content) > _MOST_VALUES and sum(content.count(sign) for sign in (b",", b"[", b"{")) > _MOST_VALUES:
        raise Excessive(f"more than {_MOST_VALUES} values")
    try:
        value = json.loads(content.decode("utf-8-sig"))
    except ValueError:
        return {}
    except RecursionError:
        raise Excessive("JSON that is nested too deep") from None
    if _is_deep(content) and _exceeds(value, _MOST_DEPTH):
        raise Excessive("JSON that is nested too deep")
    if b"\\ud" in content or b"\\uD" in content:
        value = _in_unicode(value)
    return value if isinstance(value, dict) else {}


def _in_unicode(value: Any) -> Any:
    """The same with U+FFFD for halves of characters, which JSON may hold and Ansible can neither return nor show."""
    if isinstance(value, dict):
        return {_in_unicode(name): _in_unicode(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_in_unicode(item) for item in value]
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def _is_deep(content: bytes) -> bool:
    """Whether the brackets do not cancel out in a few rounds; strings may hold brackets too, so this may be wrong."""
    left = content.translate(None, _NO_BRACKET)
    for _round in range(_MOST_DEPTH):
        if not left:
            return False
        fewer = left.replace(b"[]", b"").replace(b"{}", b"")
        if len(fewer) == len(left):
            break
        left = fewer
    return True


def _exceeds(value: Any, depth: int) -> bool:
    if value.__class__ is dict:
        value = value.values()
    elif value.__class__ is not list:
        return False
    return depth == 0 or any(_exceeds(item, depth - 1) for item in value)


def page(data: Any, member: str) -> tuple[list[Json], int]:
    """One page of a listing: its items, each an object with an id, and how many there are in all (API notes 1.4)."""
    items = data.get(member) if data.__class__ is dict else None
    if items.__class__ is not list:
        raise Unlike(f"without a list of {member}")
    for item in items:
        if not has_id(item):
            raise Unlike(f"with a list of {member} in which not everything is an object with an id")
    pages = data.get("pagination")
    total = pages.get("total") if pages.__class__ is dict else None
    if total.__class__ is not int or total < 0:
        raise Unlike(f"without the number of {member}")
    if total > MOST_ITEMS:
        raise Unlike(f"with an impossible number of {member}")
    return items, total


def thing(data: Any, name: str, members: Members, inside: str = "str") -> Json:
    """An object whose members are of these kinds where they are there. ``name`` is what a message calls it.

    ``inside`` is the kind of what its lists and objects hold.
    """
    if not isinstance(data, dict):
        raise Unlike(f"without {name}")
    for member, kind in members.items():
        fault = misfit(data.get(member), kind, inside)
        if fault:
            raise Unlike(f"with {name} whose {member} {fault}")
    return data


def things(data: Any, name: str, members: Members) -> list[Json]:
    """A list of such objects. ``name`` is what a message calls one of them."""
    if data.__class__ is not list:
        raise Unlike("without a list")
    return [thing(item, name, members) for item in data]


def identified(data: Any, name: str, members: Members, identity: str, inside: str = "str") -> Json:
    """An object as ``thing`` makes it, which has this id: another one must not be worked on."""
    found = thing(data, name, members, inside)
    if found.get("id") != identity:
        raise Unlike(f"with {name} whose id is not the one that was asked for")
    return found


def has_id(data: Any) -> bool:
    """Whether this is an object with an id that is one."""
    return data.__class__ is dict and is_id(data.get("id"))
