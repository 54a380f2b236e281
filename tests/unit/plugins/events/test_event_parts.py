# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of a history, and what is told from listings where there is none."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import NotFound, Refused
from ansible_collections.hoody.cloud.plugins.module_utils._events.batch import Found
from ansible_collections.hoody.cloud.plugins.module_utils._events.history import (
    first_page,
    newest_page,
    page_behind,
    pages_to_the_end,
)
from ansible_collections.hoody.cloud.plugins.module_utils._events.listed import (
    listed_differences,
    listed_ids,
    listed_states,
    told_before,
)

from ..in_process_emulator import Cloud

ONE = {"id": "1", "name": "one", "status": "running", "updated_at": "t1"}
TWO = {"id": "2", "name": "t:wo", "status": "stopped", "updated_at": "t2"}


def with_history(history: str, count: int = 1200) -> Cloud:
    """A server of this kind on which so many things have happened."""
    cloud = Cloud(empty=False, events_history=history)
    there = next(iter(cloud.world.containers.values()))
    for number in range(count):
        cloud.world.history.of_container("updated", there, cloud.world.now() + number)
    return cloud


def test_the_pages_behind_a_cursor() -> None:
    cloud = with_history("cursors")
    client = cloud.session().client
    pages = list(pages_to_the_end(client, first_page(client)))
    assert [(len(page.events), page.more) for page in pages] == [(500, True), (500, True), (200, False)]
    assert page_behind(client, pages[1].cursor) == pages[2]
    assert page_behind(client, "") == pages[0]
    assert page_behind(client, pages[-1].cursor).events == []
    newest = newest_page(client, 100)
    assert newest.more
    assert [event["id"] for event in newest.events] == [event["id"] for event in pages[2].events[99::-1]]


def test_servers_that_know_no_cursor() -> None:
    assert first_page(with_history("ignored").session().client).cursor == ""
    with pytest.raises(Refused):
        first_page(with_history("refused").session().client)
    with pytest.raises(NotFound):
        first_page(with_history("absent").session().client)


def named(found: list[Found]) -> list[tuple[str, Any]]:
    """What is told of which container, and what is remembered of it then."""
    return [(f"{item.event['container_id']} {item.event['event']}", item.container) for item in found]


def test_what_differs_between_two_listings() -> None:
    before = listed_states([ONE, TWO])
    assert listed_differences(before, [ONE, TWO]) == []
    now = [{**TWO, "name": "new", "status": "stopped"}, {**ONE, "id": "3", "status": "provisioning"}]
    found = listed_differences(before, now)
    assert named(found) == [
        ("2 container.renamed", ["2", ["new", "stopped"]]),
        ("3 container.creating", ["3", ["one", "provisioning"]]),
        ("1 container.deleted", ["1", None]),
    ]
    assert found[2].event["payload"] == {
        "container": {"id": "1", "name": "one", "status": "deleted"},
        "previous": {"status": "running"},
    }
    assert len({item.event["eventId"] for item in found}) == 3


def test_what_a_history_tells_again() -> None:
    """One event of a listing is one of the history, however often the same has happened."""
    own = [item.event["eventId"] for item in listed_differences({}, [ONE, TWO])]
    assert listed_ids(["a", *own, "b"]) == own
    happened = [("1", "running"), ("1", "running"), ("2", "failed"), ("2", "stopped")]
    events = [
        {"id": str(number), "container_id": container, "event": f"container.{name}"}
        for number, (container, name) in enumerate(happened)
    ]
    assert told_before([Found(event) for event in events], own) == [(own[0], events[0]), (own[1], events[3])]
    older = {**events[0], "event": None, "event_type": "container.running"}
    assert told_before([Found(older)], own) == [(own[0], older)]
    assert told_before([Found(events[0])], []) == []
