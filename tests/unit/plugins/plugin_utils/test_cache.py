# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory's memory: fresh, stale and of no use."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api import errors
from ansible_collections.hoody.cloud.plugins.module_utils._inventory.variables import Answer
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.cache import Memory, duration

KEY = "hoody.cloud.containers_key"
OLD, NEW = Answer([{"id": "old"}], {"running": 1}, [], []), Answer([{"id": "new"}], {"running": 1}, ["trouble"], [])


class Store(dict[str, Any]):
    """As much of a cache plugin as is used; ``keeps`` tells whether another run would find what is in it."""

    keeps = True

    def update_cache_if_changed(self) -> None:
        """Nothing is written anywhere."""

    def contains(self, key: str) -> bool:
        """Whether it is there in the next run."""
        return self.keeps and key in self


class Scene:
    """A memory and the warnings that it gave."""

    def __init__(self, store: Store | None = None, open_store: Callable[[], Any] | None = None) -> None:
        self.store = store if store is not None else Store()
        self.warnings: list[str] = []
        self.memory = Memory(open_store or (lambda: self.store), "key", 300, 3600, self.warnings.append)

    def remember(self, age: float, answer: object = None) -> None:
        """Something was stored so many seconds ago."""
        content = json.dumps(OLD._asdict()) if answer is None else answer
        self.store[KEY] = {"written": time.time() - age, "answer": content}

    def answer(self, fetched: Answer | Exception = NEW, *, may_read: bool = True) -> Answer:
        """What it gives when the API would give this."""

        def fetch() -> Answer:
            if isinstance(fetched, Exception):
                raise fetched
            return fetched

        return self.memory.answer(fetch, may_read=may_read)


DOWN = errors.Unreachable("GET", "/api/v1/containers/", "connection refused")


def test_what_is_fresh_is_given_without_a_request() -> None:
    made = Scene()
    made.remember(200)
    assert made.answer(AssertionError()) == OLD
    assert made.answer(may_read=False) == NEW


def test_what_is_stale_is_replaced() -> None:
    made = Scene()
    made.remember(400)
    assert made.answer() == NEW
    assert Answer(**json.loads(made.store[KEY]["answer"])) == NEW


def test_what_is_stale_stands_in_for_an_api_that_is_down() -> None:
    made = Scene()
    made.remember(400)
    assert made.answer(DOWN) == OLD
    [warning] = made.warnings
    assert "connection refused. The listing that is used is from 6 min ago." in warning


@pytest.mark.parametrize(
    "age,may_read,fetched",
    [
        (4000, True, DOWN),
        (400, False, DOWN),
        (400, True, errors.Unauthorized("GET", "/x", "no", status=401)),
        (400, True, errors.NotFound("GET", "/x", "no", status=404)),
    ],
)
def test_nothing_stands_in(age: float, may_read: bool, fetched: errors.ApiError) -> None:
    made = Scene()
    made.remember(age)
    with pytest.raises(errors.ApiError):
        made.answer(fetched, may_read=may_read)


@pytest.mark.parametrize(
    "content",
    [
        *("no JSON", "[]", "{}", 7),
        json.dumps({"containers": [{}], "listed": {}, "troubles": []}),
        json.dumps({"containers": [{"id": 7}], "listed": {}, "troubles": []}),
        json.dumps({"containers": [], "listed": {"a": "x"}, "troubles": []}),
        json.dumps({"containers": [], "listed": {}, "troubles": "x"}),
    ],
)
def test_what_is_broken_is_not_there(content: object) -> None:
    made = Scene()
    made.remember(10, content)
    assert made.answer() == NEW


def test_a_clock_that_was_put_back_makes_nothing_fresh() -> None:
    made = Scene()
    made.remember(-1000)
    assert made.answer() == NEW


def test_what_was_written_is_looked_for() -> None:
    made = Scene()
    made.memory.keep()
    made.answer()
    made.memory.keep()
    assert not made.warnings
    made.store.keeps = False
    made.memory.keep()
    assert not made.warnings, "nothing new was written"
    made.answer(may_read=False)
    made.memory.keep()
    assert "The cache plugin keeps no data between runs" in made.warnings[0]


def test_a_plugin_that_cannot_be_opened_is_a_warning() -> None:
    def fail() -> None:
        raise OSError("no such folder\n") from ValueError("because")

    made = Scene(open_store=fail)
    assert made.answer() == NEW
    made.memory.keep()
    [warning] = made.warnings
    assert warning.startswith("The cache cannot be used")
    assert warning.endswith("no such folder because")


def test_a_plugin_that_cannot_write_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_store: Store) -> None:
        raise PermissionError("read-only")

    made = Scene()
    made.answer()
    monkeypatch.setattr(Store, "update_cache_if_changed", fail)
    made.memory.keep()
    assert "read-only" in made.warnings[0]


@pytest.mark.parametrize(
    "seconds,words", [(0, "0 s"), (59.9, "59 s"), (60, "1 min"), (7500, "2 h 5 min"), (90000, "1 d 1 h")]
)
def test_a_time_span(seconds: float, words: str) -> None:
    assert duration(seconds) == words
