# SPDX-License-Identifier: GPL-3.0-or-later
"""One rule of a firewall (API notes, part 2, D.2), which has no id: what it does and matches is what it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .._text.types import Json
from .traffic import (
    DESTINATION_PORT,
    EVERY_PORT,
    ICMP,
    ICMP_CODE,
    ICMP_TYPE,
    PEERS,
    SOURCE_PORT,
    Traffic,
    readers,
    traffic_of,
    traffic_words,
)

ACTION, PROTOCOL, DESCRIPTION, STATE = "action", "protocol", "description", "state"
ALLOW, DROP, REJECT = "allow", "drop", "reject"
SWITCHED_ON, SWITCHED_OFF = "enabled", "disabled"
#: What a rule consists of. Replies may add other members, and a request with one of those is refused (D.2).
RULE_MEMBERS = (
    *(ACTION, PROTOCOL, DESCRIPTION, DESTINATION_PORT),
    *PEERS.values(),
    *(SOURCE_PORT, ICMP_TYPE, ICMP_CODE, STATE),
)
#: The description of a rule that keeps closed what is closed while others are changed. No other rule may have it.
TEMPORARY = "hoody.cloud: temporary, keeps traffic closed while rules are changed"


class Rule(NamedTuple):
    """A rule. ``members`` are its members in the very words in which the API shows it, or is to be told of it."""

    direction: str
    action: str
    traffic: Traffic
    description: str
    enabled: bool
    members: Json

    @property
    def key(self) -> tuple[str, Traffic]:
        """What it is known by."""
        return self.action, self.traffic

    @property
    def opens(self) -> bool:
        """Whether it lets traffic through."""
        return self.action == ALLOW

    @property
    def is_temporary(self) -> bool:
        """Whether it was to be deleted again by the run that has added it."""
        return self.description == TEMPORARY and not self.opens

    def is_like(self, other: Rule) -> bool:
        """Whether nothing tells it from the other, whatever the spelling."""
        return (self.key, self.description, self.enabled) == (other.key, other.description, other.enabled)

    def may_select(self, other: Rule) -> bool:
        """Whether a request with the members of this rule, but for its state, may be about the other one.

        A member that is not sent may be anything, and how texts are compared is not documented (D.3).
        """
        ranges = zip(readers(self.direction), self.traffic[1:], other.traffic[1:])
        return (
            (self.action, self.traffic.protocol) == (other.action, other.traffic.protocol)
            and (not self.description or self.description == other.description)
            and all(mine == others for name, mine, others in ranges if self.members.get(name))
        )

    def decides_otherwise(self, other: Rule) -> bool:
        """Whether there may be traffic for which it matters which of both comes first."""
        return self.action != other.action and self.traffic.meets(other.traffic)

    def switched(self, enabled: bool) -> Rule:
        """The same rule in this state."""
        members = {**self.members, STATE: SWITCHED_ON if enabled else SWITCHED_OFF}
        return self._replace(enabled=enabled, members=members)

    @property
    def words(self) -> str:
        """It in one line, in which two spellings are equal."""
        off = "" if self.enabled else " (disabled)"
        return f"{self.action} {traffic_words(self.direction, self.traffic)}{off}: {self.description}"

    @property
    def brief(self) -> str:
        """It in a message."""
        return f"'{self.action} {traffic_words(self.direction, self.traffic)}'"


def rule_of(direction: str, shown: Mapping[str, Any]) -> Rule:
    """The rule that a reply shows or an option describes; a state that is not there is ``enabled``."""
    members = {name: shown[name] for name in RULE_MEMBERS if shown.get(name) is not None}
    members.setdefault(STATE, SWITCHED_ON)
    return Rule(
        direction,
        members.get(ACTION, ""),
        traffic_of(direction, members.get(PROTOCOL, ""), members),
        members.get(DESCRIPTION, ""),
        members[STATE] != SWITCHED_OFF,
        members,
    )


def closing_twins(rule: Rule) -> list[Rule]:
    """Temporary rules that close all that this one matches, and that may not be there yet; the narrowest first."""
    protocol = rule.members.get(PROTOCOL)
    every: Json = {} if protocol == ICMP else {DESTINATION_PORT: "-".join(map(str, EVERY_PORT[0]))}
    whole = {PROTOCOL: protocol, **every}
    mark = {DESCRIPTION: TEMPORARY, STATE: SWITCHED_ON}
    return [
        rule_of(rule.direction, {**matching, **mark, ACTION: action})
        for matching in (rule.members, whole)
        for action in (DROP, REJECT)
    ]
