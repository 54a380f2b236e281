# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far long work has come, on a clock on which no time is lost."""

from __future__ import annotations

from ansible_collections.hoody.cloud.plugins.module_utils._engine.progress import Tally

from ..scripted import FakeClock


def test_a_line_every_ten_seconds() -> None:
    clock = FakeClock()
    lines: list[str] = []
    tally = Tally(12, "containers asked for network", lines.append, clock)
    for _item in range(12):
        clock.pass_by(4)
        tally.one_more()
    assert lines == [f"{done} of 12 containers asked for network" for done in (3, 6, 9)]


def test_what_is_quick_or_done_is_not_told() -> None:
    clock = FakeClock()
    lines: list[str] = []
    tally = Tally(2, "containers compared", lines.append, clock)
    tally.one_more()
    clock.pass_by(60)
    tally.one_more()
    assert lines == []
