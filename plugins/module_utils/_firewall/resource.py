# SPDX-License-Identifier: GPL-3.0-or-later
"""What a firewall is to the engine: how it is found, planned and brought about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.errors import InputError
from .._container.attachment import Attachment
from .._engine.plan import Plan
from .._engine.resource import Decision
from .._engine.task import Task
from .._engine.waiting import Work
from .._text.types import Json
from . import cautions
from . import plan as planning
from .model import (
    Desired,
    desired,
    options,
    rules_in,
    with_rules,
)
from .reading import FirewallReading


class FirewallResource(FirewallReading, Attachment[Desired]):
    """Firewalls of containers."""

    schemas = None

    def own_options(self) -> Json:
        """The argument specification without the container and the connection."""
        return options()

    def desired(self, given: Mapping[str, Any]) -> Desired:
        """Check the options. Raises InputError."""
        return desired(given)

    def decide(self, task: Task, wanted: Desired, current: Json | None) -> Work[Decision]:
        """Decide what to do; nothing has to be waited for."""
        yield from ()
        there = current or {}
        try:
            plan = planning.plan(there, wanted)
            before = rules_in(there)
            cautions.check_ways_in(wanted, before, planning.after_steps(before, plan.steps))
        except InputError as problem:
            problem.add("Nothing was changed.")
            raise

        def work() -> Work[Json]:
            # Imported late: most runs find nothing to do.
            from .work import FirewallWork

            yield from ()
            return FirewallWork(task, there["container_id"], wanted).apply(plan.steps, there)

        return Decision(plan, there, work)

    def predicted(self, plan: Plan, current: Json | None) -> Json:
        """The firewall as it will be, as far as can be told."""
        there = current or {}
        return with_rules(there, planning.after_steps(rules_in(there), plan.steps)) if plan.changed else there

    def reached(self, plan: Plan, _wanted: Desired, state: Json | None) -> Json:
        """The rules of the directions that the task is about, as they are now."""
        return planning.view(state or {}, plan)

    def tell(self, task: Task, wanted: Desired, state: Json | None) -> None:
        """Warn of rules that do not do what they look like."""
        task.warnings += cautions.order_warnings(wanted, state or {})


#: The one of them.
FIREWALLS = FirewallResource()
