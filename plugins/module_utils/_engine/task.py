# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module run hands to the code that does the work. Knows no Ansible, so that anything may run it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .._api.client import Client, Given, Result
from .._api.errors import HoodyError, InputError
from .._api.settings import Settings
from .._http.deadline import CLOCK, Clock
from .._http.exchange import Transport
from .._text.types import Json
from .lookup import Lookup
from .notes import Notes
from .progress import Tally
from .waiting import WaitError


def unseen(line: str) -> None:
    """The progress of work that nobody watches."""


class Session:
    """A connection to the API and what was looked up through it. Several tasks may use one, one after the other.

    ``transport`` and ``clock`` are those of its client. ``notes`` are what it shares with other processes. ``many``
    says that its tasks are the items of a loop: there a listing of a moment ago counts for all of them.
    """

    def __init__(
        self,
        settings: Settings,
        transport: Transport | None = None,
        clock: Clock = CLOCK,
        notes: Notes | None = None,
        many: bool = False,
    ) -> None:
        self.client = Client(settings, transport, clock)
        self.lookup = Lookup(self.client, notes)
        self.many = many


class Record:
    """What a task has done so far and what it last saw, to be told when it fails.

    A step is entered as soon as the API has taken it. What it needs on its way, such as a stop before a deletion, is
    entered as a detour, and left out again once the step is done.
    """

    def __init__(self) -> None:
        self._steps: list[str] = []
        self._detours: list[str] = []
        self._shown: Json = {}

    @property
    def actions(self) -> list[str]:
        """The words for what was done, in order."""
        return [*self._steps, *self._detours]

    def did(self, action: str) -> None:
        """A step was taken."""
        self._detours.clear()
        self._steps.append(action)

    def undid(self) -> None:
        """The last step was taken back."""
        self._detours.clear()
        self._steps.pop()

    def on_the_way(self, action: str) -> None:
        """Something was done that a step needs."""
        self._detours.append(action)

    def arrived(self) -> None:
        """The detour led back to what the last step was about."""
        self._detours.clear()

    def saw(self, member: str, state: Json) -> None:
        """What the member of the result with this name would be by now, fit to be shown; {} for nothing."""
        self._shown[member] = state

    def saw_again(self, state: Json) -> None:
        """What of that was last seen has become this. A task may wait for something else, too."""
        for member, earlier in self._shown.items():
            if state and state.get("id") == earlier.get("id"):
                self._shown[member] = state

    def shown(self, member: str) -> Json:
        """What was last seen under this name."""
        seen: Json = self._shown.get(member, {})
        return seen

    def result(self) -> Json:
        """The result of a task that ends here."""
        return {"changed": bool(self.actions), **({"actions": self.actions, **self._shown} if self._shown else {})}


class Task:
    """One task: its options after validation, its modes, and the session to work with.

    ``warnings`` and ``secrets`` grow while the work is done: what to tell the user, and what never to show; and so does
    the ``record`` of what was done.
    ``progress`` takes a line for whoever watches long work.
    """

    def __init__(
        self,
        session: Session,
        options: Mapping[str, Any],
        check_mode: bool = False,
        diff_mode: bool = False,
        progress: Callable[[str], None] = unseen,
    ) -> None:
        self.client = session.client
        self.lookup = session.lookup
        self.many = session.many
        self.options = options
        self.check_mode = check_mode
        self.diff_mode = diff_mode
        self.progress = progress
        self.warnings: list[str] = []
        self.secrets: set[str] = set()
        self.record = Record()

    def part(self) -> Task:
        """The same task for one of several objects, with a record of its own."""
        task = copy.copy(self)
        task.record = Record()
        return task

    def prediction(self) -> Task:
        """The same task in check mode, with warnings of its own."""
        task = self.part()
        task.check_mode, task.warnings = True, []
        return task

    def each(self, function: Callable[[Given], Result], items: Sequence[Given], what: str) -> list[Result]:
        """Call the function for each item, several at once, and tell whoever watches how far that has come."""
        tally = Tally(len(items), what, self.progress, self.client.clock)

        def counted(item: Given) -> Result:
            result = function(item)
            tally.one_more()
            return result

        return self.client.concurrently(counted, items)

    def failure(self, problem: HoodyError) -> Json:
        """What a task that ends with this error returns beside its sentence."""
        if isinstance(problem, WaitError):
            self.record.saw_again(problem.seen)
        return {**self.record.result(), **problem.result}

    def suppose(self, missing: InputError) -> None:
        """Go on in check mode, where the task that creates what is missing has not done so. Raises it otherwise."""
        if not self.check_mode or missing.final:
            raise missing
        self.warnings.append(f"{missing} Check mode continues as if an earlier task had created it.")

    def keep_secret(self, values: set[str]) -> None:
        """Show these values in no error and in no output of Ansible."""
        self.secrets |= values
        self.client.hide(values)
