# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be known to decide about a container, looked up before anything is written."""

from __future__ import annotations

from .._api.client import Client
from .._api.errors import InputError
from .._engine.lookup import Lookup, UnknownProject
from .._engine.plan import Plan
from .._engine.task import Task
from .._text.types import Json
from .model import SERVER, Desired, in_progress, status_of
from .plan import ContainerFailed, plan
from .replacement import lacking
from .waiting import last_logs


def is_to_settle(current: Json, wanted: Desired, decided: Plan) -> bool:
    """Whether to wait first: where a container ends is not known before it is there. One that goes need not arrive."""
    return in_progress(current) and (wanted.wait or decided.changed) and "delete" not in decided.actions


def with_known_server(lookup: Lookup, wanted: Desired, current: Json | None) -> Desired:
    """What is wanted, with the id of a server that is not the one by whose name the container shows its own.

    Raises InputError for a server that does not exist, before the container is said to be on another one.
    """
    given = wanted.fields.get(SERVER.name)
    if given is None or wanted.state == "absent" or current is None or status_of(current) == "absent":
        return wanted
    if given in (current.get("server_name"), current.get(SERVER.name)):
        return wanted
    found = lookup.server_id(given)
    is_same = found == current.get(SERVER.name)
    return wanted._replace(fields={**wanted.fields, SERVER.name: found}) if is_same else wanted


def completing(wanted: Desired, current: Json | None) -> Desired:
    """What is wanted, with what a container still lacks that takes the place of another: a run before did not end."""
    rest = lacking(current or {})
    return wanted._replace(fields={**rest, **wanted.fields}) if rest else wanted


def replaces(decided: Plan) -> bool:
    return {"create", "delete"} <= set(decided.actions)


def planned(client: Client, current: Json | None, wanted: Desired) -> Plan:
    try:
        return plan(current, wanted)
    except ContainerFailed as problem:
        raise InputError(f"{problem} {last_logs(client, (current or {})['id'])}".rstrip()) from None


def place(task: Task, project: str) -> str | None:
    """The id of a project; None for one that an earlier task would have made, as ``find`` has supposed."""
    try:
        return task.lookup.project_id(project)
    except UnknownProject:
        if not task.check_mode:
            raise
        return None


def resolved(task: Task, decided: Plan, wanted: Desired, current: Json | None) -> tuple[Plan, str | None]:
    """The plan with the ids that a creation needs, looked up before anything is written; and the project's id."""
    project_id = (current or {}).get("project_id")
    if "create" not in decided.actions:
        return decided, project_id
    if wanted.project and not project_id:
        project_id = place(task, wanted.project)
    elif not project_id:
        raise InputError(f"The {wanted.subject} does not exist in any project; to create it, give project as well.")
    steps = [
        step._replace(body={**step.body, SERVER.name: task.lookup.server_id(step.body[SERVER.name])})
        if step.body
        else step
        for step in decided.steps
    ]
    return decided._replace(steps=tuple(steps)), project_id
