# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One container: its folder, its first process, and how a command gets in."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from .root import Root

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
#: TIOCSPTLCK and TIOCGPTPEER.
_UNLOCK, _OTHER_END = 0x40045431, 0x5441
_BOOT = Path(__file__).with_name("boot.py")
#: Where this Python is, which has to be found inside as well.
_PYTHON = sorted({os.path.realpath(sys.base_prefix), os.path.abspath(sys.prefix)})


class HouseError(Exception):
    """A house cannot be built."""


class House:
    """A container from one start to its stop; the folder outlives it."""

    def __init__(self, folder: Path, *, overlay: bool) -> None:
        self.folder = folder
        self.overlay = overlay
        #: The services that have answered since the start, so that they are not asleep.
        self.awake: set[str] = set()
        self.ended = False
        #: What services keep for as long as it stands, and what has to be done when it ends.
        self.belongings: dict[str, object] = {}
        self.at_end: list[Callable[[], None]] = []
        self._boot: asyncio.subprocess.Process | None = None
        self._first: int | None = None
        #: Its first process, as it is numbered outside.
        self.pid = 0
        self._root: Root | None = None

    @property
    def root(self) -> Root:
        """Its files."""
        if self._root is None:
            raise HouseError("the container is not running")
        return self._root

    async def begin(self, name: str) -> None:
        """Build it, and wait until it stands."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._boot = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", _BOOT),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        orders = {"folder": str(self.folder), "name": name, "visible": _PYTHON, "overlay": self.overlay}
        if self._boot.stdin is None or self._boot.stdout is None:
            raise HouseError("no pipes")
        self._boot.stdin.write(json.dumps(orders).encode())
        self._boot.stdin.close()
        answer = json.loads(await self._boot.stdout.readline() or '{"error": "it ended at once"}')
        if "error" in answer:
            raise HouseError(answer["error"])
        self.pid = answer["pid"]
        self._first = os.pidfd_open(self.pid)
        self._root = Root(f"/proc/{self.pid}/root")

    def entrance(self) -> tuple[str, ...]:
        """What to write before a command, so that it runs inside."""
        users = () if os.getuid() == 0 else ("--user", "--preserve-credentials")
        return ("nsenter", f"--target={self.pid}", "--mount", "--uts", "--ipc", "--pid", *users, "--")

    @staticmethod
    def switch_user(user: str) -> tuple[str, ...]:
        """What to write after the entrance to be somebody else."""
        return ("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups")

    @staticmethod
    def environment(user: str, variables: Mapping[str, str]) -> dict[str, str]:
        """The environment of a command: that of the services, and what is said of it."""
        name, home = user or "root", "/root" if user in ("", "root") else f"/home/{user}"
        return {"PATH": PATH, "HOME": home, "USER": name, "LOGNAME": name, "LANG": "C.UTF-8", **variables}

    async def run(self, *command: str) -> int:
        """Run something inside that says nothing; gives its exit status."""
        process = await self.spawn(*command, environment={})
        return await process.wait()

    async def spawn(
        self,
        *command: str,
        environment: Mapping[str, str],
        stdin: int = subprocess.DEVNULL,
        stdout: int = subprocess.DEVNULL,
        stderr: int = subprocess.DEVNULL,
    ) -> asyncio.subprocess.Process:
        """A command inside, as the leader of a session of its own."""
        return await asyncio.create_subprocess_exec(
            *(*self.entrance(), *command),
            env=self.environment("", environment),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
            umask=0o022,
        )

    def terminal(self) -> tuple[int, int]:
        """Both ends of a new terminal that has a name inside; the first one never makes anybody wait."""
        master = self.root.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY)
        try:
            fcntl.ioctl(master, _UNLOCK, struct.pack("i", 0))
            return master, int(fcntl.ioctl(master, _OTHER_END, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC))
        except OSError:
            os.close(master)
            raise

    async def freeze(self, frozen: bool) -> None:
        """Stop every process inside, or let them go on."""
        await self.run("kill", "-STOP" if frozen else "-CONT", "--", "-1")

    def end(self) -> None:
        """Kill its first process, and with it everything inside."""
        if self.ended:
            return
        self.ended = True
        for work in self.at_end:
            work()
        if self._first is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._first, signal.SIGKILL)
            os.close(self._first)
        self._root = None

    async def gone(self) -> None:
        """Wait until it has come down."""
        if self._boot is not None:
            await self._boot.wait()

    @property
    def alive(self) -> bool:
        """Whether its first process still runs, as far as is known."""
        return not self.ended and self._boot is not None and self._boot.returncode is None


def remove_folder(folder: Path) -> None:
    """Remove what is left of a container, also what its mount made unreadable."""
    with contextlib.suppress(OSError):
        (folder / "work" / "work").chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)
