# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Runs commands in a container, whatever its services can do: what both ways have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import NamedTuple, Protocol

from .errors import Refused
from .files import Files
from .replies import Ended, timed_out
from .scripts import PIECE, spelled

#: How long a text may be that a shell is given (G.5), without what is put around it.
MOST_COMMAND = 128_000


class Source(Protocol):
    """What stdin is read from, as from a file."""

    def read(self, most: int, /) -> bytes:
        """Read no more than that."""

    def seek(self, position: int, /) -> int:
        """Go to a position."""


class Sink(Protocol):
    """What stdout is written to, as to a file."""

    def write(self, block: bytes, /) -> int:
        """Write."""


class Limits(NamedTuple):
    """``command`` is how many seconds a command may take; after ``lease`` seconds of silence what is ours goes away."""

    command: int
    lease: int


class Pieces(NamedTuple):
    """Where the output of a command is in pieces."""

    folder: str
    name: str


class Running(ABC):
    """Runs commands as ``user``, or as the services do where that is empty."""

    def __init__(self, files: Files, limits: Limits, user: str) -> None:
        self._files = files
        self._limits = limits
        self._user = user
        self._signs = 0

    def run(self, command: str, stdin: Source | None = None, into: Sink | None = None) -> Ended:
        """Run a command to its end. Its output goes ``into`` a file, if there is one."""
        command = spelled(command)
        if len(command.encode()) > MOST_COMMAND:
            raise Refused(f"The command is longer than {MOST_COMMAND} bytes, which is the most that a shell takes.")
        result = self._run(command, stdin or BytesIO())
        if isinstance(result, Pieces):
            return self._collected(result, into)
        if into:
            into.write(result.stdout)
            return result._replace(stdout=b"")
        return result

    @abstractmethod
    def close(self) -> None:
        """Leave nothing inside."""

    @abstractmethod
    def _run(self, command: str, stdin: Source) -> Ended | Pieces:
        """Run a command to its end."""

    @abstractmethod
    def _done_with(self, pieces: Pieces) -> None:
        """The output was read."""

    def _upload(self, source: Source, folder: str, name: str) -> list[str]:
        """Put a file into a folder, in pieces; gives their paths, in order, none for an empty one."""
        paths: list[str] = []
        while piece := source.read(PIECE):
            path = f"{folder}/{name}.{len(paths):06}"
            self._lives(folder)
            self._files.write(path, piece)
            paths.append(path)
        return paths

    def _lives(self, folder: str) -> None:
        """Tell the janitor of a folder that it is still needed."""
        self._signs += 1
        self._files.write(f"{folder}/lease", str(self._signs).encode())

    def _ended(self, folder: str) -> None:
        """Tell the janitor of a folder that it is not needed any more. It may be faster than the service is to tell."""
        with suppress(Refused):
            self._files.write(f"{folder}/end", b"1")

    def _collected(self, pieces: Pieces, into: Sink | None) -> Ended:
        line, _end, rest = (self._files.read(f"{pieces.folder}/{pieces.name}.0") or b"").partition(b"\n")
        try:
            code, long_out, long_err, over = (int(word) for word in (*line.split(), b"0")[:4])
        except ValueError:
            raise Refused(
                "The output of the command is lost: the container was restarted, or its /tmp is full."
            ) from None
        if over:
            raise timed_out(self._limits.command)
        kept, stderr = BytesIO(), BytesIO()
        stdout, left = into or kept, long_out
        for block in self._blocks(pieces, rest, long_out + long_err):
            stdout.write(block[:left])
            stderr.write(block[left:])
            left = max(0, left - len(block))
        self._done_with(pieces)
        return Ended(code, kept.getvalue(), stderr.getvalue())

    def _blocks(self, pieces: Pieces, block: bytes, left: int) -> Iterator[bytes]:
        number = 0
        while True:
            yield block
            left -= len(block)
            if left <= 0:
                return
            number += 1
            self._lives(pieces.folder)
            block = self._files.read(f"{pieces.folder}/{pieces.name}.{number}") or b""
            if not block:
                raise Refused("A part of the output of the command is missing: the /tmp of the container is full.")
