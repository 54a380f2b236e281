# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What a module run hands to the code that does the work. Knows no Ansible, so that anything may run it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._client import Client
from ansible_collections.hoody.cloud.plugins.module_utils._lookup import Lookup
from ansible_collections.hoody.cloud.plugins.module_utils._settings import Settings


def unseen(line: str) -> None:
    """The progress of work that nobody watches."""


class Session:
    """A connection to the API and what was looked up through it. Several tasks may use one, one after the other."""

    def __init__(self, settings: Settings) -> None:
        self.client = Client(settings)
        self.lookup = Lookup(self.client)


class Task:
    """One task: its options after validation, its modes, and the session to work with.

    ``warnings`` and ``secrets`` grow while the work is done: what to tell the user, and what never to show.
    ``progress`` takes a line for whoever watches long work.
    """

    def __init__(
        self,
        session: Session,
        options: Mapping[str, Any],
        check_mode: bool = False,
        diff_mode: bool = False,
        progress: Callable[[str], None] = unseen,
    ) -> None:
        self.client = session.client
        self.lookup = session.lookup
        self.options = options
        self.check_mode = check_mode
        self.diff_mode = diff_mode
        self.progress = progress
        self.warnings: list[str] = []
        self.secrets: set[str] = set()

    def prediction(self) -> Task:
        """The same task in check mode, with warnings of its own."""
        task = copy.copy(self)
        task.check_mode, task.warnings = True, []
        return task

    def keep_secret(self, values: set[str]) -> None:
        """Show these values in no error and in no output of Ansible."""
        self.secrets |= values
        self.client.hide(values)
