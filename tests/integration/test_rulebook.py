# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real ansible-rulebook with the event source, and the rulebook of the collection."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.hoody.cloud.plugins.module_utils._events.memory import EventMemory

from .guides import blocks
from .playbook import Ansible

PROGRAM = Path(sys.executable).with_name("ansible-rulebook")
MOST_SECONDS = 90


def reason_against() -> str:
    """Why ansible-rulebook cannot run here, "" where it can."""
    if not PROGRAM.exists():
        return "ansible-rulebook is not installed"
    java = shutil.which("java")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr if java else ""
    version = re.search(r'version "(\d+)', said)
    return "" if version and int(version[1]) >= 17 else "ansible-rulebook needs Java 17 or newer, which is not here"


REASON = reason_against()
pytestmark = pytest.mark.skipif(bool(REASON), reason=REASON)
#: What rules do not see for themselves is told by the text that the action prints.
RULES = {
    "created": 'event.event == "container.creating"',
    "failed": 'event.event == "container.failed"',
    "stopped-by-another": 'event.event == "container.stopped" and event.actor.kind != "user"',
    "network-not-enforced": 'event.event == "container.network.created" and event.data.network.status == "configured"',
}


def rulebook(ansible: Ansible, rules: dict[str, str], told: str = "data.container.name", **options: Any) -> Path:
    """A rulebook in which each rule says what it heard of, a member of the event."""
    source = {"state_file": str(ansible.folder / "state.json"), "interval": 0.2, **options}
    content = {
        "name": "All",
        "hosts": "all",
        "sources": [{"name": "hoody", "hoody.cloud.events": source}],
        "rules": [
            {"name": name, "condition": condition, "action": {"debug": {"msg": f"heard {name} {{{{ event.{told} }}}}"}}}
            for name, condition in rules.items()
        ],
    }
    path = ansible.folder / "rules.yml"
    path.write_text(yaml.safe_dump([content]))
    return path


def heard(log: Path) -> list[str]:
    """What the rules said."""
    return sorted(re.findall(r"heard (\S+ \S+?)['\"]?$", log.read_text(), re.MULTILINE))


def told(ansible: Ansible) -> list[str]:
    """Of which events the state file says that they were told, while nobody else uses it."""
    memory = EventMemory(str(ansible.folder / "state.json"), ansible.emulator.url)
    memory.close()
    return list(memory.known)


@contextmanager
def running(ansible: Ansible, book: str, log: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """ansible-rulebook with this rulebook, which has begun to listen; killed in the end."""
    inventory = ansible.folder / "inventory.yml"
    inventory.write_text("all: {hosts: {localhost: {ansible_connection: local}}}\n")
    state = ansible.folder / "state.json"
    environment = {
        **ansible.environment(),
        "PATH": f"{PROGRAM.parent}:{ansible.environment()['PATH']}",
        "HOODY_TOKEN": ansible.emulator.token,
        "HOODY_API_URL": ansible.emulator.url,
        "HOODY_STATE": str(state),
    }
    (ansible.folder / "record.json").touch()
    environment["HOODY_TEST_RECORD"] = str(ansible.folder / "record.json")
    command = [str(PROGRAM), "--rulebook", book, "--inventory", str(inventory), "--env-vars", "HOODY_STATE", *arguments]
    with log.open("a") as output:
        process = subprocess.Popen(
            command, cwd=ansible.folder, env=environment, text=True, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        ansible.emulator.wait_until(
            lambda: state.exists() or process.poll() is not None, "the source listens", MOST_SECONDS
        )
        assert process.poll() is None, log.read_text()
        yield process
    finally:
        process.kill()
        process.wait()


def test_rules_hear_of_each_once_also_after_a_kill(ansible: Ansible) -> None:
    emulator, log = ansible.emulator, ansible.folder / "log"
    book = str(rulebook(ansible, RULES))

    with running(ansible, book, log):
        emulator.put_container(project="Shop", name="new", status="running")
        emulator.force(emulator.id_of("shop-cache"), status="failed")
        emulator.wait_until(lambda: heard(log) == ["created new", "failed shop-cache"], "two rules act", MOST_SECONDS)
    # Nobody listens while this happens, and the first is the doing of the account itself.
    emulator.api("POST", f"/containers/{emulator.id_of('new')}/stop")
    emulator.force(emulator.id_of("web"), status="stopped")
    emulator.api("PATCH", f"/containers/{emulator.id_of('web')}/network", {"type": "block"})
    expected = ["created new", "failed shop-cache", "network-not-enforced web", "stopped-by-another web"]
    with running(ansible, book, log):
        emulator.wait_until(lambda: heard(log) == expected, "four rules have acted", MOST_SECONDS)


def test_the_first_rulebook_of_the_guide(ansible: Ansible) -> None:
    emulator, log, state = ansible.emulator, ansible.folder / "log", ansible.folder / "state.json"
    [text] = [block.text for block in blocks("guide_events") if block.file == "rulebook.yaml"]
    book = ansible.folder / "rulebook.yaml"
    book.write_text(text.replace("/var/lib/eda/hoody-events.json", str(state)))
    with running(ansible, str(book), log):
        emulator.force(emulator.id_of("web"), status="stopped")
        emulator.api("PATCH", f"/containers/{emulator.id_of('web')}/network", {"type": "block"})
        for words in ("web was stopped", "web has a network profile that is not enforced"):
            emulator.wait_until(lambda words=words: words in log.read_text(), words, MOST_SECONDS)  # type: ignore[misc]


def test_nothing_is_lost_with_feedback_and_persistence(ansible: Ansible) -> None:
    """Killed at any moment, it goes on: an action that was under way may be seen twice, and nothing else."""
    emulator, log, chance, count = ansible.emulator, ansible.folder / "log", random.Random(20), 240
    emulator.control("POST", "/events", {"container_id": emulator.id_of("web"), "count": count})
    rules = {"of": 'event.event == "container.updated"'}
    book = str(rulebook(ansible, rules, "id", feedback=True, start="oldest"))
    [text] = [block.text for block in blocks("guide_events") if block.file == "database.yaml"]
    variables = ansible.folder / "variables.yml"
    variables.write_text(text.replace("/var/lib/eda", str(ansible.folder)))
    arguments = ("--vars", str(variables), "--persistence-id", "7", "--id", "1")
    log.touch()
    kills = 0
    while len(set(heard(log))) < count:
        goal = min(len(set(heard(log))) + chance.randrange(20, 100), count)
        with running(ansible, book, log, *arguments):
            emulator.wait_until(lambda goal=goal: len(set(heard(log))) >= goal, "events", MOST_SECONDS)  # type: ignore[misc]
        kills += 1
    assert kills > 2
    assert len(heard(log)) - count <= kills
    assert len(told(ansible)) >= count - 1

    def happens() -> str:
        """Something more; gives what is heard of it."""
        before = set(heard(log))
        emulator.control("POST", "/events", {"container_id": emulator.id_of("web")})
        emulator.wait_until(lambda: set(heard(log)) > before, "the next event", MOST_SECONDS)
        [new] = set(heard(log)) - before
        return new

    with running(ansible, book, log, *arguments):
        # The second is acted on when the action of the first has ended.
        first, _second = happens(), happens()
    # As if this kill had come before the source had noted that the rules have seen the first.
    state = ansible.folder / "state.json"
    content = json.loads(state.read_text().splitlines()[0])
    identity = first.split()[1]
    known = {name: "" for name in told(ansible) if name != identity}
    state.write_text(json.dumps({**content, "known": known, "cursor": ""}) + "\n")
    with running(ansible, book, log, *arguments):
        happens()
    assert identity in told(ansible), "it was told again"
    assert heard(log).count(first) == 1, "and ansible-rulebook knows it by its meta.uuid"


def test_a_failed_container_comes_back_once(ansible: Ansible) -> None:
    emulator, log = ansible.emulator, ansible.folder / "log"
    victim = emulator.put_container(project="Shop", name="victim", comment="kept", environment_vars={"A": "b"})["id"]

    def is_back() -> bool:
        listed = emulator.api("GET", "/containers/?limit=100").json()["data"]["containers"]
        return [item["status"] for item in listed if item["name"] == "victim" and item["id"] != victim] == ["running"]

    with running(ansible, "hoody.cloud.rescue", log):
        emulator.force(victim, status="failed")
        emulator.wait_until(is_back, "the container is back", MOST_SECONDS)
        anew = emulator.api("GET", f"/containers/{emulator.id_of('victim')}").json()["data"]
        assert (anew["comment"], anew["environment_vars"]["A"]) == ("kept", "b")
        # It fails again at once, which is left to a person; another one is brought back.
        emulator.force(anew["id"], status="failed")
        other = emulator.put_container(project="Shop", name="other", status="failed")["id"]
        emulator.wait_until(lambda: emulator.status_of(other) == "gone", "another one is made anew", MOST_SECONDS)
    assert emulator.status_of(anew["id"]) == "failed"
