# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pauses that grow: counted, or measured by what was waited."""

from __future__ import annotations

from itertools import accumulate

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._http.pauses import Pauses
from hypothesis import given
from hypothesis import strategies as st

policies = st.builds(
    Pauses,
    first=st.floats(0.01, 5),
    factor=st.floats(1.1, 4),
    longest=st.floats(5, 60),
    jitter=st.floats(0, 1),
)
numbers = st.integers(1, 10**6)


def test_each_is_longer_than_the_one_before_up_to_the_longest() -> None:
    assert [Pauses(0.25, 2, 3).nth(number) for number in range(1, 7)] == [0.25, 0.5, 1, 2, 3, 3]


@given(policies, numbers)
def test_none_is_longer_than_the_longest(pauses: Pauses, number: int) -> None:
    assert 0 <= pauses.nth(number) <= pauses.longest
    assert 0 <= pauses.after(float(number)) <= pauses.longest


@given(policies, numbers)
def test_chance_shortens_by_its_share_at_most(pauses: Pauses, number: int) -> None:
    whole = pauses._replace(jitter=0)
    least = min(whole._replace(longest=float("inf")).nth(number) * (1 - pauses.jitter), pauses.longest)
    assert least * 0.999 <= pauses.nth(number) <= whole.nth(number)


@given(policies, st.integers(1, 20))
def test_who_does_not_count_pauses_as_long(pauses: Pauses, number: int) -> None:
    sure = pauses._replace(jitter=0, longest=float("inf"))
    waited = [0.0, *accumulate(sure.nth(earlier) for earlier in range(1, number))][-1]
    assert sure.after(waited) == pytest.approx(sure.nth(number))
