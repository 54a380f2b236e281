# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of the container network (API notes 7)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import Response

from ..members.network import NETWORK, NETWORK_SERVICE, NO_NETWORK, Egress, NetworkUpdate
from ..wire.envelope import ApiError, not_found, reply
from ..wire.switches import Switches
from ..wire.table import envelope_of
from ..world.records import DEFAULT_DNS, NEVER, Container, Network, effective_of
from .call import Call, call_of
from .call import router as make_router
from .containers import ContainerId

router = make_router("container-network")
_PATH = "/containers/{id}/network"
_PROXY = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)?(?:([^/?#]*)@)?(.*)", re.DOTALL)
_TEXTS = ("country", "city", "region", "comment")


# -- the proxy URL


def split_proxy(proxy: str) -> tuple[str, str]:
    """(URL without userinfo, userinfo); userinfo is empty when there is none."""
    match = _PROXY.match(proxy)
    scheme, userinfo, rest = match.groups("") if match else ("", "", proxy)
    return scheme + rest, userinfo


def _with_userinfo(proxy: str, userinfo: str) -> str:
    scheme, separator, rest = proxy.partition("://")
    return f"{scheme}{separator}{userinfo}@{rest}" if separator else f"{userinfo}@{proxy}"


def endpoint(proxy: str) -> tuple[Any, ...]:
    """What makes two proxies the same: all but the userinfo, hosts and schemes without case."""
    bare, _userinfo = split_proxy(proxy)
    try:
        parts = urlsplit(bare)
        return parts.scheme.lower(), parts.hostname, parts.port, parts.path.rstrip("/"), parts.query
    except ValueError:
        return (bare,)


def _stored_proxy(sent: str, before: str | None, switches: Switches) -> str:
    """Credentials of an unchanged endpoint stay when none are sent, since they became write-only (API notes 7.4)."""
    bare, userinfo = split_proxy(sent)
    if switches.proxy_credentials == "echoed" or userinfo or not before or endpoint(before) != endpoint(sent):
        return sent
    _bare, stored = split_proxy(before)
    return _with_userinfo(bare, stored) if stored else sent


# -- rules


def store(network: Network | None, body: NetworkUpdate, switches: Switches, now: float) -> Network:
    """The configuration that an update leaves behind."""
    before = network or Network(body.type)
    keeps = switches.network_omitted == "kept"
    stops = switches.network_running_update == "stops"
    goes_on = before.running and not stops
    result = Network(
        body.type,
        configured_at=now,
        effective=None if stops else before.effective,
        status="running" if goes_on and switches.network_updated_status == "running" else "configured",
        switched_at=before.switched_at,
        coming=before.coming,
    )
    if "proxy" in body.sent:
        result.proxy = _stored_proxy(body.proxy, before.proxy, switches)
    for name in _TEXTS:
        setattr(result, name, _text(getattr(before, name), getattr(body, name), name in body.sent, switches))
    if "dns_servers" in body.sent:
        default = not body.dns_servers and switches.network_empty_dns == "default"
        result.dns_servers = list(DEFAULT_DNS) if default else list(body.dns_servers)
    elif keeps:
        result.dns_servers = before.dns_servers
    if before.running and switches.network_running_update == "immediate":
        result.effective = effective_of(result)
    return result


def _text(before: str | None, value: str, sent: bool, switches: Switches) -> str | None:
    if not sent:
        return before if switches.network_omitted == "kept" else None
    if value == "":
        return before if switches.network_empty_string == "ignored" else None
    return value


# -- replies


def _egress(call: Call, container: Container, network: Network) -> Egress:
    """The network as this revision shows it: newer ones never return credentials (API notes 7.4)."""
    bare, userinfo = split_proxy(network.proxy or "")
    shown = network.proxy if call.switches.proxy_credentials == "echoed" else bare or None
    return Egress(container, network, shown, bool(userinfo), _checked(call, network))


def _checked(call: Call, network: Network) -> float:
    """When the platform looked last at the service."""
    if call.switches.network_checks == "live":
        return call.now
    return network.configured_at if network.switched_at is None else network.switched_at


# -- routes


@router.get(_PATH, operation_id="getContainerNetwork", response_model=envelope_of(NETWORK))
async def get_network(request: Request, container_id: ContainerId) -> Response:
    """Read the network configuration and its state."""
    call = call_of(request)
    container = call.container(container_id)
    if container.network:
        container.network.settle(call.now)
        data = NETWORK.render(_egress(call, container, container.network), call.switches)
    else:
        data = NO_NETWORK.render(container, call.switches)
    return reply("Network configuration retrieved successfully", data)


@router.patch(_PATH, operation_id="updateContainerNetwork", response_model=envelope_of(NETWORK))
@router.put(_PATH, operation_id="updateContainerNetworkPut", response_model=envelope_of(NETWORK))
async def update_network(request: Request, container_id: ContainerId, body: NetworkUpdate) -> Response:
    """Store a network configuration; start makes it effective."""
    call = call_of(request)
    container = call.container(container_id)
    if body.type != "block" and "proxy" not in body.sent:
        raise ApiError(400, "Proxy URL required for non-block type")
    if container.network:
        container.network.settle(call.now)
    ran, known = bool(container.network and container.network.running), bool(container.network)
    container.network = store(container.network, body, call.switches, call.now)
    call.world.history.network("updated" if known else "created", container, call.now)
    if ran and not container.network.running:
        call.world.history.network("stopped", container, call.now)
    data = NETWORK.render(_egress(call, container, container.network), call.switches, "update")
    return reply("Network configuration updated successfully", data)


@router.delete(_PATH, operation_id="deleteContainerNetwork", response_model=envelope_of(None))
async def delete_network(request: Request, container_id: ContainerId) -> Response:
    """Remove the network configuration; a running service ends."""
    call = call_of(request)
    container = call.world.containers.get(container_id)
    if not container or not call.shows(container) or not container.network:
        raise not_found("Container or network configuration")
    container.network = None
    call.world.history.network("deleted", container, call.now)
    return reply("Network configuration removed successfully", None)


@router.post(_PATH + "/start", operation_id="startContainerNetwork", response_model=envelope_of(NETWORK_SERVICE))
async def start_network(request: Request, container_id: ContainerId) -> Response:
    """Enforce the stored configuration."""
    call = call_of(request)
    container, network = _configured(call, container_id)
    if call.switches.network_start_needs == "running" and container.status != "running":
        raise ApiError(call.switches.operation_conflict, "Cannot start network: the container is not running")
    if network.running and call.switches.network_repeat == "refused":
        raise ApiError(400, "Network service is already running")
    network.status = "running"
    _switch(call, container, network, effective_of(network))
    return _service(call, container, network, "Network service started successfully")


@router.post(_PATH + "/stop", operation_id="stopContainerNetwork", response_model=envelope_of(NETWORK_SERVICE))
async def stop_network(request: Request, container_id: ContainerId) -> Response:
    """Stop enforcing; the configuration stays."""
    call = call_of(request)
    container, network = _configured(call, container_id)
    if not network.running and call.switches.network_repeat == "refused":
        raise ApiError(400, "Network service is already stopped")
    network.status = "stopped"
    _switch(call, container, network, None)
    return _service(call, container, network, "Network service stopped successfully")


def _configured(call: Call, container_id: str) -> tuple[Container, Network]:
    container = call.container(container_id)
    if not container.network:
        raise ApiError(400, "Network not configured for this container")
    container.network.settle(call.now)
    return container, container.network


def _switch(call: Call, container: Container, network: Network, effective: dict[str, Any] | None) -> None:
    delay = call.switches.network_delay
    due = call.now + (NEVER if delay == "never" else delay)
    network.switched_at = call.now
    network.coming = (due, effective)
    network.settle(call.now)
    history = call.world.history
    history.plan("running" if effective else "stopped", container, due)
    history.settle(call.now)


def _service(call: Call, container: Container, network: Network, message: str) -> Response:
    egress = _egress(call, container, network)
    return reply(message, NETWORK_SERVICE.render(egress, call.switches))
