# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what has happened, from the history of events in any of its revisions, or else by comparing listings.

API notes part 2, H.5 to H.7. It blocks; whoever waits for something else meanwhile runs it in a thread.
"""

from __future__ import annotations

from collections.abc import Callable

from .._api import errors
from .._api.client import Client
from .._text.types import Json
from .batch import Batch, Found
from .history import HistoryPage, first_page, newest_page, page_behind, pages_to_the_end
from .listed import listed_differences, listed_ids, listed_states, told_before
from .memory import EventMemory
from .shown import event_id, event_time

CURSOR, OFFSET, LISTING = "cursor", "offset", "listing"
#: After so many looks at an old server it is asked whether it has become a newer one.
LOOKS = 30


class _Lost(Exception):
    """The cursor leads nowhere any more."""


class Reader:
    """Reads for one memory. ``warn`` takes a sentence for whoever runs it; ``old`` asks for all that there is."""

    def __init__(self, client: Client, memory: EventMemory, warn: Callable[[str], None], *, old: bool = False) -> None:
        self._client = client
        self._memory = memory
        self._warn = warn
        self._old = old
        self._moved = False
        self._looks = LOOKS

    def read(self) -> Batch:
        """What has happened since the memory. Raises ApiError."""
        memory = self._memory
        try:
            return self._read()
        except errors.NotFound:
            if memory.mode not in (CURSOR, OFFSET):
                raise
        # From now on what differs is told. The cursor is kept for the case that the history comes back.
        memory.containers = listed_states(self._listed())
        memory.cursor = memory.cursor if memory.mode == CURSOR else ""
        self._go_on_by(LISTING)
        self._warn("The API no longer has a history of events; the containers are listed and compared.")
        return Batch([], more=True)

    def settle(self, batch: Batch) -> None:
        """All of it was delivered."""
        memory = self._memory
        if batch.cursor:
            memory.cursor = batch.cursor
        self._pass_by([event for _identity, event in batch.repeated])
        over = [identity for identity, _event in batch.repeated]
        if memory.mode != LISTING and not batch.more:
            # The history was read up to the present, so it repeats nothing more that was told without it.
            over = listed_ids(memory.known)
        memory.forget(over)
        if batch.found or batch.cursor or over or self._moved:
            memory.save()
            self._moved = False

    def _read(self) -> Batch:
        memory = self._memory
        try:
            if memory.mode == CURSOR:
                return self._behind_cursor()
            self._looks += 1
            batch = self._better() if self._looks > LOOKS or not memory.mode else None
            if batch:
                return batch
            return self._by_offset() if memory.mode == OFFSET else self._by_listing()
        except _Lost:
            batch = self._back_to_the_known(self._first_page())
            self._warn(
                "The API no longer knows the position in the history of events. The history is read back to the "
                "last known event."
            )
            return batch

    # -- the beginning, and from one kind of history to another: nothing moves before all was read that it takes

    def _better(self) -> Batch | None:
        """Go over to the best history that there is. None if it is that of the last time."""
        memory, before = self._memory, self._memory.mode
        self._looks = 0
        try:
            page = self._first_page()
            if before == OFFSET and not page.cursor:
                return None
            batch = self._instead_of(before, page) if before else self._begin(page)
        except errors.NotFound:
            if before:
                return None
            memory.containers = {} if self._old else listed_states(self._listed())
            self._go_on_by(LISTING)
            self._warn("The API has no history of events; the containers are listed and compared.")
            return Batch([], more=True)
        if before:
            self._warn("The API has a better history of events now. The source reads this history.")
        return batch

    def _first_page(self) -> HistoryPage:
        try:
            return first_page(self._client)
        except errors.Refused:
            return HistoryPage([], False, "")

    def _begin(self, page: HistoryPage, told: Callable[[], list[Found]] = list) -> Batch:
        """Stand at the end of a history, or where what is old was asked for, at its beginning, which has no cursor.

        ``told`` is what the batch has to tell, looked up when the end was found.
        """
        memory, cursor, floor = self._memory, "", self._memory.floor
        passed: list[Json] = []
        if not self._old:
            newest = newest_page(self._client)
            passed += newest.events[::-1]
            if newest.more and newest.events:
                floor = max(floor, min(map(event_time, newest.events)))
            for last in pages_to_the_end(self._client, page) if page.cursor else ():
                passed += last.events
                cursor = last.cursor
        batch = Batch(told(), cursor, more=True)
        self._pass_by(passed)
        memory.cursor, memory.floor = cursor, max(floor, memory.floor)
        self._go_on_by(CURSOR if cursor or (page.cursor and self._old) else OFFSET)
        # Which is written down before anything is read.
        return batch

    def _instead_of(self, before: str, page: HistoryPage) -> Batch:
        """Read a history instead of listings, or of one without cursors."""
        memory = self._memory
        of_listings = listed_ids(memory.known)
        if before == LISTING and page.cursor and memory.cursor:
            # It is the history that was read before the listings.
            batch = self._behind_cursor()
            self._go_on_by(CURSOR if memory.mode == LISTING else memory.mode)
            return batch
        if before == OFFSET or len(memory.known) > len(of_listings):
            return self._back_to_the_known(page)
        # Nothing of it was told. Listings told of what was before its end, and one more tells of the rest.
        batch = self._begin(page, lambda: self._by_listing().found)
        memory.forget(of_listings)
        return batch

    def _back_to_the_known(self, page: HistoryPage) -> Batch:
        """Take the cursor at the end, if there is one, and find what was missed by going back to what is known.

        Should a server have lost the middle of its history, nobody can tell what was in it.
        """
        for last in pages_to_the_end(self._client, page) if page.cursor else ():
            page = last
        batch = self._by_offset()._replace(cursor=page.cursor, more=True)
        self._go_on_by(CURSOR if page.cursor else OFFSET)
        return batch

    def _go_on_by(self, mode: str) -> None:
        self._memory.mode, self._moved, self._looks = mode, True, 0

    def _pass_by(self, events: list[Json]) -> None:
        """Nobody is told of these."""
        self._memory.learn((event_id(event), event_time(event)) for event in events)

    # -- three ways to read

    def _behind_cursor(self) -> Batch:
        cursor = self._memory.cursor
        try:
            page = page_behind(self._client, cursor)
        except errors.Refused as problem:
            raise _Lost from problem
        except errors.ApiError as problem:
            if problem.status == 410:
                raise _Lost from problem
            raise
        if not page.cursor:
            # The server was replaced by an older one.
            self._go_on_by(OFFSET)
            return Batch([], more=True)
        moved = page.cursor if page.cursor != cursor else ""
        # Whatever its time: an event may come into the history late.
        new = [found for found in _each_once(page.events) if event_id(found.event) not in self._memory.known]
        return self._not_told(new, moved, page.more and bool(moved))

    def _by_offset(self) -> Batch:
        """Newest first, until a page holds nothing that is not known.

        What comes in meanwhile moves the rest behind it, and is left for the next time, as it is younger than the rest.
        """
        found: dict[str, Json] = {}
        offset, latest = 0, ""
        while True:
            page = newest_page(self._client, offset)
            unknown = [item.event for item in self._unknown(page.events)]
            if not offset:
                latest = max(map(event_time, unknown), default="")
            found.update((event_id(event), event) for event in unknown if event_time(event) <= latest)
            offset += len(page.events)
            if not page.more or not page.events or not unknown:
                break
        return self._not_told([Found(event) for event in reversed(list(found.values()))])

    def _by_listing(self) -> Batch:
        return Batch(listed_differences(self._memory.containers, self._listed()))

    def _listed(self) -> list[Json]:
        return self._client.list_all("/containers/", "containers", {"include_deleting": True})

    def _unknown(self, events: list[Json]) -> list[Found]:
        """Those that nobody was told of, and that are not too old for that."""
        known = self._memory.knows
        return [found for found in _each_once(events) if not known(event_id(found.event), event_time(found.event))]

    def _not_told(self, found: list[Found], cursor: str = "", more: bool = False) -> Batch:
        """These without those that were told from listings."""
        repeated = told_before(found, self._memory.known)
        told = {event_id(event) for _identity, event in repeated}
        return Batch([item for item in found if event_id(item.event) not in told], cursor, more, tuple(repeated))


def _each_once(events: list[Json]) -> list[Found]:
    """Those that have an id, in their order, each once."""
    return [Found(event) for identity, event in {event_id(event): event for event in events}.items() if identity]
