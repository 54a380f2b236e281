# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a firewall lets through, told packet by packet from the rules as the API shows them.

It shares nothing with the code that plans. What is not documented is assumed in every way: what becomes of a packet
that no rule matches, and what makes a firewall one without rules.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import Any, NamedTuple

Json = dict[str, Any]
Firewall = Mapping[str, Sequence[Mapping[str, Any]]]
DIRECTIONS = ("ingress", "egress")


class Packet(NamedTuple):
    """One that comes or goes; ``port`` is a type of ICMP where it is that, ``peer`` an address as a number."""

    direction: str
    protocol: str
    port: int
    peer: int


class Assumption(NamedTuple):
    """What becomes of what no rule matches: let through, or not as long as some rules count, here or in both lists."""

    lets_through: bool
    counts: Callable[[Mapping[str, Any]], bool] = bool
    both: bool = False


def _is_enabled(rule: Mapping[str, Any]) -> bool:
    return bool(rule["state"] == "enabled")


ASSUMPTIONS = (
    Assumption(lets_through=True),
    *(Assumption(False, counts, both) for counts in (bool, _is_enabled) for both in (False, True)),
)


@cache
def _numbers(text: str) -> tuple[range, ...]:
    pairs = [part.partition("-") for part in text.split(",")]
    return tuple(range(int(low), int(high or low) + 1) for low, _dash, high in pairs)


@cache
def _addresses(text: str) -> tuple[range, ...]:
    networks = [ipaddress.ip_network(part, strict=False) for part in text.split(",")]
    return tuple(range(int(network[0]), int(network[-1]) + 1) for network in networks)


def _ranges(rule: Mapping[str, Any]) -> tuple[tuple[range, ...], tuple[range, ...]]:
    """The ports, or types of ICMP, and the addresses that a rule names."""
    ports = rule.get("icmp_type" if rule["protocol"] == "icmp4" else "destination_port")
    peers = rule.get("source") or rule.get("destination") or "0.0.0.0/0"
    return _numbers(ports or "0-65535"), _addresses(peers)


def matches(rule: Mapping[str, Any], packet: Packet) -> bool:
    """Whether a rule is about this packet."""
    if rule["state"] != "enabled" or rule["protocol"] != packet.protocol:
        return False
    ports, peers = _ranges(rule)
    return any(packet.port in numbers for numbers in ports) and any(packet.peer in numbers for numbers in peers)


def is_open(firewall: Firewall, packet: Packet, assumption: Assumption) -> bool:
    """Whether the firewall lets it through."""
    verdict = _verdict(firewall, packet)
    return _has_no_say(firewall, packet.direction, assumption) if verdict is None else verdict


def _verdict(firewall: Firewall, packet: Packet) -> bool | None:
    """What the first rule that matches says; None where none does."""
    return next((rule["action"] == "allow" for rule in firewall[packet.direction] if matches(rule, packet)), None)


def _has_no_say(firewall: Firewall, direction: str, assumption: Assumption) -> bool:
    """Whether what no rule matches is let through."""
    sides = DIRECTIONS if assumption.both else (direction,)
    has_rules = any(assumption.counts(rule) for side in sides for rule in firewall[side])
    return assumption.lets_through or not has_rules


def packets(*firewalls: Firewall) -> list[Packet]:
    """One packet for each way in which the rules of these can differ: the edges of all that they name."""
    ports, peers = {7}, {int(ipaddress.ip_address("192.0.2.99"))}
    protocols = {"tcp"}
    for rule in (rule for firewall in firewalls for side in DIRECTIONS for rule in firewall[side]):
        protocols.add(rule["protocol"])
        for found, ranges in zip((ports, peers), _ranges(rule), strict=True):
            found |= {edge for numbers in ranges for edge in (numbers.start, numbers.stop - 1)}
    return [Packet(*choice) for choice in product(DIRECTIONS, sorted(protocols), sorted(ports), sorted(peers))]


def opened_meanwhile(states: Sequence[Firewall]) -> Sequence[tuple[int, Packet, Assumption]]:
    """What is open in a state on the way, with the number of that, and neither in the first nor in the last of them."""
    # Whatever fails, a firewall is seldom in another state than before, and the packets of one way are many.
    return _opened(tuple(tuple((side, tuple(map(_members, state[side]))) for side in DIRECTIONS) for state in states))


def _members(rule: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(rule.items())


@lru_cache(maxsize=1000)
def _opened(frozen: tuple[Any, ...]) -> tuple[tuple[int, Packet, Assumption], ...]:
    states = [{side: [dict(rule) for rule in rules] for side, rules in state} for state in frozen]
    unmatched = [
        {(side, each): _has_no_say(state, side, each) for side in DIRECTIONS for each in ASSUMPTIONS}
        for state in states
    ]
    found: list[tuple[int, Packet, Assumption]] = []
    for packet in packets(*states):
        verdicts = [_verdict(state, packet) for state in states]
        if True in (verdicts[0], verdicts[-1]):
            continue
        for each in ASSUMPTIONS:
            place = packet.direction, each
            is_let = [told[place] if said is None else said for said, told in zip(verdicts, unmatched, strict=True)]
            if not is_let[0] and not is_let[-1]:
                found += [(number, packet, each) for number, so in enumerate(is_let) if so]
    return tuple(found)
