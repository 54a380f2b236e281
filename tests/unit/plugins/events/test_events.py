# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reader of events on every kind of history, its memory, and what it shows of an event."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.client import Client
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import Forbidden, HoodyError, RateLimited
from ansible_collections.hoody.cloud.plugins.module_utils._events import memory as memory_module
from ansible_collections.hoody.cloud.plugins.module_utils._events import reader as reader_module
from ansible_collections.hoody.cloud.plugins.module_utils._events.batch import Found
from ansible_collections.hoody.cloud.plugins.module_utils._events.history import HistoryPage, newest_page
from ansible_collections.hoody.cloud.plugins.module_utils._events.memory import EventMemory
from ansible_collections.hoody.cloud.plugins.module_utils._events.reader import (
    CURSOR,
    LISTING,
    LOOKS,
    OFFSET,
    Reader,
)
from ansible_collections.hoody.cloud.plugins.module_utils._events.shown import event_id, event_time, shown_event
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ..in_process_emulator import URL, Cloud

HISTORIES = ["cursors", "newest", "refused", "ignored"]
BETTER = "The API has a better history of events now. The source reads this history."


class Source:
    """A reader with a memory in a file, which may be killed after any event."""

    def __init__(self, cloud: Cloud, path: Path | None = None, *, old: bool = False) -> None:
        self.cloud, self.path, self.old = cloud, path, old
        self.told: list[Any] = []
        self.warnings: list[str] = []
        self.begin()

    def live_on(self) -> None:
        """A new process. With the one before, its files are closed."""
        self.memory.close()
        self.begin()

    def begin(self) -> None:
        """A process."""
        self.memory = EventMemory(str(self.path) if self.path else None, URL)
        session = self.cloud.session(api_retries=0)
        self.reader = Reader(session.client, self.memory, self.warnings.append, old=self.old)

    def poll(self, killed_after: int = -1) -> None:
        """Read until there is no more; or be killed after so many events."""
        more = True
        while more:
            batch = self.reader.read()
            for found in batch.found:
                if killed_after == 0:
                    return
                self.deliver(found)
                killed_after -= 1
            self.reader.settle(batch)
            more = batch.more

    def deliver(self, found: Found) -> None:
        """Tell of one event and note it."""
        event = found.event
        self.told.append(shown_event(event))
        self.memory.delivered(event_id(event), event_time(event), found.container)

    @property
    def names(self) -> list[str]:
        """What was told of."""
        return [event["event"] for event in self.told]


def each_once(told: list[Any], count: int) -> None:
    """Assert that so many events were told, in order, each of them once."""
    ids = [event["id"] for event in told]
    assert len(ids) == count
    assert ids == sorted(set(ids))


def happen(cloud: Cloud, count: int, name: str = "network.updated") -> None:
    """Let so many things happen. Of the network an event tells little; ``updated`` has all of its container."""
    there = next(iter(cloud.world.containers.values()))
    for _number in range(count):
        cloud.world.advance(0.001)
        cloud.world.history.of_container(name, there, cloud.world.now())


@pytest.mark.parametrize("history", HISTORIES)
def test_what_happens_is_told_once_and_in_order(history: str, tmp_path: Path) -> None:
    cloud = Cloud(empty=False, events_history=history)
    happen(cloud, 250)
    source = Source(cloud, tmp_path / "state.json")
    source.poll()
    assert source.told == [], "what is old is not asked for"
    happen(cloud, 1203, "updated")
    source.poll()
    each_once(source.told, 1203)
    cloud.forget()
    source.poll()
    assert cloud.lines == ["GET /events"], "one request while nothing happens"
    assert len(source.told) == 1203


@pytest.mark.parametrize("history", HISTORIES)
def test_what_is_old_can_be_asked_for(history: str) -> None:
    cloud = Cloud(empty=False, events_history=history)
    happen(cloud, 720)
    source = Source(cloud, old=True)
    source.poll()
    assert len(source.told) == (0 if history == "newest" else 720)


@settings(max_examples=15, deadline=None)
@given(
    steps=st.lists(
        st.tuples(
            st.integers(0, 250), st.integers(-1, 200), st.sampled_from(["", "twice", "none", "expired", "reset"])
        ),
        max_size=4,
    ),
    history=st.sampled_from(HISTORIES),
)
def test_none_is_lost_and_none_comes_twice(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, str]], history: str
) -> None:
    """Whenever it is killed, whatever becomes of its cursor, and whether the API tells each event once or twice."""
    path = tmp_path_factory.mktemp("state") / "state.json"
    cloud = Cloud(empty=False, events_history=history)
    happen(cloud, 3)
    source = Source(cloud, path)
    source.poll()
    for count, killed_after, change in steps:
        happen(cloud, count)
        if change in ("expired", "reset"):
            cloud.switch(events_cursor_age=change)
        elif change:
            cloud.switch(events_duplicates=change)
        source.poll(killed_after)
        if killed_after >= 0:
            source.live_on()
    source.poll()
    ids = [event["id"] for event in source.told]
    assert len(ids) == len(set(ids)) == sum(count for count, _killed, _change in steps)


def test_a_history_that_was_lost(tmp_path: Path) -> None:
    """After a reset, what is in the new history is new."""
    cloud = Cloud(empty=False)
    happen(cloud, 5)
    source = Source(cloud, tmp_path / "state.json")
    source.poll()
    cloud.switch(events_cursor_age="reset")
    happen(cloud, 2)
    source.poll()
    assert len(source.told) == 2
    [warning] = source.warnings
    assert warning == (
        "The API no longer knows the position in the history of events. The history is read back to the last known "
        "event."
    )


def test_a_server_that_is_replaced_by_an_older_one() -> None:
    cloud = Cloud(empty=False)
    source = Source(cloud)
    source.poll()
    for history in ("ignored", "cursors", "refused", "absent"):
        happen(cloud, 3)
        cloud.switch(events_history=history)
        source.poll()
    assert len(source.told) == 9, "what happens while there is a history is told"
    assert source.memory.mode == LISTING


@pytest.mark.parametrize("older", ["ignored", "refused"])
def test_a_server_that_is_replaced_by_a_newer_one(older: str, tmp_path: Path) -> None:
    cloud = Cloud(empty=False, events_history=older)
    happen(cloud, 700)
    source = Source(cloud, tmp_path / "state.json")
    source.poll()
    cloud.switch(events_history="cursors")
    for _look in range(LOOKS - 1):
        happen(cloud, 1)
        source.poll()
    assert source.memory.mode == OFFSET
    happen(cloud, 250)
    source.poll(killed_after=100)
    source.live_on()
    source.poll()
    assert (source.memory.mode, source.warnings) == (CURSOR, [BETTER] * 2)
    happen(cloud, 3)
    source.poll()
    each_once(source.told, LOOKS + 252)


def test_what_is_old_stays_old_though_much_of_it_has_one_time() -> None:
    cloud = Cloud(empty=False, events_history="ignored")
    there = next(iter(cloud.world.containers.values()))
    for _number in range(250):
        cloud.world.history.of_container("updated", there, 1.0e9)
    source = Source(cloud)
    source.poll()
    happen(cloud, 50)
    source.poll()
    each_once(source.told, 50)


@pytest.mark.parametrize("burst", [1, 99, 100, 250])
def test_what_comes_in_while_pages_are_read(burst: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It moves what is on them, by any number of pages."""
    cloud = Cloud(empty=False, events_history="ignored")
    source = Source(cloud)
    source.poll()
    happen(cloud, 350)
    bursts = [burst] * 3

    def page(client: Client, offset: int = 0) -> HistoryPage:
        if offset and bursts:
            happen(cloud, bursts.pop())
        return newest_page(client, offset)

    monkeypatch.setattr(reader_module, "newest_page", page)
    source.poll()
    each_once(source.told, 350)
    source.poll()
    each_once(source.told, 350 + 3 * burst)


@pytest.mark.parametrize("older", ["ignored", "absent"])
def test_an_old_server_is_rarely_asked_whether_it_has_become_a_newer_one(older: str) -> None:
    cloud = Cloud(empty=False, events_history=older)
    source = Source(cloud)
    source.poll()
    cloud.forget()
    for _look in range(LOOKS + 1):
        source.poll()
    assert len(cloud.lines) == LOOKS + 2
    assert source.memory.mode == (OFFSET if older == "ignored" else LISTING)


def test_a_history_that_comes_after_listings(tmp_path: Path) -> None:
    """Nobody is told of what was before it, and what happens while it is found is told once."""
    cloud = Cloud(empty=False, events_history="absent")
    happen(cloud, 5)
    source = Source(cloud, tmp_path / "state.json")
    source.poll()
    for name, status in (("web", "failed"), ("web", "running")):
        cloud.world.set_status(cloud.named(name), status, "test", cloud.world.now())
        source.poll()
    cloud.switch(events_history="cursors")
    cloud.world.set_status(cloud.named("shop-worker"), "failed", "test", cloud.world.now())
    # A process that begins looks at once, and one that is killed then looks again.
    source.live_on()
    source.poll(killed_after=0)
    source.live_on()
    meanwhile = [lambda: cloud.world.set_status(cloud.named("shop-api"), "failed", "test", cloud.world.now())]
    list_all = source.reader._listed
    source.reader._listed = lambda: (meanwhile.pop()() if meanwhile else None, list_all())[1]  # type: ignore[method-assign]
    source.poll()
    happen(cloud, 1)
    source.poll()
    assert source.memory.mode == CURSOR
    assert [(event["data"]["container"]["name"], event["event"]) for event in source.told] == [
        *(("web", "container.failed"), ("web", "container.running")),
        *(("shop-api", "container.failed"), ("shop-worker", "container.failed")),
        (next(iter(cloud.world.containers.values())).name, "container.network.updated"),
    ]


_CHANGES = st.sampled_from(
    ["cursors", "ignored", "refused", "absent", "failed", "running", "network", "updated", "look"]
)


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.tuples(_CHANGES, st.integers(-1, 4)), max_size=25), first=st.sampled_from(HISTORIES))
@example(steps=[("refused", -1), ("updated", -1)], first="cursors")
@example(steps=[("absent", -1), ("failed", -1), ("network", -1), ("cursors", 1)], first="cursors")
@example(steps=[("absent", -1), ("failed", -1), ("running", -1), ("failed", 1), ("ignored", -1)], first="ignored")
def test_a_server_of_which_one_cannot_be_sure(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]], first: str
) -> None:
    """Whatever there is of a history: in the end each event of it was told once, from it or from a listing."""
    path = tmp_path_factory.mktemp("state") / "state.json"
    cloud = Cloud(empty=False, events_history=first)
    source = Source(cloud, path)
    source.poll()
    # Where nothing of a history was told, what happens without it is known from listings only.
    happen(cloud, 1)
    source.poll()
    begin, web = cloud.world.history.last - 1, cloud.named("web")
    for step, killed_after in steps:
        if step in ("failed", "running") and web.status != step:
            cloud.world.advance(0.001)
            cloud.world.set_status(web, step, "test", cloud.world.now())
        elif step == "network":
            cloud.world.advance(0.001)
            cloud.world.history.network("created", web, cloud.world.now())
        elif step == "updated":
            happen(cloud, 130)
        elif step in ("cursors", "ignored", "refused", "absent"):
            cloud.switch(events_history=step)
        source.poll(killed_after)
        if killed_after >= 0:
            source.live_on()
    cloud.switch(events_history="cursors")
    source.live_on()
    source.poll()
    assert source.memory.mode == CURSOR
    told = Counter((event["container_id"], event["event"]) for event in source.told)
    happened = Counter(
        (event.container.id, event.name) for event in cloud.world.history.after(begin) if event.container
    )
    assert told == happened
    assert len({event["id"] for event in source.told}) == len(source.told)


def test_without_a_history(tmp_path: Path) -> None:
    cloud = Cloud(empty=False, events_history="absent")
    source = Source(cloud, tmp_path / "state.json")
    source.poll()
    made = cloud.put("fresh", "stopped")
    cloud.world.set_status(cloud.named("web"), "failed", "test", cloud.world.now())
    cloud.world.rename(cloud.named("shop-api"), "renamed")
    cloud.world.touch(cloud.named("renamed"))
    source.poll(killed_after=2)
    source.live_on()
    source.poll()
    cloud.world.remove(made)
    source.poll()
    assert sorted(source.names[:3]) == ["container.failed", "container.renamed", "container.stopped"]
    assert source.names[3:] == ["container.deleted"]
    failed = next(event for event in source.told if event["event"] == "container.failed")
    assert failed["data"]["container"]["name"] == "web"
    assert failed["data"]["previous"] == {"status": "running"}
    old = Source(cloud, old=True)
    old.poll()
    assert len(old.told) == len(cloud.world.containers) - 1, "the one on an expired server is not listed"


def test_errors_are_raised_and_change_nothing() -> None:
    cloud = Cloud(empty=False)
    source = Source(cloud)
    cloud.fault("rate_limited", times=1, retry_after=0, skip=1)
    with pytest.raises(RateLimited):
        source.reader.read()
    assert not source.memory.mode, "a beginning that fails is made again"
    source.poll()
    happen(cloud, 1)
    cloud.fault("altered", times=1, at=["data", "events"], value=7)
    with pytest.raises(HoodyError, match="without a page of events"):
        source.reader.read()
    cloud.fault("altered", times=1, at=["data", "events"], value=[7])
    with pytest.raises(HoodyError, match="not everything is an object"):
        source.reader.read()
    cloud.fault("forbidden", times=1)
    with pytest.raises(Forbidden):
        source.reader.read()
    source.poll()
    assert source.names == ["container.network.updated"]


def test_a_history_that_always_says_that_there_is_more() -> None:
    cloud = Cloud(empty=False)
    cloud.fault("altered", at=["data", "pagination", "has_more"], value=True)
    source = Source(cloud)
    source.poll()
    happen(cloud, 2)
    source.poll()
    cloud.switch(events_cursor_age="reset")
    source.poll()
    happen(cloud, 1)
    cloud.switch(events_history="ignored")
    source.poll()
    each_once(source.told, 3)


# -- the memory


def test_a_line_that_was_cut(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    memory = EventMemory(str(path), URL)
    memory.save()
    memory.delivered("a", "1")
    memory.delivered("b", "2")
    memory.close()
    path.write_text(path.read_text()[:-5])
    again = EventMemory(str(path), URL)
    assert again.knows("a", "1")
    assert not again.knows("b", "2")


def test_what_is_forgotten_is_older_than_the_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_module, "MOST_KNOWN", 2)
    memory = EventMemory(None, URL)
    memory.learn([("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")])
    assert memory.floor == "2"
    pairs = (("a", "1"), ("b", "2"), ("d", "4"), ("e", "5"))
    assert [memory.knows(*pair) for pair in pairs] == [True, True, True, False]


@pytest.mark.parametrize("content", ["", "nonsense", "{}", "[]", '{"mode": 1}'])
def test_a_file_that_is_no_state(tmp_path: Path, content: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(content)
    with pytest.raises(HoodyError, match="cannot be read: use another file"):
        EventMemory(str(path), URL)


def test_a_file_that_is_in_use(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    memory = EventMemory(str(path), URL)
    for _time in range(2):
        memory.save()
        with pytest.raises(HoodyError, match="is in use: each source needs a file of its own"):
            EventMemory(str(path), URL)
    memory.delivered("a", "1")
    memory.close()
    again = EventMemory(str(path), URL)
    assert again.knows("a", "1")
    with pytest.raises(HoodyError, match="is in use"):
        EventMemory(str(path), URL)


def test_a_state_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    memory = EventMemory(str(path), "https://other.example.com")
    memory.save()
    memory.close()
    with pytest.raises(HoodyError, match=r"belongs to https://other.example.com, not to"):
        EventMemory(str(path), URL)
    full = EventMemory(None, URL)
    full._path, full._lines = "/dev/full", os.open("/dev/full", os.O_WRONLY)
    with pytest.raises(HoodyError, match="/dev/full cannot be written: No space left on device"):
        full.delivered("a", "1")
    with pytest.raises(HoodyError, match="cannot be written"):
        EventMemory(str(tmp_path / "missing" / "state.json"), URL).save()


# -- what is shown


def test_nothing_secret_and_no_template_is_shown() -> None:
    cloud = Cloud()
    container = cloud.put("holder", environment_vars={"KEY": "s3cret"}, proxy_permissions={"default": "s3cret"})
    container.failure = ("CREATE_FAILED", "{{ lookup('pipe', 'id') }}\x1b[2J")
    cloud.world.set_status(container, "failed", "test", cloud.world.now())
    source = Source(cloud, old=True)
    source.poll()
    text = json.dumps(source.told)
    assert "s3cret" not in text
    assert "{{" not in text
    assert "\\u001b" not in text
    told = source.told[-1]
    assert told["data"]["reason_code"] == "CREATE_FAILED"
    assert told["data"]["container"]["name"] == "holder"
    assert told["meta"]["uuid"] == shown_event({"eventId": told["id"]})["meta"]["uuid"]


def test_an_event_of_odd_members() -> None:
    event = {"id": 7, "event_type": "x", "payload": {"token": "t", "list": [1], "n": 1, "container": {"id": {}}}}
    told = shown_event({**event, "actor": "me"})
    assert (told["id"], told["event"], told["actor"]) == ("7", "x", None)
    assert told["data"] == {"n": 1, "container": {}}
