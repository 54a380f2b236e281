# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxy aliases: foretold, made once for one container, changed where they differ, and gone with what they led to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._alias.model import desired
from ansible_collections.hoody.cloud.plugins.module_utils._alias.resource import PROXY_ALIASES
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import Conflict, HoodyError, InputError, Refused
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.emulator.world.records import Alias, Container

from ..in_process_emulator import Cloud
from ..strategies import ID, selection
from ..trials import Case, ends_as_asked

DEFAULTS: Json = {name: entry.get("default") for name, entry in PROXY_ALIASES.options().items()}
LATER, MUCH_LATER = "2199-01-01T00:00:00Z", "2199-06-01T00:00:00Z"
#: Servers with all that makes the work go another way.
WORLDS: dict[str, Json] = {
    "current": {},
    "seed": {"revision": "seed"},
    "keeping": {"alias_orphans": "kept", "update_verbs": "put", "alias_scope": "account", "alias_flags": "text"},
}


def cloud_with(alias: Mapping[str, Any] | None = None, **world: Any) -> Cloud:
    """One with the containers web-1 and web-2, and with this alias of the first."""
    cloud = Cloud(**world)
    container = cloud.put("web-1")
    cloud.put("web-2")
    if alias is not None:
        place(cloud, container, **alias)
    cloud.forget()
    return cloud


def place(cloud: Cloud, container: Container, **fields: Any) -> Alias:
    """Put an alias into any state."""
    now = cloud.world.now()
    values: Json = {"name": "shop", "program": "http", "index": 80, "created_at": now, "updated_at": now, **fields}
    return cloud.world.aliases.add(Alias(cloud.world.new_id(), container, **values))


def options(**given: Any) -> Json:
    """Those of a task about the alias shop of web-1."""
    return {**DEFAULTS, "alias": "shop", "container": "web-1", "project": "Shop", **given}


def task(cloud: Cloud, *, check_mode: bool = False, **given: Any) -> Task:
    """A task with them."""
    return cloud.task(options(**given), check_mode=check_mode)


def done(cloud: Cloud, **given: Any) -> Json:
    """What comes of a task that check mode has foretold, and which a repetition leaves as it is."""
    foretold = PROXY_ALIASES.reconcile(task(cloud, check_mode=True, **given))
    assert not cloud.writes
    result = PROXY_ALIASES.reconcile(task(cloud, **given))
    assert (foretold["actions"], foretold["diff"]) == (result["actions"], result["diff"])
    # A time is spelled by the API as it likes.
    known = {name: value for name, value in foretold["proxy_alias"].items() if not name.endswith("_at")}
    assert known == {name: result["proxy_alias"][name] for name in known}
    cloud.forget()
    again = PROXY_ALIASES.reconcile(task(cloud, **given))
    assert (again["changed"], again["actions"], cloud.writes) == (False, [], [])
    return result


def told(cloud: Cloud, *, check_mode: bool = False, **asked: Any) -> list[str]:
    """The names of the aliases that are told of."""
    given = {"alias": None, "container": None, "project": None, **asked}
    found = PROXY_ALIASES.inform(cloud.task(given, check_mode=check_mode))
    return [item["alias"] for item in found["proxy_aliases"]]


def refused(cloud: Cloud, **given: Any) -> str:
    """The sentence with which a task and its prediction end, before anything is written."""
    sentences = set()
    for check_mode in (True, False):
        with pytest.raises(HoodyError) as caught:
            PROXY_ALIASES.reconcile(task(cloud, check_mode=check_mode, **given))
        sentences.add(str(caught.value))
    assert not cloud.writes
    [sentence] = sentences
    return sentence


@pytest.mark.parametrize("world", WORLDS)
def test_made_changed_and_deleted(world: str) -> None:
    cloud = cloud_with(**WORLDS[world])
    made = done(cloud, program="http", port=3000)
    assert (made["actions"], made["proxy_alias"]["port"]) == (["create"], 3000)
    assert made["url"] == made["proxy_alias"]["url"] == "https://shop.amber-fox-1a2-de.containers.hoody.com"
    assert made["diff"]["after"] == {
        "alias": "shop",
        "container": cloud.named("web-1").id,
        "program": "http",
        "port": 3000,
    }
    changed = done(cloud, port=8080, target_path="docs", expires_at=LATER, enabled=False, allow_path_override=False)
    assert (changed["actions"], changed["proxy_alias"]["index"]) == (["update"], 8080)
    assert changed["proxy_alias"]["target_path"] == "/docs"
    assert done(cloud, target_path="/docs")["actions"] == []
    cleared = done(cloud, target_path="/" if world == "seed" else "", expires_at="", enabled=True)
    assert (cleared["proxy_alias"]["target_path"], cleared["proxy_alias"]["expires_at"]) == (None, None)
    assert cleared["proxy_alias"]["port"] == 8080, "what is not named stays"
    assert done(cloud, state="absent")["actions"] == ["delete"]
    assert list(cloud.world.aliases) == []


def test_values_are_compared_as_they_are_meant() -> None:
    cloud = cloud_with({"program": "terminal", "index": 2, "target_path": "/docs", "expires_at": 7226582400.25})
    for other in ("ttyd", "tty", "t", "terminal"):
        assert done(cloud, program=other)["actions"] == []
    for when in (LATER, "2199-01-01 00:00:00", "2199-01-01T01:00:00+01:00", "7226582400", "7226582400000"):
        assert done(cloud, expires_at=when)["actions"] == []
    assert done(cloud, target_path="docs", index=2, container=cloud.named("web-1").id)["actions"] == []
    assert done(cloud, container=cloud.named("web-1").id, project=None)["actions"] == []


def test_the_port_goes_with_its_program() -> None:
    cloud = cloud_with({"program": "http", "index": 3000})
    assert done(cloud, program="http-3000")["actions"] == []
    bodies: list[Json] = []
    original = cloud.transport.exchange

    def seen(method: str, url: str, query: Any, body: Any, seconds: float) -> Any:
        bodies.extend([body] if method == "PATCH" else [])
        return original(method, url, query, body, seconds)

    cloud.transport.exchange = seen  # type: ignore[method-assign]
    done(cloud, program="https")
    done(cloud, program="terminal")
    done(cloud, program="display")
    done(cloud, program="https-8443")
    assert bodies == [
        {"program": "https", "port": 3000},
        {"program": "terminal", "index": 1},
        {"program": "display"},
        {"program": "https", "port": 8443},
    ]


@pytest.mark.parametrize(
    "given,words",
    [
        ({"alias": "ab"}, "The option alias must be 3 to 61 lower-case letters"),
        ({"alias": "Shop"}, "with no hyphen at either end, not 'Shop'"),
        ({"alias": "shop-"}, "not 'shop-'"),
        ({"alias": " "}, "The option alias must not be blank"),
        ({"container": None}, "Give container, the container of the alias"),
        ({"port": 0}, "The option port must be 1 to 65535, not 0"),
        ({"port": 65536}, "not 65536"),
        ({"index": 0}, "The option index must be at least 1, not 0"),
        ({"target_path": "x" * 2048}, "must have at most 2048 characters, not 2049"),
        ({"expires_at": "soon"}, "must be a time such as 2027-01-31T12:00:00Z, or '' for never, not 'soon'"),
        ({"program": "http-80", "port": 81}, "The options program and port name two ports: 80 and 81"),
        ({"program": " "}, "The option program must not be blank"),
    ],
)
def test_bad_input_is_told_in_one_sentence(given: Json, words: str) -> None:
    with pytest.raises(InputError) as caught:
        desired(options(**given))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "there,given,words",
    [
        (None, {}, "does not exist; to create it, give program too."),
        (None, {"program": "http"}, "Give port as well: the port of the http server in the container."),
        (None, {"program": "terminal", "port": 80}, "The option port is for http and https; the service terminal has"),
        (None, {"program": "htpp", "port": 80}, "the service htpp has an index. Did you mean http?"),
        (None, {"program": "http", "index": 80}, "The option index is for services of the Hoody Kit; http has a port."),
        (None, {"program": "files", "alias": "containers"}, "The alias 'containers' is reserved by the API"),
        (None, {"program": "files", "alias": "files-shop"}, "The alias 'files-shop' is reserved by the API"),
        (None, {"program": "files", "expires_at": "2001-01-01"}, "is 2001-01-01T00:00:00Z, which is in the past"),
        (None, {"program": "files", "container": ID, "project": None}, f"There is no container with the id {ID}."),
        (None, {"program": "files", "container": ID}, f"There is no container with the id {ID}."),
        ({"program": "terminal"}, {"program": "http"}, "Give port as well"),
        ({"expires_at": 1e9}, {"enabled": True}, "has expired at 2001-09-09T01:46:40Z, so the API keeps it disabled"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_written(there: Json | None, given: Json, words: str) -> None:
    assert words in refused(cloud_with(there), **given)


@pytest.mark.parametrize("there", [{"name": "files-shop", "program": "files"}])
def test_a_reserved_name_that_is_there_is_left_alone(there: Json) -> None:
    assert done(cloud_with(there), alias="files-shop", enabled=True)["actions"] == []


def test_what_the_api_does_not_take_is_told_with_what_to_do() -> None:
    cloud = cloud_with()
    with pytest.raises(Refused, match=r'400: Unknown program name "web"\.'):
        PROXY_ALIASES.reconcile(task(cloud, program="web"))
    with pytest.raises(Refused, match=r'400: Unknown program name "terminals"\. Did you mean terminal\?$'):
        PROXY_ALIASES.reconcile(task(cloud, program="terminals"))
    with pytest.raises(Refused, match="Names that begin with logs- are reserved: choose another alias"):
        PROXY_ALIASES.reconcile(task(cloud, alias="logs-1", program="files"))
    with pytest.raises(Conflict, match="unique on the server of the container, which other accounts can share: choose"):
        PROXY_ALIASES.reconcile(task(cloud, alias="popular", program="files"))
    for number in range(100):
        place(cloud, cloud.named("web-2"), name=f"other-{number}")
    with pytest.raises(Refused, match=r"Alias limit reached \(100/100\)"):
        PROXY_ALIASES.reconcile(task(cloud, program="files"))


@pytest.mark.parametrize("scope", ["server", "account"])
def test_one_that_this_token_does_not_see_is_a_conflict(scope: str) -> None:
    cloud = cloud_with({"name": "hidden"}, alias_scope=scope)
    cloud.fault("altered", method="GET", path="/proxy/aliases", at=["data", "aliases"], value=[])
    words = {"server": "which other accounts can share", "account": "which this token cannot see"}
    with pytest.raises(Conflict, match=words[scope]):
        PROXY_ALIASES.reconcile(task(cloud, alias="hidden", program="files"))


def test_the_alias_of_another_container_is_an_error_that_names_it() -> None:
    cloud = cloud_with({})
    sentence = refused(cloud, container="web-2", program="http", port=80)
    assert f"belongs to the container web-1 ({cloud.named('web-1').id}), not to 'web-2'" in sentence
    assert "with state: absent" in sentence
    assert done(cloud, container="web-2", state="absent")["actions"] == [], "it is none of web-2"


def gone(cloud: Cloud, name: str = "web-1") -> str:
    """Have a container vanish; gives its id."""
    identity = cloud.named(name).id
    cloud.world.remove(cloud.named(name))
    return identity


@pytest.mark.parametrize("address", ["alone", "id", "name", "project"])
def test_absent_finds_one_whose_container_is_gone(address: str) -> None:
    cloud = cloud_with({}, alias_orphans="kept")
    identity = gone(cloud)
    ways: dict[str, Json] = {
        "alone": {"container": None, "project": None},
        "id": {"container": identity, "project": None},
        "name": {},
        "project": {"container": None},
    }
    assert done(cloud, state="absent", **ways[address])["actions"] == ["delete"]


def test_absent_finds_one_whose_container_has_a_successor() -> None:
    cloud = cloud_with({}, alias_orphans="kept")
    gone(cloud)
    cloud.put("web-1")
    assert done(cloud, state="absent", container="web-2")["actions"] == []
    assert done(cloud, state="absent")["actions"] == ["delete"]


@pytest.mark.parametrize("given", [{"container": "web-9"}, {"container": ID}, {"project": "Lab", "container": None}])
def test_absent_leaves_alone_what_it_does_not_mean(given: Json) -> None:
    cloud = cloud_with({}, alias_orphans="kept")
    assert done(cloud, state="absent", **given)["actions"] == []
    gone(cloud)
    assert done(cloud, state="absent", **given)["actions"] == []


def test_absent_does_not_guess_whose_one_was() -> None:
    cloud = cloud_with({}, alias_orphans="kept")
    gone(cloud)
    cloud.fault("altered", method="GET", path=r"/proxy/aliases/\w+$", at=["data", "container"], value=None)
    running = task(cloud, state="absent")
    assert PROXY_ALIASES.reconcile(running)["actions"] == []
    assert "whether the proxy alias shop belonged to it. Leave out container" in running.warnings[0]
    unknown = task(cloud, state="absent", project="Nowhere")
    assert PROXY_ALIASES.reconcile(unknown)["actions"] == []
    assert "So there is nothing to delete" in unknown.warnings[0]


@pytest.mark.parametrize(
    "given,port", [({}, 80), ({"port": 81}, 81), ({"program": "https"}, 80), ({"program": "files"}, None)]
)
def test_one_whose_container_is_gone_moves_with_its_settings(given: Json, port: int | None) -> None:
    cloud = cloud_with({"target_path": "/docs", "enabled": False}, alias_orphans="kept")
    former = gone(cloud)
    cloud.put("web-1")
    moved = done(cloud, **given)
    assert moved["actions"] == ["delete", "create"]
    assert moved["diff"]["before"]["container"] == former
    found = moved["proxy_alias"]
    assert (found["port"], found["target_path"], found["enabled"]) == (port, "/docs", False)


def test_one_with_a_dying_container_moves_and_one_that_is_over_asks_for_its_end() -> None:
    cloud = cloud_with({"expires_at": 1e9})
    cloud.world.set_status(cloud.named("web-1"), "deleting", "x", cloud.world.now())
    assert "which is in the past: give a later time" in refused(cloud, container="web-2")
    assert done(cloud, container="web-2", expires_at="")["actions"] == ["delete", "create"]


def test_one_that_is_over_is_told_and_no_error() -> None:
    cloud = cloud_with({"expires_at": 1e9})
    running = task(cloud, expires_at="2001-09-09T01:46:40Z", port=80)
    assert PROXY_ALIASES.reconcile(running)["actions"] == []
    assert "has expired at 2001-09-09T01:46:40.000Z, so its address returns HTTP 404" in running.warnings[0]
    assert done(cloud, expires_at=LATER, enabled=True)["proxy_alias"]["enabled"] is True


def test_a_container_that_is_yet_to_come() -> None:
    cloud = Cloud()
    foretold = PROXY_ALIASES.reconcile(task(cloud, check_mode=True, program="http", port=80))
    assert (foretold["actions"], foretold["url"]) == (["create"], None)
    assert foretold["diff"]["after"]["container"] == "web-1"
    for project in ("Shop", "Nowhere"):
        assert PROXY_ALIASES.reconcile(task(cloud, check_mode=True, project=project, program="files"))["changed"]
        with pytest.raises(InputError, match="There is no"):
            PROXY_ALIASES.reconcile(task(cloud, project=project, program="files"))
    assert told(cloud, container="web-1", project="Shop", check_mode=True) == []


def test_a_container_that_is_being_built_is_waited_for() -> None:
    cloud = Cloud()
    built = cloud.put("web-1", "provisioning")
    with pytest.raises(Conflict, match="still being set up"):
        PROXY_ALIASES.reconcile(task(cloud, program="files"))
    cloud.world.set_status(built, "running", "x", cloud.world.now())
    cloud.forget()
    assert done(cloud, program="files")["actions"] == ["create"]


@pytest.mark.parametrize("fault", ["reset_after", "internal_error_after", "truncated", "empty"])
def test_never_two_and_never_an_error_for_one_that_was_made(fault: str) -> None:
    cloud = cloud_with()
    cloud.fault(fault, method="POST", times=1)
    made = PROXY_ALIASES.reconcile(task(cloud, program="http", port=3000))
    assert (made["actions"], made["proxy_alias"]["port"]) == (["create"], 3000)
    assert len(list(cloud.world.aliases)) == 1


def test_what_is_gone_already_when_it_is_to_be_deleted() -> None:
    cloud = cloud_with({})
    cloud.fault("reset_after", method="DELETE", times=1)
    assert PROXY_ALIASES.reconcile(task(cloud, state="absent"))["actions"] == ["delete"]


def test_who_asks_is_told_of_all_or_of_some() -> None:
    cloud = cloud_with({})
    place(cloud, cloud.named("web-2"), name="second", program="terminal", index=2)
    place(cloud, cloud.put("lab-1", project="Lab"), name="lab")
    assert told(cloud) == ["lab", "second", "shop"]
    assert told(cloud, project="Shop") == ["second", "shop"]
    assert told(cloud, container="web-2") == told(cloud, container=cloud.named("web-2").id) == ["second"]
    assert told(cloud, alias="shop") == ["shop"]
    assert told(cloud, alias="shop", container="web-2") == []
    with pytest.raises(InputError, match="There is no container 'web-9'"):
        told(cloud, container="web-9")


def test_the_whole_host_of_a_realm() -> None:
    cloud = cloud_with({})
    session = cloud.session(realm="65a1b2c3d4e5f607000000ee")
    asked = cloud.task({"alias": None, "container": None, "project": None}, session=session)
    assert PROXY_ALIASES.inform(asked)["proxy_aliases"] == []


#: What a server may show, and what a task may want.
STORED = selection(
    {"program": ["http", "https", "terminal", "files"], "index": [1, 80, 3000]},
    target_path=[None, "/docs", "/docs?v=1"],
    allow_path_override=[True, False],
    expires_at=[None, 7226582400.0, 7239628800.5],
    enabled=[True, False],
    container=["web-1", "web-2", "gone"],
)
WANTED = selection(
    {},
    program=["http", "https", "https-8443", "terminal", "tty", "files", "f"],
    port=[80, 3000],
    index=[1, 2, 80],
    target_path=["", "docs", "/docs", "/docs?v=1"],
    allow_path_override=[True, False],
    expires_at=["", LATER, MUCH_LATER, "2199-01-01T02:00:00+02:00"],
    enabled=[True, False],
    container=["web-1", "web-2", None],
    state=["absent", "present", "present"],
)


@settings(max_examples=150)
@given(st.none() | STORED, WANTED, st.sampled_from(sorted(WORLDS)))
def test_any_alias_and_any_wish(stored: Json | None, wanted: Json, world: str) -> None:
    """What check mode predicted is what the run did, and a second run changes nothing; or both refuse."""
    cloud = cloud_with(**WORLDS[world])
    if stored is not None:
        stored = dict(stored)
        holder = stored.pop("container", "web-1")
        place(cloud, cloud.put("gone") if holder == "gone" else cloud.named(holder), **stored)
        if holder == "gone":
            gone(cloud, "gone")
    try:
        PROXY_ALIASES.reconcile(task(cloud, check_mode=True, **wanted))
    except HoodyError:
        assert refused(cloud, **wanted)
        return
    result = done(cloud, **wanted)
    named = [name for name in wanted if name in ("port", "allow_path_override", "enabled")]
    if wanted.get("state") != "absent":
        assert {name: result["proxy_alias"][name] for name in named} == {name: wanted[name] for name in named}


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("case", ["create", "update", "delete", "move"])
def test_whatever_fails_at_whatever_request_the_next_run_ends_as_asked(case: str, world: str) -> None:
    wanted: dict[str, Json] = {
        "create": {"program": "http", "port": 3000},
        "update": {"port": 3000, "enabled": False},
        "delete": {"state": "absent"},
        "move": {"port": 3000},
    }

    def before() -> Cloud:
        cloud = cloud_with(None if case == "create" else {}, **{**WORLDS[world], "alias_orphans": "kept"})
        if case == "move":
            gone(cloud)
            cloud.put("web-1")
        return cloud

    def holds(cloud: Cloud) -> bool:
        found = [(alias.index, alias.container) for alias in cloud.world.aliases]
        return found == ([] if case == "delete" else [(3000, cloud.named("web-1"))])

    # A move that was interrupted has to be told again what it is for.
    options_of_it = options(**{"program": "http", **wanted[case]}) if case != "delete" else options(**wanted[case])
    ends_as_asked(Case(before, options_of_it, PROXY_ALIASES.reconcile, holds))
