# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mistyped name is answered with the one that was meant, and another name with nothing."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._text.similar import did_you_mean, option_meant


@pytest.mark.parametrize(
    "name, meant",
    [
        ("shop", "Shop"),
        ("Shpo", "Shop"),
        ("shop-apii", "shop-api"),
        ("SHOP-API", "shop-api"),
    ],
)
def test_what_was_meant(name: str, meant: str) -> None:
    assert did_you_mean(name, ["Default", "Lab", "Shop", "shop-api"]) == f" Did you mean {meant}?"


@pytest.mark.parametrize("name", ["Market", "", "x", 7])
def test_something_else(name: object) -> None:
    assert did_you_mean(name, ["Default", "Lab", "Shop"]) == ""
    assert did_you_mean(name, []) == ""


@pytest.mark.parametrize(
    "name, question",
    [
        ("env", " Did you mean environment_vars?"),
        ("image", " Did you mean container_image or cache_image?"),
        ("sever", " Did you mean server?"),
        ("ai", ""),
        ("market", ""),
    ],
)
def test_a_word_of_the_name_of_an_option(name: str, question: str) -> None:
    known = ["name", "server", "container_image", "cache_image", "environment_vars", "main_aim"]
    assert option_meant(name, known) == question


def test_a_word_of_too_many_names() -> None:
    assert option_meant("port", [f"the_port_of_{service}" for service in "abcd"]) == ""


def test_a_name_cannot_move_the_cursor() -> None:
    assert "\x1b" not in did_you_mean("shop-api", ["shop-\x1bapi"])
