# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What the workers of a run know of a container, so that only the first asks: whether it has the raw mode.

Ansible has a worker for each task and host, which ends with it. So it is kept in a small file in the run's own
temporary folder, which ends with the run. It holds no address and no credential.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from pathlib import Path

_WORDS = {"raw": True, "files": False}
#: For how many seconds after it answered a service counts as awake.
FRESH = 20.0


class Known:
    """What is known of one container at one address."""

    def __init__(self, folder: str, address: str) -> None:
        name = hashlib.sha256(address.encode()).hexdigest()[:32]
        self._path = Path(folder) / f"hoody-https-{name}"

    def raw(self) -> bool | None:
        """Whether the container has the raw mode; None when nobody has asked."""
        try:
            return _WORDS.get(self._path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def is_fresh(self) -> bool:
        """Whether the container has just answered."""
        try:
            return abs(time.time() - self._path.stat().st_mtime) < FRESH
        except OSError:
            return False

    def learn(self, raw: bool) -> None:
        """Remember it."""
        word = next(word for word, meaning in _WORDS.items() if meaning is raw)
        temporary = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            temporary.write_text(word, encoding="ascii")
            temporary.replace(self._path)

    def answered(self) -> None:
        """The container has answered."""
        with contextlib.suppress(OSError):
            os.utime(self._path)

    def forget(self) -> None:
        """Ask again."""
        with contextlib.suppress(OSError):
            self._path.unlink()
