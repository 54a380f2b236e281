# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs real playbooks and tells what came of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.emulator.process import ROOT, EmulatorProcess

Task = dict[str, Any]

#: Runs Python as from a terminal: whoever runs the tests in the background of a shell has all below ignore Ctrl-C.
_FOREGROUND = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


def run_program(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], *, seconds: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, without input; what it says is in ``stdout``, errors too."""
    return subprocess.run(
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
        check=False,
    )


@dataclass
class Outcome:
    """What a run of ansible-playbook left behind. ``results`` holds one object a task, in order."""

    returncode: int
    output: str
    results: list[dict[str, Any]] = field(default_factory=list)

    def __getitem__(self, task: str | int) -> dict[str, Any]:
        """The result of a task, by its name or number."""
        if isinstance(task, int):
            return self.results[task]
        return next(result for result in self.results if result["task"] == task)

    @property
    def message(self) -> str:
        """The sentence with which the run failed."""
        failed = [result for result in self.results if result["failed"]]
        assert failed, self.output
        return str(failed[-1]["msg"])

    @property
    def said(self) -> str:
        """The output as one line, since ansible-core 2.18 breaks its warnings into several."""
        return " ".join(self.output.split())

    def succeeded(self) -> Outcome:
        """This outcome, if it is a good one."""
        assert self.returncode == 0, self.output
        return self


class Ansible:
    """Runs playbooks of the given tasks against one emulator, as a user with nothing else configured would.

    ``root`` is the checkout whose collection it is.
    """

    def __init__(self, emulator: EmulatorProcess, folder: Path, root: Path = ROOT) -> None:
        self.emulator = emulator
        self.folder = folder
        self._root = root
        self.configuration = folder / "ansible.cfg"
        self.configuration.touch()
        self._runs = 0

    @property
    def connection(self) -> dict[str, str]:
        """The options that reach the emulator."""
        return {"api_url": self.emulator.url, "api_token": self.emulator.token}

    def environment(self) -> dict[str, str]:
        """The environment of a run: that of the tests, which the Makefile has cleaned of the user's own settings."""
        callbacks = Path(__file__).parent / "callback_plugins"
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("HOODY_", "ANSIBLE_"))},
            "ANSIBLE_CONFIG": str(self.configuration),
            "ANSIBLE_COLLECTIONS_PATH": str(self._root / ".build" / "collections"),
            "ANSIBLE_HOME": str(self.folder / "ansible"),
            "ANSIBLE_REMOTE_TMP": str(self.folder / "ansible" / "remote"),
            "ANSIBLE_LOCALHOST_WARNING": "False",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_PIPELINING": "False",
            "ANSIBLE_DEPRECATION_WARNINGS": "True",
            "ANSIBLE_CALLBACK_PLUGINS": str(callbacks),
            "ANSIBLE_CALLBACKS_ENABLED": "recorder",
            "HOME": str(self.folder),
        }

    def run(
        self,
        *tasks: Task,
        arguments: Sequence[str] = (),
        defaults: Mapping[str, object] | None = None,
        environment: Mapping[str, str] | None = None,
        variables: Mapping[str, object] | None = None,
    ) -> Outcome:
        """Run the tasks on localhost. ``defaults`` replaces the connection options of all modules."""
        play = {
            "hosts": "localhost",
            "gather_facts": False,
            "module_defaults": {"group/hoody.cloud.hoody": dict(self.connection if defaults is None else defaults)},
            "vars": {"ansible_python_interpreter": sys.executable, **(variables or {})},
            "tasks": list(tasks),
        }
        self._runs += 1
        playbook = self.folder / f"playbook-{self._runs}.yml"
        playbook.write_text(json.dumps([play]), encoding="utf-8")
        return self.run_file(playbook, arguments=arguments, environment=environment)

    def run_file(
        self, playbook: Path | str, *, arguments: Sequence[str] = (), environment: Mapping[str, str] | None = None
    ) -> Outcome:
        """Run a playbook that is a file, or one of a collection by its name."""
        record = self.folder / f"record-{self._runs}.json"
        record.write_text("")
        process = run_program(
            [sys.executable, "-m", "ansible", "playbook", str(playbook), *arguments],
            self.folder,
            {**self.environment(), "HOODY_TEST_RECORD": str(record), **(environment or {})},
            seconds=600,
        )
        results = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
        assert "Traceback" not in process.stdout, process.stdout
        return Outcome(process.returncode, process.stdout, results)

    def begin_file(
        self, playbook: Path | str, *, arguments: Sequence[str] = (), environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Begin such a run, as if from a terminal: it is a group of processes of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", _FOREGROUND, "-m", "ansible", "playbook", str(playbook), *arguments],
            cwd=self.folder,
            env={**self.environment(), "HOODY_TEST_RECORD": os.devnull, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )


def begun(entry: Mapping[str, Any]) -> datetime:
    """When a request of the emulator's log began. Python 3.10 does not know the Z at its end."""
    return datetime.fromisoformat(entry["started_at"].replace("Z", "+00:00"))


def container(**options: object) -> Task:
    """A task of the module container."""
    return {"hoody.cloud.container": options}


def network(**options: object) -> Task:
    """A task of the module container_network."""
    return {"hoody.cloud.container_network": options}


def fleet(**options: object) -> Task:
    """A task of the module container_fleet."""
    return {"hoody.cloud.container_fleet": options}


def container_info(**options: object) -> Task:
    """A task of the module container_info."""
    return {"hoody.cloud.container_info": options}


def network_info(**options: object) -> Task:
    """A task of the module container_network_info."""
    return {"hoody.cloud.container_network_info": options}


def claim(**options: object) -> Task:
    """A task of the module container_claim."""
    return {"hoody.cloud.container_claim": options}


def keys() -> Task:
    """A task of the module public_key_info."""
    return {"hoody.cloud.public_key_info": {}}


def thrice(task: Task, name: str) -> list[Task]:
    """The same task in check mode, for real, and again, with diffs."""
    return [
        {"name": f"{name} check", **task, "check_mode": True, "diff": True},
        {"name": f"{name} run", **task, "diff": True},
        {"name": f"{name} again", **task, "diff": True},
    ]


def honest(outcome: Outcome, name: str, *, repeats: bool = False) -> dict[str, Any]:
    """Assert that the check of a task foretold the run and that the repetition changed nothing; gives the run's result.

    ``repeats`` is for what acts at every run, such as a restart.
    """
    check, run, again = (outcome[f"{name} {part}"] for part in ("check", "run", "again"))
    for result in (check, run, again):
        assert not result["failed"], f"{name}: {result['msg']}"
    for member in ("changed", "actions", "diff"):
        assert check[member] == run[member], f"{name}: {member}: foretold {check[member]}, done {run[member]}"
    assert run["changed"] == bool(run["actions"])
    if not repeats:
        assert (again["changed"], again["actions"]) == (False, []), f"{name}: {again}"
        assert again["diff"]["before"] == again["diff"]["after"]
    return run
