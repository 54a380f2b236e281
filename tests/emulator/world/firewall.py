# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of firewalls: what they match, which of them are the same, and how they were after each write."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping

from .records import Container

DIRECTIONS = ("ingress", "egress")
MOST_RULES = 500
MOST_BYTES = 262_144
#: Of the services inside of a container; the one that the description names (API notes part 2, D.4).
KIT_PORTS = (1601,)
_PORTS = ("destination_port", "source_port")
_PEERS = {"source": "0.0.0.0/0", "destination": "0.0.0.0/0"}

Rule = Mapping[str, str]


def port_ranges(text: str) -> list[tuple[int, int]]:
    """The ports that a text names (API notes part 2, D.2). Raises ValueError."""
    ranges = []
    for part in text.split(","):
        found = re.fullmatch(r"([0-9]{1,5})(?:-([0-9]{1,5}))?", part)
        low, high = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= low <= high <= 65535:
            raise ValueError("must be a port, a range with the lower first, or a list of them")
        ranges.append((low, high))
    return ranges


def networks(text: str) -> list[str]:
    """The IPv4 networks that a text names. Raises ValueError."""
    return [str(ipaddress.IPv4Network(part, strict=False)) for part in text.split(",")]


def normal(name: str, text: str | None) -> object:
    """A value of a rule in one spelling (API notes part 2, D.6)."""
    try:
        if name in _PEERS:
            return sorted(networks(text or _PEERS[name]))
        return sorted(port_ranges(text)) if name in _PORTS and text else text or ""
    except ValueError:
        return text


def agree(rule: Rule, wanted: Rule, *, exactly: bool) -> bool:
    """Whether a rule has these members: the same texts, or the same in another spelling."""
    if exactly:
        return all(rule.get(name) == text for name, text in wanted.items())
    return all(normal(name, rule.get(name)) == normal(name, text) for name, text in wanted.items())


def covered_kit_ports(direction: str, rule: Rule) -> list[int]:
    """The ports of the services that nobody reaches any more because of this rule."""
    closes = direction == "ingress" and rule["action"] != "allow" and rule["state"] == "enabled"
    if not closes or rule["protocol"] != "tcp":
        return []
    ranges = port_ranges(rule["destination_port"])
    return [port for port in KIT_PORTS if any(low <= port <= high for low, high in ranges)]


def note(container: Container) -> None:
    """Keep how the rules are now."""
    rules = {direction: [dict(rule) for rule in container.firewall[direction]] for direction in DIRECTIONS}
    container.firewall_history.append(rules)
