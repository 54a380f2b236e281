# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""A container as Ansible works in it: the way there, what is known of it, and how commands are run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import CLOCK, Clock
from ansible_collections.hoody.cloud.plugins.module_utils._http.endpoint import Endpoint
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Transport

from .address import FILES, TERMINAL
from .errors import Unreached
from .files import Files
from .gate import Gate
from .known import Known
from .options import Way
from .raw_mode import RawMode
from .running import Running
from .service import Service
from .terminal import Terminal
from .way_round import WayRound

Result = TypeVar("Result")
#: Makes the transport to an endpoint, which is a service.
Transports = Callable[[Endpoint, Gate], Transport]


class Host:
    """A container. ``temporary`` is the run's own folder for files."""

    def __init__(self, way: Way, temporary: str, transports: Transports, clock: Clock = CLOCK) -> None:
        self._way = way
        self._transports = transports
        self._clock = clock
        self._open: list[Transport] = []
        self._running: Running | None = None
        self.known = Known(temporary, way.endpoint_of(TERMINAL).url)

    def work(self, what: Callable[[Running], Result]) -> Result:
        """Do something inside."""
        try:
            result = what(self.running())
        except Unreached:
            self.known.forget()
            raise
        self.known.answered()
        return result

    def running(self) -> Running:
        """What runs commands. The first worker of a run wakes the container and learns what it can do."""
        if self._running is None:
            raw = self.known.raw()
            if raw is None or not self.known.is_fresh():
                self._terminal.wake()
            if raw is None:
                raw = self._terminal.knows_raw()
                self.known.learn(raw)
            kind = RawMode if raw else WayRound
            self._running = kind(self._terminal, self._files, self._way.limits, self._way.user)
        return self._running

    def close(self) -> None:
        """Leave nothing inside, and close the connections."""
        try:
            if self._running:
                self._running.close()
        finally:
            self._running = None
            for transport in self._open:
                transport.close()

    @cached_property
    def _terminal(self) -> Terminal:
        return Terminal(self._service(TERMINAL))

    @cached_property
    def _files(self) -> Files:
        return Files(self._service(FILES))

    def _service(self, service: tuple[str, str]) -> Service:
        transport = self._transports(self._way.endpoint_of(service), self._way.gate)
        self._open.append(transport)
        base = self._way.endpoint_of(service).url
        return Service(service[0], base, transport, self._way.gate, self._way.patience, self._clock)
