# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what a container is to be, and sees that it is so.

What may come in between is unknown of the API (API notes 16.2): a dying container may block its name, and an update may
merge variables instead of replacing them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote

from .._api.errors import Conflict
from .._api.reading import Unlike
from .._engine.field import differing
from .._engine.task import Task
from .._engine.waiting import Work
from .._text.types import Json
from .finding import containers_of, read_container
from .key_file import KeyFile
from .model import (
    ENVIRONMENT,
    FIELDS,
    KVM,
    MEMBER,
    NAME,
    SSH_KEY,
    Desired,
    checked,
    held_by,
    hides_values,
    present,
)
from .values import own_environment
from .waiting import ABSENT, ContainerWait

Written = TypeVar("Written")

_READ_BACK = frozenset({ENVIRONMENT.name, SSH_KEY.name})


class Writing:
    """What is written of one container; ``project_id`` is where its name has to be free."""

    def __init__(self, task: Task, wanted: Desired, project_id: str | None) -> None:
        self._client = task.client
        self._containers = containers_of(task.lookup)
        self._record = task.record
        self._warnings = task.warnings
        self._wanted = wanted
        self._project_id = project_id

    def claiming(self, body: Json, write: Callable[[], Written], but: str | None = None) -> Work[Written]:
        """Write something that claims a name or a key; while a dying container still holds it, wait for that (U6).

        ``but`` is the id of the container that is to have it.
        """
        tried_again = False
        while True:
            try:
                written = write()
                if self._wanted.ssh_key_file and body.get(SSH_KEY.name):
                    KeyFile(self._wanted.ssh_key_file).settle(body[SSH_KEY.name])
                return written
            except Conflict as conflict:
                holders = self._containers.holders(self._project_id, body.get(NAME.name), SSH_KEY.current(body), but)
                dying = next((holder for holder in holders if holder.get("status") == "deleting"), None)
                if dying is None and (holders or tried_again):
                    conflict.hint = held_by(holders, body)
                    raise
            if dying:
                yield ContainerWait(self._client, dying["id"], ABSENT, self._wanted.wait_timeout)
            else:
                # The holder may have gone between the refusal and the look at it.
                tried_again = True

    def completed(self, container_id: str, body: Json) -> Work[Json | None]:
        """Read back what was written, and finish what the API left over. Ends with the container.

        Two things may be left over: variables, where an update merges them (U1), and the differences of an adopted
        container, which somebody else may have created.
        """
        path = f"/containers/{container_id}"
        for final in (False, True):
            container = read_container(self._client, container_id)
            self._record.saw(MEMBER, present(container))
            if container is None:
                return None
            rest = {item.name: body[item.name] for item in differing(FIELDS, container, body) if item.mutable}
            if hides_values(container) and rest.pop(ENVIRONMENT.name, None):
                self._warnings.append(
                    f"The API hides the values of the environment variables of the {self._wanted.subject} from this "
                    "token, so later runs can neither compare nor keep them."
                )
            if rest.pop(KVM.name, None) is not None:
                # It was created with it, by a revision that does not know it.
                self._warnings.append(_told_otherwise(self._wanted.subject, KVM.option_name))
                body = {name: value for name, value in body.items() if name != KVM.name}
            if not rest:
                break
            if final:
                shown = ", ".join(item.option_name for item in FIELDS if item.name in rest)
                self._warnings.append(_told_otherwise(self._wanted.subject, shown))
                break
            surplus = _surplus_variables(container, rest)
            for name in surplus:
                self._client.delete(f"{path}/env/{quote(name, safe='')}")
            if surplus and not _lacks_variables(container, rest):
                del rest[ENVIRONMENT.name]
            if rest:
                yield from self.claiming(rest, partial(self._client.update, path, rest), but=container_id)
        return container


def shown_by(reply: Any, before: Json, body: Json) -> Json | None:
    """The container as the reply to an update shows it; None where it has to be read to know what became of it.

    The reply is the container without what no update writes (API notes 4). Variables, which an update may merge (U1),
    and the key, which arrives later, are read in any case.
    """
    if not set(body).isdisjoint(_READ_BACK):
        return None
    try:
        shown = checked(reply, before["id"])
    except Unlike:
        return None
    return {**before, **shown} if shown.keys() >= body.keys() and not differing(FIELDS, shown, body) else None


def _told_otherwise(subject: str, names: str) -> str:
    return f"The API accepted the {subject}, but returns another value for {names}."


def _surplus_variables(container: Json, body: Json) -> list[str]:
    """The variables of the container that the body does not have."""
    if ENVIRONMENT.name not in body:
        return []
    return sorted(set(own_environment(container.get(ENVIRONMENT.name))) - set(body[ENVIRONMENT.name]))


def _lacks_variables(container: Json, body: Json) -> bool:
    """Whether a variable of the body is not in the container, or has another value there."""
    there = own_environment(container.get(ENVIRONMENT.name))
    return any(there.get(name) != value for name, value in body[ENVIRONMENT.name].items())
