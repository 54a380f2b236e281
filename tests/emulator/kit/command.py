# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A command of a terminal, and its result (API notes part 2, G.2)."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field

from .job import Job

_FINAL = frozenset({"completed", "failed", "timed_out", "cancelled"})
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")


@dataclass(eq=False)
class Command:
    """One command, from its request to the time when its result is forgotten."""

    number: int
    job: Job
    #: How many bytes of output are kept, and how many seconds of silence mean that nobody can know.
    limit: int
    patience: float
    created: float = field(default_factory=time.time)
    status: str = "queued"
    output: bytearray = field(default_factory=bytearray)
    truncated: bool = False
    exit_code: int | None = None
    completion: str = ""
    #: The exit code of one that somebody aborts.
    aborted: int | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)
    ended: float = 0.0
    #: Whether somebody has asked for the result.
    asked_for: bool = False
    _heard: float = field(default_factory=time.monotonic)

    def finish(self, status: str, exit_code: int | None, completion: str) -> None:
        """It is over, and stays as it is then."""
        if self.over.is_set():
            return
        if self.aborted is not None:
            status, exit_code, completion = "cancelled", self.aborted, "cancelled"
        self.status, self.exit_code, self.completion = status, exit_code, completion
        self.ended = time.monotonic()
        self.over.set()

    def hear(self, piece: bytes) -> None:
        """Keep what it says, as long as it is not over."""
        self._heard = time.monotonic()
        if not self.over.is_set():
            room = max(self.limit - len(self.output), 0)
            self.output += piece[:room]
            self.truncated = self.truncated or len(piece) > room

    def silence(self) -> float:
        """The seconds since it last said something."""
        return time.monotonic() - self._heard

    def text(self) -> str:
        """What it said, as terminals tell it: no escape sequences, no blanks at the ends; bytes are lost."""
        return plain_text(bytes(self.output))


def plain_text(output: bytes) -> str:
    """The text of what came out of a terminal."""
    return _ESCAPES.sub("", output.decode(errors="replace")).strip()
