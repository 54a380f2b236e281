# SPDX-License-Identifier: GPL-3.0-or-later
"""Waits until the network service of a container runs, or no longer does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .._engine.waiting import Wait, WaitError
from .._http.deadline import Deadline
from .._text.types import Json
from .enforcement import is_serving


class ServiceWait(Wait[Json]):
    """Until the service runs, or with ``wanted`` False does not.

    ``limit`` is how many seconds that may take with its request, ``look`` reads the configuration.
    """

    def __init__(
        self, container_id: str, wanted: bool, limit: float, seconds: float, look: Callable[[Deadline], Json]
    ) -> None:
        super().__init__(
            f"The network service of container {container_id} was {'started' if wanted else 'stopped'}",
            f"{'start' if wanted else 'stop'} its network service",
            seconds,
        )
        self._wanted = wanted
        self._limit = limit
        self._look = look

    def read(self, deadline: Deadline) -> Json:
        """The configuration."""
        return self._look(deadline)

    def reached(self, seen: Json) -> bool:
        """Whether it is so."""
        return is_serving(seen) == self._wanted

    def state(self, seen: Json) -> str:
        """The status of the service, in words."""
        return f"its status is {seen.get('status')}"

    def late(self, seen: Sequence[Json]) -> str:
        """What was said of the service and contradicts what was asked for."""
        said = self.state(seen[0]) if seen else "the API gives no answer"
        return f"after {self._limit:g} s {said} and it {'does not run' if self._wanted else 'still runs'}"

    def unreached(self, seen: Sequence[Json], reason: str = "") -> WaitError:
        """In words of its own, as the request itself has succeeded."""
        return WaitError(f"{self.subject}, but {reason or self.late(seen)}.")
