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

SHOP = {"Shop-web", "shop-api", "shop-worker", "shop-cache", "shop-crawler"}


def test_all_containers_with_variables_and_ssh(inventory: Inventory) -> None:
    listing = inventory.of()
    assert set(listing.hosts) == SHOP | {"Lab-web"}
    api = listing.hosts["shop-api"]
    assert api["hoody_id"] == inventory.emulator.id_of("shop-api")
    assert (api["ansible_host"], api["ansible_user"]) == (api["hoody_ssh_hostname"], "root")
    assert api["hoody_server"]["country"] == "DE"
    assert api["hoody_labels"] == {"role": "api", "tier": "back"}
    assert listing.messages.count("WARNING") == 1
    assert "is called web: the alias of its project" in listing.messages
    assert "__ansible_unsafe" not in listing.output


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
    assert listing.hosts["with-env"]["cloud_environment_vars"] == {"LEVEL": "info"}
    crawler = listing.hosts["shop-crawler"]
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
    folder = inventory.folder / "sources"
    inventory.file(
        "[static]\ntaken note=kept hoody_id=of-another\n"
        "shop-api n=1 hoody_note='{{ n }}'\nshop-worker n=2 hoody_note='{{ n }}'\n",
        name="sources/1-static",
    )
    inventory.file(
        name="sources/2.hoody.yml",
        groups={"idle": "hoody_status == 'stopped'"},
        compose={"mark": "hoody_name", "noted": "hoody_note | string"},
        keyed_groups=[{"key": "hoody_project_alias", "prefix": "", "separator": ""}],
    )
    listing = inventory.list(folder, environment={"ANSIBLE_INVENTORY_ENABLED": "auto,ini"})
    lab = listing.groups["Lab"]
    assert lab >= {"Lab-localhost", "Lab-all", "Lab-taken", "idle", "_oProxyCommand", "Lab-web"}
    assert not [name for name in lab if "/" in name or " " in name or name[0] in ".-"]
    assert listing.hosts["taken"] == {"note": "kept", "hoody_id": "of-another"}
    # What other sources know of a host stays, and may be a template there.
    assert [listing.hosts[name]["noted"] for name in ("shop-api", "shop-worker")] == ["1", "2"]
    assert listing.hosts["shop-api"]["hoody_name"] == "shop-api"
    assert listing.hosts["idle"]["mark"] == "idle"
    assert "vars" not in listing.data["idle"]
    assert {
        "Lab-a_b-" + item["hoody_id"] for item in listing.hosts.values() if item.get("mark") in ("a b", "a_b")
    } <= lab


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
    """It shows what a play has just created, whatever is cached, and keeps nothing of the inventories before."""
    cached = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(inventory.folder)}
    outcome = inventory.ansible.run(
        container(project="Shop", name="fresh", server="amber-fox-1a2-de"),
        {"ansible.builtin.debug": {"msg": "{{ groups.all }}"}},
        *[{"meta": "refresh_inventory"}] * 10,
        {"ansible.builtin.debug": {"msg": "{{ groups.all }}"}},
        arguments=["-i", str(inventory.file(**cached))],
        environment={**inventory.environment, "ANSIBLE_CALLBACKS_ENABLED": "recorder,hosts_alive"},
    ).succeeded()
    before, after = (set(outcome[number]["msg"]) for number in (1, 2))
    assert after == before | {"fresh"}
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
    assert set(inventory.list(inventory.file(**everything)).hosts) == SHOP | {"Lab-web"}

    grouped = inventory.list(inventory.file(**labelled))
    assert grouped.groups["role_api"] == {"shop-api"}
    assert grouped.groups["tier_back"] >= {"shop-api"}

    running = inventory.list(inventory.file(**jump)).hosts
    assert {item["hoody_status"] for item in running.values()} == {"running"}
    assert running["shop-api"]["ansible_ssh_private_key_file"] == "~/.ssh/hoody/shop-api"
    assert running["shop-api"]["ansible_ssh_common_args"] == "-o ProxyJump=ops@bastion.example.com"

    inventory.file(name="sources/acme.hoody.yml", **account)
    inventory.file(name="sources/other.hoody.yml", **everything)
    both = inventory.list(tmp_path / "sources", environment={"ACME_HOODY_TOKEN": inventory.emulator.token})
    assert both.groups["acme"] >= {"acme-shop-api"}
    assert "shop-api" in both.hosts

    cached = inventory.list(inventory.file(**{**awx, "cache_connection": str(tmp_path / "cache")}))
    assert cached.groups["project_Shop"]

    [readme] = re.findall(r"```yaml\n(plugin: .*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    shop = inventory.list(inventory.file(readme))
    assert shop.groups["project_Shop"] == {"web", "shop-api", "shop-crawler"}
    assert shop.groups["label_role_api"] == {"shop-api"}
