# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Commands where the terminal service has the raw mode: one request each, and exact bytes (G.5)."""

from __future__ import annotations

import secrets

from . import scripts
from .errors import Refused
from .files import Files
from .replies import Ended, raw_result
from .running import Limits, Pieces, Running, Source
from .terminal import Terminal

#: As much stdin goes along with a command. What a service takes at most is not published; proxies often cut at 10 MiB.
MOST_ALONG = 4 * 2**20
#: For how many leases a folder of a transfer is kept: nothing runs in it, and a slow network needs time for a piece.
_LEASES = 5


class RawMode(Running):
    """Runs a command with one request, unless its stdin or its output is large."""

    def __init__(self, terminal: Terminal, files: Files, limits: Limits, user: str) -> None:
        super().__init__(files, limits, user)
        self._terminal = terminal
        self._lease = _LEASES * limits.lease

    def close(self) -> None:
        """Each command has left nothing."""

    def _run(self, command: str, stdin: Source) -> Ended | Pieces:
        along = stdin.read(MOST_ALONG)
        if len(along) == MOST_ALONG:
            stdin.seek(0)
            folder = self._new_folder()
            command, along = scripts.fed(command, self._upload(stdin, folder, "u"), folder), b""
        pieces, mark = Pieces(scripts.new_folder(), "p"), secrets.token_hex(16)
        ended = self._plain(scripts.spooled(command, pieces.folder, mark, self._lease), along)
        return pieces if ended.stdout == mark.encode() else ended

    def _done_with(self, pieces: Pieces) -> None:
        self._ended(pieces.folder)

    def _new_folder(self) -> str:
        folder = scripts.new_folder()
        if self._plain(scripts.opened(folder, self._lease), b"").code:
            raise Refused("No folder can be made in the /tmp of the container: it has to exist and be writable.")
        return folder

    def _plain(self, command: str, stdin: bytes) -> Ended:
        limit = self._limits.command
        return raw_result(self._terminal.raw(command, stdin, self._user, limit), limit)
