# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rule matches, in numbers: two spellings are equal, and rules can be held against each other. Pure.

What cannot be read, such as an address of a kind that is not documented, may match anything.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

Ranges = tuple[tuple[int, int], ...]

PROTOCOLS = ("tcp", "udp", "icmp4")
ICMP = "icmp4"
EVERY_PORT: Ranges = ((1, 65535),)
EVERY_PEER: Ranges = ((0, 2**32 - 1),)
_EVERY_NUMBER: Ranges = ((0, 255),)
DESTINATION_PORT, SOURCE_PORT = "destination_port", "source_port"
ICMP_TYPE, ICMP_CODE = "icmp_type", "icmp_code"
#: What the other side is called, by direction.
PEERS: Mapping[str, str] = {"ingress": "source", "egress": "destination"}


class Traffic(NamedTuple):
    """What a rule matches: what is in one of the ranges of each kind. ``unread`` is what could not be read."""

    protocol: str
    ports: Ranges
    peers: Ranges
    source_ports: Ranges
    icmp_types: Ranges
    icmp_codes: Ranges
    unread: tuple[str, ...] = ()

    @property
    def _ranges(self) -> tuple[Ranges, ...]:
        return self[1:6]

    def meets(self, other: Traffic) -> bool:
        """Whether anything may be matched by both."""
        unknown = not {self.protocol, other.protocol} <= set(PROTOCOLS)
        if self.protocol != other.protocol and not unknown:
            return False
        return all(_meet(mine, others) for mine, others in zip(self._ranges, other._ranges))

    def is_within(self, other: Traffic) -> bool:
        """Whether the other surely matches all that this matches."""
        if self.protocol != other.protocol or other.unread:
            return False
        return all(covers(others, mine) for mine, others in zip(self._ranges, other._ranges))


def _meet(one: Ranges, other: Ranges) -> bool:
    return any(low <= last and first <= high for low, high in one for first, last in other)


def covers(outer: Ranges, inner: Ranges) -> bool:
    """Whether all of the inner ranges is in the outer ones."""
    return all(any(first <= low and high <= last for first, last in outer) for low, high in inner)


def joined_ranges(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The same numbers in as few ranges as possible, in order."""
    result: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return tuple(result)


def port_ranges(text: str) -> Ranges:
    """Raises ValueError with the words that finish the sentence "it must ..."."""
    ranges = []
    for part in text.split(","):
        found = re.fullmatch(r"\s*(\d{1,5})(?:\s*-\s*(\d{1,5}))?\s*", part, re.ASCII)
        low, high = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= low <= high <= EVERY_PORT[0][1]:
            raise ValueError("be a port from 1 to 65535, a range such as 80-90, or several of these with commas")
        ranges.append((low, high))
    return joined_ranges(ranges)


def peer_ranges(text: str) -> Ranges:
    """The same for addresses and networks."""
    try:
        networks = [ipaddress.IPv4Network(part.strip(), strict=False) for part in text.split(",")]
    except ValueError:
        raise ValueError(
            "be an IPv4 address, a network such as 10.0.0.0/8, or several of these with commas; there is no IPv6"
        ) from None
    return joined_ranges((int(network.network_address), int(network.broadcast_address)) for network in networks)


def icmp_range(text: str) -> Ranges:
    """The same for a type or a code of ICMP."""
    found = re.fullmatch(r"\s*(\d{1,3})\s*", text, re.ASCII)
    if not found or int(found[1]) > _EVERY_NUMBER[0][1]:
        raise ValueError("be a number from 0 to 255")
    return ((int(found[1]), int(found[1])),)


def readers(direction: str) -> Mapping[str, tuple[Callable[[str], Ranges], Ranges]]:
    """What reads each member of a rule that says what it matches, and what it is where there is none.

    In the order of ``Traffic``.
    """
    return {
        DESTINATION_PORT: (port_ranges, EVERY_PORT),
        PEERS[direction]: (peer_ranges, EVERY_PEER),
        SOURCE_PORT: (port_ranges, EVERY_PORT),
        ICMP_TYPE: (icmp_range, _EVERY_NUMBER),
        ICMP_CODE: (icmp_range, _EVERY_NUMBER),
    }


def traffic_of(direction: str, protocol: str, members: Mapping[str, Any]) -> Traffic:
    """What a rule with these members matches."""
    return _read_traffic(direction, protocol, *(members.get(name) or "" for name in readers(direction)))


@lru_cache(maxsize=4096)
def _read_traffic(direction: str, protocol: str, *texts: str) -> Traffic:
    found, unread = [], []
    for text, (name, (reader, every)) in zip(texts, readers(direction).items()):
        try:
            found.append(reader(text) if text else every)
        except ValueError:
            found.append(every)
            unread.append(f"{name} {text}")
    ports, peers, source_ports, types, codes = found
    return Traffic(protocol, ports, peers, source_ports, types, codes, tuple(unread))


def traffic_words(direction: str, traffic: Traffic) -> str:
    """It in words, such as "tcp 80,443 from 10.0.0.0/8"."""
    peers = [
        str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)
        for low, high in traffic.peers
        for network in ipaddress.summarize_address_range(ipaddress.IPv4Address(low), ipaddress.IPv4Address(high))
    ]
    preposition = "from" if direction == "ingress" else "to"
    words = [
        traffic.protocol,
        _numbers(traffic.ports, () if traffic.protocol == ICMP else None),
        _numbers(traffic.icmp_types, _EVERY_NUMBER, "type "),
        _numbers(traffic.icmp_codes, _EVERY_NUMBER, "code "),
        f"{preposition} {'anywhere' if traffic.peers == EVERY_PEER else ','.join(peers)}",
        _numbers(traffic.source_ports, EVERY_PORT, "with source port "),
        *traffic.unread,
    ]
    return " ".join(filter(None, words))


def _numbers(ranges: Ranges, unsaid: Ranges | None, before: str = "") -> str:
    """The ranges as a text; nothing where they are what need not be said, () for whatever."""
    if unsaid in ((), ranges):
        return ""
    return before + ",".join(str(low) if low == high else f"{low}-{high}" for low, high in ranges)
