# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of a list (API notes 1.4)."""

from __future__ import annotations

from typing import Any, NamedTuple

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


def page_of(items: list[Any], page: int, limit: int, descending: bool) -> list[Any]:
    """One page of an ascending list."""
    start = (page - 1) * limit
    if not descending:
        return items[start : start + limit]
    end = len(items) - start
    return items[max(end - limit, 0) : end][::-1] if end > 0 else []
