# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the files service changes."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from starlette.responses import Response

from .reading import etag
from .root import Root
from .visit import ServiceError, Visit, bare


def _refuse(error: str) -> ServiceError:
    return ServiceError(400, error, "INVALID_PARAMETER")


# -- contents


def write(visit: Visit, path: str) -> Response:
    """PUT: replace a file, or with ``append`` make it longer. Links are followed."""
    appends = visit.wants("append")
    if appends and "chmod" in visit.query:
        raise _refuse("'chmod' cannot be given with 'append'")
    expected = visit.headers.get("x-expected-length")
    if expected is not None and expected != str(len(visit.body)):
        raise ServiceError(400, "The body is not as long as expected", "UPLOAD_INCOMPLETE")
    mode, owner = _mode_wanted(visit), _owner_wanted(visit, "owner")
    _check_conditions(visit, path)
    created = not visit.house.root.exists(path)
    with _file(visit.house.root, path, os.O_APPEND if appends else os.O_TRUNC) as descriptor:
        _write_all(descriptor, visit.body)
        if mode is not None:
            os.fchmod(descriptor, mode)
        if owner is not None:
            os.fchown(descriptor, *owner)
    visit.journal.record(visit.house.root.real_path(path), visit.body)
    told = {"path": path, "size": len(visit.body), "success": True}
    return bare(told if mode is None else {**told, "mode": f"{mode:o}"}, 201 if created else 200)


@contextlib.contextmanager
def _file(root: Root, path: str, flags: int) -> Iterator[int]:
    if root.is_folder(path):
        raise ServiceError(405, "A folder is there", "DIRECTORY_EXISTS")
    created = not root.exists(path)
    with root.opened(path, os.O_WRONLY | os.O_CREAT | flags) as descriptor:
        if created:
            # Whatever whoever started the emulator thinks of new files.
            os.fchmod(descriptor, 0o644)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ServiceError(403, "Not a regular file", "ACCESS_FORBIDDEN")
        yield descriptor


def _write_all(descriptor: int, content: bytes) -> None:
    with open(descriptor, "wb", closefd=False) as stream:
        stream.write(content)


def append(visit: Visit, path: str) -> Response:
    """PUT on the route of its own: make a file longer, which has to be there."""
    visit.house.root.stat(path)
    with _file(visit.house.root, path, os.O_APPEND) as descriptor:
        _write_all(descriptor, visit.body)
        size = os.fstat(descriptor).st_size
    visit.journal.record(visit.house.root.real_path(path), visit.body)
    return bare({"path": path, "new_size": size, "success": True})


def patch(visit: Visit, path: str) -> Response:
    """PATCH on the root: append, or overwrite bytes that are there."""
    wanted = visit.headers.get("x-update-range", "")
    size = visit.house.root.stat(path).st_size
    if wanted == "append":
        begin = size
    else:
        first, _dash, last = wanted.removeprefix("bytes=").partition("-")
        if not (wanted.startswith("bytes=") and first.isdigit() and (last.isdigit() or not last)):
            raise _refuse("X-Update-Range must be 'append' or 'bytes=a-b'")
        begin = int(first)
        if begin + len(visit.body) > size:
            return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
    with _file(visit.house.root, path, 0) as descriptor:
        os.pwrite(descriptor, visit.body, begin)
    return Response(status_code=204)


def _check_conditions(visit: Visit, path: str) -> None:
    try:
        status = visit.house.root.stat(path)
    except FileNotFoundError:
        status = None
    tag, headers = status and etag(status), visit.headers
    unwanted = status and headers.get("if-none-match") in ("*", tag)
    missed = "if-match" in headers and headers["if-match"] not in ("*" if status else "", tag)
    since = headers.get("if-unmodified-since")
    newer = since and status and int(status.st_mtime) > parsedate_to_datetime(since).timestamp()
    if unwanted or missed or newer:
        raise ServiceError(412, "The file is not as expected", "OVERWRITE_REFUSED")


# -- folders and names


def make_folder(visit: Visit, path: str) -> Response:
    """POST with ``mkdir``: one folder; that it is in has to be there."""
    if not visit.wants("mkdir"):
        raise _refuse("'mkdir' is missing")
    with visit.house.root.parent(path) as (folder, name):
        os.mkdir(name, 0o755, dir_fd=folder)
        os.chmod(name, 0o755, dir_fd=folder)
    return bare({"path": path, "success": True}, 201)


def _target(visit: Visit, name: str) -> str:
    target = visit.parameter(name) or ""
    if not target.startswith("/"):
        raise _refuse(f"'{name}' must be an absolute path")
    root = visit.house.root
    if not visit.wants("overwrite") and root.exists(target):
        raise ServiceError(409, "The target exists", "PATH_CONFLICT")
    return target


def copy(visit: Visit, path: str) -> Response:
    """POST: copy one file."""
    target, root = _target(visit, "copy_to"), visit.house.root
    if root.is_folder(path):
        raise ServiceError(409, "Folders are not copied", "PATH_CONFLICT")
    with root.opened(path) as source, _file(root, target, os.O_TRUNC) as copied:
        with open(source, "rb", closefd=False) as reader, open(copied, "wb", closefd=False) as writer:
            shutil.copyfileobj(reader, writer)
        os.fchmod(copied, stat.S_IMODE(os.fstat(source).st_mode))
    return bare({"source": path, "destination": target, "success": True})


def move(visit: Visit, path: str) -> Response:
    """POST: rename."""
    target, root = _target(visit, "move_to"), visit.house.root
    with root.parent(path) as (source_folder, source), root.parent(target) as (target_folder, name):
        os.rename(source, name, src_dir_fd=source_folder, dst_dir_fd=target_folder)
    return bare({"source": path, "destination": target, "success": True})


def delete(visit: Visit, path: str) -> Response:
    """DELETE: one entry, or a folder with all that is in it."""
    with visit.house.root.parent(path) as (folder, name):
        if not stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            os.unlink(name, dir_fd=folder)
        elif visit.switches.kit_delete == "only_empty":
            os.rmdir(name, dir_fd=folder)
        else:
            _remove_tree(folder, name)
    return bare({"path": path, "success": True})


def _remove_tree(folder: int, name: str) -> None:
    for _path, folders, files, descriptor in os.fwalk(name, topdown=False, dir_fd=folder):
        for file in files:
            os.unlink(file, dir_fd=descriptor)
        for below in folders:
            is_link = stat.S_ISLNK(os.stat(below, dir_fd=descriptor, follow_symlinks=False).st_mode)
            (os.unlink if is_link else os.rmdir)(below, dir_fd=descriptor)
    os.rmdir(name, dir_fd=folder)


# -- modes and owners


def change_mode(visit: Visit, path: str) -> Response:
    """PATCH: the mode, where the deployment allows it."""
    mode = _mode_wanted(visit)
    if mode is None:
        raise _refuse("'chmod' is missing")
    with visit.house.root.opened(path) as descriptor:
        os.fchmod(descriptor, mode)
    return bare({"path": path, "mode": f"{mode:o}", "success": True})


def change_owner(visit: Visit, path: str) -> Response:
    """PATCH: the owner, where the deployment allows it, and never root."""
    owner = _owner_wanted(visit, "chown")
    if owner is None:
        raise _refuse("'chown' is missing")
    with visit.house.root.opened(path) as descriptor:
        os.fchown(descriptor, *owner)
    return bare({"path": path, "success": True})


def _allowed(visit: Visit) -> None:
    if visit.switches.kit_modes == "refused":
        raise ServiceError(403, "Changing modes and owners is switched off", "ACCESS_FORBIDDEN")


def _mode_wanted(visit: Visit) -> int | None:
    text = visit.parameter("chmod")
    if text is None:
        return None
    if not 1 <= len(text) <= 3 or not set(text) <= set("01234567"):
        raise _refuse("'chmod' must be octal, up to 777")
    _allowed(visit)
    return int(text, 8)


def _owner_wanted(visit: Visit, parameter: str) -> tuple[int, int] | None:
    text = visit.parameter(parameter)
    if text is None:
        return None
    user, _colon, group = text.partition(":")
    users, groups = (
        {name: number for number, name in visit.house.root.names(kind).items()} for kind in ("passwd", "group")
    )
    if user in ("root", "0") or group in ("root", "0"):
        raise _refuse("Nothing can be given to root")
    if user not in users or (group and group not in groups):
        raise _refuse(f"'{parameter}' names nobody")
    _allowed(visit)
    return users[user], groups[group] if group else -1
