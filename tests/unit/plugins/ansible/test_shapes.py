# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that cannot be of the shape that is declared. What a module says of them is in ``test_module_options``."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._ansible.shapes import misshapen
from hypothesis import given
from hypothesis import strategies as st

SPECIFICATION: dict[str, Any] = {
    "name": {"type": "str"},
    "size": {"type": "int"},
    "wait": {"type": "bool"},
    "any": {"type": "raw"},
    "names": {"type": "list", "elements": "str"},
    "map": {"type": "dict"},
    "inner": {"type": "dict", "options": {"type": {"type": "str", "choices": ["a", "b"]}, "size": {"type": "int"}}},
    "items": {"type": "list", "elements": "dict", "options": {"name": {"type": "str"}, "size": {"type": "int"}}},
}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"name": 7, "size": "x", "wait": None, "any": [{}], "unknown": []},
        {"names": "a,b"},
        {"names": ["a", 1]},
        {"names": 7},
        {"map": '{"a": 1}'},
        {"map": "a=1 b=2"},
        {"inner": {"type": "a", "size": "7"}},
        {"items": [{"name": "x"}, "name=y size=3"]},
        {"items": "{{ template }}", "inner": "{% if x %}"},
    ],
)
def test_what_ansible_takes_apart_is_no_fault(options: dict[str, Any]) -> None:
    assert misshapen(SPECIFICATION, options) == ""


@pytest.mark.parametrize(
    "options,sentence",
    [
        ({"name": ["x"]}, "The option name must be a string, not a list."),
        ({"size": {}}, "The option size must be a number, not a dictionary."),
        ({"names": {}}, "The option names must be a list, not a dictionary."),
        ({"names": ["a", {}]}, "Item 2 of names must be a string, not a dictionary."),
        ({"map": 7}, "The option map must be a dictionary, not a number."),
        ({"map": "words only"}, "The option map must be a dictionary, not a string."),
        ({"inner": True}, "The option inner must be a dictionary of options such as type, not a boolean."),
        ({"inner": {"typ": "a"}}, "Inner has no option typ. Did you mean type?"),
        ({"inner": {"type": "c"}}, "The option type of inner must be one of a, b, not c."),
        (
            {"items": [{"name": "w", "size": "x"}]},
            "The option size of item 1 (w) of items must be a number, not x.",
        ),
        ({"items": [{"name": "a b", "size": []}]}, "The option size of item 1 of items must be a number, not a list."),
    ],
)
def test_the_first_that_cannot_be_is_named(options: dict[str, Any], sentence: str) -> None:
    assert misshapen(SPECIFICATION, options) == sentence


@given(st.dictionaries(st.sampled_from([*SPECIFICATION]), st.text("{[=,\"'a1 ", max_size=12)))
def test_whatever_is_given_is_a_sentence_or_fine(options: dict[str, Any]) -> None:
    said = misshapen(SPECIFICATION, options)
    assert not said or said.endswith(".")
