# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of the firewall (API notes part 2, section D)."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StrictStr, model_validator

from ..wire.bodies import Body, broken_rule
from ..wire.table import ABSENT, Table, member
from .values import newer

Peer = Annotated[StrictStr, Field(max_length=512)]
IcmpNumber = Annotated[StrictStr, Field(max_length=8)]


class FirewallRule(Body):
    """A rule of the firewall (API notes part 2, D.2). Ports are text, too."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["allow", "reject", "drop"]
    protocol: Literal["tcp", "udp", "icmp4"]
    description: Annotated[StrictStr, Field(max_length=255)]
    destination_port: Annotated[StrictStr, Field(max_length=64)] = ""
    source_port: Annotated[StrictStr, Field(max_length=64)] = ""
    state: Literal["enabled", "disabled"] = "enabled"
    icmp_type: IcmpNumber = ""
    icmp_code: IcmpNumber = ""

    @model_validator(mode="after")
    def _port_of_the_protocol(self) -> FirewallRule:
        if ("destination_port" in self.sent) != (self.protocol != "icmp4"):
            raise broken_rule("port", "destination_port is required for tcp and udp, and forbidden for icmp4")
        return self


class IngressRule(FirewallRule):
    """An inbound rule."""

    source: Peer = Field(default="", description="IPv4 address or CIDR; left out: any.")


class EgressRule(FirewallRule):
    """An outbound rule."""

    destination: Peer = Field(default="", description="IPv4 address or CIDR; left out: any.")


_RULE_TEXTS = ("description", "destination_port", "source", "destination", "source_port", "icmp_type", "icmp_code")


def _of_rule(name: str) -> Callable[[Any], Any]:
    return lambda rule: rule.get(name, ABSENT)


_RULE = (
    member("action", Literal["allow", "reject", "drop"], itemgetter("action")),
    member("protocol", Literal["tcp", "udp", "icmp4"], itemgetter("protocol")),
    *(member(name, str, _of_rule(name), optional=True) for name in _RULE_TEXTS),
    member("state", Literal["enabled", "disabled"], itemgetter("state")),
    member("direction", Literal["ingress", "egress"], _of_rule("direction"), optional=True),
)
FIREWALL_RULE = Table("FirewallRule", "API notes part 2, D.2.", *_RULE)
_DIRECTIONS = (
    member("ingress", [FIREWALL_RULE], itemgetter("ingress")),
    member("egress", [FIREWALL_RULE], itemgetter("egress")),
)
FIREWALL_SET = Table("FirewallSet", "API notes part 2, D.1.", *_DIRECTIONS)
FIREWALL_RULES_REPLY = Table(
    "FirewallRules",
    "API notes part 2, D.1; the numbers are newer.",
    *_DIRECTIONS,
    member("rule_count", int, lambda rules: len(rules["ingress"]) + len(rules["egress"]), known=newer),
    member("byte_count", int, lambda rules: len(repr(rules)), known=newer),
    member("max_rules", int, lambda _rules: 500, known=newer),
    member("max_bytes", int, lambda _rules: 262144, known=newer),
)
FIREWALL_DUPLICATE = Table(
    "FirewallDuplicate",
    "API notes part 2, D.1.",
    *_RULE,
    member("duplicate", bool, itemgetter("duplicate")),
    member("duplicate_of", dict[str, Any], itemgetter("duplicate_of")),
)
