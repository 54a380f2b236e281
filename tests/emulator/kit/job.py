# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A command that runs inside: how it gets its user, directory and environment, and how it is ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from dataclasses import dataclass, field

from .house import House
from .visit import ServiceError

#: Between the request to end and the end (API notes part 2, G.5).
GRACE = 3.0
# The first line of output is the process as it is numbered inside; then the directory, then the command itself.
_PROLOGUE = 'echo "$$"; cd -- "$1" && shift && exec "$@"'


@dataclass(frozen=True)
class Job:
    """What is to be run."""

    command: str
    cwd: str = ""
    user: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    timeout: float = 0.0


def is_root(user: str) -> bool:
    """Whether this is the user that the services have themselves."""
    return user in ("", "root")


def home_of(user: str) -> str:
    """Where a user is at home."""
    return "/root" if is_root(user) else f"/home/{user}"


def shell_of(house: House) -> str:
    """The shell that runs commands."""
    return "bash" if house.root.exists("/bin/bash") else "sh"


def directory_of(house: House, job: Job) -> str:
    """Where it starts; it has to be there."""
    directory = job.cwd or home_of(job.user)
    if not job.cwd and not house.root.is_folder(directory):
        return "/"
    if not directory.startswith("/") or not house.root.is_folder(directory):
        raise ServiceError(500, "Failed to execute command", "EXECUTION_FAILED")
    return directory


def line_of(house: House, job: Job) -> list[str]:
    """The whole command line, for House.spawn."""
    begin = ["sh", "-c", _PROLOGUE, "sh", directory_of(house, job)]
    shell = ["/bin/" + shell_of(house), "-c", job.command]
    if is_root(job.user):
        return begin + shell
    if house.root.exists("/usr/bin/sudo"):
        variables = [f"{name}={value}" for name, value in job.environment.items()]
        return [*begin, "sudo", "-n", "-H", "-u", job.user, "--", "env", "--", *variables, *shell]
    return [*begin, "su", job.user, "-s", shell[0], "-c", job.command]


def signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Send a signal to a command and to what it has begun."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
