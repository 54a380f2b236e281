# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All containers that are lived in: begun when the first visitor comes, ended when the world says so."""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections import Counter, defaultdict
from collections.abc import Coroutine
from pathlib import Path

from ..world.records import Container
from ..world.world import World
from .house import House, HouseError, remove_folder
from .journal import Journal
from .possible import overlay_works
from .rewinding import drop_files, keep_files, kept_files, put_files

_MARK = ".hoody-emulator"
_TICK = 0.05
#: The folder of the SSH endpoint.
_SSH = "ssh"


class FolderRefused(Exception):
    """One sentence about the folder of --inside."""


class Inside:
    """The houses below one folder. Follows the world as its watcher."""

    def __init__(self, folder: Path, world: World) -> None:
        self.folder = folder.resolve()
        self.world = world
        self._overlay = False
        self._houses: dict[str, House] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()
        #: How often each container was given other files, so that none is begun with the files of before.
        self._rewound: Counter[str] = Counter()
        self.secret = ""

    # -- the whole

    def prepare(self, *, keep: bool) -> None:
        """Try whether it works here, take the folder, and forget the containers that are no more."""
        self._take_folder()
        self._overlay = overlay_works(self.folder)
        secret = self.folder / "secret"
        if not secret.exists():
            secret.touch(mode=0o600)
            secret.write_text(secrets.token_urlsafe(24))
        self.secret = secret.read_text()
        self.clear(keep=keep)
        self.world.watcher = self

    def _take_folder(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not (self.folder / _MARK).exists() and any(self.folder.iterdir()):
                raise FolderRefused(
                    f"{self.folder} is not empty, and this emulator keeps containers only in a folder of their own."
                )
            self.folder.chmod(0o700)
            (self.folder / _MARK).touch()
        except OSError as error:
            raise FolderRefused(f"{self.folder} cannot be used: {error.strerror}.") from error

    def begin(self) -> None:
        """Let time pass inside, too, when nobody asks the API."""
        self._keep(self._pass_time())

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _pass_time(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            if self._houses:
                self.world.settle()

    async def end(self) -> None:
        """End everything, and wait until it has ended."""
        for task in self._tasks:
            task.cancel()
        for house in self._houses.values():
            house.end()
        await asyncio.gather(*(house.gone() for house in self._houses.values()))

    def clear(self, *, keep: bool) -> None:
        """The folders stay only where the world does."""
        for path in self.folder.iterdir():
            if path.is_dir() and not (keep and path.name in self._lasting()):
                remove_folder(path)

    def _lasting(self) -> set[str]:
        return {*self.world.containers, _SSH}

    # -- one container

    def journal(self, container: Container) -> Journal:
        """What was written into a container through its files service."""
        return Journal(self.folder / container.id)

    async def house(self, container: Container) -> House:
        """The house of a running container, built if it does not stand yet."""
        async with self._locks[container.id]:
            house = self._houses.get(container.id)
            if house is None or not house.alive:
                if house is not None:
                    house.end()
                    await house.gone()
                house, age = House(self.folder / container.id, overlay=self._overlay), self._rewound[container.id]
                await self._build(house, container)
                self._houses[container.id] = house
                # The world may have moved on meanwhile, or may be another one.
                is_same = self.world.containers.get(container.id) is container and age == self._rewound[container.id]
                if container.status != "running" or not is_same:
                    del self._houses[container.id]
                    house.end()
            if house.ended:
                raise HouseError("the container is not running")
            return house

    async def _build(self, house: House, container: Container) -> None:
        try:
            await house.begin(container.name)
        except (HouseError, OSError) as error:
            # Who asks hears of a service that is unavailable; who serves should hear why.
            print(f"The inside of container {container.id} cannot be built: {error}", file=sys.stderr, flush=True)
            raise HouseError(str(error)) from error

    # -- the watcher of the world

    def moved(self, container: Container) -> None:
        """A container has another status."""
        house = self._houses.get(container.id)
        if house is None or house.ended:
            return
        if container.status in ("running", "paused"):
            self._keep(house.freeze(container.status == "paused"))
        else:
            house.end()

    def vanished(self, container: Container) -> None:
        """A container is no more."""
        house = self._houses.pop(container.id, None)
        self._locks.pop(container.id, None)
        folder = self.folder / container.id
        if house:
            house.end()
        if folder.exists():
            # Under another name, as a container with the same id may come after a reset.
            rest = folder.rename(self.folder / f"gone-{secrets.token_hex(8)}")
            self._keep(self._clear(house, rest))

    def kept(self, container: Container, snapshot: str) -> None:
        """A snapshot was taken."""
        keep_files(self.folder / container.id, snapshot)

    def dropped(self, container: Container, snapshot: str) -> None:
        """A snapshot is no more."""
        drop_files(self.folder / container.id, snapshot)

    def rewound(self, container: Container, snapshot: str) -> None:
        """A container is to be as it was; its house has been ended, and may yet be coming down."""
        self._put(container, kept_files(self.folder / container.id, snapshot))

    def filled(self, container: Container, source: Container, snapshot: str) -> None:
        """A container is to be as another one, or as that was when a snapshot was taken."""
        origin = self.folder / source.id
        self._put(container, kept_files(origin, snapshot) if snapshot else origin)

    def _put(self, container: Container, origin: Path) -> None:
        self._rewound[container.id] += 1
        house, rest = self._houses.pop(container.id, None), self.folder / f"gone-{secrets.token_hex(8)}"
        if house:
            house.end()
        put_files(self.folder / container.id, origin, rest)
        self._keep(self._clear(house, rest))

    async def _clear(self, house: House | None, folder: Path) -> None:
        if house:
            await house.gone()
        await asyncio.to_thread(remove_folder, folder)
