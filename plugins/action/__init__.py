# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports what every task needs, before Ansible forks a process for each.

Ansible loads the action in that process, but this package when it looks for actions in the collection. What builds on
AnsibleModule is not imported here: ansible-lint looks, too, and puts a class of its own in its place later on.
"""

from __future__ import annotations

import ansible.module_utils.basic  # noqa: F401
import ansible_collections.hoody.cloud.plugins.module_utils._container.work  # noqa: F401
