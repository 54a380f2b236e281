# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ranges in names, and which shell patterns can match a name."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

import pytest
from ansible.plugins.inventory import expand_hostname_range
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._container.values import read_name
from ansible_collections.hoody.cloud.plugins.module_utils._fleet.names import can_match, expanded
from hypothesis import given
from hypothesis import strategies as st

number_ranges = st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["", ":1", ":3"])).map(
    lambda drawn: f"[{min(drawn[:2]):02}:{max(drawn[:2]):02}{drawn[2]}]"
)
letter_ranges = st.tuples(st.sampled_from("abcXYZ"), st.sampled_from("abcXYZ"), st.sampled_from(["", ":2"])).map(
    lambda drawn: f"[{'{}:{}'.format(*sorted(drawn[:2], key=lambda letter: (letter.isupper(), letter)))}{drawn[2]}]"
)
ranges = st.one_of(number_ranges, letter_ranges, st.just("[:5]"), st.just("[8:11]"))


@given(st.lists(st.tuples(st.sampled_from(["web-", "x", ""]), ranges), min_size=1, max_size=2))
def test_ranges_are_those_of_inventories(parts: list[tuple[str, str]]) -> None:
    name = "".join(text + span for text, span in parts) + "-end"
    assert expanded(name) == expand_hostname_range(name)


@pytest.mark.parametrize(
    "name,names",
    [
        ("web-1", ["web-1"]),
        ("worker-[01:03]", ["worker-01", "worker-02", "worker-03"]),
        ("worker-[9:11]", ["worker-9", "worker-10", "worker-11"]),
        ("[a:c]-[1:2]", ["a-1", "a-2", "b-1", "b-2", "c-1", "c-2"]),
        ("n[0:100:50]x", ["n0x", "n50x", "n100x"]),
    ],
)
def test_a_name_stands_for(name: str, names: list[str]) -> None:
    assert expanded(name) == names


@pytest.mark.parametrize(
    "name,words",
    [
        ("web-[3:1]", "The range [3:1] in the name 'web-[3:1]' ends before it begins;"),
        ("web-[01:9]", "has a leading zero, so both numbers have to be of the same length"),
        ("web-[1:9:0]", "has a step of 0"),
        ("web-[a:3]", "is none"),
        ("web-[1:]", "is none"),
        ("web-[0:999999999]", "has 1000000000 values, which is more than 10000"),
        ("web-[1:9999][1:9999]", "means 99980001 containers"),
        ("web-[01-30]", "has brackets without a range, which is written as in 'worker-[01:30]'."),
        ("web-[1:3", "has brackets without a range"),
    ],
)
def test_a_range_that_is_none(name: str, words: str) -> None:
    with pytest.raises(InputError, match=re.escape(words)):
        expanded(name)


@pytest.mark.parametrize(
    "pattern", ["web-*", "*", "web", "w?b*", "web-[0-9]", "web-[!a]", "[a-z][0-9]_", "web-[]0-9]*", "web-[0-9]*"]
)
def test_a_pattern_that_can_match(pattern: str) -> None:
    assert can_match(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "we",
        "^web-.*$",
        "web-.*",
        r"web-\d+",
        "web-[0-9]+",
        "web-(a|b)",
        "web-{1,2}",
        "['web-*']",
        "['web-*', 'db-*']",
        "web-*,db-*",
        "web *",
        "web-[.]*",
        "web-[*",
        "x" * 101,
    ],
)
def test_a_pattern_that_matches_no_name(pattern: str) -> None:
    assert not can_match(pattern)


@given(st.from_regex(r"[a-zA-Z0-9_-]{3,8}", fullmatch=True), st.text("ab-*?[]!0.^", max_size=8))
def test_what_matches_a_name_can_match(name: str, pattern: str) -> None:
    if fnmatchcase(read_name(name), pattern) and name != "rand":
        assert can_match(pattern)
