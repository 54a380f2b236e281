# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Control of the emulator: switches, faults, request log and the world itself. Not part of the API, no token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import Response

from .kit.front import Front
from .members.containers import CONTAINER
from .members.forced import ContainerState, ForcedState, NetworkState, PlacedState
from .routes.containers import container_object
from .wire.envelope import ApiError, issue, json_response, to_json, validation_response
from .wire.faults import FaultRule
from .wire.profiles import Profile, profile
from .wire.switches import Switches
from .world.records import Alias, Container, Network, effective_of
from .world.seed import add_fleet
from .world.world import World

if TYPE_CHECKING:
    from .app import Emulator

router = APIRouter(prefix="/_emulator", tags=["emulator"])


def emulator_of(request: Request) -> Emulator:
    """The emulator that serves the request."""
    emulator: Emulator = request.app.state.emulator
    return emulator


def _answer(value: Any, status: int = 200) -> Response:
    return json_response(to_json(value), status)


# -- switches


@router.get("/health")
async def health(request: Request) -> Response:
    """Whether the emulator answers, and what it holds."""
    world = emulator_of(request).world
    return _answer({"status": "ok", "containers": len(world.containers), "projects": len(world.projects)})


@router.get("/switches", response_model=Switches)
async def get_switches(request: Request) -> Response:
    """The switches in force; their meaning and values are in the schema on this page."""
    return _answer(emulator_of(request).world.switches.model_dump())


@router.patch("/switches", response_model=Switches)
async def change_switches(request: Request, changes: dict[str, Any]) -> Response:
    """Change some switches."""
    world = emulator_of(request).world
    try:
        world.switch(world.switches.changed(changes))
    except ValidationError as error:
        problems = [issue({**item, "loc": ("body", *item["loc"])}) for item in error.errors()]
        return validation_response(problems, Switches())
    return _answer(world.switches.model_dump())


@router.put("/profile/{name}", response_model=Switches)
async def use_profile(request: Request, name: Profile) -> Response:
    """Set all switches as a profile has them."""
    world = emulator_of(request).world
    world.switch(profile(name))
    return _answer(world.switches.model_dump())


# -- faults


@router.get("/faults", response_model=list[FaultRule])
async def list_faults(request: Request) -> Response:
    """The rules in force, and how often each has fired."""
    return _answer([rule.model_dump() for rule in emulator_of(request).faults.rules])


@router.post("/faults", status_code=201, response_model=FaultRule)
async def add_fault(request: Request, rule: FaultRule) -> Response:
    """Add a rule after those that are there."""
    emulator_of(request).faults.rules.append(rule)
    return _answer(rule.model_dump(), 201)


@router.delete("/faults", status_code=204)
async def clear_faults(request: Request) -> Response:
    """Remove all rules."""
    emulator_of(request).faults.rules.clear()
    return Response(status_code=204)


# -- request log


@router.get("/requests")
async def list_requests(
    request: Request, after: Annotated[int, Query(ge=0, description="Only entries with a higher number.")] = 0
) -> Response:
    """What was asked, oldest first; the newest 50,000."""
    entries = emulator_of(request).log.listing()
    return _answer([entry for entry in entries if entry["number"] > after])


@router.get("/requests/summary")
async def summarise_requests(request: Request) -> Response:
    """Counts by route, status and fault, and the most that were in progress at once."""
    return _answer(emulator_of(request).log.summary())


@router.delete("/requests", status_code=204)
async def clear_requests(request: Request) -> Response:
    """Empty the log."""
    emulator_of(request).log.clear()
    return Response(status_code=204)


# -- the inside of containers


@router.get("/kit/requests")
async def list_kit_requests(request: Request) -> Response:
    """What was asked of the services inside containers, oldest first, without the secret of their address."""
    return _answer(_front_of(request).listing())


@router.delete("/kit/requests", status_code=204)
async def clear_kit_requests(request: Request) -> Response:
    """Empty that log."""
    _front_of(request).log.clear()
    return Response(status_code=204)


@router.get("/containers/{container_id}/journal")
async def get_journal(request: Request, container_id: str) -> Response:
    """What the files service of a container has recorded; its option `revision` gives the contents."""
    container = _found(emulator_of(request).world, container_id)
    return _answer(_front_of(request).inside.journal(container).listing())


def _front_of(request: Request) -> Front:
    front = emulator_of(request).front
    if not front:
        raise ApiError(404, "The emulator was started without --inside")
    return front


# -- the world


class ResetBody(BaseModel):
    """How to reset."""

    model_config = ConfigDict(extra="forbid")

    empty: bool | None = Field(None, description="Whether to seed no containers; default as at start.")


class Bulk(BaseModel):
    """Many containers to put into place."""

    model_config = ConfigDict(extra="forbid")

    project: str = Field("Fleet", description="Alias or id; made when it does not exist.")
    count: int = Field(ge=1, le=100_000)
    prefix: str = "node-"


class Many(BaseModel):
    """Events to enter into the history."""

    model_config = ConfigDict(extra="forbid")

    container_id: str
    event: str = Field("updated", description="What happens, without the container. before it.")
    count: int = Field(1, ge=1, le=50_000)


@router.post("/reset", status_code=204)
async def reset(request: Request, body: ResetBody | None = None) -> Response:
    """The world back to its seed. Switches, faults and the log stay."""
    emulator_of(request).world.reset(empty=body.empty if body else None)
    return Response(status_code=204)


@router.post("/containers", status_code=201)
async def put_container(request: Request, body: PlacedState) -> Response:
    """Put a container into any state, at once."""
    world = emulator_of(request).world
    world.settle()
    project, server = world.project_called(body.project), world.server_called(body.server)
    if not project or not server:
        raise ApiError(404, f"There is no project {body.project} or no server {body.server}")
    container = world.add_container(project, server, body.name or world.random_name(), body.status)
    world.history.actor = None
    world.history.begun(container, world.now())
    world.history.moved(container, container.status, world.now())
    _force(world, container, body)
    return _answer(container_object(container, "single", world.switches), 201)


@router.patch("/containers/{container_id}")
async def force_container(request: Request, container_id: str, body: ForcedState) -> Response:
    """Force settings of a container, at once. A forced status ends whatever operation is under way."""
    world = emulator_of(request).world
    world.settle()
    container = _found(world, container_id)
    _force(world, container, body)
    return _answer(container_object(container, "single", world.switches))


@router.delete("/containers/{container_id}", status_code=204)
async def drop_container(request: Request, container_id: str) -> Response:
    """Make a container vanish, at once."""
    world = emulator_of(request).world
    world.settle()
    world.remove(_found(world, container_id))
    return Response(status_code=204)


@router.get("/containers/{container_id}/egress")
async def get_egress(request: Request, container_id: str) -> Response:
    """What the container's bridge really enforces, credentials included."""
    world = emulator_of(request).world
    network = _found(world, container_id).network
    if network:
        network.settle(world.now())
    return _answer({"running": bool(network and network.running), "effective": network.effective if network else None})


@router.get("/containers/{container_id}/firewall")
async def get_firewall_history(request: Request, container_id: str) -> Response:
    """The rules of the container before the first write to them and after each, oldest first."""
    return _answer(list(_found(emulator_of(request).world, container_id).firewall_history))


@router.post("/bulk", status_code=201)
async def add_bulk(request: Request, body: Bulk) -> Response:
    """Put many running containers into place."""
    world = emulator_of(request).world
    project = add_fleet(world, body.project, body.count, body.prefix)
    return _answer({"project_id": project.id, "containers": len(project.containers)}, 201)


@router.post("/events", status_code=204)
async def add_events(request: Request, body: Many) -> Response:
    """Let something happen to a container again and again, as the history has it."""
    world = emulator_of(request).world
    world.settle()
    container = _found(world, body.container_id)
    for _time in range(body.count):
        world.history.of_container(body.event, container, world.now())
    return Response(status_code=204)


@router.get("/visit")
async def visit(request: Request, alias: str, path: str = "/") -> Response:
    """What a visitor of a proxy alias gets for this path: the proxy itself is no part of the emulator."""
    world = emulator_of(request).world
    world.settle()
    return _answer(world.aliases.visit(alias, path, world.switches.alias_paths)._asdict())


class Rotation(BaseModel):
    """How to change the signing key."""

    model_config = ConfigDict(extra="forbid")

    withdraw: bool = Field(False, description="Whether to publish the old keys no longer, as after a theft.")


@router.post("/signing/rotate")
async def rotate_signing_key(request: Request, body: Rotation | None = None) -> Response:
    """Sign with a new key; old ones stay published unless they are withdrawn (API notes 8)."""
    signer = emulator_of(request).world.signer
    return _answer(signer.rotate(withdraw=body is not None and body.withdraw).published())


def _found(world: World, container_id: str) -> Container:
    container = world.containers.get(container_id)
    if not container:
        raise ApiError(404, f"There is no container {container_id}")
    return container


#: Attributes of a container that nothing else depends on.
_AS_THEY_ARE = frozenset({"color", "image", "prespawn", "is_default", "realm_ids", "proxy_permissions"})


def _force(world: World, container: Container, state: ContainerState) -> None:
    given, now = state.model_fields_set, world.now()
    world.history.actor = None
    for name in given & _AS_THEY_ARE:
        setattr(container, name, getattr(state, name))
    container.values.update({name: getattr(state, name) for name in given & CONTAINER.kept.keys()})
    if state.name and state.name != container.name:
        world.rename(container, state.name)
    if "ssh_public_key" in given:
        world.set_key(container, state.ssh_public_key)
    if "environment_vars" in given:
        platform = {key: value for key, value in container.environment_vars.items() if key.startswith("HOODY_")}
        container.environment_vars = {**platform, **state.environment_vars}
    if "proxy_domains" in given:
        _name(world, container, state)
    if "firewall" in given:
        container.firewall.update(state.firewall)
        container.firewall_history.clear()
    if "network" in given:
        known, container.network = bool(container.network), _network(state.network, now) if state.network else None
        _tell_of_network(world, container, known=known)
    if "status" in given and state.status != container.status:
        world.set_status(container, state.status, "emulator", now)
    if "status" in given:
        container.pending = None
    world.touch(container, moved=True)


def _tell_of_network(world: World, container: Container, *, known: bool) -> None:
    """What the history says of a network that was put into place."""
    history, now = world.history, world.now()
    if not container.network:
        history.network("deleted", container, now)
        return
    history.network("updated" if known else "created", container, now)
    if container.network.status != "configured":
        history.network({"error": "failed"}.get(container.network.status, container.network.status), container, now)


def _name(world: World, container: Container, state: ContainerState) -> None:
    """Give a container these aliases and no other."""
    world.aliases.discard(*container.aliases.values())
    now = world.now()
    for placed in state.proxy_domains:
        values = placed.model_dump(exclude={"alias"})
        world.aliases.add(Alias(world.new_id(), container, placed.alias, created_at=now, updated_at=now, **values))


def _network(state: NetworkState, now: float) -> Network:
    network = Network(**state.model_dump(), configured_at=now, switched_at=now)
    network.effective = effective_of(network) if network.status == "running" else None
    return network
