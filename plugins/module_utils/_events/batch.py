# SPDX-License-Identifier: GPL-3.0-or-later
"""What a look at an account brings. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from .._text.types import Json


class Found(NamedTuple):
    """An event that nobody was told of. ``container`` is as ``EventMemory.delivered`` takes it."""

    event: Json
    container: list[Any] | None = None


class Batch(NamedTuple):
    """Events in the order in which they happened; once all are delivered, ``cursor`` is where to go on.

    ``more`` says that there are others already. ``repeated`` are events that were told of when there was no history,
    each with the id under which that was.
    """

    found: list[Found]
    cursor: str = ""
    more: bool = False
    repeated: tuple[tuple[str, Json], ...] = ()
