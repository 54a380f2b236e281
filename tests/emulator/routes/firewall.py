# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of the firewall of a container (API notes part 2, section D)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import Request
from starlette.responses import Response

from ..members.firewall import (
    FIREWALL_DUPLICATE,
    FIREWALL_REMOVED,
    FIREWALL_RESET,
    FIREWALL_RULES_REPLY,
    FIREWALL_SET,
    FIREWALL_STATE,
    FIREWALL_WARNING,
    EgressRule,
    EgressRuleMatch,
    EgressRuleState,
    FirewallRule,
    IngressRule,
    IngressRuleMatch,
    IngressRuleState,
    Matchers,
    bytes_of,
)
from ..wire.envelope import ApiError, not_found, reply, validation_response
from ..wire.table import envelope_of
from ..world.firewall import DIRECTIONS, MOST_BYTES, MOST_RULES, agree, covered_kit_ports, note
from ..world.records import Container
from .call import Call, call_of
from .call import router as make_router
from .containers import ContainerId

router = make_router("container-firewall", errors=(400, 401, 403, 404, 422, 429, 500, 503))
_PATH = "/containers/{id}/firewall"
_ADDED: Any = {
    "status_code": 201,
    "response_model": envelope_of(FIREWALL_SET, warnings=FIREWALL_WARNING),
    "responses": {200: {"model": envelope_of(FIREWALL_DUPLICATE, warnings=FIREWALL_WARNING)}},
}
#: What no two rules differ in that are the same (D.6).
_NOT_OF_THE_KEY = frozenset({"description", "state"})


@router.get(_PATH + "/rules", operation_id="listFirewallRules", response_model=envelope_of(FIREWALL_RULES_REPLY))
async def list_rules(request: Request, container_id: ContainerId) -> Response:
    """Read the rules of both directions, in their order; the first that matches counts."""
    call = call_of(request)
    shown = FIREWALL_RULES_REPLY.render(call.container(container_id).firewall, call.switches)
    return reply("Firewall rules retrieved successfully", shown)


@router.post(_PATH + "/ingress", operation_id="addIngressRule", **_ADDED)
async def add_ingress_rule(request: Request, container_id: ContainerId, body: IngressRule) -> Response:
    """Add an inbound rule after those that are there."""
    return _add(call_of(request), container_id, "ingress", body)


@router.post(_PATH + "/egress", operation_id="addEgressRule", **_ADDED)
async def add_egress_rule(request: Request, container_id: ContainerId, body: EgressRule) -> Response:
    """Add an outbound rule after those that are there."""
    return _add(call_of(request), container_id, "egress", body)


@router.patch(_PATH + "/ingress", operation_id="setIngressRuleState", response_model=envelope_of(FIREWALL_STATE))
async def set_ingress_state(request: Request, container_id: ContainerId, body: IngressRuleState) -> Response:
    """Enable or disable an inbound rule."""
    return _set_state(call_of(request), container_id, "ingress", body)


@router.patch(_PATH + "/egress", operation_id="setEgressRuleState", response_model=envelope_of(FIREWALL_STATE))
async def set_egress_state(request: Request, container_id: ContainerId, body: EgressRuleState) -> Response:
    """Enable or disable an outbound rule."""
    return _set_state(call_of(request), container_id, "egress", body)


@router.delete(_PATH + "/ingress", operation_id="removeIngressRules", response_model=envelope_of(FIREWALL_REMOVED))
async def remove_ingress_rules(request: Request, container_id: ContainerId, body: IngressRuleMatch) -> Response:
    """Remove the first inbound rule that matches, or all that do."""
    return _remove(call_of(request), container_id, "ingress", body, everything=body.all)


@router.delete(_PATH + "/egress", operation_id="removeEgressRules", response_model=envelope_of(FIREWALL_REMOVED))
async def remove_egress_rules(request: Request, container_id: ContainerId, body: EgressRuleMatch) -> Response:
    """Remove the first outbound rule that matches, or all that do."""
    return _remove(call_of(request), container_id, "egress", body, everything=body.all)


@router.post(_PATH + "/reset", operation_id="resetFirewall", response_model=envelope_of(FIREWALL_RESET))
async def reset_firewall(request: Request, container_id: ContainerId) -> Response:
    """Remove all rules and detach the firewall."""
    call = call_of(request)
    container = call.container(container_id)
    with _noted(container):
        for rules in container.firewall.values():
            rules.clear()
    return reply("Firewall reset successfully", FIREWALL_RESET.render({"rules": container.firewall}, call.switches))


@contextmanager
def _noted(container: Container) -> Iterator[None]:
    """Keep how the rules are before the first write and after each."""
    if not container.firewall_history:
        note(container)
    yield
    note(container)


def _sent(body: FirewallRule | Matchers, *but: str) -> dict[str, str]:
    return {name: body[name] for name in sorted(body.sent - {*but})}


def _add(call: Call, container_id: str, direction: str, body: FirewallRule) -> Response:
    container = call.container(container_id)
    rules = container.firewall[direction]
    rule = {"state": "enabled", **_sent(body)}
    warnings = _warnings(call, direction, rule)
    same = [index for index, there in enumerate(rules) if _are_one(call, there, rule)]
    if same and call.switches.firewall_duplicate == "told":
        told = {**rules[same[0]], "duplicate": True, "duplicate_of": {"direction": direction, "index": same[0]}}
        return reply("Rule already exists", FIREWALL_DUPLICATE.render(told, call.switches), warnings=warnings)
    _check_limits(container, direction, rule)
    with _noted(container):
        rules.append(rule)
    shown = FIREWALL_SET.render(container.firewall, call.switches)
    return reply(f"{direction.capitalize()} rule added successfully", shown, 201, warnings=warnings)


def _are_one(call: Call, there: dict[str, str], rule: dict[str, str]) -> bool:
    """Whether the API takes these for one rule; what makes them so is not documented (D.3)."""
    ignored = _NOT_OF_THE_KEY if call.switches.firewall_key == "matching" else frozenset()
    names = (there.keys() | rule.keys()) - ignored
    exactly = call.switches.firewall_matching == "exact"
    first, second = ({name: side[name] for name in names & side.keys()} for side in (there, rule))
    return agree(there, second, exactly=exactly) and agree(rule, first, exactly=exactly)


def _check_limits(container: Container, direction: str, rule: dict[str, str]) -> None:
    after = {**container.firewall, direction: [*container.firewall[direction], rule]}
    place = {"container_id": container.id, "server_id": container.server.server_id}
    count = sum(len(container.firewall[side]) for side in DIRECTIONS)
    if count >= MOST_RULES:
        data = {"field": "container_firewall_rule_limit", **place, "current_count": count, "limit": MOST_RULES}
        message = "This container has reached its firewall rule limit."
        raise ApiError(400, message, code="CONTAINER_FIREWALL_RULE_LIMIT", data=data)
    if bytes_of(after) > MOST_BYTES:
        size = bytes_of(container.firewall)
        data = {"field": "container_firewall_bytes_limit", **place, "current_bytes": size, "limit": MOST_BYTES}
        message = "This container's firewall rules have reached their size limit."
        raise ApiError(400, message, code="CONTAINER_FIREWALL_BYTES_LIMIT", data=data)


def _warnings(call: Call, direction: str, rule: dict[str, str]) -> list[dict[str, Any]]:
    ports = covered_kit_ports(direction, rule)
    if not ports or call.switches.firewall_figures == "absent":
        return []
    code, message = "FIREWALL_RULE_COVERS_KIT_PORTS", "The services of this container stop answering"
    return [FIREWALL_WARNING.render({"code": code, "message": message, "ports": ports}, call.switches)]


def _set_state(call: Call, container_id: str, direction: str, body: Matchers) -> Response:
    container = call.container(container_id)
    rule = _matching(call, container, direction, _sent(body, "state"))[0]
    with _noted(container):
        rule["state"] = body.state
    shown = {"direction": direction, "new_state": body.state, "updated": rule}
    message = f"{direction.capitalize()} rule state toggled successfully"
    return reply(message, FIREWALL_STATE.render(shown, call.switches))


def _remove(call: Call, container_id: str, direction: str, body: Matchers, *, everything: bool) -> Response:
    container = call.container(container_id)
    wanted = _sent(body, "all")
    if not wanted and not everything:
        return validation_response([("", "must name a rule, or all")], call.switches)
    if wanted and call.switches.firewall_missing_state == "enabled":
        wanted = {"state": "enabled", **wanted}
    found = _matching(call, container, direction, wanted)
    removed = found if everything else found[:1]
    with _noted(container):
        container.firewall[direction][:] = [
            rule for rule in container.firewall[direction] if not any(rule is gone for gone in removed)
        ]
    message = f"{direction.capitalize()} rule removed successfully"
    shown = {"direction": direction, "removed": removed}
    return reply(message, FIREWALL_REMOVED.render(shown, call.switches))


def _matching(call: Call, container: Container, direction: str, wanted: dict[str, str]) -> list[dict[str, str]]:
    """The rules with these members (D.3); none is 404."""
    exactly = call.switches.firewall_matching == "exact"
    found = [rule for rule in container.firewall[direction] if agree(rule, wanted, exactly=exactly)]
    if not found:
        raise not_found("Firewall rule")
    return found
