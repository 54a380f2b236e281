# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an argument specification says of an option."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._ansible.options import declared, is_of_kind, label
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import HIDDEN


def test_an_option_by_each_of_its_names() -> None:
    entry = {"type": "str", "aliases": ["image"]}
    known = declared({"container_image": entry, "wait": {"aliases": None}})
    assert known["image"] == known["container_image"] == ("container_image", entry)
    assert set(known) == {"container_image", "image", "wait"}


@pytest.mark.parametrize("name", ["a", "web-1.example", "_x", "ä9"])
def test_a_name_that_can_be_shown(name: str) -> None:
    assert label(name) == name


@pytest.mark.parametrize("name", ["", "a b", "-a", "a:b", "x" * 129, None, 7])
def test_a_name_that_is_hidden(name: object) -> None:
    assert label(name) == HIDDEN


@pytest.mark.parametrize(
    "kind,value,fits",
    [
        ("bool", " Yes ", True),
        ("bool", 0, True),
        ("bool", "maybe", False),
        ("int", "7", True),
        ("float", 10**400, False),
        ("int", "seven", False),
        ("str", "anything", True),
    ],
)
def test_what_ansible_can_make_of_a_scalar(kind: str, value: object, fits: bool) -> None:
    assert is_of_kind(kind, value) is fits
