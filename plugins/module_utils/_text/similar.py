# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody may have meant who has mistyped a name."""

from __future__ import annotations

from collections.abc import Iterable

from .plain import plain

#: A word of fewer letters is in too many names of options.
_SHORTEST = 3
_MOST_ASKED = 3


def did_you_mean(name: object, known: Iterable[object]) -> str:
    """The question that ends a message, " Did you mean Shop?"; empty where nothing is much like it.

    Upper and lower case count little: they are what is mistyped most often.
    """
    # Imported late: only a mistake needs it.
    from difflib import get_close_matches

    names = {str(item).lower(): str(item) for item in known}
    close = get_close_matches(str(name).lower(), names, 1, 0.75)
    return f" Did you mean {plain(names[close[0]], 100)}?" if close else ""


def option_meant(name: object, known: Iterable[object]) -> str:
    """The same question for an option, which may also be a word of its name: image asks for container_image."""
    options = [str(option) for option in known]
    question = did_you_mean(name, options)
    word = str(name).lower()
    if question or len(word) < _SHORTEST:
        return question
    having = [option for option in options if any(part.startswith(word) for part in option.split("_"))]
    return f" Did you mean {' or '.join(having)}?" if 0 < len(having) <= _MOST_ASKED else ""
