# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files service (API notes 15.2; part 2, G.7): which request does what, and its errors."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Callable
from typing import NamedTuple

from starlette.responses import Response

from ..wire.envelope import timestamp
from . import reading, writing
from .visit import ServiceError, Visit, bare, health

_BASE = "/api/v1/files/"
_BY_NUMBER: dict[int, tuple[int, str]] = {
    errno.ENOENT: (404, "RESOURCE_NOT_FOUND"),
    errno.EISDIR: (405, "DIRECTORY_EXISTS"),
    errno.ENOTDIR: (409, "PATH_CONFLICT"),
    errno.EEXIST: (409, "PATH_CONFLICT"),
    errno.ENOTEMPTY: (409, "PATH_CONFLICT"),
    errno.EXDEV: (409, "FILE_MOVE_CROSSES_DEVICES"),
    errno.EBUSY: (409, "FILE_PATH_BUSY"),
    errno.ETXTBSY: (409, "FILE_PATH_BUSY"),
    errno.EINVAL: (400, "INVALID_PATH"),
    errno.ENAMETOOLONG: (400, "INVALID_PATH"),
    errno.ENOSPC: (413, "PAYLOAD_TOO_LARGE"),
}


class Operation(NamedTuple):
    """What a request does: the function, and the query parameters that it knows."""

    function: Callable[[Visit, str], Response]
    parameters: frozenset[str]


def _operation(function: Callable[[Visit, str], Response], parameters: str = "") -> Operation:
    return Operation(function, frozenset(parameters.split()))


#: By method and first segment; "" is the file itself.
_OPERATIONS: dict[tuple[str, str], Operation] = {
    ("GET", ""): _operation(reading.read, "base64 sha256 hash stat lines revision"),
    ("GET", "stat"): _operation(reading.stat_of),
    ("GET", "realpath"): _operation(reading.real_path),
    ("PUT", ""): _operation(writing.write, "append owner backend chmod"),
    ("PUT", "append"): _operation(writing.append),
    ("POST", ""): _operation(writing.make_folder, "mkdir"),
    ("POST", "copy"): _operation(writing.copy, "copy_to overwrite"),
    ("POST", "move"): _operation(writing.move, "move_to overwrite"),
    ("PATCH", "chmod"): _operation(writing.change_mode, "chmod"),
    ("PATCH", "chown"): _operation(writing.change_owner, "chown"),
    ("DELETE", ""): _operation(writing.delete),
}
#: Without the prefix: the older way.
_ROOT_OPERATIONS: dict[str, Operation] = {
    "PATCH": _operation(writing.patch),
    "DELETE": _operation(writing.delete),
}


async def answer(visit: Visit) -> Response:
    """The answer to a request. Files may be large and disks slow, so others need not wait for it."""
    try:
        return await asyncio.to_thread(_route, visit)
    except ServiceError as error:
        return bare({"success": False, **error.members}, error.status)
    except OSError as error:
        status, code = _BY_NUMBER.get(error.errno or 0, (403, "ACCESS_FORBIDDEN"))
        text = os.strerror(error.errno) if error.errno else str(error)
        return bare({"success": False, "error": text, "code": code}, status)


def _route(visit: Visit) -> Response:
    method = "GET" if visit.method == "HEAD" else visit.method
    if method == "GET" and visit.path == "/api/v1/version":
        return bare({"version": "1.17.0", "service": "files"})
    if method == "GET" and visit.path == _BASE + "health":
        return bare(health(visit, "files", timestamp(visit.container.status_since), 13))
    if not visit.path.startswith(_BASE):
        return _perform(visit, _ROOT_OPERATIONS.get(method), visit.path)
    first, _slash, rest = visit.path.removeprefix(_BASE).partition("/")
    if first and (method, first) in _OPERATIONS:
        return _perform(visit, _OPERATIONS[method, first], rest)
    return _perform(visit, _OPERATIONS.get((method, "")), visit.path.removeprefix(_BASE))


def _perform(visit: Visit, operation: Operation | None, path: str) -> Response:
    if operation is None:
        raise ServiceError(405, "Method not allowed")
    unknown = visit.query.keys() - operation.parameters
    if unknown and visit.switches.kit_unknown_query == "refused":
        raise ServiceError(400, f"Unknown query parameter: {min(unknown)}", "INVALID_PARAMETER")
    return operation.function(visit, "/" + path.lstrip("/"))
