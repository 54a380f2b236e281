# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What YAML read as a date is refused before it becomes a string that nobody wrote."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest
from ansible_collections.hoody.cloud.plugins.plugin_utils._in_process.dates import date_problem

DAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    "arguments",
    [
        {"environment_vars": {"DAY": DAY}},
        {"containers": [{"name": "a"}, {"environment_vars": {"A": "x", "DAY": DAY}}]},
        {"defaults": {"environment_vars": {"DAY": DAY}}},
    ],
)
def test_a_date_is_named(arguments: object) -> None:
    said = date_problem(arguments)
    assert said.startswith("The option environment_vars must ")
    assert "DAY" in said
    assert "2026-11-29" in said


@pytest.mark.parametrize(
    "arguments",
    [
        None,
        "text",
        {"comment": DAY},
        {"environment_vars": "A=2026-11-29"},
        {"environment_vars": {"A": "2026-11-29"}},
        {"containers": [datetime(2026, 11, 29, tzinfo=timezone.utc)]},
    ],
)
def test_what_is_no_date_is_no_matter(arguments: object) -> None:
    assert date_problem(arguments) == ""
