# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands for a secret is never taken for one."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._text.placeholder import placeholder_in
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import HIDDEN, HIDDEN_CHANGED
from hypothesis import given
from hypothesis import strategies as st

OURS = (HIDDEN, HIDDEN_CHANGED, "********")
THEIRS = ("VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "$REDACTED$")


@pytest.mark.parametrize("placeholder", [*OURS, *THEIRS])
@pytest.mark.parametrize("frame", ["%s", " %s\n", "http://%s@host", "http://me:%s@host", "socks5://%s:s3cret@host"])
def test_in_the_place_of_a_value(placeholder: str, frame: str) -> None:
    assert placeholder_in(frame % placeholder) == placeholder


@pytest.mark.parametrize("placeholder", OURS)
def test_a_part_of_an_honest_value(placeholder: str) -> None:
    for frame in ("** %s **", "http://host/%s", "me %s@host"):
        assert placeholder_in(frame % placeholder) is None


@pytest.mark.parametrize("placeholder", THEIRS)
def test_what_nobody_means_as_a_part(placeholder: str) -> None:
    assert placeholder_in(f"before {placeholder} after") == placeholder


@given(st.text("abc:/@*() ", max_size=30).filter(lambda text: "*" * 8 not in text))
def test_a_value_of_its_own(text: str) -> None:
    assert placeholder_in(text) is None
