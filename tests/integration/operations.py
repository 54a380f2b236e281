# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules can do, as a table: the world before, the task, and what has to be true afterwards."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.emulator.process import EmulatorProcess

PROJECT = "Shop"
SERVER = "amber-fox-1a2-de"
OTHER_SERVER = "blue-owl-3b4-us"
PROXY = "socks5://proxy.example.net:1080"
OLD = {"type": "http", "proxy": "http://me:old@old.example.net:3128", "country": "FR", "comment": "before"}
NEW = {"type": "socks5", "proxy": PROXY, "proxy_username": "me", "proxy_password": "new", "country": "DE"}
#: What the bridge enforces when NEW is.
NEW_ENFORCED = {"type": "socks5", "proxy": "socks5://me:new@proxy.example.net:1080", "country": "DE"}
BLOCKED = {"type": "block"}

Options = dict[str, Any]


class World:
    """What there is, told by the emulator itself."""

    def __init__(self, emulator: EmulatorProcess) -> None:
        self._emulator = emulator
        path = f"/projects/{emulator.project_id(PROJECT)}/containers?limit=100&include_deleting=true"
        found = emulator.api("GET", path).json()["data"]["containers"]
        self.containers: dict[str, dict[str, Any]] = {item["name"]: item for item in found}
        assert len(found) == len(self.containers), "something was made twice"

    def one(self, name: str = "subject", **members: object) -> None:
        """Assert that there is this container, and that it has these members."""
        shown = self.containers[name]
        assert {member: shown[member] for member in members} == members, shown

    def only(self, *names: str) -> None:
        """Assert that these containers are there, and no other."""
        assert set(self.containers) == set(names)

    def environment(self, name: str = "subject") -> dict[str, str]:
        """The variables of a container, without those of the platform."""
        variables = self.single(name)["environment_vars"]
        return {key: value for key, value in variables.items() if not key.startswith("HOODY_")}

    def single(self, name: str = "subject") -> dict[str, Any]:
        """A container with what the listing leaves out."""
        shown = self._emulator.api("GET", f"/containers/{self.containers[name]['id']}").json()
        single: dict[str, Any] = shown["data"]
        return single

    def stored(self, name: str = "subject") -> dict[str, Any]:
        """The network as the API shows it."""
        shown: dict[str, Any] = self._emulator.api("GET", f"/containers/{self.containers[name]['id']}/network").json()
        stored: dict[str, Any] = shown["data"]
        return stored

    def rules(self, name: str = "subject") -> dict[str, Any]:
        """The rules of the firewall of a container."""
        path = f"/containers/{self.containers[name]['id']}/firewall/rules"
        shown = self._emulator.api("GET", path).json()["data"]
        return {direction: shown[direction] for direction in ("ingress", "egress")}

    def enforced(self, name: str = "subject") -> dict[str, Any] | None:
        """What the bridge of a container enforces: its members that are not empty; None for nothing."""
        effective: dict[str, Any] | None = self._emulator.egress(self.containers[name]["id"])["effective"]
        if effective is None:
            return None
        return {member: value for member, value in effective.items() if value and member != "dns_servers"}


@dataclass
class Operation:
    """One task. ``repeats`` are the actions that it does at every run, for example a restart.

    Those that are not ``quick`` go ways that others go too.
    """

    name: str
    module: str
    before: list[Options]
    options: Options | Callable[[EmulatorProcess], Options]
    holds: Callable[[World], None]
    repeats: list[str] = field(default_factory=list)
    quick: bool = True

    def given(self, emulator: EmulatorProcess) -> Options:
        """The options of the task, in a world that is there."""
        options = self.options(emulator) if callable(self.options) else self.options
        return {"api_url": emulator.url, "api_token": emulator.token, "api_retries": 0, **options}


def _container(
    name: str,
    before: list[Options],
    options: Options | Callable[[EmulatorProcess], Options],
    holds: Callable[[World], None],
    repeats: list[str] | None = None,
) -> Operation:
    if not callable(options):
        options = {"project": PROJECT, "name": "subject", "server": SERVER, **options}
    return Operation(f"container {name}", "container", before, options, holds, repeats or [])


def subject(**state: object) -> Options:
    """The container that tasks are about."""
    return {"name": "subject", "project": PROJECT, "server": SERVER, "status": "running", **state}


def _created(world: World) -> None:
    world.only("subject")
    world.one(status="running", comment="one", autostart=False)
    assert world.environment() == {"A": "1"}


def _status(status: str) -> Callable[[World], None]:
    def holds(world: World) -> None:
        world.only("subject")
        world.one(status=status)

    return holds


def _updated(world: World) -> None:
    world.only("subject")
    world.one(comment="two", color="#123456", status="running")
    assert world.environment() == {"A": "2", "C": "3"}


def _renamed(world: World) -> None:
    world.only("renamed")
    world.one("renamed", comment="two")


KEPT_RULES: Options = {
    "ingress": [
        {"action": "allow", "protocol": "tcp", "description": "web", "destination_port": "443", "state": "enabled"},
        {"action": "drop", "protocol": "tcp", "description": "rest", "destination_port": "1-65535", "state": "enabled"},
    ],
    "egress": [{"action": "reject", "protocol": "icmp4", "description": "ping", "icmp_type": "8", "state": "disabled"}],
}
KEPT: Options = {
    "comment": "kept",
    "color": "#654321",
    "environment_vars": {"A": "1"},
    "autostart": False,
    "ramdisk": False,
    "ssh_public_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeptKeptKeptKeptKeptKeptKeptKeptKept me",
}


KEEPING = subject(**KEPT, firewall=KEPT_RULES, network={**BLOCKED, "status": "running"})


def _recreated(world: World) -> None:
    """The new container is all that the old one was, and nothing is open that was closed."""
    world.only("subject")
    world.one(server_name=OTHER_SERVER, status="running")
    shown = world.single()
    assert {name: shown[name] for name in KEPT} == {**KEPT, "environment_vars": shown["environment_vars"]}
    assert world.environment() == KEPT["environment_vars"]
    assert world.enforced() == BLOCKED
    assert world.rules() == KEPT_RULES


def _gone(world: World) -> None:
    world.only()


_FULL = {"comment": "one", "color": "#654321", "environment_vars": {"A": "1", "B": "2"}}
CONTAINERS = [
    _container("create", [], {"comment": "one", "environment_vars": {"A": "1"}, "autostart": False}, _created),
    _container("create stopped", [], {"state": "stopped"}, _status("stopped")),
    _container(
        "update",
        [subject(**_FULL)],
        {"comment": "two", "color": "#123456", "environment_vars": {"A": "2", "C": "3"}},
        _updated,
    ),
    _container(
        "rename",
        [subject()],
        lambda emulator: {"id": emulator.id_of("subject"), "name": "renamed", "comment": "two"},
        _renamed,
    ),
    _container("start", [subject(status="stopped")], {"state": "started"}, _status("running")),
    _container("stop", [subject()], {"state": "stopped"}, _status("stopped")),
    _container("stop paused", [subject(status="paused")], {"state": "stopped"}, _status("stopped")),
    _container("restart", [subject()], {"state": "restarted"}, _status("running"), ["restart"]),
    _container("pause stopped", [subject(status="stopped")], {"state": "paused"}, _status("paused")),
    _container("resume", [subject(status="paused")], {"state": "started"}, _status("running")),
    _container(
        "recreate",
        [KEEPING],
        {"server": OTHER_SERVER, "recreate": True},
        _recreated,
    ),
    _container("delete", [subject()], {"state": "absent"}, _gone),
]


# -- networks: every state asked of every state that there may be


def _network(
    name: str,
    before: Options | None,
    options: Options,
    holds: Callable[[World], None],
    repeats: list[str] | None = None,
    quick: bool = True,
) -> Operation:
    given = {"project": PROJECT, "container": "subject", **options}
    before_it = [subject(network=before)]
    return Operation(f"network {name}", "container_network", before_it, given, holds, repeats or [], quick)


def _enforces(wanted: Options) -> Callable[[World], None]:
    def holds(world: World) -> None:
        assert world.enforced() == wanted

    return holds


def _blocks(world: World) -> None:
    assert (world.enforced() or {})["type"] == "block"


def _stores_new(world: World) -> None:
    stored = world.stored()
    assert (stored["type"], stored["country"]) == ("socks5", "DE")
    # A service that runs never runs with what was stored before.
    assert world.enforced() in (None, {**NEW_ENFORCED, "country": "DE"})


def _stores_idle(world: World) -> None:
    _stores_new(world)
    assert world.enforced() is None


def _nothing(world: World) -> None:
    assert not world.stored()["configured"]
    assert world.enforced() is None


_BEFORE: dict[str, Options | None] = {
    "nothing": None,
    "stored": {**OLD, "status": "configured"},
    "running": {**OLD, "status": "running"},
    "stopped as asked": {"type": "socks5", "proxy": NEW_ENFORCED["proxy"], "country": "DE", "status": "stopped"},
}
_ASKED: dict[str, Callable[[World], None]] = {
    "started": _enforces(NEW_ENFORCED),
    "present": _stores_new,
    "stopped": _stores_idle,
    "restarted": _enforces(NEW_ENFORCED),
    "absent": _nothing,
}


#: From where which states are asked in the quick form.
_QUICK = {
    "nothing": ("started", "present"),
    "stored": ("started", "stopped", "absent"),
    "running": tuple(_ASKED),
    "stopped as asked": ("started",),
}


def _networks() -> Iterator[Operation]:
    for start, before in _BEFORE.items():
        for state, holds in _ASKED.items():
            options = {"state": state, **(NEW if state != "absent" else {})}
            repeats = ["restart"] if state == "restarted" else []
            yield _network(f"{state} from {start}", before, options, holds, repeats, state in _QUICK[start])
    running = {**OLD, "status": "running"}
    yield _network("blocked from running", running, BLOCKED, _blocks)
    yield _network("proxied from blocked", {**BLOCKED, "status": "running"}, NEW, _enforces(NEW_ENFORCED))
    proxied = {**NEW_ENFORCED, "status": "running"}
    # On a server that clears nothing by itself this takes removing and storing anew.
    cleared = {**NEW, "country": ""}
    enforced = {name: value for name, value in NEW_ENFORCED.items() if name != "country"}
    yield _network("country cleared", proxied, cleared, _enforces(enforced))
    anonymous = {"type": "socks5", "proxy": PROXY, "country": "DE"}
    yield _network("credentials removed", proxied, anonymous, _enforces(anonymous))
    yield _network("comment changed", proxied, {**NEW, "comment": "new"}, _enforces(NEW_ENFORCED))


# -- fleets and claims


def _fleet_holds(world: World) -> None:
    world.only("made", "changed", "routed")
    world.one("made", status="running")
    world.one("changed", comment="two", status="running")
    assert world.enforced("made") == BLOCKED
    assert world.enforced("routed") == NEW_ENFORCED


_FLEET = Operation(
    "fleet of every kind",
    "container_fleet",
    [
        subject(name="changed", comment="one"),
        subject(name="routed", network={**OLD, "status": "running"}),
        subject(name="gone"),
        subject(name="purged"),
    ],
    {
        "project": PROJECT,
        "defaults": {"server": SERVER},
        "containers": [
            {"name": "made", "network": BLOCKED},
            {"name": "changed", "comment": "two"},
            {"name": "routed", "network": NEW},
            {"name": "gone", "state": "absent"},
        ],
        "purge": True,
        "purge_pattern": "purge?",
        "concurrency": 1,
    },
    _fleet_holds,
)

_FLEET_RECREATES = Operation(
    "fleet recreate",
    "container_fleet",
    [KEEPING],
    {"project": PROJECT, "containers": [{"name": "subject", "server": OTHER_SERVER, "recreate": True}]},
    _recreated,
    quick=False,
)
_FLEETS = [_FLEET, _FLEET_RECREATES]


@contextmanager
def operations() -> Iterator[dict[str, Operation]]:
    """All of them by name. The claim of one of them goes into a folder that is there for as long as this lasts."""
    with tempfile.TemporaryDirectory(prefix="hoody-claims-") as folder:
        dest = Path(folder, "claim.json")

        def claimed(_world: World) -> None:
            assert os.stat(dest).st_mode & 0o777 == 0o600
            assert set(json.loads(dest.read_text())) == {"kid", "payload_b64", "signature_hex"}

        def asking(_emulator: EmulatorProcess) -> Options:
            # Asked for once a trial, before its first run.
            return {"project": PROJECT, "container": "subject", "dest": str(dest)}

        claim = Operation("claim", "container_claim", [subject()], asking, claimed)
        every = [*CONTAINERS, *_networks(), *_FLEETS, claim]
        yield {operation.name: operation for operation in every}


#: Known without a folder, for whoever has to name them first.
QUICK = [operation.name for operation in [*CONTAINERS, *_networks(), *_FLEETS] if operation.quick] + ["claim"]
