# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a container, from outside of it: no path and no link leads out of its root.

The kernel resolves every path with the container's root as "/" (openat2, RESOLVE_IN_ROOT), also while somebody inside
moves folders and links about. What is done then is done to a descriptor, or to one name in a folder that is open.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_OPENAT2 = 437
_IN_ROOT = 0x10
#: The kernel gives up on "..", and on links with that, where something is renamed or mounted meanwhile.
_MOST_TRIES = 100
_PATH_ONLY = getattr(os, "O_PATH", 0o10000000)


class _How(ctypes.Structure):
    """What openat2 takes."""

    _fields_ = [("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64)]


class Root:
    """The root of a container; paths are absolute, and may hold any bytes (as surrogates)."""

    def __init__(self, path: str | Path) -> None:
        self._descriptor = os.open(path, _PATH_ONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def __del__(self) -> None:
        """Let go of it when nobody is in the midst of using it any more."""
        with contextlib.suppress(AttributeError):
            os.close(self._descriptor)

    def open(self, path: str, flags: int = os.O_RDONLY, mode: int = 0o644) -> int:
        """A descriptor. A pipe or a terminal never makes the caller wait."""
        name = os.fsencode(path)
        if b"\0" in name:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
        patience = 0 if flags & _PATH_ONLY else os.O_NONBLOCK
        how = _How(flags | os.O_CLOEXEC | patience, mode if flags & os.O_CREAT else 0, _IN_ROOT)
        for _try in range(_MOST_TRIES):
            found = _LIBC.syscall(_OPENAT2, self._descriptor, name, ctypes.byref(how), ctypes.sizeof(how))
            error = ctypes.get_errno()
            if found >= 0 or error != errno.EAGAIN:
                break
        if found < 0:
            if error == errno.EXDEV:
                # A link of /proc that the kernel would follow to anywhere.
                error = errno.ELOOP
            raise OSError(error, os.strerror(error), path)
        return int(found)

    @contextlib.contextmanager
    def opened(self, path: str, flags: int = os.O_RDONLY, mode: int = 0o644) -> Iterator[int]:
        """The same for a while."""
        descriptor = self.open(path, flags, mode)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def parent(self, path: str) -> Iterator[tuple[int, str]]:
        """The folder of a path, and the last name in it, whatever that is."""
        folder, _slash, name = path.rstrip("/").rpartition("/")
        if name in ("", ".", ".."):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
        with self.opened(folder or "/", _PATH_ONLY | os.O_DIRECTORY) as descriptor:
            yield descriptor, name

    def stat(self, path: str) -> os.stat_result:
        """What a path leads to, links followed."""
        with self.opened(path, _PATH_ONLY) as descriptor:
            return os.stat(descriptor)

    def link_stat(self, path: str) -> os.stat_result:
        """What a path itself is."""
        if not path.strip("/"):
            return self.stat("/")
        with self.parent(path) as (folder, name):
            return os.stat(name, dir_fd=folder, follow_symlinks=False)

    def real_path(self, path: str) -> str:
        """The path without links, as it is called inside."""
        with self.opened(path, _PATH_ONLY) as descriptor:
            # The kernel names it from the top of the container's mounts, and that is its root.
            return os.readlink(f"/proc/self/fd/{descriptor}")

    def read_link(self, path: str) -> str:
        """The target of a link as it is written."""
        with self.parent(path) as (folder, name):
            return os.readlink(name, dir_fd=folder)

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder."""
        try:
            return stat.S_ISDIR(self.stat(path).st_mode)
        except OSError:
            return False

    def exists(self, path: str) -> bool:
        """Whether a path leads anywhere."""
        try:
            self.stat(path)
        except OSError:
            return False
        return True

    def names(self, kind: str) -> dict[int, str]:
        """The names of users ("passwd") or groups ("group") by number."""
        with self.opened(f"/etc/{kind}") as descriptor, open(descriptor, closefd=False, errors="replace") as lines:
            entries = [line.split(":") for line in lines]
        return {int(entry[2]): entry[0] for entry in reversed(entries) if len(entry) > 2 and entry[2].isdigit()}

    def name_of(self, kind: str, number: int) -> str:
        """The name of a user or group. In a container of an ordinary user, who that is outside is root inside."""
        mine = os.getuid() if kind == "passwd" else os.getgid()
        number = 0 if os.getuid() and number == mine else number
        return self.names(kind).get(number, str(number))


def make_folders(root: Root, path: str) -> None:
    """A folder and those that it is in."""
    so_far = ""
    for name in path.strip("/").split("/"):
        so_far += f"/{name}"
        if not root.is_folder(so_far):
            with root.parent(so_far) as (folder, last):
                os.mkdir(last, 0o755, dir_fd=folder)
