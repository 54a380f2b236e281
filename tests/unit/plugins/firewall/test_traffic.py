# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What rules match, held against each other: the same as packet by packet."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.rule import closing_twins, rule_of
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.traffic import (
    covers,
    icmp_range,
    joined_ranges,
    peer_ranges,
    port_ranges,
    traffic_of,
)
from hypothesis import given
from hypothesis import strategies as st

from .packets import matches, packets

_SIDES = ("ingress", "egress")
ranges = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted).map(tuple), max_size=5)


@given(ranges)
def test_joined_ranges_hold_the_same_numbers(given_ranges: Any) -> None:
    joined = joined_ranges(given_ranges)
    numbers = {number for low, high in given_ranges for number in range(low, high + 1)}
    assert {number for low, high in joined for number in range(low, high + 1)} == numbers
    assert all(first[1] + 1 < second[0] for first, second in pairwise(joined))
    assert covers(joined, joined)


@pytest.mark.parametrize(
    "text,expected",
    [
        ("80", ((80, 80),)),
        ("80-90", ((80, 90),)),
        ("443,80", ((80, 80), (443, 443))),
        (" 80 - 90 , 91 ", ((80, 91),)),
    ],
)
def test_ports(text: str, expected: object) -> None:
    assert port_ranges(text) == expected


@pytest.mark.parametrize("text", ["", "0", "65536", "90-80", "80-", "http", "80,,90", "٨٠", "1-2-3"])
def test_what_is_no_port(text: str) -> None:
    with pytest.raises(ValueError, match="be a port from 1 to 65535"):
        port_ranges(text)


def test_addresses() -> None:
    assert peer_ranges("10.1.2.3") == peer_ranges("10.1.2.3/32")
    assert peer_ranges("10.1.2.3/8") == peer_ranges("10.0.0.0/9, 10.128.0.0/9")
    for text in ("", "10.0.0", "2001:db8::1", "10.0.0.0/33", "office"):
        with pytest.raises(ValueError, match="be an IPv4 address"):
            peer_ranges(text)


def test_types_of_icmp() -> None:
    assert icmp_range("08") == icmp_range(" 8 ") == ((8, 8),)
    for text in ("", "256", "echo", "-1"):
        with pytest.raises(ValueError, match="be a number from 0 to 255"):
            icmp_range(text)


one_rule = st.fixed_dictionaries(
    {
        "action": st.sampled_from(["allow", "drop", "reject"]),
        "protocol": st.sampled_from(["tcp", "udp"]),
        "destination_port": st.sampled_from(["80", "80-90", "90-100", "1-65535", "80,443"]),
        "description": st.just("x"),
        "state": st.just("enabled"),
    },
    optional={
        side: st.sampled_from(["10.0.0.0/8", "10.1.0.0/16", "192.0.2.1", "10.1.2.3,192.0.2.0/24"])
        for side in ("source",)
    },
)


@given(one_rule, one_rule)
def test_two_rules_against_each_other(first: dict[str, Any], second: dict[str, Any]) -> None:
    one, other = (rule_of("ingress", each).traffic for each in (first, second))
    found = packets({"ingress": [first, second], "egress": []})
    mine, others = (
        {packet for packet in found if packet.direction == "ingress" and matches(each, packet)}
        for each in (first, second)
    )
    assert one.meets(other) == other.meets(one) == bool(mine & others)
    assert one.is_within(other) == (mine <= others)
    assert (one == other) == (mine == others)


@given(one_rule)
def test_temporary_rules_close_all_that_a_rule_matches(shown: dict[str, Any]) -> None:
    rule = rule_of("ingress", shown)
    twins = closing_twins(rule)
    assert all(rule.traffic.is_within(twin.traffic) and not twin.opens and twin.enabled for twin in twins)
    assert len({twin.key for twin in twins} - {rule.key}) >= 1


@pytest.mark.parametrize("side", _SIDES)
def test_what_cannot_be_read_may_be_anything(side: str) -> None:
    odd = traffic_of(side, "sctp", {"destination_port": "http"})
    plain = traffic_of(side, "tcp", {"destination_port": "80"})
    assert odd.meets(plain)
    assert plain.meets(odd)
    assert not plain.is_within(odd)
    assert odd != traffic_of(side, "sctp", {"destination_port": "https"})
