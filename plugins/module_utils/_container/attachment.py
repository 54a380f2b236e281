# SPDX-License-Identifier: GPL-3.0-or-later
"""What every resource shares of which a container has one: its network, its firewall."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol, TypeVar

from .._api.errors import InputError, NotFound
from .._engine.lookup import UnknownProject
from .._engine.resource import Resource
from .._engine.task import Task
from .._text.types import Json
from .finding import (
    UnknownContainer,
    UnknownId,
    container_options,
    containers_of,
)
from .reading import Reading


class WantedOfContainer(Protocol):
    """What a task wants of something that a container has. ``container`` is what messages call that container."""

    @property
    def container(self) -> str:
        """The container, by name or id."""

    @property
    def project(self) -> str | None:
        """The project that it is in, None for any."""

    @property
    def state(self) -> str:
        """The state of what it has; ``absent`` for none."""


WantedOf = TypeVar("WantedOf", bound=WantedOfContainer)


class Attachment(Reading, Resource[WantedOf]):
    """Something that a container has and that a task can bring about."""

    @abstractmethod
    def own_options(self) -> Json:
        """The argument specification without the container."""

    def options(self) -> Json:
        """The argument specification of a module for one of them, without the connection."""
        return {**container_options(), **self.own_options()}

    def find(self, task: Task, wanted: WantedOf) -> Json:
        """What the container has. One that is missing has nothing to remove, and in check mode nothing yet."""
        try:
            found = containers_of(task.lookup).container(wanted.container, wanted.project)
            return self.read(task.client, found["id"])
        except NotFound as missing:
            problem: InputError = UnknownId(f"There is no container with the id {wanted.container}.", request=missing)
        except (UnknownContainer, UnknownId, UnknownProject) as unknown:
            problem = unknown
        if wanted.state == "absent":
            task.warnings.append(f"{problem} So there is no {self.member} to remove.")
        elif isinstance(problem, (UnknownContainer, UnknownProject)):
            task.suppose(problem)
        else:
            raise problem
        return self.missing()

    def taken_over(self, state: Json) -> Json:
        """What a new container will have that takes the place of the one that has this."""
        return {**state, **self.missing()}
