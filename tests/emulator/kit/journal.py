# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of the files service: what was written through it, and can be read back (API notes part 2, G.8)."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

#: Longer bodies are recorded, and not kept.
KEPT_SIZE = 2 * 1024 * 1024
#: What is written there is not recorded.
_PASSING = ("/tmp/", "/proc/", "/dev/")
_LEFT_OUT = frozenset({".git", "node_modules", "__pycache__", ".venv", "target", "dist", "build"})
_WRITING = threading.Lock()


@dataclass(frozen=True)
class Record:
    """One PUT; ``number`` is its place in the history of the container, ``revision`` in that of the path."""

    number: int
    path: str
    revision: int
    size: int
    sha256: str
    kept: bool


class Journal:
    """The history of one container. It lies beside its files, and outlives a deletion of those."""

    def __init__(self, container: Path) -> None:
        self._folder = container / "journal"
        self._index = self._folder / "index.jsonl"

    def records(self) -> list[Record]:
        """Everything, oldest first."""
        if not self._index.exists():
            return []
        return [Record(**json.loads(line)) for line in self._index.read_text().splitlines()]

    def listing(self) -> list[dict[str, Any]]:
        """The same for JSON."""
        return [asdict(record) for record in self.records()]

    def revisions(self) -> Counter[str]:
        """How often each path was written."""
        return Counter(record.path for record in self.records())

    def record(self, path: str, body: bytes) -> None:
        """Keep what was written to a path."""
        if not is_recorded(path):
            return
        with _WRITING:
            known = self.records()
            number, kept = len(known) + 1, len(body) <= KEPT_SIZE
            revision = 1 + sum(record.path == path for record in known)
            self._folder.mkdir(exist_ok=True)
            if kept:
                (self._folder / str(number)).write_bytes(body)
            record = Record(number, path, revision, len(body), hashlib.sha256(body).hexdigest(), kept)
            with self._index.open("a") as index:
                index.write(json.dumps(asdict(record)) + "\n")

    def body(self, path: str, revision: int) -> bytes | None:
        """What was written then, if it was kept."""
        for record in self.records():
            if (record.path, record.revision, record.kept) == (path, revision, True):
                return (self._folder / str(record.number)).read_bytes()
        return None


def is_recorded(path: str) -> bool:
    """Whether the history has this path."""
    return not path.startswith(_PASSING) and _LEFT_OUT.isdisjoint(path.split("/"))
