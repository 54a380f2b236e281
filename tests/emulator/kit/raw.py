# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Raw mode of the terminal: one process on pipes (API notes part 2, G.5)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import itertools
import signal
import subprocess
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from .job import GRACE, Job, directory_of, line_of, shell_of, signal_group
from .visit import ServiceError, Visit, bare

_DEFAULT_TIMEOUT = 600.0
_numbers = itertools.count(1)


async def answer(visit: Visit, job: Job, body: dict[str, Any]) -> Response:
    """Run it and tell what became of it. Nobody hears of one whose caller has left."""
    if body.get("wait") is False:
        raise ServiceError(400, "'wait' must not be false in raw mode", "VALIDATION_ERROR")
    if refused := [name for name in (*body, *visit.query) if name.startswith("ssh_")]:
        raise ServiceError(400, f"'{refused[0]}' is not allowed in raw mode", "VALIDATION_ERROR")
    run = Run(visit, job, _stdin_of(body))
    return bare(await run.result())


def _stdin_of(body: dict[str, Any]) -> bytes | None:
    text = body.get("stdin_b64")
    if text is None:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, ValueError, binascii.Error):
        raise ServiceError(400, "'stdin_b64' is not valid base64", "VALIDATION_ERROR") from None


@dataclass
class Output:
    """What came out of a pipe, as far as it is kept."""

    limit: int
    content: bytearray = field(default_factory=bytearray)
    truncated: bool = False

    async def take(self, stream: asyncio.StreamReader | None) -> None:
        """Read to the end."""
        while stream and (piece := await stream.read(65536)):
            room = self.limit - len(self.content)
            self.content += piece[:room]
            self.truncated = self.truncated or len(piece) > room


class Run:
    """One process from its start to its answer."""

    def __init__(self, visit: Visit, job: Job, stdin: bytes | None) -> None:
        self._visit = visit
        self._job = job
        self._stdin = stdin
        self._output = Output(visit.switches.kit_output_limit)
        self._errors = Output(visit.switches.kit_output_limit)
        self._timed_out = False
        self._pid = 0

    async def result(self) -> dict[str, Any]:
        """Run it to its end, its time limit, or until the caller leaves."""
        house, job, begin = self._visit.house, self._job, time.monotonic()
        line, directory = line_of(house, job), directory_of(house, job)
        process = await house.spawn(
            *line,
            environment={**self._visit.container.environment_vars, **job.environment},
            stdin=subprocess.DEVNULL if self._stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        await self._attend(process)
        return self._told(process.returncode) | {
            "duration_ms": int((time.monotonic() - begin) * 1000),
            "cwd": directory,
        }

    async def _attend(self, process: asyncio.subprocess.Process) -> None:
        """Until it has ended and both pipes are closed, which a child in the background may put off."""
        work = _task(self._communicate(process))
        left = _task(self._visit.caller_left())
        try:
            await asyncio.wait(
                (work, left), timeout=self._job.timeout or _DEFAULT_TIMEOUT, return_when="FIRST_COMPLETED"
            )
            if work.done():
                return
            self._timed_out = not left.done()
            for number in (signal.SIGTERM, signal.SIGKILL):
                signal_group(process, number)
                await asyncio.wait((work,), timeout=GRACE)
                if work.done():
                    return
        finally:
            for task in (work, left):
                task.cancel()

    async def _communicate(self, process: asyncio.subprocess.Process) -> None:
        await asyncio.gather(
            self._feed(process), self._listen(process), self._errors.take(process.stderr), process.wait()
        )

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        if process.stdout:
            # The first line is the number that the process has inside.
            self._pid = int(await process.stdout.readline() or b"0")
        await self._output.take(process.stdout)

    async def _feed(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin and self._stdin is not None:
            # It may end without reading all of it.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                process.stdin.write(self._stdin)
                await process.stdin.drain()
            process.stdin.close()

    def _told(self, status: int | None) -> dict[str, Any]:
        output, errors = bytes(self._output.content), bytes(self._errors.content)
        killed = status is None or status < 0
        return {
            "mode": "raw",
            "command_id": f"r-{next(_numbers)}",
            "terminal_id": "0",
            "status": "timed_out" if self._timed_out else "completed",
            "started": True,
            "exit_code": None if killed else status,
            "signal": signal.Signals(-status).name if status is not None and status < 0 else None,
            "stdout_b64": base64.b64encode(output).decode(),
            "stderr_b64": base64.b64encode(errors).decode(),
            "stdout": output.decode(errors="replace"),
            "stderr": errors.decode(errors="replace"),
            "stdout_truncated": self._output.truncated,
            "stderr_truncated": self._errors.truncated,
            "completion": "timeout" if self._timed_out else "exit",
            "timed_out": self._timed_out,
            "cancelled": False,
            "pid": self._pid,
            "shell": shell_of(self._visit.house),
            "user": self._job.user or "root",
        }


def _task(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    return asyncio.get_running_loop().create_task(work)
