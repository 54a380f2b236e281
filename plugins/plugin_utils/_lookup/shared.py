# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""One listing for all workers of a run, until a task of this collection changes something.

Ansible evaluates templates in a worker for each task and host, which ends with it. So what was listed is kept in a file
in the run's own temporary folder, which is private and ends with the run. It holds no token and no value of a variable.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from math import inf
from pathlib import Path
from typing import NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import CLOCK, Clock
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

_CHANGES = "hoody-changes"
_NEVER = "never"


class Listing(NamedTuple):
    """The containers of an account, when they were listed (in seconds since 1970), and as which state of the world.

    ``failure`` is the sentence of a listing that failed.
    """

    containers: list[Json]
    at: float
    state: str
    failure: str = ""


#: What this process has read of the files, so that it reads none twice: by path, with what tells their versions apart.
_read: dict[Path, tuple[tuple[int, int], Listing]] = {}


def world_changed(folder: Path, *, goes_on: bool = False) -> None:
    """What was listed before now counts no more. With ``goes_on`` nothing counts for longer than a moment any more."""
    with contextlib.suppress(OSError):
        if _state(folder) != _NEVER:
            write_whole(folder / _CHANGES, _NEVER if goes_on else os.urandom(8).hex())


def account_key(settings: Settings) -> str:
    """What tells the files of one account from those of others, and nothing else."""
    token = hashlib.sha256(settings.api_token.encode()).hexdigest()
    return hashlib.sha256(json.dumps([token, settings.base_url, settings.realm]).encode()).hexdigest()[:32]


class Shared:
    """The containers of one account, as the workers of one run share them. ``folder`` is that of the run."""

    def __init__(self, folder: Path, settings: Settings, clock: Clock = CLOCK) -> None:
        self._folder = folder
        self._clock = clock
        self._path = folder / f"hoody-containers-{account_key(settings)}"

    def listing(self, ask: Callable[[], list[Json]], oldest: float = inf) -> Listing:
        """What was listed at most ``oldest`` seconds ago; asks if nobody has. Raises HoodyError.

        While one worker asks, others wait for what comes of it. A failure is that of all who wait, and of nobody later.
        """
        begun = self._clock.today()
        known = self._known(begun, oldest)
        if known is None:
            with alone(self._path.with_suffix(".lock")):
                known = self._known(begun, oldest) or self._asked(ask)
        if known.failure:
            raise HoodyError(known.failure)
        return known

    def _known(self, begun: float, oldest: float) -> Listing | None:
        """What is in the file, if it is not too old for who began to look for it then, and nothing has changed."""
        try:
            seen = self._path.stat()
            version = (seen.st_ino, seen.st_mtime_ns)
            if _read.get(self._path, (None,))[0] != version:
                _read[self._path] = (version, Listing(*json.loads(self._path.read_text(encoding="utf-8"))))
            listing = _read[self._path][1]
        except (OSError, ValueError, TypeError):
            return None
        state = _state(self._folder)
        is_now = listing.state == state and state != _NEVER
        return listing if is_now and listing.at >= (begun if listing.failure else begun - oldest) else None

    def _asked(self, ask: Callable[[], list[Json]]) -> Listing:
        # Taken before: what changes meanwhile may be missing in the answer.
        state = _state(self._folder)
        try:
            listing = Listing(ask(), self._clock.today(), state)
        except HoodyError as problem:
            listing = Listing([], self._clock.today(), state, str(problem))
        with contextlib.suppress(OSError):
            write_whole(self._path, json.dumps(listing))
        return listing


def _state(folder: Path) -> str:
    try:
        return (folder / _CHANGES).read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""


def write_whole(path: Path, text: str) -> None:
    """Write a file that nobody ever sees half of, and that only the user can read."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", delete=False) as file:
        file.write(text)
    os.replace(file.name, path)


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Have no other worker in here, as far as files can be locked."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            file = stack.enter_context(path.open("w", encoding="ascii"))
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
