# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input is one clear sentence, and nothing is written."""

from __future__ import annotations

import venv
from pathlib import Path

import pytest

from tests.emulator.process import EmulatorProcess
from tests.emulator.world.seed import SEEDED_KEY

from .playbook import Ansible, Outcome, Task, claim, container, container_info, fleet, network, network_info

NEW = {"project": "Shop", "name": "new-one", "server": "amber-fox-1a2-de"}
SHOP_API = {"project": "Shop", "container": "shop-api"}

CASES: dict[str, tuple[Task, str]] = {
    "unknown project": (
        container(name="x-1", project="Shpo", server="amber-fox-1a2-de"),
        "There is no project 'Shpo'. The token sees: Default, Lab, Shop. Did you mean Shop?",
    ),
    "unknown project id": (
        container(name="x-1", project="65a1b2c3d4e5f6ffffffffff"),
        "There is no project with the id 65a1b2c3d4e5f6ffffffffff, or the token cannot see it.",
    ),
    "ambiguous name": (container(name="web", state="started"), "The name 'web' is ambiguous: give project, or one of"),
    "bad name": (container(**{**NEW, "name": "no spaces"}), "The option name must be 3 to 100 letters"),
    "random name": (container(**{**NEW, "name": "rand"}), "The option name must not be 'rand'"),
    "neither name nor id": (container(project="Shop"), "one of the following is required: name, id"),
    "bad colour": (container(**NEW, color="red"), "The option color must be a color such as '#10B981'"),
    "bad variable name": (container(**NEW, environment_vars={"1ST": "x"}), "that do not begin with a digit, not '1ST'"),
    "platform variable": (container(**NEW, environment_vars={"HOODY_X": "x"}), "belong to the platform"),
    "boolean variable": (
        container(**NEW, environment_vars={"DEBUG": True}),
        "must have strings as values, and YAML read DEBUG as the boolean true.",
    ),
    # Not a number: before ansible-core 2.19, that of a template is a string.
    "boolean of a template": (
        container(**NEW, environment_vars={"TLS": "{{ 8443 > 80 }}"}),
        "YAML read TLS as the boolean true. Put the value in quotes. If it comes from a template, end the template",
    ),
    "placeholder of ours": (
        container(project="Shop", name="shop-api", environment_vars={"DATABASE_URL": "(hidden)"}),
        "must not hold '(hidden)' as the value of DATABASE_URL, which results show instead of a hidden value",
    ),
    "placeholder of Ansible": (
        container(project="Shop", name="shop-api", environment_vars={"DATABASE_URL": "postgresql://me:********@db"}),
        "must not hold '********' as the value of DATABASE_URL",
    ),
    "placeholder as a password": (
        network(**SHOP_API, type="http", proxy="http://p", proxy_username="u", proxy_password="$REDACTED$"),
        "The option proxy_password holds a placeholder, which results show",
    ),
    "placeholder in a URL": (
        network(**SHOP_API, type="http", proxy="http://u:(hidden)@p:80"),
        "The option proxy holds a placeholder, which results show",
    ),
    "blank project": (container(project="", name="shop-api", state="absent"), "The option project must not be blank."),
    "blank name": (container(project="Shop", name=""), "The option name must not be blank."),
    "blank server": (container(**{**NEW, "server": ""}), "The option server must not be blank."),
    "blank container": (container_info(container=""), "The option container must not be blank."),
    "blank status": (container_info(status=""), "The option status must not be blank."),
    "blank container of a network": (network(container=" ", type="block"), "The option container must not be blank."),
    "blank container of a claim": (claim(container=""), "The option container must not be blank."),
    "blank file of a claim": (claim(container="shop-api", dest=""), "The option dest must not be blank."),
    "blank name in a fleet": (
        fleet(project="Shop", containers=[{"name": "", "state": "absent"}]),
        "The option name must not be blank.",
    ),
    "blank project of a fleet": (fleet(project="", containers=[]), "The option project must not be blank."),
    "mistyped server of what is there": (
        container(project="Shop", name="shop-api", server="amber-fox"),
        "There is no active server 'amber-fox' among the rented ones (amber-fox-1a2-de, blue-owl-3b4-us).",
    ),
    "mistyped option": (container(**NEW, sever="x"), "The module has no option sever. Did you mean server?"),
    "option of another module": (container(**NEW, ingress=[]), "Unsupported parameters for (hoody.cloud.container)"),
    "mistyped container": (
        network(project="Shop", container="shop-apii", type="block"),
        "There is no container 'shop-apii' in the project 'Shop'. Did you mean shop-api?",
    ),
    "no time to wait": (container(**NEW, wait_timeout=-1), "The option wait_timeout must be more than 0 seconds,"),
    "creation without project": (
        container(name="new-one", server="amber-fox-1a2-de"),
        "The container new-one does not exist in any project; to create it, give project as well.",
    ),
    "creation without server": (
        container(project="Shop", name="new-one"),
        "The container new-one does not exist; to create it, give server too.",
    ),
    "server to move to": (
        container(project="Shop", name="shop-api", server="blue-owl-3b4-us"),
        "cannot be changed in place: server is 'amber-fox-1a2-de', wanted 'blue-owl-3b4-us'.",
    ),
    "unknown server": (
        container(**{**NEW, "server": "green-cat"}),
        "There is no active server 'green-cat' among the rented ones (amber-fox-1a2-de, blue-owl-3b4-us).",
    ),
    "immutable field": (
        container(project="Shop", name="shop-api", container_image="ubuntu/24.04"),
        "container_image is 'debian/13', wanted 'ubuntu/24.04'",
    ),
    "five DNS servers": (
        network(**SHOP_API, type="block", dns_servers=["1.1.1.1"] * 5),
        "The option dns_servers must name at most 4 servers, not 5.",
    ),
    "proxy type without proxy": (network(**SHOP_API, type="http"), "The network type http needs a proxy: give proxy."),
    "started without configuration": (
        network(**SHOP_API, state="started"),
        "Container shop-api has no network profile to start: give type.",
    ),
    "bad proxy": (network(**SHOP_API, type="http", proxy="proxy"), "The option proxy must be a URL such as"),
    "network of a missing id": (
        network(container="65a1b2c3d4e5f6ffffffffff", type="block"),
        "There is no container with the id 65a1b2c3d4e5f6ffffffffff.",
    ),
    "bad runtime": (container_info(runtime="perhaps"), "The option runtime must be true, false, or a dictionary"),
}

#: What an earlier task of a play may yet make, so that check mode warns of it.
TO_COME = {"unknown project", "mistyped container"}


@pytest.fixture(scope="module")
def bad_input(emulator_process: EmulatorProcess, tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, set[str]]:
    """All cases in one run, in check mode and for real, and the methods of the requests that they made."""
    emulator_process.restore()
    tasks = [
        {"name": f"{case} {mode}", **task, "check_mode": mode == "check", "ignore_errors": True}
        for case, (task, _sentence) in CASES.items()
        for mode in ("check", "run")
    ]
    outcome = Ansible(emulator_process, tmp_path_factory.mktemp("bad")).run(*tasks).succeeded()
    return outcome, {entry["method"] for entry in emulator_process.requests()}


@pytest.mark.parametrize("case", CASES)
def test_one_sentence_and_nothing_written(bad_input: tuple[Outcome, set[str]], case: str) -> None:
    outcome, methods = bad_input
    run = outcome[f"{case} run"]
    assert run["failed"]
    assert CASES[case][1] in run["msg"]
    check = outcome[f"{case} check"]
    if case in TO_COME:
        assert not check["failed"]
        assert check["warnings"] == [f"{run['msg']} Check mode continues as if an earlier task had created it."]
    else:
        assert check["msg"] == run["msg"], "check mode finds the same fault"
    assert methods == {"GET"}


@pytest.mark.parametrize("validation_status", [400, 422])
def test_what_only_the_api_refuses(ansible: Ansible, validation_status: int) -> None:
    ansible.emulator.switch(validation_status=validation_status)
    message = ansible.run(container(**NEW, comment="x" * 16001)).message
    assert f"/containers answered {validation_status}: Validation failed" in message
    assert "x" * 20 not in message


def both_modes(*tasks: Task) -> list[Task]:
    """These tasks in check mode and for real, none of which ends the run."""
    return [{**task, "check_mode": check, "ignore_errors": True} for task in tasks for check in (True, False)]


def test_what_another_container_has_is_known_in_check_mode_and_the_holder_is_named(ansible: Ansible) -> None:
    emulator = ansible.emulator
    holder, renamed = emulator.id_of("shop-worker"), emulator.id_of("shop-api")
    key = SEEDED_KEY.partition("=")[0]
    emulator.put_container(project="Lab", name="lab-other", status="running")
    outcome = ansible.run(
        *both_modes(
            container(id=renamed, name="shop-worker"),
            container(project="Lab", name="lab-new", server="amber-fox-1a2-de", ssh_public_key=f"{key} other comment"),
            container(project="Lab", name="lab-other", ssh_public_key=key),
        )
    )
    name_held = f"The container shop-worker ({holder}) of the project Shop has this name."
    key_held = f"The container shop-api ({renamed}) of the project Shop has this SSH key, which can be used for one"
    for number, sentence in enumerate([name_held, key_held, key_held]):
        check, run = outcome[2 * number], outcome[2 * number + 1]
        assert (check["failed"], run["failed"]) == (True, True)
        assert "cannot get the declared values" in check["msg"]
        assert "answered 409" in run["msg"]
        for result in (check, run):
            assert sentence in result["msg"]


def test_an_id_of_another_project_is_refused_by_every_module(ansible: Ansible) -> None:
    shop_api = ansible.emulator.id_of("shop-api")
    address = {"project": "Lab", "container": shop_api}
    tasks = [
        container(id=shop_api, project="Lab"),
        container(id=shop_api, project="Lab", state="absent"),
        container_info(**address),
        network(**address, type="block"),
        network(**address, state="absent"),
        network_info(**address),
        claim(**address),
        fleet(project="Lab", containers=[{"id": shop_api, "comment": "x"}]),
    ]
    # The same by the id of the project, and the right project by either.
    ours = {name: ansible.emulator.project_id(name) for name in ("Lab", "Shop")}
    tasks += [network_info(project=ours["Lab"], container=shop_api)]
    fine = [network_info(project=project, container=shop_api) for project in ("Shop", ours["Shop"])]
    outcome = ansible.run(*both_modes(*tasks), *fine).succeeded()
    for result in outcome.results[:-2]:
        assert result["failed"], result
        assert f"The container {shop_api} is not in the project '" in result["msg"]
        assert "' but in 'Shop'." in result["msg"]
    assert not any(result["failed"] for result in outcome.results[-2:])
    assert {entry["method"] for entry in ansible.emulator.requests()} == {"GET"}


def test_the_modules_go_on_in_check_mode_without_the_container_of_an_earlier_task(ansible: Ansible) -> None:
    address = {"project": "Shop", "container": "shop-new"}
    tasks = [network(**address, type="block"), network_info(**address), claim(**address), container_info(**address)]
    outcome = ansible.run(*tasks, arguments=["--check"]).succeeded()
    assert outcome[1]["network"]["configured"] is False
    for result in outcome.results[:3]:
        assert "Check mode continues as if an earlier task had created it" in str(result["warnings"])
    real = ansible.run(*({**task, "ignore_errors": True} for task in tasks))
    assert [result["failed"] for result in real.results] == [True, True, True, False]


@pytest.mark.parametrize("in_process", ["0", "1"])
def test_a_date_is_no_string_either(ansible: Ansible, in_process: str) -> None:
    """A playbook of our own, as the others here are JSON, which has no dates."""
    playbook = ansible.folder / "dates.yml"
    playbook.write_text(
        f"""
- hosts: localhost
  gather_facts: false
  tasks:
    - hoody.cloud.container: {{project: Shop, name: web, environment_vars: {{AT: 2001-12-14t21:59:43.10-05:00}}}}
      ignore_errors: true
    - hoody.cloud.container_fleet: {{project: Shop, containers: [{{name: web, environment_vars: {{DAY: 2024-01-01}}}}]}}
  module_defaults:
    group/hoody.cloud.hoody: {{api_url: "{ansible.emulator.url}", api_token: "{ansible.emulator.token}"}}
"""
    )
    outcome = ansible.run_file(playbook, environment={"HOODY_IN_PROCESS": in_process})
    assert "YAML read AT as the date 2001-12-14T21:59:43.100000-05:00. Put the value in quotes" in outcome[0]["msg"]
    assert "YAML read DAY as the date 2024-01-01. Put the value in quotes" in outcome[1]["msg"]
    assert not ansible.emulator.requests()


def test_a_token_without_the_right(ansible: Ansible) -> None:
    message = ansible.run(container(**NEW), defaults={**ansible.connection, "api_token": "hdy_read_only"}).message
    assert "answered 403: Insufficient permissions. The token came from the option api_token" in message


def bare(folder: Path) -> dict[str, str]:
    """The variables that have a Python run the modules which has nothing installed."""
    venv.create(folder, with_pip=False)
    return {"ansible_python_interpreter": str(folder / "bin" / "python")}


def test_requests_is_not_installed(ansible: Ansible, tmp_path: Path) -> None:
    variables = bare(tmp_path / "bare")
    interpreter = variables["ansible_python_interpreter"]
    message = ansible.run(container_info(), variables=variables).message
    assert message == (
        f"The Python library requests cannot be imported by {interpreter} "
        "(ModuleNotFoundError: No module named 'requests'). Install it there: "
        f"{interpreter} -m pip install 'requests>=2.31.0'. If this is another Python than you expect, "
        "set ansible_python_interpreter."
    )


OLD = """
import collections, sys
sys.version_info = collections.namedtuple("version_info", "major minor micro releaselevel serial")(3, 8, 18, "final", 0)
sys.version = "3.8.18 (an old one)"
"""


def test_a_python_that_is_too_old(ansible: Ansible, tmp_path: Path) -> None:
    """It says that it is old: a really old one is on no machine that runs these tests."""
    variables = bare(tmp_path / "old")
    [packages] = (tmp_path / "old").glob("lib/python*/site-packages")
    (packages / "sitecustomize.py").write_text(OLD)
    message = ansible.run(container_info(), variables=variables).message
    # From ansible-core 2.20 on, it is ansible-core that says so.
    assert "3.9" in message
    assert "3.8" in message
