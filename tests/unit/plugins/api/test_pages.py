# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A listing that changes between any two of its pages, and what is found in it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api import pages as _pages
from ansible_collections.hoody.cloud.plugins.module_utils._api import reading as _reading
from hypothesis import given, settings
from hypothesis import strategies as st

SIZE = 10
#: What happens to the listing before each request: actions, and where.
Script = list[list[tuple[str, int]]]


class Account:
    """A listing of items with even ids, which changes by a script before each page is read."""

    def __init__(self, count: int, script: Script) -> None:
        self.present = {2 * number for number in range(count)}
        self.stayed = set(self.present)
        self.script = script
        self.requests: list[tuple[int, int, str]] = []

    def page(self, number: int, size: int, order: str) -> tuple[list[dict[str, Any]], int]:
        """Change something, then show the page."""
        for action, place in self.script[len(self.requests)] if len(self.requests) < len(self.script) else ():
            self.change(action, place)
        self.requests.append((number, size, order))
        ordered = sorted(self.present, reverse=order == "desc")
        shown = ordered[(number - 1) * size : number * size]
        return [{"id": f"{identity:024x}"} for identity in shown], len(ordered)

    def change(self, action: str, place: int) -> None:
        """Delete somewhere, create at the end, or let something appear somewhere (an odd id)."""
        ordered = sorted(self.present)
        if action == "create":
            self.present.add(max(ordered, default=0) // 2 * 2 + 2)
        elif action == "appear" and ordered:
            self.present.add(ordered[place % len(ordered)] | 1)
        elif action == "delete" and ordered:
            self.present.discard(ordered[place % len(ordered)])
            self.stayed &= self.present


def in_order(order: list[int]) -> _pages.Concurrently:
    """Calls the function in some order and gives the results in that of the items, as a pool of threads does."""

    def concurrently(function: Callable[[int], Any], items: Iterable[int]) -> list[Any]:
        todo = list(items)
        results = {item: function(item) for item in sorted(todo, key=lambda item: order[item % len(order)])}
        return [results[item] for item in todo]

    return concurrently


def changes(*actions: str) -> st.SearchStrategy[Script]:
    """What happens before each request; nothing at most of them."""
    event = st.tuples(st.sampled_from(actions), st.integers(0, 200))
    return st.lists(st.one_of(st.just([]), st.lists(event, max_size=6)), max_size=40)


def check(account: Account, found: Iterable[dict[str, Any]]) -> None:
    """Assert that what stayed was found, once and in order."""
    identities = [int(item["id"], 16) for item in found]
    assert identities == sorted(set(identities))
    assert account.stayed <= set(identities)


@settings(max_examples=400)
@given(count=st.integers(0, 120), script=changes("create", "delete"), order=st.permutations(range(7)))
def test_what_stays_is_found_while_others_come_and_go(count: int, script: Script, order: list[int]) -> None:
    account = Account(count, script)
    check(account, _pages.read_all(account.page, SIZE, in_order(order)))


@settings(max_examples=400)
@given(count=st.integers(0, 120), script=changes("create", "delete", "appear"))
def test_step_by_step_something_may_appear_anywhere(count: int, script: Script) -> None:
    account = Account(count, script)
    found = _pages._step_by_step(account.page, SIZE)
    check(account, [found[key] for key in sorted(found)])


@pytest.mark.parametrize("count, requests", [(0, 1), (9, 1), (10, 2), (11, 2), (20, 3), (101, 11), (1000, 101)])
def test_the_cost_when_nothing_changes(count: int, requests: int) -> None:
    account = Account(count, [])
    assert len(_pages.read_all(account.page, SIZE, in_order([0]))) == count
    assert len(account.requests) == requests


def test_a_listing_that_runs_away_is_an_error_and_no_endless_loop() -> None:
    reads = itertools.count(1)

    def page(number: int, size: int, order: str) -> tuple[list[dict[str, Any]], int]:
        shift = next(reads) * 1000
        return [{"id": f"{shift + (number - 1) * size + place:024x}"} for place in range(size)], 95

    with pytest.raises(_pages.Unproven, match="not sorted by id"):
        _pages.read_all(page, SIZE, in_order([0]))


def listing(
    count: int, size: int = SIZE, total: int | None = None, at_most: int = 10**6
) -> tuple[_pages.Page, list[int]]:
    """The pages of a server that may give no more than so many items at once, and that says another total."""
    asked: list[int] = []

    def page(number: int, limit: int, order: str) -> tuple[list[dict[str, Any]], int]:
        asked.append(number)
        everything = sorted(range(count), reverse=order == "desc")
        step = min(limit, at_most)
        shown = everything[(number - 1) * step : number * step]
        return [{"id": f"{identity:024x}"} for identity in shown], count if total is None else total

    return page, asked


@pytest.mark.parametrize("at_most", [2, 5, 9])
def test_smaller_pages_than_asked_for_are_no_shorter_list(at_most: int) -> None:
    page, _asked = listing(24, at_most=at_most)
    assert len(_pages.read_all(page, SIZE, in_order([0]))) == 24


@pytest.mark.parametrize(
    "count, total", [(0, 5), (7, 0), (7, 8), (25, 10), (25, 20), (25, 24), (25, 26), (25, 100_000)]
)
def test_a_total_that_is_not_true_is_not_believed(count: int, total: int) -> None:
    page, asked = listing(count, total=total)
    with pytest.raises(_pages.Unproven, match=f"of {total} items"):
        _pages.read_all(page, SIZE, in_order([0]))
    assert len(asked) < 300


def test_pages_that_are_always_the_first_are_not_believed() -> None:
    def page(number: int, limit: int, order: str) -> tuple[list[dict[str, Any]], int]:
        return [{"id": f"{identity:024x}"} for identity in range(limit)], 25

    with pytest.raises(_pages.Unproven):
        _pages.read_all(page, SIZE, in_order([0]))


@pytest.mark.parametrize("total", [None, -1, 1.5, True, "3", 1_000_000_000])
def test_a_total_that_cannot_be(total: object) -> None:
    with pytest.raises(_reading.Unlike):
        _reading.page({"containers": [], "pagination": {"total": total}}, "containers")


@pytest.mark.parametrize("item", [None, 1, [], {}, {"id": 7}, {"id": "../../../admin"}, {"id": "A" * 24}])
def test_an_item_without_an_id_that_is_one(item: object) -> None:
    with pytest.raises(_reading.Unlike, match="not everything is an object with an id"):
        _reading.page({"containers": [item], "pagination": {"total": 1}}, "containers")
