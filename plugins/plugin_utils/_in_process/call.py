# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Calls a module in this process, as ansible-core does in another one.

What a process does for a module is little: it hands it the arguments and takes its result, both as JSON. Here the same
happens, so arguments, checks, results and secrets go the same way. It takes a few private names of ansible-core. They
are used here and nowhere else, and ``obstacle`` tries them before anything depends on them.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ansible.module_utils import basic
from ansible.module_utils.common import warnings as module_warnings
from ansible.release import __version__ as ansible_version
from ansible_collections.hoody.cloud.plugins.module_utils._ansible.masking import MASKS_WHAT_IS_SHOWN
from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import SURROUNDINGS, HoodyModule, Surroundings
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import unseen
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

#: What a module is tried out with: text that is no ASCII, looks like a template, and breaks lines.
_TEXT = "ä {{ 1 }} \u2028\n'\""
_SECRET = "what-a-module-keeps-secret"


class Call:
    """Calls modules for one action."""

    def __init__(self, action: Any, variables: Json) -> None:
        self._action = action
        self._variables = variables

    def of(
        self,
        main: Callable[[], None],
        given: Mapping[str, Any],
        environment: Mapping[str, Any],
        around: Surroundings,
        **internal: Any,
    ) -> Json:
        """The result of the module whose function ``main`` is. ``internal`` are arguments that Ansible adds, too."""
        profile, encoder = _dialect()
        arguments = dict(given)
        self._action._update_module_args(self._action._task.action, arguments, self._variables)
        arguments.update(internal)
        # As JSON and back, as what Ansible knows of values does not reach a module.
        with _small_heap():
            around.arguments = json.loads(json.dumps(arguments, **encoder))
            with _process_of_its_own(profile, environment, around) as (output, errors):
                main()
            said = {"stdout": output.getvalue(), "stderr": errors.getvalue(), "rc": 0}
            parsed: Any = self._action._parse_returned_data(said, *profile)
        if hasattr(parsed, "as_result_dict"):  # ansible-core 2.22
            parsed = parsed.as_result_dict(for_round_trip=True)
        result: Json = parsed
        return result

    def obstacle(self) -> str:
        """Why this ansible-core cannot be used like this; empty if it can. Raises anything if it is quite another one.

        The smallest of modules has to get what it is given, and its result has to come back. This costs less than a
        millisecond.
        """
        given = {"text": _TEXT, "secret": _SECRET}
        # Not logged: no task is run.
        result = self.of(_smallest_module, given, {}, Surroundings(unseen), _ansible_no_log=True)
        task = self._action._task
        expected = {
            "text": _TEXT,
            "version": ansible_version,
            "modes": [bool(task.check_mode), bool(task.diff)],
            "changed": False,
        }
        shows = _SECRET in str(result) and not MASKS_WHAT_IS_SHOWN
        if {name: result.get(name) for name in expected} != expected or shows:
            return "this ansible-core is not as expected (a module that was tried out returned something else)"
        if module_warnings.get_warning_messages():
            return "this ansible-core is not as expected (a task would get the warnings of another one)"
        return ""


def _smallest_module() -> None:
    module = HoodyModule((), argument_spec={"text": {"type": "str"}, "secret": {"type": "str", "no_log": True}})
    modes = [module.check_mode, getattr(module, "_diff", True)]
    module.exit_json(**module.params, version=module.ansible_version, modes=modes, changed=False)


@functools.cache
def _dialect() -> tuple[tuple[str, ...], dict[str, Any]]:
    """What tells the versions of JSON apart that ansible-core speaks with modules, and how arguments become it."""
    try:
        from ansible.module_utils.common.json import Direction, get_module_encoder
    except ImportError:  # before ansible-core 2.19
        from ansible.module_utils.common.json import AnsibleJSONEncoder

        return (), {"cls": AnsibleJSONEncoder, "vault_to_text": True}
    return ("legacy",), {"cls": get_module_encoder("legacy", Direction.CONTROLLER_TO_MODULE)}


@contextlib.contextmanager
def _small_heap() -> Iterator[None]:
    """Spare the garbage collector all that Ansible holds, which it would walk through again and again.

    In a process of its own, a module has nothing of it. For a fleet of 1,000 that was a fifth of the time.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextlib.contextmanager
def _process_of_its_own(
    profile: tuple[str, ...], environment: Mapping[str, Any], around: Surroundings
) -> Iterator[tuple[io.StringIO, io.StringIO]]:
    """What a module finds in a process of its own, for as long as it runs; gives what it prints and what it complains.

    Nobody reads the complaints of a process that ends well, such as the warnings of Python libraries.
    """
    kept, standard_input, token = dict(os.environ), sys.stdin, SURROUNDINGS.set(around)
    os.environ.update({name: str(value) for name, value in environment.items()})
    # Where ansible-core 2.22 looks for what it asks of a module beside its options.
    basic._PARSED_MODULE_ARGS = dict(around.arguments)
    if profile:
        basic._ANSIBLE_PROFILE = profile[0]
    elif hasattr(module_warnings, "_global_warnings"):  # since ansible-core 2.19 they do not gather here
        module_warnings._global_warnings.clear()
    output, errors = io.StringIO(), io.StringIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors), contextlib.suppress(SystemExit):
            yield output, errors
    finally:
        sys.stdin = standard_input
        basic._PARSED_MODULE_ARGS = None
        if profile:
            basic._ANSIBLE_PROFILE = None
        SURROUNDINGS.reset(token)
        os.environ.clear()
        os.environ.update(kept)
