# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pty modes of the terminal service: sessions, commands, results (API notes 15.1; part 2, G.2 and G.3)."""

from __future__ import annotations

import itertools
import re
import time
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from ..wire.envelope import timestamp
from .command import Command
from .house import House
from .job import Job, home_of
from .root import make_folders
from .session import Session
from .visit import ServiceError, Visit, bare

_DEFAULT_TIMEOUT = 600.0
_FIRST_EPHEMERAL, _LAST = 40000, 65535
#: How long the first question for a result may come too early.
_EARLY = 2.0


class Terminals:
    """The sessions of a container; they end with it."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._sessions: dict[int, Session] = {}
        self._numbers = itertools.count(1)
        self._ephemeral = itertools.count(_FIRST_EPHEMERAL)

    @classmethod
    def of(cls, house: House) -> Terminals:
        """Those of a container."""
        found = house.belongings.setdefault(cls.__name__, cls(house))
        if not isinstance(found, cls):
            raise TypeError(cls.__name__)
        return found

    def session(self, number: int, job: Job) -> Session:
        """A session that stays, made when it is not there."""
        if number not in self._sessions:
            self._sessions[number] = Session(self._house, number, job, ephemeral=False)
        return self._sessions[number]

    def ephemeral(self, job: Job) -> Session:
        """A session for one command."""
        number = next(self._ephemeral)
        self._sessions[number] = Session(self._house, number, job, ephemeral=True)
        return self._sessions[number]

    def get(self, number: int) -> Session:
        """A session that is there."""
        if number not in self._sessions:
            raise ServiceError(404, "Session not found", "SESSION_NOT_FOUND")
        return self._sessions[number]

    async def remove(self, number: int) -> None:
        """End a session."""
        await self._sessions.pop(number).close()

    def number_for(self, wanted: object) -> int:
        """The number of a new command: the caller's own, or the next one."""
        if wanted is None:
            return next(number for number in self._numbers if not self._has(number))
        if not str(wanted).isdigit() or not 1 <= int(str(wanted)) <= _LAST or self._has(int(str(wanted))):
            raise ServiceError(400, "'id' must be a number from 1 to 65535 that is not in use", "VALIDATION_ERROR")
        return int(str(wanted))

    def _has(self, number: int) -> bool:
        return any(command.number == number for _session, command in self._commands())

    def _commands(self) -> list[tuple[Session, Command]]:
        return [(session, command) for session in self._sessions.values() for command in session.commands]

    def find(self, visit: Visit, number: str) -> tuple[Session, Command]:
        """A command whose result is still there, asked for at the address that it was sent to."""
        if not number.isdigit():
            raise ServiceError(400, "Invalid command_id in path")
        self._forget(visit.switches.kit_result_life)
        for session, command in self._commands():
            here = session.ephemeral if visit.index == 0 else session.number == visit.index
            if command.number == int(number) and (here or visit.switches.kit_result_host == "any"):
                return session, command
        raise ServiceError(404, "Command not found", "COMMAND_NOT_FOUND")

    def _forget(self, life: float) -> None:
        """Results do not stay for ever."""
        now = time.monotonic()
        for number, session in list(self._sessions.items()):
            for command in [item for item in session.commands if item.over.is_set() and now - item.ended > life]:
                session.commands.remove(command)
            if session.ephemeral and not session.commands:
                del self._sessions[number]


def terminal_of(visit: Visit) -> int:
    """The terminal that a request means; 0 for none. The proxy overwrites what the caller says."""
    text = str(visit.index) if visit.index else visit.parameter("terminal_id") or "0"
    if not text.isdigit() or int(text) > _LAST:
        raise ServiceError(400, "Invalid terminal_id", "INVALID_TERMINAL_ID")
    return int(text)


async def execute(visit: Visit, job: Job, body: dict[str, Any]) -> Response:
    """Run a command in a terminal."""
    terminals, number = Terminals.of(visit.house), terminal_of(visit)
    ephemeral = visit.wants("ephemeral")
    if not ephemeral and not number:
        raise ServiceError(400, "terminal_id parameter required", "INVALID_TERMINAL_ID")
    wait = body.get("wait", True)
    if not isinstance(wait, bool):
        raise ServiceError(400, "'wait' must be boolean", "VALIDATION_ERROR")
    begin = _session_job(visit)
    if ephemeral and not job.timeout:
        job = replace(job, timeout=_DEFAULT_TIMEOUT)
    command = Command(
        terminals.number_for(body.get("id")), job, visit.switches.kit_output_limit, visit.switches.kit_quiet
    )
    session = terminals.ephemeral(begin) if ephemeral else terminals.session(number, begin)
    session.add(command)
    if wait and visit.switches.kit_wait == "inline" and "defer_pid" not in visit.query:
        await command.over.wait()
        command.asked_for = True
        return bare(result_of(visit, session, command))
    return bare(
        {
            "terminal_id": str(session.number),
            "command_id": str(command.number),
            "status": command.status,
            "message": "Command queued" if command.status == "queued" else "Command started successfully",
        }
    )


def _session_job(visit: Visit) -> Job:
    """How a new session begins: what the query says."""
    user, directory = visit.parameter("user") or "", visit.parameter("cwd") or ""
    if directory and visit.wants("cwd_auto_create"):
        try:
            make_folders(visit.house.root, directory)
        except OSError:
            raise ServiceError(403, "The directory cannot be created", "CWD_PERMISSION_DENIED") from None
    pairs = (text.partition("=") for text in visit.query.get("env", []))
    variables = {name: value for name, _equals, value in pairs}
    return Job("", directory, user, {**visit.container.environment_vars, **variables})


def result(visit: Visit, number: str) -> Response:
    """GET of a result. Whoever asks very early may hear that there is no such command."""
    session, command = Terminals.of(visit.house).find(visit, number)
    early = not command.asked_for and time.time() - command.created < _EARLY
    command.asked_for = True
    if early and visit.switches.kit_first_result == "missing":
        raise ServiceError(404, "Command not found", "COMMAND_NOT_FOUND")
    return bare(result_of(visit, session, command))


async def abort(visit: Visit, number: str) -> Response:
    """POST that ends a command."""
    session, command = Terminals.of(visit.house).find(visit, number)
    if command.over.is_set():
        return bare(result_of(visit, session, command), 409)
    force = bool(visit.body) and visit.json().get("force") is True
    await session.abort(command, force=force)
    return bare(result_of(visit, session, command))


def result_of(visit: Visit, session: Session, command: Command) -> dict[str, Any]:
    """The result as it is now."""
    job = session.job
    told = {
        "terminal_id": str(session.number),
        "command_id": str(command.number),
        "command": command.job.command,
        "status": command.status,
        "stdout": command.text(),
        "stderr": "",
        "exit_code": command.exit_code,
        "timed_out": command.status == "timed_out",
        "stdout_truncated": command.truncated,
        "stderr_truncated": False,
        "cancelled": command.status == "cancelled",
        "started": command.status != "queued",
        "pid": session.pid,
        "shell_pid": session.pid,
        "cwd": command.job.cwd or job.cwd or home_of(job.user),
        "created_at": timestamp(command.created),
        "shell": "bash",
        "user": job.user or "root",
        "home": home_of(job.user),
        "ephemeral": session.ephemeral,
    }
    if visit.switches.kit_completion == "present" and command.completion:
        told["completion"] = command.completion
    return told


async def create(visit: Visit) -> Response:
    """POST that makes a session that stays."""
    body = visit.json() if visit.body else {}
    asked = body.get("terminal_id") or visit.parameter("terminal_id")
    if visit.index and asked and str(asked) != str(visit.index):
        raise ServiceError(400, "terminal_id does not match the address", "TERMINAL_ID_MISMATCH")
    text = str(visit.index or asked or "")
    if not text:
        raise ServiceError(400, "terminal_id parameter required", "MISSING_TERMINAL_ID")
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= _LAST:
        raise ServiceError(400, "Invalid terminal_id", "INVALID_TERMINAL_ID")
    session = Terminals.of(visit.house).session(int(text), _session_job(visit))
    await session.ready()
    if not session.pid:
        raise ServiceError(500, "The terminal could not be started", "SPAWN_FAILED")
    return bare(
        {"status": "ok", "terminal_id": text, "pid": session.pid, "shell_ready": True, "message": "Terminal created"}
    )


async def remove(visit: Visit, number: str) -> Response:
    """DELETE of a session."""
    terminals = Terminals.of(visit.house)
    terminals.get(int(number))
    await terminals.remove(int(number))
    return bare({"message": "Terminal closed", "terminal_id": number})
