# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for sudo: it becomes nobody else."""

from __future__ import annotations

from ansible.plugins.become import BecomeBase

DOCUMENTATION = r"""
name: stand_in
short_description: Stay who you are
description: Runs commands as they are.
options: {}
"""


class BecomeModule(BecomeBase):
    """The plugin."""

    name = "stand_in"

    def build_become_command(self, cmd: str, shell: object) -> str:
        """The command as it is, between the marks that Ansible waits for."""
        super().build_become_command(cmd, shell)
        return self._build_success_command(cmd, shell) if cmd else cmd
