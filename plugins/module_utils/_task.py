# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What a module run hands to the code that does the work. Knows no Ansible, so that anything may run it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._client import Client


class Task:
    """One task: its options after validation, its modes, and the client to work with.

    ``warnings`` and ``secrets`` grow while the work is done: what to tell the user, and what never to show.
    """

    def __init__(
        self, client: Client, options: Mapping[str, Any], check_mode: bool = False, diff_mode: bool = False
    ) -> None:
        self.client = client
        self.options = options
        self.check_mode = check_mode
        self.diff_mode = diff_mode
        self.warnings: list[str] = []
        self.secrets: set[str] = set()

    def keep_secret(self, values: set[str]) -> None:
        """Show these values in no error and in no output of Ansible."""
        self.secrets |= values
        self.client.hide(values)
