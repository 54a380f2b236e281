# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that Ansible keeps for itself."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.reserved import free_name, with_free_names
from hypothesis import given
from hypothesis import strategies as st

names = st.sampled_from(["A", "__ansible_unsafe", "__ansible_type", "_ansible_no_log", "ansible_host", "_a", ""])
values = st.recursive(
    st.none() | st.integers() | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


def test_only_names_of_ansible_change() -> None:
    assert free_name("__ansible_unsafe") == "renamed__ansible_unsafe"
    assert free_name("_ansible_no_log") == "renamed_ansible_no_log"
    assert [free_name(name) for name in ("ansible_host", "A", "", 7)] == ["ansible_host", "A", "", 7]


@given(values)
def test_no_member_has_such_a_name(value: Any) -> None:
    changed = json.dumps(with_free_names(value))
    assert '"__ansible_type": ' not in changed
    assert '"_ansible_no_log": ' not in changed
    assert with_free_names(with_free_names(value)) == with_free_names(value)


def test_values_and_order_stay() -> None:
    given_value = {"b": ("__ansible_type", 1), "a": {"_ansible_x": None}}
    assert list(with_free_names(given_value).items()) == [
        ("b", ["__ansible_type", 1]),
        ("a", {"renamed_ansible_x": None}),
    ]
