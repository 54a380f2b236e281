# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""The inventory's memory between runs: fresh for a while, then a stand-in for an API that is out of order."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils import _errors as errors

#: Changes whenever the meaning of what is stored changes: what another format wrote is not found.
FORMAT = 1

Containers = list[dict[str, Any]]

# Answers of the API to this very request. Anything else means that it could not answer.
_ANSWERS = (errors.Refused, errors.Unauthorized, errors.Forbidden, errors.NotFound)


class Entry(NamedTuple):
    """What was stored, and how many seconds ago."""

    containers: Containers
    age: float


class Memory:
    """One entry of a cache plugin of Ansible, with a time of its own.

    The plugin would drop an entry the moment it expires, when it may be needed most, so the plugin keeps it for as
    long as it may be of use, and the time at which it was written is stored in it.
    """

    def __init__(self, store: Any, key: str, fresh: float, stale: float) -> None:
        self._store = store
        self._key = f"hoody.cloud.containers_{key}"
        self._fresh = fresh
        self._stale = stale

    def containers(self, fetch: Callable[[], Containers], warn: Callable[[str], None], *, may_read: bool) -> Containers:
        """What is remembered if it is fresh, else what ``fetch`` gives, else what is remembered if it is of use.

        With ``may_read`` false the user has asked for what is true now, so there is no stand-in for it.
        """
        entry = self._read() if may_read else None
        if entry and (not self._fresh or entry.age <= self._fresh):
            return entry.containers
        try:
            found = fetch()
        except errors.ApiError as problem:
            if not entry or isinstance(problem, _ANSWERS) or entry.age > self._fresh + self._stale:
                raise
            warn(f"{problem} Going on with what the API said {duration(entry.age)} ago.")
            return entry.containers
        # As one text: Ansible copies, compares and encodes what it stores, member by member.
        self._store[self._key] = {"written": time.time(), "containers": json.dumps(found)}
        return found

    def _read(self) -> Entry | None:
        try:
            stored = self._store.get(self._key)
            containers = json.loads(str(stored["containers"]))
            # A clock that was put back makes an entry old, not one that stays fresh for ever.
            entry = Entry(containers, abs(time.time() - float(stored["written"])))
            sound = isinstance(containers, list) and all(isinstance(item["id"], str) for item in containers)
        except Exception:  # whatever is wrong with it, and whatever the plugin says about it, it cannot be used
            self._store.pop(self._key, None)
            return None
        return entry if sound else None


def duration(seconds: float) -> str:
    """A time span for a person, such as "2 h 5 min"."""
    minutes, hours, days = int(seconds // 60), int(seconds // 3600), int(seconds // 86400)
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{int(seconds)} s"
