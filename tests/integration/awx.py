# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX 24.6 does around an inventory update and a job, for tests without a cluster.

It makes a private folder for each, lays the project into it, makes the environment in its own order, injects the
credentials last, and lets ansible-runner do the rest in the folder of the project. The folder stands where an execution
environment has ``/runner``. The hosts of an update are read out of a file and given to a job as a program.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ansible_runner
import yaml
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tests.emulator.process import ROOT

KIT = ROOT / "extensions" / "awx"
TYPE = KIT / "credential_type"
#: The settings of AWX whose names begin with ANSIBLE_: each is a variable of every process.
SETTINGS = {
    "ANSIBLE_HOST_KEY_CHECKING": "False",
    "ANSIBLE_PARAMIKO_RECORD_HOST_KEYS": "False",
    "ANSIBLE_FORCE_COLOR": "True",
    "ANSIBLE_INVENTORY_UNPARSED_FAILED": "True",
}
#: What an update of an inventory has beside them.
UPDATE = {
    "INVENTORY_SOURCE_ID": "7",
    "INVENTORY_UPDATE_ID": "1",
    "ANSIBLE_INVENTORY_UNPARSED_FAILED": "True",
    "ANSIBLE_INVENTORY_EXPORT": "True",
    "ANSIBLE_VERBOSE_TO_STDERR": "True",
    "ANSIBLE_HOST_PATTERN_MISMATCH": "error",
}
#: Source variables that AWX refuses.
BLOCKED = ("HOME", "USER", "_", "TERM", "PATH")
#: Releases of ansible-core from 2.19 on do not read this variable any more.
COLLECTIONS = "ANSIBLE_COLLECTIONS_PATHS"
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def load(path: Path) -> Any:
    """A YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Credential:
    """A credential of the type in the kit, with the fields that somebody filled in."""

    fields: Mapping[str, str]

    def inject(self, environment: dict[str, str], private: Path) -> None:
        """Set every variable that the type names, to an empty string where a field was left blank."""
        inputs, injectors = load(TYPE / "inputs.yml"), load(TYPE / "injectors.yml")
        assert set(self.fields) <= {described["id"] for described in inputs["fields"]}
        assert set(inputs["required"]) <= {name for name, value in self.fields.items() if value}
        assert not [name for name in injectors["env"] if name.startswith("ANSIBLE_")], "AWX refuses these"
        assert "extra_vars" not in injectors, "AWX leaves these out of inventory updates"
        sandbox = ImmutableSandboxedEnvironment()
        # A blank field is undefined, and what is undefined is an empty string.
        known: dict[str, Any] = {name: value for name, value in self.fields.items() if value}
        for label, template in injectors["file"].items():
            assert label == "template", "with several files, tower.filename would be an object"
            path = private / "env" / "credential"
            path.write_text(sandbox.from_string(template).render(**known, tower={}), encoding="utf-8")
            path.chmod(0o600)
            known["tower"] = {"filename": str(path)}
        for name, template in injectors["env"].items():
            environment[name] = sandbox.from_string(template).render(**known)


@dataclass
class Ran:
    """What a process of AWX left behind. ``said`` is in one line and without colours."""

    status: int
    said: str
    events: list[dict[str, Any]]
    exported: dict[str, Any] = field(default_factory=dict)

    def succeeded(self) -> Ran:
        """This, if it went well."""
        assert self.status == 0, self.said[-4000:]
        return self

    @property
    def hosts(self) -> dict[str, dict[str, Any]]:
        """The variables of each host that an update has read."""
        found: dict[str, dict[str, Any]] = self.exported["_meta"]["hostvars"]
        return found


class Awx:
    """One AWX, with the project of the kit in it and an execution environment that has nothing of ours."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        #: Whether projects have the collection, as they do where the organization has a Galaxy credential.
        self.installs = True
        self._runs = 0

    def private_folder(self, files: Mapping[str, str] | None = None) -> Path:
        """A new private folder with what collections/requirements.yml names, and the project with these files more."""
        self._runs += 1
        private = self.folder / f"awx_{self._runs}"
        shutil.copytree(KIT / "project", private / "project")
        for name in ("inventory", "env", "cp", "requirements_collections/ansible_collections/hoody"):
            (private / name).mkdir(parents=True)
        for path in (private, private / "project"):
            path.chmod(0o700)
        if self.installs:
            (private / "requirements_collections/ansible_collections/hoody/cloud").symlink_to(ROOT)
        for name, text in (files or {}).items():
            (private / "project" / name).parent.mkdir(parents=True, exist_ok=True)
            (private / "project" / name).write_text(text, encoding="utf-8")
        configuration = private / "project" / "ansible.cfg"
        configuration.write_text(configuration.read_text().replace("/runner/", f"{private}/"), encoding="utf-8")
        return private

    @staticmethod
    def _first(private: Path, extra: Mapping[str, str]) -> dict[str, str]:
        """What comes first in every environment. ``extra`` is what the settings of AWX call extra variables."""
        return {**SETTINGS, **extra, "AWX_PRIVATE_DATA_DIR": str(private)}

    @staticmethod
    def _paths(private: Path) -> dict[str, str]:
        usual = "~/.ansible/collections:/usr/share/ansible/collections"
        return {COLLECTIONS: f"{private}/requirements_collections:{usual}"}

    def environment_of_an_update(
        self,
        private: Path,
        credentials: Sequence[Credential],
        source_variables: Mapping[str, object],
        extra: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        """The variables of an update of a source, in the order in which AWX sets them: the credentials come last."""
        environment = {**self._first(private, extra or {}), **UPDATE}
        for name, value in source_variables.items():
            if str(name) not in environment and str(name) not in BLOCKED:
                environment[str(name)] = str(value)
        environment.update(self._paths(private))
        for credential in credentials:
            credential.inject(environment, private)
        return environment

    def environment_of_a_job(
        self, private: Path, credentials: Sequence[Credential], extra: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """The variables of a job, in the order in which AWX sets them: the credentials come last."""
        environment = {
            **self._first(private, extra or {}),
            "JOB_ID": "2",
            "INVENTORY_ID": "3",
            "PROJECT_REVISION": "0" * 40,
            "ANSIBLE_RETRY_FILES_ENABLED": "False",
            "MAX_EVENT_RES": "700000",
            "AWX_HOST": "https://awx.example.com",
            "ANSIBLE_SSH_CONTROL_PATH_DIR": str(private / "cp"),
            **self._paths(private),
        }
        for credential in credentials:
            credential.inject(environment, private)
        return environment

    def update(
        self,
        *credentials: Credential,
        source_variables: Mapping[str, object] | None = None,
        extra: Mapping[str, str] | None = None,
        file: str = "inventory/containers.hoody.yml",
        files: Mapping[str, str] | None = None,
        limit: str = "",
        verbosity: int = 0,
    ) -> Ran:
        """Update the source that is this file of the project. ``verbosity`` is that of AWX, from 0 to 2."""
        private = self.private_folder(files)
        source, output = private / "project" / file, private / "artifacts/1/output.json"
        arguments = ["ansible-inventory", "--list", "--export", "-i", str(source)]
        arguments += ["--limit", limit] if limit else []
        arguments += ["--output", str(output), "--playbook-dir", str(source.parent)]
        arguments += ["-" + "v" * min(5, verbosity * 2 + 1)] if verbosity else []
        (private / "args").write_text(" ".join(arguments), encoding="utf-8")
        environment = self.environment_of_an_update(private, credentials, source_variables or {}, extra)
        ran = self._run(private, environment, ident="1")
        if ran.status == 0:
            ran.exported = json.loads(output.read_text(encoding="utf-8"))
        return ran

    def job(
        self,
        playbook: str,
        inventory: Mapping[str, object],
        *credentials: Credential,
        answers: Mapping[str, object] | None = None,
        verbosity: int = 0,
        diff: bool = False,
        in_a_pod: bool = False,
        files: Mapping[str, str] | None = None,
        extra: Mapping[str, str] | None = None,
        machine_key: str = "",
        user: str = "root",
    ) -> Ran:
        """Run a playbook of the project on an inventory, which is what :func:`handed_over` gives.

        ``answers`` are those of a survey, ``user`` and ``machine_key`` those of a Machine credential, whose key comes
        in an SSH agent. In a pod, the job is given the program with the hosts; with a container engine, the folder in
        which it is.
        """
        private = self.private_folder(files)
        program = private / "inventory" / "hosts"
        program.write_text(f"#! /usr/bin/env python3\nprint({json.dumps(inventory)!r})\n", encoding="utf-8")
        program.chmod(0o700)
        line = f"-u {user}" + (" --diff" if diff else "") + (f" -{'v' * verbosity}" if verbosity else "")
        (private / "env" / "cmdline").write_text(line, encoding="utf-8")
        (private / "env" / "extravars").write_text(_extra_variables(answers or {}), encoding="utf-8")
        environment = self.environment_of_a_job(private, credentials, extra)
        given = program if in_a_pod else program.parent
        key = {"ssh_key": machine_key} if machine_key else {}
        return self._run(private, environment, ident="2", playbook=playbook, inventory=str(given), **key)

    def _run(self, private: Path, environment: Mapping[str, str], **parameters: object) -> Ran:
        run = ansible_runner.run(private_data_dir=str(private), envvars=dict(environment), quiet=True, **parameters)
        events = list(run.events)
        with run.stdout as file:
            said = _COLOUR.sub("", file.read())
        assert "Traceback" not in said, said
        return Ran(int(run.rc), " ".join(said.split()), events)


def handed_over(exported: Mapping[str, Any], enabled_variable: str = "", enabled_value: str = "") -> dict[str, Any]:
    """What a job is given of what an update has read: the enabled hosts, their groups, and two variables of AWX's."""
    variables = exported["_meta"]["hostvars"]
    on = [
        name
        for name in sorted(variables)
        if not enabled_variable or str(variables[name].get(enabled_variable)).lower() == enabled_value.lower()
    ]
    groups = {
        name: {
            "hosts": [host for host in group.get("hosts", []) if host in on],
            "children": list(group.get("children", [])),
            "vars": dict(group.get("vars", {})),
        }
        for name, group in exported.items()
        if name not in ("_meta", "all", "ungrouped")
    }
    grouped = {host for group in groups.values() for host in group["hosts"]}
    return {
        "all": {"hosts": [host for host in on if host not in grouped], "children": sorted(groups)},
        **{name: {part: value for part, value in group.items() if value} for name, group in groups.items()},
        "_meta": {
            "hostvars": {
                name: {**variables[name], "remote_tower_enabled": "true", "remote_tower_id": number}
                for number, name in enumerate(on, 1)
            }
        },
    }


def _extra_variables(answers: Mapping[str, object]) -> str:
    """Extra variables as a file: what people answer is never a template."""
    lines = ["awx_job_id: 2", "awx_job_launch_type: manual"]
    for name, value in answers.items():
        lines.append(f"{json.dumps(name)}: {'!unsafe ' if isinstance(value, str) else ''}{json.dumps(value)}")
    return "\n".join(lines) + "\n"
