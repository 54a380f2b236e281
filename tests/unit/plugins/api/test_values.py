# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids, kinds of members and the words of a query."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.values import is_id, misfit, query_words
from hypothesis import given
from hypothesis import strategies as st

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("text", ["65a1b2c3d4e5f60718293a4b", "0" * 24])
def test_an_id(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize("text", ["65A1B2C3D4E5F60718293A4B", "0" * 23, "0" * 25, "0" * 24 + "\n", "", None, 0, ["0"]])
def test_what_is_no_id(text: object) -> None:
    assert not is_id(text)


@pytest.mark.parametrize(
    "value,kind,words",
    [
        ("x", "str", None),
        (None, "str", None),
        (True, "bool", None),
        (7, "int", None),
        (["x", None], "list", None),
        ({"a": "x", "b": None}, "dict", None),
        (7, "str", "is a number and not a string"),
        (True, "int", "is true or false and not a number"),
        (1.5, "int", "is something else and not a number"),
        ("x", "list", "is a string and not a list"),
        ([["x"]], "list", "contains a list instead of a string"),
        ({"a": 1}, "dict", "contains a number instead of a string"),
    ],
)
def test_what_does_not_fit(value: object, kind: str, words: str | None) -> None:
    assert misfit(value, kind) == words


@given(anything, st.sampled_from(["str", "bool", "int", "list", "dict"]), st.sampled_from(["str", "int", "dict"]))
def test_no_value_is_shown(value: object, kind: str, inside: str) -> None:
    said = misfit(value, kind, inside)
    assert said is None or said.startswith(("is ", "contains "))


def test_the_words_of_a_query() -> None:
    assert query_words(None) == {}
    assert query_words({"a": True, "b": False, "c": None, "d": 7, "e": "x y"}) == {
        "a": "true",
        "b": "false",
        "d": "7",
        "e": "x y",
    }
