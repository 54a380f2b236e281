# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Runs any module of this collection: in the controller's own process where nobody could tell the difference.

A process and its payload cost forty times what the work of a module costs, and most playbooks loop. The items of a loop
share the process that Ansible has for the task anyway, and with it the connection to the API and what was listed
through it. Where running here would make a difference (another host, user, interpreter), or where ansible-core is not
as expected, Ansible's own action plugin takes over.

``plugins/action/in_process.py`` is a link to this file. Its name must be no module's: what has an action of its own
name is not checked by ansible-lint. And an action whose name is no module's has no documentation of its own, while this
one needs none, because it is that of no task.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ansible import constants
from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible.plugins.connection.local import Connection as LocalConnection
from ansible.utils.display import Display
from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import Surroundings
from ansible_collections.hoody.cloud.plugins.module_utils._text.oldest_python import too_old
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json
from ansible_collections.hoody.cloud.plugins.plugin_utils._importing.bytecode import loaded
from ansible_collections.hoody.cloud.plugins.plugin_utils._in_process.call import Call
from ansible_collections.hoody.cloud.plugins.plugin_utils._in_process.dates import date_problem
from ansible_collections.hoody.cloud.plugins.plugin_utils._in_process.notes import TaskNotes
from ansible_collections.hoody.cloud.plugins.plugin_utils._lookup.shared import world_changed

SWITCH = "HOODY_IN_PROCESS"
_OFF = frozenset({"0", "false", "no", "off"})
#: What Python 3.6 says, which the modules of ansible-core 2.16 may meet.
_NOT_UNDERSTOOD = "future feature annotations is not defined"
_DISCOVERED = frozenset({"auto", "auto_legacy", "auto_silent", "auto_legacy_silent"})

#: Modules that return what only later tasks may see, as which member, and the option with which they do not.
_FOR_LATER_TASKS = {"container_claim": ("claim", "dest")}

#: Modules that have to clean up when they are interrupted: ansible-core ends its own process without letting them.
_CLEANING_UP = frozenset({"api_survey"})

#: The folder of the run, which its workers share.
_FOLDER = Path(constants.DEFAULT_LOCAL_TMP)

#: What the items of one loop share. Ansible runs each task in a process forked for it, so nothing else ever sees it.
_shared: dict[str, Surroundings] = {}


class ActionModule(ActionBase):
    """The action of every module of the collection."""

    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: str | None = None, task_vars: Json | None = None) -> Json:
        """Run the module, here or where Ansible would run it, and hide its result if that is only for later tasks."""
        module = self._module()
        problem = date_problem(self._task.args)
        if problem:
            raise AnsibleActionFail(problem)
        member, elsewhere = _FOR_LATER_TASKS.get(module, ("", ""))
        if not member or self._task.args.get(elsewhere):
            result = self._run_somewhere(module, tmp, task_vars or {})
            self._show_summary(result)
            return result
        if self._task.async_val:
            raise AnsibleActionFail(
                f"A task that returns a {member} cannot run in the background, because its result would be shown: "
                f"give {elsewhere}, or leave async out."
            )
        with _unseen(getattr(self._connection, "_play_context", self._play_context)):
            result = self._run_somewhere(module, tmp, task_vars or {})
        if member in result:
            # A module cannot do this: what it marks as secret is replaced in the registered variable, too.
            result["_ansible_no_log"] = True
            # Before ansible-core 2.19 the summary of a loop looks at the task only.
            self._task.no_log = True
        return result

    def _show_summary(self, result: Json) -> None:
        """Show the lines in which a fleet says what came of it; nothing else of a result is seen without -v."""
        summary = result.get("summary") or {}
        if summary.get("text") and not self._task.no_log:
            self._show_progress(summary["text"])
            for line in summary.get("lines") or ():
                Display().display(f"  {line}", stderr=True)

    def _module(self) -> str:
        """The name of the module, whatever redirections lead to it."""
        found = self._shared_loader_obj.module_loader.find_plugin_with_context(
            self._task.action, ".py", collection_list=self._task.collections
        )
        return Path(found.plugin_resolved_path).stem

    def _run_somewhere(self, module: str, tmp: str | None, variables: Json) -> Json:
        """Run it, and have lookups of this run no longer answer with the world as it was before."""
        result: Json = {"changed": True}
        try:
            result = self._run(module, tmp, variables)
        finally:
            goes_on = bool(self._task.async_val)
            if not self._task.check_mode and (result.get("changed") or result.get("failed") or goes_on):
                world_changed(_FOLDER, goes_on=goes_on)
        return result

    def _run(self, module: str, tmp: str | None, variables: Json) -> Json:
        call = Call(self, variables)
        try:
            environment = self._environment()
            obstacle = "it cleans up when it is interrupted" if module in _CLEANING_UP else ""
            obstacle = obstacle or self._obstacle(variables, environment) or self._surroundings().tried(call.obstacle)
        except Exception as problem:
            obstacle = f"this ansible-core is not as expected ({type(problem).__name__}: {problem})"
        if obstacle:
            self._display.vvv(f"{self._task.action} runs in a separate process: {obstacle}.")
            result: Json = self._ordinary_action().run(task_vars=variables)
            if _NOT_UNDERSTOOD in str(result.get("module_stderr", "")):
                # Python 3.6 understands too little of a module for that to say so itself.
                raise AnsibleActionFail(too_old("the Python of this host is older"))
            return result
        self._display.vvv(f"{self._task.action} runs in the process of ansible-playbook ({SWITCH}=0 prevents that).")
        result = super().run(tmp, variables)
        main = loaded(f"modules.{module}").main
        result.update(call.of(main, self._task.args, environment, self._surroundings()))
        return result

    def _environment(self) -> Json:
        """The keyword ``environment`` of the task, which Ansible gives as one dictionary, or as one a level."""
        given = self._task.environment or []
        merged: Json = {}
        for part in given if isinstance(given, list) else [given]:
            merged.update(self._templar.template(part) or {})
        return merged

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
            return "its files must be kept"
        return ""

    def _is_own_interpreter(self, variables: Mapping[str, Any]) -> bool:
        """Whether Ansible would run the module with the interpreter that this process runs in."""
        if self._task.delegate_to:
            variables = (variables.get("ansible_delegated_vars") or {}).get(self._task.delegate_to) or {}
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

    def _surroundings(self) -> Surroundings:
        """What the items of this task's loop share."""
        key = str(getattr(self._task, "_uuid", id(self)))
        if key not in _shared:
            _shared.clear()
            _shared[key] = Surroundings(self._show_progress, partial(TaskNotes, _FOLDER, key), bool(self._task.loop))
        return _shared[key]

    def _show_progress(self, line: str) -> None:
        # To standard error: programs may read what callback plugins write to standard output.
        Display().display(f"{self._task.action}: {line}", stderr=True)


@contextlib.contextmanager
def _unseen(context: Any) -> Iterator[None]:
    """Connection plugins show what they transport, unless they are told not to."""
    hidden, context.no_log = context.no_log, True
    try:
        yield
    finally:
        context.no_log = hidden
