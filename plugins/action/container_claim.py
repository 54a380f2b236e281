# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the module container_claim and keeps the claim that it returns off the screen.

A module cannot do that by itself: Ansible shows its result, and a value that the module marks as secret is replaced in
the registered variable too. An action can have the result censored where it is shown and left whole where it is used.
"""

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleActionFail
from ansible_collections.hoody.cloud.plugins.action.container import ActionModule as HoodyAction


class ActionModule(HoodyAction):
    """The action of every module of the collection, with the result hidden when there is a claim in it."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the module."""
        if self._task.args.get("dest"):
            result: dict[str, Any] = super().run(tmp, task_vars)
            return result
        if self._task.async_val:
            raise AnsibleActionFail(
                "A task that returns a claim cannot run in the background, because its result would be shown: "
                "give dest, or leave async out."
            )
        # Connection plugins show what they transport, unless they are told not to.
        context = self._connection._play_context
        hidden, context.no_log = context.no_log, True
        try:
            result = super().run(tmp, task_vars)
        finally:
            context.no_log = hidden
        if "claim" in result:
            result["_ansible_no_log"] = True
            # Before ansible-core 2.19 the summary of a loop looks at the task only.
            self._task.no_log = True
        return result
