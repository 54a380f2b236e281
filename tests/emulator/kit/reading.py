# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the files service tells: contents, listings, and what a file is."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from typing import Any

from starlette.responses import Response, StreamingResponse

from .root import Root
from .visit import ServiceError, Visit, bare

_PIECE = 1 << 20
_MOST_LINES = 100_000
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def etag(status: os.stat_result) -> str:
    """What changes with the content."""
    return f'"{status.st_ino:x}-{status.st_size:x}-{status.st_mtime_ns:x}"'


def read(visit: Visit, path: str) -> Response:
    """A file or a folder, or what the query wants to know of it."""
    if "stat" in visit.query:
        return stat_of(visit, path)
    if "revision" in visit.query:
        return _former(visit, path)
    root = visit.house.root
    descriptor = root.open(path)
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode):
        return _content(visit, descriptor, status)
    os.close(descriptor)
    if stat.S_ISDIR(status.st_mode):
        return bare({"path": path, "entries": _entries(visit, path)})
    raise ServiceError(403, "Not a regular file", "ACCESS_FORBIDDEN")


def _former(visit: Visit, path: str) -> Response:
    """What was once written there; a file that is no more has a history all the same."""
    text = visit.parameter("revision") or ""
    if not text.isdigit():
        raise ServiceError(400, "'revision' must be a number", "INVALID_PARAMETER")
    body = visit.journal.body(path, int(text))
    if body is None:
        raise ServiceError(404, "There is no such revision", "RESOURCE_NOT_FOUND")
    return Response(body, media_type="application/octet-stream")


def _entries(visit: Visit, path: str) -> list[dict[str, Any]]:
    root, revisions = visit.house.root, visit.journal.revisions()
    with root.opened(path, os.O_RDONLY | os.O_DIRECTORY) as descriptor:
        names = sorted(os.listdir(descriptor))
    return [described(root, f"{path.rstrip('/')}/{name}", revisions) for name in names]


def _content(visit: Visit, descriptor: int, status: os.stat_result) -> Response:
    if visit.query.keys() & {"sha256", "hash"}:
        digest = hashlib.sha256()
        for piece in _pieces(descriptor, 0, status.st_size):
            digest.update(piece)
        return Response(digest.hexdigest(), media_type="text/plain")
    if "base64" in visit.query:
        return Response(base64.b64encode(_whole(descriptor, status)), media_type="text/plain")
    if "lines" in visit.query:
        return Response(_lines(_whole(descriptor, status), visit.parameter("lines") or ""), media_type="text/plain")
    return _bytes(visit, descriptor, status)


def _bytes(visit: Visit, descriptor: int, status: os.stat_result) -> Response:
    size, begin, end, code = status.st_size, 0, status.st_size, 200
    headers = {"ETag": etag(status), "Accept-Ranges": "bytes"}
    wanted = _RANGE.fullmatch(visit.headers.get("range", ""))
    if wanted and any(wanted.groups()) and visit.headers.get("if-range", headers["ETag"]) == headers["ETag"]:
        first, last = wanted.groups()
        begin = int(first) if first else max(size - int(last), 0)
        end = min(int(last) + 1, size) if first and last else size
        if begin >= end:
            os.close(descriptor)
            return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
        code = 206
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - begin)
    if visit.method == "HEAD":
        os.close(descriptor)
        return Response(status_code=code, headers=headers, media_type="application/octet-stream")
    return StreamingResponse(_pieces(descriptor, begin, end), code, headers, "application/octet-stream")


def _pieces(descriptor: int, begin: int, end: int) -> Iterator[bytes]:
    """A part of a file, which is closed then."""
    try:
        while begin < end and (piece := os.pread(descriptor, min(_PIECE, end - begin), begin)):
            begin += len(piece)
            yield piece
    finally:
        os.close(descriptor)


def _whole(descriptor: int, status: os.stat_result) -> bytes:
    return b"".join(_pieces(descriptor, 0, status.st_size))


def _lines(content: bytes, wanted: str) -> bytes:
    match = re.fullmatch(r"(\d+)-(\d+)", wanted)
    if not match or not 1 <= int(match[1]) <= int(match[2]) or int(match[2]) - int(match[1]) >= _MOST_LINES:
        raise ServiceError(400, "'lines' must be of the form a-b", "INVALID_PARAMETER")
    return b"".join(content.splitlines(keepends=True)[int(match[1]) - 1 : int(match[2])])


def stat_of(visit: Visit, path: str) -> Response:
    """What a file is."""
    return bare(described(visit.house.root, path, visit.journal.revisions()))


def real_path(visit: Visit, path: str) -> Response:
    """The path without links."""
    return bare({"path": path, "realpath": visit.house.root.real_path(path)})


def described(root: Root, path: str, revisions: Mapping[str, int]) -> dict[str, Any]:
    """The members of a stat (API notes part 2, G.7); a link to nowhere is described as the link that it is."""
    status = link = root.link_stat(path)
    is_link = stat.S_ISLNK(link.st_mode)
    if is_link and root.exists(path):
        status = root.stat(path)
    kind = "Dir" if stat.S_ISDIR(status.st_mode) else "File"
    return {
        "name": path.rstrip("/").rpartition("/")[2],
        "path": path,
        "path_type": f"Symlink{kind}" if is_link else kind,
        "size": status.st_size,
        "permissions": f"{stat.S_IMODE(status.st_mode):o}",
        "owner": root.name_of("passwd", status.st_uid),
        "group": root.name_of("group", status.st_gid),
        "mtime": int(status.st_mtime),
        "is_symlink": is_link,
        "symlink_target": root.read_link(path) if is_link else None,
        "revisions": revisions.get(path, 0),
    }
