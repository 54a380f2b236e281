# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of the emulated cloud. Knows no HTTP.

What a fresh world holds stands in ``seed``. Everything is deterministic: ids ascend with creation, and
a reset world gives the same ids again.
"""

from __future__ import annotations

import heapq
import pickle
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ..wire.switches import Switches
from .aliases import Aliases
from .arrivals import Arrivals
from .events import History
from .holders import Holders, key_identity
from .listing import Listing, Selection
from .records import NEVER, Container, Pool, Project, Rental, StatusLog, Thing, Transition
from .seed import DEFAULT_SSH_KEY, SEED_TIME, fill
from .sessions import Sessions
from .signing import Signer
from .watcher import Watcher

PLATFORM_PREFIX = "HOODY_"
#: What a restart does not keep, as it is made anew or given at the start.
_PASSING = ("switches", "signer", "listing", "watcher", "ssh_host", "time_of_day")


class World:
    """Projects, servers and containers, and the passing of time over them."""

    def __init__(self, switches: Switches, *, empty: bool = False, fleet: int = 0) -> None:
        self.switches = switches
        self.empty = empty
        self.fleet = fleet
        self.watcher: Watcher | None = None
        self.ssh_host: str | None = None
        #: Seconds since 1970; a test may hand in a time that stands still.
        self.time_of_day: Callable[[], float] = time.time
        self.containers: dict[str, Container] = {}
        self.reset()

    def reset(self, *, empty: bool | None = None) -> None:
        """Back to the seeded world; switches stay."""
        if self.watcher:
            for container in self.containers.values():
                self.watcher.vanished(container)
        self.random = random.Random(20260501)
        self.signer = Signer()
        self.sessions = Sessions()
        self.projects: dict[str, Project] = {}
        self.rentals: dict[str, Rental] = {}
        self.pools: dict[str, Pool] = {}
        self.containers = {}
        #: The objects of plain resources, by resource and id.
        self.things: defaultdict[str, dict[str, Thing]] = defaultdict(dict)
        #: The numbers of the images that a user has imported, and when a user last asked to be set up, by their ids.
        self.imported: defaultdict[str, list[int]] = defaultdict(list)
        self.set_up_at: dict[str, float] = {}
        self.listing = Listing()
        self.holders = Holders()
        self.aliases = Aliases()
        self.arrivals = Arrivals()
        self.history = History()
        self._due: list[tuple[float, str]] = []
        self._last_id = 0x100000
        self._last_log_id = 0
        self._last_moment = SEED_TIME
        self._ahead = 0.0
        fill(self, empty=self.empty if empty is None else empty)
        self._serve_ssh()

    def save(self, path: Path) -> None:
        """Keep the world in a file."""
        path.write_bytes(pickle.dumps({name: value for name, value in vars(self).items() if name not in _PASSING}))

    def load(self, path: Path) -> None:
        """Go on with the world that an emulator kept in this file, which nobody else may write."""
        vars(self).update(pickle.loads(path.read_bytes()))
        self._serve_ssh()

    def serve_ssh_at(self, host: str) -> None:
        """All servers have their SSH endpoint there."""
        self.ssh_host = host
        self._serve_ssh()

    def _serve_ssh(self) -> None:
        for rental in self.rentals.values():
            rental.ssh_host = self.ssh_host

    # -- identity and time

    def new_id(self) -> str:
        """The next id; greater than all before, shaped like those of the API (24 hexadecimal characters)."""
        self._last_id += 1
        return f"65a1b2c3d4e5f607{self._last_id:08x}"

    def new_operation_id(self) -> str:
        """The id by which events name an operation: 32 hexadecimal characters (API notes 6)."""
        return f"{self.random.getrandbits(128):032x}"

    def _new_log_id(self) -> str:
        self._last_log_id += 1
        return f"65a1b2c3d4e5f70a{self._last_log_id:08x}"

    def now(self) -> float:
        """The time of day, or ahead of it, that never runs backwards, so that creation times ascend like ids."""
        self._last_moment = max(self.time_of_day() + self._ahead, self._last_moment)
        return self._last_moment

    def advance(self, seconds: float) -> None:
        """Let so much time pass at once, for whoever does not want to wait for it."""
        self._ahead += seconds

    def settle(self) -> float:
        """Carry out every transition that is due, in order; gives the present time. Every request begins so."""
        now = self.now()
        while self._due and self._due[0][0] <= now:
            due, container_id = heapq.heappop(self._due)
            container = self.containers.get(container_id)
            # The entry is stale when the transition was replaced by another one.
            if container and container.pending and container.pending.due == due:
                self._finish(container, container.pending)
        for project in [project for project in self.projects.values() if (project.gone_at or NEVER) <= now]:
            self.remove_project(project)
        self.aliases.settle(now)
        self.history.settle(now)
        if self.arrivals.settle(now, self.containers):
            self.listing.content_changed()
        return now

    def _finish(self, container: Container, transition: Transition) -> None:
        container.pending = None
        self.history.acts_for(transition)
        if transition.target is None:
            self.remove(container)
            return
        metadata = {"reason": "The image could not be unpacked"} if transition.target == "failed" else None
        container.failure = (f"{transition.operation.upper()}_FAILED", metadata["reason"]) if metadata else None
        self.set_status(container, transition.target, transition.triggered_by, transition.due, metadata)
        self.history.completed(container, transition)

    def schedule(self, container: Container, seconds: float, transition: Transition) -> None:
        """Let a transition happen after some seconds (at once for 0, never for infinity)."""
        transition.due, transition.actor = self.now() + seconds, self.history.actor
        container.pending = transition
        if seconds == 0:
            self._finish(container, transition)
        elif transition.due != NEVER:
            heapq.heappush(self._due, (transition.due, container.id))

    def set_status(
        self,
        container: Container,
        status: str,
        triggered_by: str,
        moment: float,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        """Change the status and write the log entry (API notes 6.1)."""
        duration = int((moment - container.status_since) * 1000) if container.status_since else None
        container.logs.append(
            StatusLog(self._new_log_id(), container.status, status, moment, duration, triggered_by, metadata)
        )
        before, container.status, container.status_since = container.status, status, moment
        self.history.moved(container, before, moment)
        self.touch(container, moment, moved=True)
        if self.watcher:
            self.watcher.moved(container)

    def logs_of(self, container: Container) -> list[StatusLog]:
        """The status log, oldest first; one that starts late is given its beginning."""
        if not container.logs or container.logs[0].from_status is not None:
            first = container.logs[0].from_status if container.logs else container.status
            container.logs.insert(
                0,
                StatusLog(
                    self._new_log_id(),
                    None,
                    first or container.status,
                    container.created_at,
                    None,
                    "container_creation",
                    {},
                ),
            )
        return container.logs

    def touch(self, container: Container, moment: float | None = None, *, moved: bool = False) -> None:
        """Note that a container changed; `moved` when it may enter or leave a list."""
        container.updated_at = moment or self.now()
        container.texts.clear()
        if moved:
            self.listing.membership_changed()
        else:
            self.listing.content_changed()

    def switch(self, switches: Switches) -> None:
        """Use other switches; what was rendered under the old ones is forgotten."""
        self.switches = switches
        for container in self.containers.values():
            container.texts.clear()

    # -- projects and servers

    def project_called(self, name: str) -> Project | None:
        """A project by id or alias."""
        return self.projects.get(name) or next((p for p in self.projects.values() if p.alias == name), None)

    def server(self, server_id: str) -> Rental | None:
        """A server by the id that containers use."""
        return next((rental for rental in self.rentals.values() if rental.server_id == server_id), None)

    def server_called(self, name: str) -> Rental | None:
        """A server by server id or name."""
        return self.server(name) or next((r for r in self.rentals.values() if r.name == name), None)

    def add_project(self, alias: str, color: str, **fields: Any) -> Project:
        """A new project."""
        now = fields.pop("created_at", None) or self.now()
        project = Project(self.new_id(), alias, color, now, now, **fields)
        self.projects[project.id] = project
        return project

    def remove_project(self, project: Project) -> None:
        """Remove a project and whatever is in it."""
        for container in list(project.containers.values()):
            self.remove(container)
        self.aliases.discard(*(alias for alias in self.aliases if alias.container.project is project))
        for resource, things in self.things.items():
            self.things[resource] = {key: thing for key, thing in things.items() if thing.project is not project}
        self.history.tell("project.deleted", project, self.now())
        del self.projects[project.id]

    # -- plain resources

    def add_thing(self, resource: str, project: Project | None) -> Thing:
        """A new object of a plain resource, without values yet."""
        now = self.now()
        thing = Thing(self.new_id(), now, now, project)
        self.things[resource][thing.id] = thing
        return thing

    # -- containers

    def random_color(self) -> str:
        """A color for whoever did not choose one."""
        return f"#{self.random.randrange(0x1000000):06X}"

    def random_name(self) -> str:
        """A name for whoever did not choose one (seed: omitted or `rand`)."""
        first = self.random.choice(("brisk", "calm", "eager", "mild", "quick", "silent", "tidy", "warm"))
        second = self.random.choice(("badger", "crane", "heron", "lynx", "marten", "otter", "raven", "stoat"))
        return f"{first}-{second}-{self.random.randrange(0x10000):04x}"

    def add_container(self, project: Project, server: Rental, name: str, status: str, **fields: Any) -> Container:
        """A new container in any state."""
        moment = fields.pop("created_at", None) or self.now()
        container = Container(
            self.new_id(),
            project,
            server,
            name,
            fields.pop("color", None) or self.random_color(),
            status,
            moment,
            moment,
            **fields,
        )
        container.environment_vars = {"HOODY_PROJECT": project.id, **container.environment_vars}
        container.status_since = moment
        self._install_key(container, moment)
        if container.network:
            container.network.configured_at = moment
        self.containers[container.id] = container
        project.containers[container.id] = container
        self.holders.add(container)
        self.listing.membership_changed()
        return container

    def remove(self, container: Container) -> None:
        """Make a container vanish."""
        self.holders.discard(container)
        self.history.of_container("deleted", container, self.now())
        del self.containers[container.id]
        if self.watcher:
            self.watcher.vanished(container)
        del container.project.containers[container.id]
        if self.switches.alias_orphans == "removed":
            self.aliases.discard(*container.aliases.values())
        self.listing.membership_changed()

    def rename(self, container: Container, name: str) -> None:
        """Change the name and its index."""
        self.holders.discard(container)
        container.name = name
        self.holders.add(container)

    def set_key(self, container: Container, ssh_public_key: str | None) -> None:
        """Change the SSH key and its index."""
        self.holders.discard(container)
        container.ssh_public_key = ssh_public_key
        self._install_key(container, self.now())
        self.holders.add(container)

    def _held(self, holders: Iterable[str], but: Container | None) -> bool:
        free_when_dying = self.switches.dying_name == "free"
        others = (self.containers[holder] for holder in holders)
        return any(other is not but and not (free_when_dying and other.status == "deleting") for other in others)

    def name_taken(self, project: Project, name: str, but: Container | None = None) -> bool:
        """Whether another container of the project holds the name (exact comparison, API notes 16.2 U10)."""
        return self._held(self.holders.of_name(project, name), but)

    def _install_key(self, container: Container, moment: float) -> None:
        """Let the present key of a container be in place at once, later or never."""
        key, delay = container.ssh_public_key, self.switches.ssh_key_delay
        container.ssh_key_installed_at = moment if key and delay == 0 else None
        if delay == 0:
            container.ssh_key_in_place = key
        elif delay != "never":
            self.arrivals.send(moment + float(delay), container, "key", key or "")

    def key_taken(self, ssh_public_key: str, but: Container | None = None) -> bool:
        """Whether another container holds the SSH key. The default key of a project is shared by nature."""
        identity = key_identity(ssh_public_key)
        if not identity or identity == key_identity(DEFAULT_SSH_KEY):
            return False
        return self._held(self.holders.of_key(identity), but)

    def select(self, selection: Selection, sort_by: str) -> list[Container]:
        """The containers of a selection, ascending."""
        source = self.projects[selection.project_id].containers if selection.project_id else self.containers
        return self.listing.view(selection, sort_by, source.values())
