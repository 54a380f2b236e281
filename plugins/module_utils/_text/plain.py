# SPDX-License-Identifier: GPL-3.0-or-later
"""Strings that may be shown: in one line, of some length, and what stands in the place of a secret."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from .oldest_python import refuse_older

# Whatever is imported needs this file before the rest, so an old Python says this and not what it does not understand.
refuse_older()

#: What stands in the place of a secret wherever something is shown.
HIDDEN = "(hidden)"
#: The same on the side of a diff that differs from the other.
HIDDEN_CHANGED = "(hidden, changed)"

#: How much is shown of what the API says, and of a whole message, in characters.
MOST_SAID = 1000
_LONGEST_MESSAGE = 8000


def plain(text: str, most: int = _LONGEST_MESSAGE) -> str:
    """A text that may be shown on a terminal: in one line, not endless, without what would move its cursor.

    That is what Unicode calls control, format (which also turns the direction of the text) and surrogate characters,
    and line and paragraph separators.
    """
    if len(text) > most:
        text = text[:most] + " ..."
    if text.isprintable():
        return text
    kept = ("?" if unicodedata.category(letter) in ("Cf", "Cs", "Co", "Cn") else letter for letter in text)
    return " ".join("".join(letter if letter.isprintable() else " " for letter in kept).split())


def some(names: Sequence[str], most: int = 10) -> str:
    """The first few of these for a message, such as "a, b and 3 more"; "none" for none."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more if names else "none"
