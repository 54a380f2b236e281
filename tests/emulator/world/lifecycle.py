# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a container: what may happen in which state, and how long it takes (API notes 5.6, 5.10, 6)."""

from __future__ import annotations

from dataclasses import dataclass

from ..wire.envelope import ApiError, not_found
from ..wire.switches import Duration
from .records import NEVER, UNDER_CONSTRUCTION, Container, Transition
from .world import World


@dataclass(frozen=True, slots=True)
class Rule:
    """One operation: the states it is for, and the one it leads to."""

    allowed: frozenset[str]
    target: str


RULES: dict[str, Rule] = {
    "start": Rule(frozenset({"stopped"}), "running"),
    "stop": Rule(frozenset({"running"}), "stopped"),
    "force-stop": Rule(frozenset({"running"}), "stopped"),
    "restart": Rule(frozenset({"running", "stopped"}), "running"),
    "pause": Rule(frozenset({"running"}), "paused"),
    "resume": Rule(frozenset({"paused"}), "running"),
}


def seconds(duration: Duration) -> float:
    """A delay as a number."""
    return NEVER if duration == "never" else float(duration)


def create(world: World, container: Container) -> None:
    """Begin to build a container that has just been added."""
    world.logs_of(container)
    world.history.begun(container, world.now())
    world.schedule(
        container,
        seconds(world.switches.create_delay),
        Transition(0.0, world.switches.creation_outcome, "create", "container_creation"),
    )


def fill(world: World, container: Container, source: Container, snapshot: str = "") -> None:
    """Begin to copy into a container, which is a new one or is refreshed (part 2, F.1 and F.2)."""
    world.logs_of(container)
    if world.watcher:
        world.watcher.filled(container, source, snapshot)
    after = Transition(0.0, world.switches.copy_outcome, "copy", "container_creation")
    world.schedule(container, seconds(world.switches.copy_delay), after)


def delete(world: World, container: Container) -> None:
    """Mark a container for deletion."""
    switches = world.switches
    if container.server.expired:
        raise expired_error()
    if container.status == "deleting":
        if switches.second_delete == 404:
            raise not_found("Container")
        if switches.second_delete == 409:
            raise state_error()
        return
    if switches.delete_unfinished == "refused":
        _refuse_if_busy(container, "delete")
    if switches.delete_running == "refused" and container.status in ("running", "paused"):
        raise state_error()
    world.set_status(container, "deleting", "container_deletion", world.now())
    world.schedule(container, seconds(switches.delete_delay), Transition(0.0, None, "delete", "container_deletion"))


def operate(world: World, container: Container, operation: str, operation_id: str | None = None) -> None:
    """Begin an operation, or refuse it."""
    if container.server.expired:
        raise expired_error()
    if world.switches.operation_while_busy == "refused":
        _refuse_if_busy(container, operation)
    rule = RULES[operation]
    if container.status not in rule.allowed:
        raise _conflict(world, container, operation, rule)
    if operation == "restart" and container.status == "running":
        world.set_status(container, "stopped", "manual_operation", world.now())
        delay = seconds(world.switches.stop_delay) + seconds(world.switches.start_delay)
    else:
        delay = _delay(world, operation)
    world.schedule(
        container, delay, Transition(0.0, rule.target, operation, "manual_operation", operation_id=operation_id)
    )


def check_snapshot(world: World, container: Container) -> None:
    """Refuse a snapshot that the state of the container does not allow (part 2, C.3 and C.4)."""
    if container.prespawn:
        message = "This container is still being prepared. Try again once it is set up."
        raise ApiError(400, message, code="SNAPSHOT_PRESPAWN_FORBIDDEN")
    if container.status in UNDER_CONSTRUCTION:
        raise _finalizing()
    if container.status == "restoring":
        message = "A snapshot operation is already running for this container"
        raise ApiError(409, message, code="SNAPSHOT_OPERATION_IN_PROGRESS", headers={"Retry-After": "1"})
    if world.switches.snapshot_state == "settled" and container.status not in ("running", "stopped"):
        raise ApiError(400, f"Cannot take a snapshot of a container that is {container.status}")


def restore(world: World, container: Container) -> None:
    """Rewind a container (part 2, C.5); what it is afterwards is not documented."""
    check_snapshot(world, container)
    was_running = container.status == "running"
    if was_running and world.switches.snapshot_restore_running == "refused":
        raise ApiError(400, "The container must be stopped before it is restored")
    runs = was_running and world.switches.snapshot_restore_running == "runs"
    world.set_status(container, "restoring", "manual_operation", world.now())
    after = Transition(0.0, "running" if runs else "stopped", "restore", "manual_operation")
    world.schedule(container, seconds(world.switches.snapshot_restore_delay), after)


def _finalizing() -> ApiError:
    message = "This container is still being set up. Retry in a few seconds."
    return ApiError(409, message, code="container_finalizing")


def _delay(world: World, operation: str) -> float:
    switches = world.switches
    if operation in ("pause", "resume"):
        return seconds(switches.pause_delay)
    if operation in ("start", "restart"):
        return seconds(switches.start_delay)
    delay = seconds(switches.stop_delay)
    # A stop may hang; the point of a forced one is that it does not.
    return 0.0 if operation == "force-stop" and delay == NEVER else delay


def _refuse_if_busy(container: Container, operation: str) -> None:
    if container.status in UNDER_CONSTRUCTION:
        raise _finalizing()
    if container.pending and container.status != "deleting":
        raise ApiError(
            409,
            f"Cannot perform {operation} operation. Container is currently being operated on.",
            code="CONTAINER_OPERATION_IN_PROGRESS",
        )


def _conflict(world: World, container: Container, operation: str, rule: Rule) -> ApiError:
    already = container.status == rule.target
    message = (
        f"Container is already {rule.target}"
        if already
        else f"Cannot {operation} a container that is {container.status}"
    )
    return ApiError(
        world.switches.operation_conflict,
        message,
        data={
            "error": True,
            "operation": operation,
            "container_id": container.id,
            "project_id": container.project.id,
            "message": message,
            "status": container.status,
        },
    )


def expired_error() -> ApiError:
    """403 for a container whose server has expired (API notes 5.5, 5.6, 6)."""
    return ApiError(403, "Operation not permitted on expired container.", code="OPERATION_NOT_PERMITTED_ON_EXPIRED")


def state_error(code: str | None = None) -> ApiError:
    """409 for what the state of the container does not allow (API notes 5.6)."""
    return ApiError(409, "Operation cannot be performed in the container's current state", code=code)
