# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of a list (API notes 1.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from .table import Table, member


class Pages(NamedTuple):
    """The place of a page in a list."""

    total: int
    page: int
    limit: int


PAGINATION = Table(
    "Pagination",
    "API notes 1.4.",
    member("total", int),
    member("page", int),
    member("limit", int),
    member("totalPages", int, lambda pages: -(-pages.total // pages.limit)),
)


class Page(NamedTuple):
    """One page of a list, before it is rendered."""

    items: Any
    pages: Pages


def page_table(name: str, collection: str, item: Table) -> Table:
    """The table of a page of such objects."""
    return Table(
        name,
        "One page of a list (API notes 1.4).",
        member(collection, [item], "items"),
        member("pagination", PAGINATION, "pages"),
    )


class Asked(Protocol):
    """Which page of which length, in which direction."""

    @property
    def page(self) -> int: ...
    @property
    def limit(self) -> int: ...
    @property
    def sort_order(self) -> str: ...


def page_of(items: Sequence[Any], asked: Asked) -> Page:
    """One page of an ascending list."""
    start, end = (asked.page - 1) * asked.limit, asked.page * asked.limit
    if asked.sort_order == "desc":
        # Counted from the end, so that a long list need not be turned round.
        first, last = max(len(items) - end, 0), max(len(items) - start, 0)
        chosen = items[first:last][::-1]
    else:
        chosen = items[start:end]
    return Page(chosen, Pages(len(items), asked.page, asked.limit))
