# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints what the inventory costs beside a floor measured in the same run.

The floor is a plugin that reads the same variables and groups from a file, and puts them straight into ansible-core's
own objects. Beside it stand the start-up of ``ansible-inventory``, static inventories of the same hosts, and the plugin
of another cloud (vultr.cloud, out of the package ``ansible``) on a stand-in for its API.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import yaml

from tests.benchmark.peers import PEERS, install_peers, served
from tests.emulator.process import ROOT, EmulatorProcess
from tests.integration.inventory import PLUGIN

#: As many containers as the API gives with one reply.
PAGE_SIZE = 100
FLOOR = '''\
"""Hosts from a file, put straight into the objects."""
import json
DOCUMENTATION = """
name: floor
short_description: The floor
options: {plugin: {description: x, required: true}, hosts: {description: x, type: str}}
"""
from ansible.plugins.inventory import BaseInventoryPlugin
try:
    from ansible.template import trust_as_template
except ImportError:
    trust_as_template = str


class InventoryModule(BaseInventoryPlugin):
    NAME = "floor"

    def verify_file(self, path):
        return path.endswith("floor.yml")

    def parse(self, inventory, loader, path, cache=True):
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        with open(self.get_option("hosts")) as file:
            data = json.load(file)
        known = {}

        def trusted(value):
            if isinstance(value, str):
                if value not in known:
                    known[value] = trust_as_template(value)
                return known[value]
            if isinstance(value, dict):
                return {key: trusted(item) for key, item in value.items()}
            return [trusted(item) for item in value] if isinstance(value, list) else value

        for name, variables in data["hosts"].items():
            inventory.add_host(name)
            inventory.hosts[name].vars.update(trusted(variables))
        for name, hosts in data["groups"].items():
            inventory.add_group(name)
            for host in hosts:
                inventory.groups[name].add_host(inventory.hosts[host])
'''
GROUPED: dict[str, Any] = {
    "keyed_groups": [
        {"key": "hoody_status", "prefix": "status"},
        {"key": "hoody_server.country", "prefix": "country"},
        {"key": "hoody_project_alias", "prefix": "project"},
    ],
    "compose": {"ansible_host": "hoody_ssh_hostname", "where": "hoody_server_name ~ '/' ~ hoody_project_alias"},
}
VULTR_GROUPED: dict[str, Any] = {
    "keyed_groups": [{"key": f"vultr_{name}", "prefix": name} for name in ("status", "region", "plan")],
    "compose": {"ansible_host": "vultr_main_ip", "where": "vultr_region ~ '/' ~ vultr_plan"},
}


class Run(NamedTuple):
    """What a run of ansible-inventory cost."""

    seconds: float
    megabytes: float


class Bench:
    """Runs ansible-inventory in a folder of its own."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder = folder
        self.rounds = rounds
        (folder / "inventory_plugins").mkdir()
        (folder / "inventory_plugins" / "floor.py").write_text(FLOOR)
        (folder / "ansible.cfg").touch()
        # The collection first, then those of the package that the other plugin is taken from.
        paths = f"{ROOT / '.build' / 'collections'}:{PEERS}"
        self.environment = {
            **os.environ,
            "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
            "ANSIBLE_COLLECTIONS_PATH": paths,
            "ANSIBLE_INVENTORY_PLUGINS": str(folder / "inventory_plugins"),
            "ANSIBLE_INVENTORY_ENABLED": "auto,script,yaml,ini",
            "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "True",
        }

    def write(self, name: str, content: object) -> Path:
        """A file of this content."""
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def run(self, source: Path, output: Path | None = None) -> Run:
        """Run it once."""
        command = [sys.executable, "-m", "ansible", "inventory", "-i", str(source), "--list", "--output"]
        begin = time.perf_counter()
        process = subprocess.Popen(
            [*command, str(output or os.devnull)], env=self.environment, cwd=self.folder, stderr=subprocess.PIPE
        )
        assert process.stderr
        said = process.stderr.read()
        _pid, status, usage = os.wait4(process.pid, 0)
        if status:
            raise RuntimeError(said.decode())
        return Run(time.perf_counter() - begin, usage.ru_maxrss / 1024)

    def compare(self, title: str, floor: Path, contenders: dict[str, tuple[Path, Callable[[], object]]]) -> None:
        """Run each of them a few times, always right after the floor, and print it beside that.

        A machine is a tenth slower for a while now and then. What is a pair was measured in the same while, so the
        medians are those of the pairs' ratios and differences.
        """
        pairs: dict[str, list[tuple[Run, Run]]] = {name: [] for name in contenders}
        for _round in range(self.rounds):
            for name, (source, prepare) in contenders.items():
                base = self.run(floor)
                prepare()
                pairs[name].append((base, self.run(source)))
        print(f"\n{title:<52}{'seconds':>9}{'x floor':>9}{'- floor':>9}{'MB':>7}{'x floor':>9}")
        bases = [base for runs in pairs.values() for base, _run in runs]
        print_row("floor", [(base, base) for base in bases])
        for name, runs in pairs.items():
            print_row(name, runs)


def print_row(name: str, pairs: list[tuple[Run, Run]]) -> None:
    """The medians of pairs of runs, the floor and what is compared with it."""
    print(
        f"{name:<52}{median(run.seconds for _base, run in pairs):>9.2f}"
        f"{median(run.seconds / base.seconds for base, run in pairs):>9.2f}"
        f"{median(run.seconds - base.seconds for base, run in pairs):>+9.2f}"
        f"{median(run.megabytes for _base, run in pairs):>7.0f}"
        f"{median(run.megabytes / base.megabytes for base, run in pairs):>9.2f}"
    )


def nothing() -> None:
    """No preparation."""


def ours(bench: Bench, emulator: EmulatorProcess, name: str, **options: object) -> Path:
    """An inventory file of ours."""
    connection = {"api_url": emulator.url, "api_token": emulator.token}
    return bench.write(f"{name}.hoody.yml", {"plugin": PLUGIN, **connection, **options})


def floor_of(bench: Bench, name: str, source: Path) -> tuple[Path, dict[str, Any]]:
    """The floor with the hosts, variables and groups of another inventory, and what ansible-inventory makes of them."""
    output = bench.folder / f"{name}.json"
    bench.run(source, output)
    data = json.loads(output.read_text())
    variables = data["_meta"]["hostvars"]
    groups = {
        group: content["hosts"]
        for group, content in data.items()
        if group not in ("_meta", "all", "ungrouped") and "hosts" in content
    }
    hosts = bench.write(f"{name}.hosts.json", {"hosts": variables, "groups": groups})
    return bench.write(f"{name}.floor.yml", {"plugin": "floor", "hosts": str(hosts)}), data


def size(bench: Bench, count: int) -> None:
    """All ways to the same hosts."""
    with EmulatorProcess(empty=True, containers=count) as emulator, made_before(emulator, count, 0.05) as remote:
        plain, grouped = ours(bench, emulator, "plain"), ours(bench, emulator, "grouped", **GROUPED)
        cached = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(bench.folder / "cache")}
        warm, warm_grouped = (
            ours(bench, emulator, "warm", **cached),
            ours(bench, emulator, "warm-grouped", **cached, **GROUPED),
        )
        floor, data = floor_of(bench, "plain", plain)
        floor_grouped, _data = floor_of(bench, "grouped", grouped)
        distant = ours(bench, emulator, "distant", api_url=remote)
        start = bench.write("start.floor.yml", {"plugin": "floor", "hosts": str(bench.write("none", EMPTY))})
        bench.run(warm)

        def latency(seconds: float) -> Callable[[], None]:
            return lambda: emulator.switch(latency=seconds)

        prompt, late = latency(0.0), latency(0.05)
        contenders: dict[str, tuple[Path, Callable[[], object]]] = {
            "start-up of ansible-inventory": (start, nothing),
            "ours, cold, 0 ms a request": (plain, prompt),
            "ours, cold, 50 ms a request": (plain, late),
            "ours, cold, 50 ms, replies made before": (distant, nothing),
            "ours, warm": (warm, nothing),
        }
        contenders["static, script"] = (script(bench, data), nothing)
        if count <= 100:  # it takes a quarter of a minute for a thousand
            hosts = {"all": {"hosts": data["_meta"]["hostvars"]}}
            contenders["static, YAML"] = (bench.write("static.yml", yaml.safe_dump(hosts)), nothing)
        bench.compare(f"{count} containers, plain", floor, contenders)
        bench.compare(
            f"{count} containers, 3 keyed_groups and 2 compose",
            floor_grouped,
            {
                "ours, cold, 0 ms a request": (grouped, prompt),
                "ours, cold, 50 ms a request": (grouped, late),
                "ours, warm": (warm_grouped, nothing),
            },
        )
        emulator.clear_requests()
        emulator.switch(latency=0.05)
        bench.run(plain)
        log = emulator.requests()
        emulator.clear_requests()
        bench.run(warm)
        at_once = max(entry["in_flight"] for entry in log)
        print(f"requests: {len(log)} when cold, {at_once} of them at once, {len(emulator.requests())} when warm")


@contextmanager
def made_before(emulator: EmulatorProcess, count: int, latency: float) -> Iterator[str]:
    """The address of a server that has the listing of the emulator in memory, page by page.

    Elsewhere the API works on a machine of its own; here, whatever it does while it makes a reply is time that the
    inventory has to wait for one of the same cores.
    """
    pages = {}
    # Beyond pages that are all full, an empty one is asked for.
    for number in map(str, range(1, count // PAGE_SIZE + 2)):
        reply = emulator.api("GET", f"/containers/?page={number}&limit={PAGE_SIZE}&sort_by=id&sort_order=desc")
        pages[number] = reply.json()
    with served(pages, latency, "page") as url:
        yield url


EMPTY = '{"hosts": {}, "groups": {}}'


def script(bench: Bench, data: dict[str, Any]) -> Path:
    """A static inventory that is a program, as AWX makes one for its jobs."""
    content = bench.write("static.json", {key: value for key, value in data.items() if key != "profile"})
    path = bench.write("static.sh", f"#!/bin/sh\nexec cat {content}\n")
    path.chmod(0o755)
    return path


@contextmanager
def vultr(count: int, latency: float) -> Iterator[str]:
    """A stand-in for the other cloud's API with this many instances; gives its address."""
    instances: list[dict[str, object]] = [
        {
            "id": f"00000000-0000-0000-0000-{number:012d}",
            "label": f"node-{number:05d}",
            "hostname": f"node-{number:05d}",
            "os": "Debian 13",
            "os_id": 1,
            "ram": 4096,
            "disk": 80,
            "main_ip": f"10.0.{number // 250}.{number % 250}",
            "vcpu_count": 2,
            "region": ("ams", "fra", "cdg")[number % 3],
            "plan": "vc2-2c-4gb",
            "date_created": "2025-01-01T00:00:00+00:00",
            "status": "active",
            "power_status": "running",
            "server_status": "ok",
            "tags": [],
            "features": [],
            "internal_ip": "",
            "v6_main_ip": "",
        }
        for number in range(count)
    ]

    pages, length = {}, 100
    for begin in range(0, count, length):
        following = str(begin + length) if begin + length < count else ""
        links = {"links": {"next": following, "prev": ""}, "total": count}
        pages[str(begin or "")] = {"instances": instances[begin : begin + length], "meta": links}
    with served(pages, latency, "cursor") as url:
        yield f"{url}/v2"


def peer(bench: Bench, count: int) -> None:
    """The plugin of another cloud beside a floor of its own hosts, which have fewer variables than ours."""
    if not install_peers():
        return
    with vultr(count, 0.0) as quick, vultr(count, 0.05) as slow:
        files = {
            name: bench.write(f"{name}.vultr.yml", {"plugin": "vultr.cloud.vultr", "api_key": "x", **options})
            for name, options in {
                "plain": {"api_endpoint": quick},
                "late": {"api_endpoint": slow},
                "grouped": {"api_endpoint": quick, "variable_prefix": "vultr_", **VULTR_GROUPED},
            }.items()
        }
        floor, _data = floor_of(bench, "vultr", files["plain"])
        floor_grouped, _data = floor_of(bench, "vultr-grouped", files["grouped"])
        bench.compare(
            f"{count} instances of vultr.cloud, plain",
            floor,
            {
                "vultr.cloud, 0 ms a request": (files["plain"], nothing),
                "vultr.cloud, 50 ms a request": (files["late"], nothing),
            },
        )
        bench.compare(
            f"{count} instances, 3 keyed_groups and 2 compose",
            floor_grouped,
            {"vultr.cloud, 0 ms a request": (files["grouped"], nothing)},
        )


def measure(part: Callable[[Bench, int], None], count: int, rounds: int) -> None:
    """One part of the measurements in a folder of its own."""
    with TemporaryDirectory() as folder:
        part(Bench(Path(folder), rounds), count)


def main() -> None:
    """Measure every size, then the other plugin."""
    for part, count, rounds in ((size, 100, 5), (size, 1000, 9), (size, 10_000, 3), (peer, 1000, 3)):
        # Each in a new process: the memory of a process counts for those that it starts.
        sys.stdout.flush()
        process = get_context("spawn").Process(target=measure, args=(part, count, rounds))
        process.start()
        process.join()
        if process.exitcode:
            raise SystemExit(process.exitcode)


if __name__ == "__main__":
    main()
