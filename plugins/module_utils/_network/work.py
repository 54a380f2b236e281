# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the network profile of a container and carries out the plan for it.

The order of the requests is what makes a run that was broken off visible to the next one; ``model`` says why. From
every request on, whatever ends the work:

* before the first write nothing has changed;
* after ``stop`` nothing is enforced, and the next run stores what is missing and starts;
* after the update too: the service is still stopped;
* after ``start`` all is as asked, and only this process does not know it.

Where the work ends with an error and not with a kill, what is stored then is started again before the error is told, so
that the traffic does not stay unfiltered because of it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable

from .._api.errors import (
    Conflict,
    HoodyError,
    NotFound,
    Refused,
    ServerFault,
)
from .._container.finding import read_container
from .._container.model import status_of
from .._engine.plan import Plan, Step
from .._engine.task import Task
from .._engine.waiting import Work
from .._http.deadline import Deadline
from .._text.types import Json
from . import enforcement, shown
from . import model as network
from . import plan as planning
from .reading import read
from .waiting import ServiceWait

#: How the API words that it could not start the service, API notes 7.5.
_CANNOT_START = re.compile("failed to start network", re.IGNORECASE)
#: For how long an error may be held up to look what is enforced.
_EXPLAINING_SECONDS = 5.0
#: For how long an error may be held up to start a service again.
_RESCUING_SECONDS = 60.0


class NetworkWork:
    """The work on the network of one container; the record of the task has what was done, however it ends."""

    def __init__(self, task: Task, container_id: str, wanted: network.Desired) -> None:
        self._client = task.client
        self._record = task.record
        self._warnings = task.warnings
        self._wanted = wanted
        self._path = f"/containers/{container_id}/network"
        self._id = container_id

    def apply(self, plan: Plan, current: Json) -> Work[Json]:
        """Do the steps of the plan in order. Ends with the configuration as it is then.

        An error says what is enforced now.
        """
        try:
            for step in plan.steps:
                yield from self._do(step, plan, current)
            return self._read()
        except HoodyError as problem:
            raise self._explained(problem) from None

    def _do(self, step: Step, plan: Plan, current: Json) -> Work[None]:
        action = step.action
        if action == "configure":
            yield from self._configure(dict(step.body), plan, current)
            return
        if action == "remove":
            self._remove()
        if action == "stop":
            yield from self._serve(False)
        if action == "restart":
            yield from self._stopped()
        if action in ("start", "restart") and not (yield from self._started()):
            action = "stop" if action == "restart" else ""
        if action:
            self._record.did(action)

    def _configure(self, body: Json, plan: Plan, current: Json) -> Work[None]:
        """Store a configuration; one that changes what a running service enforces, between a stop and a start."""
        interrupts = planning.interrupts(current, plan)
        if interrupts:
            yield from self._stopped(lambda: self._store(body, plan))
        else:
            self._store(body, plan)
        if not plan.after[network.ENFORCED] or not enforcement.is_serving(current):
            return
        now = {} if interrupts else self._read()
        if enforcement.enforced(now):
            return
        if enforcement.is_serving(now):
            # A server that shows every update as one that is not enforced yet (U3).
            yield from self._stopped()
        if (yield from self._started()):
            self._record.arrived()

    def _stopped(self, then: Callable[[], None] = lambda: None) -> Work[None]:
        """Stop the service, to be started afterwards by whoever asks for this; after a failure it is started here.

        Whatever is stored then is better than nothing, and what runs then was started after it was stored.
        """
        try:
            yield from self._serve(False)
            self._record.on_the_way("stop")
            then()
        except BaseException as problem:
            with contextlib.suppress(HoodyError):
                rescue = self._serve(True, min(self._wanted.wait_timeout, _RESCUING_SECONDS))
                if isinstance(problem, GeneratorExit):
                    # Nobody waits any more. The request is sent all the same.
                    rescue.send(None)
                else:
                    yield from rescue
                self._record.arrived()
            raise

    def _store(self, body: Json, plan: Plan) -> None:
        """Store a configuration and see that it is stored.

        Some servers clear a text only when it is left out, some only with the whole configuration (U2). What the task
        does not name is not put at risk for that.
        """
        self._client.update(self._path, body)
        self._record.did("configure")
        rest = self._rest(plan)
        if rest and planning.without_cleared(body) != body:
            self._client.update(self._path, planning.without_cleared(body))
            rest = self._rest(plan)
        if rest:
            unnamed = planning.unnamed(plan, self._wanted)
            if unnamed:
                raise HoodyError(
                    f"The API did not clear {', '.join(rest)} of container {self._id}. It can be removed only "
                    "together with the whole network profile, and other options could be lost if the task is "
                    f"interrupted. Give these options as well: {', '.join(unnamed)}."
                )
            self._remove()
            self._record.on_the_way("remove")
            self._client.update(self._path, planning.anew(body, self._wanted))
            self._record.arrived()
            rest = self._rest(plan)
        if rest:
            self._warnings.append(
                f"The API accepted the network profile, but returns another value for {', '.join(rest)}."
            )

    def _rest(self, plan: Plan) -> list[str]:
        return planning.unreached(self._read(), plan)

    def _remove(self) -> None:
        with contextlib.suppress(NotFound):
            self._client.delete(self._path)

    def _read(self, deadline: Deadline | None = None) -> Json:
        now = read(self._client, self._id, deadline)
        self._record.saw(network.MEMBER, shown.present(now))
        return now

    def _started(self) -> Work[bool]:
        """Start the service; False, with a warning, where the API will not because the container does not run."""
        try:
            yield from self._serve(True)
        except (Refused, Conflict, ServerFault) as refusal:
            if isinstance(refusal, ServerFault) and not _CANNOT_START.search(refusal.message):
                raise
            status = status_of(read_container(self._client, self._id))
            if status == "running":
                raise
            self._warnings.append(
                f"The API does not start the network service of container {self._id} while the container is {status}: "
                "the network profile is stored, and nothing is enforced. Start the container, then repeat this task."
            )
            return False
        return True

    def _serve(self, wanted: bool, seconds: float | None = None) -> Work[None]:
        """Start or stop the service and wait until it has; both together take at most ``wait_timeout`` seconds."""
        limit = self._wanted.wait_timeout if seconds is None else seconds
        deadline = Deadline(limit, self._client.clock)

        def settle() -> Json | None:
            now = self._read(deadline)
            # One that is said to run already may only not show it yet.
            said = wanted and now.get("status") == "running"
            return now if said or enforcement.is_serving(now) == wanted else None

        self._client.post(f"{self._path}/{'start' if wanted else 'stop'}", settle=settle, deadline=deadline)
        yield ServiceWait(self._id, wanted, limit, deadline.remaining(), self._read)

    def _explained(self, problem: HoodyError) -> HoodyError:
        """The error with a sentence about what is enforced now."""
        try:
            problem.add(enforcement.told(self._read(Deadline(_EXPLAINING_SECONDS, self._client.clock))))
        except HoodyError:
            problem.add("What is enforced now could not be read.")
        return problem
