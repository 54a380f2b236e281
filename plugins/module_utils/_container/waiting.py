# SPDX-License-Identifier: GPL-3.0-or-later
"""Waits until a container has the status that the work needs."""

from __future__ import annotations

from collections.abc import Sequence

from .._api.client import Client
from .._api.errors import ApiError
from .._engine.waiting import Wait, WaitError
from .._http.deadline import Deadline
from .._text.plain import plain
from .._text.types import Json
from .finding import read_container
from .model import failure_of, in_progress, present, status_of

_INSTALLED = "ssh_key_installed_at"
_ENV_SYNC = "env_sync"
_MOST_OF_CODE = 100
_LOG_LINES = 5
_LOG_SECONDS = 5.0

STEADY = "settled"
ABSENT = "absent"


class ContainerWait(Wait["Json | None"]):
    """Until a container is ``status``: one of API notes 5.10, ``absent``, or ``settled`` for any that stays.

    ``reason`` is a sentence that tells why, for the error of a wait that fails.
    """

    def __init__(self, client: Client, container_id: str, status: str, seconds: float, reason: str = "") -> None:
        super().__init__(f"Container {container_id}", f"become {status}", seconds)
        self.listed: str = container_id
        self._client = client
        self._status = status
        self._reason = reason

    def read(self, deadline: Deadline) -> Json | None:
        """The container; None when there is none."""
        return read_container(self._client, self.listed, deadline)

    def reached(self, seen: Json | None) -> bool:
        """Whether it is so; what has failed or is gone will not be."""
        status = status_of(seen)
        if self._status == ABSENT:
            # One that is still being deleted blocks its name (U6), so only one that is gone counts.
            return seen is None or seen.get("status") == "deleted"
        if self._status == STEADY:
            return not in_progress(seen)
        if status in ("failed", "absent"):
            raise WaitError(f"the container is {status}{failure_of(seen)}")
        return status == self._status

    def state(self, seen: Json | None) -> str:
        """Its status as the API calls it, since one that is being deleted counts as absent and is there."""
        return "absent" if seen is None else seen.get("status") or "unknown"

    def unreached(self, seen: Sequence[Json | None], reason: str = "") -> WaitError:
        """With the last lines of the status log. An API that gave no answer is not asked for them."""
        last = (seen[0] if seen else None) or {}
        self.subject = f"Container {last.get('name', self.listed)}"
        failure = super().unreached(seen, reason)
        failure.seen = present(last)
        for sentence in (self._reason, last_logs(self._client, self.listed) if seen else ""):
            if sentence:
                failure.add(sentence)
        return failure


class ArrivalWait(Wait["Json | None"]):
    """Until something that was written has reached a container, which may be later than the API's answer.

    Older revisions tell nothing of it, and what does not run may have to run first: then there is nothing to wait for.
    """

    #: What the container is to get, what is so until then, and what that means.
    ARRIVES = ""
    UNTIL_THEN = ""
    CONSEQUENCE = ""

    def __init__(self, client: Client, container_id: str, seconds: float) -> None:
        super().__init__(f"Container {container_id}", f"get its {self.ARRIVES}", seconds)
        self._client = client
        self._container_id = container_id

    @classmethod
    def is_over(cls, container: Json | None) -> bool:
        """Whether it is there, or there is nothing to wait for."""
        return status_of(container) != "running" or not cls.is_missing(container or {})

    @staticmethod
    def is_missing(container: Json) -> bool:
        """Whether the API tells that it is not there yet."""
        raise NotImplementedError

    def read(self, deadline: Deadline) -> Json | None:
        """The container; None when there is none."""
        return read_container(self._client, self._container_id, deadline)

    def reached(self, seen: Json | None) -> bool:
        """Whether there is nothing more to wait for."""
        return self.is_over(seen)

    def state(self, seen: Json | None) -> str:
        """What is so until then."""
        return "not there" if seen is None else self.UNTIL_THEN


class KeyWait(ArrivalWait):
    """Until the server of a container lets its SSH key in (API notes, part 2, G.11)."""

    ARRIVES = "SSH key installed"
    UNTIL_THEN = "not installed"
    CONSEQUENCE = "Until then it cannot be reached by SSH."

    @staticmethod
    def is_missing(container: Json) -> bool:
        """Whether there is a member for when it was installed, without a value."""
        return container.get(_INSTALLED, "") is None


class VariablesWait(ArrivalWait):
    """Until the variables that were written are in the container (API notes, part 2, F.4)."""

    ARRIVES = "environment variables"
    UNTIL_THEN = "still pending"
    CONSEQUENCE = "They are stored, but programs in the container may not see them."

    @staticmethod
    def is_missing(container: Json) -> bool:
        """Whether they are on their way."""
        return _sync_state(container).get("pending") is True

    def reached(self, seen: Json | None) -> bool:
        """Whether there is nothing more to wait for; where the server has given up there is."""
        over, state = self.is_over(seen), _sync_state(seen)
        if not over and state.get("exhausted") is True:
            raise WaitError(f"the server gave up with {plain(str(state.get('last_error')), _MOST_OF_CODE)}")
        return over


def _sync_state(container: Json | None) -> Json:
    state = (container or {}).get(_ENV_SYNC)
    return state if isinstance(state, dict) else {}


def last_logs(client: Client, container_id: str) -> str:
    """The newest lines of the status log as a sentence, empty when they cannot be had: they only explain."""
    query = {"limit": _LOG_LINES, "sort_by": "transition_time", "sort_order": "desc"}
    try:
        data = client.get(f"/containers/{container_id}/status-logs", query, Deadline(_LOG_SECONDS, client.clock))
    except ApiError:
        return ""
    entries = data.get("logs") if isinstance(data, dict) else None
    lines = [
        f"{entry.get('transition_time')} {entry.get('from_status')} -> {entry.get('to_status')}"
        + (f" ({entry['triggered_by']})" if entry.get("triggered_by") else "")
        for entry in (entries if isinstance(entries, list) else [])[:_LOG_LINES]
        if isinstance(entry, dict)
    ]
    return f"Last status changes: {'; '.join(lines)}." if lines else ""
