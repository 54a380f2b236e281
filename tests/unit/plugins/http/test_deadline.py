# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long something may take."""

from __future__ import annotations

from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Clock, Deadline

from ..scripted import FakeClock


def test_a_deadline_comes_nearer() -> None:
    clock = FakeClock()
    deadline = Deadline(10, clock)
    assert (deadline.remaining(), deadline.clamp(30), deadline.clamp(3)) == (10, 10, 3)
    clock.sleep(8)
    assert (deadline.remaining(), deadline.clamp(3)) == (2, 2)
    clock.sleep(8)
    assert (deadline.remaining(), deadline.clamp(3)) == (0, 0)


def test_the_clock_of_the_machine_goes_on() -> None:
    clock = Clock()
    before = clock.now()
    clock.sleep(0.001)
    assert clock.now() >= before + 0.001
    assert 0 < Deadline(60).remaining() <= 60
