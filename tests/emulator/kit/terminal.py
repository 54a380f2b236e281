# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal service (API notes 15.1; part 2, G.2 to G.5)."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from ..wire.envelope import timestamp
from . import pty, raw
from .job import Job
from .visit import ServiceError, Visit, bare, health

_BASE = "/api/v1/terminal"
_RESULT = re.compile(_BASE + "/result/([^/]+)")
_ABORT = re.compile(_BASE + "/execute/([^/]+)/abort")
_SESSION = re.compile(_BASE + "/([0-9]{1,5})")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: The longest text that the kernel takes as one argument.
_LONGEST = 131071


async def answer(visit: Visit) -> Response:
    """The answer to a request."""
    try:
        return await _route(visit)
    except ServiceError as error:
        return bare(error.members, error.status)


async def _route(visit: Visit) -> Response:
    if visit.path == _BASE + "/health":
        return bare(health(visit, "terminal", timestamp(visit.container.status_since), 12))
    if visit.path == _BASE + "/execute":
        if visit.method != "POST":
            raise ServiceError(405, "method_not_allowed", allow="POST")
        return await _execute(visit)
    if visit.path == _BASE + "/create" and visit.method == "POST":
        return await pty.create(visit)
    if (match := _RESULT.fullmatch(visit.path)) and visit.method == "GET":
        return pty.result(visit, match[1])
    if (match := _ABORT.fullmatch(visit.path)) and visit.method == "POST":
        return await pty.abort(visit, match[1])
    if (match := _SESSION.fullmatch(visit.path)) and visit.method == "DELETE":
        return await pty.remove(visit, match[1])
    raise ServiceError(404, "Not found")


async def _execute(visit: Visit) -> Response:
    body = visit.json()
    if body.get("mode") == "raw" and visit.switches.kit_raw == "known":
        return await raw.answer(visit, _with_query(visit, job_of(body)), body)
    # In a pty the query tells how a session begins, and the user is the session's.
    return await pty.execute(visit, job_of({**body, "user": None}), body)


def job_of(body: dict[str, Any]) -> Job:
    """What is to be run, as the body says it."""
    command = body.get("command")
    if not isinstance(command, str) or not command:
        raise ServiceError(400, "Missing 'command' field", "VALIDATION_ERROR")
    if len(command.encode("utf-8", "surrogatepass")) > _LONGEST or "\0" in command:
        raise ServiceError(400, f"'command' must have at most {_LONGEST} bytes, and no NUL", "VALIDATION_ERROR")
    return Job(command, _text(body, "cwd"), _text(body, "user"), _environment(body), _seconds(body))


def _with_query(visit: Visit, job: Job) -> Job:
    """What the query adds; the body comes first."""
    pairs = (text.partition("=") for text in visit.query.get("env", []))
    return replace(
        job,
        cwd=job.cwd or visit.parameter("cwd") or "",
        user=job.user or visit.parameter("user") or "",
        environment={**_checked({name: value for name, _equals, value in pairs}), **job.environment},
    )


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise ServiceError(400, f"'{name}' must be a string", "VALIDATION_ERROR")
    return value or ""


def _seconds(body: dict[str, Any]) -> float:
    value = body.get("timeout")
    if value is None:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < math.inf:
        raise ServiceError(400, "'timeout' must be a number of seconds", "VALIDATION_ERROR")
    return float(value)


def _environment(body: dict[str, Any]) -> dict[str, str]:
    value = body.get("env")
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise ServiceError(400, "'env' must be an object of strings", "VALIDATION_ERROR")
    return _checked(value)


def _checked(variables: dict[str, str]) -> dict[str, str]:
    for name, value in variables.items():
        if not _VARIABLE.fullmatch(name) or name.startswith("__HOODY_") or "\0" in value:
            raise ServiceError(400, f"Invalid environment variable: {name}", "VALIDATION_ERROR")
    return variables
