# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of events, page by page (API notes part 2, H.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from .._api.client import Client
from .._api.reading import Unlike
from .._text.types import Json

_HISTORY = "/events"
CURSOR_PAGE, OFFSET_PAGE = 500, 100


class HistoryPage(NamedTuple):
    """A page of the history; ``cursor`` is where to go on, "" where the server knows none."""

    events: list[Json]
    more: bool
    cursor: str


def first_page(client: Client) -> HistoryPage:
    """Where cursors begin. A server that knows none refuses it, or answers as if it had been asked by offset."""
    return _page(client, {"bootstrap": True, "limit": CURSOR_PAGE})


def page_behind(client: Client, cursor: str) -> HistoryPage:
    """What came after that, oldest first. Without a cursor, from the beginning."""
    return _page(client, {"after": cursor, "limit": CURSOR_PAGE}) if cursor else first_page(client)


def pages_to_the_end(client: Client, page: HistoryPage) -> Iterator[HistoryPage]:
    """This page and all behind it, as far as there is a way on."""
    before = ""
    while True:
        yield page
        if not page.more or page.cursor in ("", before):
            return
        before, page = page.cursor, page_behind(client, page.cursor)


def newest_page(client: Client, offset: int = 0) -> HistoryPage:
    """What is so far from the new end of the history, newest first, which every server knows that has one."""
    return _page(client, {"limit": OFFSET_PAGE, "offset": offset, "sort_order": "desc"})


def _page(client: Client, query: Json) -> HistoryPage:
    page: HistoryPage = client.get(_HISTORY, query, check=_history_page)
    return page


def _history_page(data: Any) -> HistoryPage:
    events = data.get("events") if isinstance(data, dict) else None
    pages = data.get("pagination") if isinstance(data, dict) else None
    if not isinstance(events, list) or not isinstance(pages, dict):
        raise Unlike("without a page of events")
    if not all(isinstance(event, dict) for event in events):
        raise Unlike("with a list of events in which not everything is an object")
    cursor = pages.get("next_cursor")
    return HistoryPage(events, bool(pages.get("has_more")), cursor if isinstance(cursor, str) else "")
