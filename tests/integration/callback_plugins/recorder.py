# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes each task's result to a file, one JSON object a line, so that tests need not read the screen."""

from __future__ import annotations

import json
import multiprocessing
import os
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: recorder
type: aggregate
short_description: Record results for the integration tests
description: Writes one JSON object a task to the file named by HOODY_TEST_RECORD, if one is named.
"""


class CallbackModule(CallbackBase):
    """The recorder."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "recorder"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        # Ansible copies each result for each callback that is not disabled.
        self.disabled = not os.environ["HOODY_TEST_RECORD"]

    def _record(self, result: Any, failed: bool = False) -> None:
        task = getattr(result, "task", None) or result._task
        values = getattr(result, "result", None) or result._result
        host = getattr(result, "host", None) or result._host
        told = {**values, "task": task.get_name(), "on": host.get_name(), "failed": failed}
        with open(os.environ["HOODY_TEST_RECORD"], "a", encoding="utf-8") as record:
            record.write(json.dumps(told, default=str) + "\n")

    def v2_runner_on_ok(self, result: object) -> None:
        """A task went well."""
        self._record(result)
        _await_coverage()

    def v2_runner_on_failed(self, result: object, ignore_errors: bool = False) -> None:
        """A task failed."""
        self._record(result, failed=True)
        _await_coverage()

    def v2_runner_item_on_ok(self, result: object) -> None:
        """An item of a loop went well."""
        self._record(result)

    def v2_runner_item_on_failed(self, result: object) -> None:
        """An item of a loop failed."""
        self._record(result, failed=True)


def _await_coverage() -> None:
    # Ansible kills the last worker of a play, which may still be writing down which lines it ran.
    if "COVERAGE_PROCESS_CONFIG" in os.environ:
        for worker in multiprocessing.active_children():
            worker.join(10)
