# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""The face that modules show to Ansible: options in, result or one sentence of failure out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible_collections.hoody.cloud.plugins.module_utils._client import REQUESTS_ERROR, Client, Json
from ansible_collections.hoody.cloud.plugins.module_utils._errors import HoodyError
from ansible_collections.hoody.cloud.plugins.module_utils._resource import Field
from ansible_collections.hoody.cloud.plugins.module_utils._settings import SETTINGS, resolve, without_blanks
from ansible_collections.hoody.cloud.plugins.module_utils._task import Task

try:
    from ansible.module_utils.secrets import register_secrets
except ImportError:  # before ansible-core 2.22

    def register_secrets(values: Any) -> None:
        """Nothing: older versions know only the values that a module marks itself."""


def connection_options() -> Json:
    """The argument specification of the options that every module shares."""
    return {
        setting.name: {"type": setting.type, "no_log": True} if setting.secret else {"type": setting.type}
        for setting in SETTINGS
    }


def presentable(options: Json, fields: Iterable[Field]) -> Json:
    """The options as they may be logged or returned."""
    shown = dict(options)
    for item in fields:
        if item.shown and shown.get(item.option_name):
            shown[item.option_name] = item.shown(shown[item.option_name])
    return shown


class HoodyModule(AnsibleModule):
    """An AnsibleModule whose own book-keeping shows no secret, and which takes a blank connection option as unset.

    Marking the variables as no_log would do the first part too, but then Ansible replaces each of their values in all
    output, and a variable with the value "1" or "running" would leave nothing readable.
    """

    params: Json

    def __init__(self, fields: tuple[Field, ...], **specification: Any) -> None:
        self._fields = fields
        super().__init__(supports_check_mode=True, **specification)

    def _load_params(self) -> None:
        super()._load_params()
        self.params = without_blanks(self.params)

    def _log_invocation(self) -> None:
        self._with_presentable_params(super()._log_invocation)

    def _return_formatted(self, kwargs: Json) -> None:
        self._with_presentable_params(super()._return_formatted, kwargs)

    def _with_presentable_params(self, call: Callable[..., None], *arguments: Any) -> None:
        params = self.params
        self.params = presentable(params, self._fields)
        try:
            call(*arguments)
        finally:
            self.params = params

    def keep_secret(self, values: Iterable[str]) -> None:
        """Never show these values, which Ansible does not know to be secret."""
        self.no_log_values.update(values)
        register_secrets(values)


def run(work: Callable[[Task], Json], options: Json, fields: tuple[Field, ...] = (), **rules: Any) -> None:
    """Run the work of a module with the options given to it, and return its result to Ansible.

    ``fields`` are those among the options that know how they may be shown.
    """
    module = HoodyModule(fields, argument_spec={**connection_options(), **options}, **rules)
    if REQUESTS_ERROR:
        module.fail_json(msg=missing_required_lib("requests"), exception=REQUESTS_ERROR)
    try:
        settings = resolve(module.params)
        module.keep_secret(settings.secrets)
        with Client(settings) as client:
            task = Task(client, module.params, module.check_mode, module._diff)
            try:
                result = work(task)
            finally:
                module.keep_secret(task.secrets)
    except HoodyError as problem:
        module.fail_json(msg=str(problem), exception=None)
    else:
        for warning in task.warnings:
            module.warn(warning)
        module.exit_json(**result)
