# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be shown on a terminal."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import plain, some
from hypothesis import given
from hypothesis import strategies as st


@given(st.text())
def test_whatever_is_shown_is_in_one_line(text: str) -> None:
    assert plain(text).isprintable()
    assert plain(text) == text or not text.isprintable()


@pytest.mark.parametrize(
    "text,shown",
    [
        ("two\r\nlines", "two lines"),
        ("\x1b[31mred\x07", "[31mred"),
        ("to the \u202eleft", "to the ?left"),
        ("half \ud800", "half ?"),
        ("a\u2028b\u00a0c", "a b c"),
        ("ä 容器 😀", "ä 容器 😀"),
    ],
)
def test_what_would_move_the_cursor(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.text(min_size=1), st.integers(1, 50))
def test_nothing_is_endless(text: str, most: int) -> None:
    assert len(plain(text * 20, most)) <= most + len(" ...")


def test_the_first_few_names() -> None:
    assert some(["a"]) == "a"
    assert some(["a", "b", "c"], 3) == "a, b, c"
    assert some(["a", "b", "c", "d"], 3) == "a, b, c and 1 more"
    assert some([]) == "none"
