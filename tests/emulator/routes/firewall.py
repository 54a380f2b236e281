# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of the firewall of a container, as far as rules are read and added (API notes part 2, section D)."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from ..members.firewall import (
    FIREWALL_DUPLICATE,
    FIREWALL_RULES_REPLY,
    FIREWALL_SET,
    EgressRule,
    FirewallRule,
    IngressRule,
)
from ..wire.envelope import ApiError, reply
from ..wire.table import envelope_of
from .call import Call, call_of
from .call import router as make_router
from .containers import ContainerId

router = make_router("container-firewall", errors=(400, 401, 403, 404, 422, 429, 500, 503))
_PATH = "/containers/{id}/firewall"
_MOST_RULES = 500


@router.get(_PATH + "/rules", operation_id="listFirewallRules", response_model=envelope_of(FIREWALL_RULES_REPLY))
async def list_rules(request: Request, container_id: ContainerId) -> Response:
    """Read the rules of both directions, in their order; the first that matches counts."""
    call = call_of(request)
    shown = FIREWALL_RULES_REPLY.render(call.container(container_id).firewall, call.switches)
    return reply("Firewall rules retrieved successfully", shown)


@router.post(
    _PATH + "/ingress",
    operation_id="addIngressRule",
    status_code=201,
    response_model=envelope_of(FIREWALL_SET),
    responses={200: {"model": envelope_of(FIREWALL_DUPLICATE)}},
)
async def add_ingress_rule(request: Request, container_id: ContainerId, body: IngressRule) -> Response:
    """Add an inbound rule after those that are there."""
    return _add(call_of(request), container_id, "ingress", body)


@router.post(
    _PATH + "/egress",
    operation_id="addEgressRule",
    status_code=201,
    response_model=envelope_of(FIREWALL_SET),
    responses={200: {"model": envelope_of(FIREWALL_DUPLICATE)}},
)
async def add_egress_rule(request: Request, container_id: ContainerId, body: EgressRule) -> Response:
    """Add an outbound rule after those that are there."""
    return _add(call_of(request), container_id, "egress", body)


def _add(call: Call, container_id: str, direction: str, body: FirewallRule) -> Response:
    container = call.container(container_id)
    rules = container.firewall[direction]
    rule = {"state": "enabled", **{name: getattr(body, name) for name in sorted(body.sent)}}
    keys = [_key(present) for present in rules]
    if _key(rule) in keys and call.switches.firewall_duplicate == "told":
        same = {**rule, "duplicate": True, "duplicate_of": {"direction": direction, "index": keys.index(_key(rule))}}
        return reply("Rule already exists", FIREWALL_DUPLICATE.render(same, call.switches))
    if sum(len(one) for one in container.firewall.values()) >= _MOST_RULES:
        raise ApiError(400, "This container has reached its firewall rule limit.", code="CONTAINER_FIREWALL_RULE_LIMIT")
    rules.append(rule)
    shown = FIREWALL_SET.render(container.firewall, call.switches)
    return reply(f"{direction.capitalize()} rule added successfully", shown, 201)


def _key(rule: dict[str, Any]) -> dict[str, Any]:
    """What makes two rules the same: all but the description and the state (D.6)."""
    return {name: value for name, value in rule.items() if name not in ("description", "state")}
