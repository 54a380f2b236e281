# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin when something is wrong: one sentence to act on, or the cache, and never a secret."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from .hostile import hostile, page, says
from .inventory import Inventory

TOKEN = "hdy_emulator_token"


@pytest.fixture
def cache(inventory: Inventory) -> dict[str, Any]:
    """The options of a cache that is fresh for ten minutes."""
    return {
        "cache": True,
        "cache_plugin": "ansible.builtin.jsonfile",
        "cache_connection": str(inventory.folder / "cache"),
        "cache_timeout": 600,
    }


def entry(inventory: Inventory) -> Path:
    """The one file of the cache."""
    [path] = [path for path in (inventory.folder / "cache").iterdir() if path.is_file()]
    return path


def age(path: Path, seconds: float) -> None:
    """Make what is stored older, without knowing how ansible-core wraps it."""

    def older(text: str) -> str:
        value = json.loads(text)
        if "__payload__" in value:
            value["__payload__"] = older(value["__payload__"])
        else:
            value["written"] -= seconds
        return json.dumps(value)

    path.write_text(older(path.read_text()))


OUTAGES: dict[str, dict[str, Any]] = {
    "html": {"kind": "html"},
    "limited": {"kind": "rate_limited", "retry_after": 3600},
    "emptied": {"kind": "altered", "at": ["data", "containers"], "value": []},
    "null": {"kind": "altered", "at": ["data", "containers"], "value": [None]},
    "deep": {"kind": "deep"},
    "broken": {"kind": "internal_error"},
}


def test_the_cache_bridges_every_kind_of_outage_and_says_so_once(inventory: Inventory, cache: dict[str, Any]) -> None:
    path = inventory.file(projects=["Shop"], **cache)
    cold = inventory.list(path)
    age(entry(inventory), 2 * 3600 + 5 * 60)
    causes = {
        "html": "a body that is not the API's JSON",
        "limited": "429: Rate limit exceeded",
        "broken": "answered 500",
        "emptied": "a listing of containers returned 0 of 5 items",
        "null": "in which not everything is an object with an id",
        "deep": "JSON that is nested too deep",
    }
    for name, fault in OUTAGES.items():
        inventory.emulator.clear_faults()
        inventory.emulator.fault(**fault)
        stale = inventory.list(path)
        assert stale.data == cold.data
        assert stale.messages.count("WARNING") == 1
        assert causes[name] in stale.messages
        assert "The listing that is used is from 2 h 5 min ago." in stale.messages
    # Asked for what is true now, it does not tell what was.
    playbook = inventory.folder / "nothing.yml"
    playbook.write_text("[{hosts: all, gather_facts: false}]")
    arguments = ["-i", str(path), "--flush-cache"]
    flushed = inventory.ansible.run_file(playbook, arguments=arguments, environment=inventory.environment)
    assert flushed.returncode
    assert "answered 500" in " ".join(flushed.output.split())
    assert "Going on" not in flushed.output
    # Nor when it may not, or no longer.
    for options in ({"stale_if_error": 0}, {"stale_if_error": 3600, "cache_timeout": 3600}):
        refused = inventory.list(inventory.file(projects=["Shop"], **{**cache, **options}))
        assert refused.returncode
        assert "answered 500" in refused.messages
    # The entry has outlived all that, and is renewed as soon as the API answers.
    inventory.emulator.clear_faults()
    inventory.emulator.clear_requests()
    assert not inventory.list(path).messages
    assert inventory.emulator.requests()


def test_unreachable_with_and_without_a_cache(inventory: Inventory, cache: dict[str, Any]) -> None:
    path = inventory.file(**cache, api_url="{{ url }}")
    cold = inventory.list(path, "-e", f"url={inventory.emulator.url}")
    age(entry(inventory), 90)
    # Fresh: nothing is asked, so nothing is missed. The address is part of the key, so it has to be the same one.
    with_another = inventory.list(path, "-e", "url=http://127.0.0.1:9")
    assert with_another.returncode
    assert "connection refused" in with_another.messages
    assert "Check that http://127.0.0.1:9 (api_url from the option api_url) can be reached." in with_another.messages
    assert cold.hosts


def test_what_is_cached_and_what_never_is(inventory: Inventory, cache: dict[str, Any]) -> None:
    emulator = inventory.emulator
    emulator.put_container(
        project="Lab",
        name="secretive",
        environment_vars={"SHOWN": "value-shown", "HIDDEN": "value-hidden"},
        proxy_permissions={"groups": {"ops": {"type": "password", "password": "value-permission"}}},
    )
    emulator.api(
        "PATCH",
        f"/containers/{emulator.id_of('secretive', 'Lab')}/network",
        {"type": "http", "proxy": "http://me:value-proxy@p.example.net"},
    )
    emulator.switch(proxy_credentials="echoed")
    path = inventory.file(
        **cache, network=True, expose_environment=["SHOWN"], api_token="{{ lookup('env', 'ELSEWHERE') }}"
    )
    log = inventory.folder / "log"
    first = inventory.list(path, "-vvvv", environment={"ANSIBLE_LOG_PATH": str(log), "ELSEWHERE": TOKEN})
    assert first.hosts["Lab-secretive"]["hoody_environment_vars"] == {"SHOWN": "value-shown"}
    assert first.hosts["Lab-secretive"]["hoody_network"]["proxy"] == "http://p.example.net"
    stored = entry(inventory)
    everywhere = first.output + first.messages + stored.read_text() + stored.name + log.read_text()
    for secret in ("value-hidden", "value-proxy", "value-permission", TOKEN):
        assert secret not in everywhere, secret
    # Another name, filter or group is made of the same answer; another query or account is another entry.
    emulator.clear_requests()
    options = {**cache, "network": True, "expose_environment": ["SHOWN"], "hostnames": ["hoody_id"]}
    assert not inventory.list(inventory.file(**options)).messages
    assert not emulator.requests()
    inventory.of(**{**options, "expose_environment": []})
    assert emulator.requests()
    assert "value-shown" in stored.read_text()
    emulator.fault("internal_error")
    other = inventory.list(inventory.file(**options), environment={"HOODY_TOKEN": "hdy_another_account"})
    assert other.returncode
    assert "answered" in other.messages


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '{"__payload__": "{}"}', '{"written": 1, "answer": "x"}'])
def test_a_corrupt_entry_is_a_miss(inventory: Inventory, cache: dict[str, Any], damage: str) -> None:
    path = inventory.file(projects=["Lab"], **cache)
    cold = inventory.list(path)
    entry(inventory).write_text(damage)
    assert inventory.list(path).data == cold.data
    inventory.emulator.clear_requests()
    assert inventory.list(path).data == cold.data
    assert not inventory.emulator.requests()


def test_each_mistake_has_a_sentence(inventory: Inventory) -> None:
    good = inventory.file()
    sentences: list[tuple[str, Path, dict[str, str | None]]] = [
        ("No API token: set the option api_token, the environment variable HOODY_TOKEN", good, {"HOODY_TOKEN": ""}),
        (
            "answered 401: Invalid authentication token. The token came from the environment variable HOODY_TOKEN",
            good,
            {"HOODY_TOKEN": "hdy_wrong"},
        ),
        (
            "does not end in hoody.yml or hoody.yaml. Rename it, for example to shop.hoody.yml.",
            inventory.file(name="shop.yml"),
            {},
        ),
        ("There is no project 'Shoop'. The token sees:", inventory.file(name="1.hoody.yml", projects=["Shoop"]), {}),
        (
            "If a task of this run creates the project, the task meta: refresh_inventory adds",
            inventory.file(name="new.hoody.yml", projects=["Market"]),
            {},
        ),
        (
            "The option hostvars_prefix must be letters",
            inventory.file(name="2.hoody.yml", hostvars_prefix=""),
            {},
        ),
        (
            "The filter 'exclude: hoody_labels.role == 'x'' cannot be evaluated for shop-",
            inventory.file(name="3.hoody.yml", filters=[{"exclude": "hoody_labels.role == 'x'"}], projects=["Shop"]),
            {},
        ),
        (
            "Each entry of filters must have one key, include or exclude",
            inventory.file(name="4.hoody.yml", filters=[{"only": "true"}]),
            {},
        ),
        (
            "'nowhere' is undefined. An inventory file can use lookups and extra variables (-e), but not",
            inventory.file(name="5.hoody.yml", api_token="{{ nowhere }}"),
            {},
        ),
        (
            "The option runtime must be true, false, or a dictionary",
            inventory.file(name="6.hoody.yml", runtime="displays"),
            {},
        ),
    ]
    for sentence, path, environment in sentences:
        listing = inventory.list(path, environment=environment)
        assert listing.returncode, sentence
        assert sentence in listing.messages, listing.messages
    assert not inventory.list(
        good, environment={"HOODY_API_TIMEOUT": "", "HOODY_VALIDATE_CERTS": "", "HOODY_REALM": ""}
    ).returncode


def test_retry_after_is_obeyed(inventory: Inventory) -> None:
    inventory.emulator.fault("rate_limited", times=1, retry_after=1)
    begin = time.monotonic()
    listing = inventory.of()
    assert listing.hosts
    assert not [line for line in listing.messages.split("[WARNING]") if "429" in line]
    assert time.monotonic() - begin > 1


def test_a_cache_that_cannot_be_used_is_a_warning_and_never_an_empty_inventory(inventory: Inventory) -> None:
    file = inventory.file("x", name="file")
    plugins = {"ANSIBLE_CACHE_PLUGINS": str(Path(__file__).parent / "cache_plugins")}
    keeps_nothing = "The cache plugin keeps no data between runs"
    unusable = "The cache cannot be used, so every run sends requests to the API"
    for options, said in (
        ({}, [keeps_nothing, "Set cache_plugin to ansible.builtin.jsonfile"]),
        ({"cache_plugin": "forgetful", "cache_connection": "x"}, [keeps_nothing]),
        ({"cache_plugin": "forgetful", "cache_connection": "unwritable"}, [unusable, "[Errno 13] Permission denied"]),
        ({"cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(file / "x")}, [unusable, "Not a direct"]),
        ({"cache_plugin": "no_such_one"}, [unusable]),
    ):
        listing = inventory.list(inventory.file(cache=True, projects=["Lab"], **options), environment=plugins)
        assert set(listing.hosts) == {"web"}, options
        assert listing.messages.count("WARNING") == 1, listing.messages
        assert all(words in listing.messages for words in said), listing.messages


def test_one_network_that_cannot_be_read_is_null_and_told_at_every_run(
    inventory: Inventory, cache: dict[str, Any]
) -> None:
    emulator = inventory.emulator
    emulator.fault("internal_error", path=f"{emulator.id_of('shop-api')}/network")
    path = inventory.file(projects=["Shop"], network=True, **cache)
    for _run in ("cold", "warm"):
        listing = inventory.list(path)
        networks = {name: item["hoody_network"] for name, item in listing.hosts.items()}
        assert networks.pop("shop-api") is None
        assert networks["shop-crawler"]["configured"]
        assert all(networks.values())
        assert listing.messages.count("WARNING") == 1
        assert "The network profile of shop-api could not be read, so it is null" in listing.messages
        assert "answered 500" in listing.messages
    # An API that does it to everybody is unavailable, and the old data stands in for it.
    age(entry(inventory), 3600)
    emulator.bulk(30, project="Shop")
    emulator.fault("internal_error", path="/network$")
    listing = inventory.list(path, environment={"HOODY_API_RETRIES": "0"})
    assert "The listing that is used is from 1 h 0 min ago." in listing.messages
    assert listing.hosts["shop-crawler"]["hoody_network"]["configured"]


def test_an_item_without_an_id_is_told_and_does_not_empty_the_cache(
    inventory: Inventory, cache: dict[str, Any]
) -> None:
    with hostile(says(page([{"name": "web"}]))) as (url, _asked):
        listing = inventory.list(inventory.file(), environment={"HOODY_API_URL": url, "HOODY_API_RETRIES": "0"})
    assert listing.returncode
    assert "GET /api/v1/containers/ answered 200: a success with a list of containers in which not" in listing.messages
    assert "'id'" not in listing.messages


def test_what_is_misspelt_is_an_error_or_a_warning(inventory: Inventory, cache: dict[str, Any]) -> None:
    listing = inventory.of(projct="Shop", Statuses=["running"], keyed_group=[])
    assert listing.returncode
    assert (
        "The inventory file has keys that are not options of this plugin: 'projct', 'Statuses', 'keyed_group'. "
        "Did you mean project? Did you mean statuses? Did you mean keyed_groups?" in listing.messages
    )
    blank = inventory.list(inventory.file(project="{{ nothing }}"), "-e", "nothing=")
    assert blank.returncode
    assert "The option project contains a blank value. Give names, or leave it out" in blank.messages
    # An alarm that looks for this would be green for ever: it is told when the cache answers, too.
    path = inventory.file(project="Shop", status=["Running", "runing", "failed"], **cache)
    for _run in ("cold", "warm"):
        listing = inventory.list(path)
        assert not listing.hosts
        said = "No container has the status 'Running' or 'runing', and the API is not known to have it. There are: "
        assert said + "paused, running, stopped." in listing.messages


def test_the_names_of_the_modules_and_templates_select(inventory: Inventory) -> None:
    inventory.emulator.put_container(project="Shop", name="odd", status="hibernating")
    path = inventory.file(
        project="{{ shops }}",
        status=["{{ wanted }}", "paused", "hibernating"],
        hostnames="{{ hoody_project_alias }}-{{ hoody_name | replace('shop-', '') }}",
        filters=[
            {"exclude": "hoody_name == 'shop-crawler'"},
            {"exclude": "hoody_name is match('x')"},
            {"include": True},
        ],
    )
    extra = ["-e", '{"shops": ["Shop", "Default"], "wanted": "running"}', "-v"]
    listing = inventory.list(path, *extra)
    assert set(listing.hosts) == {"Shop-web", "Shop-api", "Shop-cache", "Shop-odd"}
    assert (
        "hoody.cloud.containers: 6 containers listed, 1 left out by statuses, 1 left out by exclude: hoody_name == "
        "'shop-crawler', 0 left out by exclude: hoody_name is match('x'), 4 are hosts." in listing.messages
    )
    assert "WARNING" not in listing.messages
