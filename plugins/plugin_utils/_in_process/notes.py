# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Names and ids that the hosts of one task share, so that one of them lists, and not each.

They are in the run's own temporary folder, which is private and ends with the run. Another task looks for itself: what
comes between two tasks may be anything, such as a command that creates a container.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path

from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings
from ansible_collections.hoody.cloud.plugins.module_utils._engine.notes import Noted, Notes
from ansible_collections.hoody.cloud.plugins.plugin_utils._lookup.shared import account_key, alone, write_whole


class TaskNotes(Notes):
    """The notes of one task about one account, in files of the folder of the run."""

    def __init__(self, folder: Path, task: str, settings: Settings) -> None:
        self._folder = folder
        self._task = task
        self._key = account_key(settings)

    def read(self, topic: str) -> Noted | None:
        """What was noted last; None for nothing that still counts."""
        try:
            task, *content = json.loads(self._path(topic).read_text(encoding="utf-8"))
            noted = Noted(*content)
            return noted if task == self._task and noted.at > self._crossed_out() else None
        except (OSError, ValueError, TypeError):
            return None

    def write(self, topic: str, noted: Noted) -> None:
        """Note this in place of what was noted before."""
        with contextlib.suppress(OSError):
            write_whole(self._path(topic), json.dumps([self._task, *noted]))

    def change(self, topic: str, name: str, identity: str | None) -> None:
        """One object is there under this name now, and under no other; or none with ``identity`` None."""
        with self.alone(topic):
            noted = self.read(topic)
            if noted is None:
                return
            names = {other: [item for item in ids if item != identity] for other, ids in noted.names.items()}
            names[name] = [identity] if identity else []
            self.write(topic, Noted({other: ids for other, ids in names.items() if ids}, noted.at))

    def cross_out(self) -> None:
        """What was noted before now counts no more, whatever the topic."""
        with contextlib.suppress(OSError):
            write_whole(self._path("crossed out"), str(time.time()))

    @contextlib.contextmanager
    def alone(self, topic: str) -> Iterator[None]:
        """Have others wait who want to list the same."""
        with alone(self._path(topic).with_suffix(".lock")):
            yield

    def _path(self, topic: str) -> Path:
        return self._folder / f"hoody-notes-{self._key}-{hashlib.sha256(topic.encode()).hexdigest()[:32]}"

    def _crossed_out(self) -> float:
        """The moment until which nothing counts."""
        try:
            return float(self._path("crossed out").read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0.0
