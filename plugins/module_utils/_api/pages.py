# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a listing in pages while it changes, without losing what stays. Knows no HTTP.

There is no cursor and no snapshot (API notes 1.4): what is deleted moves everything behind it towards the front, past a
reader who has been there. So the listing is sorted by id, which never changes, and one of two proofs is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf
from typing import Any, NamedTuple

from .._text.types import Json

#: Takes the number of a page, its size and "asc" or "desc"; gives its items and how many there are in all.
Page = Callable[[int, int, str], "tuple[list[Json], int]"]
Concurrently = Callable[[Callable[[int], Any], Iterable[int]], "list[Any]"]

#: So many pages are asked for before it is looked at whether they are what was promised.
_WAVE = 128
_MOST_WALKS = 4


class Unproven(Exception):
    """Something may be missing. The text ends a sentence that begins with "a listing"."""


class TooMany(Exception):
    """There are more items than are worth a listing: ``total``."""

    def __init__(self, total: int) -> None:
        super().__init__(total)
        self.total = total


class _View(NamedTuple):
    """What was found, by id, if it can be shown to be all; and the size of the pages that the server gives."""

    found: dict[str, Json] | None
    size: int


def read_all(page: Page, size: int, concurrently: Concurrently, most: float = inf) -> list[Json]:
    """Every item of a listing, sorted by id, each once. What is there from beginning to end is not missed.

    Raises TooMany where there are more than ``most``, and Unproven when that cannot be shown: a server that miscounts
    or leaves something out is not believed.
    """
    view = _at_once(page, size, concurrently, most)
    if view.found is None:
        view = _at_once(page, view.size, concurrently)
    found = _step_by_step(page, view.size) if view.found is None else view.found
    return [found[key] for key in sorted(found)]


def _at_once(page: Page, size: int, concurrently: Concurrently, most: float = inf) -> _View:
    """The first page, then all others at once.

    The first page says how many items there are. Where as many different ones were read, none of them newer than the
    first page (ids ascend with time), they are those: however the pages moved meanwhile, no place is left for another.
    Pages that should be full up to the last are followed by one that should be empty: else a server that counts no
    more than it shows would be believed.
    """
    first, total = page(1, size, "desc")
    if total > most:
        raise TooMany(total)
    if len(first) < min(size, total):
        # Some servers give smaller pages than they are asked for, which is no harm when it is known.
        return _View(None, len(first) if len(first) * 8 >= size else size)
    items, last = list(first), total // size + 1
    for start in range(2, last + 1, _WAVE):
        numbers = range(start, min(start + _WAVE, last + 1))
        pages = concurrently(lambda number: page(number, size, "desc"), numbers)
        items += [item for shown, _total in pages for item in shown]
        if any(len(shown) < size for number, (shown, _total) in zip(numbers, pages) if number < last):
            break
    found = _by_id(items)
    newest = max(_ids(first), default="")
    complete = len(found) == total and all(item["id"] <= newest for item in items)
    return _View(found if complete else None, size)


def _step_by_step(page: Page, size: int) -> dict[str, Json]:
    """One page after the other, over and over until as much was found as there is said to be."""
    found: dict[str, Json] = {}
    for _walk in range(_MOST_WALKS):
        total, ended_well = _walk_through(page, size, found)
        if ended_well and len(found) >= total:
            return found
    raise Unproven(
        f"returned {len(found)} of {total} items: its pages are shorter than requested, or the total is wrong"
    )


def _walk_through(page: Page, size: int, found: dict[str, Json]) -> tuple[int, bool]:
    """Add what one walk finds. Gives how many items there are said to be, and whether each page can be true.

    Each page begins with something that is known, so that nothing lies between. That holds whatever is created and
    deleted, and wherever. Pages of different sizes begin at different places.
    """
    frontier, position, steps = "", 0, 0
    while True:
        number, limit = _reaching_furthest(position, size)
        start = (number - 1) * limit
        items, total = page(number, limit, "asc")
        steps += 1
        if steps > 100 + total // max(size // 8, 1):
            raise Unproven("changes faster than it can be read, or is not sorted by id")
        if len(items) < limit and start + len(items) != total and (items or start < total):
            return total, False
        if start and (not items or items[0]["id"] > frontier):
            position = max(0, start - size)  # what is known has moved towards the front
            continue
        found.update(_by_id(items))
        frontier = max([frontier, *_ids(items)])
        if len(items) < limit:
            return total, True
        position = start + limit - 1


def _reaching_furthest(position: int, size: int) -> tuple[int, int]:
    """The number and the size of the page that holds a position and reaches furthest beyond it."""
    limit = max(range(max(size // 2, 1), size + 1), key=lambda length: length - position % length)
    return position // limit + 1, limit


def _ids(items: Iterable[Json]) -> list[str]:
    return [item["id"] for item in items]


def _by_id(items: Iterable[Json]) -> dict[str, Json]:
    return {item["id"]: item for item in items}
