# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Points in time, in every spelling."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._text.moments import moment, seconds_of


@pytest.mark.parametrize(
    "value,seconds",
    [
        ("2199-01-01T00:00:00Z", 7226582400),
        ("2199-01-01T00:00:00.500Z", 7226582400.5),
        (" 2199-01-01 01:00:00+01:00 ", 7226582400),
        ("2199-01-01", 7226582400),
        ("7226582400", 7226582400),
        (7226582400000, 7226582400),
        ("soon", None),
        ("2199-13-01", None),
        ("", None),
        (None, None),
        (True, None),
        ("nan", None),
        ("inf", None),
        (-1, None),
        ({"x": 1}, None),
        (["2199-01-01"], None),
    ],
)
def test_in_seconds(value: object, seconds: float | None) -> None:
    assert seconds_of(value) == seconds


def test_as_a_text() -> None:
    assert moment(7226582400.9) == "2199-01-01T00:00:00Z"
    assert seconds_of(moment(7226582400.9)) == 7226582400
