# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Reads a listing in pages while it changes, without losing what stays. Knows no HTTP.

There is no cursor and no snapshot (API notes 1.4): what is deleted moves everything behind it towards the front, past a
reader who has been there. So the listing is sorted by id, which never changes, and one of two proofs is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._errors import HoodyError

Json = dict[str, Any]
#: Takes the number of a page, its size and "asc" or "desc"; gives its items and how many there are in all.
Page = Callable[[int, int, str], "tuple[list[Json], int]"]
Concurrently = Callable[[Callable[[int], Any], Iterable[int]], "list[Any]"]


class Unsteady(HoodyError):
    """A listing of which no complete view can be had."""


def read_all(page: Page, size: int, concurrently: Concurrently) -> list[Json]:
    """Every item of a listing, sorted by id, each once. What is there from beginning to end is not missed."""
    found = _at_once(page, size, concurrently)
    if found is None:
        found = _at_once(page, size, concurrently)
    if found is None:
        found = _step_by_step(page, size)
    return [found[key] for key in sorted(found)]


def _at_once(page: Page, size: int, concurrently: Concurrently) -> dict[str, Json] | None:
    """The first page, then all others at once; None if something may be missing.

    The first page says how many items there are. Where as many different ones were read, none of them newer than the
    first page (ids ascend with time), they are those: however the pages moved meanwhile, no place is left for another.
    """
    first, total = page(1, size, "desc")
    if len(first) >= total:
        return _by_id(first)
    others = concurrently(lambda number: page(number, size, "desc"), range(2, -(-total // size) + 1))
    older = [item for items, _total in others for item in items]
    found = _by_id([*first, *older])
    newest = max(_ids(first), default="")
    complete = len(found) == total and all(item["id"] < newest for item in older)
    return found if complete else None


def _step_by_step(page: Page, size: int) -> dict[str, Json]:
    """One page after the other, each beginning with something that is known, so that nothing lies between.

    That holds whatever is created and deleted, and wherever. Pages of different sizes begin at different places.
    """
    found: dict[str, Json] = {}
    frontier, position, steps = "", 0, 0
    while True:
        number, limit = _reaching_furthest(position, size)
        start = (number - 1) * limit
        items, total = page(number, limit, "asc")
        steps += 1
        if steps > 100 + total // (size // 8):
            raise Unsteady("The listing changes faster than it can be read, or the API does not sort it by id.")
        if start and (not items or items[0]["id"] > frontier):
            position = max(0, start - size)  # what is known has moved towards the front
            continue
        found.update(_by_id(items))
        frontier = max([frontier, *_ids(items)])
        if len(items) < limit:
            return found
        position = start + limit - 1


def _reaching_furthest(position: int, size: int) -> tuple[int, int]:
    """The number and the size of the page that holds a position and reaches furthest beyond it."""
    limit = max(range(size // 2, size + 1), key=lambda length: length - position % length)
    return position // limit + 1, limit


def _ids(items: Iterable[Json]) -> list[str]:
    return [item["id"] for item in items]


def _by_id(items: Iterable[Json]) -> dict[str, Json]:
    return {item["id"]: item for item in items}
