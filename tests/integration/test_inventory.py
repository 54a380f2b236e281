# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin: what becomes a host, what it is called, and what is known of it."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.hoody.cloud.plugins.inventory import containers as plugin

from tests.emulator.process import ROOT

from .inventory import Inventory
from .playbook import container

SHOP = {"web", "shop-api", "shop-worker", "shop-cache", "shop-crawler"}
EVERYTHING = {f"Shop-{name}" for name in SHOP} | {"Lab-web"}


def test_all_containers_with_variables_and_ssh(inventory: Inventory) -> None:
    listing = inventory.of()
    assert set(listing.hosts) == EVERYTHING
    api = listing.hosts["Shop-shop-api"]
    assert api["hoody_id"] == inventory.emulator.id_of("shop-api")
    assert (api["ansible_host"], api["ansible_ssh_extra_args"]) == (api["hoody_ssh_hostname"], "-o User=root")
    assert api["hoody_server"]["country"] == "DE"
    assert api["hoody_labels"] == {"role": "api", "tier": "back"}
    assert not listing.messages
    assert "__ansible_unsafe" not in listing.output


def test_what_happens_in_another_project_renames_no_host(inventory: Inventory) -> None:
    """Neither what is made there, nor what is started, nor a rule that hides it."""
    emulator = inventory.emulator
    everything, shop = inventory.file(), inventory.file(name="shop.hoody.yml", projects=["Shop"])
    running = inventory.file(name="running.hoody.yml", statuses=["running"])
    before = {path: set(inventory.list(path).hosts) for path in (everything, shop, running)}
    assert before[shop] == SHOP
    emulator.force(emulator.id_of("web", "Lab"), status="running")
    for name in ("shop-api", "shop-worker", "Shop-web"):
        emulator.put_container(project="Lab", name=name, status="running")
    new = {"Lab-web", "Lab-shop-api", "Lab-shop-worker", "Lab-Shop-web"}
    for path, hosts in before.items():
        listing = inventory.list(path)
        assert set(listing.hosts) == hosts | (set() if path == shop else new)
        assert not listing.messages
    # What a user asks for may be one name for several: none of them has it, and that is told once.
    asked = inventory.of(hostnames=["hoody_name"], filters=[{"exclude": "hoody_status != 'running'"}])
    unique = {"shop-worker", "shop-crawler", "Lab-Shop-web"}
    assert set(asked.hosts) == {"Shop-web", "Lab-web", "Shop-shop-api", "Lab-shop-api"} | unique
    assert asked.messages.count("WARNING") == 1
    assert "More than one container would be called Shop-web, shop-api, web:" in asked.messages


def test_selection_by_project_status_and_filters(inventory: Inventory) -> None:
    listing = inventory.of(
        projects=["Shop", inventory.emulator.project_id("Lab")],
        statuses=["running", "stopped", "paused"],
        filters=[
            {"exclude": "hoody_name.startswith('shop-w')"},
            {"include": "hoody_labels.role | default('') == 'api' or hoody_project_alias == 'Lab'"},
            {"include": "inventory_dir is undefined and hoody_name == 'shop-cache'"},
            {"exclude": True},
        ],
        hostnames=["hoody_pool_id", "{{ hoody_missing }}", "{{ hoody_name }}.{{ hoody_project_alias | lower }}"],
    )
    assert set(listing.hosts) == {"shop-api.shop", "web.lab", "shop-cache.shop"}
    assert not listing.messages
    assert all("/projects/" in entry["path"] for entry in inventory.pages())


def test_network_runtime_environment_prefix_and_no_connection(inventory: Inventory) -> None:
    inventory.emulator.put_container(
        project="Shop", name="with-env", environment_vars={"LEVEL": "info", "PASSWORD": "never-seen", "HOODY_X": "y"}
    )
    listing = inventory.of(
        network=True,
        runtime={"displays": True},
        expose_environment=["LEVEL", "MISSING"],
        hostvars_prefix="cloud_",
        connect="none",
        include_expired=True,
    )
    assert listing.hosts["Shop-with-env"]["cloud_environment_vars"] == {"LEVEL": "info"}
    crawler = listing.hosts["Shop-shop-crawler"]
    assert crawler["cloud_network"]["configured"]
    assert crawler["cloud_runtime_info"]
    assert not [name for name in crawler if not name.startswith("cloud_")]
    assert "never-seen" not in listing.output
    assert any("include_expired" in str(entry["query"]) for entry in inventory.pages())


def test_constructed_variables_and_groups(inventory: Inventory) -> None:
    listing = inventory.of(
        projects=["Shop"],
        compose={
            "ansible_host": "hoody_ssh_hostname",
            "greeting": "hoody_name ~ ' in ' ~ hoody_project_alias",
            "seen": "query('ansible.builtin.env', 'HOODY_MARK') | first",
            "broken": "hoody_name.no.such",
        },
        groups={"idle": "hoody_status != 'running'", "greeted": "greeting is defined"},
        keyed_groups=[
            {"key": "hoody_labels", "prefix": "", "separator": "_"},
            {"key": "hoody_status", "prefix": "status", "parent_group": "states"},
        ],
        leading_separator=False,
    )
    api = listing.hosts["shop-api"]
    assert api["greeting"] == "shop-api in Shop"
    assert api["ansible_host"] == api["hoody_ssh_hostname"]
    assert "broken" not in api
    assert listing.groups["role_api"] == {"shop-api"}
    assert listing.groups["greeted"] == set(listing.hosts)
    assert listing.groups["idle"] == set(listing.hosts) - listing.groups["status_running"]
    assert set(listing.data["states"]["children"]) >= {"status_running", "status_stopped"}
    strict = inventory.list(inventory.file(projects=["Shop"], strict=True, compose={"broken": "hoody_name.no.such"}))
    assert strict.returncode
    assert "Could not set broken for host" in strict.messages


def test_a_container_takes_no_place_but_its_own(inventory: Inventory) -> None:
    """Names of the controller, of groups, of other sources' hosts, and what nobody should be called."""
    put = inventory.emulator.put_container
    for name in ("localhost", "all", "idle", "taken", "-oProxyCommand", "../../etc", "a b", "a_b"):
        put(project="Lab", name=name, status="stopped")
    options = {
        "projects": ["Lab"],
        "groups": {"idle": "hoody_status == 'stopped'"},
        "compose": {"mark": "hoody_name"},
        "keyed_groups": [{"key": "hoody_project_alias", "prefix": "", "separator": ""}],
    }
    listing = inventory.of(**options)
    lab = listing.groups["Lab"]
    assert lab == {
        *("web", "taken", "idle", "a_b"),
        *("Lab-localhost", "Lab-all", "Lab--oProxyCommand", "Lab-.._.._etc"),
        *{"Lab-a_b"},
    }
    assert listing.hosts["a_b"]["mark"] == "a_b"
    assert listing.hosts["idle"]["mark"] == "idle"
    assert "vars" not in listing.data["idle"]
    assert listing.messages.count("in use already (all, localhost):") == 1


STATIC = """\
[static]
db1 ansible_host=10.0.0.5 db_password=x hoody_id=of-another note="{{ n }}" n=1
shop-api
[crew]
elsewhere
"""


def test_a_container_never_becomes_a_host_of_another_source(inventory: Inventory) -> None:
    """Not its place, address or variables, whatever the prefix; and no group takes a host's place."""
    put = inventory.emulator.put_container
    put(project="Shop", name="db1", comment="role=db1")
    put(project="Shop", name="helper", comment="role=localhost")
    put(project="Shop", name="crew")
    static = inventory.file(STATIC, name="static.ini")
    grouped: dict[str, Any] = {
        "keyed_groups": [{"key": "hoody_labels.role | default('none')", "prefix": "", "separator": ""}]
    }
    for prefix in ("hoody_", "other_"):
        shop = inventory.file(name="shop.hoody.yml", projects=["Shop"], hostvars_prefix=prefix, **grouped)
        listing = inventory.list([static, shop])
        assert listing.hosts["db1"] == {
            "ansible_host": "10.0.0.5",
            "db_password": "x",
            "hoody_id": "of-another",
            "note": "{{ n }}",
            "n": 1,
        }
        assert not listing.hosts.get("shop-api")
        ours = listing.hosts["Shop-db1"]
        assert ours[f"{prefix}name"] == "db1"
        assert not {"db_password", "note"} & set(ours)
        assert ours["ansible_host"] == ours[f"{prefix}ssh_hostname"]
        assert listing.groups["crew"] == {"elsewhere"}
        assert {"Shop-crew", "Shop-shop-api", "shop-worker"} <= set(listing.hosts)
        told = (
            "in use already (crew, db1, shop-api): shop-api is Shop-shop-api, db1 is Shop-db1, crew is Shop-crew. Set"
        )
        assert listing.messages.count(told) == 1
    # Ansible looks for a group before it looks for a host, so that a label would lead a play astray.
    listing = inventory.list([static, inventory.file(projects=["Shop"], **grouped)])
    assert listing.groups["hoody_localhost"] == {"helper"}
    assert listing.groups["hoody_db1"] == {"Shop-db1"}
    assert not {"localhost", "db1"} & set(listing.groups)
    assert listing.messages.count("are called hoody_<name> instead: db1, localhost.") == 1


def test_adding_to_the_hosts_of_other_sources_is_a_choice(inventory: Inventory) -> None:
    inventory.emulator.put_container(project="Shop", name="db1", comment="role=db1")
    static = inventory.file(STATIC, name="static.ini")
    options: dict[str, Any] = {"projects": ["Shop"], "compose": {"noted": "note | default('') | string"}}
    merged = inventory.list([static, inventory.file(**options, merge=True)])
    db1 = merged.hosts["db1"]
    # A variable of another source may be a template there.
    assert (db1["db_password"], db1["hoody_name"], db1["noted"]) == ("x", "db1", "1")
    assert db1["ansible_host"] == db1["hoody_ssh_hostname"]
    assert merged.hosts["shop-api"]["hoody_name"] == "shop-api"
    kept = inventory.list([static, inventory.file(**options, merge=True, connect="none")])
    assert (kept.hosts["db1"]["ansible_host"], kept.hosts["db1"]["hoody_name"]) == ("10.0.0.5", "db1")
    # What comes later adds to what is there, which is Ansible's own rule.
    later = inventory.list([inventory.file(projects=["Shop"]), static])
    assert (later.hosts["db1"]["ansible_host"], later.hosts["db1"]["hoody_id"]) == ("10.0.0.5", "of-another")


def test_several_files_make_one_host_of_a_container_and_never_one_of_two(inventory: Inventory) -> None:
    constructed = inventory.file("plugin: ansible.builtin.constructed\ncompose: {both: b_name}\n", "c.yml")
    sources = [
        inventory.file(name="a.hoody.yml", projects=["Shop"], hostvars_prefix="a_"),
        inventory.file(name="b.hoody.yml", projects=["Shop"], hostvars_prefix="b_", connect="none"),
        inventory.file(name="lab.hoody.yml", projects=["Lab"], hostvars_prefix="a_", merge=True),
        constructed,
    ]
    # With the plugin itself enabled, ansible-core gives one object of it all the files.
    enabled = {"ANSIBLE_INVENTORY_ENABLED": "hoody.cloud.containers,ansible.builtin.constructed"}
    hosts = inventory.list(sources, environment=enabled).hosts
    assert set(hosts) == SHOP | {"Lab-web"}
    assert (hosts["web"]["a_id"], hosts["web"]["b_id"]) == (inventory.emulator.id_of("web"),) * 2
    assert hosts["web"]["both"] == "web"
    assert hosts["Lab-web"]["a_id"] == inventory.emulator.id_of("web", "Lab")
    assert "b_id" not in hosts["Lab-web"]


@pytest.mark.parametrize("name", ["{{ 7 * 191 }}", "{% raw %}x{% endraw %}"])
def test_what_somebody_typed_is_never_a_template(inventory: Inventory, name: str) -> None:
    evil = "{{ 7 * 191 }} {% if true %}run{% endif %} role={{7*191}}"
    inventory.emulator.put_container(
        project="Lab", name=name, comment=evil, environment_vars={"E": evil}, realm_ids=[], status="running"
    )
    path = inventory.file(
        projects=["Lab"],
        expose_environment=["E"],
        compose={"joined": "hoody_comment ~ '!'", "plain": "hoody_status ~ '!'", "listed": "[hoody_comment]"},
        keyed_groups=[{"key": "hoody_labels", "prefix": "label"}, {"key": "hoody_comment", "prefix": "c"}],
    )
    listing = inventory.list(path)
    [(host, shown)] = [(host, item) for host, item in listing.hosts.items() if host != "web"]
    assert "{" not in host
    assert shown["plain"] == "running!"
    assert shown["hoody_comment"] == {"__ansible_unsafe": evil}
    assert shown["joined"] == {"__ansible_unsafe": evil + "!"}
    play = {
        "hosts": host,
        "gather_facts": False,
        "tasks": [
            {
                "ansible.builtin.debug": {
                    "msg": [
                        "{{ hoody_comment }}",
                        "{{ joined }}",
                        "{{ listed[0] }}",
                        "{{ hoody_name }}",
                        "{{ hoody_labels.role }}",
                        "{{ hoody_environment_vars.E }}",
                        "{{ inventory_hostname }} {{ group_names | join }}",
                    ]
                }
            }
        ],
    }
    playbook = inventory.folder / "play.yml"
    playbook.write_text(yaml.safe_dump([play]))
    outcome = inventory.ansible.run_file(
        playbook, arguments=["-i", str(path)], environment=inventory.environment
    ).succeeded()
    message = outcome[0]["msg"]
    assert message[:6] == [evil, evil + "!", evil, name, "{{7*191}}", evil]
    assert "1337" not in outcome.output + listing.output


def test_a_thousand_containers_in_eleven_requests_and_none_when_warm(inventory: Inventory) -> None:
    emulator = inventory.emulator
    emulator.reset(empty=True)
    emulator.bulk(1000)
    emulator.switch(latency=2)  # for as long as a busy machine may need to send them all
    emulator.clear_requests()
    path = inventory.file(
        cache=True, cache_plugin="ansible.builtin.jsonfile", cache_connection=str(inventory.folder / "cache")
    )
    cold = inventory.list(path)
    assert len(cold.hosts) == 1000
    pages = inventory.pages()
    assert len(pages) <= 11
    assert max(entry["in_flight"] for entry in pages) >= 8
    emulator.clear_requests()
    assert inventory.list(path).data == cold.data
    assert not emulator.requests()


def test_refresh_inventory(inventory: Inventory) -> None:
    """It shows what a play has just created, whatever is cached, and keeps nothing of the inventories before.

    Nor does it take what it made itself before for that of another source.
    """
    cached: dict[str, Any] = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile"}
    cached["cache_connection"] = str(inventory.folder)
    static = inventory.file("[static]\nShop-shop-api\n", name="static.ini")
    outcome = inventory.ansible.run(
        container(project="Shop", name="fresh", server="amber-fox-1a2-de"),
        {"ansible.builtin.debug": {"msg": "{{ groups.all }}"}},
        *[{"meta": "refresh_inventory"}] * 10,
        {"ansible.builtin.debug": {"msg": "{{ groups.all }}"}},
        arguments=["-i", str(static), "-i", str(inventory.file(**cached))],
        environment={**inventory.environment, "ANSIBLE_CALLBACKS_ENABLED": "recorder,hosts_alive"},
    ).succeeded()
    before, after = (set(outcome[number]["msg"]) for number in (1, 2))
    assert after == before | {"Shop-fresh"}
    assert before >= {"Shop-shop-api", f"Shop-shop-api-{inventory.emulator.id_of('shop-api')}", "Shop-web", "Lab-web"}
    alive = re.search(r"hosts alive: (\d+)", outcome.output)
    assert alive
    # The first and the last inventory, and the implicit localhost of each.
    assert int(alive[1]) <= len(before) + len(after) + 2


def test_an_empty_account_is_an_empty_inventory(inventory: Inventory) -> None:
    inventory.emulator.reset(empty=True)
    listing = inventory.of()
    assert listing.hosts == {}
    assert not listing.messages


def documents() -> list[tuple[str, dict[str, Any]]]:
    """The examples of the documentation: their comments and options."""
    parts = re.split(r"^---\n", plugin.EXAMPLES, flags=re.MULTILINE)
    return [(text, yaml.safe_load(options)) for text, options in itertools.pairwise(parts)]


def test_every_example_works_as_it_says(inventory: Inventory, tmp_path: Path) -> None:
    everything, labelled, jump, account, awx = (options for _text, options in documents())
    assert set(inventory.list(inventory.file(**everything)).hosts) == EVERYTHING

    grouped = inventory.list(inventory.file(**labelled))
    assert grouped.groups["role_api"] == {"shop-api"}
    assert grouped.groups["tier_back"] >= {"shop-api"}

    running = inventory.list(inventory.file(**jump)).hosts
    assert {item["hoody_status"] for item in running.values()} == {"running"}
    assert running["Shop-shop-api"]["hoody_ssh_key_file"] == "~/.ssh/hoody/{{ hoody_name }}"
    assert running["Shop-shop-api"]["ansible_ssh_common_args"] == "-o ProxyJump=ops@bastion.example.com"

    inventory.file(name="sources/acme.hoody.yml", **account)
    inventory.file(name="sources/other.hoody.yml", **everything)
    both = inventory.list(tmp_path / "sources", environment={"ACME_HOODY_TOKEN": inventory.emulator.token})
    assert both.groups["acme"] >= {"acme-Shop-shop-api"}
    assert "Shop-shop-api" in both.hosts

    cached = inventory.list(inventory.file(**{**awx, "cache_connection": str(tmp_path / "cache")}))
    assert cached.groups["project_Shop"]

    *_others, readme = re.findall(r"```yaml\n(plugin: .*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    shop = inventory.list(inventory.file(readme))
    assert shop.groups["project_Shop"] == {"Shop-web", "Shop-shop-api", "Shop-shop-crawler"}
    assert shop.groups["label_role_api"] == {"Shop-shop-api"}
