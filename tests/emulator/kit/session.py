# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal: a shell on a pty that runs one command after another (API notes part 2, G.2 and G.3)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
from collections import deque

from .command import Command
from .house import House
from .job import GRACE, Job, home_of, is_root, shell_of

#: Results that a session keeps.
_RESULTS = 100
# Commands come by one pipe and their exit codes go by another, so that neither is on the terminal.
_LOOP = """\
exec 3<&{commands} 4>&{codes} {commands}<&- {codes}>&-
echo $$ >&4
cd -- {directory} 2>/dev/null || cd /
trap : {interrupt}
while IFS= read -r -d '' -u 3 command; do eval "$command" 3<&- 4>&-; echo $? >&4; done
"""


class Session:
    """A shell, and the commands that it has to run."""

    def __init__(self, house: House, number: int, job: Job, *, ephemeral: bool) -> None:
        self.house = house
        self.number = number
        self.job = job
        self.ephemeral = ephemeral
        self.commands: deque[Command] = deque(maxlen=_RESULTS)
        self.pid = 0
        self.closed = False
        self._queue: asyncio.Queue[Command] = asyncio.Queue()
        self._current: Command | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._master = -1
        self._pipe = -1
        self._codes = asyncio.StreamReader()
        self._transport: asyncio.BaseTransport | None = None
        self._worker = asyncio.get_running_loop().create_task(self._work())
        house.at_end.append(self.drop)

    # -- for whoever asks

    def add(self, command: Command) -> None:
        """Let it be run when its turn comes. Its time passes from now on."""
        self.commands.append(command)
        command.status = "running" if self._current is None and self._queue.empty() else "queued"
        self._queue.put_nowait(command)
        if command.job.timeout:
            timeout = command.job.timeout
            asyncio.get_running_loop().call_later(timeout, command.finish, "timed_out", 124, "timeout")

    async def abort(self, command: Command, *, force: bool) -> None:
        """End a command by an interrupt, as from the keyboard, or by force."""
        command.aborted = 137 if force else 130
        if command is self._current and self._master >= 0:
            if force:
                await self._signal("KILL")
            else:
                os.write(self._master, b"\x03")
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(command.over.wait(), GRACE)
        command.finish("cancelled", command.aborted, "cancelled")

    async def close(self) -> None:
        """End it, whatever it is doing."""
        if self._process and self._process.returncode is None:
            await self._signal("KILL")
        self.drop()

    def drop(self) -> None:
        """Forget the shell, which is dead or about to be."""
        self.closed = True
        self._worker.cancel()
        self._forget_shell()
        for command in self.commands:
            command.finish("cancelled", None, "ended")

    # -- the shell

    async def ready(self) -> None:
        """Start the shell, if there is none."""
        if self._process and self._process.returncode is None:
            return
        self._forget_shell()
        commands, self._pipe = os.pipe()
        codes, codes_inside = os.pipe()
        self._master, slave = self.house.terminal()
        loop = _LOOP.format(
            commands=commands,
            codes=codes_inside,
            directory=shlex.quote(self.job.cwd or home_of(self.job.user)),
            # In a terminal that stays, an interrupt ends the command and not the shell.
            interrupt="WINCH" if self.ephemeral else "INT",
        )
        user = () if is_root(self.job.user) else self.house.switch_user(self.job.user)
        self._process = await asyncio.create_subprocess_exec(
            *(*self.house.entrance(), *user, "setsid", "--ctty", "/bin/" + shell_of(self.house), "-c", loop),
            env=self.house.environment(self.job.user, {**self.job.environment, "TERM": "xterm-256color"}),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            pass_fds=(commands, codes_inside),
            start_new_session=True,
            umask=0o022,
        )
        for descriptor in (slave, commands, codes_inside):
            os.close(descriptor)
        running = asyncio.get_running_loop()
        self._codes = asyncio.StreamReader()
        self._transport, _protocol = await running.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(self._codes), os.fdopen(codes, "rb")
        )
        running.add_reader(self._master, self._read_terminal)
        self.pid = int(await self._codes.readline() or b"0")

    def _read_terminal(self) -> None:
        """Take what is there, until there is nothing, or nobody on the other side."""
        while self._master >= 0:
            try:
                piece = os.read(self._master, 65536)
            except BlockingIOError:
                return
            except OSError:
                piece = b""
            if not piece:
                asyncio.get_running_loop().remove_reader(self._master)
                return
            if self._current:
                self._current.hear(piece)

    def _forget_shell(self) -> None:
        if self._master >= 0:
            asyncio.get_running_loop().remove_reader(self._master)
            os.close(self._master)
            os.close(self._pipe)
            self._master = self._pipe = -1
        if self._transport:
            self._transport.close()

    async def _signal(self, name: str) -> None:
        """Send a signal to the shell and to all that it has begun."""
        if self.pid and not self.house.ended:
            await self.house.run("kill", f"-{name}", "--", f"-{self.pid}")

    # -- one after another

    async def _work(self) -> None:
        # Not for ever: before Python 3.12, wait_for swallows a cancellation that comes when it has what it waits for.
        while not self.closed:
            command = await self._queue.get()
            if command.over.is_set():
                continue
            self._current, command.status = command, "running"
            code = asyncio.get_running_loop().create_task(self._exit_code(command))
            try:
                await self._outlast(command)
                if self.ephemeral:
                    await self._leave()
                # In a terminal that stays, a program goes on after its time, and the next one waits for it.
                await code
            finally:
                code.cancel()
            self._current = None

    async def _exit_code(self, command: Command) -> None:
        """Hand the command over; a shell that is no more has no exit code."""
        await self.ready()
        if not self.pid:
            command.finish("failed", 1, "ended")
            return
        job = command.job
        variables = "".join(f"{name}={shlex.quote(value)} " for name, value in job.environment.items())
        directory = f"cd -- {shlex.quote(job.cwd)} && " if job.cwd else ""
        text = f"{directory}{variables}eval {shlex.quote(job.command)}\0"
        with contextlib.suppress(BrokenPipeError):
            await asyncio.to_thread(_write_all, self._pipe, text.encode("utf-8", "surrogateescape"))
        line = await self._codes.readline()
        self._read_terminal()
        if line:
            command.finish("completed", int(line), "marker")
        else:
            await self._ended()
            command.finish("completed", 1, "ended")

    async def _outlast(self, command: Command) -> None:
        """Until it is over, or has been quiet for so long that nobody can know."""
        patience = None if self.ephemeral or command.job.timeout else command.patience
        while not command.over.is_set():
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(command.over.wait(), patience and max(patience - command.silence(), 0))
            if patience and command.silence() >= patience:
                command.finish("completed", None, "output_quiet")

    async def _leave(self) -> None:
        """The end of an ephemeral session: who still runs is asked to end, and then made to."""
        if not self._process:
            return
        for name in ("TERM", "KILL"):
            if self._process.returncode is None:
                await self._signal(name)
            if await self._ended():
                return

    async def _ended(self) -> bool:
        """Give the shell some time to end; whether it has."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._process.wait() if self._process else asyncio.sleep(0), GRACE)
            return True
        return False


def _write_all(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]
