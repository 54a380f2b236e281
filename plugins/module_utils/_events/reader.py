# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what has happened, from the history of events in any of its revisions, or else by comparing listings.

API notes part 2, H.5 to H.7. It blocks; whoever waits for something else meanwhile runs it in a thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .._api import errors
from .._api.client import Client
from .._api.reading import Unlike
from .._text.types import Json
from .memory import EventMemory
from .shown import event_id, event_time

_HISTORY = "/events"
_CURSOR_PAGE, _OLD_PAGE = 500, 100

CURSOR, OFFSET, LISTING = "cursor", "offset", "listing"


class Found(NamedTuple):
    """An event that nobody was told of. ``container`` is as ``EventMemory.delivered`` takes it."""

    event: Json
    container: list[Any] | None = None


class Batch(NamedTuple):
    """Events in the order in which they happened; once all are delivered, ``cursor`` is where to go on.

    ``more`` says that there are others already.
    """

    found: list[Found]
    cursor: str = ""
    more: bool = False


class _Lost(Exception):
    """The cursor leads nowhere any more."""


class Reader:
    """Reads for one memory. ``warn`` takes a sentence for whoever runs it; ``old`` asks for all that there is."""

    def __init__(self, client: Client, memory: EventMemory, warn: Callable[[str], None], *, old: bool = False) -> None:
        self._client = client
        self._memory = memory
        self._warn = warn
        self._old = old
        self._begun = False

    def read(self) -> Batch:
        """What has happened since the memory. Raises ApiError."""
        memory = self._memory
        try:
            if not memory.mode:
                self._begin()
                # Which is written down before anything is read.
                return Batch([], more=True)
            if memory.mode == CURSOR:
                return self._behind_cursor()
            return self._by_offset() if memory.mode == OFFSET else self._by_listing()
        except _Lost:
            return self._found_again()
        except errors.NotFound:
            if memory.mode == LISTING:
                raise
            # The server was replaced by one that has no history.
            memory.mode = ""
            return Batch([], more=True)

    def settle(self, batch: Batch) -> None:
        """All of it was delivered."""
        if batch.cursor:
            self._memory.cursor = batch.cursor
        if batch.found or batch.cursor or self._begun:
            self._memory.save()
            self._begun = False

    # -- the beginning

    def _begin(self) -> None:
        """Find out which kind of history there is, and stand at its end, unless what is old was asked for."""
        memory, cursor = self._memory, ""
        try:
            page = self._page({"bootstrap": True, "limit": _CURSOR_PAGE})
            mode = CURSOR if page.cursor else OFFSET
        except errors.NotFound:
            mode = LISTING
        except errors.Refused:
            mode = OFFSET
        if mode == LISTING:
            if not self._old:
                memory.containers = {item["id"]: _state(item) for item in self._listed()}
        elif not self._old:
            self._pass_by_newest()
            cursor = self._end(page) if mode == CURSOR else ""
        # Last of all, as a beginning that fails is made again. An empty cursor is the beginning of the history.
        memory.mode, memory.cursor = mode, cursor
        self._begun = True

    def _end(self, page: _HistoryPage) -> str:
        """The cursor behind the newest event, past all that is old."""
        self._pass_by(page.events)
        while page.more:
            page = self._page({"after": page.cursor, "limit": _CURSOR_PAGE})
            self._pass_by(page.events)
        return page.cursor

    def _pass_by(self, events: list[Json]) -> None:
        """Nobody is told of these."""
        self._memory.learn((event_id(event), event_time(event)) for event in events)

    def _pass_by_newest(self) -> None:
        """Nobody is told of the newest events, nor of what is older than all of them."""
        page = self._page({"limit": _OLD_PAGE, "sort_order": "desc"})
        self._pass_by(page.events[::-1])
        if page.more and page.events:
            self._memory.floor = max(self._memory.floor, min(map(event_time, page.events)))

    # -- three ways to read

    def _behind_cursor(self) -> Batch:
        cursor = self._memory.cursor
        try:
            page = self._page(
                {"after": cursor, "limit": _CURSOR_PAGE} if cursor else {"bootstrap": True, "limit": _CURSOR_PAGE}
            )
        except errors.Refused as problem:
            raise _Lost from problem
        except errors.ApiError as problem:
            if problem.status == 410:
                raise _Lost from problem
            raise
        if not page.cursor:
            # The server was replaced by an older one.
            self._memory.mode = OFFSET
            return Batch([], more=True)
        moved = page.cursor if page.cursor != cursor else ""
        # Whatever its time: an event may come into the history late.
        new = [found for found in _each_once(page.events) if event_id(found.event) not in self._memory.known]
        return Batch(new, moved, page.more)

    def _found_again(self) -> Batch:
        """The cursor is lost: take a new one, and find what was missed by going back to what is known.

        Should a server have lost the middle of its history, nobody can tell what was in it.
        """
        memory = self._memory
        page = self._page({"bootstrap": True, "limit": _CURSOR_PAGE})
        while page.more:
            page = self._page({"after": page.cursor, "limit": _CURSOR_PAGE})
        self._warn("The API knows the place in the history of events no more; it is read back to the last known event.")
        if not page.cursor:
            memory.mode = OFFSET
        return Batch(self._by_offset().found, page.cursor, more=True)

    def _by_offset(self) -> Batch:
        """Newest first, until a page holds nothing new. What comes in meanwhile moves the rest, so none is missed."""
        found: dict[str, Json] = {}
        offset = 0
        while True:
            page = self._page({"limit": _OLD_PAGE, "offset": offset, "sort_order": "desc"})
            new = [item.event for item in self._unknown(page.events) if event_id(item.event) not in found]
            found.update((event_id(event), event) for event in new)
            offset += len(page.events)
            if not page.more or not page.events or not new:
                break
        return Batch([Found(event) for event in reversed(list(found.values()))])

    def _by_listing(self) -> Batch:
        """What differs from the last listing, as events of our own."""
        before = self._memory.containers
        found, there = [], set()
        for item in self._listed():
            identity = item["id"]
            there.add(identity)
            if before.get(identity) != _state(item):
                found.append(Found(_event(item, before.get(identity)), [identity, _state(item)]))
        for identity in sorted(before.keys() - there):
            name, _status = before[identity]
            gone = {"id": identity, "name": name, "status": "deleted"}
            found.append(Found(_event(gone, before[identity]), [identity, None]))
        return Batch(found)

    def _listed(self) -> list[Json]:
        return self._client.list_all("/containers/", "containers", {"include_deleting": True})

    def _unknown(self, events: list[Json]) -> list[Found]:
        """Those that nobody was told of, and that are not too old for that."""
        known = self._memory.knows
        return [found for found in _each_once(events) if not known(event_id(found.event), event_time(found.event))]

    def _page(self, query: Json) -> _HistoryPage:
        page: _HistoryPage = self._client.get(_HISTORY, query, check=_history_page)
        return page


class _HistoryPage(NamedTuple):
    """A page of the history; ``cursor`` is where to go on, "" where the server knows none."""

    events: list[Json]
    more: bool
    cursor: str


def _history_page(data: Any) -> _HistoryPage:
    events = data.get("events") if isinstance(data, dict) else None
    pages = data.get("pagination") if isinstance(data, dict) else None
    if not isinstance(events, list) or not isinstance(pages, dict):
        raise Unlike("without a page of events")
    if not all(isinstance(event, dict) for event in events):
        raise Unlike("with a list of events in which not everything is an object")
    cursor = pages.get("next_cursor")
    return _HistoryPage(events, bool(pages.get("has_more")), cursor if isinstance(cursor, str) else "")


def _each_once(events: list[Json]) -> list[Found]:
    """Those that have an id, in their order, each once."""
    return [Found(event) for identity, event in {event_id(event): event for event in events}.items() if identity]


def _state(item: Json) -> list[str]:
    return [str(item.get("name") or ""), str(item.get("status") or "")]


def _event(item: Json, before: list[str] | None) -> Json:
    """An event as a history would have it, of a container that differs from what it was."""
    renamed = before is not None and before[1] == item.get("status")
    name = "renamed" if renamed else str(item.get("status") or "updated")
    moment = str(item.get("updated_at") or "")
    return {
        "eventId": f"{item['id']}-{item.get('name')}-{name}-{moment}",
        "event": f"container.{name}",
        "timestamp": moment,
        "resource_type": "container",
        "resource_id": item["id"],
        "project_id": item.get("project_id"),
        "container_id": item["id"],
        "payload": {"container": item, **({"previous": {"status": before[1]}} if before else {})},
    }
