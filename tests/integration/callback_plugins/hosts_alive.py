# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells at the end of a playbook how many hosts are still in memory, those of inventories that were replaced too."""

from __future__ import annotations

import gc

from ansible.inventory.host import Host
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: hosts_alive
type: aggregate
short_description: Count hosts for the integration tests
description: Shows how many hosts no garbage collection can remove.
"""


class CallbackModule(CallbackBase):
    """The counter."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "hosts_alive"
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_stats(self, stats: object) -> None:
        """The playbook has ended."""
        gc.collect()
        gc.unfreeze()  # what is frozen is not listed
        self._display.display(f"hosts alive: {sum(isinstance(item, Host) for item in gc.get_objects())}")
