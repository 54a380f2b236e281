# SPDX-License-Identifier: GPL-3.0-or-later
"""The firewall of a container, as far as it is read and shown."""

from __future__ import annotations

from typing import Any

from .._api.client import Client
from .._api.errors import NotFound, WrongMethod
from .._api.reading import Unlike, thing, things
from .._container.finding import read_container
from .._container.reading import Reading
from .._http.deadline import Deadline
from .._text.types import Json
from . import model
from .model import DIRECTIONS, FIGURES
from .rule import RULE_MEMBERS


class FirewallReading(Reading):
    """Firewalls of containers."""

    member = model.MEMBER

    def read(self, client: Client, container_id: str, deadline: Deadline | None = None) -> Json:
        """The rules by direction, in their order. Raises NotFound when there is no such container."""
        return read(client, container_id, deadline)

    def present(self, state: Json | None) -> Json:
        """The rules, and how many there can be."""
        return model.present(state or {})


def read(client: Client, container_id: str, deadline: Deadline | None = None) -> Json:
    """The rules by direction, with the ``container_id``. Raises NotFound when there is no such container."""
    try:
        found: Json = client.get(path_of(container_id, "rules"), deadline=deadline, check=checked)
    except (NotFound, WrongMethod):
        # A revision of the API without firewalls, or no container.
        if read_container(client, container_id, deadline) is None:
            raise
        found = {side: [] for side in DIRECTIONS}
    return {**found, "container_id": container_id}


def path_of(container_id: str, what: str) -> str:
    """The path of a direction, or of something else of a firewall."""
    return f"/containers/{container_id}/firewall/{what}"


def checked(data: Any) -> Json:
    """The rules of a reply, without what no request may hold. Raises Unlike."""
    found = thing(data, "the rules of a firewall", dict.fromkeys(FIGURES, "int"))
    if not any(side in found for side in DIRECTIONS):
        raise Unlike("without the rules of a firewall")
    members = dict.fromkeys(RULE_MEMBERS, "str")
    rules = {side: things(_listed(found, side), f"a rule of {side}", members) for side in DIRECTIONS}
    sendable = {side: [_sendable(rule) for rule in listed] for side, listed in rules.items()}
    return {**sendable, **{name: found[name] for name in FIGURES if found.get(name) is not None}}


def _listed(found: Json, side: str) -> Any:
    return [] if found.get(side) is None else found[side]


def _sendable(rule: Json) -> Json:
    return {name: rule[name] for name in RULE_MEMBERS if rule.get(name) is not None}


#: What asks for them and changes nothing.
FIREWALL_READING = FirewallReading()
