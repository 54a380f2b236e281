# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings many containers of one project into their wanted states: one listing, a plan for each, one pool.

What is wrong with an item is found while planning, so nothing is written for it; the others are done all the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from .._api.errors import HoodyError, InputError
from .._attached.containers import CONTAINERS
from .._attached.parts import PARTS
from .._container import model as container
from .._container.finding import read_container
from .._container.key_file import with_key
from .._engine.pool import Pool
from .._engine.task import Task
from .._engine.waiting import Job, Work, at_once
from .._text.types import Json
from . import claims, rows, telling
from . import model as fleet
from .effort import Effort, Sketch, impossible
from .listing import Listing
from .rows import Row


class FleetError(HoodyError):
    """Some of many containers did not become as wanted."""

    def __init__(self, message: str, result: Json) -> None:
        super().__init__(message)
        self._result = result

    @property
    def result(self) -> Json:
        """What came of each of them."""
        return self._result


class Fleet:
    """One task for a fleet."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._options = task.options
        self._project: str = task.options["project"]
        self._removal = fleet.removal(task.options["defaults"])
        self._listing = Listing(task, task.options["project"])

    def run(self) -> Json:
        """Plan, and unless in check mode do. Returns the result of the module; raises FleetError with it."""
        self._check_options()
        items = self._read_items()
        declared = [item for item in items if isinstance(item, fleet.Item)]
        claims.check_keys(declared)
        self._listing.read(declared, self._options["purge"])
        fleet.check_targets(declared, [self._listing.found(item.container) for item in declared])
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
            raise InputError("The option max_failures must not be negative; 0 means no limit.")
        fleet.check_purge(self._options["purge"], self._options["purge_pattern"])
        self._task.client.at_most(self._options["concurrency"])

    def _read_items(self) -> list[fleet.Item | Row]:
        """The items in order, ranges expanded; a row in place of each that asks for what cannot be."""
        items: list[fleet.Item | Row] = []
        distinct: list[Json] = []
        for given in self._options["containers"]:
            merged = fleet.merged(self._options["defaults"], given)
            CONTAINERS.protect(self._task, merged)
            for part in PARTS:
                part.protect(self._task, merged.get(part.member) or {})
            try:
                each = fleet.ranged(merged)
            except InputError as problem:
                items.append(impossible(merged, problem))
                continue
            distinct += each
            items += map(self._read_item, each)
        fleet.check_distinct(distinct)
        return items

    def _read_item(self, given: Json) -> fleet.Item | Row:
        try:
            item = fleet.desired(given, self._project)
            return item._replace(container=with_key(item.container))
        except InputError as problem:
            return impossible(given, problem)

    def _ordered(self, sketches: Sequence[Sketch]) -> tuple[list[Sketch], list[list[int]]]:
        """The sketches with those refused that ask for what another container keeps, and the order to do them in."""
        items = [None if sketch.row.error else sketch.item for sketch in sketches]
        found = [item and self._listing.found(item.container) for item in items]
        # The run is told by the API who has a key in another project.
        asks = self._task.check_mode and claims.new_keys(items, found)
        elsewhere = self._listing.elsewhere() if asks else []
        refused, waves = claims.order(items, found, self._listing.living, elsewhere)
        result = list(sketches)
        for number, reason in refused.items():
            row = Row(result[number].row.name, error=rows.failure(reason))
            there = container.brief(found[number])
            result[number] = Sketch(result[number].item, None, row._replace(container=there))
        return result, waves

    def _sketches(self, items: Sequence[fleet.Item | Row]) -> list[Sketch]:
        """What would be done for each item. Most of those that are as declared cost no request beyond the listing."""
        asking = [number for number, item in enumerate(items) if self._asks(item)]
        found = self._task.each(self._sketch, [items[number] for number in asking], "containers compared")
        asked = dict(zip(asking, found))
        return [asked.get(number) or self._sketch(item) for number, item in enumerate(items)]

    def _asks(self, item: fleet.Item | Row) -> bool:
        """Whether planning an item takes requests."""
        return isinstance(item, fleet.Item) and (bool(item.parts) or not self._listing.tells(item.container))

    def _sketch(self, item: fleet.Item | Row) -> Sketch:
        """What would be done for one item."""
        if isinstance(item, Row):
            return Sketch(fleet.Item(container.Desired({})), None, item)
        task = self._task.prediction()
        try:
            current = self._listing.current(item.container)
            row = at_once(Effort(task, item).reconciled(current))
        except HoodyError as problem:
            there = container.brief(self._listing.found(item.container))
            return Sketch(item, None, Row(item.name, container=there, error=rows.failure(problem)))
        sketch = Sketch(item, current, row)
        if self._task.check_mode or not sketch.begins:
            # The work warns of what it finds then.
            self._task.warnings += task.warnings
        return sketch

    def _work(self, sketches: Sequence[Sketch], waves: Sequence[Sequence[int]]) -> list[Row]:
        """Do what the sketches ask for: creations first, so that what takes longest begins first.

        A wave begins when the one before has ended.
        """
        begun = sorted(
            (number for number, sketch in enumerate(sketches) if sketch.begins),
            key=lambda number: "create" not in sketches[number].row.actions,
        )
        efforts = {
            number: Effort(self._task.part(), sketches[number].item, sketches[number].current) for number in begun
        }
        jobs = {number: self._job(effort, self._done(effort)) for number, effort in efforts.items()}
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
        """The work for one item."""
        current = effort.current
        if current and not self._listing.is_fresh:
            current = read_container(self._task.client, current["id"])
        return (yield from effort.reconciled(current))

    def _ended_row(self, job: Job[Row], effort: Effort) -> Row:
        if job.value:
            return job.value
        if not job.error:
            most = self._options["max_failures"]
            error = rows.failure(f"Not attempted: {most} others failed (max_failures).")
            return Row(job.name, error=error, attempted=False)
        return effort.failed(job.error)

    def _job(self, effort: Effort, work: Work[Row]) -> Job[Row]:
        return Job(effort.item.name, work, self._task.client.clock)

    def _pool(self) -> Pool:
        clock = self._task.client.clock
        return Pool(self._options["concurrency"], self._listing.again, self._task.progress, clock)

    def _to_purge(self, declared: Sequence[fleet.Item]) -> list[Json]:
        if not self._options["purge"]:
            return []
        return fleet.purged(self._listing.living, declared, self._options["purge_pattern"])

    def _purge(self, removals: Sequence[Json]) -> list[Row]:
        """Delete these, after all else went well."""
        task = self._task.prediction() if self._task.check_mode else self._task
        items = [fleet.Item(self._removal._replace(name=str(found["name"]))) for found in removals]
        efforts = [Effort(task.part(), item, found) for item, found in zip(items, removals)]
        jobs = [self._job(effort, self._removed(effort, found["id"])) for effort, found in zip(efforts, removals)]
        self._pool().run(jobs)
        ended = [self._ended_row(job, effort) for job, effort in zip(jobs, efforts)]
        return [row for row in ended if row.actions or row.error]

    def _removed(self, effort: Effort, container_id: str) -> Work[Row]:
        """Delete a container, unless it is no longer the one that was listed."""
        current = read_container(self._task.client, container_id)
        if current is None or current.get("name") != effort.item.name:
            return Row(effort.item.name)
        return (yield from effort.reconciled(current))

    def _result(self, done: Sequence[Row], purged: Sequence[Row]) -> Json:
        every = [*done, *purged]
        summary = telling.summary(done, purged, self._task.check_mode)
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
        raise FleetError(telling.complaint(every, summary["reasons"]) + kept, result)


def reconcile(task: Task) -> Json:
    """Bring a fleet into the wanted state, or in check mode tell what that would do. Returns the result."""
    return Fleet(task).run()
