# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is shown of options. What a module shows is in ``test_module_options``."""

from __future__ import annotations

from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.shown import (
    presentable,
    secret_values,
    strings,
    without_hidden,
)
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import HIDDEN
from ansible_collections.hoody.cloud.plugins.module_utils._text.secrets import shown_url
from hypothesis import given
from hypothesis import strategies as st

SPECIFICATION: dict[str, Any] = {
    "name": {"type": "str", "aliases": ["called"]},
    "token": {"type": "str", "no_log": True},
    "proxy": {"type": "str"},
    "wait": {"type": "bool"},
    "state": {"type": "str", "choices": ["on", "off"]},
    "any": {"type": "raw"},
    "items": {"type": "list", "elements": "dict", "options": {"name": {"type": "str"}, "key": {"no_log": True}}},
}
RULES = {"proxy": shown_url}
SECRET = "s3cret-Zq81"


def shown(**options: object) -> Any:
    return presentable(SPECIFICATION, RULES, options)


def test_what_is_declared_is_shown() -> None:
    assert shown(name="web", wait=True, state="on", items=[{"name": "a", "key": None}]) == {
        "name": "web",
        "wait": True,
        "state": "on",
        "items": [{"name": "a"}],
    }
    assert shown(called="web", wait=None) == {"called": "web", "wait": None}


def test_what_is_secret_or_undeclared_is_hidden() -> None:
    assert shown(token="x", unknown="y", items=[{"key": "z"}]) == {
        "token": HIDDEN,
        "unknown": HIDDEN,
        "items": [{"key": HIDDEN}],
    }
    assert presentable(SPECIFICATION, RULES, "no options") == HIDDEN


def test_what_has_another_shape_is_hidden() -> None:
    assert shown(name=[SECRET], wait=SECRET, state=f"{SECRET}!", items=SECRET) == {
        "name": HIDDEN,
        "wait": HIDDEN,
        "state": HIDDEN,
        "items": HIDDEN,
    }


def test_of_what_has_no_shape_only_names_are_shown() -> None:
    assert shown(any={"A": SECRET, "b c": True, "n": {"on": "yes"}}) == {
        "any": {"A": HIDDEN, HIDDEN: True, "n": {"on": "yes"}}
    }


def test_rules_and_urls() -> None:
    assert shown(proxy=f"http://me:{SECRET}@host:1", name=f"see http://me:{SECRET}@host") == {
        "proxy": "http://host:1",
        "name": f"see http://{HIDDEN}@host",
    }


def test_the_values_that_are_secret() -> None:
    given_options = {"token": SECRET, "name": "x", "items": [{"key": ["a", 7, True, ""]}, {"name": "y"}]}
    assert secret_values(SPECIFICATION, given_options) == {SECRET, "a", "7"}


def test_a_message_is_shown_without_what_is_hidden() -> None:
    options = {"name": "web-server", "token": SECRET}
    said = without_hidden(f"web-server cannot have {SECRET}", SPECIFICATION, RULES, options)
    assert said == f"web-server cannot have {HIDDEN}"


@given(st.recursive(st.text(max_size=4) | st.integers(), lambda inner: st.lists(inner) | st.tuples(inner, inner)))
def test_all_strings_are_found(value: Any) -> None:
    def flat(item: Any) -> list[str]:
        return [text for part in item for text in flat(part)] if isinstance(item, (list, tuple)) else [str(item)]

    assert list(strings(value)) == [text for text in flat(value) if text]
