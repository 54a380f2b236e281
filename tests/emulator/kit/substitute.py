# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH into containers where the machine has no sshd, or nobody is root: a server in Python, which runs commands.

It has no sftp, so clients fall back to commands for files, as Ansible does.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
from typing import Any

import asyncssh

from .house import House, HouseError
from .inside import Inside
from .keys import HOST, holder_of

_USERS = ("root", "user")


class Substitute:
    """A running server."""

    def __init__(self, inside: Inside) -> None:
        self._inside = inside
        self._server: Any = None
        self.port = 0
        self.host_key = ""

    async def begin(self) -> None:
        """Start it."""
        key = asyncssh.generate_private_key("ssh-ed25519")
        self.host_key = key.export_public_key().decode().strip()
        self._server = await asyncssh.listen(
            "127.0.0.1",
            server_factory=lambda: _Door(self._inside),
            server_host_keys=[key],
            process_factory=self._serve,
            encoding=None,
            allow_scp=False,
        )
        self.port = self._server.get_port()
        self._inside.world.serve_ssh_at(HOST)

    async def end(self) -> None:
        """End it, and the connections that are open."""
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, process: Any) -> None:
        """Run what was asked for, or a shell, in the container of the key."""
        container = self._inside.world.containers.get(process.get_extra_info("container"))
        if container and container.status == "running":
            with contextlib.suppress(HouseError):
                await _run(process, await self._inside.house(container))
                return
        process.stderr.write(b"The container is not running\n")
        process.exit(1)


async def _run(process: Any, house: House) -> None:
    user = process.get_extra_info("username")
    switch = () if user == "root" else House.switch_user(user)
    shell = ("/bin/bash", "-l") if process.command is None else ("/bin/bash", "-c", process.command)
    begin = ("/bin/bash", "-c", 'cd; exec "$@"', "bash", *shell)
    terminal = house.terminal() if process.term_type else None
    streams: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), terminal[1] if terminal else subprocess.PIPE)
    program = ("setsid", "--ctty", *switch, *begin) if terminal else (*switch, *begin)
    child = await house.spawn(*program, environment=House.environment(user, {}), **streams)
    try:
        if terminal:
            os.close(terminal[1])
            ends = open(terminal[0], "r+b", buffering=0)  # noqa: SIM115 - asyncssh closes it
            await process.redirect(stdin=ends, stdout=os.dup(terminal[0]), send_eof=False)
        else:
            await process.redirect(stdin=child.stdin, stdout=child.stdout, stderr=child.stderr)
        await _ended(child, process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


async def _ended(child: asyncio.subprocess.Process, process: Any) -> None:
    """Wait for the end of the command or of the connection, whichever comes first."""
    left = asyncio.ensure_future(process.wait_closed())
    code = asyncio.ensure_future(child.wait())
    await asyncio.wait({left, code}, return_when=asyncio.FIRST_COMPLETED)
    if code.done():
        await process.stdout.drain()
        process.exit(code.result() if code.result() >= 0 else 128 - code.result())
    left.cancel()


class _Door(asyncssh.SSHServer):
    """One connection: the key alone says which container it is for."""

    def __init__(self, inside: Inside) -> None:
        self._inside = inside
        self._connection: Any = None

    def connection_made(self, conn: Any) -> None:
        """Here it is."""
        self._connection = conn

    def begin_auth(self, username: str) -> bool:  # noqa: ARG002 - asyncssh's own form
        """Nobody comes in without a key."""
        return True

    def public_key_auth_supported(self) -> bool:
        """Keys are the only way."""
        return True

    def validate_public_key(self, username: str, key: Any) -> bool:
        """Whether a running container has this key."""
        self._inside.world.settle()
        holder = holder_of(self._inside.world, key.export_public_key().decode().split()[1])
        if holder is None or username not in _USERS:
            return False
        self._connection.set_extra_info(container=holder.id)
        return True
