# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of the firewall (API notes part 2, section D)."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, StrictBool, StrictStr, model_validator

from ..wire.bodies import Body, broken_rule
from ..wire.envelope import to_json
from ..wire.switches import Switches, active_switches
from ..wire.table import ABSENT, Table, member
from ..world.firewall import DIRECTIONS, MOST_BYTES, MOST_RULES, networks, port_ranges

Action = Literal["allow", "reject", "drop"]
Protocol = Literal["tcp", "udp", "icmp4"]
State = Literal["enabled", "disabled"]
Direction = Literal["ingress", "egress"]
Text = Annotated[StrictStr, Field(max_length=255)]
Peer = Annotated[StrictStr, Field(max_length=512)]
Port = Annotated[StrictStr, Field(max_length=64)]
IcmpNumber = Annotated[StrictStr, Field(max_length=8)]


def _checked_ports(text: str) -> str:
    try:
        port_ranges(text)
    except ValueError as problem:
        raise broken_rule("ports", str(problem)) from None
    return text


def _checked_peer(text: str) -> str:
    many = "," in text and active_switches.get().firewall_peers == "one"
    try:
        named = not many and networks(text)
    except ValueError:
        named = False
    if not named:
        raise broken_rule("peer", "must be an IPv4 address or a network")
    return text


_RealPeer = Annotated[Peer, AfterValidator(_checked_peer)]
_RealPort = Annotated[Port, AfterValidator(_checked_ports)]


class FirewallRule(Body):
    """A rule of the firewall (API notes part 2, D.2). Ports are text, too."""

    model_config = ConfigDict(extra="forbid")

    action: Action
    protocol: Protocol
    description: Text
    destination_port: _RealPort = ""
    source_port: _RealPort = ""
    state: State = "enabled"
    icmp_type: IcmpNumber = ""
    icmp_code: IcmpNumber = ""

    @model_validator(mode="after")
    def _members_of_the_protocol(self) -> FirewallRule:
        is_icmp = self.protocol == "icmp4"
        if ("destination_port" in self.sent) == is_icmp:
            raise broken_rule("port", "destination_port is required for tcp and udp, and forbidden for icmp4")
        if {"icmp_type", "icmp_code"} & self.sent and not is_icmp:
            raise broken_rule("icmp", "icmp_type and icmp_code are for icmp4 only")
        return self


class IngressRule(FirewallRule):
    """An inbound rule."""

    source: _RealPeer = Field(default="", description="IPv4 address or CIDR; left out: any.")


class EgressRule(FirewallRule):
    """An outbound rule."""

    destination: _RealPeer = Field(default="", description="IPv4 address or CIDR; left out: any.")


class Matchers(Body):
    """What selects rules (API notes part 2, D.3)."""

    state: State = "enabled"
    action: Action = "allow"
    protocol: Protocol = "tcp"
    destination_port: Port = ""
    source_port: Port = ""
    description: Text = ""
    icmp_type: IcmpNumber = ""
    icmp_code: IcmpNumber = ""


class IngressRuleState(Matchers):
    """The new state of an inbound rule, and what selects it."""

    state: State
    source: Peer = ""


class EgressRuleState(Matchers):
    """The new state of an outbound rule, and what selects it."""

    state: State
    destination: Peer = ""


class IngressRuleMatch(Matchers):
    """What selects inbound rules to remove."""

    source: Peer = ""
    all: StrictBool = Field(default=False, description="Every match instead of the first one.")


class EgressRuleMatch(Matchers):
    """What selects outbound rules to remove."""

    destination: Peer = ""
    all: StrictBool = Field(default=False, description="Every match instead of the first one.")


_RULE_TEXTS = ("description", "destination_port", "source", "destination", "source_port", "icmp_type", "icmp_code")


def _of_rule(name: str) -> Callable[[Any], Any]:
    return lambda rule: rule.get(name, ABSENT)


def _figures(switches: Switches) -> bool:
    return switches.firewall_figures == "present"


def bytes_of(rules: Any) -> int:
    """How large rules are."""
    return len(to_json({direction: rules[direction] for direction in DIRECTIONS}).encode())


_RULE = (
    member("action", Action, itemgetter("action")),
    member("protocol", Protocol, itemgetter("protocol")),
    *(member(name, str, _of_rule(name), optional=True) for name in _RULE_TEXTS),
    member("state", State, itemgetter("state")),
    member("direction", Direction, _of_rule("direction"), optional=True),
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
    member("rule_count", int, lambda rules: len(rules["ingress"]) + len(rules["egress"]), known=_figures),
    member("byte_count", int, bytes_of, known=_figures),
    member("max_rules", int, lambda _rules: MOST_RULES, known=_figures),
    member("max_bytes", int, lambda _rules: MOST_BYTES, known=_figures),
)
_PLACE = Table(
    "FirewallPlace",
    "Where a rule is.",
    member("direction", Direction, itemgetter("direction")),
    member("index", int, itemgetter("index")),
)
FIREWALL_DUPLICATE = Table(
    "FirewallDuplicate",
    "API notes part 2, D.1.",
    *_RULE,
    member("duplicate", bool, itemgetter("duplicate")),
    member("duplicate_of", _PLACE, itemgetter("duplicate_of")),
)
FIREWALL_WARNING = Table(
    "FirewallWarning",
    "API notes part 2, D.4.",
    member("code", str, itemgetter("code")),
    member("message", str, itemgetter("message")),
    member("ports", list[int], itemgetter("ports")),
)
FIREWALL_STATE = Table(
    "FirewallState",
    "API notes part 2, D.1.",
    member("direction", str, itemgetter("direction")),
    member("new_state", str, itemgetter("new_state")),
    member("updated", FIREWALL_RULE, itemgetter("updated")),
)
FIREWALL_REMOVED = Table(
    "FirewallRemoved",
    "API notes part 2, D.1.",
    member("direction", str, itemgetter("direction")),
    member("removed_count", int, lambda done: len(done["removed"])),
    member("removed", [FIREWALL_RULE], itemgetter("removed")),
)
FIREWALL_RESET = Table("FirewallReset", "API notes part 2, D.1.", member("rules", FIREWALL_SET, itemgetter("rules")))
