# SPDX-License-Identifier: GPL-3.0-or-later
"""The firewall of a container: what a task may want of it, and how it is shown (API notes, part 2, section D). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .._api.errors import InputError
from .._engine.field import refuse_blanks
from .._text.types import Json
from .rule import (
    ACTION,
    ALLOW,
    DESCRIPTION,
    DROP,
    PROTOCOL,
    REJECT,
    STATE,
    SWITCHED_OFF,
    SWITCHED_ON,
    TEMPORARY,
    Rule,
    rule_of,
)
from .traffic import (
    DESTINATION_PORT,
    ICMP,
    ICMP_CODE,
    ICMP_TYPE,
    PEERS,
    PROTOCOLS,
    SOURCE_PORT,
    readers,
)

#: What holds the rules in results.
MEMBER = "firewall"
DIRECTIONS = tuple(PEERS)
STATES = ("present", "absent")
#: What newer revisions tell beside the rules.
FIGURES = ("rule_count", "byte_count", "max_rules", "max_bytes")
_LONGEST = {DESCRIPTION: 255, DESTINATION_PORT: 64, SOURCE_PORT: 64, **dict.fromkeys(PEERS.values(), 512)}


#: By direction, in their order.
Rules = Mapping[str, "list[Rule]"]


class Desired(NamedTuple):
    """What a task wants of the firewall of one container. ``rules`` holds the directions that it is about."""

    container: str
    project: str | None
    state: str
    rules: Mapping[str, tuple[Rule, ...]]
    purge: bool = False
    ordered: bool = False
    force: bool = False


def options() -> Json:
    """The argument specification without the container and the connection."""
    flags = {name: {"type": "bool", "default": False} for name in ("purge", "ordered", "force")}
    lists = {side: {"type": "list", "elements": "dict", "options": _rule_options(side)} for side in DIRECTIONS}
    return {**lists, **flags, "state": {"type": "str", "choices": list(STATES), "default": "present"}}


def _rule_options(direction: str) -> Json:
    texts = (DESTINATION_PORT, PEERS[direction], SOURCE_PORT, ICMP_TYPE, ICMP_CODE)
    return {
        ACTION: {"type": "str", "choices": [ALLOW, REJECT, DROP], "required": True},
        PROTOCOL: {"type": "str", "choices": list(PROTOCOLS), "required": True},
        DESCRIPTION: {"type": "str", "required": True},
        **{name: {"type": "str"} for name in texts},
        STATE: {"type": "str", "choices": [SWITCHED_ON, SWITCHED_OFF], "default": SWITCHED_ON},
    }


def desired(given: Mapping[str, Any]) -> Desired:
    """Check the options. Raises InputError."""
    named = {side: given[side] for side in DIRECTIONS if given.get(side) is not None}
    state = given.get("state") or STATES[0]
    if state == "absent" and named:
        raise InputError(
            f"The option state=absent deletes all rules, so {' and '.join(named)} cannot be given with it. To have "
            "other rules deleted than those, use purge: true with state: present."
        )
    if state == "present" and not named:
        raise InputError("Give ingress or egress: without both of them, the task would manage nothing.")
    return Desired(
        str(given.get("container") or ""),
        given.get("project"),
        state,
        {side: _rules(side, items) for side, items in named.items()},
        bool(given.get("purge")),
        bool(given.get("ordered")),
        bool(given.get("force")),
    )


def _rules(direction: str, items: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    known: dict[Any, int] = {}
    rules = []
    for number, item in enumerate(items, 1):
        place = f"rule {number} of {direction}"
        try:
            rule = rule_of(direction, _checked_rule(direction, item))
        except InputError as problem:
            raise InputError(f"{place[0].upper()}{place[1:]}: {problem}") from None
        first = known.setdefault(rule.key, number)
        if first != number:
            raise InputError(
                f"Rule {first} and {place} are the same, because they match the same traffic with the same "
                f"action: {rule.brief}."
            )
        rules.append(rule)
    return tuple(rules)


def _checked_rule(direction: str, item: Mapping[str, Any]) -> Json:
    """The members to send. Raises InputError."""
    given = {name: value for name, value in item.items() if value is not None}
    refuse_blanks(given)
    is_icmp = given[PROTOCOL] == ICMP
    if not is_icmp and DESTINATION_PORT not in given:
        raise InputError(f"{DESTINATION_PORT} is required for {given[PROTOCOL]}; 1-65535 means every port.")
    foreign = {DESTINATION_PORT, SOURCE_PORT} if is_icmp else {ICMP_TYPE, ICMP_CODE}
    for name in sorted(foreign & given.keys()):
        raise InputError(f"{name} has no meaning for the protocol {given[PROTOCOL]}.")
    if given[DESCRIPTION] == TEMPORARY:
        raise InputError("this description is reserved for temporary rules: choose another one.")
    for name, (reader, _every) in readers(direction).items():
        if name in given:
            given[name] = _without_spaces(given[name])
            try:
                reader(given[name])
            except ValueError as problem:
                raise InputError(f"{name} must {problem}, not '{given[name]}'.") from None
    for name, longest in _LONGEST.items():
        if len(given.get(name, "")) > longest:
            raise InputError(f"{name} must have at most {longest} characters, not {len(given[name])}.")
    return given


def _without_spaces(text: str) -> str:
    """Lists go without blanks (D.6)."""
    return "".join(text.split())


def rules_in(state: Mapping[str, Any]) -> Rules:
    """The rules of a firewall as the API shows it."""
    return {side: [rule_of(side, shown) for shown in state.get(side) or ()] for side in DIRECTIONS}


def with_rules(state: Mapping[str, Any], rules: Rules) -> Json:
    """The firewall with these rules; how large they are is not known."""
    shown: Json = {side: [rule.members for rule in rules[side]] for side in DIRECTIONS}
    count = {FIGURES[0]: sum(map(len, shown.values()))} if FIGURES[0] in state else {}
    return {**{name: value for name, value in state.items() if name != FIGURES[1]}, **shown, **count}


def present(state: Mapping[str, Any]) -> Json:
    """The firewall in the form in which it is returned; the figures are null where the API does not tell."""
    rules = {side: list(state.get(side) or ()) for side in DIRECTIONS}
    return {"container_id": state.get("container_id"), **rules, **{name: state.get(name) for name in FIGURES}}
