# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that only its owner may read, and that is there as a whole or not at all. Knows no Ansible and no claims."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Callable
from typing import NamedTuple

from .._api.errors import HoodyError, InputError

MODE = 0o600
FOLDER_MODE = 0o700
# More than any content that could be ours; a file that was named by mistake need not be read to its end.
_MOST_READ = 65536
_TEMPORARY = ".hoody-"


class MissingFolder(InputError):
    """The folder that the file should be in does not exist."""


class Held(NamedTuple):
    """What a file holds (its beginning, if it is large), its permissions, and its owner and group as numbers."""

    text: str
    mode: int
    owner: tuple[int, int]


class PrivateFile:
    """The file of this path, which an option names. What cannot be done raises InputError or HoodyError."""

    def __init__(self, path: str, option: str = "dest") -> None:
        self._option = option
        if "\0" in path:
            raise InputError(f"{option} must not contain a NUL character, which no name of a file can.")
        self.path = os.path.abspath(path)
        self._folder = os.path.dirname(self.path)

    def read(self) -> Held | None:
        """What the file holds, or None when there is none."""
        try:
            # A link is not followed, as it may lead to what the task did not mean; a pipe does not block.
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise InputError(f"{self._option} {self.path} is a symbolic link: name the file itself.") from None
            raise HoodyError(f"The file {self.path} cannot be read: {error.strerror}.") from None
        try:
            state = os.fstat(descriptor)
            if not stat.S_ISREG(state.st_mode):
                kind = "a folder" if stat.S_ISDIR(state.st_mode) else "no ordinary file"
                raise InputError(f"{self._option} {self.path} is {kind}: name a file.")
            text = os.read(descriptor, _MOST_READ).decode("utf-8", errors="replace")
        finally:
            os.close(descriptor)
        return Held(text, stat.S_IMODE(state.st_mode), (state.st_uid, state.st_gid))

    def check_folder(self) -> None:
        """Raise MissingFolder or another InputError when the file could not be written."""
        if not os.path.isdir(self._folder):
            raise MissingFolder(f"The folder {self._folder} of {self._option} does not exist: create it first.")
        if not os.access(self._folder, os.W_OK | os.X_OK):
            raise InputError(
                f"The folder {self._folder} of {self._option} cannot be written to by the user who runs the task."
            )

    def make_folder(self) -> None:
        """Make the folder, for the owner only, where there is none."""
        try:
            os.makedirs(self._folder, FOLDER_MODE, exist_ok=True)
        except OSError as error:
            raise HoodyError(f"The folder {self._folder} of {self._option} cannot be made: {error.strerror}.") from None

    def write(self, text: str, held: Held | None) -> None:
        """Put the text in the place of what is held; the owner stays the same."""
        self._put(text, held, os.replace)

    def create(self, text: str) -> bool:
        """Put the text into a file that is not there; says whether it was not."""
        try:
            self._put(text, None, os.link)
        except FileExistsError:
            return False
        return True

    def take_over(self, other: PrivateFile) -> None:
        """Be what the other file is, which is then no more."""
        try:
            os.replace(other.path, self.path)
        except OSError as error:
            raise HoodyError(f"The file {other.path} cannot become {self.path}: {error.strerror}.") from None

    def _put(self, text: str, held: Held | None, place: Callable[[str, str], None]) -> None:
        """The text goes into a new file beside it that was private from its first moment on, and which is then placed
        in a single step.
        """
        try:
            # Not named after the file, whose name may be as long as a name can be.
            descriptor, temporary = tempfile.mkstemp(prefix=_TEMPORARY, dir=self._folder)
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    if held and held.owner != (os.fstat(descriptor).st_uid, os.fstat(descriptor).st_gid):
                        os.fchown(descriptor, *held.owner)
                    os.fchmod(descriptor, MODE)
                    file.write(text)
                    file.flush()
                    os.fsync(descriptor)
                place(temporary, self.path)
            finally:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)
        except FileExistsError:
            raise
        except OSError as error:
            raise HoodyError(f"The file {self.path} cannot be written: {error.strerror}.") from None
