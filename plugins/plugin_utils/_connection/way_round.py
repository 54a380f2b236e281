# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Commands where the terminal service has no raw mode: by way of files, which a line in a terminal works on (G.6).

One folder serves all commands of a connection. Its janitor ends what runs when the controller falls silent.
"""

from __future__ import annotations

from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Clock

from . import scripts
from .errors import Refused
from .files import Files
from .replies import Ended
from .running import Limits, Pieces, Running, Source
from .terminal import Terminal

#: How often within a lease the controller gives a sign of life.
_SIGNS = 4
#: How long after its limit a command may still be known to the terminal: the janitor ends it before that.
_GRACE = 30


class WayRound(Running):
    """Runs a command with about five requests."""

    def __init__(self, terminal: Terminal, files: Files, limits: Limits, user: str) -> None:
        super().__init__(files, limits, user)
        self._terminal = terminal
        self._folder = ""
        self._number = 0
        self._silent = Silence(self._limits.lease / _SIGNS, terminal.clock)

    def close(self) -> None:
        """Have the folder removed."""
        if self._folder:
            self._ended(self._folder)
            self._folder = ""

    def _run(self, command: str, stdin: Source) -> Ended | Pieces:
        folder = self._opened()
        self._lives(folder)
        self._number += 1
        self._upload(stdin, folder, f"{self._number}.in")
        self._files.write(f"{folder}/{self._number}.sh", command.encode())
        self._typed(f"sh {folder}/run {self._number}", folder)
        return Pieces(folder, f"{self._number}.p")

    def _done_with(self, pieces: Pieces) -> None:
        """The folder is needed for the next command, and what is in it goes with it."""

    def _opened(self) -> str:
        """The folder. Nothing is put into it unless it was made by the command that makes it private.

        After a silence it may have been removed, and what is put into it then need not be private any more.
        """
        if self._silent.has_been():
            self._folder = ""
        if not self._folder:
            folder = scripts.new_folder()
            opening = scripts.opened(folder, self._limits.lease, self._limits.command)
            self._typed(f"{opening} && echo 1 >{folder}/made", folder)
            if self._files.read(f"{folder}/made") is None:
                raise Refused("No folder can be made in the /tmp of the container: it has to exist and be writable.")
            self._files.write(f"{folder}/run", scripts.runner(folder, self._user).encode())
            self._folder = folder
        return self._folder

    def _typed(self, line: str, folder: str) -> None:
        def meanwhile() -> None:
            if self._silent.has_been() and self._folder:
                self._lives(folder)

        self._terminal.typed(line, self._limits.command + _GRACE, meanwhile)

    def _lives(self, folder: str) -> None:
        super()._lives(folder)
        self._silent.ends()


class Silence:
    """Whether there was no sign of life for so many seconds."""

    def __init__(self, most: float, clock: Clock) -> None:
        self._most = most
        self._clock = clock
        self.ends()

    def ends(self) -> None:
        """Here is one."""
        self._last = self._clock.now()

    def has_been(self) -> bool:
        """Whether it is time for one."""
        return self._clock.now() - self._last > self._most
