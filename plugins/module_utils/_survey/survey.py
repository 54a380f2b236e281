# SPDX-License-Identifier: GPL-3.0-or-later
"""A survey that is under way: what it asks with, what is its own, and what it has found out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .._text.types import Json
from .asking import Asker, Heard, Unanswered
from .findings import Findings
from .house import House
from .questions import NEVER

#: How many seconds an operation may take, and what takes longer: building, copying.
PATIENCE, LONG_PATIENCE = 60.0, 240.0


class Survey:
    """One survey. ``house`` and ``subject``, the container that is tried, are there once something may be written."""

    def __init__(self, asker: Asker) -> None:
        self.asker = asker
        self.findings = Findings()
        self.house: House
        self.subject = ""
        self.verb = "PATCH"

    @contextmanager
    def on(self, *identities: str) -> Iterator[None]:
        """What is done inside is about these questions; those that it leaves open are so for its reason."""
        begun = len(self.asker.log)
        try:
            yield
        except Unanswered as reason:
            self.findings.left_open(identities, str(reason))
        finally:
            self.findings.asked(identities, self.asker.log[begun:])

    @property
    def path(self) -> str:
        """The path of the container that is tried."""
        return f"/containers/{self.subject}"

    def update(self, path: str, body: Json | None = None) -> Heard:
        """Change something, with the verb that is known here."""
        return self.asker.send(self.verb, path, body)

    def operate(self, operation: str, status: str) -> tuple[float | str, float]:
        """Send an operation to the container and wait for the status: how long it took, and since when."""
        self.asker.send("POST", f"{self.path}/{operation}").sound()
        since = self.asker.clock.now()
        return self.asker.duration(since, PATIENCE, lambda: self.house.status(self.subject) == status), since

    def bring_to(self, status: str) -> None:
        """See that the container has this status, running or stopped."""
        present = self.house.status(self.subject)
        if present == status:
            return
        operation = {"running": "resume" if present == "paused" else "start", "stopped": "stop"}[status]
        if self.operate(operation, status)[0] == NEVER:
            raise Unanswered(f"The container did not become {status} within {PATIENCE:.0f} s.")
