# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plays in examples/ run with the very commands that stand at their heads, and do what they are for."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tests.emulator.process import ROOT, EmulatorProcess

from .playbook import run_program
from .plays import Plays

EXAMPLES = ROOT / "examples"
#: Plays and inventories that have commands at their heads.
WITH_COMMANDS = sorted(path.name for path in EXAMPLES.glob("*.yml") if path.name != "requirements.yml")


def commands(file: str) -> list[str]:
    """The commands at the head of an example, in order."""
    head = (EXAMPLES / file).read_text(encoding="utf-8").partition("\n- ")[0]
    return [line.partition("    # ")[0].strip() for line in re.findall(r"^#   (\S.*)$", head, re.MULTILINE)]


class Reader:
    """Somebody who has copied the folder and types what stands in it."""

    def __init__(self, plays: Plays) -> None:
        self.emulator = plays.emulator
        self.folder = plays.folder / "examples"
        shutil.copytree(EXAMPLES, self.folder)
        (plays.folder / "password").write_text("open sesame\n")
        own = plays.environment()
        self._environment = {
            **own,
            "PATH": f"{Path(sys.executable).parent}:{own['PATH']}",
            "HOODY_API_URL": plays.emulator.url,
            "HOODY_TEST_RECORD": "",
            # In place of the question for a password.
            "ANSIBLE_VAULT_PASSWORD_FILE": str(plays.folder / "password"),
        }

    def type(self, command: str, variables: Mapping[str, str] | None = None, *, fails: bool = False) -> str:
        """Run a command, and see that it ends as it should; gives what it says."""
        line = command.replace(" --ask-vault-pass", "")
        process = run_program(["bash", "-c", line], self.folder, {**self._environment, **(variables or {})})
        assert bool(process.returncode) == fails, f"$ {line}\n{process.stdout}"
        assert "Traceback" not in process.stdout
        return process.stdout

    def follow(self, file: str) -> list[str]:
        """Run all commands of an example; gives what each says."""
        return [self.type(command) for command in commands(file)]


@pytest.fixture
def reader(plays: Plays) -> Reader:
    """A reader with an emulator whose containers have an inside."""
    return Reader(plays)


def changed(output: str) -> Mapping[str, int]:
    """How many tasks have changed something, by host."""
    return {host: int(count) for host, count in re.findall(r"^(\S+) +: ok=\d+ +changed=(\d+)", output, re.MULTILINE)}


def named(emulator: EmulatorProcess, project: str) -> list[str]:
    """The containers of a project, by name."""
    listed = emulator.api("GET", f"/projects/{emulator.project_id(project)}/containers?limit=100").json()["data"]
    return sorted(container["name"] for container in listed["containers"])


def test_every_example_says_how_it_is_run() -> None:
    for file in WITH_COMMANDS:
        assert any(re.search(rf"\b{re.escape(file)}\b", command) for command in commands(file)), file
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in EXAMPLES.glob("*.yml") if f"]({path.name})" not in listed] == []


def test_a_shop(reader: Reader) -> None:
    _vault, foretold, done = reader.follow("shop.yml")
    assert changed(foretold) == {"localhost": 5}
    assert changed(done) == {"localhost": 5, "shop-front": 2}
    assert "https://example-shop." in done
    assert changed(reader.type(commands("shop.yml")[-1])) == {"localhost": 0, "shop-front": 0}
    assert "change-me" not in foretold + done
    # What the file says of its first run.
    assert "There is no project 'Example-Shop'" in done
    assert "--shop-front" in reader.type(commands("shop.hoody.yml")[0])
    orders = reader.emulator.id_of("shop-orders", "Example-Shop")
    stored = reader.emulator.api("GET", f"/containers/{orders}/env").json()["data"]
    assert "postgresql://shop:change-me@db.example.net/shop" in str(stored)


def test_egress_by_region(reader: Reader) -> None:
    reader.follow("vault.example.yml")
    foretold, done = reader.follow("egress_by_region.yml")
    assert changed(foretold) == changed(done) == {"localhost": 5}
    assert changed(reader.type(commands("egress_by_region.yml")[-1])) == {"localhost": 0}
    assert "change-me" not in foretold + done
    for name, country in (("crawler-de", "DE"), ("crawler-us", "US"), ("crawler-jp", "JP")):
        egress = reader.emulator.egress(reader.emulator.id_of(name, "Example-Crawlers"))["effective"]
        assert (egress["type"], egress["country"]) == ("socks5", country)
    queue = reader.emulator.id_of("crawler-queue", "Example-Crawlers")
    assert reader.emulator.egress(queue)["effective"]["type"] == "block"


@pytest.mark.parametrize(
    "file, sentence, values",
    [
        ("shop.yml", "has to define vault_shop_database_url", "-e vault_shop_database_url="),
        ("shop.yml", "has to define vault_shop_database_url", ""),
        ("egress_by_region.yml", "has to define vault_proxy_username and", ""),
        ("egress_by_region.yml", "and vault_proxy_password", "-e vault_proxy_username=x -e vault_proxy_password="),
    ],
)
def test_no_secret_is_empty(reader: Reader, file: str, sentence: str, values: str) -> None:
    assert sentence in " ".join(reader.type(f"ansible-playbook {file} {values}", fails=True).split())
    assert {request["method"] for request in reader.emulator.requests()} <= {"GET"}


def test_thirty_workers(reader: Reader) -> None:
    foretold, done, fewer = reader.follow("thirty_workers.yml")
    assert changed(foretold) == changed(done) == {"localhost": 2}
    assert changed(reader.type(commands("thirty_workers.yml")[1] + " -e workers=10")) == {"localhost": 0}
    assert "30 created" in done
    assert "20 purged, 10 as declared" in fewer
    assert named(reader.emulator, "Example-Workers") == [f"worker-{number:02}" for number in range(1, 11)]


@pytest.mark.parametrize("verdict", [0, 3])
def test_machines_for_jobs(reader: Reader, verdict: int) -> None:
    (reader.folder / "run-tests.sh").write_text(f"echo tested in $PWD\nexit {verdict}\n")
    [command] = commands("ci_machines.yml")
    said = reader.type(command, {"CI_JOB_ID": "42"}, fails=bool(verdict))
    assert "tested in /srv/job" in said
    assert "ci-42" in said
    assert named(reader.emulator, "Example-CI") == []


@pytest.mark.parametrize("missing", ["-e job=42", "-e job=42 -e source=. -e command=true --check"])
def test_a_job_that_cannot_run_makes_no_machine(reader: Reader, missing: str) -> None:
    said = reader.type(f"ansible-playbook ci_machines.yml {missing}", fails=True)
    assert "Give job, source and command with -e, and do not use --check." in " ".join(said.split())
    assert {request["method"] for request in reader.emulator.requests()} <= {"GET"}


def test_a_command_everywhere(reader: Reader) -> None:
    everywhere, some, look = reader.follow("run_a_command.yml")
    release = re.findall(r"\"msg\": \"(\S+): (\d+\.\S+)\"", everywhere)
    assert [name for name, _release in release] == ["Shop-shop-api", "Shop-shop-crawler", "Shop-web"]
    assert changed(some).keys() == {*changed(everywhere)}
    assert "Shop-web | CHANGED" in look
    assert "@project_Shop:" in reader.type(commands("everything.hoody.yml")[0])


def test_the_requirements(reader: Reader) -> None:
    needed = yaml.safe_load((EXAMPLES / "requirements.yml").read_text(encoding="utf-8"))
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    assert needed == {"collections": [{"name": "hoody.cloud", "version": f">={version},<2.0.0"}]}
