# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Brings many containers of one project into their wanted states: one listing, a plan for each, one pool.

What is wrong with an item is found while planning, so nothing is written for it; the others are done all the same.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import (
    ApiError,
    FleetError,
    HoodyError,
    InputError,
)
from ansible_collections.hoody.cloud.plugins.module_utils._container import model as container
from ansible_collections.hoody.cloud.plugins.module_utils._container import resource as container_api
from ansible_collections.hoody.cloud.plugins.module_utils._container.finding import containers_of, read_container
from ansible_collections.hoody.cloud.plugins.module_utils._container.replacement import known_as, lacking
from ansible_collections.hoody.cloud.plugins.module_utils._engine.lookup import UnknownProject
from ansible_collections.hoody.cloud.plugins.module_utils._engine.pool import Pool
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import CONTAINER, NETWORK, Task
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import Job, Work, at_once
from ansible_collections.hoody.cloud.plugins.module_utils._fleet import claims, rows
from ansible_collections.hoody.cloud.plugins.module_utils._fleet import model as fleet
from ansible_collections.hoody.cloud.plugins.module_utils._fleet.rows import Row
from ansible_collections.hoody.cloud.plugins.module_utils._network import resource as network_api
from ansible_collections.hoody.cloud.plugins.module_utils._network.work import read as read_network
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

#: For how many seconds what was listed may be taken for what is there.
_FRESH = 5.0


class Sketch(NamedTuple):
    """What planning found for one item: the container as it is, and the row that check mode would return."""

    item: fleet.Item
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
    """The work on one item as far as it has come: its tasks keep a record each, ``reached`` is the last whole row."""

    def __init__(self, task: Task, item: fleet.Item, current: Json | None) -> None:
        self.item = item
        self.current = current
        self.of_container = task.part()
        self.of_container.record.saw(CONTAINER, container.present(current))
        self.of_network = task.part()
        self.reached = Row(item.name)

    def row(self, problem: HoodyError) -> Row:
        """What came of it although it failed."""
        done = self.of_container.failure(problem)
        network_record = self.of_network.record
        return self.reached._replace(
            actions=[*self.of_container.record.actions, *rows.network_actions(network_record.actions)],
            container=container.brief(done.get(CONTAINER)),
            network=network_record.shown(NETWORK) or None,
            error=rows.failure(problem),
        )


class Fleet:
    """One task for a fleet."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._options = task.options
        self._project: str = task.options["project"]
        self._removal = fleet.removal(task.options["defaults"])
        self._containers = containers_of(task.lookup)
        self._listed: list[Json] = []
        self._listed_by: dict[str, dict[str, Json]] = {}
        self._listed_at = 0.0

    def run(self) -> Json:
        """Plan, and unless in check mode do. Returns the result of the module; raises FleetError with it."""
        self._check_options()
        items = self._read_items()
        declared = [item for item in items if isinstance(item, fleet.Item)]
        claims.check_keys(declared)
        self._list(declared)
        fleet.check_targets(declared, [self._listed_as(item.container) for item in declared])
        removals = self._to_purge(declared) if len(declared) == len(items) else []
        sketches, waves = self._ordered(self._sketches(items))
        done = [sketch.row for sketch in sketches]
        if not self._task.check_mode:
            done = self._work(sketches, waves)
        purged = [] if any(row.error for row in done) else self._purge(removals)
        return self._result(done, purged)

    def _check_options(self) -> None:
        most = fleet.MOST_CONCURRENCY
        if not 1 <= self._options["concurrency"] <= most:
            raise InputError(f"The option concurrency must be 1 to {most}, not {self._options['concurrency']}.")
        if self._options["max_failures"] < 0:
            raise InputError("The option max_failures must not be negative; 0 means to go on to the end.")
        fleet.check_purge(self._options["purge"], self._options["purge_pattern"])
        self._task.client.at_most(self._options["concurrency"])

    def _read_items(self) -> list[fleet.Item | Row]:
        """The items in order, ranges expanded; a row in place of each that asks for what cannot be."""
        items: list[fleet.Item | Row] = []
        distinct: list[Json] = []
        for given in self._options["containers"]:
            merged = fleet.merged(self._options["defaults"], given)
            self._task.keep_secret(fleet.secrets_in(merged))
            self._task.client.hide(str(value) for value in (merged.get(container.ENVIRONMENT.name) or {}).values())
            try:
                each = fleet.ranged(merged)
            except InputError as problem:
                items.append(_impossible(merged, problem))
                continue
            distinct += each
            items += map(self._read_item, each)
        fleet.check_distinct(distinct)
        return items

    def _read_item(self, given: Json) -> fleet.Item | Row:
        try:
            return fleet.desired(given, self._project)
        except InputError as problem:
            return _impossible(given, problem)

    def _list(self, declared: Sequence[fleet.Item]) -> None:
        """List the project. One that is gone has nothing that could be deleted, so that is then as declared."""
        deleting = [item for item in declared if item.container.state == "absent"]
        try:
            # Somebody else may have begun to delete what is to be absent: that is waited for.
            flags = {"include_deleting": True} if deleting else None
            listed = self._containers.listed(self._project, flags)
        except UnknownProject as problem:
            if len(deleting) < len(declared) or not (declared or self._options["purge"]):
                raise
            self._task.warnings.append(f"{problem} So there is nothing to delete.")
            listed = []
        self._listed = [found for found in listed if container.status_of(found) != "absent"]
        # What lives comes last, so that it is what a name finds, and after what is to take its place.
        every = sorted(listed, key=lambda found: (container.status_of(found) != "absent", not lacking(found)))
        self._listed_by = {
            "id": {found["id"]: found for found in every},
            "name": {known_as(found): found for found in every},
        }
        self._listed_at = time.monotonic()

    def _ordered(self, sketches: Sequence[Sketch]) -> tuple[list[Sketch], list[list[int]]]:
        """The sketches with those refused that ask for what another container keeps, and the order to do them in."""
        items = [None if sketch.row.error else sketch.item for sketch in sketches]
        found = [item and self._listed_as(item.container) for item in items]
        elsewhere: list[Json] = []
        if self._task.check_mode and claims.new_keys(items, found):
            # The run is told by the API who has a key in another project.
            known = {there["id"] for there in self._listed}
            with contextlib.suppress(ApiError):  # a token may see less than the API knows
                elsewhere = [there for there in self._containers.listed(None) if there["id"] not in known]
        refused, waves = claims.order(items, found, self._listed, elsewhere)
        result = list(sketches)
        for number, reason in refused.items():
            row = result[number].row._replace(actions=[], changes=[], diff={}, network=None, error=rows.failure(reason))
            there = container.brief(found[number])
            result[number] = Sketch(result[number].item, None, row._replace(container=there))
        return result, waves

    def _sketches(self, items: Sequence[fleet.Item | Row]) -> list[Sketch]:
        """What would be done for each item. Most of those that are as declared cost no request beyond the listing."""
        asking = [number for number, item in enumerate(items) if self._asks(item)]
        asked = dict(zip(asking, self._task.client.concurrently(self._sketch, [items[number] for number in asking])))
        return [asked.get(number) or self._sketch(item) for number, item in enumerate(items)]

    def _asks(self, item: fleet.Item | Row) -> bool:
        """Whether planning an item takes requests."""
        return isinstance(item, fleet.Item) and (item.network is not None or not self._listing_tells(item.container))

    def _sketch(self, item: fleet.Item | Row) -> Sketch:
        """What would be done for one item."""
        if isinstance(item, Row):
            return Sketch(fleet.Item(container.Desired({}), None), None, item)
        task = self._task.prediction()
        try:
            current = self._current(item.container)
            outcome = at_once(container_api.reconciled(task, item.container, current))
            row = self._row(item, outcome, at_once(self._network(task, item, outcome)))
        except HoodyError as problem:
            there = container.brief(self._listed_as(item.container))
            return Sketch(item, None, Row(item.name, container=there, error=rows.failure(problem)))
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
        found = self._listed_by[member].get(value)
        return found if wanted.state == "absent" or container.status_of(found) != "absent" else None

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

    def _network(
        self, task: Task, item: fleet.Item, outcome: container_api.Outcome
    ) -> Work[network_api.Outcome | None]:
        """What is to be done, or was done, for the network of the item, if it has one."""
        if item.network is None or outcome.container is None:
            return None
        identity: str | None = outcome.container.get("id")
        if task.check_mode and "create" in outcome.plan.actions:
            identity = None
        current = read_network(task.client, identity) if identity else {}
        return (yield from network_api.reconciled(task, item.network, item.name, identity, current))

    def _row(self, item: fleet.Item, outcome: container_api.Outcome, of_network: network_api.Outcome | None) -> Row:
        actions, changes, diff = rows.joined(outcome.plan, of_network.plan if of_network else None)
        shown = of_network.network if of_network else None
        return Row(item.name, actions, changes, diff, container.brief(outcome.container), shown)

    def _work(self, sketches: Sequence[Sketch], waves: Sequence[Sequence[int]]) -> list[Row]:
        """Do what the sketches ask for: creations first, so that what takes longest begins first.

        A wave begins when the one before has ended.
        """
        begun = sorted(
            (number for number, sketch in enumerate(sketches) if sketch.begins),
            key=lambda number: "create" not in sketches[number].row.actions,
        )
        efforts = {number: Effort(self._task, sketches[number].item, sketches[number].current) for number in begun}
        jobs = {number: Job(effort.item.name, self._done(effort)) for number, effort in efforts.items()}
        failed = len([sketch for sketch in sketches if sketch.row.error])
        most = self._options["max_failures"]
        if not most or failed < most:
            pool = self._pool()
            for wave in waves:
                pool.run([jobs[number] for number in begun if number in set(wave)], most - failed if most else 0)
        return [
            self._ended_row(jobs[number], efforts[number]) if number in jobs else sketch.row
            for number, sketch in enumerate(sketches)
        ]

    def _done(self, effort: Effort) -> Work[Row]:
        """The work for one item, container first."""
        current = effort.current
        if current and time.monotonic() - self._listed_at > _FRESH:
            current = read_container(self._task.client, current["id"])
        outcome = yield from container_api.reconciled(effort.of_container, effort.item.container, current)
        effort.reached = self._row(effort.item, outcome, None)
        of_network = yield from self._network(effort.of_network, effort.item, outcome)
        return self._row(effort.item, outcome, of_network)

    def _ended_row(self, job: Job[Row], effort: Effort) -> Row:
        if job.value:
            return job.value
        if not job.error:
            most = self._options["max_failures"]
            error = rows.failure(f"Not attempted: {most} others failed (max_failures).")
            return Row(job.name, error=error, attempted=False)
        return effort.row(job.error)

    def _pool(self) -> Pool:
        def listing(deadline: Any) -> list[Json]:
            return self._containers.listed(self._project, {"include_deleting": True}, deadline)

        return Pool(self._options["concurrency"], listing, self._task.progress)

    def _to_purge(self, declared: Sequence[fleet.Item]) -> list[Json]:
        if not self._options["purge"]:
            return []
        return fleet.purged(self._listed, declared, self._options["purge_pattern"])

    def _purge(self, removals: Sequence[Json]) -> list[Row]:
        """Delete these, after all else went well."""
        task = self._task.prediction() if self._task.check_mode else self._task
        efforts = [
            Effort(task, fleet.Item(self._removal._replace(name=str(found["name"])), None), found) for found in removals
        ]
        jobs = [Job(effort.item.name, self._removed(effort, found["id"])) for effort, found in zip(efforts, removals)]
        self._pool().run(jobs)
        ended = [self._ended_row(job, effort) for job, effort in zip(jobs, efforts)]
        return [row for row in ended if row.actions or row.error]

    def _removed(self, effort: Effort, container_id: str) -> Work[Row]:
        """Delete a container, unless it is no longer the one that was listed."""
        current = read_container(self._task.client, container_id)
        if current is None or current.get("name") != effort.item.name:
            return Row(effort.item.name)
        outcome = yield from container_api.reconciled(effort.of_container, effort.item.container, current)
        return self._row(effort.item, outcome, None)

    def _result(self, done: Sequence[Row], purged: Sequence[Row]) -> Json:
        every = [*done, *purged]
        summary = rows.summary(done, purged, self._task.check_mode)
        result: Json = {
            "changed": any(row.actions for row in every),
            "results": [row.result(self._task.diff_mode) for row in every],
            "summary": summary,
        }
        if self._task.diff_mode:
            result["diff"] = [row.diff for row in every if row.actions]
        if not summary["reasons"]:
            return result
        kept = " Nothing was purged." if self._options["purge"] and not purged else ""
        raise FleetError(rows.complaint(every, summary["reasons"]) + kept, result)


def reconcile(task: Task) -> Json:
    """Bring a fleet into the wanted state, or in check mode tell what that would do. Returns the result."""
    return Fleet(task).run()


def _impossible(given: Json, problem: InputError) -> Row:
    """The row of an item that is wrong in itself."""
    return Row(str(given.get("name") or given.get("id") or ""), error=rows.failure(problem))
