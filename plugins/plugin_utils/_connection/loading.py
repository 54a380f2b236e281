# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Loads the connection plugin once for all workers of a run."""

from __future__ import annotations

from ansible import context
from ansible.plugins.loader import connection_loader

_NAME = "hoody.cloud.https"


def load_for_workers() -> None:
    """Load the plugin before there are workers, if there will be any.

    A worker is a fork, begins with what is loaded, and ends with its task. Without this each of them would load the
    plugin and requests anew.
    """
    if context.CLIARGS.get("forks"):
        connection_loader.get(_NAME, class_only=True)
