# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for a connection to another machine, such as ssh: it leads to this one, but says that it does not."""

from __future__ import annotations

from ansible.plugins.connection import local

DOCUMENTATION = r"""
name: stand_in
short_description: Reach this machine as if it were another
description: Runs commands on this machine.
options: {}
"""


class Connection(local.Connection):
    """The connection."""

    transport = "stand_in"
