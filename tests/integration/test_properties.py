# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From any present state to any wanted state: check mode foretells the run, and the next run changes nothing.

Hypothesis draws the states and the switches. Most cases run the code of the modules against the emulator in this
process; dozens run in real playbooks, several in each, as starting Ansible is what takes long.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings
from ansible_collections.hoody.cloud.plugins.module_utils._attached.containers import CONTAINERS
from ansible_collections.hoody.cloud.plugins.module_utils._container import finding, values
from ansible_collections.hoody.cloud.plugins.module_utils._container import model as _container
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Session, Task
from ansible_collections.hoody.cloud.plugins.module_utils._fleet import model as _fleet
from ansible_collections.hoody.cloud.plugins.module_utils._fleet import resource as _fleet_api
from ansible_collections.hoody.cloud.plugins.module_utils._fleet.resource import FleetError
from ansible_collections.hoody.cloud.plugins.module_utils._network import model as _network
from ansible_collections.hoody.cloud.plugins.module_utils._network.resource import NETWORKS
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.emulator.process import EmulatorProcess
from tests.unit.plugins import strategies

from .playbook import Ansible, container, honest, network, thrice
from .test_every_option import SWITCHES

SERVERS = {"amber": "amber-fox-1a2-de", "blue": "blue-owl-3b4-us"}
STATUSES = ["running", "stopped", "paused", "failed"]

#: What an emulator holds, or None, and the options of a task.
Case = tuple[dict[str, Any] | None, dict[str, Any]]

switches = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in SWITCHES.items()})


@st.composite
def containers(draw: st.DrawFn) -> Case:
    """A container for the emulator to hold, or None, and the options of a task for it."""
    stored = draw(st.none() | strategies.stored_containers)
    options = {**draw(strategies.container_options), "name": "subject", "project": "Shop"}
    options["server"] = SERVERS[draw(st.sampled_from(sorted(SERVERS)))]
    # The API of today refuses an empty value.
    for holder in (stored, options):
        if holder and "environment_vars" in holder:
            own = values.own_environment(holder["environment_vars"])
            holder["environment_vars"] = {name: value or "0" for name, value in own.items()}
    if stored:
        status = draw(st.sampled_from(STATUSES))
        stored = {
            **stored,
            "name": "subject",
            "project": "Shop",
            "server": SERVERS[stored["server_name"]],
            "status": status,
        }
        for name in ("id", "project_id", "server_id", "server_name"):
            del stored[name]
        if stored["server"] == SERVERS["blue"]:
            # A free server has no container with KVM.
            stored.pop(_container.KVM.name, None)
    return stored, options


@st.composite
def networks(draw: st.DrawFn) -> Case:
    """A network for the emulator to hold, or None, and the options of a task for it."""
    stored = draw(strategies.stored_networks)
    options = {**draw(strategies.network_options), "update_password": "on_create"}
    held = None
    if stored["configured"]:
        held = {name: value for name, value in stored.items() if name not in ("configured", "remote_status") and value}
    return held, options


def possible(options: dict[str, Any], chosen: dict[str, Any]) -> dict[str, Any]:
    """The options without what an older revision does not know, of which only a run can tell."""
    unknown = set() if chosen["newer_fields"] else {item.option_name for item in _container.NEWER}
    return {name: value for name, value in options.items() if name not in unknown}


def among_others(case: Case) -> Case:
    """The same without what depends on the server and on the other containers of the project: that is tried alone."""
    stored, options = case
    names = {item.name for item in _container.NEWER}
    stored = {name: value for name, value in stored.items() if name not in names} if stored else None
    return stored, {name: value for name, value in options.items() if name not in names}


def prepare(emulator: EmulatorProcess, chosen: dict[str, Any]) -> None:
    """An empty project and these switches."""
    emulator.reset(empty=True)
    emulator.switch(**chosen, create_delay=0, start_delay=0, stop_delay=0, pause_delay=0, delete_delay=0)


def run(
    work: Callable[[Task], Any],
    spec: dict[str, Any],
    emulator: EmulatorProcess,
    given_options: dict[str, Any],
    check: bool,
) -> Any:
    """The code of a module with these options; what was refused is a text."""
    options = {name: entry.get("default") for name, entry in spec.items()} | given_options
    session = Session(Settings(emulator.token, "the test", api_url=emulator.url))
    task = Task(session, options, check_mode=check, diff_mode=True)
    try:
        result = work(task)
        if not check and "actions" in result:
            assert task.record.actions == result["actions"], "what a failure would have told"
        return result
    except HoodyError as refusal:
        return refusal.result if isinstance(refusal, FleetError) else str(refusal)
    finally:
        session.client.close()


def assert_honest(results: list[Any], repeats: list[str]) -> None:
    """The first of these results foretold the second, and the third did no more than what acts at every run."""
    check, done, again = results
    if isinstance(check, str):
        # The status log that explains a failed container may grow.
        assert done.split(" Last status")[0] == check.split(" Last status")[0]
        return
    if isinstance(done, str):
        # The one thing that no check can foretell: a server that clears no member, and credentials only it knows.
        assert "It can be removed only together with the whole network profile" in done
        return
    for member in ("changed", "actions", "diff"):
        assert check[member] == done[member]
    assert again["actions"] == repeats


def repeated(options: dict[str, Any], action: str = "restart") -> list[str]:
    """What these options do at every run."""
    return [action] if options.get("state") == "restarted" else []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=containers(), chosen=switches)
def test_any_container(emulator_process: EmulatorProcess, case: Case, chosen: dict[str, Any]) -> None:
    stored, options = case[0], possible(case[1], chosen)
    prepare(emulator_process, chosen)
    if stored:
        emulator_process.put_container(**stored)
    spec = _container.options()
    results = [run(CONTAINERS.reconcile, spec, emulator_process, options, check) for check in (True, False, False)]
    assert_honest(results, repeated(options))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=networks(), chosen=switches)
def test_any_network(emulator_process: EmulatorProcess, case: Case, chosen: dict[str, Any]) -> None:
    held, options = case
    prepare(emulator_process, chosen)
    emulator_process.put_container(project="Shop", name="subject", status="running", network=held)
    spec = {**finding.container_options(), **_network.options()}
    address = {"project": "Shop", "container": "subject"}
    results = [
        run(NETWORKS.reconcile, spec, emulator_process, {**address, **options}, check) for check in (True, False, False)
    ]
    assert_honest(results, repeated(options))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases=st.lists(st.tuples(containers(), networks()), min_size=1, max_size=5), chosen=switches)
def test_any_fleet(emulator_process: EmulatorProcess, cases: list[tuple[Case, Case]], chosen: dict[str, Any]) -> None:
    prepare(emulator_process, chosen)
    items = []
    for number, (case, (held, wanted)) in enumerate(cases):
        stored, options = among_others(case)
        for each in (stored, options):
            if each:
                each["name"] = f"subject-{number}"
                if each.get("ssh_public_key"):
                    each["ssh_public_key"] = each["ssh_public_key"].replace("AAAAI", f"AAAAI{number:02}")
        if stored:
            emulator_process.put_container(**{**stored, "network": held})
        described = {"network": wanted} if number % 2 else {}
        items.append({**{name: value for name, value in options.items() if name != "project"}, **described})
    given = {"project": "Shop", "containers": items}
    task = [
        run(_fleet_api.reconcile, _fleet.options(), emulator_process, given, check) for check in (True, False, False)
    ]
    for item, rows in zip(items, zip(*[result["results"] for result in task], strict=True), strict=True):
        results = [row["error"]["msg"] if row["error"] else row for row in rows]
        of_network = repeated(item.get("network", {}), "restart network") if item.get("state") != "absent" else []
        assert_honest(results, [*repeated(item), *of_network])


# Shrinking a playbook would take minutes, and the two tests above shrink the same cases in seconds.
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate])
@given(cases=st.lists(st.tuples(containers(), networks()), min_size=8, max_size=8), chosen=switches)
def test_any_state_in_real_playbooks(
    emulator_process: EmulatorProcess,
    tmp_path_factory: pytest.TempPathFactory,
    cases: list[tuple[Case, Case]],
    chosen: dict[str, Any],
) -> None:
    prepare(emulator_process, chosen)
    ansible = Ansible(emulator_process, tmp_path_factory.mktemp("property"))
    tasks: list[dict[str, Any]] = []
    repeating = {}
    for number, (case, (held, wanted)) in enumerate(cases):
        stored, options = among_others(case)
        for each in (stored, options):
            if each:
                each["name"] = f"subject-{number}"
                if each.get("ssh_public_key"):
                    # A key belongs to one container only, so each case has its own.
                    each["ssh_public_key"] = each["ssh_public_key"].replace("AAAAI", f"AAAAI{number:02}")
        if stored:
            emulator_process.put_container(**stored)
        emulator_process.put_container(project="Shop", name=f"routed-{number}", status="running", network=held)
        repeating[f"container {number}"] = options.get("state") == "restarted"
        repeating[f"network {number}"] = wanted.get("state") == "restarted"
        tasks += thrice(container(**options), f"container {number}")
        tasks += thrice(network(project="Shop", container=f"routed-{number}", **wanted), f"network {number}")
    outcome = ansible.run(*[{**task, "ignore_errors": True} for task in tasks]).succeeded()
    for name in [task["name"].removesuffix(" run") for task in tasks if task["name"].endswith(" run")]:
        refused = "only together with the whole network profile" in outcome[f"{name} run"].get("msg", "")
        if refused or outcome[f"{name} check"]["failed"]:
            assert outcome[f"{name} run"]["failed"]
        else:
            honest(outcome, name, repeats=repeating.get(name, False))


def test_the_draws_are_known_to_the_emulator() -> None:
    from tests.emulator.wire.switches import Switches

    assert set(SWITCHES) <= set(Switches.model_fields)
