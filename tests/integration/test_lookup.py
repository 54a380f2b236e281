# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup container, as templates of a playbook meet it: what it answers, and how often the API is asked."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from ansible_collections.hoody.cloud.plugins.lookup import container as documented

from .operations import SERVER
from .playbook import Ansible, Outcome, Task, container

LISTING = "/api/v1/containers/"
ODD = "{{ 1 + 1 }} {% raw %} #jinja2: variable_start_string:'[['"


def looked_up(terms: str, **options: object) -> str:
    """A template with this lookup. ``terms`` are as they stand in it."""
    given = "".join(f", {name}={value!r}" for name, value in options.items())
    return f"{{{{ lookup('hoody.cloud.container', {terms}{given}) }}}}"


def said(name: str, terms: str, **options: object) -> Task:
    """A task that shows what the lookup answers, as ``msg``."""
    return {"name": name, "ansible.builtin.debug": {"msg": looked_up(terms, **options)}}


def run(ansible: Ansible, *tasks: Task, **more: Any) -> Outcome:
    """Run tasks; the connection is where a lookup finds it."""
    more["environment"] = {
        "HOODY_TOKEN": ansible.emulator.token,
        "HOODY_API_URL": ansible.emulator.url,
        **more.get("environment", {}),
    }
    return ansible.run(*tasks, **more)


def listings(ansible: Ansible) -> int:
    """How often all containers were listed; nothing else was asked."""
    paths = [entry["path"] for entry in ansible.emulator.requests()]
    assert set(paths) <= {LISTING}
    return len(paths)


def test_a_container_and_its_attributes(ansible: Ansible) -> None:
    identity = ansible.emulator.id_of("shop-api")
    ansible.emulator.clear_requests()
    outcome = run(
        ansible,
        said("whole", "'shop-api'", project="Shop"),
        said("by id", f"'{identity}'", attribute="name"),
        said("inside", "'shop-api'", attribute="server.country"),
        said("several", "'shop-api', 'shop-worker'", attribute="name", wantlist=True),
        said("a list", "['shop-api', 'shop-worker']", attribute="name"),
        {
            "name": "loop",
            "ansible.builtin.debug": {"msg": "{{ item.name }} {{ item.status }}"},
            "with_hoody.cloud.container": ["shop-api", "shop-worker"],
        },
    ).succeeded()
    whole = outcome["whole"]["msg"]
    assert (whole["id"], whole["project_alias"], whole["server_name"]) == (identity, "Shop", SERVER)
    assert (outcome["by id"]["msg"], len(outcome["inside"]["msg"])) == ("shop-api", 2)
    assert (outcome["several"]["msg"], outcome["a list"]["msg"]) == (
        ["shop-api", "shop-worker"],
        "shop-api,shop-worker",
    )
    rows = [result["msg"] for result in outcome.results if result["task"] == "loop" and "item" in result]
    assert [row.split()[0] for row in rows] == ["shop-api", "shop-worker"]
    assert listings(ansible) == 1


def test_one_listing_for_all_hosts_and_tasks_of_a_run(ansible: Ansible) -> None:
    """Each worker is a process of its own, and all begin together."""
    hosts = {f"host-{number}": {"ansible_connection": "local"} for number in range(12)}
    inventory = ansible.folder / "hosts.json"
    inventory.write_text(json.dumps({"all": {"hosts": hosts}}))
    task = {"ansible.builtin.assert": {"that": ["lookup('hoody.cloud.container', 'shop-api').name == 'shop-api'"]}}
    play = {"hosts": "all", "gather_facts": False, "vars": {"address": looked_up("'shop-worker'", attribute="id")}}
    tasks = [task, {"ansible.builtin.debug": {"var": "address"}}, task]
    playbook = ansible.folder / "many.yml"
    playbook.write_text(json.dumps([{**play, "tasks": tasks}, {**play, "tasks": [task]}]))
    outcome = ansible.run_file(
        playbook,
        arguments=["-i", str(inventory), "--forks", "12"],
        environment={"HOODY_TOKEN": ansible.emulator.token, "HOODY_API_URL": ansible.emulator.url},
    ).succeeded()
    assert len(outcome.results) == 4 * len(hosts)
    assert listings(ansible) == 1


@pytest.mark.parametrize("in_process", ["1", "0"])
def test_what_this_collection_changes_is_seen_at_once(ansible: Ansible, in_process: str) -> None:
    status = said("status", "'shop-api'", attribute="status")
    stop = container(project="Shop", name="shop-api", state="stopped")
    outcome = run(
        ansible,
        status,
        {**stop, "check_mode": True},
        status,
        stop,
        status,
        stop,
        status,
        environment={"HOODY_IN_PROCESS": in_process},
    ).succeeded()
    shown = [result["msg"] for result in outcome.results if result["task"] == "status"]
    assert shown == ["running", "running", "stopped", "stopped"]
    paths = [entry["path"] for entry in ansible.emulator.requests()]
    assert paths.count(LISTING) == 2


def test_text_of_the_api_is_never_a_template(ansible: Ansible) -> None:
    ansible.emulator.put_container(project="Shop", name="odd-one", comment=ODD)
    outcome = run(
        ansible,
        said("text", "'odd-one'", attribute="comment"),
        said("unsafe", "'odd-one'", attribute="comment", allow_unsafe=True),
        {"ansible.builtin.set_fact": {"kept": looked_up("'odd-one'")}},
        {"name": "kept", "ansible.builtin.debug": {"msg": "{{ kept.comment }}"}},
        {"name": "inside", "ansible.builtin.debug": {"msg": "a {{ kept.comment }} b"}},
    ).succeeded()
    assert outcome["text"]["msg"] == outcome["kept"]["msg"] == ODD
    # Before ansible-core 2.19, what is said to be unsafe stays a list.
    assert outcome["unsafe"]["msg"] in (ODD, [ODD])
    assert outcome["inside"]["msg"] == f"a {ODD} b"


def test_no_secret_is_looked_up(ansible: Ansible) -> None:
    """Neither by the template, nor by whoever looks into the run's folder."""
    variables = {"PASSWORD": "s3cret-of-the-shop"}
    ansible.emulator.put_container(project="Shop", name="quiet", environment_vars=variables)
    own = f"{ansible.folder}/ansible/tmp/*"
    # So that the command does not find itself.
    words = "s3cret[-]of-the-shop|hdy[_]emulator_token"
    find = f"grep -rlE '{words}' {own}; ls {own}/hoody-containers-*"
    outcome = run(
        ansible,
        said("variables", "'quiet'", attribute="environment_vars"),
        {"name": "files", "ansible.builtin.shell": find, "changed_when": False},
        arguments=["-vvvv"],
    ).succeeded()
    assert outcome["variables"]["msg"] == dict.fromkeys(("HOODY_PROJECT", "PASSWORD"), "(hidden)")
    kept = outcome["files"]["stdout_lines"]
    assert kept
    assert all("/hoody-containers-" in line for line in kept)
    assert len(kept) == len(set(kept)), "what grep finds, ls finds again"
    assert "s3cret-of-the-shop" not in outcome.output
    assert ansible.emulator.token not in outcome.output


def test_what_is_not_there_is_one_sentence(ansible: Ansible) -> None:
    failing = {
        "There is no container 'shop-nxt' in the project 'Shop'. There are: shop-api,": (
            "'shop-nxt'",
            {"project": "Shop"},
        ),
        "There is no project 'Shoppe'. The token sees:": ("'shop-api'", {"project": "Shoppe"}),
        "The name 'web' is ambiguous: give project": ("'web'", {}),
        "has no attribute 'hostname'. At 'hostname' there is: ai,": ("'shop-api'", {"attribute": "hostname"}),
        "The option project must not be blank.": ("'shop-api'", {"project": ""}),
        "A container has to be given by its name or its id": ("''", {}),
        "This lookup has no option projekt. It has: project, attribute, api_token": ("'web'", {"projekt": "Shop"}),
        "answered 401": ("'shop-api'", {"api_token": "hdy_wrong"}),
        "The value from the option api_retries must be a whole number": ("'shop-api'", {"api_retries": "many"}),
    }
    tasks = [{**said(words, terms, **more), "ignore_errors": True} for words, (terms, more) in failing.items()]
    outcome = run(ansible, *tasks)
    for words in failing:
        assert outcome[words]["failed"]
        assert words in outcome[words]["msg"], outcome[words]["msg"]
    assert "No API token" in ansible.run(said("x", "'web'"), environment={"HOME": "/nowhere"}).message


def test_errors_and_defaults_are_those_of_every_lookup(ansible: Ansible) -> None:
    """In check mode, too; and many that are missing are looked for once."""
    template = looked_up("'none'", errors="ignore").replace(") }}", ") | default('-', true) }}")
    task = {"ansible.builtin.debug": {"msg": template}}
    warned = said("warned", "'none'", errors="warn")
    for arguments in ([], ["--check"]):
        ansible.emulator.clear_requests()
        outcome = run(ansible, {**task, "loop": [1, 2, 3]}, warned, arguments=arguments).succeeded()
        assert [result["msg"] for result in outcome.results if "item" in result] == ["-"] * 3
        assert "There is no container 'none' in any project." in outcome.said
        assert listings(ansible) == 1


def test_the_examples(ansible: Ansible) -> None:
    outcome = run(ansible, *yaml.safe_load(documented.EXAMPLES)).succeeded()
    assert outcome["Use a default if the container does not exist"]["msg"] == "there is none"
    assert outcome["Show the host name for SSH"]["msg"].endswith("containers.hoody.com")


def test_a_container_made_on_the_way_is_found(ansible: Ansible) -> None:
    new = container(project="Shop", name="brand-new", server=SERVER)
    outcome = run(
        ansible,
        {**said("before", "'brand-new'"), "ignore_errors": True},
        new,
        said("after", "'brand-new'", attribute="name"),
    ).succeeded()
    assert (outcome["before"]["failed"], outcome["after"]["msg"]) == (True, "brand-new")
