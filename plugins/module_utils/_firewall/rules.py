# SPDX-License-Identifier: GPL-3.0-or-later
"""The firewall of a container, as far as one container takes it over from another (API notes, part 2, section D)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.client import Client
from .._api.errors import NotFound, WrongMethod
from .._api.reading import Unlike, things
from .._text.types import Json

DIRECTIONS = ("ingress", "egress")
#: What a rule consists of; replies may add other members, and a request with one of those is refused (D.2).
_RULE_MEMBERS = (
    "action",
    "protocol",
    "description",
    "destination_port",
    "source",
    "destination",
    "source_port",
    "icmp_type",
    "icmp_code",
    "state",
)

Rules = Mapping[str, "list[Json]"]


def read(client: Client, container_id: str) -> Rules:
    """The rules by direction, in their order; none on a revision of the API without firewalls."""
    try:
        found: Rules = client.get(f"/containers/{container_id}/firewall/rules", check=checked)
    except (NotFound, WrongMethod):
        return {direction: [] for direction in DIRECTIONS}
    return found


def checked(data: Any) -> Rules:
    """The rules of a reply. Raises Unlike."""
    if not isinstance(data, dict):
        raise Unlike("without the rules of a firewall")
    members = dict.fromkeys(_RULE_MEMBERS, "str")
    found = {
        side: things([] if data.get(side) is None else data[side], f"a rule of {side}", members) for side in DIRECTIONS
    }
    return {side: [_sendable(rule) for rule in rules] for side, rules in found.items()}


def _sendable(rule: Json) -> Json:
    return {name: rule[name] for name in _RULE_MEMBERS if rule.get(name) is not None}


def add_missing(client: Client, container_id: str, wanted: Rules) -> None:
    """Add those of the rules that are not there, in their order: the first rule that matches counts (D.4)."""
    there = read(client, container_id)
    for direction in DIRECTIONS:
        # Older servers would add a second copy of one that is there (D.1).
        for rule in (rule for rule in wanted[direction] if rule not in there[direction]):
            _add(client, container_id, direction, rule)


def _add(client: Client, container_id: str, direction: str, rule: Json) -> None:
    def settle() -> Json | None:
        return rule if rule in read(client, container_id)[direction] else None

    client.post(f"/containers/{container_id}/firewall/{direction}", rule, settle=settle)
