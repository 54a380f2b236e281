# SPDX-License-Identifier: GPL-3.0-or-later
"""What was listed, as names and ids, so that it is not listed again for each of many names.

A process remembers it, and the processes of one task may share it: see ``Notes``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from .._http.deadline import Clock

#: For how many seconds it may be taken for granted which id a name has that is not looked at again before a write.
_GRANTED = 60.0


class Noted(NamedTuple):
    """The ids by name, several for a name that several have, as of a moment in seconds since 1970."""

    names: dict[str, list[str]]
    at: float


class Notes:
    """Where the processes of one task share what they have listed. This one shares nothing.

    A topic is what was listed, such as the containers of a project. What is noted holds names and ids, and no values.
    """

    def read(self, topic: str) -> Noted | None:
        """What was noted last; None for nothing that still counts."""

    def write(self, topic: str, noted: Noted) -> None:
        """Note this in place of what was noted before."""

    def change(self, topic: str, name: str, identity: str | None) -> None:
        """One object is there under this name now, and under no other; or none with ``identity`` None."""

    def cross_out(self) -> None:
        """What was noted counts no more, whatever the topic."""

    @contextmanager
    def alone(self, _topic: str) -> Iterator[None]:
        """Have others wait who want to list the same."""
        yield


class Directory:
    """The ids of one kind of objects, by name. ``ask`` lists them."""

    def __init__(self, notes: Notes, topic: str, clock: Clock, ask: Callable[[], dict[str, list[str]]]) -> None:
        self._notes = notes
        self._topic = topic
        self._clock = clock
        self._ask = ask
        self._lock = threading.Lock()
        self.known: Mapping[str, list[str]] = {}

    def ids(self, name: str) -> list[str]:
        """The ids of those with this name. Lists when there was none when that was done last."""
        with self._lock:
            if name not in self.known:
                self.known = self._with(name).names
            return self.known.get(name, [])

    def _with(self, name: str) -> Noted:
        """What is noted, if it has the name and is not old; or what was noted while this one waited; or a new list."""
        noted = self._notes.read(self._topic)
        if noted and name in noted.names and noted.at >= self._clock.today() - _GRANTED:
            return noted
        with self._notes.alone(self._topic):
            newer = self._notes.read(self._topic)
            return newer if newer and newer.at > (noted.at if noted else 0) else self._asked()

    def _asked(self) -> Noted:
        begun = self._clock.today()
        noted = Noted(self._ask(), begun)
        self._notes.write(self._topic, noted)
        return noted


def by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The ids by name, of pairs of a name and an id."""
    names: dict[str, list[str]] = {}
    for name, identity in pairs:
        names.setdefault(name, []).append(identity)
    return names
