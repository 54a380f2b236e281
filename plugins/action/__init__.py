# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports what every task needs, before Ansible forks a process for each.

Ansible loads the action in that process, but this package when it looks for actions in the collection.
"""

from __future__ import annotations

import gc
import sys

import ansible.module_utils.basic  # noqa: F401
from ansible_collections.hoody.cloud.plugins.plugin_utils._importing.bytecode import load_needs, loaded

loaded("module_utils._attached.containers")
loaded("module_utils._container.work")
# ansible-lint looks for actions, too, and later puts a class of its own in the place of AnsibleModule.
if "ansiblelint" not in sys.modules:
    load_needs("plugin_utils._in_process.action")

# All of this and what Ansible has loaded stays until the run ends. So the garbage collector need not walk through it
# again and again, and the processes that Ansible forks share it. For a fleet of 1,000, that was a quarter of the time.
gc.freeze()
