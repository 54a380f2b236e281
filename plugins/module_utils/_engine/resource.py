# SPDX-License-Identifier: GPL-3.0-or-later
"""What a resource is, said once: how it is declared, found, planned, brought about and shown.

The package of a resource says in a subclass what is its own. What follows for every module is here: check mode, the
diff, the result, what is told of a failure, and the place in a fleet.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from .._text.types import Json
from .field import Field
from .plan import Plan
from .task import Task
from .waiting import Work, drive

Wanted = TypeVar("Wanted")


class Decision(NamedTuple):
    """What a task has decided to do.

    ``current`` is the object as it was when that was decided, as the API shows it. ``work`` begins the steps of the
    plan, which end with the object as it is then; None for an object that is not there.
    """

    plan: Plan
    current: Json | None
    work: Callable[[], Work[Json | None]]


class Outcome(NamedTuple):
    """What came of a task: the plan with what it achieved, and the object as it is or, in check mode, will be."""

    plan: Plan
    state: Json | None


class Resource(ABC, Generic[Wanted]):
    """One kind of object of the API. ``Wanted`` is what a task wants of one of them, its options once checked.

    Wherever an object is passed, it is as the API shows it.
    """

    #: The member of results that holds the object.
    member: ClassVar[str]
    #: The members that a task may manage.
    fields: ClassVar[tuple[Field, ...]] = ()
    #: Options that become a part of a field.
    other_options: ClassVar[tuple[Field, ...]] = ()
    #: The schemas of the API's description: what creates one, what changes one ("" for nothing), and how one is shown.
    #: None for what is not the API's.
    schemas: ClassVar[tuple[str, str, str] | None] = None

    @property
    def shown(self) -> tuple[Field, ...]:
        """The options that know how they may be shown."""
        return (*self.fields, *self.other_options)

    @abstractmethod
    def options(self) -> Json:
        """The argument specification of a module for one of them, without the connection."""

    @abstractmethod
    def desired(self, given: Mapping[str, Any]) -> Wanted:
        """Check the options. Raises InputError."""

    def protect(self, task: Task, given: Mapping[str, Any]) -> None:
        """Have nothing shown that is secret among the options, which nobody has checked yet."""

    @abstractmethod
    def find(self, task: Task, wanted: Wanted) -> Json | None:
        """The object that the task is about; None when it is not there."""

    @abstractmethod
    def decide(self, task: Task, wanted: Wanted, current: Json | None) -> Work[Decision]:
        """Compare, having waited first for what is on its way to another state. Raises InputError."""

    @abstractmethod
    def predicted(self, plan: Plan, current: Json | None) -> Json | None:
        """The object as it will be, as far as can be told."""

    @abstractmethod
    def reached(self, plan: Plan, wanted: Wanted, state: Json | None) -> Json:
        """What the plan's ``after`` really is, now that its steps were taken."""

    @abstractmethod
    def present(self, state: Json | None) -> Json:
        """The object in the form in which it may be returned; {} for none."""

    def remember(self, task: Task, state: Json | None) -> None:
        """Have the object returned as it was last seen, should the task fail."""
        task.record.saw(self.member, self.present(state) if state is not None else {})

    def check(self, task: Task, wanted: Wanted, outcome: Outcome, current: Json | None) -> None:
        """Raise InputError in check mode for what the API would refuse in the run."""

    def tell(self, task: Task, wanted: Wanted, state: Json | None) -> None:
        """Warn of what is, or in check mode will be, as asked and not as it looks."""

    def reconcile(self, task: Task) -> Json:
        """Bring one object into the wanted state, or in check mode tell what that would do. Returns the result."""
        self.remember(task, None)
        self.protect(task, task.options)
        wanted = self.desired(task.options)
        current = self.find(task, wanted)
        outcome = drive(self.reconciled(task, wanted, current), task.client.clock)
        if task.check_mode:
            self.check(task, wanted, outcome, current)
        return self.result(task, outcome)

    def reconciled(self, task: Task, wanted: Wanted, current: Json | None) -> Work[Outcome]:
        """Decide and, unless in check mode, do. In check mode nothing is waited for."""
        self.remember(task, current)
        plan, current, work = yield from self.decide(task, wanted, current)
        if task.check_mode:
            state = self.predicted(plan, current)
        elif not plan.changed:
            state = current
        else:
            state = yield from work()
            # Some server may have refused a step without harm.
            plan = plan.done(task.record.actions).achieved(self.reached(plan, wanted, state))
        self.tell(task, wanted, state)
        return Outcome(plan, state)

    def result(self, task: Task, outcome: Outcome) -> Json:
        """The result of a module."""
        plan = outcome.plan
        shown = {"changed": plan.changed, "actions": plan.actions, self.member: self.present(outcome.state)}
        return {**shown, "diff": plan.diff()} if task.diff_mode else shown
