# SPDX-License-Identifier: GPL-3.0-or-later
"""One item of a fleet: what planning found for it, the work on it as far as it has come, and its row."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, NamedTuple

from .._api.client import Client
from .._api.errors import HoodyError, InputError
from .._attached.containers import CONTAINERS
from .._attached.parts import PARTS
from .._container import model as container
from .._container.attachment import Attachment
from .._engine.resource import Outcome
from .._engine.task import Task
from .._engine.waiting import Work
from .._text.types import Json
from . import rows
from .model import Item
from .rows import Row


class Sketch(NamedTuple):
    """What planning found for one item: the container as it is, and the row that check mode would return."""

    item: Item
    current: Json | None
    row: Row

    @property
    def begins(self) -> bool:
        """Whether there is work: something to change, or something under way to wait for."""
        wanted = self.item.container
        # What is to be absent and is there without anything to do for it is being deleted by somebody else.
        leaves = wanted.state == "absent" and self.current is not None
        under_way = wanted.wait and (container.in_progress(self.current) or leaves)
        return not self.row.error and (bool(self.row.actions) or under_way)


class Effort:
    """The work on one item. ``task`` is that of its container; each part has one, and so a record, of its own."""

    def __init__(self, task: Task, item: Item, current: Json | None = None) -> None:
        self.item = item
        self.current = current
        self._of_container = task
        self._of_container.record.saw(container.MEMBER, container.present(current))
        self._of_parts = {part.member: task.part() for part in PARTS if part.member in item.parts}
        self._reached = Row(item.name)

    @property
    def client(self) -> Client:
        """The client of the task."""
        return self._of_container.client

    def reconciled(self, current: Json | None) -> Work[Row]:
        """Bring the container and then its parts into their wanted states. In check mode nothing is waited for."""
        done = yield from CONTAINERS.reconciled(self._of_container, self.item.container, current)
        self._reached = self._row(done, {})
        if not self.item.parts:
            return self._reached
        outcomes: dict[str, Outcome] = {}
        for part in PARTS if done.state is not None else ():
            if part.member in self.item.parts:
                task, wanted = self._of_parts[part.member], self.item.parts[part.member]
                there = self._there(part, done, current)
                outcomes[part.member] = yield from part.reconciled(task, wanted, there)
        return self._row(done, outcomes)

    def _there(self, part: Attachment[Any], done: Outcome, before: Json | None) -> Json:
        """What the container has of a part. One that check mode would create has nothing yet, or what it takes over."""
        if self._of_container.check_mode and "create" in done.plan.actions:
            if before is None or "delete" not in done.plan.actions:
                return part.missing()
            return part.taken_over(part.read(self.client, before["id"]))
        return part.read(self.client, (done.state or {})["id"])

    def _row(self, done: Outcome, outcomes: Mapping[str, Outcome]) -> Row:
        of_parts = {member: outcome.plan for member, outcome in outcomes.items()}
        actions, changes = rows.joined(done.plan, of_parts)
        diff = rows.joined_diff(done.plan, of_parts) if self._of_container.diff_mode else {}
        # Of most nothing was done. That much of each is what a fleet of thousands costs in memory and time.
        state = container.brief(done.state) if actions else rows.part_of(done.state or {}, container.OUTLINE)
        row = Row(self.item.name, actions, changes, diff, state)
        if not outcomes:
            return row
        shown = {part.member: part.present(outcomes[part.member].state) for part in PARTS if part.member in outcomes}
        return row._replace(parts={**row.parts, **shown})

    def failed(self, problem: HoodyError) -> Row:
        """The row of what failed: what was done, and how it was last seen."""
        done = self._of_container.failure(problem)
        records = {member: task.record for member, task in self._of_parts.items()}
        actions = [rows.part_actions(member, record.actions) for member, record in records.items()]
        shown = {member: record.shown(member) or None for member, record in records.items()}
        return self._reached._replace(
            actions=[*self._of_container.record.actions, *itertools.chain(*actions)],
            container=container.brief(done.get(container.MEMBER)),
            parts={**self._reached.parts, **shown},
            error=rows.failure(problem),
        )


def impossible(given: Mapping[str, Any], problem: InputError) -> Row:
    """The row of an item that is wrong in itself."""
    return Row(str(given.get("name") or given.get("id") or ""), error=rows.failure(problem))
