# SPDX-License-Identifier: GPL-3.0-or-later
"""What a network profile is to the engine: how it is found, planned and brought about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._container.attachment import Attachment
from .._engine.plan import Plan
from .._engine.resource import Decision
from .._engine.task import Task
from .._engine.waiting import Work
from .._text.types import Json
from . import enforcement, shown
from . import plan as planning
from .model import (
    CREDENTIAL_OPTIONS,
    FIELDS,
    Desired,
    desired,
    options,
    secrets_in,
)
from .reading import NetworkReading


class NetworkResource(NetworkReading, Attachment[Desired]):
    """Network profiles of containers."""

    fields = FIELDS
    other_options = CREDENTIAL_OPTIONS
    schemas = ("NetworkUpdate", "NetworkUpdate", "Network")

    def own_options(self) -> Json:
        """The argument specification of one network profile, without the container and the connection."""
        return options()

    def desired(self, given: Mapping[str, Any]) -> Desired:
        """Check the options. Raises InputError."""
        return desired(given)

    def protect(self, task: Task, given: Mapping[str, Any]) -> None:
        """Show the password nowhere, in whichever form."""
        task.keep_secret(secrets_in(given))

    def decide(self, task: Task, wanted: Desired, current: Json | None) -> Work[Decision]:
        """Decide what to do; nothing has to be waited for."""
        there = current or {}
        made = planning.plan(there, wanted)

        def work() -> Work[Json]:
            # Imported late: most runs find nothing to do.
            from .work import NetworkWork

            return NetworkWork(task, there["container_id"], wanted).apply(made, there)

        yield from ()
        return Decision(made, there, work)

    def predicted(self, plan: Plan, current: Json | None) -> Json:
        """The profile as it will be, as far as can be told."""
        there = current or {}
        return {**planning.predicted(there, plan), "container_id": there.get("container_id")}

    def taken_over(self, state: Json) -> Json:
        """The same profile, stored and enforced anew."""
        if not enforcement.is_configured(state):
            return self.missing()
        return self.predicted(planning.plan({}, planning.described(state)), self.missing())

    def reached(self, plan: Plan, _wanted: Desired, state: Json | None) -> Json:
        """The profile as it is now; that its credentials are those that were sent cannot be read back."""
        return planning.reached(state or {}, plan.after)

    def tell(self, task: Task, wanted: Desired, state: Json | None) -> None:
        """Warn of a profile that is stored and not enforced, and of one whose type and proxy do not fit."""
        view = shown.view(state or {})
        task.warnings += enforcement.scheme_warning(view, wanted.container)
        if wanted.state == "present":
            task.warnings += enforcement.enforcement_warning(view, wanted.container)


#: The one of them.
NETWORKS = NetworkResource()
