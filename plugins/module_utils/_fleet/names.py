# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that stand for several containers: ranges in a declared name, and shell patterns. Pure."""

from __future__ import annotations

import itertools
import math
import re
import string
from collections.abc import Sequence
from fnmatch import fnmatchcase

from .._api.errors import InputError
from .._container.values import NAME_CHARACTERS, NAME_LENGTHS

_RANGE = r"\[([^\[\]]*:[^\[\]]*)\]"
_NUMBERS = r"(\d{0,9}):(\d{1,9})(?::(\d{1,9}))?"
_LETTERS = r"([a-zA-Z]):([a-zA-Z])(?::(\d{1,9}))?"
_TOKEN = r"\[!?\]?[^\]]*\]|."
_MOST_NAMES = 10_000


def expanded(name: str) -> list[str]:
    """The names that a name stands for, in order: itself, or one for each combination of its ranges.

    Ranges are written as in Ansible's inventories: first and last, both included, of numbers or letters, and a step if
    need be, as in ``[1:9]``, ``[01:30]``, ``[a:f]`` and ``[0:100:10]``. Numbers with leading zeros keep their length.
    Raises InputError for a range that is none, or that stands for nothing or for far too much.
    """
    parts = re.split(_RANGE, name)
    choices: list[Sequence[str]] = [_range(part, name) if number % 2 else [part] for number, part in enumerate(parts)]
    if any("[" in text or "]" in text for text in parts[::2]):
        raise InputError(f"The name '{name}' has brackets without a range, which is written as in 'worker-[01:30]'.")
    count = math.prod(map(len, choices))
    if count > _MOST_NAMES:
        raise InputError(f"The name '{name}' means {count} containers; the maximum is {_MOST_NAMES}.")
    return ["".join(chosen) for chosen in itertools.product(*choices)]


def _range(text: str, name: str) -> Sequence[str]:
    """The values of what stands between the brackets."""
    letters, numbers = re.fullmatch(_LETTERS, text), re.fullmatch(_NUMBERS, text)
    found = letters or numbers
    problem, values = "is none", range(0)
    if found:
        first, last = found[1] or "0", found[2]
        place = string.ascii_letters.index if letters else int
        values = range(place(first), place(last) + 1, max(int(found[3] or 1), 1))
        padded = not letters and first.startswith("0") and len(first) > 1
        if found[3] and not int(found[3]):
            problem = "has a step of 0"
        elif padded and len(first) != len(last):
            problem = "has a leading zero, so both numbers have to be of the same length"
        elif not values:
            problem = "ends before it begins"
        elif len(values) > _MOST_NAMES:
            problem = f"has {len(values)} values, which is more than {_MOST_NAMES}"
        elif letters:
            return [string.ascii_letters[value] for value in values]
        else:
            return [str(value).zfill(len(first) if padded else 0) for value in values]
    raise InputError(f"The range [{text}] in the name '{name}' {problem}; a range is written as in 'worker-[01:30]'.")


def can_match(pattern: str) -> bool:
    """Whether there is a valid name of a container that the shell pattern matches."""
    fixed, is_open = 0, False
    for token in re.findall(_TOKEN, pattern, re.DOTALL):
        if token == "*":
            is_open = True
        elif _matches_something(token):
            fixed += 1
        else:
            return False
    least, most = NAME_LENGTHS
    return fixed <= most and (is_open or fixed >= least)


def _matches_something(token: str) -> bool:
    try:
        return any(fnmatchcase(character, token) for character in NAME_CHARACTERS)
    except re.error:  # older Pythons, for a range such as [z-a]
        return False
