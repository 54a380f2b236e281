# SPDX-License-Identifier: GPL-3.0-or-later
"""What belongs to a survey: it is made here, nothing else is ever written to, and here it is removed.

The names tell what is the survey's. They are always the same, so that a later run knows what a killed one left.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from .._api.client import PREFIX
from .._api.values import is_id
from .._text.types import Json
from .asking import Asker, Heard, Unanswered

FIRST, SECOND, IN_CAPITALS = "survey-first", "survey-second", "survey-SECOND"
NAMES = frozenset({FIRST, SECOND, IN_CAPITALS})
ADDRESS = "/proxy/aliases"
UNFINISHED = frozenset({"creating", "provisioning", "copying", "claiming"})
GONE = "gone"
_OWN = re.compile(r"/(containers|projects|proxy/aliases)/([0-9a-f]{24})(?:/.*)?")


class House:
    """The containers, the project and the proxy aliases that a survey has made, by id."""

    def __init__(self, asker: Asker, project_id: str, server_id: str, most: int) -> None:
        self.asker = asker
        self.project_id = project_id
        self.server_id = server_id
        self.most = most
        self.containers: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.own_project: str | None = None
        self.project_name = f"survey-{project_id}"
        self.alias_names = [f"survey-{project_id}-{word}" for word in ("port", "program", "other")]
        asker.may_write = self.may_write

    def may_write(self, method: str, path: str, body: Json | None) -> bool:
        """Whether this request concerns nothing but what is the survey's own."""
        sent = body or {}
        places = {self.project_id, self.own_project} - {None}
        if method == "POST" and path in [f"/projects/{place}/containers" for place in places]:
            return sent.get("name") in NAMES
        if method == "POST" and path == "/projects/":
            return bool(sent.get("alias") == self.project_name)
        if method == "POST" and path == ADDRESS:
            return sent.get("container_id") in self.containers and sent.get("alias") in self.alias_names
        found = _OWN.fullmatch(path)
        kind, identity = found.groups() if found else ("", "")
        if kind == "projects":
            return identity == self.own_project and path == f"/projects/{identity}" and method != "POST"
        if kind == "containers" and path.endswith("/copy"):
            return identity in self.containers and sent.get("name") in NAMES and sent.get("target_project_id") in places
        return identity in (self.containers if kind == "containers" else self.aliases)

    # -- making

    def need_room(self) -> None:
        """See that there may be one more container."""
        if len(self.containers) >= self.most:
            raise Unanswered(f"It needs more than {self.most} test containers, the limit in max_containers.")

    def make(self, name: str, place: str | None = None, **fields: Any) -> Heard:
        """Create a container of this name."""
        self.need_room()
        where = place or self.project_id
        body = {"name": name, "server_id": self.server_id, **fields}
        return self.moved_in(name, where, self.asker.send("POST", f"/projects/{where}/containers", body))

    def copy(self, source: str, name: str, **fields: Any) -> Heard:
        """Create a container of this name as a copy."""
        self.need_room()
        body = {"name": name, "target_project_id": self.project_id, **fields}
        return self.moved_in(name, self.project_id, self.asker.send("POST", f"/containers/{source}/copy", body))

    def moved_in(self, name: str, where: str, answer: Heard) -> Heard:
        """Note whose the new container is. After an unclear answer it is looked for."""
        identity = answer.data.get("id") if answer.took and isinstance(answer.data, dict) else None
        if not is_id(identity) and (answer.took or (answer.error and answer.error.unclear)):
            identity = next((key for key, known in self._listed(where).items() if known == name), None)
        if not is_id(identity):
            answer.sound()
            raise Unanswered(f"{answer.method} {PREFIX}{answer.path} created nothing that can be found.")
        self.containers[str(identity)] = name
        return answer

    def newest(self) -> str:
        """The id of the container that was made last."""
        return list(self.containers)[-1]

    # -- looking

    def status(self, container: str) -> str:
        """The status of a container, GONE where there is none."""
        answer = self.asker.get(f"/containers/{container}")
        if answer.status == 404:
            return GONE
        return str(answer.member("status", str))

    def is_gone(self, container: str) -> bool:
        """Whether a container is no more."""
        if self.status(container) != GONE:
            return False
        self.containers.pop(container, None)
        return True

    def rested(self, container: str, since: float, patience: float, *busy: str) -> tuple[float | str, str]:
        """How long it takes until the status is none of these, and what it is then."""
        seen = [""]

        def ended() -> bool:
            seen[0] = self.status(container)
            return seen[0] not in busy

        return self.asker.duration(since, patience, ended), seen[0]

    def _listed(self, place: str) -> dict[str, str]:
        """The containers of a project that have a name of ours, by id."""
        wanted = {"include_deleting": True, "include_expired": True}
        found = self.asker.pages(f"/projects/{place}/containers", "containers", **wanted)
        return {item["id"]: item["name"] for item in found if item.get("name") in NAMES and is_id(item.get("id"))}

    # -- removing

    def look_round(self) -> None:
        """Find all that is ours, whoever made it."""
        self._attempt(lambda: self.containers.update(self._listed(self.project_id)))
        self._attempt(self._find_project)
        if self.own_project:
            place = self.own_project
            self._attempt(lambda: self.containers.update(self._listed(place)))
        self._attempt(self._find_aliases)

    def _find_project(self) -> None:
        for item in self.asker.pages("/projects/", "projects"):
            if item.get("alias") == self.project_name and is_id(item.get("id")):
                self.own_project = item["id"]
                return

    def _find_aliases(self) -> None:
        for item in self.asker.get(ADDRESS).items("aliases"):
            if item.get("alias") in self.alias_names and is_id(item.get("id")):
                self.aliases[item["id"]] = item["alias"]

    def remove(self, container: str, patience: float) -> None:
        """Delete a container, whatever it is doing, and wait until it is gone."""
        for _round in range(4):
            if self.is_taken_away(container):
                break
            status = self.status(container)
            step = {"running": "force-stop", "paused": "resume"}.get(status)
            if step:
                self.asker.send("POST", f"/containers/{container}/{step}")
            self.rested(container, self.asker.clock.now(), patience / 4, status)
        self.asker.duration(self.asker.clock.now(), patience, lambda: self.is_gone(container))

    def is_taken_away(self, container: str) -> bool:
        """Send a deletion: whether it was taken, or another one had been before."""
        answer = self.asker.send("DELETE", f"/containers/{container}")
        return answer.took or answer.status == 404 or self.status(container) in (GONE, "deleting")

    def clear(self, patience: float) -> list[str]:
        """Remove all that is ours; what is left in spite of it, in words."""
        self.look_round()
        for alias in list(self.aliases):
            self._attempt(partial(self._drop_alias, alias))
        for container in list(self.containers):
            self._attempt(partial(self.remove, container, patience))
        if self.own_project:
            self._attempt(partial(self._drop_project, patience))
        left = [f"container {name}" for name in self.containers.values()]
        left += [f"proxy alias {name}" for name in self.aliases.values()]
        return left + ([f"project {self.project_name}"] if self.own_project else [])

    def _attempt(self, work: Callable[[], None]) -> None:
        """What cannot be done does not keep the rest from being done."""
        try:
            work()
        except Unanswered:
            return

    def _drop_alias(self, alias: str) -> None:
        answer = self.asker.send("DELETE", f"{ADDRESS}/{alias}")
        if answer.took or answer.status == 404:
            del self.aliases[alias]

    def _drop_project(self, patience: float) -> None:
        """Delete our project, which must hold nothing: a foreign container in it would go with it."""
        project = self.own_project
        for _item in self.asker.pages(f"/projects/{project}/containers", "containers", include_deleting=True):
            return
        self.asker.send("DELETE", f"/projects/{project}")
        self.asker.duration(self.asker.clock.now(), patience, self.project_is_gone)

    def project_is_gone(self) -> bool:
        """Whether our project is no more."""
        if self.asker.get(f"/projects/{self.own_project}").was_taken(404):
            return False
        self.own_project = None
        return True
