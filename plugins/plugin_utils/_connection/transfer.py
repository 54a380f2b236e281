# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Files to and from a container, each with its checksum."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

from . import scripts
from .errors import Refused
from .running import Running


class Hashing:
    """A file that knows the checksum and the size of what went through it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sum = hashlib.sha256()
        self._size = 0

    def read(self, most: int = -1) -> bytes:
        """Read, as a file does."""
        return self._through(self._file.read(most))

    def write(self, block: bytes) -> int:
        """Write, as a file does."""
        return self._file.write(self._through(block))

    def seek(self, position: int) -> int:
        """Begin again."""
        self._sum, self._size = hashlib.sha256(), 0
        return self._file.seek(position)

    def matches(self, said: bytes) -> bool:
        """Whether this is what a container says of its side: the checksum, or the size where it cannot tell that."""
        return said.split()[:1] in ([self._sum.hexdigest().encode()], [str(self._size).encode()])

    def _through(self, block: bytes) -> bytes:
        self._sum.update(block)
        self._size += len(block)
        return block


def put(running: Running, source: BinaryIO, target: str) -> None:
    """Write a file of the controller to a path of the container."""
    through = Hashing(source)
    ended = running.run(scripts.written(target), stdin=through)
    if ended.code:
        raise Refused(f"The file {target} cannot be written in the container: {_last(ended.stderr)}.")
    if not through.matches(ended.stdout):
        raise Refused(f"The file {target} is not the same in the container after it was written there.")


def fetch(running: Running, source: str, target: Path) -> None:
    """Write a file of the container to a path of the controller."""
    with target.open("wb") as file:
        through = Hashing(file)
        ended = running.run(scripts.read(source), into=through)
    if ended.code:
        raise Refused(f"The file {source} cannot be read in the container: {_last(ended.stderr)}.")
    if not through.matches(ended.stderr):
        raise Refused(f"The file {source} is not the same here after it was read in the container.")


def _last(stderr: bytes) -> str:
    """What a shell complains of."""
    lines = stderr.decode(errors="replace").strip().splitlines()
    return lines[-1].rpartition(": ")[2].rstrip(".") if lines else "it does not say why"
