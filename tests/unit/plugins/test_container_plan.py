# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The planner of containers, for any present and any wanted state."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._container import model as container
from ansible_collections.hoody.cloud.plugins.module_utils._container import plan as planning
from ansible_collections.hoody.cloud.plugins.module_utils._container import resource as _container_api
from ansible_collections.hoody.cloud.plugins.module_utils._engine.plan import Plan
from hypothesis import given, settings

from .strategies import ID, PROJECT_ID, SERVERS, container_options, stored_containers

REPLACING = (["create", "delete"], ["delete", "create"])
GOALS = {"start": "running", "resume": "running", "restart": "running", "stop": "stopped", "pause": "paused"}


def carried_out(plan: Plan, current: dict[str, Any] | None) -> dict[str, Any] | None:
    """What a server makes of the steps: the simplest one that keeps every promise of the seed."""
    state = current
    # What takes the place of another is built beside it.
    beside = plan.actions[:2] == ["create", "delete"]
    if state and plan.steps and state["status"] in ("creating", "provisioning"):
        state = {**state, "status": "running"}
    for step in plan.steps:
        if step.action == "delete":
            state = state if beside else None
        elif step.action == "create":
            assert beside or state is None or state["status"] == "deleting", "created beside a container that is there"
            body = dict(step.body)
            server = SERVERS.get(body["server_id"], body["server_id"])
            names = {identity: name for name, identity in SERVERS.items()}
            state = {"id": ID, "project_id": PROJECT_ID, "status": "running", "environment_vars": {}, **body}
            state |= {"server_id": server, "server_name": names[server]}
            state["environment_vars"] = {"HOODY_PROJECT": "x", **state["environment_vars"]}
        else:
            assert state is not None
            state = {**state, **step.body}
            state["environment_vars"] = {"HOODY_PROJECT": "x", **state["environment_vars"]}
            state["status"] = GOALS.get(step.action, state["status"])
    return state


@settings(max_examples=3000, deadline=None)
@given(current=stored_containers, options=container_options)
def test_the_prediction_comes_true_and_the_second_plan_is_empty(
    current: dict[str, Any], options: dict[str, Any]
) -> None:
    wanted = container.desired(options)
    try:
        plan = planning.plan(current, wanted)
    except InputError:
        # Only what needs a new container may be refused, and only without leave to replace it.
        assert planning.plan(current, wanted._replace(recreate=True)).actions[:2] in REPLACING
        assert not wanted.recreate
        return
    reached = carried_out(plan, current)
    if wanted.state == "absent":
        assert container.status_of(reached) == "absent"
        assert not planning.plan(reached, wanted).changed
        return
    assert reached is not None
    if plan.changed:
        assert container.view(reached, wanted.fields, "status" in plan.after) == plan.after
    repeated = planning.plan(reached, wanted)
    assert repeated.actions == (["restart"] if wanted.state == "restarted" else [])
    if not repeated.changed:
        assert repeated.before == repeated.after


@settings(max_examples=1000, deadline=None)
@given(options=container_options)
def test_creation(options: dict[str, Any]) -> None:
    wanted = container.desired(options)
    plan = planning.plan(None, wanted)
    if wanted.state == "absent":
        assert not plan.changed
        return
    assert plan.actions[0] == "create"
    assert not plan.before
    reached = carried_out(plan, None)
    assert reached is not None
    assert container.view(reached, wanted.fields, with_status=True) == plan.after


@settings(max_examples=1000, deadline=None)
@given(current=stored_containers, options=container_options)
def test_a_diff_shows_no_value_of_a_variable(current: dict[str, Any], options: dict[str, Any]) -> None:
    current["environment_vars"] = {name: f"old-secret-{name}" for name in current["environment_vars"]}
    if "environment_vars" in options:
        options["environment_vars"] = {name: f"new-secret-{name}" for name in options["environment_vars"]}
    try:
        plan = planning.plan(current, container.desired(options))
    except InputError:
        return
    assert "-secret-" not in repr(plan.diff())
    assert "-secret-" not in repr(container.present(current))


@settings(max_examples=1000, deadline=None)
@given(current=stored_containers, options=container_options)
def test_what_replaces_a_container_keeps_what_the_task_does_not_name(
    current: dict[str, Any], options: dict[str, Any]
) -> None:
    current["status"] = "failed"
    wanted = container.desired({**options, "recreate": True, "state": "present"})
    plan = planning.plan(current, wanted)
    assert plan.actions == REPLACING[wanted.force]
    body = plan.steps[plan.actions.index("create")].body
    for name in ("ai", "autostart", "comment", "ssh_public_key"):
        if name not in wanted.fields:
            assert body.get(name) == current[name]
    assert bool(body.get("kvm")) == current.get("kvm", False)


@pytest.mark.parametrize("status,steps", [("running", []), ("stopped", ["stop"]), ("paused", ["pause"])])
def test_what_replaces_a_container_runs_as_that_did(status: str, steps: list[str]) -> None:
    current = {
        "id": ID,
        "name": "web-1",
        "status": status,
        "container_image": "debian/13",
        "server_id": SERVERS["blue"],
    }
    wanted = container.desired({"name": "web-1", "container_image": "ubuntu/24.04", "recreate": True})
    assert planning.plan(current, wanted).actions == ["create", "delete", *steps]


def test_values_that_the_server_hides_are_neither_compared_nor_kept() -> None:
    hidden = {"id": ID, "name": "web-1", "status": "running", "values_redacted": True, "environment_vars": {"A": None}}
    for options in ({"A": "1"}, {"B": "1"}):
        wanted = container.desired({"name": "web-1", "environment_vars": options})
        for present in (hidden, {**hidden, "values_redacted": False}):
            with pytest.raises(InputError, match="use a token with the permission containers"):
                planning.plan(present, wanted)
    # That there shall be none is seen from the names, and what a task does not name is left alone.
    assert planning.plan(hidden, container.desired({"name": "web-1", "environment_vars": {}})).actions == ["update"]
    assert not planning.plan(hidden, container.desired({"name": "web-1"})).changed
    replacing = container.desired({"name": "web-1", "server": "x", "recreate": True, "container_image": "a/1"})
    replaced = {**hidden, "container_image": "b/2", "server_id": "y"}
    assert "environment_vars" not in planning.plan(replaced, replacing).steps[0].body


@pytest.mark.parametrize(
    "status,state,actions",
    [
        ("running", "present", []),
        ("running", "started", []),
        ("running", "stopped", ["stop"]),
        ("running", "paused", ["pause"]),
        ("running", "restarted", ["restart"]),
        ("stopped", "present", []),
        ("stopped", "started", ["start"]),
        ("stopped", "paused", ["start", "pause"]),
        ("stopped", "restarted", ["start"]),
        ("paused", "present", []),
        ("paused", "started", ["resume"]),
        ("paused", "stopped", ["stop"]),
        ("paused", "restarted", ["restart"]),
        ("creating", "started", []),
        ("provisioning", "stopped", ["stop"]),
        ("a status of tomorrow", "present", []),
        ("running", "absent", ["delete"]),
        ("failed", "absent", ["delete"]),
        ("deleting", "absent", []),
        ("deleting", "started", ["create"]),
        ("deleting", "stopped", ["create", "stop"]),
    ],
)
def test_every_way_from_a_status_to_a_state(status: str, state: str, actions: list[str]) -> None:
    wanted = container.desired({"name": "web-1", "server": "amber", "state": state})
    assert planning.plan({"id": ID, "name": "web-1", "status": status}, wanted).actions == actions


@pytest.mark.parametrize(
    "options,sentence",
    [
        ({"name": "rand"}, "The option name must not be 'rand'"),
        ({"name": "a b"}, "The option name must be 3 to 100 letters"),
        ({}, "Give name or id"),
        ({"id": "web"}, "The option id must be 24"),
        ({"name": "web", "color": "red"}, "The option color must be a colour"),
        ({"name": "web", "environment_vars": {"1A": "x"}}, "begin with no digit, not '1A'"),
        ({"name": "web", "environment_vars": {"HOODY_X": "x"}}, "belong to the platform"),
        (
            {"name": "web", "environment_vars": {"A": True}},
            "must have strings as values, and YAML read A as the",
        ),
        ({"name": "web", "environment_vars": {"A": 420}}, "YAML read A as the number 420. Put in quotes what is meant"),
        ({"name": "web", "environment_vars": {"A": 1.1}}, "YAML read A as the number 1.1. Put in quotes what is meant"),
        ({"name": "web", "environment_vars": {"A": None}}, "YAML read A as null. Put in quotes what is meant"),
        ({"name": "web", "environment_vars": {"A": ["s3cret"]}}, "YAML read A as a list. Put in quotes what is meant"),
        ({"name": "web", "environment_vars": {"A": "(hidden)"}}, "must not hold '(hidden)' as the value of A, which"),
        ({"name": "web", "project": ""}, "The option project must not be blank."),
        ({"name": "web", "server": " "}, "The option server must not be blank."),
        ({"name": "web", "id": ""}, "The option id must not be blank."),
        ({"name": ""}, "The option name must not be blank."),
        ({"name": "web", "ssh_public_key": "garbage"}, "The option ssh_public_key must be one public key"),
        ({"name": "web", "realm_ids": ["x"]}, "The option realm_ids must hold ids"),
    ],
)
def test_bad_input_is_one_sentence(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError) as refusal:
        container.desired(options)
    assert sentence in str(refusal.value)


def test_a_field_that_cannot_change_names_both_values() -> None:
    current = {"id": ID, "name": "web-1", "status": "running", "container_image": "debian/13"}
    current |= {"server_id": SERVERS["amber"], "server_name": "amber"}
    wanted = container.desired({"name": "web-1", "container_image": "ubuntu:24.04", "server": "blue"})
    with pytest.raises(InputError, match=r"server is 'amber', wanted 'blue'; container_image is 'debian/13', wanted"):
        planning.plan(current, wanted)


def test_what_is_foretold_changes_nothing_of_what_is_there() -> None:
    """A fleet plans with the objects of its listing and works with them afterwards."""
    current = {"id": ID, "name": "web-1", "status": "stopped"}
    plan = planning.plan(current, container.desired({"name": "web-1", "state": "started"}))
    foretold = _container_api._predicted(plan, current)
    assert foretold is not None
    assert (foretold["status"], current["status"]) == ("running", "stopped")
