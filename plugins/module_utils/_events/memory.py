# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader of events remembers, in a file that outlives it: where it stands, and what it has delivered.

The file begins with a line that holds everything, put there as a whole once a page is done; each event that was
delivered since then is a short line behind it. So an event costs a few bytes, and whoever is killed between two events
goes on with the second. The file is locked for as long as it is in use, as two readers would each tell of everything.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import tempfile
from collections.abc import Iterable
from typing import Any

from .._api.errors import HoodyError
from .._text.types import Json

#: How many of the last events are known when they come again.
MOST_KNOWN = 5000


class EventMemory:
    """Where a reader stands. ``path`` is its file, if any; ``of`` says whose events these are.

    ``mode`` is "" before anything was read. Up to the time ``floor`` everything counts as known.
    ``containers`` are those of the last listing, each as name and status, where there is no history.
    """

    def __init__(self, path: str | None, of: str) -> None:
        self._path = os.path.abspath(os.path.expanduser(path)) if path else None
        self._of = of
        self._lines: int | None = None
        self.mode = ""
        self.cursor = ""
        self.floor = ""
        self.known: dict[str, str] = {}
        self.containers: dict[str, list[str]] = {}
        if self._path and os.path.exists(self._path):
            self._load(self._path)

    def knows(self, identity: str, moment: str) -> bool:
        """Whether an event was delivered, or is older than all that this reader is about."""
        return identity in self.known or bool(moment and moment <= self.floor)

    def learn(self, events: Iterable[tuple[str, str]]) -> None:
        """These, each an id and a time, count as delivered. ``save`` has to follow."""
        for identity, moment in events:
            self._learn(identity, moment)

    def forget(self, identities: Iterable[str]) -> None:
        """These will not come again. ``save`` has to follow."""
        for identity in identities:
            self.known.pop(identity, None)

    def delivered(self, identity: str, moment: str, container: list[Any] | None = None) -> None:
        """An event was delivered; ``container`` is the id and what is known of it from now on, None if it is gone."""
        self._note(identity, moment, container)
        if self._lines is not None:
            line = json.dumps([identity, moment, container]) + "\n"
            try:
                os.write(self._lines, line.encode("utf-8"))
            except OSError as error:
                raise self._unwritten(error) from None

    def save(self) -> None:
        """Write everything down, in one step."""
        if not self._path:
            return
        state = {"version": 1, "of": self._of, "mode": self.mode, "cursor": self.cursor, "floor": self.floor}
        text = json.dumps({**state, "known": self.known, "containers": self.containers}) + "\n"
        try:
            descriptor, temporary = tempfile.mkstemp(prefix=".hoody-", dir=os.path.dirname(self._path))
            try:
                with open(descriptor, "w", encoding="utf-8", closefd=False) as file:
                    file.write(text)
                os.fsync(descriptor)
                _take(descriptor)
                os.replace(temporary, self._path)
            except BaseException:
                os.close(descriptor)
                with contextlib.suppress(OSError):
                    os.unlink(temporary)
                raise
        except OSError as error:
            raise self._unwritten(error) from None
        # The old file is another one's only now, when it is no longer there.
        self.close()
        self._lines = descriptor

    def close(self) -> None:
        """Close the file."""
        if self._lines is not None:
            os.close(self._lines)
            self._lines = None

    def _unwritten(self, error: OSError) -> HoodyError:
        return HoodyError(f"The state_file {self._path} cannot be written: {error.strerror}.")

    def _note(self, identity: str, moment: str, container: list[Any] | None) -> None:
        self._learn(identity, moment)
        if container and container[1] is None:
            self.containers.pop(container[0], None)
        elif container:
            self.containers[container[0]] = container[1]

    def _learn(self, identity: str, moment: str) -> None:
        self.known.pop(identity, None)
        self.known[identity] = moment
        while len(self.known) > MOST_KNOWN:
            oldest = next(iter(self.known))
            self.floor = max(self.floor, self.known.pop(oldest))

    def _load(self, path: str) -> None:
        try:
            with open(path, encoding="utf-8") as file:
                if not _take(file.fileno()) or os.fstat(file.fileno()).st_ino != os.stat(path).st_ino:
                    raise HoodyError(f"The state_file {path} is in use: each source needs a file of its own.")
                first, *lines = file.read().splitlines()
                state: Json = json.loads(first)
                self.mode, self.cursor, self.floor = (str(state[name]) for name in ("mode", "cursor", "floor"))
                self.known, self.containers = dict(state["known"]), dict(state["containers"])
                of = state["of"]
                if of != self._of:
                    raise HoodyError(f"The state_file {path} belongs to {of}, not to {self._of}: use another file.")
                for line in lines:
                    # The last line may be half a one, of an event that counts as not delivered.
                    with contextlib.suppress(ValueError):
                        self._note(*json.loads(line))
                # Half a line would spoil the next one.
                self.save()
        except (OSError, ValueError, KeyError, TypeError):
            message = f"The state_file {path} cannot be read: use another file, or delete it to start again."
            raise HoodyError(message) from None


def _take(descriptor: int) -> bool:
    """Whether this file is ours for as long as it is open. Where files cannot be locked, each is."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
