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

from ansible_collections.hoody.cloud.plugins.module_utils._api import errors
from ansible_collections.hoody.cloud.plugins.module_utils._inventory.variables import Answer
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import plain

#: Changes whenever the meaning of what is stored changes: what another format wrote is not found.
FORMAT = 3

# Answers of the API to this very request. Anything else means that it could not answer.
_ANSWERS = (errors.Refused, errors.Unauthorized, errors.Forbidden, errors.NotFound)


class Entry(NamedTuple):
    """What was stored, and how many seconds ago."""

    answer: Answer
    age: float


class Memory:
    """One entry of a cache plugin of Ansible, with a time of its own.

    The plugin would drop an entry the moment it expires, when it may be needed most, so the plugin keeps it for as
    long as it may be of use, and the time at which it was written is stored in it.

    ``open_store`` makes an instance of the plugin. One that fails, now or later, is a warning: there is no cache then.
    """

    def __init__(
        self, open_store: Callable[[], Any], key: str, fresh: float, stale: float, warn: Callable[[str], None]
    ) -> None:
        self._open = open_store
        self._key = f"hoody.cloud.containers_{key}"
        self._fresh = fresh
        self._stale = stale
        self._warn = warn
        self._written = False
        self._store: Any = None
        try:
            self._store = open_store()
        except Exception as problem:  # whatever a plugin does not like about its place or its options
            self._warn_of(problem)

    def answer(self, fetch: Callable[[], Answer], *, may_read: bool) -> Answer:
        """What is remembered if it is fresh, else what ``fetch`` gives, else what is remembered if it is of use.

        With ``may_read`` false the user has asked for what is true now, so there is no stand-in for it.
        """
        entry = self._read() if may_read and self._store is not None else None
        if entry and (not self._fresh or entry.age <= self._fresh):
            return entry.answer
        try:
            found = fetch()
        except errors.ApiError as problem:
            if not entry or isinstance(problem, _ANSWERS) or entry.age > self._fresh + self._stale:
                raise
            self._warn(f"{problem} The listing that is used is from {duration(entry.age)} ago.")
            return entry.answer
        if self._store is not None:
            # As one text: Ansible copies, compares and encodes what it stores, member by member.
            self._store[self._key] = {"written": time.time(), "answer": json.dumps(found._asdict())}
            self._written = True
        return found

    def keep(self) -> None:
        """Have the plugin write what is new, and look whether another instance of it, as in the next run, finds it."""
        if not self._written:
            return
        self._written = False
        try:
            self._store.update_cache_if_changed()
            store = self._open()
            kept = getattr(store, "_plugin", store).contains(self._key)
        except Exception as problem:  # the containers are known, so that nothing here may lose them
            self._warn_of(problem)
            return
        if not kept:
            self._warn(
                "The cache plugin keeps no data between runs, so every run sends requests to the API, and there are no "
                "hosts if the API is unavailable. Set cache_plugin to ansible.builtin.jsonfile and cache_connection to "
                "a folder."
            )

    def _warn_of(self, problem: Exception) -> None:
        cause = problem.__cause__
        why = f"{problem}" if cause is None or str(cause) in str(problem) else f"{problem} {cause}"
        self._warn(
            "The cache cannot be used, so every run sends requests to the API, and there are no hosts if the API is "
            f"unavailable. Check cache_plugin and cache_connection. {plain(why)}"
        )

    def _read(self) -> Entry | None:
        try:
            stored = self._store.get(self._key)
            answer = Answer(**json.loads(str(stored["answer"])))
            # A clock that was put back makes an entry old, not one that stays fresh for ever.
            entry = Entry(answer, abs(time.time() - float(stored["written"])))
            sound = all(isinstance(item["id"], str) for item in answer.containers)
            sound = sound and all(isinstance(count, int) for count in answer.listed.values())
            sound = sound and all(isinstance(some, list) for some in (answer.troubles, answer.shared_keys))
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
