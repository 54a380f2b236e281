# SPDX-License-Identifier: GPL-3.0-or-later
"""What a container has, as far as it is read and shown: all that questions for it need."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from .._api.client import Client
from .._engine.lookup import UnknownProject
from .._engine.task import Task
from .._http.deadline import Deadline
from .._text.types import Json
from .finding import UnknownContainer, containers_of


class Reading(ABC):
    """Something that a container has. The state of one that does not exist holds a ``container_id`` of None."""

    #: The member of results that holds it.
    member: ClassVar[str]

    @abstractmethod
    def read(self, client: Client, container_id: str, deadline: Deadline | None = None) -> Json:
        """What the container has, with its ``container_id``. Raises NotFound when there is no such container."""

    @abstractmethod
    def present(self, state: Json | None) -> Any:
        """It in the form in which it may be returned."""

    def missing(self) -> Json:
        """What a container has that does not exist."""
        return {"container_id": None}

    def inform(self, task: Task) -> Json:
        """Tell what one container has; in check mode also of one that an earlier task would have made."""
        state = self.missing()
        try:
            found = containers_of(task.lookup).container(task.options["container"], task.options.get("project"))
            state = self.read(task.client, found["id"])
        except (UnknownContainer, UnknownProject) as unknown:
            task.suppose(unknown)
        return {"changed": False, **self.told(state)}

    def told(self, state: Json) -> Json:
        """What the answer to a question for it holds."""
        return {self.member: self.present(state)}
