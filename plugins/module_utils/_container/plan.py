# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be done so that a container is as wanted. Pure: ``plan`` decides, nothing here sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.errors import InputError
from .._engine.field import Field, differing
from .._engine.plan import Plan, Step
from .._text.types import Json
from .model import (
    ENVIRONMENT,
    FIELDS,
    KVM,
    NAME,
    NEWER,
    SERVER,
    Desired,
    failure_of,
    hides_values,
    in_progress,
    status_of,
    view,
)
from .values import own_environment


class ContainerFailed(InputError):
    """The container is in the state ``failed``, from which only deletion leads away."""


_POWER = {"started": "running", "restarted": "running", "stopped": "stopped", "paused": "paused"}


def plan(current: Json | None, wanted: Desired) -> Plan:
    """What has to be done so that the container is as wanted.

    ``current`` is the container as ``GET`` returned it, or None. Raises InputError for what cannot be done and
    ContainerFailed for a container that has to be replaced first.
    """
    exists = status_of(current) != "absent"
    if wanted.state == "absent":
        return _removal(current, wanted) if exists and current else Plan((), {}, {}, wanted.subject)
    if not exists or current is None:
        if wanted.id:
            raise InputError(
                f"There is no container with the id {wanted.id}, and a container with a certain id cannot be created."
            )
        return _creation(wanted, {})
    _refuse_unknown(current, wanted)
    target = aligned(wanted.fields, current, wanted.purge_environment_vars)
    different = differing(FIELDS, current, target)
    fixed = [item for item in different if not item.mutable]
    failed = status_of(current) == "failed"
    if (fixed or failed) and wanted.recreate:
        return _creation(wanted, current)
    if failed:
        raise ContainerFailed(
            f"The {wanted.subject} is in the state failed{failure_of(current)} and can only be deleted, or replaced "
            "with recreate: true."
        )
    if fixed:
        raise InputError(_fixed_message(wanted, current, fixed))
    return _change(current, wanted, {item.name: target[item.name] for item in different})


def aligned(fields: Json, current: Mapping[str, Any], purge: bool) -> Json:
    """The wanted values completed by what only the present container can tell: its server's name, and the variables
    to keep when they are not purged."""
    result = dict(fields)
    if SERVER.name in fields and fields[SERVER.name] == current.get("server_name"):
        result[SERVER.name] = current.get(SERVER.name)
    if ENVIRONMENT.name in fields and not purge and not hides_values(current):
        result[ENVIRONMENT.name] = {**ENVIRONMENT.current(current), **fields[ENVIRONMENT.name]}
    return result


def _removal(current: Json, wanted: Desired) -> Plan:
    readable = {item.name: None for item in FIELDS if item.name in current}
    return Plan((Step("delete"),), view(current, readable, with_status=True), {}, wanted.subject)


def _creation(wanted: Desired, replaced: Json) -> Plan:
    """Create; a replaced container hands on what the task does not name, and its power state where that is left alone.

    It goes when the new one is complete, or before that begins with ``force``.
    """
    kept = {item.name: replaced.get(item.name) for item in FIELDS if item.compared}
    kept[ENVIRONMENT.name] = None if hides_values(replaced) else own_environment(kept[ENVIRONMENT.name]) or None
    for item in NEWER:
        if kept[item.name] == item.default:
            kept[item.name] = None
    given = aligned(wanted.fields, replaced, wanted.purge_environment_vars)
    body = {name: value for name, value in {**kept, **given}.items() if value is not None}
    missing = [item.option_name for item in (NAME, SERVER) if not body.get(item.name)]
    if missing:
        raise InputError(f"The {wanted.subject} does not exist; to create it, give {' and '.join(missing)} too.")
    # A container starts by itself once it has been built (API notes 5.4).
    left = status_of(replaced) if replaced.get("status") in ("stopped", "paused") else "running"
    goal = _POWER.get(wanted.state, left)
    power = _power_steps("running", goal, restart=False)
    before = view(replaced, wanted.fields, with_status=wanted.wait) if replaced else {}
    after = view({**body, SERVER.name: wanted.fields.get(SERVER.name)}, wanted.fields, with_status=False)
    if wanted.wait:
        after["status"] = goal
    steps = [Step("create", body)]
    if replaced:
        steps.insert(0 if wanted.force else 1, Step("delete"))
    return Plan((*steps, *power), before, after, wanted.subject)


def _change(current: Json, wanted: Desired, changes: Json) -> Plan:
    _refuse_hidden(current, wanted)
    body = {name: value for name, value in changes.items() if name != KVM.name}
    update = (Step("update", body),) if body else ()
    # What is still on its way up will run.
    status = "running" if in_progress(current) else status_of(current)
    power = _power_steps(status, _POWER.get(wanted.state, status), restart=wanted.state == "restarted")
    shows_status = bool(power) and wanted.wait
    before = view(current, wanted.fields, with_status=shows_status)
    after = view({**current, **changes}, wanted.fields, with_status=shows_status) if changes else dict(before)
    if shows_status:
        before["status"], after["status"] = status, _POWER[wanted.state]
    if KVM.name in changes:
        power = _power_steps_with_kvm(Step("set_kvm", {KVM.name: changes[KVM.name]}), power, status, wanted)
    return Plan((*update, *power), before, after, wanted.subject)


def _power_steps(status: str, goal: str, *, restart: bool) -> tuple[Step, ...]:
    """The operations that lead from one settled status to another (API notes 5.10)."""
    if restart:
        return (Step("start"),) if status == "stopped" else (Step("restart"),)
    ways = {
        ("stopped", "running"): ("start",),
        ("paused", "running"): ("resume",),
        ("running", "stopped"): ("stop",),
        ("paused", "stopped"): ("stop",),
        ("running", "paused"): ("pause",),
        # Pausing a stopped container is not documented, so it is started first.
        ("stopped", "paused"): ("start", "pause"),
    }
    return tuple(Step(action) for action in ways.get((status, goal), ()))


def _power_steps_with_kvm(switch: Step, power: tuple[Step, ...], status: str, wanted: Desired) -> tuple[Step, ...]:
    """The same with the switch of KVM where the container is stopped, as it has to be for that."""
    if status == "stopped":
        return (switch, *power)
    if wanted.state == "stopped":
        return (*power, switch)
    if wanted.state == "restarted":
        return (Step("stop"), switch, Step("start"))
    raise InputError(
        f"The {wanted.subject} is {status}, and KVM can be switched only while it is stopped: give state: restarted, "
        "which then stops and starts it, or state: stopped."
    )


def _refuse_unknown(current: Json, wanted: Desired) -> None:
    """Raise InputError for what this revision of the API does not have."""
    for item in NEWER:
        if item.name not in current and wanted.fields.get(item.name, item.default) != item.default:
            raise InputError(
                f"The API does not return {item.option_name} for the {wanted.subject}, so this revision does not "
                f"support it: leave out {item.option_name}."
            )


def _refuse_hidden(current: Json, wanted: Desired) -> None:
    """Raise InputError for variables that cannot be compared; that there shall be none can be seen from the names."""
    if not wanted.fields.get(ENVIRONMENT.name) or not hides_values(current):
        return
    raise InputError(
        f"The API hides the values of the environment variables of the {wanted.subject} from this token, so they can "
        f"be neither compared nor kept: use a token with the permission containers.features.env_values, or leave out "
        f"{ENVIRONMENT.option_name} once the container exists."
    )


def _fixed_message(wanted: Desired, current: Json, fixed: list[Field]) -> str:
    now = view(current, wanted.fields, with_status=False)
    asked = view(wanted.fields, wanted.fields, with_status=False)
    parts = [f"{item.option_name} is {now[item.option_name]!r}, wanted {asked[item.option_name]!r}" for item in fixed]
    return (
        f"The {wanted.subject} cannot be changed in place: {'; '.join(parts)}. "
        "Such an option is set only when a container is created. recreate: true replaces the container "
        "with a new one and deletes its data."
    )
