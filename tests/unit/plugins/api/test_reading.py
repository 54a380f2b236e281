# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate for what the API says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api import reading
from hypothesis import given
from hypothesis import strategies as st

ID = "65a1b2c3d4e5f60718293a4b"
MEMBERS = {"name": "str", "size": "int"}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), json_values, max_size=4), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_an_object_is_read_as_it_is(value: dict[str, Any], encoding: str) -> None:
    assert reading.envelope(json.dumps(value, ensure_ascii=False).encode(encoding)) == value


@given(st.binary(max_size=60))
def test_whatever_comes_is_an_object_or_nothing(content: bytes) -> None:
    assert isinstance(reading.envelope(content), dict)


def test_half_a_character_is_replaced() -> None:
    assert reading.envelope(b'{"\\ud800": ["\\uDFFF", {"a": "\\ud83d\\ude00"}]}') == {
        "\ufffd": ["\ufffd", {"a": "\U0001f600"}]
    }


def nested(depth: int, left: str, right: str) -> bytes:
    return f'{{"a": {left * depth}1{right * depth}}}'.encode()


@pytest.mark.parametrize("left,right", [("[", "]"), ('{"a":', "}")])
def test_how_deep_is_deep(left: str, right: str) -> None:
    assert reading.envelope(nested(63, left, right))
    for depth in (64, 1000, 100_000):
        with pytest.raises(reading.Excessive, match="nested too deep"):
            reading.envelope(nested(depth, left, right))


def test_brackets_in_texts_are_not_depth() -> None:
    assert reading.envelope(json.dumps({"a": "[{" * 500}).encode())


def test_how_many_values_are_many() -> None:
    with pytest.raises(reading.Excessive, match="more than 1000000 values"):
        reading.envelope(b'{"a": [' + b"1," * 1_000_001 + b"1]}")


def test_a_page() -> None:
    data = {"containers": [{"id": ID}], "pagination": {"total": 1}}
    assert reading.page(data, "containers") == ([{"id": ID}], 1)
    odd: object
    for odd in (None, [], {"containers": {}}, {"servers": []}):
        with pytest.raises(reading.Unlike, match="without a list of containers"):
            reading.page(odd, "containers")


def test_a_thing() -> None:
    assert reading.thing({"name": "x", "size": None, "other": []}, "a volume", MEMBERS)["name"] == "x"
    with pytest.raises(reading.Unlike, match="without a volume"):
        reading.thing([], "a volume", MEMBERS)
    with pytest.raises(reading.Unlike, match="with a volume whose size is a string and not a number"):
        reading.thing({"size": "x"}, "a volume", MEMBERS)


def test_things() -> None:
    assert reading.things([{"name": "x"}], "a volume", MEMBERS) == [{"name": "x"}]
    odd: object
    for odd in ({}, None, "x"):
        with pytest.raises(reading.Unlike, match="without a list"):
            reading.things(odd, "a volume", MEMBERS)


def test_what_was_asked_for() -> None:
    assert reading.identified({"id": ID}, "a volume", MEMBERS, ID) == {"id": ID}
    for odd in ({}, {"id": ID[::-1]}, {"id": None}):
        with pytest.raises(reading.Unlike, match="whose id is not the one that was asked for"):
            reading.identified(odd, "a volume", MEMBERS, ID)
