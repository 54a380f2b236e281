# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user should know of some rules: whom they shut out, and which of them have no effect. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._api.errors import InputError
from .model import Desired, Rules, rules_in
from .rule import Rule
from .traffic import EVERY_PEER, EVERY_PORT, covers, joined_ranges

#: The ports by which a container is reached, as far as they are known (API notes, part 2, D.4, G.11).
_WAYS_IN: Mapping[int, str] = {22: "SSH", 1601: "its services"}


def shut_ways(rules: Iterable[Rule]) -> list[int]:
    """Those of the ports that nobody reaches because of rules that reject or drop."""
    enabled = [rule for rule in rules if rule.enabled and rule.traffic.protocol == "tcp" and not rule.traffic.unread]
    return [port for port in _WAYS_IN if _is_shut(port, enabled)]


def _is_shut(port: int, rules: Iterable[Rule]) -> bool:
    shut: list[tuple[int, int]] = []
    for rule in rules:
        if not covers(rule.traffic.ports, ((port, port),)):
            continue
        if rule.opens:
            # Whoever wrote that has thought of it.
            return False
        if rule.traffic.source_ports == EVERY_PORT:
            shut += rule.traffic.peers
        if covers(joined_ranges(shut), EVERY_PEER):
            return True
    return False


def check_ways_in(wanted: Desired, before: Rules, after: Rules) -> None:
    """Raise InputError where nobody would reach the container any more, unless the task forces it."""
    known = shut_ways(before["ingress"])
    closing = [port for port in shut_ways(after["ingress"]) if port not in known]
    if closing and not wanted.force:
        named = " and ".join(f"port {port} ({_WAYS_IN[port]})" for port in closing)
        raise InputError(
            f"These rules would block all access to {named} of the container {wanted.container}, so Ansible "
            "could no longer connect to it. Add a rule before them that allows access from your address, or "
            "add force: true if this is intended."
        )


def order_warnings(wanted: Desired, state: Mapping[str, Any]) -> list[str]:
    """That rules of the task have no effect, or another than its order tells, because of what stands before them."""
    warnings = []
    now = rules_in(state)
    for direction, asked in wanted.rules.items():
        rules = [rule for rule in now[direction] if rule.enabled]
        places: dict[Any, int] = {}
        for place, rule in enumerate(rules):
            places.setdefault(rule.key, place)
        there = [(places[rule.key], rule) for rule in asked if rule.key in places]
        told = _without_effect(there, rules) or _in_another_order(there)
        if told:
            warnings.append(f"In the firewall of container {wanted.container} the {direction} rule {told}")
    return warnings


def _without_effect(asked: Sequence[tuple[int, Rule]], rules: Sequence[Rule]) -> str:
    for place, rule in asked:
        for other in rules[:place]:
            if other.action != rule.action and rule.traffic.is_within(other.traffic):
                return (
                    f"{rule.brief} has no effect, because {other.brief} comes first and matches all of its traffic. "
                    "Use ordered: true to put the rules in the order of the task, or purge: true to delete all other "
                    "rules."
                )
    return ""


def _in_another_order(asked: Sequence[tuple[int, Rule]]) -> str:
    for number, (place, rule) in enumerate(asked):
        for earlier, other in asked[number + 1 :]:
            if earlier < place and rule.decides_otherwise(other):
                return (
                    f"{rule.brief} comes after {other.brief}, which is later in the task and has another action for "
                    "some of its traffic. Use ordered: true to put the rules in the order of the task."
                )
    return ""
