# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Brings many containers of one project into their wanted states: one listing, a plan for each, one pool.

What is wrong with an item is found while planning, so nothing is written for it; the others are done all the same.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from typing import Any, NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils import _container as container
from ansible_collections.hoody.cloud.plugins.module_utils import _container_api as container_api
from ansible_collections.hoody.cloud.plugins.module_utils import _fleet as fleet
from ansible_collections.hoody.cloud.plugins.module_utils import _network_api as network_api
from ansible_collections.hoody.cloud.plugins.module_utils._client import Json
from ansible_collections.hoody.cloud.plugins.module_utils._errors import FleetError, HoodyError, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._lookup import read_container
from ansible_collections.hoody.cloud.plugins.module_utils._pool import Job, Pool
from ansible_collections.hoody.cloud.plugins.module_utils._task import CONTAINER, NETWORK, Task
from ansible_collections.hoody.cloud.plugins.module_utils._wait import Wait

#: For how many seconds what was listed may be taken for what is there.
_FRESH = 5.0
_MOST_NAMED = 10


class Sketch(NamedTuple):
    """What planning found for one item: the container as it is, and the row that check mode would return."""

    item: fleet.Item
    current: Json | None
    row: fleet.Row

    @property
    def begins(self) -> bool:
        """Whether there is work: something to change, or something under way to wait for."""
        under_way = container.in_progress(self.current) and self.item.container.wait
        return not self.row.error and (bool(self.row.actions) or under_way)


class Effort:
    """The work on one item as far as it has come: its tasks keep a record each, ``reached`` is the last whole row."""

    def __init__(self, task: Task, item: fleet.Item, current: Json | None) -> None:
        self.item = item
        self.current = current
        self.of_container = task.part()
        self.of_container.record.saw(CONTAINER, container.present(current))
        self.of_network = task.part()
        self.reached = fleet.Row(item.name)

    def row(self, problem: HoodyError) -> fleet.Row:
        """What came of it although it failed."""
        done = self.of_container.failure(problem)
        network_record = self.of_network.record
        return self.reached._replace(
            actions=[*self.of_container.record.actions, *fleet.network_actions(network_record.actions)],
            container=container.brief(done.get(CONTAINER)),
            network=network_record.shown(NETWORK) or None,
            error=fleet.failure(problem),
        )


class Fleet:
    """One task for a fleet."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._options = task.options
        self._project: str = task.options["project"]
        self._removal = fleet.removal(task.options["defaults"])
        self._listed: list[Json] = []
        self._listed_by: dict[str, dict[str, Json]] = {}
        self._listed_at = 0.0

    def run(self) -> Json:
        """Plan, and unless in check mode do. Returns the result of the module; raises FleetError with it."""
        self._check_options()
        items = self._read_items()
        self._list()
        declared = [item for item in items if isinstance(item, fleet.Item)]
        fleet.check_targets(declared, [self._listed_as(item.container) for item in declared])
        removals = self._to_purge(declared) if len(declared) == len(items) else []
        sketches = self._sketches(items)
        rows = [sketch.row for sketch in sketches]
        if not self._task.check_mode:
            rows = self._work(sketches)
        purged = [] if any(row.error for row in rows) else self._purge(removals)
        return self._result(rows, purged)

    def _check_options(self) -> None:
        most = fleet.MOST_CONCURRENCY
        if not 1 <= self._options["concurrency"] <= most:
            raise InputError(f"The option concurrency must be 1 to {most}, not {self._options['concurrency']}.")
        if self._options["max_failures"] < 0:
            raise InputError("The option max_failures must not be negative; 0 means to go on to the end.")
        if self._options["purge"] and not self._options["purge_pattern"]:
            raise InputError("Nothing is purged: the option purge_pattern must not be empty.")
        self._task.client.at_most(self._options["concurrency"])

    def _read_items(self) -> list[fleet.Item | fleet.Row]:
        """The items in order; a row in place of each that asks for what cannot be."""
        given = [fleet.merged(self._options["defaults"], item) for item in self._options["containers"]]
        fleet.check_distinct(given)
        items: list[fleet.Item | fleet.Row] = []
        for item in given:
            self._task.keep_secret(fleet.secrets_in(item))
            self._task.client.hide(str(value) for value in (item.get(container.ENVIRONMENT.name) or {}).values())
            try:
                items.append(fleet.desired(item, self._project))
            except InputError as problem:
                name = str(item.get("name") or item.get("id") or "")
                items.append(fleet.Row(name, error=fleet.failure(problem)))
        return items

    def _list(self) -> None:
        self._listed = self._task.lookup.containers(self._project)
        self._listed_by = {
            member: {str(found.get(member)): found for found in self._listed} for member in ("id", "name")
        }
        self._listed_at = time.monotonic()

    def _sketches(self, items: Sequence[fleet.Item | fleet.Row]) -> list[Sketch]:
        """What would be done for each item. Most of those that are as declared cost no request beyond the listing."""
        asking = [number for number, item in enumerate(items) if self._asks(item)]
        asked = dict(zip(asking, self._task.client.concurrently(self._sketch, [items[number] for number in asking])))
        return [asked.get(number) or self._sketch(item) for number, item in enumerate(items)]

    def _asks(self, item: fleet.Item | fleet.Row) -> bool:
        """Whether planning an item takes requests."""
        return isinstance(item, fleet.Item) and (item.network is not None or not self._listing_tells(item.container))

    def _sketch(self, item: fleet.Item | fleet.Row) -> Sketch:
        """What would be done for one item."""
        if isinstance(item, fleet.Row):
            return Sketch(fleet.Item(container.Desired({}), None), None, item)
        task = self._task.prediction()
        try:
            current = self._current(item.container)
            outcome = _ended(container_api.reconciled(task, item.container, current))
            row = self._row(item, outcome, self._network(task, item, outcome))
        except HoodyError as problem:
            there = container.brief(self._listed_as(item.container))
            return Sketch(item, None, fleet.Row(item.name, container=there, error=fleet.failure(problem)))
        sketch = Sketch(item, current, row)
        if self._task.check_mode or not sketch.begins:
            # The work warns of what it finds then.
            self._task.warnings += task.warnings
        return sketch

    def _current(self, wanted: container.Desired) -> Json | None:
        """The container as the listing shows it, where that shows all that is asked for; or else as GET does."""
        listed = self._listed_as(wanted)
        if self._listing_tells(wanted):
            return listed
        return read_container(self._task.client, listed["id"]) if listed else container_api.find(self._task, wanted)

    def _listed_as(self, wanted: container.Desired) -> Json | None:
        member, value = ("id", wanted.id) if wanted.id else ("name", str(wanted.name))
        return self._listed_by[member].get(value)

    def _listing_tells(self, wanted: container.Desired) -> bool:
        """Whether the listing shows all that has to be known: it leaves members out (API notes 4)."""
        listed = self._listed_as(wanted)
        if listed is None:
            return not wanted.id
        return (
            wanted.state != "absent"
            and container.status_of(listed) != "failed"
            and all(name in listed for name in wanted.fields if name in container.COMPARED)
        )

    def _network(self, task: Task, item: fleet.Item, outcome: container_api.Outcome) -> network_api.Outcome | None:
        """What is to be done, or was done, for the network of the item, if it has one."""
        if item.network is None or outcome.container is None:
            return None
        identity: str | None = outcome.container.get("id")
        if task.check_mode and "create" in outcome.plan.actions:
            identity = None
        current = network_api.read(task.client, identity) if identity else {}
        return network_api.reconciled(task, item.network, item.name, identity, current)

    def _row(
        self, item: fleet.Item, outcome: container_api.Outcome, of_network: network_api.Outcome | None
    ) -> fleet.Row:
        actions, diff = fleet.joined(outcome.plan, of_network.plan if of_network else None)
        shown = of_network.network if of_network else None
        return fleet.Row(item.name, actions, diff, container.brief(outcome.container), shown)

    def _work(self, sketches: Sequence[Sketch]) -> list[fleet.Row]:
        """Do what the sketches ask for: creations first, so that what takes longest begins first."""
        begun = sorted(
            (number for number, sketch in enumerate(sketches) if sketch.begins),
            key=lambda number: "create" not in sketches[number].row.actions,
        )
        efforts = {number: Effort(self._task, sketches[number].item, sketches[number].current) for number in begun}
        jobs = {
            number: Job(effort.item.name, self._done(effort), effort.item.container.wait_timeout)
            for number, effort in efforts.items()
        }
        failed = len([sketch for sketch in sketches if sketch.row.error])
        most = self._options["max_failures"]
        if not most or failed < most:
            self._pool().run(list(jobs.values()), most - failed if most else 0)
        return [
            self._ended_row(jobs[number], efforts[number]) if number in jobs else sketch.row
            for number, sketch in enumerate(sketches)
        ]

    def _done(self, effort: Effort) -> Generator[Wait, Any, fleet.Row]:
        """The work for one item, container first."""
        current = effort.current
        if current and time.monotonic() - self._listed_at > _FRESH:
            current = read_container(self._task.client, current["id"])
        outcome = yield from container_api.reconciled(effort.of_container, effort.item.container, current)
        effort.reached = self._row(effort.item, outcome, None)
        return self._row(effort.item, outcome, self._network(effort.of_network, effort.item, outcome))

    def _ended_row(self, job: Job[fleet.Row], effort: Effort) -> fleet.Row:
        if job.value:
            return job.value
        if not job.error:
            most = self._options["max_failures"]
            error = fleet.failure(f"Not attempted: {most} others failed (max_failures).")
            return fleet.Row(job.name, error=error, attempted=False)
        return effort.row(job.error)

    def _pool(self) -> Pool:
        def listing(deadline: Any) -> list[Json]:
            return self._task.lookup.containers(self._project, {"include_deleting": True}, deadline)

        return Pool(self._task.client, self._options["concurrency"], listing, self._task.progress)

    def _to_purge(self, declared: Sequence[fleet.Item]) -> list[Json]:
        if not self._options["purge"]:
            return []
        return fleet.purged(self._listed, declared, self._options["purge_pattern"])

    def _purge(self, removals: Sequence[Json]) -> list[fleet.Row]:
        """Delete these, after all else went well."""
        task = self._task.prediction() if self._task.check_mode else self._task
        efforts = [
            Effort(task, fleet.Item(self._removal._replace(name=str(found["name"])), None), found) for found in removals
        ]
        jobs = [
            Job(effort.item.name, self._removed(effort, found["id"]), self._removal.wait_timeout)
            for effort, found in zip(efforts, removals)
        ]
        self._pool().run(jobs)
        ended = [self._ended_row(job, effort) for job, effort in zip(jobs, efforts)]
        return [row for row in ended if row.actions or row.error]

    def _removed(self, effort: Effort, container_id: str) -> Generator[Wait, Any, fleet.Row]:
        """Delete a container, unless it is no longer the one that was listed."""
        current = read_container(self._task.client, container_id)
        if current is None or current.get("name") != effort.item.name:
            return fleet.Row(effort.item.name)
        outcome = yield from container_api.reconciled(effort.of_container, effort.item.container, current)
        return self._row(effort.item, outcome, None)

    def _result(self, rows: Sequence[fleet.Row], purged: Sequence[fleet.Row]) -> Json:
        every = [*rows, *purged]
        result: Json = {
            "changed": any(row.actions for row in every),
            "results": [row.result(self._task.diff_mode) for row in every],
            "summary": fleet.summary(rows, purged),
        }
        if self._task.diff_mode:
            result["diff"] = [row.diff for row in every if row.actions]
        failed = [row for row in every if row.error and row.attempted]
        if not failed:
            return result
        named = " ".join(f"{row.name or '(no name)'}: {(row.error or {})['msg']}" for row in failed[:_MOST_NAMED])
        more = f" And {len(failed) - _MOST_NAMED} more, see results." if len(failed) > _MOST_NAMED else ""
        left = len([row for row in rows if not row.attempted])
        kept = " Nothing was purged." if self._options["purge"] and not purged else ""
        stopped = f" {left} were not attempted." if left else ""
        raise FleetError(f"{len(failed)} of {len(every)} containers failed. {named}{more}{stopped}{kept}", result)


def reconcile(task: Task) -> Json:
    """Bring a fleet into the wanted state, or in check mode tell what that would do. Returns the result."""
    return Fleet(task).run()


def _ended(work: Generator[Wait, Any, container_api.Outcome]) -> container_api.Outcome:
    """What comes of work in check mode, which waits for nothing."""
    try:
        next(work)
    except StopIteration as finished:
        value: container_api.Outcome = finished.value
        return value
    raise AssertionError("check mode does not wait")
