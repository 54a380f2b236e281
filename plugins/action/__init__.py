# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports what every task needs, before Ansible forks a process for each.

Ansible loads the action in that process, but this package when it looks for actions in the collection.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module

from ansible_collections.hoody.cloud.plugins.plugin_utils._importing.bytecode import keep_bytecode

_PLUGINS = "ansible_collections.hoody.cloud.plugins"

keep_bytecode()
for _name in (
    "ansible.module_utils.basic",
    f"{_PLUGINS}.module_utils._attached.containers",
    f"{_PLUGINS}.module_utils._container.work",
    f"{_PLUGINS}.plugin_utils._in_process.dates",
    f"{_PLUGINS}.plugin_utils._in_process.notes",
):
    import_module(_name)

# ansible-lint looks for actions, too, and later puts a class of its own in the place of AnsibleModule.
if "ansiblelint" not in sys.modules:
    import_module(f"{_PLUGINS}.plugin_utils._in_process.call")

# All of this and what Ansible has loaded stays until the run ends. So the garbage collector need not walk through it
# again and again, and the processes that Ansible forks share it. For a fleet of 1,000, that was a quarter of the time.
gc.freeze()
