# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every member of every reply that is read, in the place of each a value of each wrong type, one at a time.

What a task asks the emulator is recorded once. Then the task runs again and again on the record, with one member of
one reply replaced; it has to end well or in one sentence, and may ask for nothing that an odd value leads to.
"""

from __future__ import annotations

import copy
import json
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._alias.resource import PROXY_ALIASES
from ansible_collections.hoody.cloud.plugins.module_utils._api.client import Client
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError
from ansible_collections.hoody.cloud.plugins.module_utils._api.sending import transport_for
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings
from ansible_collections.hoody.cloud.plugins.module_utils._attached import info as _info
from ansible_collections.hoody.cloud.plugins.module_utils._attached.containers import CONTAINERS
from ansible_collections.hoody.cloud.plugins.module_utils._catalog.images import inform_of_images, inform_of_realms
from ansible_collections.hoody.cloud.plugins.module_utils._catalog.servers import inform_of_servers
from ansible_collections.hoody.cloud.plugins.module_utils._claim import issuing
from ansible_collections.hoody.cloud.plugins.module_utils._claim import resource as _claim_api
from ansible_collections.hoody.cloud.plugins.module_utils._container import finding
from ansible_collections.hoody.cloud.plugins.module_utils._container import model as _container
from ansible_collections.hoody.cloud.plugins.module_utils._copy.resource import COPIES
from ansible_collections.hoody.cloud.plugins.module_utils._engine import lookup as _lookup
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Session, Task
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.resource import FIREWALLS
from ansible_collections.hoody.cloud.plugins.module_utils._fleet import model as _fleet
from ansible_collections.hoody.cloud.plugins.module_utils._fleet import resource as _fleet_api
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Reply, Transport
from ansible_collections.hoody.cloud.plugins.module_utils._inventory import fetch as _inventory_api
from ansible_collections.hoody.cloud.plugins.module_utils._inventory import variables as _inventory
from ansible_collections.hoody.cloud.plugins.module_utils._network import model as _network
from ansible_collections.hoody.cloud.plugins.module_utils._network.resource import NETWORKS
from ansible_collections.hoody.cloud.plugins.module_utils._project.resource import PROJECTS
from ansible_collections.hoody.cloud.plugins.module_utils._snapshot.reading import SNAPSHOT_READING
from ansible_collections.hoody.cloud.plugins.module_utils._snapshot.resource import SNAPSHOTS
from ansible_collections.hoody.cloud.plugins.module_utils._survey.course import conduct, survey_options
from ansible_collections.hoody.cloud.plugins.plugin_utils._lookup import answer as lookup_answer

from tests.emulator.process import EmulatorProcess

Json = dict[str, Any]
#: The address of a reply, and the keys that lead from its envelope to a member.
Place = tuple[tuple[str, str], int, tuple[Any, ...]]

WRONG: tuple[object, ...] = (None, 7, True, "../../../admin", ["x"], [None], {"x": 1}, {"..": "x"})
SETTINGS = Settings("hdy_emulator_token", "the test", api_retries=0, api_timeout=0.001)
_DEEPEST = 5
_SOUND_PATH = re.compile(r"/api/v1(/([a-z-]+|[0-9a-f]{24}|[A-Z_]+|n-1))+/?")


class Record:
    """Passes requests on to the emulator and keeps the replies."""

    def __init__(self, emulator: EmulatorProcess) -> None:
        self._inner = transport_for(SETTINGS)
        self._url = emulator.url
        self.replies: dict[tuple[str, str], list[Reply]] = defaultdict(list)

    def exchange(self, method: str, url: str, query: Any, body: object, seconds: float) -> Reply:
        """One request."""
        path = url.removeprefix(SETTINGS.api_url)
        reply = self._inner.exchange(method, self._url + path, query, body, 30)
        self.replies[(method, path)].append(reply)
        return reply

    def close(self) -> None:
        """Let go of the emulator."""
        self._inner.close()


class Replay:
    """Gives the replies of a record in their order, the last one again and again; one of them may be another."""

    def __init__(self, replies: dict[tuple[str, str], list[Reply]]) -> None:
        self._replies = replies
        self._asked: dict[tuple[str, str], int] = defaultdict(int)
        self._counting = threading.Lock()
        self.paths: set[str] = set()

    def exchange(self, method: str, url: str, query: object, body: object, seconds: float) -> Reply:
        """One request."""
        path = url.removeprefix(SETTINGS.api_url)
        with self._counting:
            self.paths.add(path)
            number = self._asked[(method, path)]
            self._asked[(method, path)] += 1
        known = self._replies.get((method, path))
        if not known:
            return Reply(404, "Not Found", {}, b'{"statusCode": 404, "message": "Container not found"}')
        return known[min(number, len(known) - 1)]

    def close(self) -> None:
        """Nothing is open."""


def filled(specification: Json, **given: object) -> Json:
    """Options as a module gets them."""
    return {name: given.get(name, entry.get("default")) for name, entry in specification.items()}


def container(task: Task, **given: object) -> Any:
    task.options = filled(_container.options(), **{"wait_timeout": 0.001, "project": "Shop", **given})
    return CONTAINERS.reconcile(task)


def network(task: Task, **given: object) -> Any:
    task.options = filled({**finding.container_options(), **_network.options()}, project="Shop", **given)
    return NETWORKS.reconcile(task)


def firewall(task: Task, **given: object) -> Any:
    task.options = filled(FIREWALLS.options(), project="Shop", container="shop-api", **given)
    return FIREWALLS.reconcile(task)


RULE: Json = {"action": "allow", "protocol": "tcp", "destination_port": "80", "description": "web", "state": "enabled"}


def fleet(task: Task) -> Any:
    """Rows for all, however odd what is shown of one of them is."""
    names = ("shop-api", "shop-cache", "shop-spare")
    items = [{"name": name, "color": "#123456", "comment": "x", "environment_vars": {"A": "1"}} for name in names]
    given = {"containers": items, "defaults": {"wait_timeout": 0.001, "network": {"type": "block"}}}
    task.options = filled(_fleet.options(), project="Shop", **given, purge=True, purge_pattern="none-*")
    task.check_mode = True
    return _fleet_api.reconcile(task)


def info(task: Task, **given: object) -> Any:
    task.options = filled(_info.options(), **given)
    return _info.inform(task)


def inventory(task: Task) -> Any:
    query = _inventory.Query(network=True, expose_environment=("A",), statuses=("running", "stopped"))
    found = _inventory_api.fetch(task.client, query).containers
    for item in found:
        _inventory.variables(item, "hoody_", "ssh")
    return _inventory.unique_names([_inventory.own_names(item, alone=False) for item in found], {})


def alias(task: Task, **given: object) -> Any:
    task.options = filled(PROXY_ALIASES.options(), project="Shop", **given)
    return PROXY_ALIASES.reconcile(task)


def aliases(task: Task) -> Any:
    task.options = filled(PROXY_ALIASES.info_options(), project="Shop", container="web")
    return PROXY_ALIASES.inform(task)


def copied(task: Task, **given: object) -> Any:
    task.options = filled(COPIES.options(), **{"project": "Shop", "wait_timeout": 0.001, **given})
    return COPIES.reconcile(task)


def looked_up(task: Task) -> Any:
    """What the lookup does with what it has listed."""
    listed = lookup_answer.listed_by(task.client)
    found = lookup_answer.chosen("shop-api", "Shop", listed, task.lookup.project_id)
    return lookup_answer.answer(found, "name")


def claim(task: Task, **given: object) -> Any:
    task.options = {"container": "shop-api", "project": "Shop", "dest": None, "min_remaining": 600, **given}
    return _claim_api.obtain(task)


def project(task: Task, **given: object) -> Any:
    task.options = filled(PROJECTS.options(), **{"wait_timeout": 0.001, **given})
    return PROJECTS.reconcile(task)


def projects(task: Task) -> Any:
    task.options = {"project": None, "members": True}
    return PROJECTS.inform(task)


def snapshot(task: Task, **given: object) -> Any:
    options = {"wait_timeout": 0.001, "project": "Shop", "container": "shop-api", **given}
    task.options = filled(SNAPSHOTS.options(), **options)
    return SNAPSHOTS.reconcile(task)


def servers(task: Task) -> Any:
    task.options = {"server": None, "pools": True}
    return inform_of_servers(task)


def searched(inform: Callable[[Task], Any], task: Task) -> Any:
    task.options = {"search": None}
    return inform(task)


def snapshots(task: Task) -> Any:
    task.options = {"project": "Shop", "container": "shop-api"}
    return SNAPSHOT_READING.inform(task)


def survey(task: Task) -> Json:
    """What can be found out by reading."""
    task.options = {name: entry.get("default") for name, entry in survey_options().items()}
    return conduct(task)


TASKS: dict[str, Callable[[Task], Any]] = {
    "as declared": lambda task: container(task, name="shop-api", color="#123456"),
    "create": lambda task: container(task, name="brand-new", server="amber-fox-1a2-de", comment="x", wait=False),
    "update": lambda task: container(task, name="shop-api", comment="new", environment_vars={"A": "2"}),
    "stop": lambda task: container(task, name="shop-api", state="stopped", wait=False),
    "switch": lambda task: container(task, name="shop-spare", kvm=True, ramdisk_scope="container"),
    "lookup": looked_up,
    "delete": lambda task: container(task, name="shop-cache", state="absent", wait=False),
    "block": lambda task: network(task, container="shop-api", type="block", state="started"),
    "open": lambda task: network(task, container="shop-api", state="absent"),
    "firewall": lambda task: firewall(task, ingress=[RULE, {**RULE, "destination_port": "443"}]),
    "firewall described": lambda task: firewall(task, ingress=[{**RULE, "description": "shop"}]),
    "firewall switched": lambda task: firewall(task, ingress=[{**RULE, "state": "disabled"}]),
    "firewall reset": lambda task: firewall(task, state="absent"),
    "fleet": fleet,
    "all": lambda task: info(task, stats=True, network=True, firewall=True),
    "one": lambda task: info(task, project="Shop", container="shop-api"),
    "inventory": inventory,
    "alias made": lambda task: alias(task, container="shop-api", alias="shop-backend", program="http", port=3000),
    "alias changed": lambda task: alias(task, container="web", alias="shop-web", port=81, expires_at="2199-01-01"),
    "alias of another": lambda task: alias(task, container="shop-api", alias="shop-web", state="absent"),
    "alias deleted": lambda task: alias(task, container="gone", alias="shop-web", state="absent"),
    "aliases": aliases,
    "container with aliases deleted": lambda task: container(task, name="web", state="absent", wait=False),
    "copy": lambda task: copied(task, container="shop-spare", name="shop-copy", wait=False),
    "copy that is there": lambda task: copied(task, container="shop-cache", name="shop-spare"),
    "claim": claim,
    "keys": issuing.inform,
    "project": lambda task: project(task, project="Market", color="#123456", realm_ids=[]),
    "end of a project": lambda task: project(task, project="Lab", state="absent", cascade=True, wait=False),
    "projects": projects,
    "servers": servers,
    "images": partial(searched, inform_of_images),
    "realms": partial(searched, inform_of_realms),
    "snapshot": lambda task: snapshot(task, snapshot="n-*", max_age=1.0, keep=1, expires_in=2),
    "restore": lambda task: snapshot(task, snapshot="n-1", state="restored"),
    "snapshots": snapshots,
    "survey": survey,
}


def run(work: Callable[[Task], Any], transport: Transport) -> Any:
    """Run a task over this transport."""
    session = Session(SETTINGS)
    session.client = Client(SETTINGS, transport)
    session.lookup = _lookup.Lookup(session.client)
    return work(Task(session, {}))


def places(value: Any, way: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to all members, and to the first item of each list."""
    if way:
        yield way
    keys = list(value) if isinstance(value, dict) else range(len(value[:1])) if isinstance(value, list) else ()
    for key in keys if len(way) < _DEEPEST else ():
        yield from places(value[key], (*way, key))


def odd(reply: Reply, way: tuple[object, ...], value: object) -> Reply:
    """The reply with another value there."""
    envelope = json.loads(reply.content)
    holder = envelope
    for key in way[:-1]:
        holder = holder[key]
    holder[way[-1]] = value
    return reply._replace(content=json.dumps(envelope).encode())


@pytest.mark.parametrize("name", TASKS)
def test_a_wrong_type_is_one_sentence(emulator: EmulatorProcess, name: str) -> None:
    emulator.put_container(project="Shop", name="shop-spare", status="stopped", comment="x")
    run(lambda task: snapshot(task, snapshot="n-1"), Record(emulator))
    if name in ("firewall described", "firewall switched", "firewall reset"):
        emulator.force(emulator.id_of("shop-api"), firewall={"ingress": [RULE]})
    record = Record(emulator)
    run(TASKS[name], record)
    replies = dict(record.replies)
    bare, strange, tried = [], set(), 0
    for address, answers in replies.items():
        for number, answer in enumerate(answers):
            for way in places(json.loads(answer.content)):
                for value in WRONG:
                    changed = copy.copy(replies)
                    changed[address] = [*answers[:number], odd(answer, way, value), *answers[number + 1 :]]
                    replay = Replay(changed)
                    tried += 1
                    try:
                        run(TASKS[name], replay)
                    except HoodyError as problem:
                        if not str(problem).isprintable() or not str(problem).endswith((".", ")", "?")):
                            bare.append((address, way, value, repr(str(problem))))
                        # What one container shows is a matter of that container.
                        one = name == "fleet" and way[:2] == ("data", "containers") and len(way) > 3 and way[3] != "id"
                        if one and len(problem.result.get("results", ())) != 3:
                            bare.append((address, way, value, f"no rows: {problem}"))
                    except Exception as problem:
                        bare.append((address, way, value, repr(problem)))
                    strange |= {path for path in replay.paths if not _SOUND_PATH.fullmatch(path)}
    assert not bare, f"{len(bare)}: {bare[:10]}"
    assert not strange
    assert tried > 50
