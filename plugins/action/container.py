# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs any module of this collection: in the controller's own process where nobody could tell the difference.

A process and its payload cost forty times what the work of a module costs, and most playbooks loop. What a process
does for a module is little: it hands it the arguments and takes its result, both as JSON. Here the same happens in the
process that Ansible has for the task anyway, so arguments, checks, results and secrets go the same way. The items of
a loop share that process, and with it the connection to the API and what was listed through it.

Where it would make a difference (another host, user, interpreter), Ansible's own action plugin takes over.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ansible import constants
from ansible.module_utils import basic
from ansible.module_utils.common import warnings as module_warnings
from ansible.plugins.action import ActionBase
from ansible.plugins.connection.local import Connection as LocalConnection
from ansible.utils.display import Display
from ansible_collections.hoody.cloud.plugins.module_utils._module import SURROUNDINGS, Surroundings

try:
    from ansible.module_utils.common.json import Direction, get_module_encoder
except ImportError:  # before ansible-core 2.19
    from ansible.module_utils.common.json import AnsibleJSONEncoder

    PROFILE: tuple[str, ...] = ()
    ENCODER: dict[str, Any] = {"cls": AnsibleJSONEncoder, "vault_to_text": True}
else:
    PROFILE = ("legacy",)
    ENCODER = {"cls": get_module_encoder(*PROFILE, Direction.CONTROLLER_TO_MODULE)}

Json = dict[str, Any]

SWITCH = "HOODY_IN_PROCESS"
_OFF = frozenset({"0", "false", "no", "off"})
_DISCOVERED = frozenset({"auto", "auto_legacy", "auto_silent", "auto_legacy_silent"})

#: What the items of one loop share. Ansible runs each task in a process forked for it, so nothing else ever sees it.
_shared: dict[str, Surroundings] = {}


class ActionModule(ActionBase):
    """The action of every module of the collection."""

    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: str | None = None, task_vars: Json | None = None) -> Json:
        """Run the module here, or let Ansible run it where it has to run."""
        variables = task_vars or {}
        environment: dict[str, Any] = {}
        self._compute_environment_string(environment)
        obstacle = self._obstacle(variables, environment)
        if obstacle:
            self._display.vvv(f"{self._task.action} runs in a process of its own: {obstacle}.")
            result: Json = self._ordinary_action().run(task_vars=task_vars)
            return result
        self._display.vvv(f"{self._task.action} runs in the process of ansible-playbook ({SWITCH}=0 prevents that).")
        result = super().run(tmp, task_vars)
        result.update(self._run_here(variables, environment))
        return result

    def _obstacle(self, variables: Mapping[str, Any], environment: Mapping[str, Any]) -> str:
        """What would make a difference between running here and in a process of its own; empty when nothing would."""
        if str(environment.get(SWITCH, os.environ.get(SWITCH, ""))).lower() in _OFF:
            return f"{SWITCH} is off"
        # Not isinstance: a connection that builds on the local one leads elsewhere.
        if self._connection.__class__ is not LocalConnection:
            return "the connection is not local"
        if self._play_context.become:
            return "become is set"
        if self._task.async_val:
            return "async is set"
        if not self._is_own_interpreter(variables):
            return "its Python interpreter is another one"
        if importlib.util.find_spec("requests") is None:
            return "the requests library is missing here"
        if constants.DEFAULT_KEEP_REMOTE_FILES:
            return "its files are to be kept"
        return ""

    def _is_own_interpreter(self, variables: Mapping[str, Any]) -> bool:
        """Whether Ansible would run the module with the interpreter that this process runs in."""
        if self._task.delegate_to:
            variables = variables["ansible_delegated_vars"][self._task.delegate_to]
        configured = constants.config.get_config_value("INTERPRETER_PYTHON", variables=variables)
        interpreter = str(self._templar.template(configured) or "auto")
        if interpreter in _DISCOVERED:
            interpreter = (variables.get("ansible_facts") or {}).get("discovered_interpreter_python") or ""
        ours, theirs = Path(sys.executable), Path(interpreter)
        # The folder counts too: it is what makes an interpreter that of a virtual environment.
        return ours == theirs or (ours.parent == theirs.parent and ours.resolve() == theirs.resolve())

    def _ordinary_action(self) -> Any:
        return self._shared_loader_obj.action_loader.get(
            "ansible.legacy.normal",
            task=self._task,
            connection=self._connection,
            play_context=self._play_context,
            loader=self._loader,
            templar=self._templar,
            shared_loader_obj=self._shared_loader_obj,
        )

    def _run_here(self, variables: Json, environment: Mapping[str, Any]) -> Json:
        """Hand the arguments to the module as JSON and read its result from JSON, as Ansible does across processes."""
        arguments = dict(self._task.args)
        self._update_module_args(self._task.action, arguments, variables)
        encoded = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}, **ENCODER).encode()
        module = importlib.import_module(self._module_name())
        with _process_of_its_own(encoded, environment, self._surroundings()) as output:
            module.main()
        parsed: Any = self._parse_returned_data({"stdout": output.getvalue(), "stderr": "", "rc": 0}, *PROFILE)
        if hasattr(parsed, "as_result_dict"):  # ansible-core 2.22
            parsed = parsed.as_result_dict(for_round_trip=True)
        result: Json = parsed
        return result

    def _module_name(self) -> str:
        """The Python name of the module, whatever redirections lead to it."""
        found = self._shared_loader_obj.module_loader.find_plugin_with_context(
            self._task.action, ".py", collection_list=self._task.collections
        )
        return f"ansible_collections.hoody.cloud.plugins.modules.{Path(found.plugin_resolved_path).stem}"

    def _surroundings(self) -> Surroundings:
        """What the items of this task's loop share."""
        key = str(self._task._uuid)
        if key not in _shared:
            _shared.clear()
            _shared[key] = Surroundings(self._show_progress)
        return _shared[key]

    def _show_progress(self, line: str) -> None:
        # To standard error: programs may read what callback plugins write to standard output.
        Display().display(f"{self._task.action}: {line}", stderr=True)


@contextlib.contextmanager
def _process_of_its_own(
    arguments: bytes, environment: Mapping[str, Any], surroundings: Surroundings
) -> Iterator[io.StringIO]:
    """What a module finds in a process of its own, for as long as it runs; gives what it prints."""
    kept, token = dict(os.environ), SURROUNDINGS.set(surroundings)
    os.environ.update({name: str(value) for name, value in environment.items()})
    basic._ANSIBLE_ARGS = arguments
    if PROFILE:
        basic._ANSIBLE_PROFILE = PROFILE[0]
    module_warnings._global_warnings.clear()
    output = io.StringIO()
    try:
        with contextlib.redirect_stdout(output), contextlib.suppress(SystemExit):
            yield output
    finally:
        basic._ANSIBLE_ARGS = None
        if PROFILE:
            basic._ANSIBLE_PROFILE = None
        SURROUNDINGS.reset(token)
        os.environ.clear()
        os.environ.update(kept)
