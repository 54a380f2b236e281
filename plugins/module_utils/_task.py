# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What a module run hands to the code that does the work. Knows no Ansible, so that anything may run it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._client import Client


@dataclass
class Task:
    """One task: its options after validation, its modes, and the client to work with."""

    client: Client
    options: Mapping[str, Any]
    check_mode: bool = False
    diff_mode: bool = False
    warnings: list[str] = field(default_factory=list)
